"""Search: every item whose folded text holds every folded word, exactly as a scan would find them.

The scan is `instr` over a table that holds nothing but folded text. It is exact for one character and for a
hundred, in any script, and takes about a tenth of a second of CPU for 100,000 posts (`benchmarks/library_build.py`);
FTS5's own tokenisers miss two-character Chinese words (`unicode61`, and `LIKE` over `trigram` in SQLite 3.40).
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from wildgrass.library.people import person_name
from wildgrass.library.rows import CONVERSATION_KINDS, storable
from wildgrass.text.fold import fold

# A quotation runs to its closing mark, or to the end without one. Folding made full-width marks plain.
_WORD = re.compile(r'"([^"]*)"?|“([^”]*)”?|「([^」]*)」?|([^\s"“「]+)')

_PERSON = """(
    items.author IN person OR no IN (SELECT item_no FROM item_people WHERE actor IN person)
    OR (kind IN ({kinds})
        AND thread IN (SELECT conversation FROM conversation_people WHERE actor IN person)))"""
_CONVERSATION_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(CONVERSATION_KINDS))


def words(query: str) -> tuple[str, ...]:
    """Return the folded words and quotations of a query: all of them must be found."""
    found = ("".join(groups) for groups in _WORD.findall(fold(query)))
    return tuple(dict.fromkeys(word for word in found if word.strip()))


def as_column(moment: date | datetime) -> str:
    """Return a day's start in UTC, or a point in time, as the column `published` writes it.

    Raises:
        ValueError: a point in time without a zone.
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if moment.utcoffset() is None:
        raise ValueError("a point in time needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an item must be besides holding the words; None does not filter.

    `person` is a handle (with or without "@"), name, id or key of the author, of somebody the item names, or
    of a member of the message's conversation. `after` is inclusive, `before` exclusive; a date is its start
    in UTC.
    """

    source: str | None = None
    kind: str | None = None
    person: str | None = None
    after: date | datetime | None = None
    before: date | datetime | None = None
    limit: int | None = None


@dataclass(slots=True)
class _Statement:
    """A SELECT in the making."""

    conditions: list[str] = field(default_factory=lambda: ["withheld = 0"])
    values: list[object] = field(default_factory=list)

    def demand(self, condition: str, value: object) -> None:
        self.conditions.append(condition)
        self.values.append(value)


def matching(connection: sqlite3.Connection, query: str, filters: Filters) -> Iterator[int]:
    """Yield the numbers of the items found: newest first, then by id; items without a date last.

    A query without words finds every item that the filters let through.
    """
    statement = _Statement()
    wanted = words(query)
    for word in wanted:
        statement.demand("instr(folded, ?) > 0", word)
    for condition, value in (
        ("source = ?", filters.source),
        ("kind = ?", filters.kind),
        ("published >= ?", filters.after and as_column(filters.after)),
        ("published < ?", filters.before and as_column(filters.before)),
    ):
        if value is not None:
            statement.demand(condition, storable(value))
    if filters.person is not None:
        statement.conditions.append(_PERSON.format(kinds=_CONVERSATION_KINDS))
    # CROSS JOIN keeps the narrow table outside: the wide one is read for hits only.
    tables = "searched CROSS JOIN items ON no = item_no" if wanted else "items"
    sql = (
        "WITH person AS (SELECT actor FROM actor_names WHERE folded = ?)"  # noqa: S608 - our words, bound values
        f" SELECT no FROM {tables} WHERE {' AND '.join(statement.conditions)}"
        " ORDER BY published DESC, id LIMIT ?"
    )
    person = person_name(filters.person or "")
    values = (person, *statement.values, -1 if filters.limit is None else filters.limit)
    for (number,) in connection.execute(sql, values):
        yield number
