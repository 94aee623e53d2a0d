"""Pictures as SVG for a page: classes say what a shape is, `templates/drawn.css` what colour that has."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from markupsafe import Markup, escape

from wildgrass.audit.pictures.shapes import WIDE, Box, Disc, Line, Outline, Picture, Shape, Words

_PRINT: Final = {
    "ink": "#1c2117", "paper": "#ffffff", "shade": "#f3f4e9", "land": "#dfe3da", "used": "#e9b3a6", "over": "#a4161a",
    "unknown": "#55606b", "line": "#c9ced4",
}  # fmt: skip
"""Paper's own colours for the names that `templates/drawn.css` uses."""
_PRINT_LETTERS: Final = {"soft": _PRINT["unknown"], "on": _PRINT["paper"], "ring-on": _PRINT["over"]}


def as_svg(picture: Picture, *, narrow: bool = False) -> Markup:
    """Return the picture; it is one image to who does not see it, told by its title and sentence."""
    name = f"picture-{picture.id}"
    inside = Markup("").join(_elements(picture))
    told = {"name": name, "title": picture.title, "told": picture.told, "inside": inside}
    return Markup(
        '<svg class="drawn{narrow}" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{told}</desc>{inside}</svg>'
    ).format(narrow=" narrow" if narrow else "", wide=_n(WIDE), high=_n(picture.high), **told)


def as_print(picture: Picture) -> str:
    """Return the picture in the colours of print, for a sheet of paper; it needs no other file."""
    inside = Markup("").join(
        _letters(shape, _PRINT_LETTERS.get(shape.role, _PRINT["ink"]))
        if isinstance(shape, Words)
        else _element(shape)
        for shape in picture.shapes
    )
    root = Markup('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">{style}{inside}</svg>')
    style = Markup(f"<style>{_print_style()}</style>")  # noqa: S704 - our own file
    return root.format(wide=_n(WIDE), high=_n(picture.high), style=style, inside=inside)


@cache
def _print_style() -> str:
    style = (resources.files("wildgrass.audit") / "templates" / "drawn.css").read_text("utf-8")
    shapes = "".join(line + "\n" for line in style.splitlines() if line.startswith(".drawn ."))
    return re.sub(r"var\(--(\w+)\)", lambda found: _PRINT[found[1]], shapes.replace(".drawn ", ""))


def _elements(picture: Picture) -> Iterator[Markup]:
    for shape in picture.shapes:
        yield _element(shape)


def _element(shape: Shape) -> Markup:
    role = escape(shape.role)
    if isinstance(shape, Outline):
        scaled = f' transform="scale({shape.scale:.4g})"' if shape.scale != 1 else ""
        return Markup(f'<path class="{role}"{scaled} d="{escape(shape.d)}"/>')  # noqa: S704 - escaped, and numbers
    if isinstance(shape, Line):
        ends = f'x1="{_n(shape.x)}" y1="{_n(shape.y)}" x2="{_n(shape.to_x)}" y2="{_n(shape.to_y)}"'
        return Markup(f'<line class="{role}" {ends}/>')  # noqa: S704
    if isinstance(shape, Box):
        sides = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.wide)}" height="{_n(shape.high)}"'
        return Markup(f'<rect class="{role}" rx="3" {sides}/>')  # noqa: S704
    if isinstance(shape, Disc):
        middle = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}"'
        return Markup(f'<circle class="{role}" {middle}/>')  # noqa: S704
    return _letters(shape)


def _letters(shape: Words, fill: str = "") -> Markup:
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    anchor += f' fill="{fill}"' if fill else ""
    place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}"{anchor}'
    return Markup(f'<text class="{escape(shape.role)}" {place}>{escape(shape.text)}</text>')  # noqa: S704


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
