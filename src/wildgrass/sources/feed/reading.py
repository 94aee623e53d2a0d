"""Going through an export: each feed, then everything else by name."""

from collections.abc import Iterator
from typing import Final

from wildgrass.model import JSON, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.feed import entries, jsonfeed, xmlfeed
from wildgrass.sources.feed.entries import About
from wildgrass.sources.feed.layout import PATHS, Form, form_of
from wildgrass.sources.fetched import Files
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.jsonwalk import Damage, Found
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount

_HASH: Final = (1 << 63) - 1
_MEDIA: Final = ("image/", "video/", "audio/")


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    held, others, profiles = Files(export), [], IdTable()
    for name in export.members:
        form = form_of(export, name)
        if form is None:
            others.append(name)
        else:
            yield from _member(export, name, form, held, profiles)
    for name in others:
        is_media = (media_type(own_name(name)) or "").startswith(_MEDIA)
        unclaimed = "unclaimed" if is_media else "unknown"
        yield MemberReport(name=name, status="media" if held.is_claimed(name) else unclaimed)


def _member(export: Export, name: str, form: Form, held: Files, profiles: IdTable) -> Iterator[Reading]:
    count = MemberCount(name)
    made = _json(export, name, count, held) if form is Form.JSON else _xml(export, name, count, held)
    yield from count.counting(_once(_guarded(made, name, count), profiles, count))
    yield count.report()


def _once(made: Iterator[Item | Problem], profiles: IdTable, count: MemberCount) -> Iterator[Item | Problem]:
    """Pass on what a feed says of itself once, though each of its pages says it again."""
    for one in made:
        if isinstance(one, Item) and one.kind is Kind.PROFILE:
            fingerprint = hash((one.title, one.text)) & _HASH
            if profiles.put(one.id, fingerprint) == fingerprint:
                count.notes[-1] = "what the feed says of itself stands on another page, too"
                continue
        yield one


def _guarded(made: Iterator[Item | Problem], name: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Pass on items, each id once: a feed that names an entry twice in the same words says it once."""
    seen = IdTable()
    try:
        for one in made:
            if isinstance(one, Item):
                fingerprint = hash((one.title, one.text)) & _HASH
                before = seen.put(one.id, fingerprint)
                if before is not None:
                    count.repeats += 1
                    if before != fingerprint:
                        reason = f"two entries call themselves {one.id.removeprefix('feed:post:')[:200]}"
                        yield Problem(code="entry-twice", reason=reason, member=name, lost=True)
                    continue
            yield one
    except MemberError as error:
        count.is_damaged = True
        yield Problem(code="member-damaged", reason=str(error), member=name)


def _xml(export: Export, name: str, count: MemberCount, held: Files) -> Iterator[Item | Problem]:
    """Yield a document's items; what the feed says of itself is needed first, so it is walked twice."""
    forgives = False
    about = About(name)
    while True:
        try:
            with export.members[name].open() as stream:
                for one in xmlfeed.walk(stream, forgives=forgives):
                    about = one if isinstance(one, About) else about
            break
        except xmlfeed.FeedDamagedError as error:
            if forgives:
                yield Problem(code="feed-malformed", reason=str(error), member=name)
                count.is_damaged = True
                return
            forgives = True
            reason = f"it is not well-formed XML, and is read as far as that goes: {error}"
            count.is_damaged = True
            yield Problem(code="feed-malformed", reason=reason, member=name, lost=False)
    about.native = about.native or name
    count.notes.append("what the feed says of itself is one item more")
    yield entries.profile(about, Origin(member=name), held)
    with export.members[name].open() as stream:
        for number, one in enumerate(xmlfeed.walk(stream, forgives=forgives)):
            if not isinstance(one, About):
                count.records += 1
                yield entries.item(one, about, Origin(member=name, pointer=f"entry={number}"), held)


def _json(export: Export, name: str, count: MemberCount, held: Files) -> Iterator[Item | Problem]:
    fields: dict[str, JSON] = {}
    for event in _events(export, name):
        if not isinstance(event, Found | Damage) and not event.at:
            fields = event.fields
    about = jsonfeed.about(fields, name)
    count.notes.append("what the feed says of itself is one item more")
    yield entries.profile(about, Origin(member=name), held)
    for event in _events(export, name):
        if isinstance(event, Found):
            count.records += 1
            where = f"record {event.number}, byte {event.start}"
            try:
                value = event.value()
            except jsontext.RecordError as error:
                yield Problem(code="record-not-json", reason=str(error), member=name, where=where)
                continue
            if not isinstance(value, dict):
                reason = "no object stands where an entry should"
                yield Problem(code="record-unknown-form", reason=reason, member=name, where=where)
                continue
            origin = Origin(member=name, record=event.number, pointer=jsonwalk.pointer(event.at))
            yield entries.item(jsonfeed.entry(value), about, origin, held)
        elif isinstance(event, Damage):
            is_record = bool(event.at) and isinstance(event.at[-1], int) and event.size > 0
            count.records += is_record
            count.is_damaged = count.is_damaged or not is_record
            code = "record-damaged" if is_record else "member-cut-off" if event.size == 0 else "bytes-unread"
            where = f"{jsonwalk.pointer(event.at)}, byte {event.start}"
            yield Problem(code=code, reason=event.reason, member=name, where=where, lost=is_record)


def _events(export: Export, name: str) -> Iterator[Found | jsonwalk.Closed | Damage]:
    stream, _ = encodings.as_utf8(export.members[name].open())
    with stream:
        yield from jsonwalk.walk(stream, PATHS)
