"""A trustee's page as PDF: the same sheet, made of the page itself, for people whose printer wants a file.

Nothing is kept: the page's words are in clear, and so are the PDF's.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import html
from lxml.etree import ParserError

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.flows.kit import write_new
from wildgrass.text.fonts import letters

_FONT: Final = "wildgrass-sheet"
_GETA: Final = "〓"  # what printers set for a letter that a fount has not
_WIDTH, _HEIGHT, _EDGE = 595.28, 841.89, 37.0
_QR_POINTS: Final = 153.0  # 54 mm, as on the page
_SIZES: Final = (8.6, 8.0, 7.4, 6.8)
_MOST_BYTES: Final = 1 << 20


class NoPageError(WildgrassError):
    """A file is no trustee's page."""

    code = "sheet-no-page"
    exit_code = EXIT_INPUT
    message = "{file} is not a trustee's page"
    hint = "give the page that `wildgrass init --paper` wrote, share-<n>-<name>.html"


def write_sheet(page: Path, pdf: Path) -> None:
    """Write the sheet of a page's file, for its owner only.

    Raises:
        NoPageError, FileThereError, FileTroubleError: it is no page; something is there; the disk refused.
    """
    try:
        data = page.read_bytes()
    except OSError as error:
        raise NoPageError(file=page) from error
    write_new(pdf, sheet(data, file=page))


def sheet(page: bytes, *, file: object = "the page") -> bytes:
    """Return the page as a PDF of one A4 sheet: the same words, numbered, and the same code.

    Raises:
        NoPageError: it is not a page that a vault's birth wrote.
    """
    tree = _tree(page)
    words = [cell.text_content() for cell in tree.xpath("//table//td[not(@class)]")]
    numbers = [_number(cell.text_content()) for cell in tree.xpath("//table//td[@class='number']")]
    if not words or sorted(numbers) != list(range(1, len(words) + 1)):
        raise NoPageError(file=file)
    in_order = [word for _, word in sorted(zip(numbers, words, strict=True))]
    for size in _SIZES:
        data, pages = _drawn(tree, in_order, size)
        if pages == 1:
            break
    return data


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _tree(page: bytes) -> Any:
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree: Any = html.document_fromstring(page[:_MOST_BYTES] or b"<html></html>", parser=parser)
    except (ValueError, ParserError) as error:
        raise NoPageError(file="the page") from error
    other = "alone" if "together" in tree.xpath("string(//body/@class)") else "together"
    for hidden in tree.xpath(f"//span[@class='{other}']|//style|//head"):
        hidden.drop_tree()
    return tree


def _drawn(tree: Any, words: list[str], size: float) -> tuple[bytes, int]:
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - half a second that only PDFs need

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=(_WIDTH, _HEIGHT), leftMargin=_EDGE, rightMargin=_EDGE, topMargin=_EDGE, bottomMargin=_EDGE,
        invariant=1, author="", title="", lang="en",
    )  # fmt: skip
    document.build(list(_flow(tree, words, size)))
    return out.getvalue(), document.page


def _flow(tree: Any, words: list[str], size: float) -> Iterator[Any]:
    from reportlab.platypus import Spacer, Table  # noqa: PLC0415

    width = _WIDTH - 2 * _EDGE
    yield _text(_said(tree, "//h1"), size + 6)
    yield _text(_said(tree, "//header/div"), size + 3)
    pairs = zip(tree.xpath("//dl/dt"), tree.xpath("//dl/dd"), strict=True)
    about = [[_text(_plain(dt), size), _text(_plain(dd) or "_" * 40, size)] for dt, dd in pairs]
    yield Table(about, colWidths=[width * 0.28, width * 0.72], style=[("TOPPADDING", (0, 0), (-1, -1), 1)])
    yield Spacer(0, 4)
    cells = [_words(words, size), _code(" ".join(words))]
    box = [("BOX", (0, 0), (-1, -1), 1, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    yield Table([cells], colWidths=[width - _QR_POINTS - 12, _QR_POINTS + 12], style=box)
    yield Spacer(0, 4)
    columns = [list(_section(section, size)) for section in tree.xpath("//section")]
    yield Table([columns], colWidths=[width / 2] * 2, style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    yield _text(_said(tree, "//footer"), size - 0.8)


def _section(section: Any, size: float) -> Iterator[Any]:
    for part in section.iter("h2", "p", "li"):
        if part.tag == "h2":
            yield _text(_plain(part), size + 1.4, before=4)
        else:
            yield _text(("– " if part.tag == "li" else "") + _plain(part), size)  # noqa: RUF001 - a dash for a point


def _words(words: list[str], size: float) -> Any:
    """Return the words, numbered, that read down each of three columns, as on the page."""
    from reportlab.platypus import Table  # noqa: PLC0415

    height = -(-len(words) // 3)
    rows = [
        [f"{at + 1} {words[at]}" if at < len(words) else "" for at in range(row, 3 * height, height)]
        for row in range(height)
    ]
    style = [("FONT", (0, 0), (-1, -1), "Courier", size + 2), ("TOPPADDING", (0, 0), (-1, -1), 0.5)]
    return Table(rows, style=[*style, ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5)])


def _code(words: str) -> Any:
    """Return the same code as the page's: it stands a quarter of it being unreadable."""
    import segno  # noqa: PLC0415
    from reportlab.graphics.shapes import Drawing, Rect  # noqa: PLC0415

    matrix = segno.make_qr(words, error="q", boost_error=False).matrix
    side = _QR_POINTS / (len(matrix) + 4)
    drawing = Drawing(_QR_POINTS, _QR_POINTS)
    for row, line in enumerate(matrix):
        for column, is_dark in enumerate(line):
            if is_dark:
                y = _QR_POINTS - (row + 3) * side
                drawing.add(
                    Rect(
                        (column + 2) * side, y, side, side, fillColor="black", strokeColor=None, strokeWidth=0
                    )
                )
    return drawing


def _said(tree: Any, path: str) -> str:
    return " ".join(_plain(one) for one in tree.xpath(path))


def _plain(element: Any) -> str:
    """Return what a person reads of an element: a break parts words."""
    return " ".join(" ".join(element.itertext()).split())


def _text(text: str, size: float, *, before: float = 0) -> Any:
    from html import escape  # noqa: PLC0415

    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    known = _glyphs()
    style = ParagraphStyle(
        "sheet",
        fontName=_FONT,
        fontSize=size,
        leading=size * 1.36,
        wordWrap="CJK",
        spaceBefore=before,
        spaceAfter=1.5,
    )
    return Paragraph(escape("".join(letter if ord(letter) in known else _GETA for letter in text)), style)


def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, io.BytesIO(letters())))
    face: Any = pdfmetrics.getFont(_FONT).face
    return frozenset(face.charToGlyph)
