"""Comparing what is due with the owner's own public listing: one request for many posts, and suspects come first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wildgrass.flows.watch_looking import Watched, kept
from wildgrass.net import Client, NetError, ProxyFailedError
from wildgrass.watch.asking import address
from wildgrass.watch.listings import Listing, listing_question, read_listing
from wildgrass.watch.looks import Look


@dataclass(frozen=True, slots=True)
class Compared:
    """An account's listing beside its archive: the looks that it stands for, and what it should hold and does not."""

    account: str
    seen: tuple[Look, ...]
    missing: tuple[Watched, ...]


def compare_listings(
    items: Sequence[Watched], client: Client, now: Callable[[], datetime], folder: Path
) -> Iterator[Compared]:
    """Ask each account's listing, where its platform shows one to strangers, and compare.

    Raises:
        ProxyFailedError: the proxy is down; nothing is asked around it.
    """
    accounts: dict[tuple[str, str], list[Watched]] = {}
    for one in items:
        accounts.setdefault((one.platform, one.account), []).append(one)
    for (platform, account), theirs in accounts.items():
        native = account.split(":", 2)[-1]
        question = listing_question(platform, native, theirs[0].url)
        if question is None:
            continue
        at = now()
        try:
            answer = client.get(question.url, headers={"Accept": question.accept}, other_hosts=question.hosts)
        except ProxyFailedError:
            raise
        except NetError:
            continue  # a listing that cannot be had says nothing
        record = kept(folder, at, answer)
        listing = read_listing(platform, native, answer.body) if answer.is_good else None
        if listing is not None:
            yield _compared(account, theirs, listing, at, record)


def _compared(
    account: str, items: Sequence[Watched], listing: Listing, at: datetime, record: str
) -> Compared:
    listed = [one for one in items if _is_in(one, listing)]
    if not listed:  # a wall, or somebody else's
        return Compared(account, (), ())
    looks = [
        Look(item=one.id, at=at, path="listing", state="present", status=200, record=record) for one in listed
    ]
    ids = {one.id for one in listed}
    missing = [one for one in items if one.id not in ids and _is_covered(one, listing)]
    return Compared(account, tuple(looks), tuple(missing))


def _is_in(one: Watched, listing: Listing) -> bool:
    native = address(one.platform, one.url).native
    names = {native, one.url, one.id.split(":", 2)[-1]} - {""}
    return not names.isdisjoint(listing.posts)


def _is_covered(one: Watched, listing: Listing) -> bool:
    """Say whether a post is of the time that the listing shows."""
    return listing.oldest is not None and one.published is not None and one.published > listing.oldest
