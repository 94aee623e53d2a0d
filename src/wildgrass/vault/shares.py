"""A trustee's share as bytes: the document inside the sealed file, and the public commitments to all shares.

Pure functions; `trustees` deals, checks and combines. Format: docs/spec/shares.md.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final, Self, TypeVar

from wildgrass.crypto import age, slip39
from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_CHECK, EXIT_INPUT, EXIT_USAGE, WildgrassError

_T = TypeVar("_T")

VERSION: Final = 1
MAX_DOCUMENT_SIZE: Final = 16 * 1024
MAX_NAME: Final = 60
COMMITMENTS: Final = "v1/keys/commitments.txt"
KEYCHECK: Final = "v1/keys/keycheck.age"
HYBRID: Final = "hybrid"
X25519: Final = "x25519"
_COMMITMENTS_HEAD: Final = "wildgrass share commitments 1"
_VAULT_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([1-9][0-9]?) ([0-9a-f]{64})")
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEYS: Final = {
    "coordinator", "index", "kind", "recipient", "share", "threshold", "total", "trustee", "vault", "words",
}  # fmt: skip


class ShareDocumentError(WildgrassError):
    """What was sealed is no share document, or contradicts itself."""

    code = "share-document-wrong"
    exit_code = EXIT_INPUT
    message = "{name}: this is not a whole share: {reason}"
    hint = "ask for the share file again; the one that init made is needed, unchanged"


class TrusteeNameError(WildgrassError):
    """A name that cannot stand in a share."""

    code = "trustee-name"
    exit_code = EXIT_USAGE
    message = "a trustee cannot be called {name}: {reason}"
    hint = "take a visible name of at most 60 characters, different for each trustee"


class CommitmentsError(WildgrassError):
    """The vault's commitments cannot be read."""

    code = "share-commitments-wrong"
    exit_code = EXIT_CHECK
    message = "the vault's share commitments cannot be used: {reason}"
    hint = "run verify on each place that holds this vault, and take one that is whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDocument:
    """Everything a trustee's share says. The words are a secret and never shown.

    `index` counts from 1 to `total`. `recipient` is the SHA-256 (hex) of the recovery recipient's text;
    `kind` is its kind. `coordinator` is the one recipient that this share may be handed to.
    """

    vault_id: str
    index: int
    trustee: str
    threshold: int
    total: int
    coordinator: str
    kind: str
    recipient: str
    words: str = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return canonical JSON: keys sorted, one space of indent, UTF-8, one newline at the end."""
        fields = {
            "coordinator": self.coordinator,
            "index": self.index,
            "kind": self.kind,
            "recipient": self.recipient,
            "share": VERSION,
            "threshold": self.threshold,
            "total": self.total,
            "trustee": self.trustee,
            "vault": self.vault_id,
            "words": self.words,
        }
        return (json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "share") -> Self:
        """Read a document strictly: only what `to_bytes` would write, with words that fit the rest.

        `name` is how errors call the file.

        Raises:
            ShareDocumentError: it is not one, or contradicts itself.
            slip39 errors: the words are not a share.
        """
        document = cls._read(data, name)
        _check_fields(document, name)
        share = slip39.parse_share(f"{name} ({document.trustee})", document.words)
        if (share.index + 1, share.threshold) != (document.index, document.threshold):
            raise ShareDocumentError(name=name, reason="the words belong to another place or threshold")
        if share.phrase() != document.words or document.to_bytes() != data:
            raise ShareDocumentError(name=name, reason="it was written by something else")
        return document

    @classmethod
    def _read(cls, data: bytes, name: str) -> Self:
        fields = _json_object(data, name)
        if fields.get("share") != VERSION:
            raise ShareDocumentError(name=name, reason="it is of another version")
        if set(fields) != _KEYS:
            raise ShareDocumentError(name=name, reason="a field is missing or unknown")
        return cls(
            vault_id=_of_type(fields, "vault", str, name),
            index=_of_type(fields, "index", int, name),
            trustee=_of_type(fields, "trustee", str, name),
            threshold=_of_type(fields, "threshold", int, name),
            total=_of_type(fields, "total", int, name),
            coordinator=_of_type(fields, "coordinator", str, name),
            kind=_of_type(fields, "kind", str, name),
            recipient=_of_type(fields, "recipient", str, name),
            words=_of_type(fields, "words", str, name),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """Public: which shares are genuine; not whose they are, how many there are, or how many open."""

    vault_id: str
    recipient: str
    salt: bytes
    digests: Mapping[int, bytes]

    def to_bytes(self) -> bytes:
        """Return the text that lies in the vault as `v1/keys/commitments.txt`."""
        lines = [
            _COMMITMENTS_HEAD,
            f"vault {self.vault_id}",
            f"recipient {self.recipient}",
            f"salt {self.salt.hex()}",
            *(f"{index} {digest.hex()}" for index, digest in sorted(self.digests.items())),
        ]
        return ("\n".join(lines) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the text strictly.

        Raises:
            CommitmentsError: it is not one that `to_bytes` would write for sixteen shares.
        """
        lines = data.decode("ascii", "replace").split("\n") if len(data) <= MAX_DOCUMENT_SIZE else []
        if len(lines) != 5 + slip39.MAX_SHARES or lines[0] != _COMMITMENTS_HEAD:
            raise CommitmentsError(reason="they are of another version, or not whole")
        vault_id = _after(lines[1], "vault", _VAULT_ID)
        recipient = _after(lines[2], "recipient", _DIGEST)
        salt = bytes.fromhex(_after(lines[3], "salt", _DIGEST))
        found = [_LINE.fullmatch(line) for line in lines[4:-1]]
        digests = {int(line[1]): bytes.fromhex(line[2]) for line in found if line}
        commitments = cls(vault_id=vault_id, recipient=recipient, salt=salt, digests=digests)
        if set(digests) != set(range(1, slip39.MAX_SHARES + 1)) or commitments.to_bytes() != data:
            raise CommitmentsError(reason="a line is not a commitment, or lines are missing")
        return commitments

    def has(self, index: int, words: str) -> bool:
        """Tell whether these words are the share that was dealt as number `index`."""
        committed = self.digests.get(index)
        return committed is not None and compare_digest(committed, _commit(self.salt, index, words))


