"""The member that `follow` lays beside what it fetched: when, for whom, which answers, and whether they were all there.

It begins `{"wildgrass_follow":1,"followed_at":"2026-11-22T04:05:06.000Z","is_whole":true,`. Only a fetch that was
whole dates its items: otherwise what a broken answer lacks would look as if it were gone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from wildgrass.model import Item, Moment
from wildgrass.sources import isotime
from wildgrass.sources.base import Export, MemberReport, Reading

NAME: Final = "follow.json"
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
            note = "what was asked and answered when the account was followed, and on whose behalf"
            yield MemberReport(name=NAME, status="ignored", note=note)
        else:
            yield one
