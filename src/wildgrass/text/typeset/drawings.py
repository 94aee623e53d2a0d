"""A drawing's letters taken out of its SVG: the setter shapes them as it does any text, in every script."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

_INK: Final = "#1c2117"
_TEXT: Final = "{http://www.w3.org/2000/svg}text"


@dataclass(frozen=True, slots=True)
class Letters:
    """A line of letters on its ground line; `anchor` says which of its points `x` is: start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    anchor: str
    fill: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing without letters, its size in its own units, and its letters."""

    svg: str
    wide: float
    high: float
    letters: tuple[Letters, ...]


def drawing_of(svg: str) -> Drawing:
    """Return a drawing of ours apart from its letters."""
    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    letters = []
    for one in list(root.iter(_TEXT)):
        letters.append(_letters(one))
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
    wide, high = (float(number) for number in str(root.get("viewBox")).split()[2:])
    return Drawing(etree.tostring(root, encoding="unicode"), wide, high, tuple(letters))


def _letters(one: "etree._Element") -> Letters:
    fill = one.get("fill", _INK)
    return Letters(
        x=float(one.get("x", "0")),
        y=float(one.get("y", "0")),
        text="".join(map(str, one.itertext())),
        size=float(one.get("font-size", "10")),
        anchor=one.get("text-anchor", "start"),
        fill=_INK if fill == "currentColor" else fill,
    )
