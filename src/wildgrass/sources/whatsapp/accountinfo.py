"""The list of contacts and of groups out of an account report: other people's numbers, shown only when asked for."""

from collections.abc import Iterator
from typing import Final

from wildgrass.model import Actor, Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources import encodings, jsontext
from wildgrass.sources.base import Export, MemberError, MemberReport
from wildgrass.sources.jsonwalk import Damage, Found, pointer, walk
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.whatsapp.layout import ACCOUNT_PATHS
from wildgrass.sources.whatsapp.people import SOURCE, actor

_CONTACTS: Final = ACCOUNT_PATHS[0]


def read(export: Export, name: str) -> Iterator[Item | Problem | MemberReport]:
    """Yield what an account report's list holds, and its report."""
    count = MemberCount(name)
    try:
        with export.members[name].open() as stream:
            for event in walk(encodings.as_utf8(stream)[0], ACCOUNT_PATHS):
                if isinstance(event, Found):
                    count.records += 1
                    yield from count.counting([_record(name, event)])
                elif isinstance(event, Damage):
                    yield from count.counting([_damage(name, event)])
    except MemberError as error:
        count.is_damaged = True
        yield Problem(code="member-damaged", reason=str(error), member=name)
    yield count.report()


def _damage(name: str, event: Damage) -> Problem:
    return Problem(code="record-damaged", reason=event.reason, member=name, where=f"byte {event.start}")


def _record(name: str, found: Found) -> Item | Problem:
    """Return a contact, or the name of a group that the account is in."""
    where = f"record {found.number}"
    try:
        value = found.value()
    except jsontext.RecordError as error:
        return Problem(code="record-not-json", reason=str(error), member=name, where=where)
    if not isinstance(value, str) or not value.strip():
        return Problem(
            code="record-unknown-form", reason="neither a number nor a name", member=name, where=where
        )
    is_contact = found.path == _CONTACTS
    person: Actor | None = actor(value) if is_contact else None
    key = person.id if person else value
    return Item(
        id=f"{SOURCE}:{'contact' if is_contact else 'group'}:{key}",
        kind=Kind.CONTACT if is_contact else Kind.ACCOUNT,
        source=SOURCE,
        origin=Origin(member=name, record=found.number, pointer=pointer(found.at)),
        audience=Audience.SELF,
        target=person,
        title=None if is_contact else value,
        extra={"contacts" if is_contact else "groups": value},
    )
