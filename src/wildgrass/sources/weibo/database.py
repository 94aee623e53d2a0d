"""weibo-crawler's weibodata.db, opened so that a hostile file can do nothing: read only, no function, no view.

A file alone is opened where it lies (`immutable`), one inside a zip is read into memory up to a limit. Only ordinary
tables are read; generated columns, views and virtual tables are told of and left alone. SQLite may call back to ask
what a statement does, and is allowed to read columns only; a statement that works long without giving a row ends.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Final
from urllib.parse import quote

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.model import JSON, Item, Problem
from wildgrass.sources.base import Member
from wildgrass.sources.weibo import comments, people, posts
from wildgrass.sources.weibo.jsonfiles import Count
from wildgrass.sources.weibo.state import Manner, Place, State

MAX_IN_MEMORY: Final = 128 << 20
_TABLES: Final = ("user", "weibo", "comments", "reposts")
_KNOWN: Final = frozenset({*_TABLES, "bins", "sqlite_sequence", "sqlite_stat1"})
_STEPS: Final = 100_000
_PATIENCE: Final = 2_000  # calls of the progress handler without a row
_MAX_CELL: Final = 8 << 20
_USER: Final = {
    "nick_name": "screen_name", "follower_count": "followers_count", "edu": "education",
    "reg_date": "registration_time", "main_page_url": "profile_url", "avatar_url": "avatar_hd", "bio": "description",
}  # fmt: skip


class DatabaseError(WildgrassError):
    """A database cannot be read, or is more than it should be."""

    code = "weibo-database-unreadable"
    exit_code = EXIT_INPUT
    message = "the database {member} cannot be read: {reason}"
    hint = "unpack the zip and give the database file by itself, or make the export again as JSON"


def read(member: Member, name: str, manner: Manner, state: State, count: Count) -> Iterator[Item | Problem]:
    """Yield the rows of the four tables."""
    try:
        with closing(_opened(member)) as connection:
            yield from _tables(connection, name, manner, state, count)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite quotes a damaged schema's own bytes
        count.is_damaged = True
        yield Problem(code="table-damaged", reason=str(error), member=name)
    except DatabaseError as error:
        count.is_damaged = True
        yield Problem(code=error.code, reason=str(error), member=name)


def _opened(member: Member) -> sqlite3.Connection:
    extent = member.extent
    if extent is not None and extent.offset == 0 and extent.length == member.size_bytes:
        connection = sqlite3.connect(f"file:{quote(extent.path)}?mode=ro&immutable=1", uri=True)
    else:
        connection = _in_memory(member)
    connection.text_factory = lambda data: data.decode(errors="replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _in_memory(member: Member) -> sqlite3.Connection:
    if member.size_bytes > MAX_IN_MEMORY:
        reason = f"it has {member.size_bytes:,} bytes and lies inside another file"
        raise DatabaseError(member=member.name, reason=reason)
    with member.open() as stream:
        data = bytearray()
        while piece := stream.read(1 << 20):
            data += piece
    if data[18:20] == b"\x02\x02":
        data[18:20] = b"\x01\x01"  # a log is no part of what lies in memory
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(data))
    return connection


class _Watch:
    """Ends a statement that works on and on without a row."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._calls = 0
        connection.set_progress_handler(self._called, _STEPS)

    def _called(self) -> int:
        self._calls += 1
        return int(self._calls > _PATIENCE)

    def row(self) -> None:
        self._calls = 0


def _allowed(action: int, *_: object) -> int:
    is_reading = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if is_reading else sqlite3.SQLITE_DENY


def _tables(
    connection: sqlite3.Connection, name: str, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    watch = _Watch(connection)
    schema = connection.execute("SELECT type, name, sql FROM sqlite_master LIMIT 1000").fetchall()
    known: dict[str, list[str]] = {}
    for kind, table, sql in schema:
        if table in _TABLES and kind == "table" and _is_plain(sql):
            known[str(table)] = _columns(connection, str(table))
        elif table in _TABLES:
            reason = f"{table} is a {kind} or made up when it is read, and is left alone"
            yield Problem(code="weibo-schema-odd", reason=reason, member=name)
        elif kind == "table" and table not in _KNOWN and not str(table).startswith("sqlite_"):
            count.notes.append(f"another table, {table!r}, is sealed, not read")
    is_table = any((kind, table) == ("table", "bins") and _is_plain(sql) for kind, table, sql in schema)
    if is_table and connection.execute("SELECT 1 FROM bins LIMIT 1").fetchone():
        count.notes.append("pictures inside the database are sealed with it, not taken out")
    connection.set_authorizer(_allowed)
    for table in _TABLES:
        place = Place(name).under(table)
        for number, record in enumerate(_rows(connection, table, known.get(table, []), watch)):
            count.records += 1
            yield from _row(table, record, place.under(number), manner, state)


def _is_plain(sql: object) -> bool:
    return isinstance(sql, str) and "VIRTUAL" not in sql.upper().split("(", 1)[0]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns that are stored; hidden ones are worked out when read."""
    found = connection.execute(f"PRAGMA table_xinfo({table})").fetchmany(200)
    return [str(row[1]) for row in found if row[6] == 0 and str(row[1]).isidentifier()]


def _rows(
    connection: sqlite3.Connection, table: str, names: list[str], watch: _Watch
) -> Iterator[dict[str, JSON]]:
    """Yield rows as records; blobs are left out."""
    if not names:
        return
    listed = ", ".join(f'"{one}"' for one in names)
    for row in connection.execute(f"SELECT {listed} FROM {table}"):  # noqa: S608 - one of four names, identifiers
        watch.row()
        yield {key: value for key, value in zip(names, row, strict=True) if not isinstance(value, bytes)}


def _row(
    table: str, record: Mapping[str, JSON], place: Place, manner: Manner, state: State
) -> Iterator[Item | Problem]:
    if table == "user":
        named = {_USER.get(key, key): value for key, value in record.items()}
        found = people.profile(named, place.origin(), manner.as_of, is_flattened=True)
        if found is None:
            yield place.problem("record-without-id", "a row names no account")
        elif state.is_new(found):
            yield found
    elif table == "comments":
        yield from comments.read(record, place, manner, state)
    elif table == "reposts":
        yield from posts.read(_repost(record), place, manner, state)
    else:
        yield from posts.read(record, place, manner, state)


def _repost(record: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return a row of `reposts` as a post that passes on the one it is listed under."""
    told = {key: value for key, value in record.items() if key not in ("weibo_id", "user_avatar_url")}
    told["screen_name"] = told.pop("user_screen_name", None)
    return {**told, "retweet_id": record.get("weibo_id")}
