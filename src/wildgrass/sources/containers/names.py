"""What is wrong with a member's name. Names are shown and compared, never used as paths, so none is refused."""

import re
import unicodedata

from wildgrass.sources.containers.limits import Limits

_SEGMENT = r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|\Z))[A-Za-z0-9_\- ][A-Za-z0-9_\-. ]*"
_PLAIN = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*\Z")
# Reserved on Windows whatever the extension; a restored file of that name would open a device.
_DEVICES = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.[^/]*)?(?:/|$)", re.IGNORECASE)
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


_PLAIN_BYTES = re.compile(_PLAIN.pattern.encode())


def is_plain(raw: bytes, limits: Limits) -> bool:
    """Say whether a name is of a kind that needs no closer look: nearly all are."""
    return (
        len(raw) <= limits.name_bytes
        and raw.count(b"/") < limits.levels
        and _PLAIN_BYTES.match(raw) is not None
    )


def faults(name: str, limits: Limits) -> list[str]:
    """Return what is wrong with a member's name, in plain words; an empty list for nearly every name."""
    if _PLAIN.match(name) and len(name) <= limits.name_bytes and name.count("/") < limits.levels:
        return ["reserved device name"] if _DEVICES.search(name) else []
    return [fault for fault, is_so in _checks(name, limits) if is_so]


def _checks(name: str, limits: Limits) -> list[tuple[str, bool]]:
    parts = name.replace("\\", "/").split("/")
    return [
        ("empty name", not name),
        ("absolute path", name.startswith(("/", "\\"))),
        ("drive letter", len(name) > 1 and name[1] == ":" and name[0].isalpha()),
        ("climbs out of its folder", ".." in parts),
        ("backslash", "\\" in name),
        ("NUL byte", "\0" in name),
        ("control character", bool(_CONTROLS.search(name.replace("\0", "")))),
        ("turns the writing direction", bool(_TURNS.search(name))),
        ("reserved device name", bool(_DEVICES.search(name))),
        ("longer than the limit", len(name.encode("utf-8", "surrogatepass")) > limits.name_bytes),
        ("more levels than the limit", len(parts) > limits.levels),
    ]


def folded(name: str) -> str:
    """Return what a file system that ignores case and composition would take the name for."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def decoded(raw: bytes, *, is_utf8: bool) -> str:
    """Decode a zip entry's name: UTF-8 where it says so or fits, then what Chinese Windows writes, then cp437."""
    if raw.isascii():
        return raw.decode("ascii")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if is_utf8:
            return raw.decode(errors="backslashreplace")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")
