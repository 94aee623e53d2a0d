"""What a person sees of a page: its text, its paragraphs, and not what stands beside them or is quoted."""

from itertools import groupby
from typing import Any, Final, cast

from lxml import html
from lxml.etree import ParserError

_INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "s",
    }
    | {"small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "q", "del"}
)
"""Elements within a paragraph; every other one, also one that a site made up, begins its own."""
_BESIDE: Final = frozenset({"aside", "nav", "footer", "blockquote", "q", "del"})
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript"})


def visible_text(page: bytes) -> str:
    """Return what a person sees of a page: no scripts, styles or attributes; nothing of it runs."""
    return read(page)[0]


def read(page: bytes) -> tuple[str, list[str]]:
    """Return all that a person sees of a page, and its paragraphs without what stands beside or is quoted."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(page or b"<html></html>", parser=parser)
    except (ValueError, ParserError):
        text = page.decode("utf-8", "replace")
        return text, [text]
    blocks = [
        (tags, "".join(texts))
        for (_, tags), texts in groupby(cast("list[Any]", tree.xpath("//text()")), key=_block_of)
        if not _UNSEEN & tags
    ]
    shown = " ".join(text for _, text in blocks).strip()
    return shown, [text for tags, text in blocks if text.strip() and not _BESIDE & tags]


def _block_of(text: Any) -> tuple[Any, frozenset[str]]:
    """Return the paragraph that a text node stands in, and what is around it of asides, quotations and the unseen."""
    inner = text.getparent().getparent() if text.is_tail else text.getparent()
    around = [inner, *inner.iterancestors()]
    block = next((one for one in around if one.tag not in _INLINE), around[-1])
    return block, (_BESIDE | _UNSEEN) & {one.tag for one in around}
