"""Pictures inside a post: which of them an answer names, and what a picture's own address says.

A shape that lists no media says nothing of them. Nor does an address that was signed to expire, or one on a host
that is neither the platform's own for media nor the post's.

| shape | source |
|---|---|
| X `mediaDetails`, `photos`, `ext_media_availability` | vercel/react-tweet; twitter.py of mikf/gallery-dl |
| Bluesky `images` in an embed, `fullsize` | app.bsky.embed.images and recordWithMedia, bluesky-social/atproto |
| ActivityPub `attachment` | W3C ActivityStreams 2.0, section 4.1 |
| Weibo `pics`, `pic_ids`, `pic_num` | weibo.py of dataabc/weibo-crawler |
| Weibo's placeholders | mikf/gallery-dl issue 2081 (2021): default error images stand where pictures were removed |
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from wildgrass.files.kinds import kind_of
from wildgrass.model import Attachment

MOST: Final = 18
"""So many pictures of a post are looked at: as many as Weibo shows."""
MOST_BYTES: Final = 8 << 20
"""A picture that is larger is not read to its end, and says nothing."""
_HOSTS: Final[Mapping[str, tuple[str, ...]]] = {
    "x": ("pbs.twimg.com",),
    "weibo": (".sinaimg.cn",),
    "bluesky": ("cdn.bsky.app",),
    "wechat": (".qpic.cn",),
    "youtube": ("i.ytimg.com",),
}
"""Where platforms keep pictures under addresses that last."""
_EXPIRING: Final = re.compile(r"(?i)^(expires|e|oe|oh|se|ssig|sig|sign|signature|token|policy|x-.*)$")
_PLACEHOLDER: Final = re.compile(
    r"(?i)/(images/default(_d)?_[hws]_large\.gif|removed\.png|[^/]*(missing|deleted|unavailable|placeholder)[^/]*)$"
)
_CID: Final = re.compile(r"baf[a-z2-7]{50,70}")
_SHORTEST_NAME: Final = 8
"""A shorter file name, such as "1.jpg", may be any picture's."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One archived picture: its number in the post, its address ("" where none may be asked), its file's name there.

    `digest` is the SHA-256 of the archive's copy, "" where it is not known.
    """

    number: int
    url: str = ""
    name: str = ""
    digest: str = ""


def pictures_of(
    platform: str, post_url: str, attachments: Sequence[Attachment], account: str = ""
) -> tuple[Picture, ...]:
    """Return the pictures of a post, each once; other attachments are left out. `account` is its author's id."""
    found: dict[tuple[str, str], Attachment] = {}
    for one in attachments:
        if one.role == "photo" or (
            one.role in {None, "file"} and (one.media_type or "").startswith("image/")
        ):
            found.setdefault((one.url or "", one.sha256 or one.name), one)
    return tuple(
        Picture(
            number,
            _askable(platform, post_url, one.url or _by_content(platform, post_url, one.name, account)),
            _name(one),
            one.sha256 or "",
        )
        for number, one in enumerate(list(found.values())[:MOST], 1)
    )


def _by_content(platform: str, post_url: str, name: str, account: str) -> str:
    """Return where Bluesky shows a picture that the archive knows by its CID alone, "" elsewhere."""
    cid = _CID.match(name)
    if platform != "bluesky" or cid is None or not account.startswith("did:"):
        return ""
    post = urlsplit(post_url)
    base = "https://cdn.bsky.app" if post.hostname == "bsky.app" else f"{post.scheme}://{post.netloc}"
    return f"{base}/img/feed_fullsize/plain/{account}/{cid[0]}@jpeg"


def _name(one: Attachment) -> str:
    """Return a file's name without its ending, as addresses and answers have it."""
    name = PurePosixPath(urlsplit(one.url).path).name if one.url else one.name
    stem = name.partition(".")[0].partition("@")[0]
    return stem if len(stem) >= _SHORTEST_NAME else ""


def _askable(platform: str, post_url: str, url: str) -> str:
    """Return the address to ask, "" where none may be asked or where its answer would say nothing."""
    there, post = urlsplit(url), urlsplit(post_url)
    if there.scheme not in {"http", "https"} or any(
        _EXPIRING.match(name) for name, _ in parse_qsl(there.query)
    ):
        return ""
    if there.netloc == post.netloc:
        return url
    host, home = there.hostname or "", post.hostname or ""
    ours = home.split(".")[-2:]
    is_beside = platform in {"mastodon", "feed"} and len(ours) == 2 and host.split(".")[-2:] == ours
    is_known = any(
        host.endswith(one) if one.startswith(".") else host == one for one in _HOSTS.get(platform, ())
    )
    is_web = not ours[-1].isdigit()  # a server at home names no other
    return there._replace(scheme="https").geturl() if is_web and (is_beside or is_known) else ""


