"""A Mastodon account by its server's public interface, and any ActivityPub account by its outbox: pages as served.

https://docs.joinmastodon.org/methods/accounts/, https://www.w3.org/TR/activitypub/#outbox. Nothing logs in, so what is
fetched is what everybody sees. Servers that answer nobody without a login are told of, not gone around.
"""

import re
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from wildgrass.flows.following.asking import Asking, Fetched
from wildgrass.flows.following.errors import FollowMismatchError, FollowRefusedError, FollowTargetError
from wildgrass.net.client import host_of

_SHAPE: Final = re.compile(
    r"@?(?P<who>[\w.+-]+)@(?:(?P<server>https?://[^/\s]+)/?|(?P<host>[\w-]+(?:\.[\w-]+)+(?::\d+)?))\Z"
)
_PAGE: Final = 40
_MOST_PAGES: Final = 20_000
_ACTIVITY: Final = (
    'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
)
_FEWER: Final = 2


class MastodonAccount:
    """Fetches one account's public statuses."""

    def __init__(self, place: str) -> None:
        """Take "ACCOUNT@SERVER". Raises FollowTargetError."""
        found = _SHAPE.match(place)
        if found is None:
            raise FollowTargetError(target=f"mastodon:{place}")
        self._who = found["who"]
        self._server = found["server"] or f"https://{found['host']}"
        self.near: frozenset[str] | None = frozenset({host_of(self._server)})

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch every page; see `Fetched`.

        Raises:
            FollowRefusedError, FollowMismatchError: a page is missing, and so nothing is sealed. NetError.
        """
        base, host = f"{self._server}/api/v1/accounts", host_of(self._server)
        url = f"{base}/lookup?{urlencode({'acct': self._who})}"
        account = asking.get(url, "the account", member="account.json").json()
        number = account.get("id") if isinstance(account, dict) else None
        if not isinstance(number, str) or not number:
            raise FollowMismatchError(host=host, what="the account", reason="no account in it")
        count, last = 0, ""
        for page in range(1, _MOST_PAGES):
            more = {"limit": str(_PAGE)} | ({"max_id": last} if last else {})
            member = f"statuses-{page:04}.json"
            url = f"{base}/{quote(number)}/statuses?{urlencode(more)}"
            said = asking.get(url, "the account's posts", member=member).json()
            numbers = _numbers(said, host, number)
            if not numbers:
                break
            if numbers[-1] == last:
                raise FollowMismatchError(host=host, what="the next page", reason="the same page again")
            count, last = count + len(numbers), numbers[-1]
        return _counted(count, account.get("statuses_count"), before)


def _numbers(said: Any, host: str, account: str) -> list[str]:
    """Return the posts' numbers on a page. Raises FollowMismatchError: it is no page of this account."""
    if not isinstance(said, list):
        raise FollowMismatchError(host=host, what="the account's posts", reason="no list in it")
    found = []
    for one in said:
        author = one.get("account") if isinstance(one, dict) else None
        if not isinstance(author, dict) or author.get("id") != account or not isinstance(one.get("id"), str):
            raise FollowMismatchError(
                host=host, what="the account's posts", reason="a post of another account"
            )
        found.append(one["id"])
    return found


def _counted(count: int, stated: Any, before: dict[str, str]) -> Fetched:
    """Return what the fetch comes to: far fewer posts than stated or than last time are no sign that they are gone."""
    fetched = Fetched(state={"count": str(count)})
    if count == 0 and type(stated) is int and stated > 0:
        fetched.gaps.append(f"the server states {stated:,} posts and shows none")
    known = before.get("count", "")
    if known.isascii() and known.isdigit() and count * _FEWER < int(known[:12]):
        fetched.gaps.append(f"the server shows {count:,} posts and showed {int(known[:12]):,} the last time")
    return fetched


class ActivityPubAccount:
    """Fetches one account's actor and outbox."""

    def __init__(self, place: str) -> None:
        """Take the actor's address. Raises FollowTargetError."""
        if not place.startswith(("https://", "http://")):
            raise FollowTargetError(target=f"activitypub:{place}")
        self._actor = place
        self.near: frozenset[str] | None = frozenset({host_of(self._actor)})

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch the actor and every page of the outbox; see `Fetched`.

        Raises:
            FollowRefusedError, FollowMismatchError: a page is missing, and so nothing is sealed. NetError.
        """
        host = host_of(self._actor)
        actor = self._asked(asking, self._actor, "the account", "actor.json")
        outbox = self._asked(asking, self._near(actor.get("outbox"), host), "the outbox", "outbox.json")
        if outbox.get("type") not in ("OrderedCollection", "OrderedCollectionPage"):
            raise FollowMismatchError(host=host, what="the outbox", reason="no collection in it")
        onward: Any = outbox.get("first")
        if isinstance(outbox.get("orderedItems"), list):
            onward = outbox.get("next")
        count, seen = _held(outbox), {self._actor}
        page = 0
        while onward:
            inner = onward if isinstance(onward, dict) else None
            if inner is not None:  # the first page stands inside the outbox
                count, onward = count + _held(inner), inner.get("next")
                continue
            url, page = self._near(onward, host), page + 1
            if url in seen or page >= _MOST_PAGES:
                raise FollowMismatchError(host=host, what="the next page", reason="the same page again")
            seen.add(url)
            said = self._asked(asking, url, "the outbox", f"outbox-{page:04}.json")
            if _held(said) == 0:
                asking.spool.forget(f"outbox-{page:04}.json")
                break
            count, onward = count + _held(said), said.get("next")
        return _counted(count, outbox.get("totalItems"), before)

    def _asked(self, asking: Asking, url: str, what: str, member: str) -> dict[str, Any]:
        said = asking.get(url, what, member=member, accept=_ACTIVITY).json()
        if not isinstance(said, dict):
            raise FollowMismatchError(host=host_of(url), what=what, reason="no object in it")
        return said

    def _near(self, url: Any, host: str) -> str:
        """Return an address that a server named, if it is one of the same server."""
        if not isinstance(url, str) or not url:
            raise FollowRefusedError(host=host, what="the outbox", reason="it names none")
        there, here = urlsplit(urljoin(self._actor, url)), urlsplit(self._actor)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise FollowMismatchError(host=host, what="the outbox", reason=f"an address at {there.netloc}")
        return there.geturl()


def _held(said: dict[str, Any]) -> int:
    found = said.get("orderedItems")
    return len(found) if isinstance(found, list) else 0
