"""The key that an account on Nostr is: made new and sealed under a passphrase, or read from its file."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wildgrass.crypto import age
from wildgrass.flows.kit import write_new
from wildgrass.flows.trustee import read_small
from wildgrass.targets.nostr.key import NostrKey, NostrKeyError
from wildgrass.vault.trustees_keys import WORK_FACTOR, PassphraseEmptyError, PassphraseWrongError

_SEALED: Final = (b"-----BEGIN AGE", b"age-encryption.org/v1\n")


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
    if not passphrase:
        raise PassphraseEmptyError
    key = NostrKey.new(random)
    text = f"# public key: {key.npub}\n{key.text()}\n".encode()
    write_new(path, age.encrypt(text, [age.ScryptRecipient(passphrase, work_factor)], random=random))
    return key


def signing_key_text(path: Path, ask_passphrase: Callable[[], bytes]) -> str:
    """Return the key's text from its file: plain or sealed under a passphrase; asks only when it must.

    Raises:
        PassphraseWrongError: the passphrase does not open it.
        NostrKeyError: there is no text in it.
        FileTroubleError, FileTooLargeError: it cannot be read.
    """
    data = read_small(path)
    if data.lstrip().startswith(_SEALED[0]):
        data = age.dearmor(data)
    if data.startswith(_SEALED[1]):
        data = _opened(data, ask_passphrase)
    try:
        lines = data.decode().splitlines()
    except UnicodeDecodeError:
        raise NostrKeyError(reason="the file is no text") from None
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")


def _opened(data: bytes, ask_passphrase: Callable[[], bytes]) -> bytes:
    try:
        return age.decrypt(data, [age.ScryptIdentity(ask_passphrase(), WORK_FACTOR)])
    except age.NoMatchError as error:
        raise PassphraseWrongError from error
