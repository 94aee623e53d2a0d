"""The keys of a locked library, and the small file that keeps them under a passphrase.

`library.key` is a plain age file for a passphrase: stock `age -d` opens it. What it holds never changes; changing the
passphrase seals the same keys anew.
"""

import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from wildgrass.crypto import age
from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, EXIT_USAGE, WildgrassError
from wildgrass.library.durable import replace_file

KEY_FILE: Final = "library.key"
WORK_FACTOR: Final = 17
"""scrypt with 128 MiB. 18, age's own, takes 1.0 s of the 1.5 s that unlocking may last; see docs/design."""
_MOST_BYTES: Final = 4096
_KEY_BYTES: Final = 32
_HEAD: Final = "# Wildgrass library keys, version 1"
_TEXT: Final = re.compile(
    rf"{_HEAD}\ndatabase ([0-9a-f]{{64}})\nnames ([0-9a-f]{{64}})\n(AGE-SECRET-KEY-1[0-9A-Z]{{58}})\n"
)

Random = Callable[[int], bytes]


class LibraryLockedError(WildgrassError):
    """The library is locked, and nobody is there to say the passphrase."""

    code = "library-locked"
    exit_code = EXIT_DECIDE
    message = "the library in {folder} is locked"
    hint = "run the command in a terminal and type the library's passphrase, or use --passphrase-file"


class LibraryPassphraseError(WildgrassError):
    """The passphrase does not open the library."""

    code = "library-passphrase-wrong"
    exit_code = EXIT_INPUT
    message = "this passphrase does not open the library"
    hint = "try again; mind capital letters and the keyboard's language"


class LibraryPassphraseEmptyError(WildgrassError):
    """A library is not locked with nothing."""

    code = "library-passphrase-empty"
    exit_code = EXIT_USAGE
    message = "the passphrase is empty"
    hint = "choose five or more words that only you know; without them nobody opens the library, not even you"


class LibraryKeyDamagedError(WildgrassError):
    """The file with the keys of a locked library is damaged or gone."""

    code = "library-key-damaged"
    exit_code = EXIT_INPUT
    message = "the key file {file} of the locked library is damaged: {reason}"
    hint = "put back a copy of it if you have one; otherwise build the library again from the vault"


class LibraryKeys:
    """What opens a locked library: of the database, of the attachments' names, and of the attachments."""

    __slots__ = ("_database", "_identity", "_names")

    def __init__(self, database: bytes, names: bytes, identity: age.X25519Identity) -> None:
        """Take the keys."""
        self._database, self._names, self._identity = database, names, identity

    @classmethod
    def new(cls, random: Random = os.urandom) -> Self:
        """Return fresh keys."""
        identity = age.X25519Identity.from_secret(random(_KEY_BYTES))
        return cls(random(_KEY_BYTES), random(_KEY_BYTES), identity)

    @property
    def database(self) -> bytes:
        """The key of the database, 32 bytes."""
        return self._database

    @property
    def identity(self) -> age.X25519Identity:
        """What opens attachments."""
        return self._identity

    def name_of(self, sha256: str) -> str:
        """Return the name, 64 hex digits, of the sealed file of a content; it tells nothing without the key."""
        return hmac.digest(self._names, bytes.fromhex(sha256), "sha256").hex()

    def sealed(
        self, passphrase: bytes, *, work_factor: int = WORK_FACTOR, random: Random = os.urandom
    ) -> bytes:
        """Return the key file for a passphrase.

        Raises:
            LibraryPassphraseEmptyError: there is none.
        """
        if not passphrase:
            raise LibraryPassphraseEmptyError
        text = (
            f"{_HEAD}\ndatabase {self._database.hex()}\nnames {self._names.hex()}\n{self._identity.text()}\n"
        )
        return age.encrypt(text.encode(), [age.ScryptRecipient(passphrase, work_factor)], random=random)

    def __repr__(self) -> str:
        return "LibraryKeys(…)"


def read_key_file(folder: Path, passphrase: bytes) -> LibraryKeys:
    """Open the key file of the locked library in `folder`.

    Raises:
        LibraryPassphraseError: it is not the passphrase.
        LibraryKeyDamagedError: the file is damaged.
    """
    file = folder / KEY_FILE
    with file.open("rb") as stream:
        data = stream.read(_MOST_BYTES)
    try:
        text = age.decrypt(data, [age.ScryptIdentity(passphrase)]).decode("ascii", "replace")
    except age.NoMatchError as error:
        raise LibraryPassphraseError from error
    except age.AgeError as error:
        raise LibraryKeyDamagedError(file=file, reason=str(error)) from error
    return _parsed(text, file)


def _parsed(text: str, file: Path) -> LibraryKeys:
    found = _TEXT.fullmatch(text)
    try:
        identity = age.parse_identity(found[3]) if found else None
    except age.IdentityTextError:
        identity = None
    if found is None or not isinstance(identity, age.X25519Identity):
        raise LibraryKeyDamagedError(file=file, reason="what it holds is not as it was written")
    return LibraryKeys(bytes.fromhex(found[1]), bytes.fromhex(found[2]), identity)


def write_key_file(folder: Path, sealed: bytes) -> None:
    """Put a key file into `folder`, in the place of one that is there, so that a cut leaves one of the two whole.

    Raises:
        OSError: the disk refused.
    """
    replace_file(folder / KEY_FILE, sealed)
