"""Pages: history in cells, comments in lists. Of a page only one record at a time is held."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wildgrass.model import JSON, Audience, Item, Kind, Link, Moment, Origin, Problem
from wildgrass.sources import encodings, lines
from wildgrass.sources.base import Export
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.youtube import history, ids, times
from wildgrass.sources.youtube.archive import Archive

_CELL: Final = re.compile(rb'<div class="outer-cell')
_ITEM: Final = re.compile(rb"<li[ >]")
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
    """The bytes of one record of a page and where they begin."""

    data: bytes
    group: int
    line: int


def pieces(export: Export, key: str, start: re.Pattern[bytes]) -> Iterator[Piece]:
    """Yield what stands before the first record, then each record. A page may be one line of any length."""
    with export.members[key].open() as raw:
        stream, encoding = encodings.as_utf8(raw)
        kept, group, number = b"", 0, 1
        is_cut = False
        for line in lines.lines(stream):
            at = len(kept)
            kept += (b"" if is_cut or at == 0 else b"\n") + line.data
            is_cut = line.is_cut
            begin = 0
            for found in start.finditer(kept, max(0, at - 32)):
                if found.start() > begin or begin == 0:
                    yield Piece(kept[begin : found.start()], group, number)
                begin = found.start()
                group, number = (line.group if encoding == "utf-8" else -1), line.number
            kept = kept[begin:][: _MAX_RECORD if not is_cut else None]
        yield Piece(kept, group, number)


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


def _cells(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for one in tree.iter("div"):
        names = one.get("class") or ""
        if "content-cell" in names or "header-cell" in names:
            yield names, one


def activity_of(tree: etree._Element) -> tuple[dict[str, JSON], str]:
    """Return an activity as Takeout's JSON writes it, without its time, and the text of its time."""
    record: dict[str, JSON] = {}
    said: list[Shown] = []
    for names, cell in _cells(tree):
        found = shown_in(cell)
        if "header-cell" in names:
            record["header"] = " ".join(one.text for one in found)
        elif "caption" in names:
            record |= _caption(cell)
        elif found and not said:
            said = found
    if not said:
        return record, ""
    when = said[-1].text if len(said) > 1 and not said[-1].url else ""
    record |= {"title": said[0].text, "titleUrl": said[0].url}
    subtitles: list[JSON] = []
    for one in said[1 : len(said) - bool(when)]:
        if one.url:
            subtitles.append({"name": one.text, "url": one.url})
        elif "description" not in record:
            record["description"] = one.text
        else:
            record["description"] = f"{record['description']}\n{one.text}"
    if subtitles:
        record["subtitles"] = subtitles
    return {key: part for key, part in record.items() if part}, when


def _caption(cell: etree._Element) -> dict[str, JSON]:
    """Read the sections beside an activity: products first, why it was kept last, in between its details."""
    sections: list[list[str]] = []
    for bold in cell.iter("b"):
        element = etree.Element("div")
        element.text = bold.tail
        following = bold.getnext()
        while following is not None and following.tag != "b":
            after = following.getnext()
            element.append(following)
            following = after
        sections.append([one.text for one in shown_in(element)])
    found: dict[str, JSON] = {}
    filled = [one for one in sections if one]
    if filled:
        found["products"] = list(filled[0])
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
        tree = parsed(piece.data)
        count.records += 1
        origin = Origin(member=key, record=piece.group, pointer=f"line={piece.line}")
        record, written = activity_of(tree) if tree is not None else ({}, "")
        if "title" not in record:
            reason = "a cell of the page holds no activity"
            yield Problem(code="record-unknown-form", reason=reason, member=key, where=f"line {piece.line}")
            continue
        when = clock.moment(written) if written else None
        if written:
            record["shown_time"] = written
        item = history.item_of(archive, record, when, origin)
        if archive.is_new(item.id, item.title or ""):
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
        tree = parsed(piece.data)
        entry = next(tree.iter("li"), None) if tree is not None else None
        count.records += 1
        if entry is None:
            reason = "an entry of the page cannot be read"
            yield Problem(code="record-unknown-form", reason=reason, member=key, where=f"line {piece.line}")
            continue
        origin = Origin(member=key, record=piece.group, pointer=f"line={piece.line}")
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
