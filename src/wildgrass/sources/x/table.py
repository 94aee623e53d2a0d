"""tweets.csv of 2012 to 2018: the same posts as the monthly files, with fewer fields."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from wildgrass.model import Audience, Item, Kind, Link, Origin, Problem
from wildgrass.sources.x.archive import SOURCE, Archive
from wildgrass.sources.x.text import account, unescape
from wildgrass.sources.x.times import moment

_FIELDS: Final = frozenset(
    {"tweet_id", "in_reply_to_status_id", "in_reply_to_user_id", "timestamp", "text", "expanded_urls"}
)
_MAX_FIELD: Final = 1 << 20


def rows(stream: BinaryIO) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows with their number; `csv.Error` where a row cannot be read."""
    csv.field_size_limit(_MAX_FIELD)
    lines = codecs.getreader("utf-8-sig")(stream, "replace")
    yield from enumerate(csv.DictReader(lines, restkey="more", restval=""))


def read(archive: Archive, member: str, number: int, row: Mapping[str, str]) -> Iterator[Item | Problem]:
    """Yield the post of a row, unless the monthly files held it."""
    where = f"row {number}"
    post, text = row.get("tweet_id") or "", row.get("text")
    if not post.isdigit() or text is None:
        yield Problem(code="record-without-id", reason="a row without a post id", member=member, where=where)
        return
    item_id = f"{SOURCE}:post:{post}"
    if item_id in archive.seen:
        archive.duplicates += 1
        return
    archive.seen.put(item_id, 0)
    yield _item(archive, member, number, row, unescape(text))


def _item(archive: Archive, member: str, number: int, row: Mapping[str, str], text: str) -> Item:
    reply, shared = row.get("in_reply_to_status_id"), row.get("retweeted_status_id")
    urls = [url for url in (row.get("expanded_urls") or "").split(",") if url]
    known = _FIELDS | {"retweeted_status_id", "retweeted_status_user_id"}
    return Item(
        id=f"{SOURCE}:post:{row['tweet_id']}",
        kind=Kind.SHARE if shared or text.startswith("RT @") else Kind.POST,
        source=SOURCE,
        origin=Origin(member=member, record=-1, pointer=f"/{number}"),
        author=archive.owner,
        published=moment(row.get("timestamp") or ""),
        as_of=archive.as_of,
        text=text,
        audience=archive.public(Audience.PUBLIC),
        in_reply_to=f"{SOURCE}:post:{reply}" if reply else None,
        in_reply_to_author=account(row.get("in_reply_to_user_id") or None),
        shares=f"{SOURCE}:post:{shared}" if shared else "" if text.startswith("RT @") else None,
        target=account(row.get("retweeted_status_user_id") or None),
        url=f"https://x.com/i/status/{row['tweet_id']}",
        links=tuple(Link(url=url, target=url) for url in dict.fromkeys(urls)),
        extra={key: part for key, part in row.items() if key not in known and part},
    )
