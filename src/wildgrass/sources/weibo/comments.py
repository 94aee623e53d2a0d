"""Comments under posts, and the replies to them."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Problem
from wildgrass.sources.weibo import ids, notices, parts, people, times
from wildgrass.sources.weibo.media import basename
from wildgrass.sources.weibo.people import PLATFORM
from wildgrass.sources.weibo.plaintext import MARKUP, from_markup, plain
from wildgrass.sources.weibo.state import Manner, Place, State

_COUNTS: Final = {"like_count": "likes", "like_counts": "likes", "total_number": "comments"}
_USED: Final = frozenset(
    {
        "id", "idstr", "mid", "_id", "bid", "text", "text_raw", "content", "created_at", "user", "user_id",
        "user_screen_name", "screen_name", "user_avatar_url", "weibo_id", "root_id", "rootid", "reply_id",
        "reply_comment", "status", "comments", "like_count", "like_counts", "total_number", "pic", "pic_url", "source",
        "pic_infos", "retweet_id", "url_struct", "rootidstr", "comment_user", "tweet_id", "crawl_time",
        "ip_location", "region_name",
    }
)  # fmt: skip
_OBSERVED: Final = frozenset(
    {
        "floor_number", "liked", "max_id", "isLikedByMblogAuthor", "is_mblog_author", "rid", "disable_reply",
        "readtimetype", "analysis_extra", "match_ai_play_picture", "restrictOperate", "safe_tags", "allow_follow",
        "item_category",
    }
)  # fmt: skip


def is_comment(record: Mapping[str, JSON]) -> bool:
    """Say whether a record is a comment: it has words and a comment's own marks."""
    return any(key in record for key in ("text", "text_raw", "content")) and any(
        key in record
        for key in (
            "rootid",
            "root_id",
            "reply_id",
            "comment_user",
            "floor_number",
            "like_counts",
            "reply_comment",
        )
    )


def read(
    record: Mapping[str, JSON],
    place: Place,
    manner: Manner,
    state: State,
    *,
    post: str = "",
    parent: str = "",
) -> Iterator[Item | Problem]:
    """Yield a comment and those below it. `post` and `parent` are the post's and the upper comment's numbers."""
    number = next(
        (found for key in ("id", "idstr", "mid", "_id") if (found := ids.digits(record.get(key)))), ""
    )
    if not number:
        yield place.problem("record-without-id", "a comment without a number")
        return
    post = _post(record) or post
    item = _item(record, place, manner, (number, post, _upper(record, number) or parent))
    if state.is_new(item):
        yield item
    below = record.get("comments")
    for index, one in enumerate(below if isinstance(below, list) else ()):
        if isinstance(one, dict):
            yield from read(one, place.under("comments", index), manner, state, post=post, parent=number)


def _post(record: Mapping[str, JSON]) -> str:
    """Return the number of the post that a comment is under."""
    status = record.get("status")
    if isinstance(status, dict):
        found = ids.native(status.get("id") or status.get("mid"), status.get("bid") or status.get("mblogid"))
        return found.number if found else ""
    found = ids.native(record.get("weibo_id") or record.get("tweet_id"), None)
    return found.number if found else ""


def _upper(record: Mapping[str, JSON], number: str) -> str:
    """Return the number of the comment that this one answers."""
    reply = record.get("reply_comment")
    keys = [reply.get("id")] if isinstance(reply, dict) else []
    keys += [record.get(key) for key in ("reply_id", "root_id", "rootid")]
    return next((found for key in keys if (found := ids.digits(key)) and found != number), "")


def _item(record: Mapping[str, JSON], place: Place, manner: Manner, numbers: tuple[str, str, str]) -> Item:
    """Make the item; `numbers` are the comment's, its post's and that of the comment it answers."""
    number, post, upper = numbers
    text = next(
        (str(record[key]) for key in ("text_raw", "text", "content") if isinstance(record.get(key), str)), ""
    )
    is_raw = isinstance(record.get("text_raw"), str)
    found = from_markup(text) if not is_raw and (manner.is_markup or MARKUP.search(text)) else plain(text)
    who = _author(record)
    gone = notices.removal(found.text) if who is None and notices.known(found.text) else None
    moment = times.read(record.get("created_at"), number)
    stated, bounds = people.stated_counts(record, _COUNTS, is_flattened=False)
    return Item(
        id=f"weibo:comment:{number}",
        kind=Kind.COMMENT,
        source=PLATFORM,
        origin=place.origin(),
        author=who,
        published=moment.moment,
        as_of=people.crawled(record) or manner.as_of,
        text="" if gone else found.text,
        removed=gone,
        audience=Audience.UNKNOWN,
        in_reply_to=f"weibo:comment:{upper}" if upper else f"weibo:post:{post}" if post else None,
        thread=f"weibo:post:{post}" if post else None,
        links=tuple(found.links),
        mentions=tuple(one for name, given in found.mentions if (one := people.actor(given, name))),
        attachments=_pictures(record),
        counts=stated,
        extra=_extra(record, moment.kept, bounds),
    )


def _author(record: Mapping[str, JSON]) -> Actor | None:
    return people.user(record.get("user") or record.get("comment_user")) or people.actor(
        record.get("user_id"), record.get("user_screen_name") or record.get("screen_name")
    )


def _pictures(record: Mapping[str, JSON]) -> tuple[Attachment, ...]:
    found = (
        [one.url for one in parts.parts({"pics": [record["pic"]]})]
        if isinstance(record.get("pic"), dict)
        else []
    )
    found += parts.urls(record.get("pic_url"))
    return tuple(
        Attachment(name=basename(url) or "photo", role="photo", url=url) for url in dict.fromkeys(found)
    )


def _extra(record: Mapping[str, JSON], kept: str, bounds: dict[str, JSON]) -> dict[str, JSON]:
    extra: dict[str, JSON] = {}
    observed: dict[str, JSON] = {"bounds": bounds} if bounds else {}
    for key, value in record.items():
        if value is None or value in ("", [], 0, False):
            continue
        if key in _OBSERVED:
            observed[key] = value
        elif key not in _USED:
            extra[key] = value
    source = record.get("source")
    if isinstance(source, str) and source:
        extra["region_name" if source.startswith("来自") else "source"] = from_markup(source).text
    region = record.get("region_name") or record.get("ip_location")
    if isinstance(region, str) and region:
        extra["region_name"] = region
    if kept:
        extra["created_at"] = kept
    user = record.get("user")
    if isinstance(user, dict) and (more := people.rest(user)):
        observed["author"] = more
    if observed:
        extra["observed"] = observed
    return extra
