"""X's JavaScript data files: `window.YTD.<name>.part<N> = [` and JSON laid out as the platform does."""

import re
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring as _quoted


def pretty(value: object, indent: int = 0) -> str:
    """Write JSON as the platform does: two spaces, " : " after keys, "[ ]" and "{ }" when empty."""
    if isinstance(value, str):
        return _quoted(value)
    if value is True or value is False:
        return "true" if value else "false"
    pad = "  " * (indent + 1)
    if isinstance(value, dict):
        if not value:
            return "{ }"
        lines = [f"{pad}{_quoted(key)} : {pretty(part, indent + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + "  " * indent + "}"
    if isinstance(value, list):
        if not value:
            return "[ ]"
        return (
            "[\n" + ",\n".join(pad + pretty(part, indent + 1) for part in value) + "\n" + "  " * indent + "]"
        )
    raise TypeError(f"an archive holds no {type(value).__name__}")


def data_file(type_name: str, part: int, records: Iterable[object]) -> Iterator[bytes]:
    """Write one data file piece by piece, so that a file of any size needs little memory."""
    start = f"window.YTD.{global_name(type_name)}.part{part} = ["
    separator = "\n  "
    for record in records:
        yield (start + separator + pretty(record, 1)).encode()
        start, separator = "", ",\n  "
    yield (start + " ]").encode() if start else b"\n]"


def file_name(type_name: str, part: int = 0) -> str:
    """Return "data/direct-messages-group.js" for "directMessagesGroup"; later parts end in "-part<N>"."""
    hyphened = re.sub("[A-Z]", lambda match: "-" + match[0].lower(), type_name)
    return f"data/{hyphened}.js" if part == 0 else f"data/{hyphened}-part{part}.js"


def global_name(type_name: str) -> str:
    """Return "direct_messages_group" for "directMessagesGroup"."""
    return re.sub("[A-Z]", lambda match: "_" + match[0].lower(), type_name)
