"""Going through mailboxes, message by message."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from wildgrass.model import JSON, Item, Moment, Problem
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mail import mbox
from wildgrass.sources.mail.layout import Form, form_of
from wildgrass.sources.mail.mbox import Framed, Gap
from wildgrass.sources.mail.messages import MessageReader, Place
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount

_TAKEOUT: Final = re.compile(r"takeout-(20\d{6}T\d{6})Z")
_FLAGS: Final = re.compile(r"[:;!_]2,([A-Za-z]*)\Z")
_MAILDIR: Final = re.compile(r"(?:^|/)([^/]*)/(?:cur|new|tmp)/[^/]*\Z")
_MAX: Final = mbox.MAX_MESSAGE


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    reading = _Reading(export)
    for name in export.members:
        form = form_of(export, name)
        if form is None:
            kind = media_type(own_name(name))
            is_media = kind is not None and kind.startswith(("image/", "video/", "audio/"))
            yield MemberReport(name=name, status="unclaimed" if is_media else "unknown")
        else:
            yield from reading.member(name, form)


def _made(export: Export) -> Moment | None:
    for name in export.containers:
        found = _TAKEOUT.search(name)
        if found is not None:
            try:
                instant = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                return None
            return Moment(instant=instant, precision_ms=1000)
    return None


class _Reading:
    """What the mailboxes of one export share."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._reader = MessageReader(LocalClock(export.answers.zone), _made(export))
        self._seen = IdTable()

    def member(self, name: str, form: Form) -> Iterator[Reading]:
        """Yield a member's messages and its report."""
        count = MemberCount(name)
        made = self._mbox(name, count) if form is Form.MBOX else self._file(name, form, count)
        yield from count.counting(self._guarded(name, made, count))
        yield count.report()

    def _guarded(
        self, name: str, made: Iterator[Item | Problem], count: MemberCount
    ) -> Iterator[Item | Problem]:
        try:
            yield from made
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=name)

    def _mbox(self, name: str, count: MemberCount) -> Iterator[Item | Problem]:
        folder = own_name(name).rpartition("/")[2].removesuffix(".mbox")
        with self._export.members[name].open() as stream:
            for one in mbox.messages(stream):
                if isinstance(one, Gap):
                    yield self._gap(name, one)
                    continue
                count.records += 1
                extra: tuple[tuple[str, JSON], ...] = (
                    ("folder", folder),
                    ("from_line", one.line.decode("latin-1")),
                )
                place = Place(
                    member=name,
                    start=one.start,
                    pointer=f"byte={one.start}",
                    is_quoted=not one.is_counted,
                    extra=extra,
                )
                yield from self._message(one, place, count)

    def _gap(self, name: str, gap: Gap) -> Problem:
        reason = f"{gap.size:,} bytes before the first message"
        return Problem(code="bytes-unread", reason=reason, member=name, where="byte 0", lost=False)

    def _file(self, name: str, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        with self._export.members[name].open() as stream:
            data = stream.read(_MAX + 1)
            while len(data) <= _MAX and (more := stream.read(_MAX + 1 - len(data))):
                data += more
        count.records = 1
        size = max(self._export.members[name].size_bytes, len(data))
        start = 0
        extra = list(_place(own_name(name)))
        if form is Form.EMLX:
            line, newline, _ = data.partition(b"\n")
            start = len(line) + len(newline)
            length = int(line.strip() or b"0")
            about = data[start + length :].strip()
            if about:
                extra.append(("emlx", about[: 1 << 14].decode("utf-8", "replace")))
            data = data[start : start + length]
        else:
            bare = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
            start, data = len(data) - len(bare), bare
        place = Place(member=name, start=start, pointer="", extra=tuple(extra))
        yield from self._message(
            Framed(start, data[: 1 << 20] if size > _MAX else data, b"", size), place, count
        )

    def _message(self, one: Framed, place: Place, count: MemberCount) -> Iterator[Item | Problem]:
        item, said, odd = self._reader.read(one.data, place)
        if one.size > _MAX:
            reason = f"a message of {one.size:,} bytes; its headers and the beginning of its text are read"
            yield self._problem("message-too-large", reason, place)
            item = replace(item, attachments=(), extra={**item.extra, "is_cut": True, "size_bytes": one.size})
        before = self._seen.put(item.id, said)
        if before is not None and before != said:
            item = replace(item, id=f"{item.id}~{said:016x}")
            before = self._seen.put(item.id, said)
            if before is None:
                reason = "another message has the same Message-ID and other content; both are kept"
                yield self._problem("message-id-twice", reason, place)
        if before is not None:
            count.repeats += 1
            return
        yield item
        for reason in odd:
            yield self._problem("text-damaged", reason, place)

    def _problem(self, code: str, reason: str, place: Place) -> Problem:
        return Problem(
            code=code, reason=reason, member=place.member, where=place.pointer.replace("=", " "), lost=False
        )


def _place(name: str) -> Iterator[tuple[str, JSON]]:
    """Yield what the name of a message's file says: its folder, and the flags of a Maildir."""
    flags = _FLAGS.search(name)
    if flags is not None:
        yield "flags", flags[1]
    folder = _MAILDIR.search(name)
    shown = folder[1] if folder else name.rpartition("/")[0]
    if shown:
        yield "folder", shown
