"""From blocks to PDF: Typst sets the page (`page.typ`), with our founts and no others, and reads nothing else.

What people wrote is data to it, never markup. The PDF has a title, languages, tags and an outline, and says neither
when, where nor by whom it was made; the same document gives the same bytes.
"""

import json
import re
import tempfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from unicodedata import bidirectional

from wildgrass.text.fonts import coverage, founts
from wildgrass.text.typeset.blocks import (
    Block,
    Document,
    Gap,
    Heading,
    Part,
    Picture,
    Points,
    Said,
    Sheet,
    Table,
    Together,
)
from wildgrass.text.typeset.drawings import drawing_of

GETA: Final = "〓"  # what printers set for a letter that a fount has not
_LONG: Final = re.compile(r"[^\s\u2e80-\u9fff\uf900-\uffef]{12,}")
"""A run without a place where a line may break, such as an address or an id."""
_PIECE: Final = 6


def typeset(document: Document) -> bytes:
    """Return the document as PDF/UA-1."""
    import typst  # noqa: PLC0415 - large, and only PDFs need it

    told = {
        "title": with_glyphs(document.title),
        "size": document.size,
        "edge": document.edge,
        "parts": [_part(part, document.title) for part in document.parts],
    }
    page = (resources.files("wildgrass.text.typeset") / "page.typ").read_bytes()
    setter = typst.Compiler(page, font_paths=_known_founts(), sys_inputs={"document": json.dumps(told)})
    data = setter.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(data, bytes)  # several pictures are a list, one PDF is not
    return data


def with_glyphs(text: str) -> str:
    """Return text in which a letter that no fount has is a geta; what would turn or end lines goes, too."""
    return "".join(char if _is_known(ord(char)) else " " if char.isspace() else GETA for char in text)


def _is_known(point: int) -> bool:
    starts, ends = coverage()
    at = bisect_right(starts, point) - 1
    return at >= 0 and point <= ends[at]


def _part(part: Part, title: str) -> dict[str, object]:
    told = {"language": part.language, "letter": part.is_letter, "title": with_glyphs(title)}
    return told | {"blocks": _blocks(part.blocks)}


def _blocks(blocks: Sequence[Block]) -> list[dict[str, object]]:
    return [_block(one) for one in blocks]


_KINDS: Final = {
    Heading: "heading", Said: "said", Points: "points", Table: "table", Picture: "picture", Together: "together",
    Sheet: "sheet", Gap: "gap",
}  # fmt: skip


def _block(one: Block) -> dict[str, object]:
    """Return a block as `page.typ` takes it: its fields, with its texts cut into pieces."""
    told: dict[str, object] = {"kind": _KINDS[type(one)]}
    match one:
        case Heading() | Said():
            told |= asdict(one) | {"text": _text(one.text if one.text.strip() else GETA)}
        case Points():
            told |= {"numbered": one.numbered, "points": list(map(_text, one.points))}
        case Table():
            rows = [list(map(_text, row)) for row in one.rows]
            told |= {"head": list(map(_text, one.head)), "rows": rows, "widths": list(one.widths)}
        case Picture():
            told |= {"told": with_glyphs(one.told), "share": one.share} | _drawing(one.svg)
        case Together():
            told |= {"blocks": _blocks(one.blocks)}
    return told


def _drawing(svg: str) -> dict[str, object]:
    drawing = drawing_of(with_glyphs(svg))
    letters = [asdict(one) | {"text": _text(one.text)} for one in drawing.letters]
    return {"svg": drawing.svg, "wide": drawing.wide, "high": drawing.high, "letters": letters}


def _text(text: str) -> dict[str, object]:
    said = with_glyphs(text)
    first = next((way for char in said if (way := bidirectional(char)) in {"L", "R", "AL"}), "L")
    return {"pieces": list(_pieces(said)) or [""], "right": first != "L"}


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces: a long run is cut, so that it fits into a cell, without a letter put between."""
    end = 0
    for run in _LONG.finditer(text):
        start = run.start()
        yield text[end : start + _PIECE]
        yield from (text[at : min(at + _PIECE, run.end())] for at in range(start + _PIECE, run.end(), _PIECE))
        end = run.end()
    if text[end:]:
        yield text[end:]


@cache
def _known_founts() -> Any:
    import typst  # noqa: PLC0415

    folder = _folder()
    for name, data in founts():
        (Path(folder.name) / name).write_bytes(data)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(folder.name)]
    )


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Return a folder that lasts as long as the process: the setter reads founts from files, and when it needs them."""
    return tempfile.TemporaryDirectory(prefix="fonts-")
