"""A letter's lines as text, as one HTML page or as PDF: the PDF carries the glyphs it shows, Chinese ones too."""

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from wildgrass.audit.letterpress import fount, with_glyphs

Letter = tuple[str, Sequence[str]]
"""A language and a letter's lines in it."""

_STYLE: Final = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}"
    "article+article{border-top:1px solid;margin-top:3rem;break-before:page}h1{font-size:1.3rem}h2{font-size:1.05rem}"
)


def as_text(sheets: Sequence[Letter]) -> bytes:
    """Return UTF-8 text, letters apart by a rule."""
    parts = ["\n".join(line.removeprefix("## ").removeprefix("# ") for line in lines) for _, lines in sheets]
    return ("\n\n" + "-" * 60 + "\n\n").join(part.strip("\n") + "\n" for part in parts).encode()


def as_html(sheets: Sequence[Letter]) -> bytes:
    """Return one page without script that asks nothing outside."""
    title = next((line[2:] for _, lines in sheets for line in lines if line.startswith("# ")), "")
    body = "".join(
        f'<article lang="{language}">{"".join(_elements(lines))}</article>' for language, lines in sheets
    )
    return (
        f'<!doctype html><html lang="{sheets[0][0]}"><meta charset="utf-8"><title>{escape(title)}</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>{body}</html>\n'
    ).encode()


def _elements(lines: Sequence[str]) -> Iterator[str]:
    points: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("- "):
            points.append(f"<li>{escape(line[2:])}</li>")
            continue
        if points:
            yield f"<ul>{''.join(points)}</ul>"
            points = []
        if line.startswith("## "):
            yield f"<h2>{escape(line[3:])}</h2>"
        elif line.startswith("# "):
            yield f"<h1>{escape(line[2:])}</h1>"
        elif line:
            yield f"<p>{escape(line)}</p>"


def as_pdf(sheets: Sequence[Letter]) -> bytes:
    """Return an A4 PDF, a letter to a page and on; without dates or names in its properties, the same every time."""
    from reportlab.platypus import PageBreak, SimpleDocTemplate  # noqa: PLC0415 - half a second that only PDFs need

    out, flow = io.BytesIO(), []
    for number, (language, lines) in enumerate(sheets):
        flow += [PageBreak()] if number else []
        flow += _flow(language, lines)
    edge = 62
    page = SimpleDocTemplate(
        out, pagesize=(595.28, 841.89), leftMargin=edge, rightMargin=edge, topMargin=edge, bottomMargin=edge,
        invariant=1, author="", title="", lang=sheets[0][0],
    )  # fmt: skip
    page.build(flow)
    return out.getvalue()


def _flow(language: str, lines: Sequence[str]) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus import Paragraph, Spacer  # noqa: PLC0415

    wrap = "CJK" if language.startswith("zh") else None
    body = ParagraphStyle("body", fontName=fount(), fontSize=10.5, leading=16, wordWrap=wrap, spaceAfter=2)
    point = ParagraphStyle("point", parent=body, leftIndent=16, bulletIndent=4, bulletFontName=fount())
    heading = ParagraphStyle("heading", parent=body, fontSize=12, leading=18, spaceBefore=8, spaceAfter=3)
    title = ParagraphStyle("title", parent=heading, fontSize=14.5, leading=21, spaceAfter=8)
    flow: list[Any] = []
    for line in lines:
        if line.startswith("# "):
            flow.append(Paragraph(_set(line[2:]), title))
        elif line.startswith("## "):
            flow.append(Paragraph(_set(line[3:]), heading))
        elif line.startswith("- "):
            flow.append(Paragraph(_set(line[2:]), point, bulletText="\u2013"))
        else:
            flow.append(Paragraph(_set(line), body) if line else Spacer(0, 7))
    return flow


def _set(line: str) -> str:
    """Return a line as marked-up text of letters that the fount has."""
    return escape(with_glyphs(line))
