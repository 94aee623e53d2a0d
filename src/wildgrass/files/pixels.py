"""A picture as bare numbers, as the sandbox hands it out: nothing in it can be malformed."""

from dataclasses import dataclass
from typing import Final

HASHED_SIDE: Final = 512
"""Pixels that a picture is reduced to before it is hashed: PDQ's own tools do the same."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """Luminance (ITU-R BT.601), one byte a pixel, row after row."""

    data: bytes
    width: int
    height: int
