"""Operations of the PLC directory: what a "did:plc:…" is, and which keys may change it.

An operation is signed by one of the rotation keys that the one before names, and names it by its identifier; the
first one's hash is the DID itself. So a log needs no trust in the directory that keeps it, only that it keeps none
back. https://web.plc.directory/spec/v0.1/did-plc
"""

import base64
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, cast

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import cid_of
from wildgrass.crypto.did_key import DidKeyError, SigningKey, check_key, is_signed
from wildgrass.errors import EXIT_INPUT, WildgrassError

MOST_KEYS: Final = 5
_METHOD: Final = "did:plc:"
_DID_LETTERS: Final = 24
_MOST_DEPTH: Final = 8
Operation = Mapping[str, Any]


class PlcLogError(WildgrassError):
    """What the directory says of an identity does not follow from its own keys."""

    code = "plc-log"
    exit_code = EXIT_INPUT
    message = "the directory's record of {did} does not hold: {reason}"
    hint = "change nothing; ask another directory, or try again later"


def signed(operation: Operation, key: SigningKey) -> dict[str, Any]:
    """Return an operation with the key's signature."""
    unsigned = {name: value for name, value in operation.items() if name != "sig"}
    return {**unsigned, "sig": _text(key.sign(_encoded(unsigned)))}


def name_of(operation: Operation) -> str:
    """Return the identifier by which the next operation names this one."""
    return cid_of(_encoded(operation)).text()


def did_of(first: Operation) -> str:
    """Return the DID that a signed first operation makes."""
    digest = base64.b32encode(sha256(_encoded(first)).digest()).decode().lower()
    return _METHOD + digest[:_DID_LETTERS]


def signer(operation: Operation, keys: Sequence[str]) -> str | None:
    """Return which of the keys signed an operation, None where none did."""
    signature = _signature(operation)
    unsigned = _encoded({name: value for name, value in operation.items() if name != "sig"})
    return next((key for key in keys if is_signed(key, unsigned, signature)), None)


def normal(operation: Operation) -> dict[str, Any]:
    """Return an operation in today's form; first operations of 2022 and 2023 have another."""
    if operation.get("type") != "create":
        return dict(operation)
    service = str(operation["service"])
    return {
        "type": "plc_operation",
        "verificationMethods": {"atproto": operation["signingKey"]},
        "rotationKeys": [operation["recoveryKey"], operation["signingKey"]],
        "alsoKnownAs": ["at://" + str(operation["handle"]).removeprefix("at://")],
        "services": {
            "atproto_pds": {
                "type": "AtprotoPersonalDataServer",
                "endpoint": service if service.startswith(("http://", "https://")) else f"https://{service}",
            }
        },
        "prev": operation["prev"],
        "sig": operation["sig"],
    }


def checked(did: str, log: object) -> dict[str, Any]:
    """Go through a whole log, and return its last operation as it stands there.

    Raises:
        PlcLogError: it is not this DID's, a link or signature is wrong, or the identity was given up.
    """
    try:
        return _checked(did, cast("list[dict[str, Any]]", log))
    except _Broken as broken:
        raise PlcLogError(did=did, reason=str(broken)) from None
    except (DidKeyError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise PlcLogError(
            did=did, reason=f"it is not in the form of a log ({type(error).__name__})"
        ) from error


class _Broken(Exception):  # noqa: N818 - carries a reason to `checked`
    pass


def _checked(did: str, log: list[dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(log, list) or not log:
        raise _Broken("it is empty")
    if did_of(log[0]) != did or log[0]["prev"] is not None:
        raise _Broken("its first operation makes another identity")
    keys = _keys(log[0])
    for number, operation in enumerate(log):
        if number and operation["prev"] != name_of(log[number - 1]):
            raise _Broken(f"operation {number + 1} does not follow the one before")
        if signer(operation, keys) is None:
            raise _Broken(f"operation {number + 1} is signed by none of the keys that may")
        if operation["type"] == "plc_tombstone":
            raise _Broken("the identity was given up")
        keys = _keys(operation)
    return log[-1]


def _keys(operation: Operation) -> list[str]:
    keys = list(normal(operation)["rotationKeys"])
    for key in keys:
        check_key(key)
    return keys


def _encoded(operation: Operation) -> bytes:
    _check_plain(operation, 0)
    return dagcbor.encode(dict(operation))


def _check_plain(value: object, depth: int) -> None:
    """Operations hold texts, lists, maps and null; anything else could be encoded in more than one way."""
    if depth > _MOST_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, Mapping):
        for key, part in value.items():
            _check_plain(key, depth)
            _check_plain(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            _check_plain(part, depth + 1)
    elif not isinstance(value, str) and value is not None:
        raise ValueError("a value that operations do not have")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _signature(operation: Operation) -> bytes:
    text = str(operation["sig"])
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("a signature that is none")
    return data
