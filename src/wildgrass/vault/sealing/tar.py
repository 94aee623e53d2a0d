"""Headers of plain ustar, for members whose names are numbers.

Source: POSIX.1-2001, pax, "ustar Interchange Format".
"""

from typing import Final

BLOCK: Final = 512
END: Final = 2 * BLOCK
"""Two blocks of zeros end an archive; whatever follows is ignored."""
_FIELDS: Final = b"0000444\0" + b"0000000\0" * 2


def header(name: str, size: int) -> bytes:
    """Return the 512-byte header of a regular file of `size` bytes, without owner and time."""
    fields = (
        name.encode("ascii").ljust(100, b"\0")
        + _FIELDS
        + b"%011o\0" % size
        + b"00000000000\0"
        + b" " * 8
        + b"0".ljust(101, b"\0")
        + b"ustar\00000"
    ).ljust(BLOCK, b"\0")
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def padded(size: int) -> int:
    """Return a size rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def file_name(number: int) -> str:
    """Return the name of a file that lies in one piece; `number` counts the files of a run from 0."""
    return f"{number:08d}"


def part_name(number: int, part: int) -> str:
    """Return the name of one part of a file that lies in several segments."""
    return f"{number:08d}.{part:04d}"
