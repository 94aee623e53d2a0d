"""What of other people stands in items of a library, and what would stand in its place. Nothing is written."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wildgrass.flows.find import ItemNotFoundError
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor, Item
from wildgrass.targets.hidden_pictures import Lookout, Seen
from wildgrass.text.redaction import (
    ItemRedactor,
    KnownPeople,
    Person,
    Proposal,
    Pseudonyms,
    Redactor,
    WordsClass,
    none_kept,
)

_OWNER: Final = "owner"


@dataclass(frozen=True, slots=True)
class ItemProposals:
    """An item, what is proposed in it, each with what stands there and what would, and the item as it may leave.

    `pictures` are what was seen of each picture or video: its field, its digest, and how many faces.
    """

    item: Item
    proposals: Sequence[tuple[Proposal, str, str]]
    leaves: Item
    pictures: Sequence[tuple[str, str, Seen]] = ()


def propose(
    place: LibraryPlace,
    item_ids: Collection[str],
    pseudonyms: Pseudonyms,
    shown_words: Collection[WordsClass] = (),
) -> Iterator[ItemProposals]:
    """Yield the proposals of each item, and what was seen of its pictures. `shown_words` are not withheld.

    Raises:
        ItemNotFoundError: the library holds no such id. The others of `Library.open`.
    """
    with Library.open(place) as library, Lookout() as lookout:
        maker = item_redactor(library, pseudonyms, shown_words=shown_words)
        for item_id in item_ids:
            item = library.item(item_id)
            if item is None:
                raise ItemNotFoundError(item=item_id)
            shown = [
                (one, there, pseudonyms.put(one.span, there))
                for one in maker.proposals(item)
                for there in (one.there(item),)
            ]
            yield ItemProposals(item, shown, maker.redacted(item), tuple(pictures_of(library, item, lookout)))


def pictures_of(library: Library, item: Item, lookout: Lookout) -> Iterator[tuple[str, str, Seen]]:
    """Yield the field, digest and what was seen of each of an item's pictures and videos that the library holds."""
    for number, one in enumerate(item.attachments):
        content = library.attachment_path(one.sha256) if one.sha256 else None
        seen = None if content is None else lookout.seen(str(one.sha256), content)
        if seen is not None:
            yield f"attachments/{number}", str(one.sha256), seen


def item_redactor(
    library: Library,
    pseudonyms: Pseudonyms,
    is_kept: Callable[[str], bool] = none_kept,
    *,
    hides_owner: bool = False,
    shown_words: Collection[WordsClass] = (),
) -> ItemRedactor:
    """Return what makes a library's items ready to leave: its people by every name they ever had, the owner's kept.

    `is_kept` says which items' ids stay as they are. `hides_owner` treats the owner's accounts as one more person.
    """
    joined, past = library.people(), library.past_names()
    owners, actors = library.owners(), library.actors()
    own = _own_people(library)

    def whose(key: str) -> str:
        person = joined.person(key).id
        return _OWNER if hides_owner and person in own else person

    keys = {actor.key for actor in (*actors, *owners) if joined.person(actor.key).id in own}
    people = [_person(actor, whose(actor.key), joined.person(actor.key).name, past) for actor in actors]
    others = [one for actor, one in zip(actors, people, strict=True) if hides_owner or actor.key not in keys]
    mine = [one for actor, one in zip(actors, people, strict=True) if actor.key in keys and not hides_owner]
    return ItemRedactor(
        Redactor(KnownPeople(others, mine)),
        pseudonyms,
        () if hides_owner else keys,
        whose,
        is_kept,
        shown_words,
    )


def _own_people(library: Library) -> set[str]:
    """Return the persons of the owner's accounts, and of handles that are hers: targets take those for hers too."""
    joined, owners = library.people(), library.owners()
    handles = {(one.platform, one.handle.casefold()) for one in owners if one.handle}
    same = [
        one
        for one in library.actors()
        if one.id_kind == "handle" and (one.platform, one.id.casefold()) in handles
    ]
    return {joined.person(one.key).id for one in (*owners, *same)}


def _person(actor: Actor, key: str, given: str | None, past: dict[str, list[str]]) -> Person:
    """Return an account's names under its person's key; a bare account's number is no name."""
    person = Person.of(actor, *([given] if given else []))
    others = [name for name in past.get(actor.key, ()) if name != actor.id and not name.isdigit()]
    return Person(key, (*person.names, *others), person.handles, person.ids)
