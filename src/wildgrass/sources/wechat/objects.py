"""Members in JSON: what stands before the messages is read first, then each message as it comes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from wildgrass.model import JSON, Origin, Problem
from wildgrass.sources import jsontext, jsonwalk
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.jsonwalk import Closed, Damage, Event, Found
from wildgrass.sources.records import FIRST_KEY, JSON_VALUE
from wildgrass.sources.wechat import analysis, chatlab, chatlog, contacts, dumps, memotrace, moments, weflow
from wildgrass.sources.wechat.chat import Chat
from wildgrass.sources.wechat.fields import table, whole
from wildgrass.sources.wechat.member import Made, Member
from wildgrass.sources.wechat.said import Said
from wildgrass.sources.wechat.times import any_time
from wildgrass.sources.wechat.vintages import PATHS, Form

_MESSAGES: Final = frozenset({"[]", "messages[]", "conversations[].messages[]"})
_PEOPLE: Final = frozenset({"members[]", "groupMembers[]"})
_Says = Callable[[Chat, Mapping[str, JSON]], Said]
_SAYS: Final[Mapping[Form, _Says]] = {
    Form.WEFLOW: weflow.said,
    Form.ECHOTRACE: weflow.echotrace,
    Form.CHATLOG_JSON: chatlog.said,
    Form.PYWXDUMP_JSON: dumps.pywxdump,
    Form.KEEPER: dumps.keeper,
    Form.CHATLAB: chatlab.said,
    Form.ANALYSIS: analysis.said,
    Form.MEMOTRACE_JSON: memotrace.entry,
}
_BEGIN: Final[Mapping[Form, tuple[Callable[[Chat, Mapping[str, JSON]], None], tuple[str, ...]]]] = {
    Form.WEFLOW: (weflow.begin, ("session",)),
    Form.ECHOTRACE: (weflow.begin, ("session", "exportTime")),
    Form.CHATLAB: (chatlab.begin, ("meta", "chatlab")),
    Form.ANALYSIS: (analysis.begin, ("conversation", "exportedAt")),
    Form.WETRACE: (dumps.wetrace_begin, ("account",)),
}
_BRACKETS: Final = 8  # what is left of a file behind its last record


def read(member: Member, form: Form) -> Made:
    """Yield what a JSON member holds. Raises only what its stream does."""
    if form in _BEGIN:
        begin, needed = _BEGIN[form]
        begin(member.chat, _header(member, needed))
    elif form is Form.MEMOTRACE_JSON:
        member.named_by_file()
    member.begin()
    fields: dict[str, JSON] = {}
    for event in _events(member):
        if isinstance(event, Found):
            yield from _found(member, form, event)
        elif isinstance(event, Damage):
            yield from _damage(member, event)
        elif event.at == ():
            fields = event.fields
    if form is Form.MOMENTS:
        yield from _moments_ended(member, fields)
    elif form is Form.CONTACTS_JSON and not member.count.records:
        yield from _people(member, fields)
    yield from member.ended(fields)


def _events(member: Member) -> Iterator[Event]:
    with member.run.export.members[member.key].open() as stream:
        yield from jsonwalk.walk(as_utf8(stream)[0], PATHS)


def _header(member: Member, needed: Sequence[str]) -> Mapping[str, JSON]:
    """Return the top object's fields; read to the end only where one that is needed comes behind the messages."""
    for event in _events(member):
        if isinstance(event, Found):
            if event.path == "senders[]":
                _sender(member, event)
            top = event.parents[0] if event.parents else {}
            if event.path in _MESSAGES and all(key in top for key in needed):
                return top
        elif isinstance(event, Closed) and event.at == ():
            return event.fields
    return {}


def _sender(member: Member, found: Found) -> None:
    try:
        value = table(found.value())
    except jsontext.RecordError:
        return  # told of when it is read again
    number = whole(value.get("senderID"))
    if number is not None:
        member.chat.senders[number] = {key: part for key, part in value.items() if key != "avatar"}


