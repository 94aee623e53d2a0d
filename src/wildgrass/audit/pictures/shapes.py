"""Shapes, and letters set in lines: what a picture is made of, whatever it is drawn on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from unicodedata import east_asian_width

WIDE: Final = 340.0
"""The width of a sheet; y grows downwards."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled outline: `d` is an SVG path of the commands M, l, h, v and z, shown `scale` times its size."""

    d: str
    role: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    role: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box by its upper left corner."""

    x: float
    y: float
    wide: float
    high: float
    role: str


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc by its middle."""

    x: float
    y: float
    radius: float
    role: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of letters on its ground line; `anchor` says which of its points x is: start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    role: str
    anchor: str = "start"


Shape: TypeAlias = Outline | Line | Box | Disc | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its `title`, `told`, the same in a sentence, and its numbers as a table.

    `shapes` is empty where the export does not say; `notes` are lines under it.
    """

    id: str
    title: str
    told: str
    high: float = 0
    shapes: tuple[Shape, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


def width(text: str, size: float) -> float:
    """Return how wide letters stand at most; fonts differ, so some room is left."""
    return size * sum(_wide(char) for char in text)


def _wide(char: str) -> float:
    if east_asian_width(char) in "WF":
        return 1.0
    if char.isupper() or char in "mwMW@%":
        return 0.78
    return 0.32 if char in " .,:;'|!iljftI()" else 0.6


def set_lines(text: str, size: float, wide: float, most: int = 8) -> list[str]:
    """Return text in lines that are not wider; of more than `most` lines the last ends in an ellipsis."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip(), size) > wide:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


_NOT_FIRST: Final = "，。、；：！？）」』》”…,.;:!?)·"  # noqa: RUF001 - marks that no line begins with
_LONGEST: Final = 18  # letters of a word that stand together


def _pieces(text: str) -> Iterator[str]:
    """Yield what a line is not broken in: words with their space, and single Chinese characters with their mark."""
    piece = ""
    for at, char in enumerate(text):
        piece += char
        following = text[at + 1 : at + 2]
        is_end = char == " " or east_asian_width(char) in "WF" or east_asian_width(following or "a") in "WF"
        if (is_end or len(piece) >= _LONGEST) and following not in _NOT_FIRST:
            yield piece
            piece = ""
    if piece:
        yield piece


def lines_of(
    lines: Sequence[str], x: float, y: float, size: float, role: str, anchor: str = "start"
) -> Iterator[Words]:
    """Yield lines one under another, the first with its ground line at y."""
    for at, line in enumerate(lines):
        yield Words(x, y + at * size * 1.4, line, size, role, anchor)
