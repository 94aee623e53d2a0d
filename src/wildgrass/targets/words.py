"""An item's text as a page may show it: cleaned, cut at its links, short where only a glimpse is wanted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from wildgrass.model import Actor, Item, Link

# Lone surrogates have no UTF-8; control characters have no place in HTML, and chat exports do hold them.
_UNSHOWABLE: Final = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# Marks that turn the direction of what follows; a name must not turn our own sentence round it.
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
# X's own marks for text without a language, and ISO 639's.
_NO_LANGUAGE: Final = frozenset({"und", "zxx", "mis", "mul", "qme", "qst", "qht", "qct", "qam"})
_OLD_LANGUAGE: Final = {"in": "id", "iw": "he", "ji": "yi", "zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]*(?::[a-z0-9-]+)+")
_SHOWN_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, with the address it leads to where it is a link."""

    text: str
    href: str | None = None


def clean(text: str) -> str:
    """Replace what no page can hold by U+FFFD, and line ends by newlines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSHOWABLE.sub("\ufffd", text)


def slug(item_id: str) -> str:
    """Return a name for a file or an anchor: the same on disks that fold case, never two ids the same.

    Holds no "_", which pages use to number their parts.
    """
    if len(item_id) <= 100 and _SLUG.fullmatch(item_id):
        return item_id.replace(":", ".")
    return "i-" + sha256(item_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def web_address(url: str) -> str | None:
    """Return an outside address fit for a plain link: http and https with a host, nothing else."""
    if _UNSHOWABLE.search(url) or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and host else None


def shown_address(url: str) -> str:
    """Return an address as a reader sees it: without the scheme, cut where it is long."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE).rstrip("/")
    return bare if len(bare) <= _SHOWN_LENGTH else bare[: _SHOWN_LENGTH - 1] + "…"


def pieces(item: Item) -> tuple[Piece, ...]:
    """Cut an item's text at its links; each leads to where the export says it led, and shows that."""
    text = item.text
    cut: list[Piece] = []
    done = 0
    for start, end, link in _places(item):
        if start < done:
            continue
        if start > done:
            cut.append(Piece(clean(text[done:start])))
        cut.append(_link(link))
        done = end
    if done < len(text):
        cut.append(Piece(clean(text[done:])))
    return tuple(cut)


def loose_links(item: Item) -> tuple[Piece, ...]:
    """Return the item's links that do not stand in its text."""
    return tuple(_link(link) for link in item.links if _span(item.text, link) is None)


def glimpse(text: str, length: int = 80) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(clean(text[: length * 4]).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def label(text: str) -> str:
    """Return a name as it may stand inside our own sentence: one line, short, without marks that turn it."""
    return glimpse(_TURNS.sub("", text), 60)


def name_of(actor: Actor) -> str:
    """Return what to call somebody: "@handle", else the name, else the bare id."""
    if actor.handle:
        return label("@" + actor.handle.removeprefix("@"))
    return label(actor.name or actor.id)


def language_of(item: Item) -> str | None:
    """Return the item's language as the platform marked it, None where it did not or could not."""
    mark = item.extra.get("lang")
    if not isinstance(mark, str) or not _LANGUAGE.fullmatch(mark):
        return None
    mark = _OLD_LANGUAGE.get(mark, mark)
    return None if mark.lower() in _NO_LANGUAGE else mark


def _link(link: Link) -> Piece:
    target = link.target or link.url
    return Piece(shown_address(clean(target)), web_address(target))


def _places(item: Item) -> list[tuple[int, int, Link]]:
    return sorted(_found(item), key=lambda place: place[:2])


def _found(item: Item) -> Iterator[tuple[int, int, Link]]:
    for link in item.links:
        span = _span(item.text, link)
        if span is not None:
            yield *span, link


def _span(text: str, link: Link) -> tuple[int, int] | None:
    """Return where a link stands in the text; an export's own positions count only where the text agrees."""
    if not link.url:
        return None
    if 0 <= link.start < link.end <= len(text) and text[link.start : link.end] == link.url:
        return link.start, link.end
    start = text.find(link.url)
    return None if start < 0 else (start, start + len(link.url))
