"""A public Telegram channel by the pages that t.me/s/ shows to everybody: nothing logs in, no bot, no key.

Each page holds some twenty messages; the next is asked for by the oldest number on it. All are fetched in each run,
since only so is it seen what was edited and what is gone.
"""

import re
from typing import Final

from wildgrass.flows.following.asking import Asking, Fetched
from wildgrass.flows.following.errors import FollowMismatchError, FollowRefusedError, FollowTargetError
from wildgrass.net.client import host_of

_SHAPE: Final = re.compile(
    r"(?:https://t\.me/(?:s/)?|@)?(?P<who>[A-Za-z]\w{3,63})(?:@(?P<server>https?://[^/\s]+)/?)?\Z", re.ASCII
)
_SERVER: Final = "https://t.me"
_POST: Final = re.compile(rb'\bdata-post="(\w{2,64})/(\d{1,18})"')
_CHANNEL: Final = re.compile(rb'class="tgme_channel_(?:info|history)[ "]')
_MOST_PAGES: Final = 100_000
_FEWER: Final = 2


class TelegramChannel:
    """Fetches one public channel."""

    def __init__(self, place: str) -> None:
        """Take "CHANNEL" or its address; "@SERVER-URL" after it names a mirror. Raises FollowTargetError."""
        found = _SHAPE.match(place)
        if found is None:
            raise FollowTargetError(target=f"telegram:{place}")
        self._who, self._server = found["who"], found["server"] or _SERVER
        self.near: frozenset[str] | None = frozenset({host_of(self._server)})

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch every page; see `Fetched`.

        Raises:
            FollowRefusedError, FollowMismatchError: a page is missing or another's, and so nothing is sealed. NetError.
        """
        first = f"{self._server}/s/{self._who}"
        url, oldest, found = first, 0, set[int]()
        for page in range(1, _MOST_PAGES):
            member = f"page-{page:04}.html"
            numbers = self._page(asking, url, member)
            if not numbers or (oldest and min(numbers) >= oldest):
                asking.spool.forget(
                    member
                )  # older than the first there is nothing; some servers repeat themselves
                break
            found |= numbers
            oldest = min(numbers)
            if oldest <= 1:
                break
            url = f"{first}?before={oldest}"
        if not found:
            reason = "it shows no message: no public channel, or its owner switched the pages off"
            raise FollowRefusedError(
                host=host_of(self._server), what=f"the channel {self._who}", reason=reason
            )
        return _counted(len(found), before)

    def _page(self, asking: Asking, url: str, member: str) -> set[int]:
        """Return the numbers of a page's messages. Raises FollowMismatchError: they are another channel's."""
        body = asking.get(url, "the channel's page", member=member, accept="text/html").body
        host = host_of(url)
        names = _POST.findall(body)
        if not names and not _CHANNEL.search(body):
            reason = "no page of a public channel"
            raise FollowRefusedError(host=host, what=f"the channel {self._who}", reason=reason)
        if any(name.decode().lower() != self._who.lower() for name, _ in names):
            reason = "messages of another channel"
            raise FollowMismatchError(host=host, what=f"the channel {self._who}", reason=reason)
        return {int(number) for _, number in names}


def _counted(count: int, before: dict[str, str]) -> Fetched:
    """Return what the fetch comes to: far fewer messages than last time are no sign that they are gone."""
    fetched = Fetched(state={"count": str(count)})
    known = before.get("count", "")
    if known.isdecimal() and len(known) < 12 and count * _FEWER < int(known):
        fetched.gaps.append(f"the channel shows {count:,} messages and showed {int(known):,} the last time")
        fetched.state["count"] = known
    return fetched
