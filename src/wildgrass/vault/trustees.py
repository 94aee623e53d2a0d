"""The people who can open a vault: checking a share, handing it over, and opening from enough of them.

The recovery key exists in memory only, inside `trustees_kit.make_kit` and, years later, `open_answers`. A
share travels to one recipient only: the coordinator written into it. Format: docs/spec/shares.md.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from wildgrass.crypto import age, slip39
from wildgrass.errors import EXIT_CHECK, EXIT_INPUT, WildgrassError
from wildgrass.vault import shares
from wildgrass.vault.shares import Commitments, ShareDocument
from wildgrass.vault.trustees_keys import NewIdentity, new_trustee_identity, open_identity_file
from wildgrass.vault.trustees_kit import Kit, known_line, make_kit

__all__ = [
    "Kit",
    "NewIdentity",
    "Recovered",
    "ShareFacts",
    "VaultKeys",
    "answer",
    "check_share",
    "make_kit",
    "new_trustee_identity",
    "open_answers",
    "open_identity_file",
]

MAX_SEALED_SIZE: Final = 64 * 1024
_ARMOR_START: Final = b"-----BEGIN AGE"


class ShareSealError(WildgrassError):
    """A sealed share or answer is damaged."""

    code = "share-seal-damaged"
    exit_code = EXIT_INPUT
    message = "{name}: the file is damaged or is no sealed share"
    hint = "ask for the file again, unchanged, as an attachment rather than pasted text"


class ShareOtherKeyError(WildgrassError):
    """A sealed share or answer that this key does not open."""

    code = "share-other-key"
    exit_code = EXIT_INPUT
    message = "{name}: this key does not open the file"
    hint = "a share opens with its trustee's key, an answer with the coordinator's; check which file this is"


class ShareOtherVaultError(WildgrassError):
    """A share of another vault."""

    code = "share-other-vault"
    exit_code = EXIT_INPUT
    message = "{name}: this share is of vault {found}, not of {expected}"
    hint = "leave it out, and ask this trustee for the share of this vault"


class ShareOtherCoordinatorError(WildgrassError):
    """A share that was to be handed to somebody else."""

    code = "share-other-coordinator"
    exit_code = EXIT_INPUT
    message = "{name}: this share may only be handed to another coordinator ({found})"
    hint = "somebody sent it past the coordinator fixed at init; ask the trustee who asked for it"


class ShareNotDealtError(WildgrassError):
    """A share that the vault's commitments do not know."""

    code = "share-not-dealt"
    exit_code = EXIT_INPUT
    message = "{name}: this is not the share {index} that was dealt for this vault"
    hint = "it was altered, or is of an older deal; ask this trustee for the genuine one"


class RecoveredKeyError(WildgrassError):
    """The shares fit together and give another vault's key."""

    code = "recovered-key-wrong"
    exit_code = EXIT_CHECK
    message = "these shares fit together, but give the key of another vault"
    hint = "check which vault this is, and that its vault.json was not replaced: run verify"


