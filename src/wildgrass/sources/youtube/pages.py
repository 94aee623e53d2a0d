"""Pages: history in cells, comments in lists. Of a page only one record at a time is held."""

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from lxml import etree

from wildgrass.model import JSON, Audience, Item, Kind, Link, Moment, Origin, Problem
from wildgrass.sources import encodings
from wildgrass.sources.base import Export
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.youtube import history, ids, times
from wildgrass.sources.youtube.archive import Archive

_CELL: Final = '<div class="outer-cell'
_ITEM: Final = "<li"
_PLAIN_CELL: Final = re.compile(r'<div class="((?:header|content)-cell[^"]*)">(.*?)</div>', re.DOTALL)
_ODD: Final = re.compile(r"<(?:div|script|style|!)")
_BREAK: Final = re.compile(r"<br ?/?>")
_TAG: Final = re.compile(r"<[^>]*>")
_HREF: Final = re.compile(r'<a [^>]*?href="([^"]*)"')
_WINDOW: Final = 1 << 20
_SAID_AT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?: ?UTC|Z|[+-]\d\d:\d\d)?")
_REDIRECT: Final = "https://www.google.com/url?q="
_MAX_RECORD: Final = 1 << 22


@dataclass(slots=True)
class Shown:
    """One line of a cell: its text, and the first address in it."""

    text: str
    url: str = ""


@dataclass(slots=True)
class Piece:
    """One record of a page and the code points that it takes there, as RFC 5147 counts them."""

    text: str
    start: int

    @property
    def pointer(self) -> str:
        """Return where it stands."""
        return f"char={self.start},{self.start + len(self.text)}"


def pieces(export: Export, key: str, start: str) -> Iterator[Piece]:
    """Yield what stands before the first record, then each record. A page may be one line of any length."""
    with export.members[key].open() as raw:
        stream, _encoding = encodings.as_utf8(raw)
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        kept, at, is_over = "", 0, False
        while True:
            data = stream.read(_WINDOW)
            kept += decoder.decode(data, final=not data)
            begin = 0
            while (found := kept.find(start, begin + 1)) >= 0:
                if not is_over:
                    yield Piece(kept[begin:found], at + begin)
                begin, is_over = found, False
            at, kept = at + begin, kept[begin:]
            if not data:
                break
            if len(kept) > _MAX_RECORD:  # what follows the last record of a page may be anything
                if not is_over:
                    yield Piece(kept, at)
                at, kept, is_over = at + len(kept) - len(start), kept[-len(start) :], True
        if not is_over:
            yield Piece(kept, at)


def parsed(text: str) -> etree._Element | None:
    """Return the tree of a piece of a page, None where there is nothing in it."""
    data = text.replace("\x00", "").encode(errors="replace")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree: etree._Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return tree


def shown_in(top: etree._Element) -> list[Shown]:
    """Return the lines of a cell, parted at its breaks; blank ones are none."""
    found = [Shown("")]
    for element, is_start in _walk(top):
        if is_start and element.tag == "br":
            found.append(Shown(""))
        elif is_start and element.tag == "a" and not found[-1].url:
            found[-1].url = (element.get("href") or "").removeprefix(_REDIRECT)
        text = element.text if is_start else element.tail
        if text and (is_start or element is not top):
            found[-1].text += text
    said = [Shown(" ".join(one.text.split()), one.url) for one in found]
    return [one for one in said if one.text or one.url]


