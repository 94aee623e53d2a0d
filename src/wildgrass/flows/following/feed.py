"""A feed, exactly as it is served: RSS, Atom or JSON Feed, also what RSSHub makes of Weibo and others."""

from typing import Final

from wildgrass.flows.following.asking import Asking, Fetched, refused
from wildgrass.flows.following.errors import FollowRefusedError, FollowTargetError
from wildgrass.net.client import host_of
from wildgrass.sources.feed import FeedSource

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
)
_SENT_BACK: Final = {"etag": "if-none-match", "last-modified": "if-modified-since"}


class FeedPlace:
    """Fetches one feed."""

    def __init__(self, place: str) -> None:
        """Take an address. Raises FollowTargetError."""
        if not place.startswith(("https://", "http://")):
            raise FollowTargetError(target=f"feed:{place}")
        self._url = place
        self.near: frozenset[str] | None = frozenset({host_of(place)})

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch the feed, if it is another one than last time; see `Fetched`.

        Raises:
            FollowRefusedError: what is served is no feed. NetError: nothing is.
        """
        known = {_SENT_BACK[name]: value for name, value in before.items() if name in _SENT_BACK}
        if "retry" in before:  # a file is still to be had, so the feed that names it is, too
            known = {}
        answer = asking.conditional(self._url, known, _ACCEPT)
        if answer.status == 304 and known:
            return Fetched(state=before, is_unchanged=True)
        if not answer.is_good:
            raise refused(answer, "the feed")
        start = answer.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        name = "feed.json" if start == b"{" else "feed.xml"
        asking.spool.put(name, answer.body)
        asking.note(answer, name)
        if FeedSource().recognise(asking.spool.export()) is None:
            kind = answer.headers.get("content-type", "")[:80] or "nothing said what it is"
            raise FollowRefusedError(host=host_of(self._url), what="a feed", reason=kind)
        kept = {name: answer.headers[name] for name in _SENT_BACK if answer.headers.get(name)}
        return Fetched(state=kept)
