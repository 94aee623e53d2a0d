"""An owner's own public listing, and what of her archive is no longer in it: a reason to look, never a verdict.

A listing covers a stretch of time: from now back to the oldest post in it. What is older than that says nothing, and a
listing that holds nothing of the archive is a wall or somebody else's.

| platform | listing | source of its shape |
|---|---|---|
| bluesky | app.bsky.feed.getAuthorFeed, the newest 100 | the lexicon of that name, bluesky-social/atproto |
| mastodon | the actor's ActivityPub outbox, newest page | W3C ActivityPub, section 5.1 |
| telegram | t.me/s/CHANNEL, `data-post` and `time` | lib/routes/telegram/channel.ts of DIYgod/RSSHub |
| youtube | feeds/videos.xml of a channel, the newest 15 | Atom, RFC 4287; `yt:videoId` |
| weibo | m.weibo.cn container 107603 and the account's number | weibo.py of dataabc/weibo-crawler |
| feed | the feed itself | RSS 2.0, RFC 4287 |
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast
from urllib.parse import quote, urlsplit

from lxml import etree, html
from lxml.etree import ParserError, XMLSyntaxError

from wildgrass.watch.asking import ACTIVITY, Question, is_official

_OFFICIAL: Final = {
    "bluesky": ("https://public.api.bsky.app", "/xrpc/app.bsky.feed.getAuthorFeed?actor={id}&limit=100"),
    "telegram": ("https://t.me", "/s/{id}"),
    "youtube": ("https://www.youtube.com", "/feeds/videos.xml?channel_id={id}"),
    "weibo": ("https://m.weibo.cn", "/api/container/getIndex?type=uid&value={id}&containerid=107603{id}"),
}
Rows = Iterator[tuple[Sequence[str], datetime | None]]
"""The names of each post, and when it was published."""
_FEED: Final = "application/atom+xml,application/rss+xml,application/xml;q=0.9"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing shows: the platform's own ids or addresses of posts, and how far back it goes."""

    posts: frozenset[str]
    oldest: datetime | None


def listing_question(platform: str, account: str, url: str) -> Question | None:
    """Return where an account's public listing is, None where strangers see none; `url` is of one of its items."""
    if platform == "mastodon":
        outbox = f"{account}/outbox?page=true"
        return Question(path="listing", url=outbox, accept=ACTIVITY) if _is_beside(account, url) else None
    if platform == "feed":
        return Question(path="listing", url=account, accept=_FEED) if _is_beside(account, url) else None
    if platform not in _OFFICIAL:
        return None
    base, form = _OFFICIAL[platform]
    split = urlsplit(url)
    here = base if is_official(platform, url) else f"{split.scheme}://{split.netloc}"
    return Question(path="listing", url=here + form.format(id=quote(account, safe=":")))


def read_listing(platform: str, account: str, body: bytes) -> Listing | None:
    """Return what a listing shows, None where it is none; posts of others that it passes on are left out."""
    if platform in {"youtube", "feed"}:
        rows = list(_of_feed(body))
    elif platform == "telegram":
        rows = list(_of_channel(account, body))
    else:
        rows = list(_of_json(platform, account, body))
    if not rows:
        return None
    times = [at for _, at in rows if at is not None]
    if len(times) > 1 and times[0] < times[1]:
        times = times[1:]  # a pinned post says nothing of how far the listing goes
    posts = frozenset(name for names, _ in rows for name in names if name)
    return Listing(posts, min(times) if times else None)


def _of_json(platform: str, account: str, body: bytes) -> Rows:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return
    if not isinstance(value, dict) or platform not in _READERS:
        return
    yield from _READERS[platform](account, value)


def _of_author_feed(account: str, value: Mapping[str, Any]) -> Rows:
    for post in (_inner(row, "post") for row in _rows(value.get("feed"))):
        if _inner(post, "author").get("did") == account:
            yield (
                (str(post.get("uri", "")).rpartition("/")[2],),
                _iso(_inner(post, "record").get("createdAt")),
            )


def _of_outbox(_account: str, value: Mapping[str, Any]) -> Rows:
    for activity in _rows(value.get("orderedItems")):
        note = _inner(activity, "object")
        if activity.get("type") == "Create" and note:
            yield (str(note.get("id", "")), str(note.get("url", ""))), _iso(note.get("published"))


def _of_container(account: str, value: Mapping[str, Any]) -> Rows:
    for post in (_inner(card, "mblog") for card in _rows(_inner(value, "data").get("cards"))):
        if post and str(_inner(post, "user").get("id", account)) == account:
            names = [str(post.get(name, "")) for name in ("id", "mid", "bid")]
            yield names, _weibo_time(post.get("created_at"))


_READERS: Final[Mapping[str, Callable[[str, Mapping[str, Any]], Rows]]] = {
    "bluesky": _of_author_feed,
    "mastodon": _of_outbox,
    "weibo": _of_container,
}


def _of_channel(account: str, body: bytes) -> Rows:
    try:
        tree = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (ValueError, ParserError):
        return
    for one in cast("list[Any]", tree.xpath("//*[@data-post]")):
        channel, _, number = str(one.get("data-post")).partition("/")
        times = one.xpath(".//time/@datetime")
        if channel.casefold() == account.casefold():
            yield (number,), _iso(times[-1] if times else None)


def _of_feed(body: bytes) -> Rows:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(body, parser=parser)
    except (XMLSyntaxError, ValueError):
        return
    for entry in tree.iter("{*}entry", "{*}item"):
        parts: dict[str, list[str]] = {}
        for part in entry:
            if isinstance(part.tag, str):
                parts.setdefault(etree.QName(part).localname, []).append(
                    (part.get("href") or part.text or "").strip()
                )
        names = [name for kind in ("videoId", "link", "id", "guid") for name in parts.get(kind, ())]
        dates = parts.get("published") or parts.get("pubDate") or parts.get("updated") or [""]
        yield names, _iso(dates[0]) or _mail_time(dates[0])


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _inner(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _is_beside(account: str, url: str) -> bool:
    """Say whether an account's address is on the host of its posts: nobody else is asked."""
    is_web = re.match(r"https?://[^?#]+\Z", account) is not None
    return is_web and urlsplit(account).netloc == urlsplit(url).netloc


def _iso(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _mail_time(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _weibo_time(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
