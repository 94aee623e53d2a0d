"""RSS and Atom: the entries of an XML document one by one, in constant memory; nothing is looked up or expanded."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from wildgrass.model import JSON, Moment
from wildgrass.sources import isotime
from wildgrass.sources.feed.entries import About, Entry, whole_number
from wildgrass.sources.feed.pictures import File
from wildgrass.sources.feed.times import moment

_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_PREFIXES: Final = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://webns.net/mvcb/": "admin:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
}
_ATOM: Final = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
_ENTRIES: Final = frozenset({"item", "entry"})
_CARRIED: Final = frozenset(
    {
        *(
            "title",
            "link",
            "guid",
            "id",
            "pubDate",
            "published",
            "updated",
            "description",
            "content",
            "summary",
        ),
        *(
            "content:encoded",
            "dc:date",
            "dc:creator",
            "author",
            "enclosure",
            "media:content",
            "thr:in-reply-to",
        ),
        *("issued", "modified", "dcterms:modified", "slash:comments", "media:group", "media:thumbnail"),
    }
)
_FEED_CARRIED: Final = frozenset(
    {"title", "link", "id", "description", "subtitle", "image", "icon", "logo", "tagline", "items"}
)
_OBSERVED: Final = frozenset(
    {"lastBuildDate", "pubDate", "updated", "modified", "dc:date", "ttl", "generator"}
)
_NAME: Final = re.compile(r"[^()]*\(([^()]+)\)\s*\Z")
_MOST_NESTED: Final = 4


class FeedDamagedError(ValueError):
    """The document is not well-formed from here on."""


def walk(stream: BinaryIO, *, forgives: bool) -> Iterator[Entry | About]:
    """Yield each entry and, as the last, what the feed says of itself.

    Raises:
        FeedDamagedError: the document is not well-formed, unless it `forgives`; or it cannot be read at all.
    """
    depth: list[etree._Element] = []
    about: dict[str, list[etree._Element]] = {}
    try:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=forgives,
        )
        for event, element in events:
            name = _name(element)
            if event == "start":
                depth.append(element)
                continue
            depth.pop()
            inside = any(_name(one) in _ENTRIES for one in depth)
            if name in _ENTRIES and not inside:
                yield _entry(element)
                element.clear()
                if depth:
                    _forget(depth[-1])
            elif not inside and depth and _name(depth[-1]) in ("channel", "feed"):
                about.setdefault(name, []).append(element)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise FeedDamagedError(" ".join(str(error).split())[:200]) from error
    yield _about(about)


def _forget(parent: etree._Element) -> None:
    """Take the entries that were read out of the tree."""
    for child in list(parent):
        if _name(child) in _ENTRIES and len(child) == 0:
            parent.remove(child)


def _name(element: etree._Element) -> str:
    """Return an element's name with the prefix that is usual for its namespace."""
    tag = element.tag
    if not isinstance(tag, str):
        return "?"
    if not tag.startswith("{"):
        return tag
    space, _, name = tag[1:].partition("}")
    prefix = _PREFIXES.get(space)
    return f"{space}/{name}" if prefix is None else f"{prefix}{name}"


def _text(element: etree._Element | None) -> str | None:
    """Return the words of an element, None where there are none."""
    if element is None:
        return None
    words = "".join(str(part) for part in element.itertext()).strip()
    return words or None


def _markup(element: etree._Element) -> tuple[str | None, str | None]:
    """Return (HTML, None) or (None, plain text) of a construct as Atom types it."""
    kind = element.get("type") or "text"
    if kind == "xhtml":
        inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
        return re.sub(r"<(/?)html:", r"<\1", inner).replace(f' xmlns="{_XHTML[1:-1]}"', ""), None
    if kind in ("html", "text/html") or kind.endswith("+xml"):
        return "".join(str(part) for part in element.itertext()), None
    return None, _text(element) or ""


def _link(element: etree._Element) -> str | None:
    return (element.get("href") or _text(element) or "").strip() or None


def _entry(element: etree._Element) -> Entry:
    is_atom = isinstance(element.tag, str) and element.tag.startswith(_ATOM)
    parts: dict[str, list[etree._Element]] = {}
    for child in element:
        parts.setdefault(_name(child), []).append(child)
    found = Entry(extra=_rest(parts, _CARRIED))

    def first(*names: str) -> str | None:
        return next((text for name in names for one in parts.get(name, ()) if (text := _text(one))), None)

    found.native = first("guid", "id") or element.get(
        f"{{{'http://www.w3.org/1999/02/22-rdf-syntax-ns#'}}}about"
    )
    found.title = _plain_title(parts.get("title", [None])[0], is_atom=is_atom)
    _body(found, parts, is_atom=is_atom)
    _links(found, parts)
    _author(found, parts)
    found.published = _when(first("published", "pubDate", "issued", "dc:date"))
    found.edited = _when(first("updated", "modified", "dcterms:modified"))
    if found.published is None and found.edited is not None:
        found.published = found.edited
        found.extra["published_from"] = "updated"
    replied = parts.get("thr:in-reply-to")
    found.reply_to = (replied[0].get("ref") or replied[0].get("href")) if replied else None
    comments = whole_number(first("slash:comments"))
    if comments is not None:
        found.counts["replies"] = comments
    return found


