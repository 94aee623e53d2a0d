"""Dealing a new vault's shares: the one function in which a recovery key is born and forgotten.

Start at `make_kit`. Format: docs/spec/shares.md.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wildgrass.crypto import age, slip39
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.vault import shares
from wildgrass.vault.paper import page as printed
from wildgrass.vault.shares import COMMITMENTS, KEYCHECK, ShareDocument

Random = Callable[[int], bytes]
_Sealed = tuple[str, age.Recipient]


class TrusteeTwiceError(WildgrassError):
    """Two trustees with the same name or the same key."""

    code = "trustee-twice"
    exit_code = EXIT_USAGE
    message = "{name} is named twice, by name or by key"
    hint = "each trustee holds one share; give each an own name and key"


class TrusteeRecipientError(WildgrassError):
    """A trustee's or the coordinator's recipient cannot be used."""

    code = "trustee-recipient"
    exit_code = EXIT_USAGE
    message = "the recipient of {name} is not an age recipient"
    hint = "ask for the text that starts with age1, whole; `wildgrass trustee new` prints it"


class RecipientClassicalError(WildgrassError):
    """Returned, not raised: a key that a quantum computer will break."""

    code = "trustee-recipient-classical"
    message = (
        "the key of {name} does not withstand a quantum computer; who copies the share now can open it then"
    )
    hint = "ask for a new key, made with `wildgrass trustee new`"


class PaperOpenError(WildgrassError):
    """Returned, not raised: a page whose words anyone can read."""

    code = "paper-share-open"
    message = "the page for {name} is not sealed: whoever reads {file} has that share"
    hint = "print it, hand it over, then delete the file"


class NoSpareError(WildgrassError):
    """Returned, not raised: every share is needed."""

    code = "threshold-without-spare"
    message = "all {total} shares are needed: one lost share loses everything"
    hint = "add a trustee, or lower the threshold"


class SingleTrusteeError(WildgrassError):
    """Returned, not raised: one person can open the vault alone."""

    code = "trustee-single"
    message = "one trustee alone opens this vault, and alone can lose it"
    hint = "name at least three trustees in different countries, and let two or more of them open it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What `init` leaves.

    `files` go to people (a page holds its words in clear), `vault_objects`, all public, into the vault, and
    `notices` are errors to show, not to raise.
    """

    recipient: str
    files: Mapping[str, bytes] = field(repr=False)
    vault_objects: Mapping[str, bytes]
    notices: tuple[WildgrassError, ...]


def make_kit(  # noqa: PLR0913 - everything that is fixed when a vault is born
    vault_id: str,
    *,
    trustees: Sequence[tuple[str, str]],
    paper: Sequence[str] = (),
    threshold: int,
    coordinator: str,
    contact: str = "",
    hybrid: bool = True,
    random: Random = os.urandom,
) -> Kit:
    """Make a recovery key, split it, and forget it. The key itself never leaves this function.

    Args:
        vault_id: 32 hex digits.
        trustees: (name, recipient text) of those whose shares are sealed.
        paper: names of those who get a page instead; their shares are numbered last.
        threshold: how many shares open the vault.
        coordinator: the recipient text that shares may be handed to, now and for ever.
        contact: how paper trustees reach the coordinator; a blank line to fill in if empty.
        hybrid: whether the recovery key withstands a quantum computer; old tools read X25519 only.
        random: source of the key, the deal and the seals.

    Raises:
        SplitError: the threshold is impossible.
        TrusteeNameError, TrusteeTwiceError, TrusteeRecipientError: see there.
    """
    sealed_for = [(shares.check_name(name), _recipient(name, text)) for name, text in trustees]
    names = [*(name for name, _ in sealed_for), *map(shares.check_name, paper)]
    _refuse_twice(names, sealed_for)
    coordinator_key = _recipient("the coordinator", coordinator)
    identity = (age.HybridIdentity if hybrid else age.X25519Identity).from_secret(random(32))
    dealt = slip39.split(identity.secret(), threshold=threshold, count=len(names), random=random)
    recipient = identity.recipient()
    documents = [
        ShareDocument(
            vault_id=vault_id,
            index=share.index + 1,
            trustee=name,
            threshold=threshold,
            total=len(names),
            coordinator=coordinator_key.text,
            kind=shares.kind_of(recipient),
            recipient=shares.fingerprint(recipient.text),
            words=share.phrase(),
        )
        for name, share in zip(names, dealt, strict=True)
    ]
    commitments = shares.commit(vault_id, recipient.text, [share.phrase() for share in dealt], random)
    pages = documents[len(sealed_for) :]
    return Kit(
        recipient=recipient.text,
        files=_seal_all(documents, sealed_for, random)
        | {_page_name(page): printed(page, contact=contact) for page in pages},
        vault_objects={
            COMMITMENTS: commitments.to_bytes(),
            KEYCHECK: age.encrypt(known_line(vault_id), [recipient], random=random),
        },
        notices=tuple(
            _notices(threshold, len(names), [*sealed_for, ("the coordinator", coordinator_key)], pages)
        ),
    )


def known_line(vault_id: str) -> bytes:
    """Return what `keycheck.age` holds, sealed to the recovery recipient."""
    return f"wildgrass keycheck 1\nvault {vault_id}\n".encode()


def _recipient(name: str, text: str) -> age.Recipient:
    try:
        return age.parse_recipient(text)
    except age.RecipientTextError as error:
        raise TrusteeRecipientError(name=name) from error


def _refuse_twice(names: Sequence[str], sealed_for: Sequence[_Sealed]) -> None:
    seen: set[object] = set()
    for name, key in [*((name, name.casefold()) for name in names), *sealed_for]:
        if key in seen:
            raise TrusteeTwiceError(name=name)
        seen.add(key)


def _seal_all(
    documents: Iterable[ShareDocument], sealed_for: Sequence[_Sealed], random: Random
) -> dict[str, bytes]:
    return {
        f"{shares.file_stem(document.index, name)}.age": age.encrypt(
            document.to_bytes(), [key], random=random
        )
        for document, (name, key) in zip(documents, sealed_for, strict=False)
    }


def _page_name(document: ShareDocument) -> str:
    return f"{shares.file_stem(document.index, document.trustee)}.html"


def _notices(
    threshold: int, total: int, keys: Iterable[_Sealed], pages: Iterable[ShareDocument]
) -> Iterable[WildgrassError]:
    if threshold == total:
        yield NoSpareError(total=total) if total > 1 else SingleTrusteeError()
    for name, key in keys:
        if not key.is_postquantum:
            yield RecipientClassicalError(name=name)
    for page in pages:
        yield PaperOpenError(name=page.trustee, file=_page_name(page))
