"""A trustee's own key: a passphrase-protected age file, or a plain one as `age-keygen` writes it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from wildgrass.crypto import age
from wildgrass.errors import EXIT_INPUT, EXIT_USAGE, WildgrassError

MAX_KEY_FILE: Final = 64 * 1024
WORK_FACTOR: Final = 18
_ARMOR_START: Final = b"-----BEGIN AGE"
_SCRYPT: Final = b"\n-> scrypt "


class PassphraseEmptyError(WildgrassError):
    """A key without a passphrase."""

    code = "passphrase-empty"
    exit_code = EXIT_USAGE
    message = "the passphrase is empty"
    hint = "choose five or more words that you will remember in ten years"


class PassphraseWrongError(WildgrassError):
    """The passphrase does not open the key file."""

    code = "passphrase-wrong"
    exit_code = EXIT_INPUT
    message = "this passphrase does not open the key file"
    hint = "try again; mind capital letters and the keyboard's language"


class KeyFileError(WildgrassError):
    """A file that holds no identity. Its contents are never shown."""

    code = "key-file-unreadable"
    exit_code = EXIT_INPUT
    message = "this is not a trustee's key file: {reason}"
    hint = "take the file that `wildgrass trustee new` or `age-keygen` made"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIdentity:
    """A new key: the file to keep, and the recipient to give to whoever sets up a vault."""

    file: bytes = field(repr=False)
    recipient: str


def new_trustee_identity(
    passphrase: bytes,
    *,
    hybrid: bool = True,
    work_factor: int = WORK_FACTOR,
    random: Callable[[int], bytes] = os.urandom,
) -> NewIdentity:
    """Make an identity and seal it under a passphrase; `age -d` opens the file too.

    Raises:
        PassphraseEmptyError: there is none.
    """
    if not passphrase:
        raise PassphraseEmptyError
    kind = age.HybridIdentity if hybrid else age.X25519Identity
    identity = kind.from_secret(random(32))
    recipient = identity.recipient().text
    text = f"# public key: {recipient}\n{identity.text()}\n".encode()
    sealed = age.encrypt(text, [age.ScryptRecipient(passphrase, work_factor)], random=random)
    return NewIdentity(file=sealed, recipient=recipient)


def open_identity_file(data: bytes, ask_passphrase: Callable[[], bytes]) -> tuple[age.Identity, ...]:
    """Return the identities of a key file, sealed or plain, binary or armored; asks only when it must.

    Raises:
        PassphraseWrongError: the passphrase does not open it.
        WorkFactorError: it asks for more work than we do for a stranger's file.
        KeyFileError: it is something else.
    """
    if len(data) > MAX_KEY_FILE:
        raise KeyFileError(reason="it is too large")
    if data.lstrip().startswith(_ARMOR_START):
        data = age.dearmor(data)
    if data.startswith(age.VERSION_LINE):
        data = _opened(data, ask_passphrase)
    try:
        return tuple(age.parse_identity_file(data.decode()))
    except UnicodeDecodeError as error:
        raise KeyFileError(reason="it is not a text") from error
    except age.IdentityTextError as error:
        raise KeyFileError(reason="it holds no identity") from error


def _opened(data: bytes, ask_passphrase: Callable[[], bytes]) -> bytes:
    if _SCRYPT not in data:
        raise KeyFileError(reason="it is sealed, but not with a passphrase")
    try:
        return age.decrypt(data, [age.ScryptIdentity(ask_passphrase(), WORK_FACTOR)])
    except age.NoMatchError as error:
        raise PassphraseWrongError from error
