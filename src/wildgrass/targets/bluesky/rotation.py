"""The person's own rotation key, put before the server's: then the identity outlives the server.

The server holds the only key that may change the account's DID, so it must sign the change once; it asks for a code
that it sends by e-mail. What it signs is compared with what was asked before it goes out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wildgrass.crypto import plc
from wildgrass.crypto.did_key import DidKeyError
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_STORE, WildgrassError
from wildgrass.net import Client
from wildgrass.targets.bluesky.place import BlueskyPlace
from wildgrass.targets.bluesky.xrpc import Session

DIRECTORY: Final = "https://plc.directory"
_PLC: Final = "did:plc:"
_MOST_LOG: Final = 4 << 20


class NoPlcIdentityError(WildgrassError):
    """The account's identity is kept in another way, which has no rotation keys."""

    code = "rotation-not-plc"
    exit_code = EXIT_DECIDE
    message = "{account} has an identity of another kind, {did}, which has no rotation keys"
    hint = "only identities that begin with did:plc: have them; did:web belongs to whoever holds the domain"


class RotationFullError(WildgrassError):
    """No further key fits."""

    code = "rotation-full"
    exit_code = EXIT_DECIDE
    message = "{did} has {count} rotation keys already, and no more are allowed"
    hint = "one of them must go first; look whose they are"


class OtherAccountError(WildgrassError):
    """The server names an identity that does not know this handle."""

    code = "rotation-other-account"
    exit_code = EXIT_CHECK
    message = "{server} says that {account} is {did}, but that identity calls itself {names}"
    hint = "nothing was changed; give the DID itself instead of the handle, if you know it"


class OperationAlteredError(WildgrassError):
    """The server signed something else than it was asked to."""

    code = "rotation-altered"
    exit_code = EXIT_CHECK
    message = "{server} signed another change than the one that was asked for ({what}); it was not sent on"
    hint = "nothing was changed; do not trust this server with the account"


class DirectoryError(WildgrassError):
    """The directory has no answer."""

    code = "rotation-directory"
    exit_code = EXIT_STORE
    message = "the directory {directory} has no record of {did}: it answers {status}"
    hint = "try again later; an account's first record may take a moment"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change: the identity's last operation, and the one to come, without its signature."""

    did: str
    last: Mapping[str, Any]
    next: Mapping[str, Any] | None  # None where the key stands first already

    @property
    def keys(self) -> tuple[str, ...]:
        """The rotation keys as they would stand, the strongest first."""
        return tuple(plc.normal(self.next or self.last)["rotationKeys"])


def did_at(client: Client, account: BlueskyPlace) -> str:
    """Return the DID of a handle as the server says it, or the DID that stands there itself.

    Raises:
        NoPlcIdentityError, NetError, Refused.
    """
    did = account.handle
    if not did.startswith("did:"):
        found = Session(client, account.server).query(
            "com.atproto.identity.resolveHandle", handle=account.handle
        )
        did = str(found.get("did"))
    if not did.startswith(_PLC):
        raise NoPlcIdentityError(account=account.handle, did=did)
    return did


def last_operation(client: Client, directory: str, did: str) -> dict[str, Any]:
    """Return the identity's last operation, after every one before it was checked.

    Raises:
        DirectoryError, PlcLogError, NetError.
    """
    answer = client.get(f"{directory}/{did}/log", most_bytes=_MOST_LOG)
    if not answer.is_good:
        raise DirectoryError(directory=directory, did=did, status=answer.status)
    return plc.checked(did, answer.json())


def plan(account: BlueskyPlace, did: str, last: Mapping[str, Any], key: str) -> Plan:
    """Put a key first among the rotation keys, and change nothing else.

    Raises:
        OtherAccountError, RotationFullError.
    """
    now = plc.normal(last)
    names = [str(name).removeprefix("at://") for name in now["alsoKnownAs"]]
    if account.handle != did and account.handle not in names:
        raise OtherAccountError(
            server=account.server, account=account.handle, did=did, names=", ".join(names[:3])
        )
    keys = [one for one in now["rotationKeys"] if one != key]
    if now["rotationKeys"][0] == key:
        return Plan(did, last, None)
    if len(keys) >= plc.MOST_KEYS:
        raise RotationFullError(did=did, count=len(keys))
    unsigned = {name: value for name, value in now.items() if name != "sig"}
    return Plan(did, last, unsigned | {"rotationKeys": [key, *keys], "prev": plc.name_of(last)})


def ask_for_code(session: Session) -> None:
    """Have the server send its code by e-mail. Raises Refused, NetError."""
    session.call("com.atproto.identity.requestPlcOperationSignature")


def have_signed(session: Session, wanted: Plan, code: str) -> dict[str, Any]:
    """Have the server sign what is planned; return it after it was compared with the plan.

    Raises:
        OperationAlteredError, Refused, NetError.
    """
    said = session.call(
        "com.atproto.identity.signPlcOperation", {"token": code, "rotationKeys": list(wanted.keys)}
    )
    operation = said.get("operation") if isinstance(said, dict) else None
    what = _altered(operation, wanted)
    if what or not isinstance(operation, dict):
        raise OperationAlteredError(server=session.server, what=what)
    return operation


def _altered(operation: object, wanted: Plan) -> str:
    """Return what of an operation is not as planned, "" where nothing is."""
    if not isinstance(operation, dict) or wanted.next is None:
        return "no operation"
    unsigned = {name: value for name, value in operation.items() if name != "sig"}
    for name in sorted(unsigned.keys() | wanted.next.keys()):
        if unsigned.get(name) != wanted.next.get(name) or name not in unsigned:
            return name
    try:
        is_held = plc.signer(operation, plc.normal(wanted.last)["rotationKeys"]) is not None
    except (KeyError, ValueError, DidKeyError):
        is_held = False
    return "" if is_held else "sig"


def submit(session: Session, operation: Mapping[str, Any]) -> None:
    """Have the server pass the operation on to the directory. Raises Refused, NetError."""
    session.call("com.atproto.identity.submitPlcOperation", {"operation": operation})
