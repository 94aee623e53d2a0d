"""One look: what a server answered about an item, and what that says. One look alone never says "gone"."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from wildgrass.watch import shapes
from wildgrass.watch.comments_shapes import comments_said
from wildgrass.watch.notices import ANY, Notice, bare, notice_among
from wildgrass.watch.pages import Page, read, visible_text
from wildgrass.watch.pictures import Picture, named_in

_MARK: Final = 12
"""So many characters of the archived text are looked for in the page."""
_MOST_WORDS: Final = 280
"""So many characters of a wording that nobody knows are kept beside the look; all of it is in the WARC record."""
_SAYS_NOTHING: Final = frozenset({401, 407, 408, 425, 429, *range(500, 600)})
"""Statuses of walls, waits and failures (RFC 9110, RFC 6585, RFC 8470): whatever such a page says, it is no removal."""
_WALL: Final = re.compile(
    r"(?i)[/.?&=](log-?in|sign-?in|passport|visitor|captcha|challenge|verify|auth|checkpoint)\b"
)
_BLOCKED_BY: Final = re.compile(r'<([^>]*)>\s*(?:;[^,<]*)?;\s*rel="?[^",;]*\bblocked-by\b', re.IGNORECASE)
_PLAYS: Final = frozenset({"OK", "LIVE_STREAM_OFFLINE", "CONTENT_CHECK_REQUIRED", "AGE_CHECK_REQUIRED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen once: `state` present, gone, tombstone, blocked, error or unknown; `by` whom, if the platform says.

    `notice` is the platform's own wording, `words` those that the table lacks; `path` is how it was looked at (such as
    "page" or "posts"), `via` by which way out ("" is the usual one), `is_sure` whether that path shows every post to
    strangers, `of_account` that it concerns the whole account, `window` that only its author can see it or it is older
    than she shows, `network` what failed on the way (in OONI's words), `withheld` the countries that a platform lists,
    `replies` how many answers it counts, `comments` whether there may be any ("closed", "limited"). `media` is how many
    of its pictures the answer names, None where it does not say, `lists` that it lists them. `text_seen` says that the
    archived text stands there, `of_thread` that what is said concerns the post that a comment stands below.
    """

    item: str
    at: datetime
    path: str
    state: str
    by: str = "unknown"
    sure: str = "likely"
    notice: str = ""
    status: int | None = None
    of_account: bool = False
    window: bool = False
    record: str = ""
    via: str = ""
    words: str = ""
    is_sure: bool = True
    network: str = ""
    withheld: tuple[str, ...] = ()
    replies: int | None = None
    comments: str = ""
    media: int | None = None
    lists: bool = False
    text_seen: bool = False
    of_thread: bool = False

    @property
    def way(self) -> tuple[str, str]:
        """Return the path and the way out: two looks by two of them are two looks, even at one time."""
        return self.path, self.via

    def to_json(self) -> dict[str, object]:
        """Return the look as it is kept: what is as usual is left out of what came later."""
        data: dict[str, object] = {
            "item": self.item,
            "at": self.at.isoformat(),
            "path": self.path,
            "state": self.state,
        }
        for name in ("by", "sure", "notice", "status", "of_account", "window", "record"):
            data[name] = getattr(self, name)
        for name in ("via", "words", "network", "withheld", "replies", "comments", "media"):
            if getattr(self, name) not in {"", (), None}:
                data[name] = getattr(self, name)
        data |= {name: True for name in ("lists", "text_seen", "of_thread") if getattr(self, name)}
        if not self.is_sure:
            data["is_sure"] = False
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A server's answer, as far as a look needs it: `headers` with small letters, `moved_to` where a redirect led.

    `url` is what was asked, `native` the platform's own id of the post, `title` what it is called beside its text,
    `pictures` are those of the archived post.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str = ""
    url: str = ""
    native: str = ""
    title: str = ""
    pictures: tuple[Picture, ...] = ()


