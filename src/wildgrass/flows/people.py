"""People: list them, join and part their accounts, name them, undo it, and take the decisions to another library."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.flows.kit import write_new
from wildgrass.library import Decision, Library, PeopleDesk, Person, Proposal, Somebody
from wildgrass.library.decisions import from_file, standing, to_file
from wildgrass.library.persons import kept_decisions
from wildgrass.library.place import LibraryPlace

ORDERS: Final = ("count", "last", "first", "name")
"""What a list of people goes by."""
_FILE_MAX: Final = 16 << 20
Clock = Callable[[], datetime]


class PeopleFileTooLargeError(WildgrassError):
    """A file to import is larger than any that decisions make."""

    code = "people-file-large"
    exit_code = EXIT_INPUT
    message = "{file} is too large for a file of decisions about people"
    hint = "give the file that `wildgrass people LIBRARY --export` wrote"


def _now() -> datetime:
    return datetime.now(UTC)


def listed(
    place: Path | LibraryPlace, *, platform: str | None = None, order: str = "count", limit: int | None = None
) -> Iterator[dict[str, object]]:
    """Yield a row for each person, with all her accounts; `platform` keeps who has an account there.

    Raises:
        the errors of `Library.open`.
    """
    with Library.open(place) as library:
        found = library.everybody()
    wanted = [one for one in found if platform is None or platform.casefold() in one.platforms]
    yield from map(_row, ordered(wanted, order)[:limit])


def ordered(everybody: Iterable[Somebody], order: str) -> list[Somebody]:
    """Return people in one of `ORDERS`: by count, by last contact, by first contact or by name."""
    people = sorted(everybody, key=lambda one: (-one.contact.wrote, -one.contact.named, one.id))
    if order == "last":
        return sorted(people, key=lambda one: one.contact.last or "", reverse=True)
    if order == "first":
        return sorted(people, key=lambda one: (one.contact.first is None, one.contact.first or ""))
    return sorted(people, key=lambda one: shown_name(one).casefold()) if order == "name" else people


def shown_name(one: Somebody) -> str:
    """Return what to call a person: the name that the reader gave, else what the accounts say."""
    labels = (label for actor in one.accounts for label in (actor.name, actor.handle))
    return one.name or next((label for label in labels if label), one.accounts[0].id)


def history(place: Path | LibraryPlace) -> Iterator[dict[str, object]]:
    """Yield the decisions, oldest first, each with whether it stands."""
    with Library.open(place) as library:
        decisions = library.decisions()
    stands = {id(one) for one in standing(decisions)[0]}
    for one in decisions:
        yield one.to_json() | {"stands": id(one) in stands}


def proposed(place: Path | LibraryPlace) -> Iterator[dict[str, object]]:
    """Yield whom to join may be worth a look, with the grounds; nothing is joined by it."""
    with Library.open(place) as library:
        found = library.proposals()
    yield from map(_proposal, found)


def _proposal(found: Proposal) -> dict[str, object]:
    return {"grounds": str(found.grounds), "accounts": list(found.accounts), "items": list(found.items)}


def merge(place: Path | LibraryPlace, accounts: Sequence[str], *, clock: Clock = _now) -> dict[str, object]:
    """Make the persons of two or more accounts one; return the person.

    Raises:
        NoSuchAccountError, NothingDecidedError, LibraryNotWrittenError and the errors of `Library.open`; so do
        all that follow.
    """
    with PeopleDesk.open(place, clock) as desk:
        desk.merge(accounts)
        return _person(desk.people.person(accounts[0]))


def split(place: Path | LibraryPlace, account: str, *, clock: Clock = _now) -> list[dict[str, object]]:
    """Take an account out of its person; return those whom that makes."""
    with PeopleDesk.open(place, clock) as desk:
        others = [one for one in desk.people.person(account).accounts if one != account]
        desk.split(account)
        return [_person(desk.people.person(one)) for one in (account, *others[:1])]


def name(place: Path | LibraryPlace, account: str, text: str, *, clock: Clock = _now) -> dict[str, object]:
    """Name the person of an account; "" takes the name away."""
    with PeopleDesk.open(place, clock) as desk:
        desk.name(account, text)
        return _person(desk.people.person(account))


def undo(place: Path | LibraryPlace, *, clock: Clock = _now) -> dict[str, object]:
    """Undo the last decision that stands; return it."""
    with PeopleDesk.open(place, clock) as desk:
        last = _last(standing(desk.decisions)[0])
        desk.undo()
        return {"undone": last}


def redo(place: Path | LibraryPlace, *, clock: Clock = _now) -> dict[str, object]:
    """Carry out again what was undone last; return it."""
    with PeopleDesk.open(place, clock) as desk:
        last = _last(standing(desk.decisions)[1])
        desk.redo()
        return {"redone": last}


def _last(decisions: Sequence[Decision]) -> dict[str, object] | None:
    return decisions[-1].to_json() if decisions else None


def export(place: Path | LibraryPlace, file: Path) -> int:
    """Write all decisions into a new file, readable by its owner only; return how many there are.

    Of a library of an older Wildgrass too: it is built anew, and the decisions go into the new one.

    Raises:
        FileThereError, FileTroubleError and the errors of `Library.open`.
    """
    decisions = kept_decisions(place)
    write_new(file, to_file(decisions))
    return len(decisions)


def take_in(place: Path | LibraryPlace, file: Path, *, clock: Clock = _now) -> int:
    """Add the decisions of a file; return how many are new.

    Raises:
        PeopleFileError, PeopleFileTooLargeError: it is no file of decisions.
        LibraryNotWrittenError and the errors of `Library.open`.
    """
    with file.open("rb") as stream:
        data = stream.read(_FILE_MAX + 1)
    if len(data) > _FILE_MAX:
        raise PeopleFileTooLargeError(file=file)
    decisions = from_file(data)
    with PeopleDesk.open(place, clock) as desk:
        return desk.take_in(decisions)


def _person(person: Person) -> dict[str, object]:
    return {"id": person.id, "name": person.name, "accounts": list(person.accounts)}


def _row(one: Somebody) -> dict[str, object]:
    return {
        "id": one.id,
        "name": shown_name(one),
        "given": one.name,
        "platforms": list(one.platforms),
        "items": one.contact.wrote,
        "named": one.contact.named,
        "first": one.contact.first,
        "last": one.contact.last,
        "accounts": [
            {"id": actor.key, "platform": actor.platform, "handle": actor.handle, "name": actor.name}
            for actor in one.accounts
        ],
    }
