"""A secret key as a small text file: sealed under a passphrase as age does it, read back sealed or plain."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wildgrass.crypto import age
from wildgrass.flows.kit import write_new
from wildgrass.flows.trustee import read_small
from wildgrass.vault.trustees_keys import WORK_FACTOR, PassphraseEmptyError, PassphraseWrongError

_ARMOR: Final = b"-----BEGIN AGE"


def write_sealed(
    path: Path,
    text: str,
    passphrase: bytes,
    *,
    work_factor: int = WORK_FACTOR,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Write a key's text sealed, as a file that `age -d` opens too; never over another file.

    Raises:
        PassphraseEmptyError: there is none.
        FileThereError, FileTroubleError: the file was not written.
    """
    if not passphrase:
        raise PassphraseEmptyError
    sealed = age.encrypt(text.encode(), [age.ScryptRecipient(passphrase, work_factor)], random=random)
    write_new(path, sealed)


def read_key_line(path: Path, ask_passphrase: Callable[[], bytes]) -> str:
    """Return the first line that is no remark; asks for the passphrase only where the file is sealed.

    Raises:
        PassphraseWrongError: the passphrase does not open it.
        FileTroubleError, FileTooLargeError: it cannot be read.
        UnicodeDecodeError: it is no text.
    """
    data = read_small(path)
    if data.lstrip().startswith(_ARMOR):
        data = age.dearmor(data)
    if data.startswith(age.VERSION_LINE):
        data = _opened(data, ask_passphrase)
    lines = data.decode().splitlines()
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")


def _opened(data: bytes, ask_passphrase: Callable[[], bytes]) -> bytes:
    try:
        return age.decrypt(data, [age.ScryptIdentity(ask_passphrase(), WORK_FACTOR)])
    except age.NoMatchError as error:
        raise PassphraseWrongError from error
