"""消息记录 as one web page with its pictures: a MIME container whose first part is a table, a message a row.

Two passes, neither holding more than a row: where the pictures lie, then the rows. Pictures stay where they are, and
attachments name them as `inner` says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree

from wildgrass.model import JSON, Actor, Attachment, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources.base import Export
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.inner import inner_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import people, times, words
from wildgrass.sources.qq.layout import WITH_ID
from wildgrass.sources.qq.markup import Marked, marked, parsed
from wildgrass.sources.qq.people import SOURCE, Conversation

_WINDOW: Final = 1 << 20
_HEADERS: Final = 8192  # of a part, at most
_MOST_ROW: Final = 16 << 20
_BOUNDARY: Final = re.compile(rb'boundary="?([^"\r\n;]+)', re.IGNORECASE)
_LOCATION: Final = re.compile(
    rb"^content-(?:location|id)[ \t]*:[ \t]*<?(.*?)>?[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_TYPE: Final = re.compile(rb"^content-type[ \t]*:[ \t]*([\w/.+-]+)", re.IGNORECASE | re.MULTILINE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_ROW: Final = re.compile(rb"<tr[\s>]", re.IGNORECASE)
_DAY: Final = re.compile(r"日期[:：]\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})")  # noqa: RUF001
_SECTION: Final = re.compile(r"消息(分组|对象)[:：]\s*(.*)\Z", re.DOTALL)  # noqa: RUF001
_AT: Final = re.compile(r"(.*?)\s*((?:(?:上午|下午|[AP]M) ?)?\d{1,2}:\d{2}:\d{2}(?: [AP]M)?)\s*\Z", re.DOTALL)
_TYPES: Final = ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp", "audio/amr", "video/mp4")
_TYPE_BITS: Final = 4


@dataclass(slots=True)
class Parts:
    """Where the parts of a container lie: each name's boundary line, and where the rows end."""

    places: IdTable
    page_end: int
    count: int = 0

    def find(self, name: str) -> tuple[int, str | None] | None:
        """Return where a part's boundary line starts and its media type, None where there is no such part."""
        packed = self.places.get(name)
        if packed is None:
            return None
        number = packed & ((1 << _TYPE_BITS) - 1)
        return packed >> _TYPE_BITS, _TYPES[number - 1] if number else None


def parts_of(stream: BinaryIO) -> Parts:
    """Find the parts of a container; the first is the page."""
    parts = Parts(IdTable(), -1)
    window, base, at, boundaries, is_ended = b"", 0, 0, 0, False
    while len(window) < _HEADERS and (more := stream.read(_WINDOW)):
        window += more
    stated = _BOUNDARY.search(window[:_HEADERS])
    if stated is None:
        return parts
    mark = b"\n--" + stated[1].strip()
    while True:
        found = window.find(mark, at)
        if found >= 0 and (is_ended or len(window) - found > _HEADERS):
            boundaries += 1
            if boundaries > 1:
                parts.page_end = base + found if parts.page_end < 0 else parts.page_end
                _note(parts, window[found + 1 : found + _HEADERS], base + found + 1)
            at = found + 1
            continue
        if is_ended:
            return parts
        keep = found if found >= 0 else max(at, len(window) - len(mark))
        more = stream.read(_WINDOW)
        window, base, at, is_ended = window[keep:] + more, base + keep, 0, not more


def _note(parts: Parts, head: bytes, offset: int) -> None:
    end = _BLANK.search(head)
    headers = head[: end.start()] if end else head
    location, kind = _LOCATION.search(headers), _TYPE.search(headers)
    if location is None:
        return
    name = location[1].decode(errors="replace").rpartition("/")[2].strip()
    type_ = kind[1].decode(errors="replace").lower().replace("jpg", "jpeg") if kind else ""
    number = _TYPES.index(type_) + 1 if type_ in _TYPES else 0
    parts.places.put(name, offset << _TYPE_BITS | number)
    parts.count += 1


