"""What the shapes of platforms' APIs say of a post, whatever the words: each from a schema or from what others saw.

| shape | source |
|---|---|
| AT Protocol errors, account states | com.atproto.sync getRepo and getRepoStatus, lexicons of bluesky-social/atproto |
| AT Protocol labels `!takedown` and `!hide` | atproto.com/guides/labels; labels with `neg` take an earlier one back |
| `Tombstone` | W3C ActivityStreams 2.0 |
| oEmbed answers | oembed.com; publish.twitter.com's 403 of protected posts: abraham/twitteroauth issue 472 (2016) |
| `withheld_in_countries`, `withheld_copyright` | X's API: countries, XX everywhere, XY for a copyright complaint |
| Weibo `state` 7 and 8, `ok` -100 | src/type/namespace/weibo.d.ts of YaoZeyuan/stablog (2019) |
| YouTube `playabilityStatus` | yt_dlp/extractor/youtube.py of yt-dlp/yt-dlp |
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Found = dict[str, object]

_ATPROTO: Final[Mapping[str, tuple[str, str, bool]]] = {
    "RepoTakendown": ("tombstone", "platform", True),
    "AccountTakedown": ("tombstone", "platform", True),
    "RepoSuspended": ("tombstone", "platform", True),
    "RepoDeactivated": ("tombstone", "author", True),
    "AccountDeactivated": ("tombstone", "author", True),
    "RecordNotFound": ("gone", "unknown", False),
    "RepoNotFound": ("gone", "unknown", True),
    "NotFound": ("gone", "unknown", False),
}
"""Error by state, by whom, and whether it is of the whole account."""
_HOSTING: Final[Mapping[str, tuple[str, str]]] = {
    "takendown": ("tombstone", "platform"),
    "suspended": ("tombstone", "platform"),
    "deactivated": ("tombstone", "author"),
    "deleted": ("tombstone", "unknown"),
}
"""Account states; "throttled", "broken" and new ones say nothing of a post."""
_WEIBO: Final = {7: "author", 8: "platform"}
_PLAYER: Final = re.compile(r'"playabilityStatus"\s*:\s*(?=\{)')
_OTHERS: Final = frozenset(
    {"quoted_tweet", "quoted_status", "quoted_status_result", "retweeted_status", "retweeted_status_result"}
    | {"retweeted_tweet", "parent", "reblog", "quote", "replies", "comments", "in_reply_to_status"}
)
"""Names under which an answer passes on posts that another one quotes, shares or answers."""
_EVERYWHERE, _COPYRIGHT = "XX", "XY"


def of_json(platform: str, value: Mapping[str, Any], native: str) -> Found | None:
    """Return what a JSON answer's shape says of the post with the platform's id `native`, None where nothing."""
    return (
        _atproto(value, native)
        or _activity(value)
        or _withheld(value)
        or (_weibo(value, native) if platform == "weibo" else None)
        or (_tweet(value, native) if platform == "x" else None)
        or (_oembed(value, native) if platform in {"x", "youtube", "tiktok"} else None)
    )


def _atproto(value: Mapping[str, Any], native: str) -> Found | None:
    error = value.get("error")
    if isinstance(error, str) and error in _ATPROTO:
        state, by, of_account = _ATPROTO[error]
        return {"state": state, "by": by, "sure": "stated", "notice": error, "of_account": of_account}
    if isinstance(value.get("active"), bool) and "did" in value:
        return _hosted(value)
    if _type(value.get("thread")) == "app.bsky.feed.defs#notFoundPost":
        return {"state": "gone", "notice": "notFoundPost"}
    if native and str(value.get("uri")).endswith(f"/{native}") and isinstance(value.get("value"), dict):
        return {"state": "present"}
    return _posts(value.get("posts"), native)


def _posts(posts: object, native: str) -> Found | None:
    if not isinstance(posts, list):
        return None
    mine = [
        one
        for one in posts
        if isinstance(one, dict) and native and str(one.get("uri")).endswith(f"/{native}")
    ]
    if not mine:
        return (
            {"state": "unknown", "notice": "other posts"}
            if posts
            else {"state": "gone", "notice": "posts: []"}
        )
    return _labelled(mine[0]) or {"state": "present", "replies": _count(mine[0].get("replyCount"))}


def _hosted(value: Mapping[str, Any]) -> Found:
    status = str(value.get("status", ""))
    if value["active"] or status not in _HOSTING:
        return {"state": "unknown", "notice": "active" if value["active"] else status, "is_read": True}
    state, by = _HOSTING[status]
    return {"state": state, "by": by, "sure": "stated", "notice": status, "of_account": True}


def _labelled(post: Mapping[str, Any]) -> Found | None:
    """Return what labels say; whoever set one can take it back with another that has `neg`."""
    labels, account = _dicts(post.get("labels")), _dicts(_inner(post, "author").get("labels"))
    for found, of_account in ((labels, False), (account, True)):
        back = {(str(one.get("src")), str(one.get("val"))) for one in found if one.get("neg")}
        for one in found:
            said, source = str(one.get("val")), str(one.get("src"))
            if (source, said) in back:
                continue
            notice = f"{said} ({source})"
            if said == "!takedown":
                return {
                    "state": "tombstone",
                    "by": "platform",
                    "sure": "stated",
                    "notice": notice,
                    "of_account": of_account,
                }
            if said == "!hide":
                return {
                    "state": "blocked",
                    "by": "platform",
                    "sure": "likely",
                    "notice": notice,
                    "of_account": of_account,
                }
    return None


def _activity(value: Mapping[str, Any]) -> Found | None:
    return {"state": "tombstone", "notice": "Tombstone"} if value.get("type") == "Tombstone" else None


def _withheld(value: Mapping[str, Any]) -> Found | None:
    """Return what X's lists of countries say; a post that is withheld in some is not removed."""
    for one in _objects(value):
        listed = one.get("withheld_in_countries")
        countries = [str(country) for country in listed] if isinstance(listed, list) else []
        if one.get("withheld_copyright") is True or _COPYRIGHT in countries:
            return {"state": "tombstone", "by": "platform", "sure": "stated", "notice": "withheld_copyright"}
        if countries:
            said = {
                "by": "state",
                "sure": "stated",
                "notice": "withheld_in_countries: " + ", ".join(countries),
            }
            return said | {
                "state": "tombstone" if _EVERYWHERE in countries else "blocked",
                "withheld": tuple(countries),
            }
    return None


