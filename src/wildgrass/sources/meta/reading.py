"""Reading an export: members in a fixed order, records counted, everything accounted for."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from wildgrass.model import JSON, Audience, Item, Kind, Origin, Problem
from wildgrass.model.item import OriginDraft
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, own_name
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.meta import flat, owners, places, records
from wildgrass.sources.meta.archive import Archive, Record
from wildgrass.sources.meta.heads import shape_from, start_of, wide
from wildgrass.sources.meta.messages import ThreadReader, conversation_of
from wildgrass.sources.meta.places import Place
from wildgrass.sources.meta.rule import Reader, Rule
from wildgrass.sources.meta.rules import is_known, rule_of_key, rule_of_member
from wildgrass.sources.meta.secrets import quarantined
from wildgrass.sources.meta.shapes import Form, Shape
from wildgrass.sources.mojibake import may_hold, repair, repaired
from wildgrass.sources.records import MAX_RECORD_BYTES

_TABLED: Final = frozenset({Form.ARRAY, Form.KEYED, Form.OBJECT})
_LISTS: Final = "its records hold lists, and each entry is an item"
_ABOUT: Final = "what the conversation says of itself is an item too"
_CONTENTS: Final = re.compile(r"(?:\A|/)(?:index|start_here)\.html\Z")
ASK_FOR_JSON: Final = "a web page: ask for the export again in the format JSON, and it is read"


def read(export: Export, source: str, root: str) -> Iterator[Reading]:
    """Yield everything in an export."""
    yield from export.problems
    yield from _ExportReader(export, source, root).readings()


class _ExportReader:
    """One pass over one export."""

    def __init__(self, export: Export, source: str, root: str) -> None:
        self._export = export
        self._pages_unread = 0
        self._archive = Archive(
            source, export, root, owners.owner_by_name(export, source), owners.day_by_name(export, root)
        )

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and a report for each member."""
        later: list[tuple[str, Place]] = []
        data: list[tuple[int, int, str]] = []
        for number, key in enumerate(self._export.members):
            place = places.place_of(self._export, key)
            if place is Place.DATA:
                data.append((places.phase(key), number, key))
            else:
                later.append((key, place))
        for _, _, key in sorted(data):
            yield from self._member(key)
        for key, place in later:
            if place is Place.PAGE:
                yield from self._page(key)
        if self._pages_unread:
            reason = f"{self._pages_unread:,} members are web pages; {ASK_FOR_JSON.partition(': ')[2]}"
            yield Problem(code="export-is-html", reason=reason)
        for key, place in later:
            if place is not Place.PAGE:
                yield self._other(key, place)

    def _member(self, key: str) -> Iterator[Reading]:
        count = MemberCount(key)
        before = self._archive.repeats
        start = start_of(self._export, key)
        shape = shape_from(start)
        try:
            yield from count.counting(self._records(key, shape, start, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        count.repeats = self._archive.repeats - before
        if shape.form in _TABLED and count.records and not is_known(key, shape):
            count.notes.append("nobody here knows it; read as what its folder holds")
        if count.items > count.records and _ABOUT not in count.notes:
            count.notes.append(_LISTS)
        yield count.report()

    def _records(self, key: str, shape: Shape, start: bytes, count: MemberCount) -> Iterator[Item | Problem]:
        if shape.form is Form.EMPTY:
            count.notes.append("it is empty")
            return
        if shape.form is Form.OTHER:
            yield Problem(code="record-not-json", reason="it is no JSON", member=key)
            count.records += 1
            return
        with self._export.members[key].open() as plain:
            stream: BinaryIO = plain
            is_counted = True
            if wide(start):
                stream, encoding = encodings.as_utf8(plain)
                count.notes.append(f"it is in {encoding}")
                is_counted = False
            if shape.form is Form.OBJECT:
                yield from self._whole(key, shape, stream, count)
            else:
                yield from _MemberWalk(self._archive, key, shape, count, is_counted=is_counted).walk(
                    stream, start
                )

    def _whole(
        self, key: str, shape: Shape, stream: BinaryIO, count: MemberCount
    ) -> Iterator[Item | Problem]:
        """Read a member that is one record."""
        data = b""
        while len(data) <= MAX_RECORD_BYTES and (more := stream.read(1 << 20)):
            data += more
        count.records += 1
        if len(data) > MAX_RECORD_BYTES:
            yield Problem(code="record-not-json", reason="it is larger than 16 MiB", member=key)
            return
        try:
            value = repaired(jsontext.decode(data.removeprefix(b"\xef\xbb\xbf")))
        except jsontext.RecordError as error:
            yield Problem(code=_code(error), reason=str(error), member=key)
            return
        named = rule_of_key(shape.keys[0]) if len(shape.keys) == 1 else None
        rule = named or rule_of_member(key, shape)
        record = Record(value, Origin(member=key))
        owners.learn(self._archive, rule, value)
        yield from records.read(self._archive, record, rule)

    def _page(self, key: str) -> Iterator[Reading]:
        if self._archive.is_claimed(key):
            yield MemberReport(name=key, status="media")
            return
        if _CONTENTS.search(own_name(key)):
            yield MemberReport(name=key, status="ignored", note="a list of contents for the browser")
            return
        from wildgrass.sources.meta import pages  # noqa: PLC0415 - lxml, which most exports do not need

        count = MemberCount(key)
        try:
            yield from count.counting(pages.messages(self._archive, key, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        if count.records or count.is_damaged:
            count.notes.append("messages in a web page: times have no zone, and some things are missing")
            yield count.report()
        else:
            self._pages_unread += 1
            yield MemberReport(name=key, status="unknown", note=ASK_FOR_JSON)

    def _other(self, key: str, place: Place) -> MemberReport:
        if self._archive.is_claimed(key):
            return MemberReport(name=key, status="media")
        if place is Place.IGNORED:
            return MemberReport(name=key, status="ignored", note=places.why_ignored(key))
        return MemberReport(name=key, status="unclaimed" if place is Place.MEDIA else "unknown")


class _MemberWalk:
    """One pass over one member that holds many records."""

    def __init__(
        self, archive: Archive, key: str, shape: Shape, count: MemberCount, *, is_counted: bool
    ) -> None:
        self._archive = archive
        self._key = key
        self._shape = shape
        self._count = count
        self._is_counted = is_counted
        self._rules: dict[str, Rule] = {}
        self._chats: dict[JSON, ThreadReader] = {}

    def walk(self, stream: BinaryIO, start: bytes) -> Iterator[Item | Problem]:
        """Yield what the member holds, in its order."""
        form = self._shape.form
        thread = None
        if form in (Form.THREAD, Form.SECRET):
            found = conversation_of(self._archive, self._key, start, form)
            thread = ThreadReader(self._archive, self._key, form, found)
        for event in jsonwalk.walk(stream, self._shape.paths):
            if isinstance(event, jsonwalk.Found):
                self._count.records += 1
                if thread is None:
                    yield from self._found(event)
                else:
                    yield self._message(thread, event)
            elif isinstance(event, jsonwalk.Closed):
                yield from self._closed(event, thread)
            else:
                yield self._damage(event)

    def _origin(self, event: jsonwalk.Found) -> Origin:
        pointer = jsonwalk.pointer(event.at)
        return Origin(member=self._key, record=event.number if self._is_counted else -1, pointer=pointer)

    def _undecoded(self, event: jsonwalk.Found, error: jsontext.RecordError) -> Problem:
        where = f"record {event.number}, byte {event.start}"
        return Problem(code=_code(error), reason=str(error), member=self._key, where=where)

    def _found(self, event: jsonwalk.Found) -> Iterator[Item | Problem]:
        try:
            value = jsontext.decode(event.data)
        except jsontext.RecordError as error:
            yield self._undecoded(event, error)
            return
        if may_hold(event.data):
            value = repaired(value)
        origin = self._origin(event)
        if self._shape.form is Form.CHATS:
            yield from self._chat_message(value, origin, event)
        else:
            rule = self._rule(event.at[0])
            owners.learn(self._archive, rule, value)
            yield from records.read(self._archive, Record(value, origin), rule)

    def _message(self, thread: ThreadReader, event: jsonwalk.Found) -> Item | Problem:
        data, number = event.data, event.number
        try:
            value = jsontext.decode(data)
        except jsontext.RecordError as error:
            return self._undecoded(event, error)
        if self._shape.form is not Form.SECRET and may_hold(data):
            value = repaired(value)
        pointer = f"/{event.at[0]}/{event.at[1]}"
        origin = OriginDraft(self._key, number if self._is_counted else -1, pointer)
        origin.__class__ = Origin
        if not isinstance(value, dict):
            return Record(value, origin).problem("record-unknown-form", "a message that is no object")
        if not thread.conversation:
            thread.begin(self._parent(event))
        return thread.message(value, origin)

    def _parent(self, event: jsonwalk.Found) -> Mapping[str, JSON]:
        if not event.parents:
            return {}
        found = event.parents[0]
        if self._shape.form is Form.SECRET:
            return found
        value = repaired(found)
        return value if isinstance(value, Mapping) else {}

    def _chat_message(self, value: JSON, origin: Origin, event: jsonwalk.Found) -> Iterator[Item | Problem]:
        if not isinstance(value, dict):
            yield Record(value, origin).problem("record-unknown-form", "a message that is no object")
            return
        yield flat.message(self._archive, value, origin, self._parent(event))

    def _rule(self, step: JSON) -> Rule:
        name = step if isinstance(step, str) else ""
        if name not in self._rules:
            key = repair(name)
            self._rules[name] = (rule_of_key(key) if key else None) or rule_of_member(self._key, self._shape)
        return self._rules[name]

    def _closed(self, event: jsonwalk.Closed, thread: ThreadReader | None) -> Iterator[Item]:
        if self._shape.form is Form.SECRET:
            fields: JSON = event.fields
        else:
            fields = repaired(event.fields)
        if not isinstance(fields, Mapping) or not fields:
            return
        origin = Origin(member=self._key, pointer=jsonwalk.pointer(event.at))
        if thread is not None:
            found = list(thread.about(fields, origin))
            if found:
                self._count.notes.append(_ABOUT)
            yield from found
        elif self._shape.form is Form.CHATS:
            if _ABOUT not in self._count.notes:
                self._count.notes.append(_ABOUT)
            yield from flat.about(self._archive, fields, origin)
        elif self._shape.form is Form.ALBUM:
            self._count.records += 1
            yield _album(self._archive, fields, origin)
        else:
            yield from self._beside(fields, origin)

    def _beside(self, fields: Mapping[str, JSON], origin: Origin) -> Iterator[Item]:
        """Yield what stands beside the lists of a member: each object is a record, all single values are one."""
        single: dict[str, JSON] = {}
        for key, part in fields.items():
            if not isinstance(part, Mapping):
                single |= {key: part} if part not in (None, "", []) else {}
                continue
            rule = self._rule(key)
            owners.learn(self._archive, rule, part)
            record = Record(part, Origin(member=self._key, pointer=jsonwalk.pointer((key,))))
            for one in flat.inside(record, part, is_relation=rule.reader is Reader.RELATION):
                self._count.records += 1
                yield from records.read(self._archive, one, rule)
        if single:
            self._count.records += 1
            rule = self._rule(next(iter(single)))
            owners.learn(self._archive, rule, single)
            yield from records.read(self._archive, Record(single, origin), rule)

    def _damage(self, event: jsonwalk.Damage) -> Problem:
        where = f"byte {event.start}"
        if not event.size:
            self._count.notes.append("it ends before its lists do, so records may be missing")
            return Problem(code="member-cut-off", reason=event.reason, member=self._key, where=where)
        is_record = event.reason.startswith(("a record", "it breaks off"))
        if is_record:
            self._count.records += 1
        else:
            self._count.notes.append(f"{event.size:,} bytes at byte {event.start} could not be read")
        code = "record-not-json" if is_record else "bytes-unread"
        return Problem(code=code, reason=event.reason, member=self._key, where=where)


def _code(error: jsontext.RecordError) -> str:
    return "record-key-twice" if isinstance(error, jsontext.KeyTwiceError) else "record-not-json"


def _album(archive: Archive, fields: Mapping[str, JSON], origin: Origin) -> Item:
    """Return an album's item: its pictures are items of their own."""
    name, said = fields.get("name"), fields.get("description")
    cover = fields.get("cover_photo")
    picture = archive.attach(cover.get("uri"), "photo") if isinstance(cover, Mapping) else None
    sealed = quarantined({key: part for key, part in fields.items() if key not in ("name", "description")})
    return Item(
        id=archive.new_id("album", name, said),
        kind=Kind.LIST,
        source=archive.source,
        origin=origin,
        author=archive.owner,
        published=None,
        title=name if isinstance(name, str) else None,
        text=said if isinstance(said, str) else "",
        as_of=archive.as_of,
        audience=Audience.UNKNOWN,
        attachments=(picture,) if picture else (),
        extra={**sealed, "section": "album"} if isinstance(sealed, dict) else {},
    )