def judge(platform: str, text: str, seen: Seen) -> dict[str, object]:
    """Return the fields of a `Look` that follow from an answer: its state, by whom and the notice.

    Sources: RFC 9110 (404, 410), RFC 7725 (451), `shapes.py`, `notices.toml`.
    """
    if _age_s(seen.headers) > _OLD_S:  # what it was, and not what it is
        return {"status": seen.status, "state": "unknown", "notice": "an old copy"}
    value = _json(seen)
    found = _of_page(platform, text, seen) if value is None else _of_json(platform, text, seen, value)
    if found["state"] == "present":
        found |= _within(platform, seen, value)
    is_read = found.pop("is_read", False)
    if seen.status in _SAYS_NOTHING:
        return {"status": seen.status, "state": "error", "notice": found.get("notice", "")}
    if found["state"] == "unknown" and _WALL.search(seen.moved_to):
        return {"status": seen.status, "state": "error", "notice": seen.moved_to}
    if is_read or found["state"] != "unknown":
        return {"status": seen.status, **found}
    return {"status": seen.status, "words": str(found.get("notice", ""))[:_MOST_WORDS], **found}


def below(said: Mapping[str, object]) -> dict[str, object]:
    """Return what an answer about a page says of a comment on it: it is there where its own words stand.

    That a page does not hold it says nothing, for comments come by script and in parts. What the platform says of the
    page's own post is said of somebody else's: the comment cannot be seen with it, and by whom it went stays unknown.
    """
    found = {
        name: value for name, value in said.items() if name not in {"replies", "comments", "media", "lists"}
    }
    if said["state"] == "present" and not said.get("text_seen"):
        return {"status": said.get("status"), "state": "unknown", "notice": "its page is there"}
    if said["state"] in {"gone", "tombstone"}:
        return found | {"by": "unknown", "of_thread": True, "of_account": False, "window": False}
    return found


def _within(platform: str, seen: Seen, value: object) -> dict[str, object]:
    """Return what an answer that shows a post says of its pictures and of answers to it."""
    named, is_list = named_in(platform, value, seen.body, seen.native, seen.pictures)
    found: dict[str, object] = {} if named is None else {"media": named, "lists": is_list}
    said = comments_said(value, seen.native) if isinstance(value, dict) else ""
    return found | ({"comments": said} if said else {})


def _json(seen: Seen) -> object:
    """Return an answer's JSON value, None where it is a page; a type that is not true is not believed."""
    kind = seen.headers.get("content-type", "").split(";")[0].strip().casefold()
    if seen.body.lstrip()[:1] == b"<":
        return None
    if not kind.endswith("json") and seen.body.lstrip()[:1] not in {b"{", b"["}:
        return None
    try:
        value = json.loads(seen.body)
    except (ValueError, RecursionError):
        return _BROKEN if kind.endswith("json") else None
    return _BROKEN if value is None else value