def rows(stream: BinaryIO, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield where each row of the page starts, and the row; `end` is where the page ends, -1 where the stream does."""
    window, base, is_started = b"", 0, False
    while True:
        at = 0
        for found in _ROW.finditer(window, 1 if is_started else 0):
            if found.end() >= len(window):
                break
            if is_started:
                yield base + at, window[at : found.start()]
            at, is_started = found.start(), True
        size = _WINDOW if end < 0 else min(_WINDOW, end - base - len(window))
        if not is_started:
            at = max(0, len(window) - 8)
        elif len(window) - at > _MOST_ROW:  # no row is that long: what follows is no table
            yield base + at, window[at : at + _MOST_ROW]
            at = len(window)
        base, window = base + at, window[at:]
        more = stream.read(size) if size > 0 else b""
        if not more:
            if is_started and window:
                yield base, window
            return
        window += more


class MhtReader:
    """Reads one member."""

    def __init__(self, export: Export, key: str, clock: LocalClock) -> None:
        self._member = export.members[key]
        self._key = key
        self._clock = clock
        self._talk = people.by_name("")
        self._talks: dict[str, Conversation] = {}
        self._grouping = ""
        self._day = ""
        self._named = IdTable()

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the page holds. Raises MemberError as the member does."""
        with self._member.open() as stream:
            parts = parts_of(stream)
        if parts.page_end < 0:
            reason = "no part follows the page: its pictures were cut off, or it has none"
            yield Problem(code="member-cut-off", reason=reason, member=self._key, lost=False)
        with self._member.open() as stream:
            for offset, data in rows(stream, parts.page_end):
                yield from self._row(offset, data, parts, count)
        unnamed = parts.count - len(self._named)
        if unnamed > 0:
            count.notes.append(f"{unnamed:,} pictures that no message shows")

    def _row(self, offset: int, data: bytes, parts: Parts, count: MemberCount) -> Iterator[Item | Problem]:
        tree = parsed(data)
        cell = None if tree is None else next(tree.iter("td"), None)
        if cell is None:
            return
        blocks = [one for one in cell if one.tag == "div"]
        whole = marked(cell)
        if self._is_heading(whole.text.strip(), blocks):
            return
        count.records += 1
        found = _AT.match(marked(blocks[0]).text.strip()) if blocks else None
        where = f"byte {offset}"
        if found is None:
            if whole.text.strip() or whole.images:
                reason = "a row of the table that is no message"
                yield Problem(code="record-unknown-form", reason=reason, member=self._key, where=where)
            else:
                count.records -= 1
            return
        yield self._message(offset, found[1].strip(), found[2], blocks[1:], parts)

    def _is_heading(self, text: str, blocks: list[etree._Element]) -> bool:
        """Take rows that say whose chat follows, and on which day."""
        if len(blocks) > 1:
            return False
        day = _DAY.match(text)
        if day is not None:
            self._day = day[1]
            return True
        section = _SECTION.match(text)
        if section is None:
            return not text or text.startswith("消息记录")
        if section[1] == "分组":
            self._grouping = section[2].strip()
        else:
            name = section[2].strip()
            self._talk = self._talks.setdefault(name, people.by_name(name))
        return True

    def _message(
        self, offset: int, who: str, clock_text: str, blocks: list[etree._Element], parts: Parts
    ) -> Item:
        said = Marked()
        for block in blocks:
            said = said.joined(marked(block))
        text = said.text.strip("\n")
        sender = _sender(who)
        published = times.shown(self._day, clock_text, self._clock)
        when = published.instant.isoformat() if published is not None else f"{self._day} {clock_text}"
        extra: dict[str, JSON] = (
            {"grouping": self._grouping} if self._grouping and not self._talk.is_titled else {}
        )
        if published is None:
            extra["time"] = f"{self._day} {clock_text}"
        shown = [name for name in said.images if name]
        is_event = people.is_system(sender)
        return Item(
            id=self._talk.made_id(when, sender.key if sender else "", text, *shown),
            kind=Kind.EVENT if is_event else Kind.MESSAGE,
            source=SOURCE,
            origin=Origin(member=self._key, pointer=f"byte={offset}"),
            author=sender,
            published=published,
            text=text,
            audience=self._talk.audience,
            thread=self._talk.thread,
            title=self._talk.title(),
            removed=words.recalled(text) if is_event else None,
            links=said.links,
            attachments=tuple(self._picture(name, parts) for name in shown) or words.left_out(text),
            extra=extra,
        )

    def _picture(self, source: str, parts: Parts) -> Attachment:
        name = source.replace("\\", "/").rpartition("/")[2]
        found = parts.find(name)
        if found is None:
            is_web = source.lower().startswith(("http://", "https://"))
            return Attachment(name=name or source, role="photo", url=source if is_web else None)
        self._named.put(name, 1)
        offset, type_ = found
        return Attachment(
            name=name, member=inner_name(self._key, offset, name), media_type=type_, role="photo"
        )


def _sender(who: str) -> Actor | None:
    found = WITH_ID.match(who)
    if found is not None:
        name = found[1].strip()
        return people.account(found[2], name) if found[2] else people.mail(found[3], name)
    return people.named(who) if who else None
