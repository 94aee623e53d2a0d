"""The first bytes of members, read anew each time: an export may have a hundred thousand members."""

from wildgrass.sources import encodings
from wildgrass.sources.base import HEAD_BYTES, Export, MemberError
from wildgrass.sources.meta.shapes import Shape, shape_of


def start_of(export: Export, name: str, size: int = HEAD_BYTES) -> bytes:
    """Return a member's first bytes, as far as they are undamaged."""
    data = b""
    try:
        with export.members[name].open() as stream:
            while len(data) < size and (more := stream.read(size - len(data))):
                data += more
    except MemberError:
        return data[:size]
    return data[:size]


def wide(head: bytes) -> str | None:
    """Return "utf-16" or "utf-32" where the bytes begin with that encoding's mark."""
    found = encodings.detect(head)
    return found if found.startswith(("utf-16", "utf-32")) else None


def shape_at(export: Export, name: str) -> Shape:
    """Return a member's layout."""
    return shape_from(start_of(export, name))


def shape_from(head: bytes) -> Shape:
    """Return the layout of a member that begins so, in UTF-8 or in another encoding that says so."""
    encoding = wide(head)
    return shape_of(head.decode(encoding, errors="ignore").encode() if encoding else head)
