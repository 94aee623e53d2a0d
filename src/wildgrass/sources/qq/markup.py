"""Markup to text with its links and pictures; nothing is run or fetched."""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wildgrass.model import Link

_BREAKS: Final = frozenset({"br", "p", "div", "tr", "li"})
_NOT_TEXT: Final = frozenset({"script", "style", "head", "title", "svg"})
_LAID_OUT: Final = re.compile(r"\s*\n\s*")


@dataclass(slots=True)
class Marked:
    """Text that was marked up, its links at their code points, and the sources of its pictures in order."""

    text: str = ""
    links: tuple[Link, ...] = ()
    images: tuple[str, ...] = ()

    def joined(self, other: "Marked") -> "Marked":
        """Return this and another one on the lines after it."""
        if not self.text and not self.images:
            return other
        text = f"{self.text}\n{other.text}" if other.text else self.text
        moved = len(self.text) + 1
        links = tuple(
            Link(
                url=one.url, target=one.target, shown=one.shown, start=one.start + moved, end=one.end + moved
            )
            for one in other.links
        )
        return Marked(text, self.links + links, self.images + other.images)


def parsed(data: bytes) -> etree._Element | None:
    """Return the tree of a piece of a page, None where there is nothing in it."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree: etree._Element | None = etree.fromstring(data.replace(b"\x00", b""), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return tree


def marked(element: etree._Element) -> Marked:
    """Return an element's text, with a line end for `<br>` and between blocks."""
    parts: list[str] = []
    size = 0
    anchors: list[tuple[int, int, str]] = []
    images: list[str] = []
    stack: list[tuple[etree._Element, int, bool]] = [(element, 0, False)]
    while stack:  # a stack of our own: markup may nest deeper than Python calls may
        one, start, is_done = stack.pop()
        if not isinstance(one.tag, str) or one.tag in _NOT_TEXT:
            size = _put(parts, one.tail, size)
            continue
        if is_done:
            if one.tag == "a":
                anchors.append((start, size, one.get("href") or ""))
            if one.tag in _BREAKS and one is not element and parts and parts[-1] != "\n":
                size = _put(parts, "\n", size, is_plain=True)
            if one is not element:
                size = _put(parts, one.tail, size)
            continue
        if one.tag == "br":
            size = _put(parts, "\n", size, is_plain=True)
            size = _put(parts, one.tail, size)
            continue
        if one.tag == "img":
            images.append(one.get("src") or "")
        stack.append((one, size, True))
        size = _put(parts, one.text, size)
        stack.extend((child, 0, False) for child in reversed(one))
    return _finished("".join(parts), anchors, images)


def _put(parts: list[str], text: str | None, size: int, *, is_plain: bool = False) -> int:
    if not text:
        return size
    shown = text if is_plain else _LAID_OUT.sub("" if not text.strip() else "\n", text)
    shown = shown.replace("\xa0", " ")
    if shown:
        parts.append(shown)
    return size + len(shown)


def _finished(text: str, anchors: list[tuple[int, int, str]], images: list[str]) -> Marked:
    lead = len(text) - len(text.lstrip("\n"))
    plain = text.strip("\n")
    links = []
    for start, end, href in anchors:
        if href.startswith(("http://", "https://", "ftp://", "mailto:")):
            where = (start - lead, end - lead) if lead <= start and end - lead <= len(plain) else (-1, -1)
            links.append(Link(url=href, target=href, shown=text[start:end], start=where[0], end=where[1]))
    return Marked(plain, tuple(links), tuple(images))
