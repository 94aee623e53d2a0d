"""One look: what a server answered about an item, and what that says. One look alone never says "gone"."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final, cast

from lxml import html
from lxml.etree import ParserError

from wildgrass.watch.notices import ANY, Notice, bare, notice_among

_MARK: Final = 12
"""So many characters of the archived text are looked for in the page."""
_XRPC: Final = {
    "RepoTakendown": ("tombstone", "platform", True),
    "AccountTakedown": ("tombstone", "platform", True),
    "RepoSuspended": ("tombstone", "platform", True),
    "RepoDeactivated": ("tombstone", "author", True),
    "RecordNotFound": ("gone", "unknown", False),
    "RepoNotFound": ("gone", "unknown", True),
    "AccountDeactivated": ("tombstone", "author", True),
    "NotFound": ("gone", "unknown", False),
}
"""States of AT Protocol (com.atproto.sync and repo lexicons): state, by whom, of the whole account."""
_SAYS_NOTHING: Final = frozenset({401, 407, 408, 425, 429, *range(500, 600)})
"""Statuses of walls, waits and failures (RFC 9110, RFC 6585, RFC 8470): whatever such a page says, it is no removal."""
_WALL: Final = re.compile(
    r"(?i)[/.?&=](log-?in|sign-?in|passport|visitor|captcha|challenge|verify|auth|checkpoint)\b"
)
_INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "s",
    }
    | {"small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "q", "del"}
)
"""Elements within a paragraph; every other one, also one that a site made up, begins its own."""
_BESIDE: Final = frozenset({"aside", "nav", "footer", "blockquote", "q", "del"})
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen once: `state` present, gone, tombstone, blocked, error or unknown; `by` whom, if the platform says.

    `notice` is the platform's own wording, `path` how it was looked at (such as "page" or "api"), `of_account` that
    it concerns the whole account, `window` that only its author can see it or it is older than she shows.
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

    def to_json(self) -> dict[str, object]:
        """Return the look as it is kept."""
        data: dict[str, object] = {
            "item": self.item,
            "at": self.at.isoformat(),
            "path": self.path,
            "state": self.state,
        }
        for name in ("by", "sure", "notice", "status", "of_account", "window", "record"):
            data[name] = getattr(self, name)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A server's answer, as far as a look needs it: `headers` with small letters, `moved_to` where a redirect led."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str = ""


def judge(platform: str, text: str, seen: Seen) -> dict[str, object]:
    """Return the fields of a `Look` that follow from an answer: its state, by whom and the notice.

    Sources: RFC 9110 (404, 410), RFC 7725 (451), ActivityStreams 2.0 (Tombstone), AT Protocol's errors, `notices.toml`.
    """
    kind = seen.headers.get("content-type", "").split(";")[0].strip().casefold()
    found = _of_json(platform, text, seen) if kind.endswith("json") else _of_page(platform, text, seen)
    if seen.status in _SAYS_NOTHING:
        return {"status": seen.status, "state": "error", "notice": found.get("notice", "")}
    if found["state"] == "unknown" and _WALL.search(seen.moved_to):
        return {"status": seen.status, "state": "error", "notice": seen.moved_to}
    return {"status": seen.status, **found}


def _of_status(status: int) -> dict[str, object] | None:
    if status == 410:
        return {"state": "gone", "notice": "410"}
    if status == 404:
        return {"state": "gone", "notice": "404"}
    if status == 451:
        return {"state": "tombstone", "by": "state", "sure": "stated", "notice": "451"}
    return None


def _of_page(platform: str, text: str, seen: Seen) -> dict[str, object]:
    everything, blocks = _read(seen.body)
    return _of_words(platform, text, seen.status, everything, blocks)


def _of_json(platform: str, text: str, seen: Seen) -> dict[str, object]:
    try:
        value = json.loads(seen.body)
    except (ValueError, RecursionError):
        return {"state": "error", "notice": "no JSON"}
    shape = _of_shape(value) if isinstance(value, dict) else None
    if shape is not None:
        return shape
    words = [visible_text(one.encode()) if "<" in one else one for one in _strings(value)]
    return _of_words(platform, text, seen.status, " ".join(words), words)


def _of_words(platform: str, text: str, status: int, shown: str, blocks: Sequence[str]) -> dict[str, object]:
    """Return what an answer's words and status say; `blocks` are the paragraphs that may be a notice."""
    has_text = _stands_in(text, shown)
    if has_text and status == 200:
        return {"state": "present"}
    notice = notice_among(platform, blocks)
    if notice is not None and not (notice.platform == ANY and _of_status(status)):
        return _of_notice(notice)
    if status == 200:
        return {"state": "unknown", "notice": shown[:200]}
    return _of_status(status) or {"state": "error", "notice": shown[:200]}


def _of_notice(notice: Notice) -> dict[str, object]:
    found: dict[str, object] = {"state": notice.state, "by": notice.by, "sure": notice.sure}
    return found | {"notice": notice.text, "of_account": notice.account, "window": notice.window}


def _strings(value: object) -> list[str]:
    """Return all texts of a JSON value, in their order."""
    found, left = [], [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict | list):
            left.extend(reversed(list(one.values()) if isinstance(one, dict) else one))
    return found


def _of_shape(value: Mapping[str, object]) -> dict[str, object] | None:
    """Return what an API's own shapes say."""
    error = value.get("error")
    if isinstance(error, str) and error in _XRPC:
        state, by, of_account = _XRPC[error]
        return {"state": state, "by": by, "sure": "stated", "notice": error, "of_account": of_account}
    if value.get("type") == "Tombstone":
        return {"state": "tombstone", "notice": "Tombstone"}
    thread = value.get("thread")
    if isinstance(thread, dict) and thread.get("$type") == "app.bsky.feed.defs#notFoundPost":
        return {"state": "gone", "notice": "notFoundPost"}
    if value.get("withheld_in_countries"):
        return {"state": "tombstone", "by": "state", "sure": "stated", "notice": "withheld_in_countries"}
    return None


def visible_text(page: bytes) -> str:
    """Return what a person sees of a page: no scripts, styles or attributes; nothing of it runs."""
    return _read(page)[0]


def _read(page: bytes) -> tuple[str, list[str]]:
    """Return all that a person sees of a page, and its paragraphs without what stands beside or is quoted."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(page or b"<html></html>", parser=parser)
    except (ValueError, ParserError):
        text = page.decode("utf-8", "replace")
        return text, [text]
    blocks = [
        (tags, "".join(texts))
        for (_, tags), texts in groupby(cast("list[Any]", tree.xpath("//text()")), key=_block_of)
        if not _UNSEEN & tags
    ]
    shown = " ".join(text for _, text in blocks).strip()
    return shown, [text for tags, text in blocks if text.strip() and not _BESIDE & tags]


def _block_of(text: Any) -> tuple[Any, frozenset[str]]:
    """Return the paragraph that a text node stands in, and what is around it of asides, quotations and the unseen."""
    inner = text.getparent().getparent() if text.is_tail else text.getparent()
    around = [inner, *inner.iterancestors()]
    block = next((one for one in around if one.tag not in _INLINE), around[-1])
    return block, (_BESIDE | _UNSEEN) & {one.tag for one in around}


def _stands_in(text: str, shown: str) -> bool:
    """Say whether the beginning of an item's text stands in a page; texts without enough letters never do."""
    wanted = bare(text)[:_MARK]
    return len(wanted) >= 4 and wanted in bare(shown)
