"""Who is one person, as the reader decided: joining, taking apart, naming, undoing. Pure: no file and no clock.

A library holds the decisions in order and never changes one; who is joined is what they come to when replayed. Nobody
is joined in any other way. The form of the file is in `docs/spec/library.md`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, WildgrassError
from wildgrass.model import canonical_json

FORMAT: Final = "wildgrass-people/1"
NAME_MAX: Final = 200
"""Characters of a given name."""
_ACCOUNTS_MAX: Final = 1_000
_KEY_MAX: Final = 2_000
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class NothingDecidedError(WildgrassError):
    """The decision would change nothing; each reason is an error of its own."""

    exit_code = EXIT_DECIDE
    hint = "`wildgrass people LIBRARY` lists who is joined"


class AlreadyOneError(NothingDecidedError):
    """The accounts to join are one person's already."""

    code = "people-already-one"
    message = "these accounts are one person already"
    hint = "`wildgrass people LIBRARY` lists who is joined"


class NotJoinedError(NothingDecidedError):
    """The account to take out stands alone."""

    code = "people-not-joined"
    message = "this account is not joined with another"
    hint = "`wildgrass people LIBRARY` lists who is joined"


class SameNameError(NothingDecidedError):
    """The name to give is there already."""

    code = "people-same-name"
    message = "the person has this name already, or has none to take away"
    hint = "`wildgrass people LIBRARY` lists who is joined"


class NothingToUndoError(NothingDecidedError):
    """No decision stands."""

    code = "people-nothing-to-undo"
    message = "no decision about people is left to undo"
    hint = "`wildgrass people LIBRARY --history` lists the decisions"


class NothingToRedoError(NothingDecidedError):
    """No decision was undone, or one was made since."""

    code = "people-nothing-to-redo"
    message = "no decision about people is left to redo"
    hint = "`wildgrass people LIBRARY --history` lists the decisions"


class PeopleFileError(WildgrassError):
    """A file of decisions is not one."""

    code = "people-file-bad"
    exit_code = EXIT_INPUT
    message = "this is not a file of decisions about people: {reason}"
    hint = "give the file that `wildgrass people LIBRARY --export` wrote"


class Act(StrEnum):
    """What a decision does."""

    MERGE = "merge"  # the persons of all `accounts` become one
    SPLIT = "split"  # the one account leaves its person and stands alone
    NAME = "name"  # the person of the one account gets `name`; "" takes it away
    UNDO = "undo"  # the last decision that stands does so no more
    REDO = "redo"  # the last one undone stands again, where nothing was decided since


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: `at` in RFC 3339 UTC with milliseconds, `accounts` the keys of accounts."""

    at: str
    act: Act
    accounts: tuple[str, ...] = ()
    name: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the decision's JSON object."""
        data: dict[str, object] = {"at": self.at, "act": self.act.value}
        if self.accounts:
            data["accounts"] = list(self.accounts)
        return data if self.name is None else data | {"name": self.name}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: accounts in order of their keys, and the name that the reader gave, None for none."""

    accounts: tuple[str, ...]
    name: str | None = None

    @property
    def id(self) -> str:
        """The first account's key, which stands for the person; any other of its accounts' does as well."""
        return self.accounts[0]


class People:
    """Everybody: accounts that no decision names are persons by themselves."""

    def __init__(self) -> None:
        """Start with everybody apart."""
        self._of: dict[str, Person] = {}

    def person(self, account: str) -> Person:
        """Return whose account this is."""
        return self._of.get(account) or Person((account,))

    def decided(self) -> list[Person]:
        """Return those who are joined or named, by their ids."""
        return sorted(set(self._of.values()), key=lambda person: person.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, People) and self._of == other._of

    __hash__ = None  # type: ignore[assignment] # it changes

    def apply(self, decision: Decision) -> None:
        """Carry out a merge, a split or a name.

        Raises:
            NothingDecidedError: nothing would change.
        """
        if decision.act is Act.MERGE:
            self._merge(decision.accounts)
        elif decision.act is Act.SPLIT:
            self._split(decision.accounts[0])
        else:
            self._name(decision.accounts[0], decision.name or None)

    def _merge(self, accounts: Sequence[str]) -> None:
        persons = list(dict.fromkeys(map(self.person, accounts)))
        if len(persons) < 2:
            raise AlreadyOneError
        together = sorted({account for person in persons for account in person.accounts})
        name = next((person.name for person in persons if person.name is not None), None)
        self._put(Person(tuple(together), name))

    def _split(self, account: str) -> None:
        person = self.person(account)
        if len(person.accounts) == 1:
            raise NotJoinedError
        self._put(Person((account,)))
        self._put(replace(person, accounts=tuple(one for one in person.accounts if one != account)))

    def _name(self, account: str, name: str | None) -> None:
        person = self.person(account)
        if person.name == name:
            raise SameNameError
        self._put(replace(person, name=name))

    def _put(self, person: Person) -> None:
        for account in person.accounts:
            if len(person.accounts) > 1 or person.name is not None:
                self._of[account] = person
            else:
                self._of.pop(account, None)


def standing(decisions: Iterable[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Return the decisions that stand, in order, and those that can be redone, the next one last.

    Raises:
        NothingDecidedError: one undoes or redoes where there is nothing to.
    """
    done: list[Decision] = []
    undone: list[Decision] = []
    for decision in decisions:
        if decision.act is Act.UNDO:
            if not done:
                raise NothingToUndoError
            undone.append(done.pop())
        elif decision.act is Act.REDO:
            if not undone:
                raise NothingToRedoError
            done.append(undone.pop())
        else:
            done.append(decision)
            undone.clear()
    return done, undone


