"""Keep what the reader decided about people in the library: the decisions themselves, and who is joined by them."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.library.database import (
    LibraryDamagedError,
    LibraryNotFoundError,
    damage_named,
    open_decisions,
    open_to_write,
    writing_named,
)
from wildgrass.library.decisions import (
    Act,
    Decision,
    NothingDecidedError,
    People,
    cleaned,
    replayed,
    standing,
    taken_in,
    time_text,
)
from wildgrass.library.people import person_name
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.library.rows import storable

_PATIENCE_MS: Final = 20_000  # another connection of the reader may be in the middle of a long question


class NoSuchAccountError(WildgrassError):
    """The library names no such account."""

    code = "account-unknown"
    exit_code = EXIT_DECIDE
    message = "the library knows no account {account}"
    hint = "`wildgrass people LIBRARY` prints the ids of accounts"


def read_decisions(connection: sqlite3.Connection, file: Path) -> list[Decision]:
    """Return the library's decisions, oldest first.

    Raises:
        LibraryDamagedError: they are not as they were written.
    """
    with damage_named(file):
        rows = connection.execute(
            "SELECT at, act, accounts, name FROM people_decisions ORDER BY no"
        ).fetchall()
    try:
        return [
            Decision(at=at, act=Act(act), accounts=tuple(json.loads(accounts)), name=name)
            for at, act, accounts, name in rows
        ]
    except (ValueError, TypeError) as error:
        raise LibraryDamagedError(file=file, reason=f"a decision about people: {error}") from error


def kept_decisions(place: Path | LibraryPlace) -> list[Decision]:
    """Return the decisions of a library, also of one that an older Wildgrass built.

    Raises:
        the errors of `open_decisions`.
    """
    with closing(open_decisions(place)) as connection:
        return read_decisions(connection, place_of(place).database)


def read_people(connection: sqlite3.Connection, file: Path) -> People:
    """Return who is joined.

    Raises:
        LibraryDamagedError: the decisions are not as they were written.
    """
    try:
        return replayed(read_decisions(connection, file))
    except NothingDecidedError as error:
        raise LibraryDamagedError(file=file, reason=str(error)) from error


class PeopleDesk:
    """Where the reader decides: one transaction, from `with` to its end. Nothing of it stays when it fails."""

    def __init__(
        self, place: LibraryPlace, connection: sqlite3.Connection, clock: Callable[[], datetime]
    ) -> None:
        """Use `open` instead."""
        self._folder = place.folder
        self._file = place.database
        self._db = connection
        self._clock = clock
        self._decisions: list[Decision] = []
        self._people = People()

    @classmethod
    def open(cls, place: Path | LibraryPlace, clock: Callable[[], datetime]) -> Self:
        """Open the library at a place; decisions are made at the time that `clock` says, with its zone.

        Raises:
            LibraryNotFoundError, NotALibraryError, LibraryNewerError, LibraryOutdatedError, LibraryDamagedError
            LibraryLockedError and the others of `LibraryPlace.keys`
        """
        place = place_of(place)
        if not place.database.is_file():
            raise LibraryNotFoundError(folder=place.folder)
        connection = open_to_write(place)
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        return cls(place, connection, clock)

    def __enter__(self) -> Self:
        """Begin; other programs write to the library after the end.

        Raises:
            LibraryNotWrittenError, LibraryDamagedError
        """
        try:
            with writing_named(self._folder):
                self._db.execute("BEGIN IMMEDIATE")
            self._decisions = read_decisions(self._db, self._file)
            self._people = read_people(self._db, self._file)
        except BaseException:
            self._db.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what was decided, unless something failed."""
        try:
            if kind is None:
                with writing_named(self._folder):
                    self._db.execute("COMMIT")
        finally:
            self._db.close()  # which undoes what was not committed

    @property
    def decisions(self) -> Sequence[Decision]:
        """All decisions, oldest first."""
        return tuple(self._decisions)

    @property
    def people(self) -> People:
        """Who is joined by now."""
        return self._people

    def merge(self, accounts: Iterable[str]) -> None:
        """Make the persons of two or more accounts one.

        Raises:
            NoSuchAccountError; NothingDecidedError: they are one already.
        """
        self._decide(Act.MERGE, tuple(dict.fromkeys(map(self._known, accounts))))

    def split(self, account: str) -> None:
        """Take an account out of its person.

        Raises:
            NoSuchAccountError; NothingDecidedError: it is joined with none.
        """
        self._decide(Act.SPLIT, (self._known(account),))

    def name(self, account: str, name: str) -> None:
        """Name the person of an account; "" takes the name away.

        Raises:
            NoSuchAccountError; NothingDecidedError: that is the name already.
        """
        self._decide(Act.NAME, (self._known(account),), cleaned(str(storable(name))))

    def undo(self) -> None:
        """Undo the last decision that stands.

        Raises:
            NothingDecidedError: none stands.
        """
        self._decide(Act.UNDO)

    def redo(self) -> None:
        """Carry out again what was undone last.

        Raises:
            NothingDecidedError: nothing was, or something was decided since.
        """
        self._decide(Act.REDO)

    def take_in(self, brought: Sequence[Decision]) -> int:
        """Add the decisions of another library; return how many were added. Its accounts may be unknown here."""
        added = taken_in(self._decisions, brought)
        self._append(added)
        return len(added)

    def _known(self, account: str) -> str:
        key = str(storable(account))
        with damage_named(self._file):
            known = self._db.execute("SELECT 1 FROM actors WHERE key = ?", (key,)).fetchone()
        # An account that only a decision names is known too: the export that names it may come later.
        if known is None and self._people.person(key).accounts == (key,):
            raise NoSuchAccountError(account=account)
        return key

    def _decide(self, act: Act, accounts: tuple[str, ...] = (), name: str | None = None) -> None:
        at = time_text(self._clock())
        self._append([Decision(at=at, act=act, accounts=accounts, name=name)])

    def _append(self, added: Sequence[Decision]) -> None:
        people = replayed([*self._decisions, *added])
        rows = [
            (one.at, one.act.value, json.dumps(one.accounts, ensure_ascii=False), one.name) for one in added
        ]
        with writing_named(self._folder):
            self._db.executemany(
                "INSERT INTO people_decisions (at, act, accounts, name) VALUES (?, ?, ?, ?)", rows
            )
            self._write(people)
        self._decisions += added
        self._people = people

    def _write(self, people: People) -> None:
        """Write who is joined: what decisions come to, for search and for other programs."""
        decided = people.decided()
        self._db.execute("DELETE FROM person_accounts")
        self._db.execute("DELETE FROM persons")
        self._db.executemany(
            "INSERT INTO persons VALUES (?, ?, ?)",
            ((one.id, one.name, person_name(one.name or "") or None) for one in decided),
        )
        self._db.executemany(
            "INSERT INTO person_accounts VALUES (?, ?)",
            ((account, one.id) for one in decided for account in one.accounts),
        )


def can_undo(decisions: Iterable[Decision]) -> tuple[Decision | None, Decision | None]:
    """Return what undo would undo and redo would do again, None for nothing."""
    done, undone = standing(decisions)
    return done[-1] if done else None, undone[-1] if undone else None