def _weibo(value: Mapping[str, Any], native: str) -> Found | None:
    if value.get("ok") == -100:
        return {"state": "error", "notice": "ok -100"}
    post = value.get("data") if isinstance(value.get("data"), dict) else value
    assert isinstance(post, Mapping)
    state = post.get("state")
    if isinstance(state, int) and state in _WEIBO:
        words = post.get("text") if isinstance(post.get("text"), str) else f"state {state}"
        return {"state": "tombstone", "by": _WEIBO[state], "sure": "stated", "notice": words}
    names = {str(post.get(name)) for name in ("id", "idstr", "mid", "bid", "mblogid") if post.get(name)}
    if native and native in names and isinstance(post.get("user"), dict) and not post.get("deleted"):
        return {"state": "present", "replies": _count(post.get("comments_count"))}
    return None


def _tweet(value: Mapping[str, Any], native: str) -> Found | None:
    """Return that the widgets' endpoint names a post, as long as it does not put a tombstone in its place."""
    is_one = value.get("__typename") == "Tweet" and bool(native) and value.get("id_str") == native
    if not is_one:
        return None
    return {"state": "present", "replies": _count(value.get("conversation_count"))}


def _oembed(value: Mapping[str, Any], native: str) -> Found | None:
    """Return that a post can be embedded; what cannot be has many reasons."""
    is_one = value.get("type") in ("rich", "video") and isinstance(value.get("html"), str)
    return (
        {"state": "present"}
        if is_one and native and native in str(value.get("url", "")) + value["html"]
        else None
    )


def played(page: bytes) -> tuple[str, list[str]] | None:
    """Return the status and the reasons that YouTube's page gives its player, None where it gives none."""
    text = page.decode("utf-8", "replace")
    start = _PLAYER.search(text)
    if start is None:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start.end())
    except (ValueError, RecursionError):
        return None
    words = [
        one[name]
        for one in _objects(value)
        for name in ("reason", "simpleText", "text")
        if isinstance(one.get(name), str)
    ]
    return str(value.get("status", "")), list(dict.fromkeys(words))


def author_named(platform: str, value: Mapping[str, Any]) -> str | None:
    """Return whose post an answer says that it is, by the platform's own id or name, None where it does not say."""
    if platform == "bluesky":
        posts = value.get("posts")
        first = posts[0] if isinstance(posts, list) and posts and isinstance(posts[0], dict) else {}
        return _text(_inner(first, "author").get("did"))
    if platform == "weibo":
        who = _inner(_inner(value, "data") or value, "user").get("id")
        return str(who) if isinstance(who, int | str) and who else None
    if platform == "mastodon":
        return _text(value.get("attributedTo"))
    if platform == "x":
        number = _text(_inner(value, "user").get("id_str"))  # stays when she takes another name
        if number is not None:
            return number
        found = re.search(r"://[^/]+/([A-Za-z0-9_]{1,20})/?\Z", str(value.get("author_url", "")))
        return found[1].casefold() if found else None
    return None


def _inner(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _type(value: object) -> object:
    return value.get("$type") if isinstance(value, dict) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def own_parts(value: Mapping[str, Any]) -> list[Any]:
    """Return the values of a JSON object without those that are other posts: what is said of them is not said of it."""
    return [part for name, part in value.items() if name.casefold() not in _OTHERS]


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield all objects of a JSON value, the outermost first."""
    left: list[object] = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
            left.extend(reversed(own_parts(one)))
        elif isinstance(one, Sequence) and not isinstance(one, str):
            left.extend(reversed(one))
