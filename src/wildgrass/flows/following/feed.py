"""A feed, exactly as it is served: RSS, Atom or JSON Feed, also what RSSHub makes of Weibo and others.

Where it names older pages of itself (RFC 5005, `rel="next"`, JSON Feed's `next_url`) there, they are fetched.
"""

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from wildgrass.flows.following.asking import Asking, Fetched, refused
from wildgrass.flows.following.errors import FollowRefusedError, FollowTargetError
from wildgrass.net import Answer, NetError
from wildgrass.net.client import host_of
from wildgrass.sources.feed import layout

_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
)
_SENT_BACK: Final = {"etag": "if-none-match", "last-modified": "if-modified-since"}
_LINK: Final = re.compile(rb"<(?:\w+:)?link\b[^>]{0,4000}>", re.IGNORECASE)
_OLDER: Final = re.compile(rb"\brel\s*=\s*[\"'](?:prev-archive|next)[\"']", re.IGNORECASE)
_HREF: Final = re.compile(rb"\bhref\s*=\s*[\"']([^\"'>]{1,4000})[\"']", re.IGNORECASE)
_MOST_PAGES: Final = 2000


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
        self._keep(asking, answer, "feed")
        kept = {name: answer.headers[name] for name in _SENT_BACK if answer.headers.get(name)}
        fetched = Fetched(state=dict(kept))
        self._older(asking, answer, fetched)
        same = all(before.get(name) == value for name, value in kept.items())
        fetched.is_same = bool(kept) and same and before.get("older") == fetched.state.get("older")
        return fetched

    def _keep(self, asking: Asking, answer: Answer, stem: str) -> None:
        """Keep an answer if it is a feed. Raises FollowRefusedError."""
        start = answer.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        name = f"{stem}.json" if start == b"{" else f"{stem}.xml"
        asking.spool.put(name, answer.body)
        if layout.form_of(asking.spool.export(), name) is None:
            asking.spool.forget(name)
            kind = answer.headers.get("content-type", "")[:80] or "nothing said what it is"
            raise FollowRefusedError(host=host_of(self._url), what="a feed", reason=kind)
        asking.note(answer, name)

    def _older(self, asking: Asking, answer: Answer, fetched: Fetched) -> None:
        """Fetch older pages; one that is not to be had is told of, and what it holds is not taken for gone."""
        seen = {self._url}
        for page in range(1, _MOST_PAGES):
            url = _older_page(answer)
            if url is None or url in seen:
                return
            if (urlsplit(url).scheme, host_of(url)) != (urlsplit(self._url).scheme, host_of(self._url)):
                fetched.notes.append(
                    f"older entries at {host_of(url)} are not asked for: it is another server"
                )
                return
            seen.add(url)
            try:
                answer = asking.get(url, "older entries", accept=_ACCEPT)
                self._keep(asking, answer, f"feed-{page:04}")
            except (NetError, FollowRefusedError) as error:
                fetched.notes.append(f"older entries: {error}")
                fetched.state |= {"retry": "yes", "older": "missing"}
                return


def _older_page(answer: Answer) -> str | None:
    """Return the address of the next older page, as a feed names it."""
    said = answer.json() if answer.body.lstrip()[:1] == b"{" else None
    href = said.get("next_url") if isinstance(said, dict) else None
    if not isinstance(said, dict):
        links = (link[0] for link in _LINK.finditer(answer.body) if _OLDER.search(link[0]))
        found = next((one for link in links if (one := _HREF.search(link))), None)
        href = unescape(found[1].decode("utf-8", "replace")) if found else None
    if not isinstance(href, str) or not href.strip():
        return None
    try:
        return urljoin(answer.url, href.strip())
    except ValueError:
        return None
