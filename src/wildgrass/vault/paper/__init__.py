"""The page of a trustee without a key: one A4 sheet, English and Chinese, with the words and a QR code.

Self-contained HTML (`page.html` is its template): no script, nothing fetched. It holds the same words
as a sealed share does, readable by anyone who sees the sheet, and by any SLIP-39 program.
"""

from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from wildgrass.vault.shares import HYBRID, ShareDocument, fingerprint, shown

MAX_CONTACT: Final = 120
_COLUMNS: Final = 3
_LONG: Final = 24


def page(document: ShareDocument, *, contact: str = "") -> bytes:
    """Return the HTML of a trustee's page. It holds the share's words in clear.

    Args:
        document: the share.
        contact: how to reach the coordinator, at most 120 characters; a line to fill in by hand if empty.
    """
    words = document.words.split(" ")
    template = Template((files("wildgrass.vault.paper") / "page.html").read_text("utf-8"))
    return template.substitute(
        index=document.index,
        total=document.total,
        threshold=document.threshold,
        name_size="long" if len(document.trustee) > _LONG else "",
        contact_size="long" if len(contact) > _LONG else "",
        alone="alone" if document.threshold == 1 else "together",
        trustee=escape(document.trustee),
        vault=shown(document.vault_id),
        coordinator=shown(fingerprint(document.coordinator)),
        contact=escape(contact[:MAX_CONTACT]) or '<span class="line">&nbsp;</span>',
        rows=_rows(words),
        qr=_qr(document.words),
        words=len(words),
        kind="MLKEM768-X25519" if document.kind == HYBRID else "X25519",
    ).encode()


def _rows(words: list[str]) -> str:
    """Return table rows in which the words, numbered, read down each of three columns."""
    height = -(-len(words) // _COLUMNS)
    rows: list[str] = []
    for row in range(height):
        cells = ((at + 1, words[at]) for at in range(row, len(words), height))
        rows.append("".join(f'<td class="number">{number}</td><td>{word}</td>' for number, word in cells))
    return "".join(f"<tr>{row}</tr>" for row in rows)


def _qr(words: str) -> str:
    """Return the words as a QR code, inline SVG, that stands a quarter of it being unreadable."""
    import segno  # noqa: PLC0415 - drawn once in a vault's life; every verb about shares would pay 30 ms for it

    code = segno.make_qr(words, error="q", boost_error=False)
    svg: str = code.svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    return svg
