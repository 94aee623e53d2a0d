"""Reading an export: members by what they hold, the fullest records first, and a report for each."""

import re
from collections.abc import Iterator
from typing import Final

from wildgrass.model import Actor, Item, Problem
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading
from wildgrass.sources.weibo import forms, jsonfiles, people
from wildgrass.sources.weibo.forms import Form
from wildgrass.sources.weibo.jsonfiles import Count
from wildgrass.sources.weibo.media import Media, is_media
from wildgrass.sources.weibo.state import Manner, State

_OWNER: Final = re.compile(r"(?:\A|/)([1-9]\d{5,11})(?:[ _.(-][^/]*)?\.[A-Za-z0-9]+(?:#\d+)?\Z")
_FLATTENED: Final = frozenset({Form.CRAWLER_JSON, Form.DATABASE, Form.TABLE, Form.USERS})
_FAILED: Final = re.compile(r"(?:\A|/)not_downloaded\.txt\Z")
_LITTER: Final = re.compile(r"(?:\A|/)(?:__MACOSX/|\.DS_Store\Z|Thumbs\.db\Z|desktop\.ini\Z)")


def read(export: Export) -> Iterator[Reading]:
    """Yield everything in an export."""
    yield from export.problems
    found = {name: forms.form(export, name) for name in export.members}
    state = State(media=Media(name for name, form in found.items() if form is Form.MEDIA))
    albums = [name for name, form in found.items() if form is Form.PAGE and forms.is_album(export.head(name))]
    if albums:
        from wildgrass.sources.weibo import pages  # noqa: PLC0415 - lxml only where there is a page

        state.albums = pages.albums(export, albums)
    reader = _Reader(export, state)
    order = list(Form)
    numbers = {name: number for number, name in enumerate(found)}
    for name in sorted(found, key=lambda name: (order.index(found[name]), numbers[name])):
        if found[name] not in (Form.MEDIA, Form.UNKNOWN):
            yield from reader.member(name, found[name])
    for name, form in found.items():
        if form in (Form.MEDIA, Form.UNKNOWN):
            yield _other(name, form, state)


def _other(name: str, form: Form, state: State) -> MemberReport:
    if _LITTER.search(name):
        return MemberReport(name=name, status="ignored", note="made by the computer that packed it")
    if form is Form.MEDIA:
        return MemberReport(name=name, status="media" if state.media.is_claimed(name) else "unclaimed")
    if _FAILED.search(name):
        return MemberReport(
            name=name, status="ignored", note="the crawler's list of pictures it could not fetch"
        )
    return MemberReport(name=name, status="unknown")


class _Reader:
    """One pass over one export."""

    def __init__(self, export: Export, state: State) -> None:
        self._export = export
        self._state = state

    def member(self, name: str, form: Form) -> Iterator[Reading]:
        """Yield what one member holds, and its report."""
        count = Count()
        before = self._state.repeated
        try:
            for reading in self._readings(name, form, count):
                count.see(reading)
                yield reading
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=name)
        yield _report(name, count, self._state.repeated - before)

    def _readings(self, name: str, form: Form, count: Count) -> Iterator[Item | Problem]:
        manner = Manner(
            owner=self._owner(name, form),
            is_flattened=form in _FLATTENED,
            is_markup=form in (Form.API_JSON, Form.PAGE, Form.MOBILE_PAGE),
        )
        member = self._export.members[name]
        if form is Form.DATABASE:
            from wildgrass.sources.weibo import database  # noqa: PLC0415 - sqlite3 only where there is a database

            yield from database.read(member, name, manner, self._state, count)
            return
        with member.open() as stream:
            if form in (Form.TABLE, Form.USERS):
                from wildgrass.sources.weibo import tablefiles  # noqa: PLC0415 - csv only where there is a table

                yield from tablefiles.read(stream, name, manner, self._state, count)
            elif form in (Form.PAGE, Form.MOBILE_PAGE):
                from wildgrass.sources.weibo import pages  # noqa: PLC0415 - lxml only where there is a page

                yield from pages.read(stream, name, form, manner, self._state, count)
            elif form is Form.LINES:
                yield from jsonfiles.by_line(stream, name, manner, self._state, count)
            else:
                yield from jsonfiles.values(stream, name, manner, self._state, count)

    def _owner(self, name: str, form: Form) -> Actor | None:
        """Return whose posts a table holds: its rows do not say, but the crawlers name the file by the account."""
        if form is not Form.TABLE:
            return None
        answer = self._export.answers.owner
        if answer:
            return people.actor(answer, answer)
        found = _OWNER.search(name)
        if found is None:
            return None
        folder = name.rpartition("/")[0].rpartition("/")[2]
        return people.actor(found[1], folder if folder and not folder.isdigit() else None)


def _report(name: str, count: Count, repeated: int) -> MemberReport:
    notes = list(count.notes)
    if repeated:
        notes.append(f"copies of what was read before: {repeated:,}")
    if count.others:
        notes.append(f"cards of other kinds than posts: {count.others:,}")
    rest = count.items + count.lost + count.others + repeated - count.records
    if rest > 0:
        notes.append("posts passed on and comments below are items of their own")
    elif rest < 0 and not notes:
        notes.append("some records hold nothing that is read")
    status = "damaged" if count.is_damaged else "partly" if count.lost else "read"
    return MemberReport(
        name=name, status=status, records=count.records, items=count.items, note="; ".join(notes)
    )


__all__ = ["is_media", "read"]
