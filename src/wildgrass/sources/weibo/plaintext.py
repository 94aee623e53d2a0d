"""A post's markup to plain text with links: what `<a>` and `<img alt>` say, unescaped once; nothing runs."""

import html
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from wildgrass.model import Link

_TOKEN: Final = re.compile(
    r"<!--[^>]{0,4096}+>|<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']++|\"[^\"<]{0,8192}\"|'[^'<]{0,8192}'){0,64}+)>"
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
MARKUP: Final = re.compile(r"<(?:a|span|br|img)\b[^>]*>|</(?:a|span)>")
SHORT_LINK: Final = re.compile(r"https?://t\.cn/[A-Za-z0-9]{4,12}")
_TRUNCATED: Final = re.compile(r"(?:\.\.\.|…|\s)\s*(?:全文|展开)[c\u200b\s]*\Z")
_BLOCKS: Final = frozenset({"br", "p", "div", "tr", "li"})
_SILENT: Final = frozenset({"script", "style"})
ZERO_WIDTH: Final = "\u200b"


@dataclass(slots=True)
class Plain:
    """A text and what stood in its markup. `mentions` are names without the @, `users` their numbers where linked."""

    text: str
    links: list[Link] = field(default_factory=list)
    mentions: list[tuple[str, str]] = field(default_factory=list)  # name, number or ""
    topics: list[str] = field(default_factory=list)
    location: str = ""
    is_truncated: bool = False
    article: str = ""


def plain(text: str) -> Plain:
    """Return a text that holds no markup, as it is but for Weibo's zero-width marks."""
    if ZERO_WIDTH in text:
        text = text.replace(ZERO_WIDTH, "")
    text = text.strip()
    found = Plain(text)
    if "t.cn/" in text:
        found.links = [
            Link(url=one[0], target=one[0], start=one.start(), end=one.end())
            for one in SHORT_LINK.finditer(text)
        ]
    if text.endswith(("全文", "展开", "全文c", "展开c")) and _TRUNCATED.search(text):
        found.is_truncated = True
    return found


def from_markup(text: str) -> Plain:
    """Return the plain form of a text with markup."""
    if "<" not in text:
        return plain(html.unescape(text) if "&" in text else text)
    reader = _Reader()
    at = 0
    for token in _TOKEN.finditer(text):
        reader.words(text[at : token.start()])
        at = token.end()
        if token[2]:
            reader.tag(token[2].lower(), token[3], is_end=bool(token[1]))
    reader.words(text[at:])
    return reader.done()


class _Reader:
    """Puts a text together from words and tags."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._found = Plain("")
        self._href: dict[str, str] | None = None
        self._start = 0
        self._first_part = 0
        self._silent = 0
        self._icon = ""

    def words(self, raw: str) -> None:
        if raw and not self._silent:
            self._add(html.unescape(raw) if "&" in raw else raw)

    def _add(self, text: str) -> None:
        text = text.replace(ZERO_WIDTH, "")
        self._parts.append(text)
        self._size += len(text)

    def tag(self, name: str, attributes: str, *, is_end: bool) -> None:
        if name in _SILENT:
            self._silent = max(0, self._silent + (-1 if is_end else 1))
        elif name == "a":
            self._close_link()
            if not is_end:
                self._href, self._icon = _attributes(attributes), ""
                self._start, self._first_part = self._size, len(self._parts)
        elif name == "img":
            self._image(_attributes(attributes))
        elif name in _BLOCKS and (name == "br" or (self._parts and not self._parts[-1].endswith("\n"))):
            self._add("\n")

    def _image(self, attributes: dict[str, str]) -> None:
        if self._href is not None:
            self._icon = self._icon or attributes.get("src", "")
        if alt := attributes.get("alt", ""):
            self._add(alt)

    def _close_link(self) -> None:
        if self._href is None:
            return
        attributes, self._href = self._href, None
        shown = "".join(self._parts[self._first_part :])
        href, name = attributes.get("href", ""), shown.strip()
        if name in ("全文", "展开") and (
            self._found.is_truncated or "/status/" in href or "ckAll" in href or not href
        ):
            del self._parts[self._first_part :]
            self._size = self._start
            self._found.is_truncated = True
            return
        if name.startswith("@") and (number := _user(href)) is not None:
            self._found.mentions.append((name[1:].strip(), number))
        elif len(name) > 2 and name[0] == name[-1] == "#":
            self._found.topics.append(name[1:-1])
        elif href and not href.lower().startswith(("javascript:", "data:")):
            self._found.links.append(self._link(attributes, href, shown))
            if "location_default" in self._icon:
                self._found.location = self._found.location or name

    def _link(self, attributes: dict[str, str], href: str, shown: str) -> Link:
        target = redirected(href)
        url = attributes.get("data-url") or (target if "//t.cn/" in target else href)
        if "location_default" not in self._icon and "article" in target:
            self._found.article = self._found.article or url
        lead = len(shown) - len(shown.lstrip())
        start = self._start + lead
        return Link(url=url, target=target, shown=shown.strip(), start=start, end=start + len(shown.strip()))

    def done(self) -> Plain:
        self._close_link()
        text = "".join(self._parts).replace("\xa0", " ")
        lead = len(text) - len(text.lstrip())
        found = self._found
        found.text = text.strip()
        found.links = [_moved(link, lead, len(found.text)) for link in found.links]
        found.is_truncated = found.is_truncated or bool(_TRUNCATED.search(found.text[-16:]))
        return found


def _moved(link: Link, lead: int, size: int) -> Link:
    start, end = link.start - lead, link.end - lead
    if not 0 <= start < end <= size:
        start = end = -1
    return Link(url=link.url, target=link.target, shown=link.shown, start=start, end=end)


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }


_USER: Final = re.compile(
    r"(?:https?://(?:www\.|m\.)?weibo\.(?:cn|com))?/(?:n/|u/(\d+)|(\d{5,12})(?:\Z|[/?]))"
)


def _user(href: str) -> str | None:
    """Return the number of the account that a link leads to, "" where it names it, None where it leads elsewhere."""
    found = _USER.match(href)
    return None if found is None else found[1] or found[2] or ""


def redirected(url: str) -> str:
    """Return where weibo.cn's own redirection leads, the address itself where it is none."""
    if "sinaurl" not in url:
        return url
    try:
        wanted = parse_qs(urlsplit(url).query).get("u") or parse_qs(urlsplit(url).query).get("toasturl")
    except ValueError:
        return url
    return unquote(wanted[0]) if wanted and wanted[0].startswith(("http", "//")) else url
