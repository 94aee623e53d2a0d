"""A letter's lines as text, as one HTML page or as PDF: the PDF is tagged and carries the glyphs it shows."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from wildgrass.text.typeset import Block, Document, Gap, Heading, Part, Points, Said, typeset

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
    titles = [line[2:] for _, lines in sheets for line in lines if line.startswith("# ")]
    title = titles[len(titles) // 2] if titles else ""  # pages that stay at home come before the letters
    parts = [Part(language, list(_blocks(lines)), is_letter=True) for language, lines in sheets]
    return typeset(Document(title, parts, size=10.5, edge=62))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    points: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("- "):
            points.append(line[2:])
            continue
        if points:
            yield Points(points)
            points = []
        if line.startswith("# "):
            yield Heading(line[2:], 1)
        elif line.startswith("## "):
            yield Heading(line[3:], 2)
        else:
            yield Said(line) if line else Gap()