def _found(member: Member, form: Form, found: Found) -> Made:
    number = found.number if member.is_counted else -1
    origin = Origin(member=member.key, record=number, pointer=jsonwalk.pointer(found.at))
    try:
        value = found.value()
    except jsontext.KeyTwiceError as error:
        member.count.records += 1
        yield member.problem("record-key-twice", str(error), origin)
        return
    except jsontext.RecordError as error:
        member.count.records += 1
        yield member.problem("record-not-json", str(error), origin)
        for data, saved in _salvaged(found.data):
            torn = Found(found.path, found.at, found.number, found.start, data, found.parents)
            yield from _read(member, form, torn, saved, origin)
        return
    yield from _read(member, form, found, value, origin)


def _salvaged(data: bytes) -> Iterator[tuple[bytes, JSON]]:
    """Yield the whole records that a torn one before them has swallowed: they begin with the same key."""
    key = FIRST_KEY.match(data)
    if key is None:
        return
    at = key.end()
    for start in re.finditer(rb"\{\s*" + re.escape(key[1]) + rb"\s*:", data):
        if start.start() < at:
            continue
        whole_one = JSON_VALUE.match(data, start.start())
        if whole_one is None:
            continue
        try:
            yield whole_one[0], jsontext.decode(whole_one[0])
        except jsontext.RecordError:
            continue
        at = whole_one.end()


def _read(member: Member, form: Form, found: Found, value: JSON, origin: Origin) -> Made:
    if found.path in _PEOPLE:
        member.chat.member_found(value)
    elif found.path == "senders[]":
        return
    elif not isinstance(value, Mapping) or not value:
        member.count.records += 1
        yield member.problem("record-unknown-form", "it is no message", origin)
    else:
        yield from _value(member, form, found, value, origin)


def _value(member: Member, form: Form, found: Found, value: Mapping[str, JSON], origin: Origin) -> Made:
    raw = hash(found.data)
    if form is Form.MOMENTS:
        member.count.records += 1
        if moments.number_of(value):
            yield from moments.items(member.teller, member.run.media, value, origin, raw)
        else:
            yield member.problem("record-without-id", "a post of Moments without an id", origin)
    elif form is Form.CONTACTS_JSON:
        member.count.records += 1
        yield contacts.item(member.teller, value, origin)
    elif found.path not in _MESSAGES:
        member.count.records += 1
        yield member.problem("record-unknown-form", "a list that this form does not have", origin)
    elif form is Form.WETRACE:
        yield from member.said(dumps.wetrace(member.chat, value, found.parents), origin, raw)
    else:
        yield from member.said(_SAYS[form](member.chat, value), origin, raw)


def _damage(member: Member, damage: Damage) -> Made:
    where = f"byte {damage.start}"
    is_record = not damage.at or isinstance(damage.at[-1], int)
    if damage.size == 0 or "breaks off" in damage.reason:
        code = "member-cut-off"
        lost = damage.size > _BRACKETS
        member.count.is_damaged = True
    else:
        code, lost = ("record-not-json", True) if is_record else ("bytes-unread", False)
    member.count.records += lost
    place = jsonwalk.pointer(damage.at)
    reason = f"{damage.reason} ({damage.size:,} bytes at {place or 'the top'})"
    yield Problem(code=code, reason=reason, member=member.key, where=where, lost=lost)


def _moments_ended(member: Member, fields: Mapping[str, JSON]) -> Made:
    member.count.expected = whole(fields.get("totalPosts"))
    made = any_time(fields.get("exportTime"), member.chat.clock)
    if made is not None:
        member.count.notes.append(f"exported {made.iso()}")
    member.count.notes.append("comments are items of their own")
    yield from ()


def _people(member: Member, fields: Mapping[str, JSON]) -> Made:
    """Yield the people of a table by id, which is one object and no list."""
    for key, value in fields.items():
        if isinstance(value, Mapping):
            member.count.records += 1
            origin = Origin(member=member.key, pointer=jsonwalk.pointer((key,)))
            yield contacts.item(member.teller, {"wxid": key, **value}, origin)
