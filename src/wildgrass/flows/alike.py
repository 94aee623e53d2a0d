"""What in a library is like its owner's removed items: by words, those of earlier exports too, and by pictures."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from wildgrass.audit.measures_history import Alike
from wildgrass.library import Library
from wildgrass.library.likeness import Likeness, NotPreparedError
from wildgrass.library.place import LibraryPlace
from wildgrass.library.shelves import Shelves
from wildgrass.model import Item


def alike(place: LibraryPlace, library: Library, owners: Collection[str]) -> list[Alike] | None:
    """Return the owner's items that are like those of hers that the platform or an authority removed.

    None where no such removal is known, or nobody has looked for likenesses yet.

    Raises:
        LibraryLockedError and the others of `Library.open`.
    """
    with closing(Shelves(place)) as shelves:
        removed = {item_id: library.dated_versions(item_id) for item_id in shelves.judged()}
        own = [
            _Removed(item_id, [item for _, item in contents])
            for item_id, contents in removed.items()
            if _is_of(contents[0][1], owners)
        ]
        if not own:
            return None
        try:
            with Likeness(place) as likeness:
                pairs = [*_by_words(likeness, own), *_by_pictures(likeness, own)]
        except NotPreparedError:
            return None
        found = {one.no: one.item for one in shelves.items({number for _, number in pairs})}
    return [
        Alike(item_id, found[number].id)
        for item_id, number in pairs
        if number in found and found[number].id not in removed and _is_there(found[number], owners)
    ]


@dataclass(frozen=True, slots=True)
class _Removed:
    """A removed item with all that exports gave for it."""

    id: str
    contents: Sequence[Item]


def _is_of(item: Item, owners: Collection[str]) -> bool:
    return item.author is not None and item.author.key in owners


def _is_there(item: Item, owners: Collection[str]) -> bool:
    return _is_of(item, owners) and not item.is_deleted and item.removed is None


def _by_words(likeness: Likeness, removed: Sequence[_Removed]) -> Iterator[tuple[str, int]]:
    texts = [(one.id, text) for one in removed for text in {item.text for item in one.contents if item.text}]
    found = likeness.texts_like_each([text for _, text in texts])
    for (item_id, _), near in zip(texts, found, strict=True):
        yield from ((item_id, one.no) for one in near)


def _by_pictures(likeness: Likeness, removed: Sequence[_Removed]) -> Iterator[tuple[str, int]]:
    for one in removed:
        pictures = {part.sha256 for item in one.contents for part in item.attachments if part.sha256}
        for sha256 in sorted(pictures):
            yield from ((one.id, number) for number in _shown(likeness, sha256))


def _shown(likeness: Likeness, sha256: str) -> Iterator[int]:
    """Yield the numbers of items with this picture, or one that is the same without a doubt, re-made or not."""
    for one in [sha256, *(near.sha256 for near in likeness.images_near(sha256) if near.is_same)]:
        yield from (number for number, _ in likeness.where_shown(one))
