"""What of other people stands in items of a library, and what would stand in its place. Nothing is written."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from wildgrass.flows.find import ItemNotFoundError
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor, Item
from wildgrass.text.redaction import (
    ItemRedactor,
    KnownPeople,
    Person,
    Proposal,
    Pseudonyms,
    Redactor,
    none_kept,
)


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


def item_redactor(
    library: Library, pseudonyms: Pseudonyms, is_kept: Callable[[str], bool] = none_kept
) -> ItemRedactor:
    """Return what makes a library's items ready to leave: its people by every name they ever had, the owner's kept.

    `is_kept` says which items' ids stay as they are.
    """
    joined, past = library.people(), library.past_names()

    def whose(key: str) -> str:
        return joined.person(key).id

    owners, actors = library.owners(), library.actors()
    own = {whose(actor.key) for actor in owners}
    # where a platform gives only a handle it may be the owner's: targets take it for hers too
    handles = {(one.platform, one.handle.casefold()) for one in owners if one.handle}
    own |= {
        whose(one.key)
        for one in actors
        if one.id_kind == "handle" and (one.platform, one.id.casefold()) in handles
    }
    people = [_person(actor, whose(actor.key), joined.person(actor.key).name, past) for actor in actors]
    known = KnownPeople(
        (one for one in people if one.key not in own), (one for one in people if one.key in own)
    )
    keys = {actor.key for actor in (*actors, *owners) if whose(actor.key) in own}
    return ItemRedactor(Redactor(known), pseudonyms, keys, whose, is_kept)


def _person(actor: Actor, key: str, given: str | None, past: dict[str, list[str]]) -> Person:
    """Return an account's names under its person's key; a bare account's number is no name."""
    person = Person.of(actor, *([given] if given else []))
    others = [name for name in past.get(actor.key, ()) if name != actor.id and not name.isdigit()]
    return Person(key, (*person.names, *others), person.handles, person.ids)
