"""Whose an item is: by the archive, by its address and by what the platform answers. Nobody else's is watched."""

from collections.abc import Mapping, Sequence
from typing import Final

from wildgrass.model import Actor, Item, Kind
from wildgrass.watch.asking import address

_OWN_ADDRESSES: Final = frozenset({"x", "bluesky", "mastodon", "nostr"})
"""Platforms where an answer is a post like any other, with an address of its own."""


def names(owners: Sequence[Actor], past: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return every id and handle that the owner has or had, by platform, in small letters; `past` is by account.

    Past names are displayed names as well: where no handle is known, they would pass for one.
    """
    found: dict[str, set[str]] = {}
    for one in owners:
        theirs = found.setdefault(one.platform, set())
        before = past.get(one.key, ()) if one.handle else ()
        theirs.update(name.casefold() for name in (one.id, one.handle, *before) if name)
    return {platform: frozenset(theirs) for platform, theirs in found.items()}


def is_at_home(item: Item, theirs: frozenset[str]) -> bool:
    """Say whether an item's address may be its author's: it names no other account, and no other post than the item.

    That of a comment is often the page of somebody else's post; then it names the comment.
    """
    assert item.url is not None
    if is_below(item):
        return _number(item) in item.url
    named = address(item.source, item.url)
    if named.who and not _may_be(named.who, theirs):
        return False
    number = _number(item)
    is_number = named.native.isdigit() and number.isdigit()
    return not is_number or named.native == number


def is_below(item: Item) -> bool:
    """Say whether an item is a comment whose address is that of the page it stands on, which may be anybody's."""
    if item.kind is not Kind.COMMENT or item.source in _OWN_ADDRESSES or item.url is None:
        return False
    return address(item.source, item.url).native != _number(item)


def _number(item: Item) -> str:
    """Return the platform's own id of an item."""
    return item.id.rpartition(":")[2].rpartition("/")[2]


def is_hers(author: str | None, theirs: frozenset[str]) -> bool:
    """Say whether an answer's author may be the owner; who does not say may be."""
    return author is None or _may_be(author, theirs)


def _may_be(name: str, theirs: frozenset[str]) -> bool:
    """Say whether a name is one of hers, or the archive knows none of its kind to compare it with."""
    folded = name.casefold()
    return folded in theirs or not any(_kind(one) == _kind(folded) for one in theirs)


def _kind(name: str) -> str:
    """Return what sort of a name it is: a number, a DID, an address on the web, or a handle."""
    if name.isdigit():
        return "number"
    return "did" if name.startswith("did:") else "address" if "://" in name else "handle"
