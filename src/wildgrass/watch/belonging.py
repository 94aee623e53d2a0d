"""Whose an item is: by the archive, by its address and by what the platform answers. Nobody else's is watched."""

from collections.abc import Sequence

from wildgrass.model import Actor, Item
from wildgrass.watch.asking import address


def names(owners: Sequence[Actor], platform: str) -> frozenset[str]:
    """Return every id and handle of the owner's on a platform, in small letters."""
    mine = [one for one in owners if one.platform == platform]
    return frozenset(name.casefold() for one in mine for name in (one.id, one.handle) if name)


def is_at_home(item: Item, owners: Sequence[Actor]) -> bool:
    """Say whether an item's address may be its author's: it names no other account, and no other post than the item."""
    assert item.url is not None
    named = address(item.source, item.url)
    theirs = names(owners, item.source)
    if named.who and theirs and named.who.casefold() not in theirs:
        return False
    number = item.id.rpartition(":")[2].rpartition("/")[2]
    is_number = named.native.isdigit() and number.isdigit()
    return not is_number or named.native == number


def is_hers(author: str | None, theirs: frozenset[str]) -> bool:
    """Say whether an answer's author may be the owner; who does not say may be."""
    return author is None or not theirs or author.casefold() in theirs
