"""Members that are tables in text: posts and accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from wildgrass.model import Item, Moment, Problem
from wildgrass.sources import openquotes
from wildgrass.sources.weibo import columns, ids, people, posts, tables, times
from wildgrass.sources.weibo.jsonfiles import Count
from wildgrass.sources.weibo.state import Manner, Place, State


def read(stream: BinaryIO, name: str, manner: Manner, state: State, count: Count) -> Iterator[Item | Problem]:
    """Read every row; lines that hold a time only date the rows after them."""
    headers = tables.Headers()
    repeated = dated = refitted = 0
    for row in openquotes.rows(stream, tables.begins_row):
        fields = row.fields
        if headers.take(fields):
            repeated += 1
            continue
        if len([one for one in fields if one.strip()]) == 1 and tables.TIME.match(fields[0].strip("\ufeff ")):
            manner = replace(manner, as_of=_clock(fields[0].strip("\ufeff ")))
            dated += 1
            continue
        count.records += 1
        place = Place(name, row.group, f"line={row.line - 1}")
        if row.is_open:
            yield place.problem("record-odd", "a quote is not closed, so the row may run on", lost=False)
        header = headers.of(fields)
        refitted += header is not headers.header and bool(headers.header)
        yield from _row(header, fields, place, manner, state)
    _note(count, repeated - 1, "its header comes again: {:,}")
    _note(count, dated, "lines with a time only, which date the rows after them: {:,}")
    _note(count, refitted, "rows of another version of the tool than the header's: {:,}")


def _note(count: Count, number: int, sentence: str) -> None:
    if number > 0:
        count.notes.append(sentence.format(number))


def _clock(text: str) -> Moment:
    return times.china(datetime.fromisoformat(text), 1000)


def _row(
    header: Sequence[str], fields: tuple[str, ...], place: Place, manner: Manner, state: State
) -> Iterator[Item | Problem]:
    if columns.is_users(header) and not columns.is_posts(header):
        found = people.profile(
            columns.user(header, fields), place.origin(), manner.as_of, is_flattened=manner.is_flattened
        )
        if found is None:
            yield place.problem("record-without-id", "a row names no account")
        elif state.is_new(found):
            yield found
        return
    if len(fields) < 3:
        yield place.problem("record-unknown-form", "a row with fewer columns than a post has")
        return
    record = columns.record(header, fields)
    if ids.native(record.get("id"), record.get("bid")) is None:
        yield place.problem("record-without-id", "a row without a post's number")
        return
    yield from posts.read(record, place, manner, state)
