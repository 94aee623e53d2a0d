"""Going through an archive: the actor first, then collections, statuses and tables, then everything else by name."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from wildgrass.model import Item, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.jsonwalk import Closed, Damage, Found
from wildgrass.sources.mastodon import actors, tables
from wildgrass.sources.mastodon.activities import ActivityReader, collection_name
from wildgrass.sources.mastodon.layout import PATHS, TABLES, Form, form_of
from wildgrass.sources.mastodon.media import Media
from wildgrass.sources.mastodon.notes import NoteReader, Owner
from wildgrass.sources.mastodon.statuses import StatusReader
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.records import MAX_RECORD_BYTES

_ARCHIVE: Final = re.compile(r"archive-(20\d{12})-[0-9a-f]{8,}")
_HASH: Final = (1 << 63) - 1
_ORDER: Final = (Form.ACTOR, Form.COLLECTION, Form.ACCOUNT, Form.STATUSES)
_BESIDE: Final = frozenset({"@context", "id", "type", "totalItems", "summary"})


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an archive."""
    yield from export.problems
    forms = {key: form for key in export.members if (form := form_of(export, key)) is not None}
    reading = _Reading(export, vintage)
    for wanted in (*_ORDER, None):
        for key, form in forms.items():
            if form is wanted or (wanted is None and form in TABLES):
                yield from reading.member(key, form)
    for key in export.members:
        if key not in forms:
            yield _other(key, reading.media)


def _other(key: str, media: Media) -> MemberReport:
    if media.is_claimed(key):
        return MemberReport(name=key, status="media")
    kind = media_type(own_name(key))
    is_media = kind is not None and kind.startswith(("image/", "video/", "audio/"))
    return MemberReport(name=key, status="unclaimed" if is_media else "unknown")


def _made(export: Export) -> Moment | None:
    """Return when the server made the archive, as its name says; nothing in the files does."""
    for name in (*export.containers, next(iter(export.members), "")):
        found = _ARCHIVE.search(name)
        if found is not None:
            try:
                instant = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                continue
            return Moment(instant=instant, precision_ms=1000)
    return None


class _Reading:
    """What the members of one archive share."""

    def __init__(self, export: Export, vintage: Vintage) -> None:
        self._export = export
        self.media = Media(export, vintage.root)
        self._as_of = _made(export)
        self._owner = Owner()
        notes = NoteReader(self.media, self._owner, self._as_of)
        self._notes = notes
        self._activities = ActivityReader(notes)
        self._statuses = StatusReader(notes)
        self._seen = IdTable()
        self._is_numbered = True

    def member(self, key: str, form: Form) -> Iterator[Reading]:
        """Yield what a member holds, and its report."""
        count = MemberCount(key)
        made = self._rows(key, form, count) if form in TABLES else self._json(key, form, count)
        if form in (Form.ACTOR, Form.ACCOUNT):
            made = self._actor(key, form, count)
        yield from count.counting(self._guarded(key, made, count))
        yield from count.told()
        yield count.report()

    def _guarded(
        self, key: str, made: Iterator[Item | Problem], count: MemberCount
    ) -> Iterator[Item | Problem]:
        try:
            yield from made
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)

    def _rows(self, key: str, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        for one in tables.read(self._export, key, form, self._owner, self._as_of, count):
            if isinstance(one, Problem) or self._is_new(one, one.id.encode(errors="replace"), count):
                yield one

    def _actor(self, key: str, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        with self._export.members[key].open() as stream:
            data = stream.read(MAX_RECORD_BYTES)
        count.records = 1
        try:
            body = jsontext.decode(data.removeprefix(b"\xef\xbb\xbf"))
        except jsontext.RecordError as error:
            yield Problem(code="record-not-json", reason=str(error), member=key, where="record 0")
            return
        if not isinstance(body, dict):
            reason = "no object stands where an actor should"
            yield Problem(code="record-unknown-form", reason=reason, member=key, where="record 0")
            return
        if form is Form.ACCOUNT:
            yield from self._statuses.account(body, Origin(member=key))
            return
        owner = actors.owner_of(body)
        if self._owner.actor is None:
            self._owner.actor, self._owner.followers = owner.actor, owner.followers
        yield actors.profile(body, owner, self.media, Origin(member=key), self._as_of)

    def _json(self, key: str, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        stream, encoding = encodings.as_utf8(self._export.members[key].open())
        is_numbered = encoding == "utf-8"
        name = ""
        with stream:
            for event in jsonwalk.walk(stream, PATHS):
                if isinstance(event, Found):
                    if form is Form.COLLECTION and not name:
                        parent = event.parents[0] if event.parents else {}
                        name = collection_name(parent.get("id"), own_name(key))
                    count.records += 1
                    yield from self._found(key, event, form, name, is_numbered=is_numbered, count=count)
                elif isinstance(event, Damage):
                    yield _damage(key, event, count)
                elif not event.at:
                    yield from self._closed(key, event, form, count)

    def _found(
        self, key: str, event: Found, form: Form, name: str, *, is_numbered: bool, count: MemberCount
    ) -> Iterator[Item | Problem]:
        where = f"record {event.number}, byte {event.start}"
        try:
            value = event.value()
        except jsontext.KeyTwiceError as error:
            yield Problem(code="record-key-twice", reason=str(error), member=key, where=where)
            return
        except jsontext.RecordError as error:
            yield Problem(code="record-not-json", reason=str(error), member=key, where=where)
            return
        number = event.number if is_numbered else -1
        origin = Origin(member=key, record=number, pointer=jsonwalk.pointer(event.at))
        reader = self._activities if form is Form.COLLECTION else self._statuses
        for one in reader.read(value, name or event.path, origin):
            if isinstance(one, Item):
                if self._is_new(one, event.data, count):
                    yield one
            elif isinstance(one, str):
                yield Problem(code="record-odd", reason=one, member=key, where=where, lost=False)
            else:
                yield Problem(code=one.code, reason=one.reason, member=key, where=where, lost=one.lost)

    def _is_new(self, item: Item, record: bytes, count: MemberCount) -> bool:
        fingerprint = hash(record) & _HASH
        if self._seen.put(item.id, fingerprint) == fingerprint:
            count.repeats += 1
            return False
        return True

    def _closed(self, key: str, event: Closed, form: Form, count: MemberCount) -> Iterator[Item | Problem]:
        total = event.fields.get("totalItems")
        if type(total) is int and total >= 0:
            count.expected = total
        if form is Form.STATUSES:
            for item in self._statuses.account(event.fields.get("account"), Origin(member=key)):
                count.notes.append("the account beside the records is one item more")
                yield item
        unknown = sorted(event.fields.keys() - _BESIDE - {"account", "version"})
        if unknown:
            count.notes.append(f"it also holds {', '.join(unknown)[:200]}")


def _damage(key: str, event: Damage, count: MemberCount) -> Problem:
    """Return the problem of bytes that are no JSON; where they lie in a list, a record is lost."""
    is_record = bool(event.at) and isinstance(event.at[-1], int) and event.size > 0
    where = f"{jsonwalk.pointer(event.at)}, byte {event.start}"
    if is_record:
        count.records += 1
        return Problem(code="record-damaged", reason=event.reason, member=key, where=where)
    is_beside = bool(event.at) and isinstance(event.at[-1], str) and event.size > 0
    count.is_damaged = count.is_damaged or not is_beside
    code = "record-odd" if is_beside else "member-cut-off" if event.size == 0 else "bytes-unread"
    return Problem(code=code, reason=event.reason, member=key, where=where, lost=False)
