"""Any JSON object of Weibo's: cards, posts, comments, accounts; each to the reader that knows it."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Item, Problem
from wildgrass.sources.weibo import comments, people, posts
from wildgrass.sources.weibo.state import Manner, Place, State

_POST_MARKS: Final = (
    "bid", "mblogid", "reposts_count", "attitudes_count", "retweeted_status", "text_raw", "publish_time", "mid",
    "up_num", "retweet",
)  # fmt: skip
_USER_MARKS: Final = ("followers_count", "mbrank", "verified_type", "statuses_count", "avatar_hd")
_LISTS: Final = ("card_group", "cards", "statuses", "comments", "list")
_MAX_DEPTH: Final = 12


def read(
    record: JSON, place: Place, manner: Manner, state: State, *, depth: int = 0
) -> Iterator[Item | Problem]:
    """Yield what an object holds; nothing where it is of no known kind (see `is_known`)."""
    if not isinstance(record, dict) or depth > _MAX_DEPTH:
        return
    if is_post(record):
        yield from post(record, place, manner, state)
    elif comments.is_comment(record):
        yield from comments.read(record, place, manner, state)
    elif is_user(record):
        found = people.profile(record, place.origin(), manner.as_of, is_flattened=manner.is_flattened)
        if found is not None and state.is_new(found):
            yield found
    else:
        for key, inner in _inside(record):
            yield from read(inner, place.under(*key), manner, state, depth=depth + 1)


def post(record: Mapping[str, JSON], place: Place, manner: Manner, state: State) -> Iterator[Item | Problem]:
    """Yield a post, the one it passes on, and the comments that some tools keep inside it."""
    yield from posts.read(record, place, manner, state)
    if isinstance(record.get("comments"), list):
        yield from _below(record, place, manner, state)


def _below(
    record: Mapping[str, JSON], place: Place, manner: Manner, state: State
) -> Iterator[Item | Problem]:
    """Yield the comments that some tools keep inside a post."""
    listed = record.get("comments")
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            number = next((str(record[key]) for key in ("id", "mid", "_id") if record.get(key)), "")
            yield from comments.read(one, place.under("comments", index), manner, state, post=number)


def _inside(record: Mapping[str, JSON]) -> Iterator[tuple[tuple[str | int, ...], JSON]]:
    """Yield what cards and answers wrap."""
    for key in ("mblog", "userInfo", "status", "user", "data"):
        if isinstance(record.get(key), dict):
            yield (key,), record[key]
            if key == "mblog":
                return
    for key in _LISTS:
        listed = record.get(key)
        for index, one in enumerate(listed if isinstance(listed, list) else ()):
            yield (key, index), one


def is_post(record: Mapping[str, JSON]) -> bool:
    """Say whether an object is a post."""
    if "bid" in record and "attitudes_count" in record and "text" in record:
        return True
    if not any(key in record for key in ("id", "mid", "_id", "bid", "mblogid")) or "rootid" in record:
        return False
    has_words = any(key in record for key in ("text", "text_raw", "content"))
    return (
        has_words
        and "comment_user" not in record
        and any(key in record for key in _POST_MARKS)
        and not ("like_counts" in record or "floor_number" in record)
    )


def is_user(record: Mapping[str, JSON]) -> bool:
    """Say whether an object is an account."""
    has_name = any(isinstance(record.get(key), str) for key in ("screen_name", "nick_name", "nickname"))
    return has_name and any(key in record for key in _USER_MARKS)


def is_known(record: JSON) -> bool:
    """Say whether an object is one that is read here, or wraps one."""
    if not isinstance(record, dict):
        return False
    if is_post(record) or comments.is_comment(record) or is_user(record):
        return True
    return any(is_known(inner) for _, inner in _inside(record))