def _age_s(headers: Mapping[str, str]) -> int:
    """Return for how long a copy lay somewhere on the way (RFC 9111, section 5.1)."""
    text = headers.get("age", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


_BROKEN: Final = object()
_OLD_S: Final = 86_400
_GZIP: Final = b"\x1f\x8b"
_MOST_STRINGS: Final = 2_000
"""So many texts of a JSON answer are read: an answer about one post has fewer."""


def author_of(platform: str, seen: Seen) -> str | None:
    """Return whose post an answer says that it is, None where it does not say."""
    try:
        value = json.loads(seen.body) if seen.status == 200 else None
    except (ValueError, RecursionError):
        return None
    return shapes.author_named(platform, value) if isinstance(value, dict) else None


def _of_status(seen: Seen) -> dict[str, object] | None:
    if seen.status in {404, 410}:
        return {"state": "gone", "notice": str(seen.status)}
    if seen.status != 451:
        return None
    found = _BLOCKED_BY.search(seen.headers.get("link", ""))
    blocker = found[1] if found else ""
    said: dict[str, object] = {
        "by": "state",
        "sure": "stated",
        "notice": f"451 blocked-by {blocker}" if blocker else "451",
    }
    if _is_somebody_else(
        blocker, seen.moved_to or seen.url
    ):  # on the way: the platform may well show it to others
        return said | {"state": "blocked", "network": "http"}
    return said | {"state": "tombstone"}


def _is_somebody_else(blocker: str, url: str) -> bool:
    """Say whether who blocks (RFC 7725, section 4) is not the site itself."""
    theirs, ours = urlsplit(blocker).hostname, urlsplit(url).hostname
    return bool(theirs and ours) and str(theirs).split(".")[-2:] != str(ours).split(".")[-2:]


def _of_page(platform: str, text: str, seen: Seen) -> dict[str, object]:
    if seen.body[:2] == _GZIP:
        return {"state": "error", "notice": "still packed"}
    found = read(seen.body, seen.headers.get("content-type", ""))
    player = shapes.played(seen.body) if platform == "youtube" else None
    if player is not None and seen.status == 200:
        status, reasons = player
        if status in _PLAYS:
            return {"state": "present"}
        found = Page(" ".join([status, *reasons]), (*reasons, " ".join(reasons[:2])))
    return _of_words(platform, text, seen, found)


def _of_json(platform: str, text: str, seen: Seen, value: object) -> dict[str, object]:
    if value is _BROKEN:
        return {"state": "error", "notice": "no JSON"}
    shape = shapes.of_json(platform, value, seen.native) if isinstance(value, dict) else None
    words = [visible_text(one.encode()) if "<" in one else one for one in _strings(value)]
    if shape is not None and not (shape["state"] == "blocked" and "withheld" in shape):
        is_seen = shape["state"] == "present" and _stands_in(text, " ".join(words))
        return shape | ({"text_seen": True} if is_seen else {})
    found = _of_words(platform, text, seen, Page(" ".join(words), tuple(words)))
    if shape is not None:  # withheld somewhere: here it is shown, or not
        return found | {"withheld": shape["withheld"]} if found["state"] == "present" else shape
    return found


def _of_words(platform: str, text: str, seen: Seen, page: Page) -> dict[str, object]:
    """Return what an answer's words and status say; its paragraphs may be a notice.

    A text that waits for a script to show it, as WeChat's do, is there, unless a notice stands there for all to see.
    """
    shown = page.shown
    if seen.status == 200 and _has(text, seen, shown):
        return {"state": "present", "text_seen": True}
    notice, by_status = notice_among(platform, page.blocks), _of_status(seen)
    if seen.status == 200 and _has(text, seen, page.veiled):
        if notice is None:
            return {"state": "present", "text_seen": True}
        return {"state": "unknown", "notice": f"text and notice: {notice.text}"}
    is_wall = notice is not None and notice.platform == ANY and notice.state == "error"
    if notice is not None and not (is_wall and by_status):
        return _of_notice(notice)
    if seen.status == 200:
        return {"state": "unknown", "notice": shown[:_MOST_WORDS]}
    words = {"words": shown[:_MOST_WORDS]} if shown else {}
    return {**(by_status or {"state": "error", "notice": shown[:_MOST_WORDS]}), **words}


def _of_notice(notice: Notice) -> dict[str, object]:
    found: dict[str, object] = {"state": notice.state, "by": notice.by, "sure": notice.sure}
    if notice.platform == ANY and notice.state == "blocked":  # a page of the network's, not of the platform's
        found["network"] = "http-diff"
    return found | {"notice": notice.text, "of_account": notice.account, "window": notice.window}


def _strings(value: object) -> list[str]:
    """Return all texts of a JSON value, in their order."""
    found: list[str] = []
    left: list[object] = [value]
    while left and len(found) < _MOST_STRINGS:
        one = left.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict | list):
            left.extend(reversed(shapes.own_parts(one) if isinstance(one, dict) else one))
    return found


def _has(text: str, seen: Seen, shown: str) -> bool:
    return bool(shown) and (_stands_in(text, shown) or _stands_in(seen.title, shown))


def _stands_in(text: str, shown: str) -> bool:
    """Say whether the beginning of an item's text stands in a page; texts without enough letters never do."""
    wanted = bare(text)[:_MARK]
    return len(wanted) >= 4 and wanted in bare(shown)