def commit(
    vault_id: str, recipient: str, phrases: Sequence[str], random: Callable[[int], bytes]
) -> Commitments:
    """Commit to shares in their order. Unused numbers up to 16 get random digests, so that nobody can count.

    Args:
        vault_id: 32 hex digits.
        recipient: the recovery recipient's text.
        phrases: each share's words, the first is share 1.
        random: source of the salt and of the unused digests.
    """
    salt = random(32)
    digests = {index: _commit(salt, index, words) for index, words in enumerate(phrases, 1)}
    for index in range(len(phrases) + 1, slip39.MAX_SHARES + 1):
        digests[index] = random(32)
    return Commitments(vault_id=vault_id, recipient=fingerprint(recipient), salt=salt, digests=digests)


def fingerprint(recipient: str) -> str:
    """Return the SHA-256 of a recipient's text, 64 hex digits."""
    return sha256(recipient.encode()).hex()


def shown(digits: str, groups: int = 8) -> str:
    """Return the first hex digits in groups of four, for people to compare."""
    return " ".join(digits[i : i + 4] for i in range(0, groups * 4, 4))


def kind_of(recipient: age.Recipient) -> str:
    """Return "hybrid" or "x25519"."""
    return HYBRID if recipient.is_postquantum else X25519


def check_name(name: str) -> str:
    """Return a trustee's name if it can be written into a share.

    Raises:
        TrusteeNameError: it is empty, too long, or has signs that cannot be seen.
    """
    if not name.strip() or name != name.strip():
        raise TrusteeNameError(name=ascii(name), reason="it is empty or has spaces around it")
    if len(name) > MAX_NAME:
        raise TrusteeNameError(name=ascii(name[:20]), reason="it is too long")
    if any(unicodedata.category(sign) in _UNSEEN_CATEGORIES for sign in name):
        raise TrusteeNameError(name=ascii(name), reason="it has signs that cannot be seen")
    return name


def file_stem(index: int, name: str) -> str:
    """Return "share-2-Li-Wei": letters and digits of any script stay, all else becomes a hyphen."""
    safe = re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFC", name)).strip("-")
    while len(safe.encode()) > 120:
        safe = safe[:-1]
    return f"share-{index}-{safe or 'trustee'}"


def _commit(salt: bytes, index: int, words: str) -> bytes:
    return sha256(salt + f"{index} {words}\n".encode())


def _check_fields(document: ShareDocument, name: str) -> None:
    if not _VAULT_ID.fullmatch(document.vault_id) or not _DIGEST.fullmatch(document.recipient):
        raise ShareDocumentError(name=name, reason="the vault's id or key is malformed")
    if not 1 <= document.threshold <= document.total <= slip39.MAX_SHARES:
        raise ShareDocumentError(name=name, reason="the threshold is out of range")
    if not 1 <= document.index <= document.total or document.kind not in {HYBRID, X25519}:
        raise ShareDocumentError(name=name, reason="its number or the kind of key is out of range")
    try:
        check_name(document.trustee)
        age.parse_recipient(document.coordinator)
    except WildgrassError as error:
        raise ShareDocumentError(name=name, reason="the trustee or the coordinator is malformed") from error


def _json_object(data: bytes, name: str) -> dict[str, object]:
    if len(data) > MAX_DOCUMENT_SIZE:
        raise ShareDocumentError(name=name, reason="it is too long")
    try:
        fields = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise ShareDocumentError(name=name, reason="it is not JSON") from error
    if not isinstance(fields, dict):
        raise ShareDocumentError(name=name, reason="it is not a JSON object")
    return fields


def _of_type(fields: Mapping[str, object], key: str, wanted: type[_T], name: str) -> _T:
    value = fields[key]
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise ShareDocumentError(name=name, reason=f"{key} has the wrong type")
    return value


def _after(line: str, word: str, wanted: re.Pattern[str]) -> str:
    value = line.removeprefix(word + " ")
    if value == line or not wanted.fullmatch(value):
        raise CommitmentsError(reason=f"the line of the {word} is malformed")
    return value
