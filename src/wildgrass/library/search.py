"""Search: the items of which every part of a query is so, exactly as a scan of their folded texts would find them.

The meaning of a query is an SQL condition over the folded text, the facts and the columns of an item: that is the
scan. The index of tokens gives the items worth asking, newest first; where it is exact by itself (words without
punctuation, facts), the condition is not asked at all. One meaning, so the answer never depends on the way.
"""

import heapq
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, Final, Literal, TypeAlias

from wildgrass.library.indexing import fact_token
from wildgrass.library.people import person_name
from wildgrass.library.rows import CONVERSATION_KINDS, storable
from wildgrass.text.query import Field, Part, Without, Word, parse, words
from wildgrass.text.spellings import STRICT, Spelling
from wildgrass.text.tokens import Phrase, apart, bare, phrase

BEST_MAX: Final = 20_000
"""Above so many hits "best first" says little, and ranking all of them takes a second; they stay newest first."""

_NEWEST: Final = 2_000
"""So many items, of those that the rest of the query leaves, are read before the index is asked for a single character:
it has to put together every pair that begins with one, which takes a tenth of a second for the commonest of a million
posts, and those fill a page at once."""

_READ_AT_MOST: Final = 5_000
"""Above so many texts to read, the index is asked what holds a character that is not wanted: that takes a tenth of a
second, too, and reading one text about ten microseconds."""

_BY_NAME: Final = "SELECT actor FROM actor_names WHERE folded = ?"
_NAMED: Final = f"""({_BY_NAME} UNION SELECT account FROM person_accounts WHERE person IN (
    SELECT id FROM persons WHERE folded = ? UNION
    SELECT person FROM person_accounts WHERE account IN ({_BY_NAME})))"""  # noqa: S608 - our words
"""The accounts that a name means: those that had it, and all others of the same persons, as the reader joined them."""
_KINDS: Final = ", ".join(f"'{kind.value}'" for kind in sorted(CONVERSATION_KINDS))
_CONDITIONS: Final = {
    "from": f"coalesce(author IN {_NAMED}, 0)",
    "with": f"""(coalesce(author IN {_NAMED}, 0) OR no IN (SELECT item_no FROM item_people WHERE actor IN {_NAMED})
        OR (kind IN ({_KINDS}) AND coalesce(thread IN
            (SELECT conversation FROM conversation_people WHERE actor IN {_NAMED}), 0)))""",  # noqa: S608
    "since": "coalesce(published >= ?, 0)",
    "until": "coalesce(published < ?, 0)",
}
_COLUMNS: Final = "SELECT coalesce(published, ''), id, {what} FROM"
_ITEMS: Final = "CROSS JOIN items ON no = item_no"
_TEXTS: Final = f"CROSS JOIN searched USING (item_no) {_ITEMS}"
_SCAN: Final = f"""{_COLUMNS} places {_TEXTS}
    WHERE place BETWEEN ? AND ? AND {{condition}} ORDER BY place DESC"""
_FOUND: Final = f"{_COLUMNS} tokens CROSS JOIN places ON place = tokens.rowid"
_WHERE: Final = "WHERE tokens MATCH ? AND tokens.rowid BETWEEN ? AND ?"
_MATCH: Final = f"{_FOUND} {_TEXTS} {_WHERE} AND {{condition}} ORDER BY tokens.rowid DESC"
_EXACT: Final = f"{_FOUND} {_ITEMS} {_WHERE} ORDER BY tokens.rowid DESC"
_BEST: Final = f"""{_FOUND} {_TEXTS}
    WHERE tokens MATCH ? AND {{condition}} ORDER BY bm25(tokens), published DESC, id LIMIT ?"""
_COUNT: Final = """SELECT count(*) FROM
    (SELECT 1 FROM tokens WHERE tokens MATCH ? AND tokens.rowid BETWEEN ? AND ? LIMIT ?)"""
_NTH: Final = """SELECT rowid FROM tokens WHERE tokens MATCH ? AND rowid BETWEEN ? AND ?
    ORDER BY rowid DESC LIMIT 1 OFFSET ?"""
_AT: Final = """SELECT place, coalesce(published, '') FROM places CROSS JOIN items ON no = item_no
    WHERE place >= ? ORDER BY place LIMIT 1"""
