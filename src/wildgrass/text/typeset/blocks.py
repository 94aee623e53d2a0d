"""What a document for people is made of; `page.typ` gives each part its place and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, also in the outline. `colour` is "", soft, over, near or under, here and below."""

    text: str
    level: int
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph."""

    text: str
    small: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    points: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head stands on every sheet that it reaches; `widths` are shares of the sheet's."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own as SVG, `share` of the sheet wide, told in words to who does not see it."""

    svg: str
    told: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one sheet."""

    blocks: Sequence["Block"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The end of a sheet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block: TypeAlias = Heading | Said | Points | Table | Picture | Together | Sheet | Gap


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks in one language, on sheets of their own, which are numbered; a letter's say no title at their foot."""

    language: str
    blocks: Sequence[Block]
    is_letter: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its title; `size` and `edge` are points."""

    title: str
    parts: Sequence[Part]
    size: float = 9.5
    edge: float = 48.0