def _plain_title(element: etree._Element | None, *, is_atom: bool) -> str | None:
    if element is None:
        return None
    html, text = _markup(element) if is_atom else (None, _text(element))
    if html is not None:
        from wildgrass.sources import htmltext  # noqa: PLC0415 - few titles are markup

        return htmltext.plain(html).text or None
    return text or None


def _body(found: Entry, parts: dict[str, list[etree._Element]], *, is_atom: bool) -> None:
    """Take the fullest text; a summary beside it travels along."""
    if is_atom:
        for name in ("content", "summary"):
            for one in parts.get(name, ()):
                if found.html is None and found.text is None and not one.get("src"):
                    found.html, found.text = _markup(one)
                elif (text := _text(one)) is not None:
                    found.extra[name] = text
        return
    full, short = _text(parts.get("content:encoded", [None])[0]), _text(parts.get("description", [None])[0])
    found.html = full or short or ""
    if full and short and short != full:
        found.extra["description"] = short


def _links(found: Entry, parts: dict[str, list[etree._Element]]) -> None:
    others: list[JSON] = []
    for one in parts.get("link", ()):
        url, relation = _link(one), one.get("rel") or "alternate"
        if url is None:
            continue
        if relation == "alternate" and found.url is None:
            found.url = url
        elif relation == "enclosure":
            found.files.append(File(url, one.get("type"), whole_number(one.get("length"))))
        else:
            others.append({"rel": relation, "href": url})
    if others:
        found.extra["link"] = others
    if found.url is None and (found.native or "").startswith(("http://", "https://")):
        guid = parts.get("guid")
        if not guid or guid[0].get("isPermaLink") != "false":
            found.url = found.native
    _media(found, parts)


def _media(found: Entry, parts: dict[str, list[etree._Element]]) -> None:
    media = [*parts.get("enclosure", ()), *parts.get("media:content", ()), *parts.get("media:thumbnail", ())]
    for group in parts.get("media:group", ()):
        media += [one for one in group if _name(one) in ("media:content", "media:thumbnail")]
    for one in media:
        url = (one.get("url") or one.get("href") or "").strip()
        if url:
            size = whole_number(one.get("length") or one.get("fileSize"))
            found.files.append(File(url, one.get("type"), size))


def _author(found: Entry, parts: dict[str, list[etree._Element]]) -> None:
    for one in (*parts.get("dc:creator", ()), *parts.get("author", ())):
        named = next((text for child in one if _name(child) == "name" and (text := _text(child))), None)
        text = named or _text(one)
        if text:
            inner = _NAME.match(text)  # RSS writes "lawyer@example.org (Lawyer Boyer)"
            found.author = inner[1].strip() if inner else text
            return


def _when(text: str | None) -> Moment | None:
    return None if text is None else isotime.moment(text) or moment(text)


def _rest(parts: dict[str, list[etree._Element]], carried: frozenset[str]) -> dict[str, JSON]:
    """Return every other element: its words, or its attributes and what lies in it."""
    found: dict[str, JSON] = {}
    for name, elements in parts.items():
        if name in carried or name == "?":
            continue
        values = [_value(one) for one in elements]
        found[name] = values[0] if len(values) == 1 else list(values)
    return found


def _value(element: etree._Element, level: int = 0) -> JSON:
    attributes: dict[str, JSON] = {str(key): str(value) for key, value in element.attrib.items()}
    if len(element) and level < _MOST_NESTED:
        inner = [{_name(child): _value(child, level + 1)} for child in element]
        return {**attributes, "inside": list(inner)}
    text = _text(element)
    if not attributes:
        return text or ""
    return {**attributes, "text": text} if text else attributes


def _about(parts: dict[str, list[etree._Element]]) -> About:
    def first(*names: str) -> str | None:
        return next((text for name in names for one in parts.get(name, ()) if (text := _text(one))), None)

    links = {one.get("rel") or "alternate": _link(one) for one in reversed(parts.get("link", []))}
    url, own = links.get("alternate"), links.get("self")
    picture = first("icon", "logo")
    for image in parts.get("image", ()):
        picture = picture or next((_text(child) for child in image if _name(child) == "url"), None)
    extra, observed = _rest(parts, _FEED_CARRIED), {}
    for name in _OBSERVED & extra.keys():
        observed[name] = extra.pop(name)
    if own and own != url:
        observed["self"] = own
    title = parts.get("title", [None])[0]
    is_atom = title is not None and isinstance(title.tag, str) and title.tag.startswith(_ATOM)
    return About(
        native=first("id") or url or own or first("title") or "",
        title=_plain_title(title, is_atom=is_atom),
        text=first("description", "subtitle", "tagline") or "",
        url=url,
        picture=picture,
        extra=dict(sorted(extra.items())),
        observed=dict(sorted(observed.items())),
    )
