"""Checkpoints of a transparency log: origin, size and root hash, signed as a note.

Source: C2SP tlog-checkpoint v1.0.0. Start at `sign_checkpoint` and `open_checkpoint`.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from wildgrass.crypto.note import Signer, Verifier, is_note_text, open_note, sign_note
from wildgrass.crypto.tlog import HASH_SIZE
from wildgrass.errors import EXIT_CHECK, WildgrassError

MAX_SIZE: Final = (1 << 63) - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointError(WildgrassError):
    """A checkpoint's text is not one."""

    code = "checkpoint-malformed"
    exit_code = EXIT_CHECK
    message = "this is not a log's checkpoint: {reason}"
    hint = "get the checkpoint again from the vault or from a witness"


class CheckpointOriginError(WildgrassError):
    """A well-signed checkpoint of another log."""

    code = "checkpoint-foreign"
    exit_code = EXIT_CHECK
    message = "the checkpoint is of the log {found}, expected {expected}"
    hint = "someone put another log's checkpoint in this place; get it again from the vault or from a witness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log: who, how many entries, and the root hash over them (32 bytes)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written down and read back."""
        if len(self.root) != HASH_SIZE or not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError(reason="the size or the root hash is out of range")
        lines = (self.origin, *self.extensions)
        if not all(line and "\n" not in line and is_note_text(line) for line in lines):
            raise CheckpointError(reason="a line is empty or has control characters")

    def to_text(self) -> str:
        """Return the note text, with its final newline."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(line + "\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse a note text strictly: what `to_text` would write, and nothing else.

        Raises:
            CheckpointError: it is not one.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "":
            raise CheckpointError(reason="there are fewer than three lines")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise CheckpointError(reason="the tree size is not a plain decimal number")
        try:
            root_bytes = b64decode(root, validate=True)
        except (binascii.Error, ValueError) as error:
            raise CheckpointError(reason="the root hash is not base64") from error
        if b64encode(root_bytes).decode() != root:
            raise CheckpointError(reason="the root hash is not canonical base64")
        return cls(origin=origin, size=int(size), root=root_bytes, extensions=tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> bytes:
    """Return the checkpoint as a signed note."""
    return sign_note(checkpoint.to_text(), signers)


def open_checkpoint(data: bytes, verifiers: Sequence[Verifier], *, origin: str) -> Checkpoint:
    """Return the checkpoint of the log `origin` if at least one of these keys signed it.

    Raises:
        NoteError, NoteSignatureError, NoteUnsignedError: see `note.open_note`.
        CheckpointError: the signed text is no checkpoint.
        CheckpointOriginError: it is another log's.
    """
    checkpoint = Checkpoint.from_text(open_note(data, verifiers).text)
    if checkpoint.origin != origin:
        raise CheckpointOriginError(found=checkpoint.origin, expected=origin)
    return checkpoint
