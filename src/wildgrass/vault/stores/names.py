"""Names of objects: what every store accepts, so that a vault moves from one kind of place to another."""

import re
from typing import Final

from wildgrass.errors import EXIT_USAGE, WildgrassError

MAX_NAME: Final = 512
_NAME = re.compile(r"(?:[a-z0-9_-][a-z0-9._-]{0,127}/)*[a-z0-9_-][a-z0-9._-]{0,127}")


class ObjectNameError(WildgrassError):
    """A name no store takes."""

    code = "object-name-refused"
    exit_code = EXIT_USAGE
    message = "{name} is not a name for an object"
    hint = 'names are parts of a-z, 0-9, ".", "_" and "-", joined by "/"; no part starts with a dot'


def is_object_name(name: str) -> bool:
    """Tell whether a store can hold an object of this name."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def checked_name(name: str) -> str:
    """Return the name.

    Raises:
        ObjectNameError: it could leave the place, hide in it, or mean another object elsewhere.
    """
    if not is_object_name(name):
        raise ObjectNameError(name=ascii(name)[:80])
    return name
