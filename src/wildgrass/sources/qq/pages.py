"""QQChatExporter's page of a chat, of its older plain look and of the newer one with bubbles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wildgrass.model import JSON, Attachment, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, lines
from wildgrass.sources.base import Export
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import people, times, words
from wildgrass.sources.qq.files import Files
from wildgrass.sources.qq.markup import Marked, marked, parsed
from wildgrass.sources.qq.people import SOURCE, Conversation

_START: Final = re.compile(rb'<div class="message(?:-block)?[" ]')
_BLOCK: Final = b'class="message-block"'
_NAME: Final = re.compile(rb'<h1 class="(?:chat|hero)-title">(.*?)</h1>', re.DOTALL)
_TITLE: Final = re.compile(rb"<title>(.*?) - [^<]*</title>", re.DOTALL)
_TOTAL: Final = re.compile(rb'(?:id="info-total">|<div class="stat-number">)(\d{1,9})<')
_META: Final = re.compile(rb'"messageCount"\s*:\s*(\d{1,9})')
_NOTICE_TIME: Final = re.compile(r"(?:\d{4}[-/]\d\d?[-/]\d\d? )?\d{1,2}:\d\d(?::\d\d)?\Z")
_DAY: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\Z")
_END: Final = re.compile(rb'<div class="chat-footer"|<div class="footer"|<script')
_LEFT_OUT: Final = re.compile(r"\[(\w+): (.+)\]\Z", re.DOTALL)
_ROLES: Final = (
    ("img", "message-image", "photo"),
    ("video", "message-video", "video"),
    ("audio", "message-audio", "audio"),
    ("a", "message-file", "file"),
)


@dataclass(slots=True)
class _Page:
    """What messages of a page share."""

    talk: Conversation
    is_new: bool


class PageReader:
    """Reads one member; of the page only a message at a time is held."""

    def __init__(self, export: Export, key: str, files: Files, clock: LocalClock) -> None:
        self._export = export
        self._key = key
        self._files = files
        self._clock = clock
        folder, slash, _ = key.rpartition("/")
        self._root = folder + slash

    def readings(self, count: MemberCount) -> Iterator[Item | Problem]:
        """Yield what the page holds. Raises MemberError as the member does."""
        head = self._export.head(self._key)
        pieces = self._pieces(is_new=_BLOCK in head)
        page = _Page(people.by_name(""), _BLOCK in head)
        for number, (group, line, data) in enumerate(pieces):
            if number == 0:
                page.talk = people.by_name(_name_of(data))
                found = _META.search(data) or _TOTAL.search(data)
                count.expected = int(found[1]) if found else None
                continue
            tree = parsed(data)
            if tree is None or not _is_message(tree):
                continue
            count.records += 1
            yield self._message(tree, page, Origin(member=self._key, record=group, pointer=f"line={line}"))

    def _pieces(self, *, is_new: bool) -> Iterator[tuple[int, int, bytes]]:
        """Yield what stands before the first message, then each message: group and number of its line, and bytes."""
        start = re.compile(rb'<div class="message-block"') if is_new else _START
        with self._export.members[self._key].open() as raw:
            stream, encoding = encodings.as_utf8(raw)
            kept: list[bytes] = []
            group, number, size, is_over = 0, 1, 0, False
            for line in lines.lines(stream):
                at = 0
                for found in start.finditer(line.data):
                    kept.append(line.data[at : found.start()])
                    yield group, number, b"\n".join(kept)
                    kept, at, size, is_over = [], found.start(), 0, False
                    group, number = line.group if encoding == "utf-8" else -1, line.number
                if number > 1 and _END.search(line.data, at):
                    is_over = True
                if not is_over and size < lines.MAX_LINE_BYTES:
                    kept.append(line.data[at:])
                    size += len(line.data)
            yield group, number, b"\n".join(kept)

    def _message(self, tree: etree._Element, page: _Page, origin: Origin) -> Item:
        top = _first(tree, "message") if page.is_new else None
        top = tree if top is None else top
        system = _first(tree, "system-message-container")
        who = _first(top, "message-sender") if not page.is_new else _first(top, "sender")
        name = marked(who).text.strip() if who is not None else ""
        extra: dict[str, JSON] = {}
        published = self._time(tree, top if system is None else system, extra)
        files = tuple(self._attached(top))
        said = self._said(top if system is None else system)
        native = _native(tree, top)
        uid = top.get("data-sender-uid") or ""
        author = people.account(uid, name) if uid else people.named(name) if name else None
        is_event = (
            system is not None or "system" in (top.get("class") or "").split() or people.is_system(author)
        )
        text = said.text.strip()
        when = published.instant.isoformat() if published is not None else ""
        item_id = f"{SOURCE}:message:{native}" if native else page.talk.made_id(when, name, text)
        return Item(
            id=item_id,
            kind=Kind.EVENT if is_event else Kind.MESSAGE,
            source=SOURCE,
            origin=origin,
            author=author,
            published=published,
            text=text,
            audience=page.talk.audience,
            thread=page.talk.thread,
            title=page.talk.title(),
            removed=words.recalled(text) if is_event else None,
            links=said.links,
            attachments=files,
            extra=extra,
        )

    def _said(self, top: etree._Element) -> Marked:
        for name in ("message-content", "content"):
            found = _first(top, name)
            if found is not None:
                for part in list(found.iter()):
                    inside = (part.get("class") or "").split() if isinstance(part.tag, str) else []
                    if "resource-placeholder" in inside or "reply-content" in inside:
                        tail = part.tail
                        part.clear()
                        part.tail = tail
                return marked(found)
        said = marked(top)
        time = _notice_time(top)
        return Marked(said.text.removesuffix(time).strip(), said.links, said.images) if time else said

    def _time(self, tree: etree._Element, top: etree._Element, extra: dict[str, JSON]) -> Moment | None:
        shown = _first(top, "message-time")
        shown = _first(top, "time") if shown is None else shown
        text = marked(shown).text.strip() if shown is not None else _notice_time(top)
        found = times.any_form(text, self._clock)
        if found is not None:
            return found
        day = next((value for one in tree.iter() if (value := one.get("data-date"))), "")
        clock_text = text.rpartition(" ")[2]
        is_minute = clock_text.count(":") == 1
        if is_minute:
            clock_text += ":00"
        moment = times.shown(day, clock_text, self._clock, 60_000 if is_minute else 1000)
        if moment is None and text:
            extra["time"] = text
        return moment

    def _attached(self, top: etree._Element) -> Iterator[Attachment]:
        for tag, name, role in _ROLES:
            for one in top.iter(tag):
                source = one.get("src") or one.get("href") or ""
                if name not in (one.get("class") or "").split() and not _is_in(one, "image-content"):
                    continue
                yield self._attachment(source, one.get("alt") or "", role)
        for one in top.iter("span"):
            if "resource-placeholder" in (one.get("class") or "").split():
                found = _LEFT_OUT.match(marked(one).text.strip())
                if found is not None:
                    yield Attachment(
                        name=found[2], role=words.role(found[1]), media_type=media_type(found[2])
                    )

    def _attachment(self, source: str, alt: str, role: str) -> Attachment:
        is_web = source.startswith(("http://", "https://"))
        last = source.partition("?")[0].rpartition("/")[2]
        name = alt or last or role
        if source.startswith("data:"):
            return Attachment(name=alt or role, role=role)
        paths = [] if is_web else [source.removeprefix("./")]
        return self._files.attachment(self._root, paths, name=name, role=role, url=source if is_web else None)


def _notice_time(top: etree._Element) -> str:
    """Return the time that stands under a notice, "" where none does."""
    last = top[-1] if len(top) and top[-1].tag == "div" else None
    text = marked(last).text.strip() if last is not None else ""
    return text if _NOTICE_TIME.match(text) else ""


def _name_of(data: bytes) -> str:
    found = _NAME.search(data) or _TITLE.search(data)
    tree = parsed(b"<div>" + found[1] + b"</div>") if found else None
    return marked(tree).text.strip() if tree is not None else ""


def _is_message(tree: etree._Element) -> bool:
    names = ("message-content", "content", "system-message-container")
    return any(_first(tree, name) is not None for name in names)


def _native(tree: etree._Element, top: etree._Element) -> str:
    for one in tree.iter():
        if isinstance(one.tag, str) and (number := one.get("data-message-id")):
            return number
    number = top.get("id") or ""
    number = number.removeprefix("msg-")
    return number if number not in ("", "undefined", "null") else ""


def _first(top: etree._Element, name: str) -> etree._Element | None:
    for one in top.iter():
        if isinstance(one.tag, str) and name in (one.get("class") or "").split():
            return one
    return None


def _is_in(one: etree._Element, name: str) -> bool:
    parent = one.getparent()
    return parent is not None and name in (parent.get("class") or "").split()