def replayed(decisions: Iterable[Decision]) -> People:
    """Return who is joined after all decisions.

    Raises:
        NothingDecidedError: one of them changes nothing, which no library holds.
    """
    people = People()
    for decision in standing(decisions)[0]:
        people.apply(decision)
    return people


def taken_in(held: Sequence[Decision], brought: Sequence[Decision]) -> list[Decision]:
    """Return what of another library's decisions is to be added to those held, to be appended in this order.

    Where one list begins with the other, the rest of the longer, undone decisions and all. Where both went on by
    themselves, what stands of the others, except what is held or would change nothing.
    """
    shared = min(len(held), len(brought))
    if held[:shared] == brought[:shared]:
        return list(brought[shared:])
    known, people = set(held), replayed(held)
    return [one for one in standing(brought)[0] if one not in known and _changes(people, one)]


def _changes(people: People, decision: Decision) -> bool:
    """Carry a decision out; say whether it changed anything."""
    try:
        people.apply(decision)
    except NothingDecidedError:
        return False
    return True


def time_text(at: datetime) -> str:
    """Return a point in time as decisions write it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_file(decisions: Iterable[Decision]) -> bytes:
    """Return the file of decisions: canonical JSON and a line end."""
    data = {"format": FORMAT, "decisions": [decision.to_json() for decision in decisions]}
    return canonical_json(data) + b"\n"


def from_file(data: bytes) -> list[Decision]:
    """Read a file of decisions; what is in it is not trusted.

    Raises:
        PeopleFileError: it is not one, or holds a decision that could not have been made.
    """
    try:
        found: Any = json.loads(data)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise PeopleFileError(reason=f"its format is not {FORMAT}")
        decisions = [_read(one) for one in found["decisions"]]
        replayed(decisions)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PeopleFileError(reason=str(error) or type(error).__name__) from error
    except NothingDecidedError as error:
        raise PeopleFileError(reason=str(error)) from error
    return decisions


def _read(data: Any) -> Decision:
    act, accounts, name = Act(data["act"]), data.get("accounts", []), data.get("name")
    if not _AT.fullmatch(data["at"]):
        raise ValueError("a time is not in UTC with milliseconds")
    datetime.fromisoformat(data["at"])
    if set(data) - {"at", "act", "accounts", "name"}:
        raise ValueError("a decision says more than a decision can")
    if not isinstance(accounts, list) or not all(map(_is_key, accounts)):
        raise ValueError("what stands for an account is none")
    if not _is_whole(act, accounts, name):
        raise ValueError(f"a decision to {act} lacks something, or says too much")
    return Decision(at=data["at"], act=act, accounts=tuple(accounts), name=name)


def _is_key(account: object) -> bool:
    return (
        isinstance(account, str) and account.count(":") > 1 and len(account) < _KEY_MAX and _is_text(account)
    )


def _is_text(text: str) -> bool:
    """Say whether UTF-8 has bytes for a text: a lone surrogate stands in columns as backslash, u and its number."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_whole(act: Act, accounts: list[str], name: object) -> bool:
    """Say whether a decision has what its act needs, and no more."""
    if act is Act.NAME:
        is_name = isinstance(name, str) and len(name) <= NAME_MAX and name == cleaned(name) and _is_text(name)
        return is_name and len(accounts) == 1
    wanted = {Act.SPLIT: (1, 1), Act.MERGE: (2, _ACCOUNTS_MAX)}.get(act, (0, 0))
    return name is None and wanted[0] <= len(accounts) <= wanted[1] and len(set(accounts)) == len(accounts)


def cleaned(name: str) -> str:
    """Return a given name on one line, without what steers a terminal, of at most `NAME_MAX` characters."""
    shown = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(shown.split())[:NAME_MAX].strip()
