"""Accounts: as authors of posts, and as profiles."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Moment, Origin
from wildgrass.sources.weibo import counts, times
from wildgrass.sources.weibo.media import basename

PLATFORM: Final = "weibo"
_NUMBER: Final = re.compile(r"[1-9]\d{3,14}\Z")
_COUNTS: Final = {
    "statuses_count": "posts",
    "followers_count": "followers",
    "follower_count": "followers",
    "follow_count": "following",
    "friends_count": "following",
}
_NAMES: Final = ("screen_name", "nick_name", "nickname", "name", "user_screen_name")
_TEXTS: Final = ("description", "bio")
_AVATARS: Final = ("avatar_hd", "avatar_large", "avatar_url", "profile_image_url")
_USED: Final = frozenset(
    {"id", "idstr", "_id", "user_id", "crawl_time", *_NAMES, *_TEXTS, *_AVATARS, *_COUNTS}
)
_SEEN_ONLY: Final = frozenset(
    {
        "profile_url",
        "main_page_url",
        "crawl_time",
        "following",
        "follow_me",
        "like",
        "like_me",
        "badge",
        "icons",
    }
)


def actor(number: JSON, name: JSON) -> Actor | None:
    """Return an account by its number, else by its name, which can pass to another; None where neither stands."""
    return _actor(
        str(number) if isinstance(number, str | int) and not isinstance(number, bool) else "",
        name if isinstance(name, str) else "",
    )


@lru_cache(maxsize=10_000)
def _actor(number: str, name: str) -> Actor | None:
    """Return an account; the same few are named over and over."""
    digits, shown = number.strip(), name.strip()
    if _NUMBER.match(digits):
        return Actor(platform=PLATFORM, id_kind="account", id=digits, name=shown or None)
    if shown:
        return Actor(platform=PLATFORM, id_kind="handle", id=shown, handle=shown)
    return None


def user(record: JSON) -> Actor | None:
    """Return the account of a `user` object."""
    if not isinstance(record, dict):
        return None
    number = next((record[key] for key in ("id", "idstr", "_id", "uid") if record.get(key)), None)
    return actor(number, next((record[key] for key in _NAMES if record.get(key)), None))


def rest(record: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what a `user` object says beyond who it is."""
    return {
        key: value for key, value in record.items() if key not in _USED and value not in (None, "", [], {})
    }


def profile(
    record: Mapping[str, JSON], origin: Origin, as_of: Moment | None, *, is_flattened: bool
) -> Item | None:
    """Return a profile, None where the record names nobody."""
    who = user(record)
    if who is None:
        return None
    stated, bounds = stated_counts(record, _COUNTS, is_flattened=is_flattened)
    as_of = crawled(record) or next(
        (seen for key in _AVATARS if (seen := times.served(record.get(key)))), as_of
    )
    extra: dict[str, JSON] = rest(record)
    observed: dict[str, JSON] = {key: extra.pop(key) for key in _SEEN_ONLY if key in extra}
    if bounds:
        observed["bounds"] = bounds
    if observed:
        extra["observed"] = observed
    avatar = next(
        (str(record[key]) for key in _AVATARS if isinstance(record.get(key), str) and record[key]), ""
    )
    return Item(
        id=f"weibo:profile:{who.id}",
        kind=Kind.PROFILE,
        source=PLATFORM,
        origin=origin,
        author=who,
        as_of=as_of,
        text=next((str(record[key]).strip() for key in _TEXTS if isinstance(record.get(key), str)), ""),
        title=who.name or who.handle,
        audience=Audience.UNKNOWN,
        url=f"https://weibo.com/u/{who.id}" if who.id_kind == "account" else None,
        attachments=(Attachment(name=basename(avatar) or "avatar", role="avatar", url=avatar),)
        if avatar
        else (),
        counts=stated,
        extra=extra,
    )


def crawled(record: Mapping[str, JSON]) -> Moment | None:
    """Return when a record says that it was crawled."""
    seconds = record.get("crawl_time")
    return times.since_1970(seconds) if isinstance(seconds, int) else None


def stated_counts(
    record: Mapping[str, JSON], names: Mapping[str, str], *, is_flattened: bool
) -> tuple[dict[str, int], dict[str, JSON]]:
    """Return exact counts, and bounds of the others, by our names."""
    exact: dict[str, int] = {}
    bounds: dict[str, JSON] = {}
    for key, name in names.items():
        value = record.get(key)
        if value is None or value == "" or name in exact or name in bounds:
            continue
        if type(value) is int and 0 <= value < 10_000:
            exact[name] = value
            continue
        found = counts.count(value, is_flattened=is_flattened)
        if isinstance(found, int):
            exact[name] = found
        elif found is not None:
            bounds[name] = found
    return exact, bounds