What: TypeAlias = Literal["no", "json"]
"""What a search gives of an item: its number, or its canonical JSON."""
_Hit: TypeAlias = tuple[str, str, Any]
"""When it was published, "" where not known, its id and what is asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an item must be besides what the query says; None does not filter.

    `person` is a handle (with or without "@"), name, id or key of any account of the author, of somebody the item
    names, or of a member of the message's conversation, or the name that the reader gave them. `after` is inclusive,
    `before` exclusive; a date is its start in UTC.
    """

    source: str | None = None
    kind: str | None = None
    person: str | None = None
    after: date | datetime | None = None
    before: date | datetime | None = None
    limit: int | None = None
    spelling: Spelling = STRICT


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the database takes it.

    `match` asks the index and holds at least the items wanted, None where the index cannot narrow the search.
    `excluded` is what the index is to leave out, for which it needs a `match`. With `is_exact` the index then holds
    no others; with `is_broad` it is slow to begin, and `narrow` asks for the part that is not. `whole` asks the index
    for exactly the items wanted, where that is slow to begin only for what it leaves out. `condition`, with its
    `values`, says exactly what is wanted, whatever the index can do. The dates of a query are so of all the places
    that `_narrowed` leaves.
    """

    condition: str
    values: tuple[object, ...] = ()
    match: str | None = None
    excluded: str | None = None
    is_exact: bool = False
    is_broad: bool = False
    whole: str | None = None
    narrow: str | None = None


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


def wanted(query: str, filters: Filters) -> tuple[Part, ...]:
    """Return all that must be so of an item.

    Raises:
        QueryError, QueryTooLongError: as `text.query.parse`.
    """
    after, before = (when if when is None else as_column(when) for when in (filters.after, filters.before))
    fields = (
        ("on", filters.source and filters.source.lower()),
        ("kind", filters.kind),
        ("with", filters.person),
        ("since", after),
        ("until", before),
    )
    asked = filters.spelling.widened(parse(query))
    return (*asked, *(Field(name, value) for name, value in fields if value is not None))


def found_words(query: str, spelling: Spelling) -> tuple[Word, ...]:
    """Return the folded words and phrases that an item found may show."""
    return tuple(dict.fromkeys(chain.from_iterable(map(words, spelling.widened(parse(query))))))


def question(parts: Sequence[Part]) -> Question:
    """Turn what must all be so into a question."""
    if _is_contradiction(parts):
        return Question("0")
    return _joined([_question(part) for part in parts])


def _is_contradiction(parts: Sequence[Part]) -> bool:
    """Say whether a word holds one that is not wanted: no item has both, but finding that out takes reading many."""
    wholes = [part.text for part in parts if isinstance(part, Word) and not part.is_loose]
    without = [part.part for part in parts if isinstance(part, Without)]
    return any(isinstance(part, Word) and part.text in whole for part in without for whole in wholes)


def _question(part: Part) -> Question:
    if isinstance(part, Word):
        return _loose_word(part.text) if part.is_loose else _word(part.text)
    if isinstance(part, Field):
        return _field(part)
    if isinstance(part, Without):
        asked = _question(part.part)
        is_known = asked.is_exact and asked.match is not None
        return Question(
            f"NOT {asked.condition}",
            asked.values,
            excluded=asked.match if is_known else None,
            is_exact=is_known and not asked.is_broad,
            is_broad=is_known and asked.is_broad,
        )
    return _any([_question(one) for one in part.parts])


def _word(text: str) -> Question:
    condition, values = "(instr(folded, ?) > 0)", (text,)
    asked = phrase(text)
    if not asked.tokens:
        return Question(condition, values)
    is_broad = asked.is_prefix and len("".join(asked.tokens)) == 1
    return Question(condition, values, _quoted(asked), is_exact=asked.is_exact, is_broad=is_broad)


def _loose_word(text: str) -> Question:
    groups = (" OR ".join(map(_quoted, group)) for group in apart(text))
    match = " AND ".join(f"({group})" for group in groups)
    return Question("(instr(bare(folded), ?) > 0)", (text,), match, is_broad=True)


def _quoted(asked: Phrase) -> str:
    """Write a phrase for FTS5: no folded text holds a quotation mark that is not skipped."""
    return f'"{" ".join(asked.tokens)}"{"*" if asked.is_prefix else ""}'


def _field(field: Field) -> Question:
    if condition := _CONDITIONS.get(field.name):
        value = person_name(field.value) if field.name in {"from", "with"} else field.value
        values = (storable(value),) * condition.count("?")
        return Question(condition, values, is_exact=field.name in {"since", "until"})
    fact = f"{field.name}:{storable(field.value)}"
    if re.search(r"\s", fact):
        return Question("0")  # no item has such a fact
    return Question("(instr(facts, ?) > 0)", (f" {fact} ",), f'"{fact_token(fact)}"', is_exact=True)


def _joined(asked: Sequence[Question]) -> Question:
    """Return the question for items of which all is so."""
    matches = [one for one in asked if one.match is not None]
    match = " AND ".join(f"({one.match})" for one in matches) or None
    narrow = " AND ".join(f"({one.match})" for one in matches if not one.is_broad) or None
    quick = [one.excluded for one in asked if one.excluded is not None and not one.is_broad]
    every = [one.excluded for one in asked if one.excluded is not None]
    is_known = match is not None and all(one.is_exact or one.excluded is not None for one in asked)
    return Question(
        " AND ".join(one.condition for one in asked) or "1",
        tuple(chain.from_iterable(one.values for one in asked)),
        _excluding(match, quick),
        is_exact=match is not None and all(one.is_exact for one in asked),
        is_broad=any(one.is_broad and one.match is not None for one in asked),
        whole=_excluding(match, every) if is_known else None,
        narrow=_excluding(narrow, quick),
    )


def _excluding(match: str | None, excluded: Sequence[str]) -> str | None:
    if match is None or not excluded:
        return match
    return f"({match}) NOT ({' OR '.join(f'({one})' for one in excluded)})"


def _any(asked: Sequence[Question]) -> Question:
    """Return the question for items of which one or several are so."""
    matches = [f"({one.match})" for one in asked if one.match is not None]
    is_narrowed = len(matches) == len(asked)
    return Question(
        f"({' OR '.join(one.condition for one in asked)})",
        tuple(chain.from_iterable(one.values for one in asked)),
        " OR ".join(matches) if is_narrowed else None,
        is_exact=is_narrowed and all(one.is_exact for one in asked),
        is_broad=any(one.is_broad for one in asked),
    )


def matching(
    connection: sqlite3.Connection, parts: Sequence[Part], limit: int | None = None, *, what: What = "no"
) -> Iterator[Any]:
    """Yield the items found by what is asked of them: newest first, then by id; items without a date last.

    Where nothing is asked, every item is found.
    """
    asked = question(parts)
    ranges = _ranges(connection, parts)
    hits = _merged([_hits(connection, asked, *places, what) for places in ranges])
    return (found for _, _, found in islice(hits, None if limit is None or limit < 0 else limit))


def _ranges(connection: sqlite3.Connection, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Return the places between the dates asked for, run by run, and make SQLite know what a question may ask."""
    connection.create_function("bare", 1, bare, deterministic=True)
    runs = connection.execute("SELECT first, last FROM runs ORDER BY first").fetchall()
    ranges = [_narrowed(connection, run, parts) for run in runs]
    return [places for places in ranges if places[0] <= places[1]]


