"""The fount that PDFs of the audit carry with them, and text of letters that it has."""

import io
from functools import cache
from typing import Any, Final

from wildgrass.text.fonts import letters

_NAME: Final = "wildgrass-letters"
_GETA: Final = "〓"  # what printers set for a letter that a fount has not


def with_glyphs(text: str) -> str:
    """Return text in which a letter that the fount has not is a geta."""
    known = _glyphs()
    return "".join(char if ord(char) in known else _GETA for char in text)


@cache
def fount() -> str:
    """Return the fount's name, known to reportlab from now on."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - half a second that only PDFs need

    pdfmetrics.registerFont(_face())
    return _NAME


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(_face().face.charToGlyph)


@cache
def _face() -> Any:
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    return TTFont(_NAME, io.BytesIO(letters()))
