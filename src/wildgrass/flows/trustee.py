"""A trustee's three steps: make a key, check a share, answer the coordinator. None of them opens a vault."""

import os
from collections.abc import Callable
from pathlib import Path

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.flows.kit import FileTroubleError, write_new
from wildgrass.vault import trustees
from wildgrass.vault.trustees import ShareFacts

MAX_FILE = 64 * 1024
AskPassphrase = Callable[[], bytes]


class FileTooLargeError(WildgrassError):
    """A file that is far too large to be a key or a share."""

    code = "share-file-too-large"
    exit_code = EXIT_INPUT
    message = "{file} is too large to be a key or a share"
    hint = "check that this is the right file"


def new(
    path: Path, passphrase: bytes, *, hybrid: bool = True, random: Callable[[int], bytes] = os.urandom
) -> str:
    """Write a new identity, sealed under the passphrase, and return its recipient's text.

    Raises:
        PassphraseEmptyError: there is none.
        FileThereError, FileTroubleError: the file was not written.
    """
    made = trustees.new_trustee_identity(passphrase, hybrid=hybrid, random=random)
    write_new(path, made.file)
    return made.recipient


def check(share: Path, key: Path, ask_passphrase: AskPassphrase) -> ShareFacts:
    """Return what a share says, if it is whole; no word of it is shown and nothing is rebuilt.

    Raises:
        the errors of `trustees.check_share` and `trustees.open_identity_file`.
        FileTroubleError, FileTooLargeError: a file cannot be read.
    """
    sealed = read_small(share)
    return trustees.check_share(
        sealed, trustees.open_identity_file(read_small(key), ask_passphrase), share.name
    )


def answer(
    share: Path,
    key: Path,
    path: Path,
    ask_passphrase: AskPassphrase,
    *,
    random: Callable[[int], bytes] = os.urandom,
) -> ShareFacts:
    """Write a share, sealed again to the coordinator inside it and to nobody else, and return what it says.

    Raises:
        as `check`; FileThereError: the answer's file exists.
    """
    sealed = read_small(share)
    identities = trustees.open_identity_file(read_small(key), ask_passphrase)
    facts = trustees.check_share(sealed, identities, share.name)
    write_new(path, trustees.answer(sealed, identities, name=share.name, random=random))
    return facts


def read_small(path: Path) -> bytes:
    """Return the bytes of a key, share, answer or words file, at most 64 KiB.

    Raises:
        FileTroubleError, FileTooLargeError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise FileTroubleError(file=path, reason=error.strerror) from error
    if len(data) > MAX_FILE:
        raise FileTooLargeError(file=path)
    return data
