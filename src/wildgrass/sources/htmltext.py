"""HTML to plain text and its anchors: entities once, nothing run or fetched, blocks and line breaks as line ends."""

import html
import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from wildgrass.model import Link

_PLAIN: Final = re.compile(r"\A\s*(?:<p>)?([^<\s][^<]*)(?:</p>)?\s*\Z")
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_TAG: Final = re.compile(r"<[^>]*>")
_NOT_TEXT: Final = frozenset(
    {"script", "style", "head", "title", "svg", "template", "noscript", "object", "video", "audio", "iframe"}
)
_PARAGRAPHS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "hr"}
)
_BLOCKS: Final = frozenset(
    {"div", "tr", "li", "table", "section", "article", "header", "footer", "dt", "dd", "figure", "center"}
)
_CELLS: Final = frozenset({"td", "th"})
_SCHEMES: Final = ("http://", "https://", "mailto:", "ftp://", "gemini://", "at://", "tel:")


class Anchor(NamedTuple):
    """A link in the text: `shown` is what a reader saw of it, `css` its classes; -1 where it shows no text."""

    href: str
    shown: str
    start: int
    end: int
    css: str = ""

    def link(self) -> Link:
        """Return it as an item's link."""
        return Link(url=self.href, target=self.href, shown=self.shown, start=self.start, end=self.end)


class Text(NamedTuple):
    """Plain text and the anchors in it."""

    text: str = ""
    anchors: tuple[Anchor, ...] = ()

    def links(self) -> tuple[Link, ...]:
        """Return the anchors that lead somewhere."""
        return tuple(one.link() for one in self.anchors)


def plain(markup: str) -> Text:
    """Return the text of a piece of HTML. Never raises."""
    simple = _PLAIN.match(markup)
    if simple is not None and "\n" not in simple[1]:
        return Text(html.unescape(simple[1]).strip())
    from lxml import etree  # noqa: PLC0415 - plain text needs none of it; saves 20 ms

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = etree.fromstring(markup.replace("\0", "").encode(errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        return Text(html.unescape(_TAG.sub("", markup)).strip())
    writing = _Writing()
    skipped = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                writing.words(element.tail)
            continue
        if event == "start":
            if tag in _NOT_TEXT:
                skipped = element
                continue
            writing.enter(tag, element.get("class") or "", element.get("href"), element.get("alt"))
            writing.words(element.text)
        else:
            writing.leave(tag)
            writing.words(element.tail)
    return writing.finished()


@dataclass(slots=True)
class _Open:
    tag: str
    css: str
    href: str | None = None
    start: int = -1
    shown: list[str] = field(default_factory=list)


class _Writing:
    """Text as it is put together."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._lines = 0  # line ends that are due before the next word
        self._has_space = False
        self._kept = 0  # levels of <pre>
        self._open: list[_Open] = []
        self._anchors: list[_Open] = []
        self._hidden = 0
        self._found: list[Anchor] = []

    def enter(self, tag: str, css: str, href: str | None, alt: str | None) -> None:
        """Begin an element."""
        self._gap(tag)
        one = _Open(tag, css, href)
        self._open.append(one)
        if tag == "a" and href:
            self._anchors.append(one)
        elif tag == "pre":
            self._kept += 1
        elif tag == "br":
            self._lines += 1
            self._has_space = False
        elif tag == "img" and alt:
            self.words(alt)
        if "invisible" in css:
            self._hidden += 1

    def leave(self, tag: str) -> None:
        """End an element."""
        one = self._open.pop()
        self._gap(tag)
        if tag == "pre":
            self._kept -= 1
        if "invisible" in one.css:
            self._hidden -= 1
        elif "ellipsis" in one.css and self._anchors:
            self._anchors[-1].shown.append("…")
        if tag == "a" and one.href:
            self._anchors.pop()
            self._anchor(one)

    def words(self, text: str | None) -> None:
        """Put text, its white space folded as a browser does."""
        if not text:
            return
        if self._kept:
            self._put(text)
            return
        folded = _SPACE.sub(" ", text)
        core = folded.strip(" ")
        if not core:
            self._has_space = True
            return
        if folded[0] == " ":
            self._has_space = True
        self._put(core)
        self._has_space = folded[-1] == " "

    def finished(self) -> Text:
        """Return what was written."""
        return Text("".join(self._parts).rstrip("\n"), tuple(self._found))

    def _put(self, text: str) -> None:
        if self._size:
            before = "\n" * self._lines or (" " if self._has_space else "")
            self._parts.append(before)
            self._size += len(before)
            if self._anchors and self._anchors[-1].start >= 0:
                self._anchors[-1].shown.append(before)
        self._lines, self._has_space = 0, False
        for one in self._anchors:
            if one.start < 0:
                one.start = self._size
        if self._anchors and not self._hidden:
            self._anchors[-1].shown.append(text)
        self._parts.append(text)
        self._size += len(text)

    def _gap(self, tag: str) -> None:
        if tag in _CELLS:
            self._has_space = True
            return
        lines = 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS else 0
        if lines:
            self._lines = max(self._lines, lines)
            self._has_space = False

    def _anchor(self, one: _Open) -> None:
        href = (one.href or "").strip()
        if not href.lower().startswith(_SCHEMES):
            return
        end = self._size if one.start >= 0 else -1
        self._found.append(Anchor(href, "".join(one.shown), one.start, end, one.css))
