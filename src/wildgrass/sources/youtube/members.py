"""Members one by one: rows of tables and records of JSON, counted."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Final

from wildgrass.model import JSON, Item, Origin, Problem
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import own_name
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.openquotes import Row
from wildgrass.sources.youtube import api, history, ids, layout, times, words
from wildgrass.sources.youtube.archive import Archive
from wildgrass.sources.youtube.media import letters
from wildgrass.sources.youtube.rows import rows
from wildgrass.sources.youtube.sheets import Sheet
from wildgrass.sources.youtube.tables import Form, Shape, Table, shape_of, table_of

_LOOKED_AT: Final = 50  # rows that say what a table is


def table_at(archive: Archive, key: str) -> tuple[Table, Iterator[Row]]:
    """Return what a table is, and all of its rows."""
    with archive.export.members[key].open() as stream:
        waiting = deque(islice(rows(stream), _LOOKED_AT + 1))
    first = _shown(waiting)
    return table_of(first[0], [row.fields for row in waiting][first[1] :]), _all_rows(archive, key, first[1])


def _shown(waiting: deque[Row]) -> tuple[tuple[str, ...], int]:
    """Return the header and how many rows it takes: none where the first row already holds ids."""
    if not waiting:
        return (), 0
    fields = waiting[0].fields
    is_row = shape_of(fields[:1]) in (Shape.CHANNEL, Shape.COMMENT, Shape.VIDEO) and len(waiting) > 0
    if is_row and shape_of([one.fields[0] for one in waiting]) is shape_of(fields[:1]):
        return tuple("" for _ in fields), 0
    return fields, 1


def _all_rows(archive: Archive, key: str, skipped: int) -> Iterator[Row]:
    with archive.export.members[key].open() as stream:
        yield from islice(rows(stream), skipped, None)


def read_table(archive: Archive, key: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Yield what a table holds."""
    table, found = table_at(archive, key)
    sheet = Sheet(archive, table, key)
    if table.form is Form.PLAYLIST:
        _named_playlist(sheet)
    for given in found:
        row = _second_header(sheet, given, found) or given
        if not row.fields:
            continue
        count.records += 1
        if row.is_open:
            where, reason = f"line {row.line}", "a quote is left open, or a row is larger than 2 MiB"
            yield Problem(code="record-odd", reason=reason, member=key, where=where, lost=False)
        item = sheet.item(row)
        if archive.is_new(item.id, [*row.fields]):
            yield item
        else:
            count.repeats += 1
    if table.form is Form.OTHER:
        count.notes.append("nobody here knows this table; its rows are kept as they stand")


def _second_header(sheet: Sheet, row: Row, found: Iterator[Row]) -> Row | None:
    """Where the videos of a playlist begin in its own table, take their header and return the first of them."""
    table = sheet.table
    if table.form is not Form.PLAYLISTS or len(table.header) < 5 or len(row.fields) > 3:
        return None
    rest = list(islice(found, 1))
    sheet.table = table_of(row.fields, [one.fields for one in rest], Form.PLAYLIST)
    if sheet.table.form is not Form.PLAYLIST:
        sheet.table = Table(Form.PLAYLIST, row.fields, {"video": 0, "time": 1})
    if words.holds(sheet.playlist_title, "liked"):
        sheet.is_liked = True
    return rest[0] if rest else Row((), row.line, row.group)


def _named_playlist(sheet: Sheet) -> None:
    """Find which playlist a table of videos is: its file is called by the title, "-videos" or the like around it."""
    stem = own_name(sheet.member).rpartition("/")[2].rpartition(".")[0]
    whole = letters(stem)
    known = sheet.archive.playlists
    names = [name for name in known if name and (whole.startswith(name) or whole.endswith(name))]
    best = max(names, key=len, default="")
    sheet.playlist = known.get(best, "")
    sheet.playlist_title = stem
    sheet.is_liked = ids.LIKED.match(sheet.playlist) is not None or words.holds(stem, "liked")


def read_json(archive: Archive, key: str, count: MemberCount) -> Iterator[Item | Problem]:
    """Yield what a JSON member holds."""
    with archive.export.members[key].open() as raw:
        stream, encoding = encodings.as_utf8(raw)
        for event in jsonwalk.walk(stream, layout.PATHS):
            if isinstance(event, jsonwalk.Found):
                count.records += 1
                yield from _found(archive, key, event, count, is_counted=encoding == "utf-8")
            elif isinstance(event, jsonwalk.Damage):
                where = f"byte {event.start}"
                lost = event.size > 0
                count.records += lost
                yield Problem(code="record-damaged", reason=event.reason, member=key, where=where, lost=lost)
            elif event.fields:
                count.notes.append(f"beside its records stand {', '.join(sorted(event.fields)[:8])}")


def _found(
    archive: Archive, key: str, event: jsonwalk.Found, count: MemberCount, *, is_counted: bool
) -> Iterator[Item | Problem]:
    where = f"record {event.number}"
    try:
        value = event.value()
    except jsontext.RecordError as error:
        yield Problem(code="record-damaged", reason=str(error), member=key, where=where)
        return
    origin = Origin(member=key, record=event.number if is_counted else -1, pointer=jsonwalk.pointer(event.at))
    if not isinstance(value, dict):
        yield Problem(code="record-unknown-form", reason="it is no object", member=key, where=where)
        return
    item = _item(archive, value, origin)
    if archive.is_new(item.id, _core(value)):
        yield item
    else:
        count.repeats += 1


def _item(archive: Archive, value: dict[str, JSON], origin: Origin) -> Item:
    if history.is_activity(value) and not api.is_api(value):
        time = value.get("time")
        return history.item_of(archive, value, times.machine(time) if isinstance(time, str) else None, origin)
    return api.item_of(archive, value, origin)


def _core(value: Mapping[str, JSON]) -> object:
    """Return what tells an activity from others: which settings kept it differs between the two histories."""
    if api.is_api(value):
        return {name: part for name, part in value.items() if name != "etag"}
    return f"{value.get('title')}\0{value.get('details')}\0{value.get('description')}"


def first_row(archive: Archive, key: str) -> tuple[Table, Row | None]:
    """Return what a table is and its first row."""
    table, found = table_at(archive, key)
    return table, next(chain(found, [None]), None)
