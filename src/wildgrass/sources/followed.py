"""The member that `follow` lays beside what it fetched: when, for whom, which answers, and whether they were all there.

It begins `{"wildgrass_follow":1,"followed_at":"2026-11-22T04:05:06.000Z","is_whole":true,`. Only a fetch that was
whole dates its items: otherwise what a broken answer lacks would look as if it were gone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import msgspec

from wildgrass.model import Item, Moment, Problem
from wildgrass.sources import isotime
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading

NAME: Final = "follow.json"
_MOST: Final = 256 << 20
_HEAD: Final = re.compile(
    rb'\{"wildgrass_follow":1,"followed_at":"([0-9TZ:.-]{20,30})","is_whole":(true|false),'
)


def is_note(export: Export, name: str) -> bool:
    """Say whether a member is such a note."""
    return name == NAME and _HEAD.match(export.head(name)) is not None


def as_of(export: Export) -> Moment | None:
    """Return when the export was fetched, None where it was not, or not whole."""
    found = _HEAD.match(export.head(NAME)) if NAME in export.members else None
    return isotime.moment(found[1].decode()) if found is not None and found[2] == b"true" else None


def read(export: Export, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Pass on what a reader gives: items dated where they are not, the note's report in the place of the reader's."""
    when = as_of(export)
    has_note = NAME in export.members and is_note(export, NAME)
    for one in readings:
        if isinstance(one, Item) and when is not None and one.as_of is None:
            yield replace(one, as_of=when)
        elif has_note and isinstance(one, MemberReport) and one.name == NAME:
            yield from _failed(export)
            note = "what was asked and answered when the account was followed, and on whose behalf"
            yield MemberReport(name=NAME, status="ignored", note=note)
        else:
            yield one


def _failed(export: Export) -> Iterator[Problem]:
    """Yield a problem for each file that a record names and no server gave."""
    try:
        with export.members[NAME].open() as stream:
            said = msgspec.json.decode(stream.read(_MOST), type=_Note)
    except (MemberError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return  # the note is sealed as it is, and no record is lost by it
    for one in said.media.failed:
        reason = f"a file that a record names was not to be had: {one.reason}"
        yield Problem(code="media-not-fetched", reason=reason, member=NAME, where=one.url[:500], lost=False)


class _Failed(msgspec.Struct):
    url: str
    reason: str


class _Media(msgspec.Struct):
    failed: list[_Failed] = []


class _Note(msgspec.Struct):
    media: _Media = msgspec.field(default_factory=_Media)
