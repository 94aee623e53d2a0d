"""The key that an account on Nostr is: made new and sealed under a passphrase, or read from its file."""

import os
from collections.abc import Callable
from pathlib import Path

from wildgrass.flows.key_file import read_key_line, write_sealed
from wildgrass.targets.nostr.key import NostrKey, NostrKeyError
from wildgrass.vault.trustees_keys import WORK_FACTOR


def new_signing_key(
    path: Path,
    passphrase: bytes,
    *,
    work_factor: int = WORK_FACTOR,
    random: Callable[[int], bytes] = os.urandom,
) -> NostrKey:
    """Make a key and write it sealed, as a file that `age -d` opens too; never over another file.

    Raises:
        PassphraseEmptyError: there is none.
        FileThereError, FileTroubleError: the file was not written.
    """
    key = NostrKey.new(random)
    text = f"# public key: {key.npub}\n{key.text()}\n"
    write_sealed(path, text, passphrase, work_factor=work_factor, random=random)
    return key


def signing_key_text(path: Path, ask_passphrase: Callable[[], bytes]) -> str:
    """Return the key's text from its file: plain or sealed under a passphrase; asks only when it must.

    Raises:
        PassphraseWrongError: the passphrase does not open it.
        NostrKeyError: there is no text in it.
        FileTroubleError, FileTooLargeError: it cannot be read.
    """
    try:
        return read_key_line(path, ask_passphrase)
    except UnicodeDecodeError:
        raise NostrKeyError(reason="the file is no text") from None