class KeycheckError(WildgrassError):
    """The key is the vault's, and the vault's known line does not open with it."""

    code = "keycheck-wrong"
    exit_code = EXIT_CHECK
    message = "the vault's known line does not open with the recovered key"
    hint = "keycheck.age was altered; run verify on each place that holds this vault"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareFacts:
    """What a whole share says, without its words.

    `coordinator` and `recipient` are fingerprints: the SHA-256 of the recipient's text, 64 hex digits.
    """

    vault_id: str
    index: int
    trustee: str
    threshold: int
    total: int
    coordinator: str
    kind: str
    recipient: str

    def to_json(self) -> dict[str, object]:
        """Return the facts that the terminal shows."""
        return {
            "vault": self.vault_id,
            "index": self.index,
            "total": self.total,
            "threshold": self.threshold,
            "trustee": self.trustee,
            "coordinator": self.coordinator,
            "kind": self.kind,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultKeys:
    """What a vault says about its key: `vault.json`, `v1/keys/commitments.txt` and `v1/keys/keycheck.age`."""

    vault_id: str
    recipient: str
    commitments: bytes
    keycheck: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The recovery identity (never shown), the shares that gave it, and which were set aside and why."""

    identity: age.Identity = field(repr=False)
    used: tuple[str, ...]
    set_aside: tuple[WildgrassError, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A share that was read: how errors call it, and the share."""

    label: str
    share: slip39.Share


def check_share(sealed: bytes, identities: Sequence[age.Identity], name: str = "share") -> ShareFacts:
    """Open a trustee's share and say what it is, if it is whole. Shows no word and rebuilds nothing.

    Raises:
        ShareOtherKeyError, ShareSealError: it does not open.
        ShareDocumentError, slip39 errors: what it holds is not a whole share.
    """
    document = _open(sealed, identities, name)
    return ShareFacts(
        vault_id=document.vault_id,
        index=document.index,
        trustee=document.trustee,
        threshold=document.threshold,
        total=document.total,
        coordinator=shares.fingerprint(document.coordinator),
        kind=document.kind,
        recipient=document.recipient,
    )


def answer(
    sealed: bytes,
    identities: Sequence[age.Identity],
    *,
    name: str = "share",
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """Seal a trustee's share again, to the coordinator written into it and to nobody else.

    Raises:
        the errors of `check_share`.
    """
    document = _open(sealed, identities, name)
    return age.encrypt(document.to_bytes(), [age.parse_recipient(document.coordinator)], random=random)


def open_answers(
    answers: Sequence[tuple[str, bytes]],
    coordinator: Sequence[age.Identity],
    vault: VaultKeys,
    *,
    words: Sequence[tuple[str, str]] = (),
) -> Recovered:
    """Give the recovery identity back from enough answers and word lists, each with its file's name.

    A share that is bad, foreign, altered or twice is set aside and named; when enough others remain, recovery
    goes on. When not, the first of these is raised, or how many are missing.

    Raises:
        the errors of `check_share`; ShareOtherVaultError, ShareOtherCoordinatorError, ShareNotDealtError,
        ShareDuplicateError: a share that was set aside was needed.
        TooFewSharesError: more are needed.
        CommitmentsError, RecoveredKeyError, KeycheckError: the vault and the shares disagree.
    """
    commitments = Commitments.from_bytes(vault.commitments)
    if (commitments.vault_id, commitments.recipient) != (vault.vault_id, shares.fingerprint(vault.recipient)):
        raise shares.CommitmentsError(reason="they are of another vault")
    found, refused = _read_all(answers, coordinator, vault, words)
    dealt = _sort_out(found, commitments, refused)
    try:
        identity = _combined(dealt, vault)
    except WildgrassError as error:
        dealt = found
        fitting = _despite_commitments(found, vault)
        if fitting is None and refused:
            raise refused[0] from error
        if fitting is None:
            raise
        identity = fitting
    _check_key(identity, vault)
    return Recovered(identity=identity, used=tuple(item.label for item in dealt), set_aside=tuple(refused))


def _open(sealed: bytes, identities: Sequence[age.Identity], name: str) -> ShareDocument:
    if len(sealed) > MAX_SEALED_SIZE:
        raise ShareSealError(name=name)
    try:
        data = age.dearmor(sealed) if sealed.lstrip().startswith(_ARMOR_START) else sealed
        document = age.decrypt(data, identities)
    except age.NoMatchError as error:
        raise ShareOtherKeyError(name=name) from error
    except age.AgeError as error:
        raise ShareSealError(name=name) from error
    return ShareDocument.from_bytes(document, name)


def _read_all(
    answers: Sequence[tuple[str, bytes]],
    coordinator: Sequence[age.Identity],
    vault: VaultKeys,
    words: Sequence[tuple[str, str]],
) -> tuple[list[_Found], list[WildgrassError]]:
    """Read what can be read; keep why the rest cannot."""
    found: list[_Found] = []
    refused: list[WildgrassError] = []
    for name, data in answers:
        try:
            found.append(_read_answer(name, data, coordinator, vault))
        except WildgrassError as error:
            refused.append(error)
    for name, text in words:
        try:
            found.append(_Found(name, slip39.parse_share(name, text)))
        except WildgrassError as error:
            refused.append(error)
    return found, refused


def _read_answer(name: str, data: bytes, coordinator: Sequence[age.Identity], vault: VaultKeys) -> _Found:
    document = _open(data, coordinator, name)
    label = f"{name} ({document.trustee})"
    if document.vault_id != vault.vault_id:
        found, expected = (shares.shown(each, 2) for each in (document.vault_id, vault.vault_id))
        raise ShareOtherVaultError(name=label, found=found, expected=expected)
    if document.coordinator not in {identity.recipient().text for identity in coordinator}:
        found = shares.shown(shares.fingerprint(document.coordinator))
        raise ShareOtherCoordinatorError(name=label, found=found)
    return _Found(label, slip39.parse_share(label, document.words))


def _sort_out(
    found: Sequence[_Found], commitments: Commitments, refused: list[WildgrassError]
) -> list[_Found]:
    """Return the genuine shares, each once; add to `refused` why the others are left out."""
    dealt: dict[int, _Found] = {}
    for item in found:
        index = item.share.index + 1
        if not commitments.has(index, item.share.phrase()):
            refused.append(ShareNotDealtError(name=item.label, index=index))
        elif index in dealt:
            refused.append(slip39.ShareDuplicateError(name=item.label, other=dealt[index].label))
        else:
            dealt[index] = item
    return list(dealt.values())


def _combined(found: Sequence[_Found], vault: VaultKeys) -> age.Identity:
    secret = slip39.combine([(item.label, item.share.phrase()) for item in found])
    hybrid = age.parse_recipient(vault.recipient).is_postquantum
    return (age.HybridIdentity if hybrid else age.X25519Identity).from_secret(secret)


def _despite_commitments(found: Sequence[_Found], vault: VaultKeys) -> age.Identity | None:
    """Try all readable shares: commitments that someone replaced must not turn trustees against each other.

    What comes out counts only if it is the very key of this vault.
    """
    distinct = {item.share.words: item for item in found}
    try:
        identity = _combined(list(distinct.values()), vault)
    except WildgrassError:
        return None
    return identity if identity.recipient().text == vault.recipient else None


def _check_key(identity: age.Identity, vault: VaultKeys) -> None:
    if identity.recipient().text != vault.recipient:
        raise RecoveredKeyError
    try:
        line = age.decrypt(vault.keycheck, [identity])
    except age.AgeError as error:
        raise KeycheckError from error
    if line != known_line(vault.vault_id):
        raise KeycheckError
