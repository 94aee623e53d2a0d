"""Parts of a page: markup to text with links, entries of lists, rows about a person; nothing is run or fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wildgrass.model import Actor, Link
from wildgrass.sources.telegram import peers

_BREAKS: Final = frozenset({"br"})
_NOT_TEXT: Final = frozenset({"script", "style"})
_SPACE: Final = re.compile(r"[ \t]*\r?\n[ \t]*")


@dataclass(slots=True)
class Entry:
    """One entry of a list."""

    name: str = ""
    subname: str = ""
    details: tuple[str, ...] = ()
    info: str = ""
    href: str = ""


@dataclass(slots=True)
class Marked:
    """Text that was marked up, with the links and mentions in it."""

    text: str = ""
    links: tuple[Link, ...] = ()
    mentions: tuple[Actor, ...] = ()


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


def classes(element: etree._Element) -> list[str]:
    """Return an element's classes."""
    return (element.get("class") or "").split()


def with_class(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements under one that have all these classes, in order."""
    wanted = set(names)
    for one in element.iter():
        if isinstance(one.tag, str) and wanted.issubset(classes(one)):
            yield one


def first(element: etree._Element, *names: str) -> etree._Element | None:
    """Return the first of `with_class`."""
    return next(with_class(element, *names), None)


def text_in(element: etree._Element | None) -> str:
    """Return an element's text without the line ends and spaces that only lay the page out."""
    return "" if element is None else marked(element).text.strip()


def marked(element: etree._Element) -> Marked:
    """Return an element's text, `<br>` as a line end, with its links and mentions at their code points."""
    parts: list[str] = []
    anchors: list[tuple[int, int, etree._Element]] = []
    _gather(element, parts, anchors, [0])
    text = "".join(parts)
    plain = text.strip("\n\r\t ")
    dropped = len(text) - len(text.lstrip("\n\r\t "))
    links: list[Link] = []
    mentions: list[Actor] = []
    for start, end, anchor in anchors:
        shown, href = text[start:end], anchor.get("href") or ""
        if shown.startswith("@") and len(shown) > 1:
            mentions.append(peers.handle(shown))
        elif href and not href.startswith(("#", "javascript:")):
            where = (start - dropped, end - dropped) if start >= dropped else (-1, -1)
            links.append(
                Link(
                    url=href, target=href, shown="" if shown == href else shown, start=where[0], end=where[1]
                )
            )
    return Marked(plain, tuple(links), tuple(mentions))


def _gather(
    top: etree._Element, parts: list[str], anchors: list[tuple[int, int, etree._Element]], size: list[int]
) -> None:
    """Collect text with a stack of our own: markup may nest deeper than Python calls may."""

    def put(text: str | None) -> None:
        if text:
            shown = _SPACE.sub("\n", text) if "\n" in text else text
            if "\n" in text:
                shown = shown.strip("\n") if not shown.strip() else shown
            parts.append(shown)
            size[0] += len(shown)

    stack: list[tuple[etree._Element, int, bool]] = [(top, 0, False)]
    while stack:
        element, start, is_done = stack.pop()
        if is_done:
            if element.tag == "a":
                anchors.append((start, size[0], element))
            if element is not top:
                put(element.tail)
            continue
        if element.tag in _BREAKS:
            parts.append("\n")
            size[0] += 1
        if not isinstance(element.tag, str) or element.tag in _NOT_TEXT:
            put(element.tail)
            continue
        start = size[0]
        put(element.text)
        stack.append((element, start, True))
        stack.extend((child, 0, False) for child in reversed(element))


def chat_name(inner: bytes) -> str:
    """Return the name in a page's header."""
    return text_in(parsed(b"<div>" + inner + b"</div>"))


def entry_of(data: bytes) -> Entry:
    """Return the entry of a list that a piece of its page is."""
    tree = parsed(data)
    if tree is None:
        return Entry()
    top = first(tree, "entry")
    if top is None:
        return Entry()
    inner = first(top, "userpic_wrap")
    href = top.get("href") or (inner.get("href") if inner is not None else None) or ""
    return Entry(
        name=text_in(first(top, "name")),
        subname=text_in(first(top, "subname")),
        details=tuple(text_in(one) for one in with_class(top, "details_entry")),
        info=text_in(first(top, "info")),
        href=href,
    )


def people_rows(data: bytes) -> dict[str, str]:
    """Return the rows about the person on the summary page, label to value."""
    tree = parsed(data)
    top = None if tree is None else first(tree, "personal_info")
    if top is None:
        return {}
    rows: dict[str, str] = {}
    for row in with_class(top, "row"):
        label, value = text_in(first(row, "label")), text_in(first(row, "value"))
        if label and value:
            rows[label] = value
    return rows
