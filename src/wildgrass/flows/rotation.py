"""A rotation key of one's own: made offline into a file, and put first among the keys of an account's identity."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wildgrass.crypto.did_key import SECRET_SIZE, DidKeyError, SigningKey
from wildgrass.errors import EXIT_CHECK, EXIT_INPUT, EXIT_USAGE, WildgrassError
from wildgrass.flows.key_file import read_key_line, write_sealed
from wildgrass.net import Client
from wildgrass.targets.bluesky import rotation
from wildgrass.targets.bluesky.place import BlueskyPlace
from wildgrass.targets.bluesky.xrpc import Refused, Session
from wildgrass.targets.means import NotConfirmedError
from wildgrass.vault.trustees_keys import WORK_FACTOR

_REMARK: Final = "# rotation key of an identity; whoever has it can move the account"

_SCOPE: Final = "InvalidToken"  # "Bad token scope": what the real server says of an app password


class RotationKeyError(WildgrassError):
    """A file holds no rotation key."""

    code = "rotation-key"
    exit_code = EXIT_INPUT
    message = "{file} holds no rotation key: {reason}"
    hint = "make one with `wildgrass rotation new -o KEY`"


class OwnPasswordNeededError(WildgrassError):
    """The server lets an app password in, and not as far as this."""

    code = "rotation-own-password"
    exit_code = EXIT_USAGE
    message = "{server} does not let {account} change its identity with this password"
    hint = "use the account's own password; an app password is not enough for this"


class NotTakenError(WildgrassError):
    """The directory does not show the change that the server says it passed on."""

    code = "rotation-not-taken"
    exit_code = EXIT_CHECK
    message = "{directory} does not name the key first for {did}, although {server} took the change"
    hint = "look again in some minutes, with the same command and without --publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a person is asked: does she mean this account, its own password, the code from the e-mail.

    `has_code`: she has it from an earlier run, and no further one is sent for.
    """

    confirm: Callable[[str], bool]
    password: Callable[[str], str]
    code: Callable[[], str]
    has_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is, or would be: `status` is "simulated", "done" or "there"."""

    status: str
    did: str
    key: str
    keys: tuple[str, ...]
    operation: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that `rotation add` prints."""
        return {
            "status": self.status,
            "did": self.did,
            "key": self.key,
            "rotation_keys": list(self.keys),
            "operation": self.operation,
        }


def new(
    path: Path,
    passphrase: bytes,
    *,
    work_factor: int = WORK_FACTOR,
    random: Callable[[int], bytes] = os.urandom,
) -> str:
    """Make a key and write it sealed, opening no connection; return its public half, "did:key:…".

    Raises:
        PassphraseEmptyError, FileThereError, FileTroubleError: nothing was made.
    """
    key = SigningKey(random(SECRET_SIZE))
    text = f"{_REMARK}\n# public: {key.did}\n{key.text()}\n"
    write_sealed(path, text, passphrase, work_factor=work_factor, random=random)
    return key.did


def read(path: Path, ask_passphrase: Callable[[], bytes]) -> SigningKey:
    """Read a key from its file, sealed or plain.

    Raises:
        RotationKeyError, PassphraseWrongError, FileTroubleError, FileTooLargeError.
    """
    try:
        return SigningKey.of(read_key_line(path, ask_passphrase))
    except (DidKeyError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, DidKeyError) else "the file is no text"
        raise RotationKeyError(file=path, reason=reason) from None


def add(
    key: SigningKey, place: str, client: Client, *, directory: str, publish: bool, asking: Asking
) -> Report:
    """Put a key first among an account's rotation keys; without `publish` only say what would change.

    Raises:
        BlueskyPlaceError, NotConfirmedError, LoginError, OwnPasswordNeededError, NotTakenError, ServerError, NetError,
        and the errors of `rotation`.
    """
    account = BlueskyPlace.of(place.removeprefix("bluesky:"))
    directory = directory.rstrip("/")
    session = Session(client, account.server)
    try:
        did = rotation.did_at(client, account)
        wanted = rotation.plan(account, did, rotation.last_operation(client, directory, did), key.did)
        if wanted.next is None:
            return Report(status="there", did=did, key=key.did, keys=wanted.keys, operation=None)
        if not publish:
            unsigned = dict(wanted.next)
            return Report(status="simulated", did=did, key=key.did, keys=wanted.keys, operation=unsigned)
        operation = _changed(session, account, wanted, asking)
    except Refused as refused:
        if refused.name == _SCOPE:
            raise OwnPasswordNeededError(server=account.server, account=account.handle) from refused
        raise session.failed("xrpc", refused) from refused
    now = rotation.last_operation(client, directory, did)
    if now != operation:
        raise NotTakenError(directory=directory, did=did, server=account.server)
    return Report(status="done", did=did, key=key.did, keys=wanted.keys, operation=operation)


def _changed(
    session: Session, account: BlueskyPlace, wanted: rotation.Plan, asking: Asking
) -> dict[str, Any]:
    """Have the server sign and pass on what is planned; return it as it was signed."""
    if not asking.confirm(account.handle):
        raise NotConfirmedError(account=account.handle)
    session.open(account.handle, asking.password(account.handle))
    if not asking.has_code:
        rotation.ask_for_code(session)
    operation = rotation.have_signed(session, wanted, asking.code())
    rotation.submit(session, operation)
    return operation
