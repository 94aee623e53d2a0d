"""What of a library can be watched: its owner's own public items that have an address of hers, and nothing else."""

from collections.abc import Sequence
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.watch_looking import Watched
from wildgrass.library import Library
from wildgrass.model import Actor, Audience, Item, Kind
from wildgrass.watch.belonging import is_at_home, is_below, names
from wildgrass.watch.pictures import Picture, pictures_of

KINDS: Final = (Kind.POST, Kind.QUOTE, Kind.COMMENT)
_PRIVATE: Final = (Kind.ACCOUNT, Kind.LOGIN, Kind.DEVICE, Kind.EMAIL, Kind.PHONE)
"""What an export holds of nobody but the account that it was made of."""
_NOBODY: Final[frozenset[str]] = frozenset()
_REPLIES: Final = ("replies", "comments")


class NotOwnArchiveError(WildgrassError):
    """The library says of one account that it is its owner, and holds another one's private records."""

    code = "watch-not-own"
    exit_code = EXIT_DECIDE
    message = "the library names {owner} as its owner, but holds the private records of {other}"
    hint = "read the owner's own export again; other people's timelines cannot be watched"


def watched(library: Library) -> list[Watched]:
    """Return what can be watched: the owner's own public items that have an address and were not deleted by her.

    Raises:
        NotOwnArchiveError: the library contradicts itself about whose it is.
    """
    owners = library.owners()
    keys = {actor.key for actor in owners}
    _check_private(library, owners, keys)
    theirs = names(owners, library.past_names())
    return [
        Watched(
            id=item.id,
            platform=item.source,
            url=item.url,
            text=item.text,
            title=item.title or "",
            published=None if item.published is None else item.published.instant,
            account="" if item.author is None else item.author.key,
            names=theirs.get(item.source, _NOBODY),
            replies=next((item.counts[name] for name in _REPLIES if name in item.counts), None),
            pictures=() if below else _pictures(item),
            is_below=below,
        )
        for item in library.items(KINDS)
        if item.url is not None
        and _is_own_and_public(item, keys)
        and is_at_home(item, theirs.get(item.source, _NOBODY))
        for below in [is_below(item)]
    ]


def _pictures(item: Item) -> tuple[Picture, ...]:
    assert item.url is not None
    author = "" if item.author is None else item.author.id
    return pictures_of(item.source, item.url, item.attachments, author)


def _check_private(library: Library, owners: Sequence[Actor], keys: set[str]) -> None:
    """Refuse a library whose owner was changed: account records are of nobody else."""
    platforms = {one.platform for one in owners}
    for item in library.items(_PRIVATE, include_withheld=True):
        author = item.author
        if author is not None and author.platform in platforms and author.key not in keys:
            raise NotOwnArchiveError(owner=", ".join(sorted(keys)), other=author.key)


def _is_own_and_public(item: Item, owners: set[str]) -> bool:
    is_own = item.author is not None and item.author.key in owners
    return (
        is_own and item.audience is Audience.PUBLIC and item.url is not None and item.url.startswith("http")
    )