def is_rankable(connection: sqlite3.Connection, parts: Sequence[Part]) -> bool:
    """Say whether there is a word to rank by, and not more items than `BEST_MAX`."""
    return question(parts).match is not None and counted(connection, parts, BEST_MAX + 1) <= BEST_MAX


def ranked(
    connection: sqlite3.Connection, parts: Sequence[Part], limit: int | None = None, *, what: What = "no"
) -> Iterator[Any]:
    """Yield the items found as `matching`, best first by BM25; only where `is_rankable`."""
    asked = question(parts)
    is_dated = any(isinstance(part, Field) and part.name in {"since", "until"} for part in parts)
    is_whole = asked.is_exact and not is_dated
    condition, values = ("1", ()) if is_whole else (asked.condition, asked.values)
    connection.create_function("bare", 1, bare, deterministic=True)
    most = -1 if limit is None else limit
    rows = connection.execute(_BEST.format(what="no", condition=condition), (asked.match, *values, most))
    numbers = (number for _, _, number in rows)  # sorting goes through all that is found, so without its JSON
    return numbers if what == "no" else (_json(connection, number) for number in numbers)


def _json(connection: sqlite3.Connection, number: int) -> Any:
    return connection.execute("SELECT json FROM items WHERE no = ?", (number,)).fetchone()[0]


