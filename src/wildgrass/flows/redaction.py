"""What of other people stands in items of a library, and what would stand in its place. Nothing is written."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from wildgrass.flows.find import ItemNotFoundError
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor, Item
from wildgrass.text.redaction import ItemRedactor, KnownPeople, Person, Proposal, Pseudonyms, Redactor


@dataclass(frozen=True, slots=True)
class ItemProposals:
    """An item, what is proposed in it, each with what stands there and what would, and the item as it may leave."""

    item: Item
    proposals: Sequence[tuple[Proposal, str, str]]
    leaves: Item


def propose(
    place: LibraryPlace, item_ids: Collection[str], pseudonyms: Pseudonyms
) -> Iterator[ItemProposals]:
    """Yield the proposals of each item.

    Raises:
        ItemNotFoundError: the library holds no such id. The others of `Library.open`.
    """
    with Library.open(place) as library:
        maker = item_redactor(library, pseudonyms)
        for item_id in item_ids:
            item = library.item(item_id)
            if item is None:
                raise ItemNotFoundError(item=item_id)
            shown = [
                (one, there, pseudonyms.put(one.span, there))
                for one in maker.proposals(item)
                for there in (one.there(item),)
            ]
            yield ItemProposals(item, shown, maker.redacted(item))


def item_redactor(library: Library, pseudonyms: Pseudonyms) -> ItemRedactor:
    """Return what makes a library's items ready to leave: its people by every name they ever had, the owner's kept."""
    joined, past = library.people(), library.past_names()

    def whose(key: str) -> str:
        return joined.person(key).id

    own = {whose(actor.key) for actor in library.owners()}
    actors = library.actors()
    people = [_person(actor, whose(actor.key), joined.person(actor.key).name, past) for actor in actors]
    known = KnownPeople(
        (one for one in people if one.key not in own), (one for one in people if one.key in own)
    )
    owners = {actor.key for actor in actors if whose(actor.key) in own}
    return ItemRedactor(Redactor(known), pseudonyms, owners, whose)


def _person(actor: Actor, key: str, given: str | None, past: dict[str, list[str]]) -> Person:
    """Return an account's names under its person's key; a bare account's number is no name."""
    person = Person.of(actor, *([given] if given else []))
    others = [name for name in past.get(actor.key, ()) if name != actor.id and not name.isdigit()]
    return Person(key, (*person.names, *others), person.handles, person.ids)
