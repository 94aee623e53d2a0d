"""Pictures, films and sound that stand in a piece of HTML, as blogs, WordPress and RSSHub write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml import etree

_MARKS: Final = ("<img", "<video", "<audio")
_LAZY: Final = ("data-original", "data-actualsrc", "data-src", "data-lazy-src")
_EM: Final = re.compile(r"\b(?:width|height)\s*:\s*([\d.]+)\s*r?em", re.IGNORECASE)
_PX: Final = re.compile(r"\b(width|height)\s*:\s*([\d.]+)\s*px", re.IGNORECASE)
_ICONS: Final = frozenset({"emoji", "emoticon", "wp-smiley", "url-icon", "custom-emoji"})
_ICON_PX: Final = 64.0
_ICON_EM: Final = 4.0


@dataclass(frozen=True, slots=True)
class File:
    """A file that an entry names by its address."""

    url: str
    media_type: str | None = None
    size_bytes: int | None = None
    alt: str | None = None
    role: str | None = None


def address(url: str | None, base: str | None) -> str | None:
    """Return an address as it can be asked for: one without a scheme is https, a relative one lies beside `base`."""
    text = (url or "").strip()
    if text.startswith("//"):
        text = f"https:{text}"
    if text and base and ":" not in text.partition("/")[0]:
        try:
            text = urljoin(base, text)
        except ValueError:
            return None
    return text if text.startswith(("http://", "https://")) else None


def pictures(html: str, base: str | None) -> list[File]:
    """Return them in their order. Icons and emoji are text; of a film's several files the first is taken."""
    if not any(mark in html for mark in _MARKS):
        return []
    from lxml import etree  # noqa: PLC0415 - most texts need none of it

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = etree.fromstring(html.replace("\0", "").encode(errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    if tree is None:
        return []
    return [one for element in tree.iter("img", "video", "audio") for one in _files(element, base)]


def _files(element: "etree._Element", base: str | None) -> Iterator[File]:
    if element.tag == "img":
        lazy = next((url for name in _LAZY if (url := address(element.get(name), base))), None)
        url = lazy or address(element.get("src"), base)
        if url is not None and not _is_icon(element):
            yield File(url, None, None, element.get("alt") or None)
        return
    kind = "video" if element.tag == "video" else "audio"
    sources = [element, *element.iter("source")]
    for one in sources:
        url = address(one.get("src"), base)
        if url is not None:
            yield File(url, one.get("type"), None, None, kind)
            break
    poster = address(element.get("poster"), base)
    if poster is not None:
        yield File(poster, None, None, None, "thumbnail")


def _is_icon(element: "etree._Element") -> bool:
    """Say whether a picture is as small as a letter: its size is stated so, or its class says what it is."""
    parent = element.getparent()
    named = {*(element.get("class") or "").split()}
    if parent is not None:
        named |= {*(parent.get("class") or "").split()}
    style = element.get("style") or ""
    if named & _ICONS or any(float(one) <= _ICON_EM for one in _EM.findall(style) if _is_number(one)):
        return True
    stated = {name: element.get(name) for name in ("width", "height")}
    stated |= {name.lower(): size for name, size in _PX.findall(style)}
    sizes = [float(one) for one in stated.values() if one and _is_number(one)]
    return len(sizes) == len(stated) and all(0 < one <= _ICON_PX for one in sizes)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit() and len(text) < 9