def counted(connection: sqlite3.Connection, parts: Sequence[Part], limit: int | None = None) -> int:
    """Return how many items are found, counting no further than `limit`."""
    asked = question(parts)
    if asked.match is not None and asked.is_exact:
        return _counted(connection, asked.match, parts, limit)
    if asked.match is not None and asked.whole is not None:
        read = _counted(connection, asked.match, parts, _READ_AT_MOST + 1)
        if read > _READ_AT_MOST:
            return _counted(connection, asked.whole, parts, limit)
    return sum(1 for _ in matching(connection, parts, limit))


def _counted(connection: sqlite3.Connection, match: str, parts: Sequence[Part], limit: int | None) -> int:
    """Return how many items the index holds for what it is asked, without reading one."""
    left = -1 if limit is None else limit
    count = 0
    for places in _ranges(connection, parts):
        if left >= 0 and count >= left:
            break
        row = connection.execute(_COUNT, (match, *places, left - count if left >= 0 else -1)).fetchone()
        count += int(row[0])
    return count


def _hits(
    connection: sqlite3.Connection, asked: Question, first: int, last: int, what: What = "no"
) -> Iterator[_Hit]:
    """Yield what is found among a run's places, newest first."""
    if asked.match is not None and asked.is_broad:
        newest = _newest(connection, asked, first, last)
        yield from _confirmed(connection, asked, asked.narrow, (newest, last), what)
        last = newest - 1
    if asked.is_exact and first <= last:
        yield from connection.execute(_EXACT.format(what=what), (asked.match, first, last))
    elif first <= last:
        yield from _confirmed(connection, asked, asked.match, (first, last), what)


def _newest(connection: sqlite3.Connection, asked: Question, first: int, last: int) -> int:
    """Return the first of the places that are read before the index is asked for what is slow to begin."""
    if asked.narrow is None:
        return max(first, last - _NEWEST + 1)
    row = connection.execute(_NTH, (asked.narrow, first, last, _NEWEST - 1)).fetchone()
    return first if row is None else int(row[0])


def _confirmed(
    connection: sqlite3.Connection, asked: Question, match: str | None, places: tuple[int, int], what: What
) -> Iterator[_Hit]:
    """Yield what is found among places of which `match` narrows those whose texts are read; None reads all."""
    if match is None:
        sql = _SCAN.format(what=what, condition=asked.condition)
        return connection.execute(sql, (*places, *asked.values))
    sql = _MATCH.format(what=what, condition=asked.condition)
    return connection.execute(sql, (match, *places, *asked.values))


def _merged(runs: Sequence[Iterator[_Hit]]) -> Iterator[_Hit]:
    """Yield the hits of several runs in one order; each run is in it already."""
    if len(runs) == 1:
        yield from runs[0]
        return
    merged = heapq.merge(*runs, key=itemgetter(0), reverse=True)
    for _, together in groupby(merged, itemgetter(0)):
        yield from sorted(together, key=itemgetter(1))


def _narrowed(connection: sqlite3.Connection, run: tuple[int, int], parts: Sequence[Part]) -> tuple[int, int]:
    """Return the places of a run between the dates that are asked for: its items stand in order of time."""
    first, last = run
    for part in parts:
        if isinstance(part, Field) and part.name == "since":
            first = _place_of(connection, first, last, part.value)
        elif isinstance(part, Field) and part.name == "until":
            last = _place_of(connection, first, last, part.value) - 1
            first = _place_of(connection, first, last, "0")  # behind those without a date, which stand first
    return first, last


def _place_of(connection: sqlite3.Connection, first: int, last: int, time: str) -> int:
    """Return the first place from `first` to `last` whose item is not from before `time`, `last + 1` without one."""
    while first <= last:
        middle = (first + last) // 2
        row = connection.execute(_AT, (middle,)).fetchone()
        if row is None or row[0] > last or row[1] >= time:
            last = middle - 1
        else:
            first = row[0] + 1
    return first
