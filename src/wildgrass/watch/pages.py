"""What a person sees of a page: its text, its paragraphs, and not what stands beside them or is quoted."""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
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
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "option", "textarea"})
_HIDDEN, _VEILED = "hidden", "veiled"


_HIDING: Final = re.compile(r"(?i)display\s*:\s*none")
_VEILING: Final = re.compile(r"(?i)visibility\s*:\s*hidden")
"""WeChat's articles are so until a script shows them."""
_META: Final = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:-]{2,20})")
_DECLARED: Final = re.compile(r"(?i)charset\s*=\s*[\"']?([a-z0-9_:-]{2,20})")
_WESTERN: Final = frozenset({"iso8859-1", "cp1252", "ascii"})
_MOST_PIECES: Final = 20_000
"""So many pieces of text of a page are read: what comes after as many is no notice, and a trap for the reader."""
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_PAIRED: Final = re.compile(rb"[\x81-\xfe][\xa1-\xfe]")


@dataclass(frozen=True, slots=True)
class Page:
    """What a person sees of a page: all of it, its paragraphs, and what waits there for a script to show it."""

    shown: str
    blocks: tuple[str, ...]
    veiled: str = ""


def visible_text(page: bytes) -> str:
    """Return what a person sees of a page: no scripts, styles or attributes; nothing of it runs."""
    return read(page).shown


def decoded(page: bytes, content_type: str = "") -> str:
    """Return a page's text by the charset that it is in: UTF-8 where it is that, else what is declared, else GB 18030.

    Servers in China leave the charset of GBK pages out, or let the server's default of ISO 8859-1 stand before them;
    GBK's high bytes come in pairs, those of western texts alone.
    """
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(
            page
        )  # what is cut off at the end is no other charset
    except UnicodeDecodeError:
        said = [*(one.decode() for one in _META.findall(page[:4096])), *_DECLARED.findall(content_type)]
    names = [found for one in said if (found := _codec(one))]
    high = len(_HIGH.findall(page))
    is_paired = 2 * len(_PAIRED.findall(page)) >= 0.8 * high
    for name in (*(one for one in names if one not in _WESTERN), *(("gb18030",) if is_paired else ())):
        with suppress(UnicodeDecodeError):
            return page.decode(name)
    return page.decode(names[0] if names else "utf-8", "replace")


def _codec(name: str) -> str:
    """Return the codec of a charset's name, "" where there is none; GB 2312 means GBK on the web (WHATWG Encoding)."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return "gb18030" if found in {"gb2312", "gbk"} else "" if found in {"utf-8", "utf-7"} else found


def read(page: bytes, content_type: str = "") -> Page:
    """Return what a person sees of a page, and its paragraphs without what stands beside or is quoted."""
    whole = decoded(page, content_type).replace("\0", "")
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(whole.encode("utf-8", "replace") or b"<html></html>", parser=parser)
    except (ValueError, ParserError):
        return Page(whole, (whole,))
    around: dict[Any, tuple[Any, frozenset[str]]] = {}
    pieces = cast("list[Any]", tree.xpath("//text()"))[:_MOST_PIECES]
    blocks = [
        (tags, "".join(texts))
        for (_, tags), texts in groupby(pieces, key=lambda text: _block_of(text, around))
        if not _UNSEEN & tags
    ]
    seen = [(tags, text) for tags, text in blocks if not {_HIDDEN, _VEILED} & tags]
    return Page(
        " ".join(text for _, text in seen).strip(),
        tuple(text for tags, text in seen if text.strip() and not _BESIDE & tags),
        " ".join(text for tags, text in blocks if _VEILED in tags and _HIDDEN not in tags).strip(),
    )


def _block_of(text: Any, known: dict[Any, tuple[Any, frozenset[str]]]) -> tuple[Any, frozenset[str]]:
    """Return the paragraph that a text node stands in, and what is around it of asides, quotations and the unseen."""
    inner = text.getparent().getparent() if text.is_tail else text.getparent()
    path = []
    while inner is not None and inner not in known:
        path.append(inner)
        inner = inner.getparent()
    block, tags = known[inner] if inner is not None else (None, frozenset[str]())
    for one in reversed(path):
        name = one.tag if isinstance(one.tag, str) else ""
        if block is None or name not in _INLINE:
            block = one
        tags |= ({name} & (_BESIDE | _UNSEEN)) | _hiding(one)
        known[one] = block, tags
    return known[path[0]] if path else (block, tags)


def _hiding(element: Any) -> set[str]:
    style = element.get("style") or ""
    is_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if is_hidden or _HIDING.search(style):
        return {_HIDDEN}
    return {_VEILED} if _VEILING.search(style) else set()