def named_in(
    platform: str, value: object, body: bytes, native: str, pictures: Sequence[Picture]
) -> tuple[int | None, bool]:
    """Return how many of a post's pictures an answer names, None where it does not say, and whether it lists them.

    `value` is the answer's JSON. A page names a picture by its file's name; one that names none lists none.
    """
    if isinstance(value, dict):
        listed = _LISTS[platform](value, native) if platform in _LISTS else None
        if listed is not None:
            return listed, True
    names = {one.name for one in pictures if one.name}
    found = sum(name.encode() in body for name in names)
    return found or None, False


def _of_x(value: Mapping[str, Any], native: str) -> int | None:
    if native and str(value.get("id_str", native)) != native:
        return None
    for name in ("mediaDetails", "photos"):
        listed = value.get(name)
        if isinstance(listed, list):
            rows = [one for one in listed if isinstance(one, dict) and one.get("type", "photo") == "photo"]
            return len([one for one in rows if _availability(one) != "Unavailable"])
    return None


def _availability(row: Mapping[str, Any]) -> object:
    return _inner(row, "ext_media_availability").get("status")


def _of_bluesky(value: Mapping[str, Any], native: str) -> int | None:
    posts = value.get("posts")
    rows = posts if isinstance(posts, list) else [value]
    mine: list[Mapping[str, Any]] = [
        one for one in rows if isinstance(one, dict) and native and _ends(one.get("uri"), native)
    ]
    embed = _inner(mine[0], "embed") or _inner(_inner(mine[0], "value"), "embed") if mine else {}
    for images in (embed.get("images"), _inner(embed, "media").get("images")):
        if isinstance(images, list):
            return len(images)
    return None


def _of_activity(value: Mapping[str, Any], _native: str) -> int | None:
    listed = value.get("attachment")
    if not isinstance(listed, list):
        return None
    return len(
        [
            one
            for one in listed
            if isinstance(one, dict)
            and (one.get("type") == "Image" or str(one.get("mediaType", "")).startswith("image/"))
        ]
    )


def _of_weibo(value: Mapping[str, Any], native: str) -> int | None:
    post = _inner(value, "data") or value
    names = {str(post.get(name)) for name in ("id", "idstr", "mid", "bid", "mblogid") if post.get(name)}
    if native not in names:
        return None
    for listed in (post.get("pics"), post.get("pic_ids")):
        if isinstance(listed, list):
            return len(listed)
    number = post.get("pic_num")
    return int(number) if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


_LISTS: Final = {"x": _of_x, "bluesky": _of_bluesky, "mastodon": _of_activity, "weibo": _of_weibo}
"""Platforms whose answers list a post's media, so that fewer than the archive holds says something."""


def judge_picture(status: int, body: bytes, url: str, moved_to: str) -> dict[str, object]:
    """Return what a picture's own address says: the fields of a look. What is no picture says nothing."""
    if status != 200:
        return _STATUSES.get(status, {"state": "error", "notice": str(status)})
    placed = _PLACEHOLDER.search(urlsplit(moved_to).path) if moved_to else None
    if placed is not None and not _PLACEHOLDER.search(urlsplit(url).path):
        return {"state": "tombstone", "notice": f"placeholder {placed[0]}"}
    kind = kind_of(body)
    if kind is None or not kind.media_type.startswith("image/"):
        return {"state": "unknown", "notice": "no picture"}
    if len(body) < _LEAST_BYTES:
        return {"state": "unknown", "notice": "a picture of nothing"}
    return {"state": "present", "notice": ""}


_STATUSES: Final[Mapping[int, dict[str, object]]] = {
    404: {"state": "gone", "notice": "404"},
    410: {"state": "gone", "notice": "410"},
    451: {"state": "tombstone", "by": "state", "sure": "stated", "notice": "451"},
}
_LEAST_BYTES: Final = 60
"""A GIF of one pixel has 43 bytes; such a one stands for something else."""


def _inner(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}


def _ends(uri: object, native: str) -> bool:
    return str(uri).endswith(f"/{native}")