def _walk(top: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Yield each element when it begins and when it ends; markup may nest deeper than Python calls may."""
    stack = [(top, True)]
    while stack:
        element, is_start = stack.pop()
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        yield element, is_start
        if is_start:
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))


Cell: TypeAlias = tuple[str, list[Shown], list[list[str]]]
"""A cell's classes, its lines, and the lines of each section that a bold word heads."""


def cells_in(text: str) -> list[Cell]:
    """Return the cells of an activity: read as Takeout writes them, by the rules of HTML where it wrote otherwise."""
    found = _PLAIN_CELL.findall(text)
    if found and not any(_ODD.search(inner) for _, inner in found):
        return [(names, *_cell(names, inner)) for names, inner in found if inner]
    tree = parsed(text)
    return [] if tree is None else list(_tree_cells(tree))


def _lines(inner: str) -> list[Shown]:
    said = []
    for line in _BREAK.split(inner):
        link = _HREF.search(line)
        text = " ".join(html.unescape(_TAG.sub("", line)).split())
        url = html.unescape(link[1]).removeprefix(_REDIRECT) if link else ""
        if text or url:
            said.append(Shown(text, url))
    return said


def _cell(names: str, inner: str) -> tuple[list[Shown], list[list[str]]]:
    if "caption" in names:
        return [], _sections(inner)
    return _header(inner) if "header" in names else _lines(inner), []


@lru_cache(maxsize=64)
def _header(inner: str) -> list[Shown]:
    return _lines(inner)


@lru_cache(maxsize=256)  # most activities of a page have the same
def _sections(inner: str) -> list[list[str]]:
    return [[one.text for one in _lines(part.partition("</b>")[2])] for part in inner.split("<b>")[1:]]


def _tree_cells(tree: etree._Element) -> Iterator[Cell]:
    for one in tree.iter("div"):
        names = one.get("class") or ""
        if "content-cell" in names or "header-cell" in names:
            sections = _tree_sections(one) if "caption" in names else []
            yield names, shown_in(one), sections


def _tree_sections(cell: etree._Element) -> list[list[str]]:
    sections: list[list[str]] = []
    for bold in list(cell.iter("b")):
        element = etree.Element("div")
        element.text = bold.tail
        following = bold.getnext()
        while following is not None and following.tag != "b":
            after = following.getnext()
            element.append(following)
            following = after
        sections.append([one.text for one in shown_in(element)])
    return sections


def activity_of(cells: list[Cell]) -> tuple[dict[str, JSON], str]:
    """Return an activity as Takeout's JSON writes it, without its time, and the text of its time."""
    record: dict[str, JSON] = {}
    said: list[Shown] = []
    for names, found, sections in cells:
        if "header-cell" in names:
            record["header"] = " ".join(one.text for one in found)
        elif "caption" in names:
            record |= _caption(sections)
        elif found and not said:
            said = found
    if not said:
        return record, ""
    when = said[-1].text if len(said) > 1 and not said[-1].url else ""
    record |= {"title": said[0].text, "titleUrl": said[0].url}
    between = said[1 : len(said) - bool(when)]
    record["subtitles"] = [{"name": one.text, "url": one.url} for one in between if one.url]
    record["description"] = "\n".join(one.text for one in between if not one.url)
    return {key: part for key, part in record.items() if part}, when


def _caption(sections: list[list[str]]) -> dict[str, JSON]:
    """Read the sections beside an activity: products first, why it was kept last, in between its details."""
    filled = [one for one in sections if one]
    found: dict[str, JSON] = {"products": [*filled[0]]} if filled else {}
    details = [name for section in filled[1:-1] for name in section]
    if details:
        found["details"] = [{"name": name} for name in details]
    return found


def activities(archive: Archive, key: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Yield what a page of history holds."""
    answers = archive.export.answers
    clock = times.PageClock(answers.zone, answers.date_order, _zones(archive.export, key))
    found = pieces(archive.export, key, _CELL)
    next(found)
    for piece in found:
        count.records += 1
        origin = Origin(member=key, pointer=piece.pointer)
        record, written = activity_of(cells_in(piece.text))
        if "title" not in record:
            reason = "a cell of the page holds no activity"
            yield Problem(code="record-unknown-form", reason=reason, member=key, where=piece.pointer)
            continue
        when = clock.moment(written) if written else None
        if written:
            record["shown_time"] = written
        item = history.item_of(archive, record, when, origin)
        if archive.is_new(item.id, f"{item.title}\0{record.get('details')}\0{record.get('description')}"):
            yield item
        else:
            count.repeats += 1
    if clock.is_ambiguous:
        reason = "dates such as 03/04/2021: nothing says which is the day"
        yield Problem(code="date-order-ambiguous", reason=reason, member=key, lost=False)


def _zones(export: Export, key: str) -> frozenset[str]:
    """Return the zones that stand on a page beside others: a page shows one zone, in summer and in winter."""
    found: frozenset[str] = frozenset()
    with export.members[key].open() as stream:
        last = b""
        while data := stream.read(1 << 20):
            found |= times.zones_in(last + data)
            last = data[-8:]
    return found


def comments(archive: Archive, key: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Yield what a page of comments or of live chat messages holds."""
    found = pieces(archive.export, key, _ITEM)
    next(found)
    for piece in found:
        tree = parsed(piece.text)
        entry = next(tree.iter("li"), None) if tree is not None else None
        count.records += 1
        if entry is None:
            reason = "an entry of the page cannot be read"
            yield Problem(code="record-unknown-form", reason=reason, member=key, where=piece.pointer)
            continue
        origin = Origin(member=key, pointer=piece.pointer)
        yield _comment(archive, entry, origin)


def _comment(archive: Archive, entry: etree._Element, origin: Origin) -> Item:
    """Read "You added a comment on a video at …", in any language, by the addresses in it."""
    head, text, in_text = _parted(entry)
    addresses = [one.get("href") or "" for one in entry.iter("a") if one not in in_text]
    numbers = [number for one in addresses if (number := ids.argument(one, "lc"))]
    video = next((number for one in addresses if (number := ids.video_in(one))), None)
    post = next((number for one in addresses if (number := ids.post_in(one))), None)
    at = _SAID_AT.search(head)
    when: Moment | None = times.machine(at[0]) if at else None
    about = f"{ids.SOURCE}:post:{post}" if post else ids.video_item(video) if video else None
    parent = numbers[0].partition(".")[0] if numbers and "." in numbers[0] else ""
    links = [(one.get("href") or "", "".join(map(str, one.itertext()))) for one in in_text]
    made = archive.new_id(origin.member, "said", at[0] if at else head, video, text)
    return Item(
        id=f"{ids.SOURCE}:comment:{numbers[0]}" if numbers else made,
        kind=Kind.COMMENT,
        source=ids.SOURCE,
        origin=origin,
        author=archive.owner,
        published=when,
        as_of=archive.as_of,
        text=text,
        audience=Audience.UNKNOWN,
        in_reply_to=f"{ids.SOURCE}:comment:{parent}" if parent else about,
        thread=about,
        url=next((one for one in addresses if one), None),
        links=tuple(Link(url=url, target=url, shown=said) for url, said in links if url),
        extra={"shown": head, "addresses": [*addresses]},
    )


def _parted(entry: etree._Element) -> tuple[str, str, list[etree._Element]]:
    """Part an entry at its first break: what the page says of the comment, and the comment, line ends kept."""
    head, said, links, is_text = "", "", [], False
    for element, is_start in _walk(entry):
        if is_start and element.tag == "br":
            said += "\n" if is_text else ""
            is_text = True
        elif is_start and element.tag == "a" and is_text:
            links.append(element)
        text = (element.text if is_start else element.tail if element is not entry else "") or ""
        if is_text:
            said += text
        else:
            head += text
    return " ".join(head.split()), said.strip(), links
