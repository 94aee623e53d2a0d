"""One look: what a server answered about an item, and what that says. One look alone never says "gone"."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from lxml import html
from lxml.etree import ParserError

from wildgrass.watch.notices import known_notice, plain

_MARK: Final = 12
"""So many characters of the archived text are looked for in the page."""
_XRPC: Final = {
    "RepoTakendown": ("tombstone", "platform", True),
    "AccountTakedown": ("tombstone", "platform", True),
    "RepoSuspended": ("tombstone", "platform", True),
    "RepoDeactivated": ("tombstone", "author", True),
    "RecordNotFound": ("gone", "unknown", False),
    "RepoNotFound": ("gone", "unknown", True),
}
"""States of AT Protocol (com.atproto.sync and repo lexicons): state, by whom, of the whole account."""
_SILENT: Final = re.compile(r"[\s\u200b]+")


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
    """A server's answer, as far as a look needs it: `headers` with small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def judge(platform: str, text: str, seen: Seen) -> dict[str, object]:
    """Return the fields of a `Look` that follow from an answer: its state, by whom and the notice.

    Sources: RFC 9110 (404, 410), RFC 7725 (451), ActivityStreams 2.0 (Tombstone), AT Protocol's errors, `notices.toml`.
    """
    kind = seen.headers.get("content-type", "").split(";")[0].strip().casefold()
    found = _of_json(platform, text, seen) if kind.endswith("json") else _of_page(platform, text, seen)
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
    shown = visible_text(seen.body)
    notice = known_notice(platform, shown)
    has_text = _stands_in(text, shown)
    if notice is not None and not (has_text and seen.status == 200):
        found: dict[str, object] = {
            "state": notice.state,
            "by": notice.by,
            "sure": notice.sure,
            "notice": notice.text,
        }
        return found | {"of_account": notice.account, "window": notice.window}
    if seen.status == 200:
        return {"state": "present"} if has_text else {"state": "unknown", "notice": shown[:200]}
    return _of_status(seen.status) or {"state": "error", "notice": shown[:200]}


def _of_json(platform: str, text: str, seen: Seen) -> dict[str, object]:
    try:
        value = json.loads(seen.body)
    except (ValueError, RecursionError):
        return {"state": "error", "notice": "no JSON"}
    shape = _of_shape(value) if isinstance(value, dict) else None
    if shape is not None:
        return shape
    said = json.dumps(value, ensure_ascii=False)
    if seen.status == 200 and _stands_in(text, said):
        return {"state": "present"}
    notice = known_notice(platform, said)
    if notice is not None:
        return {"state": notice.state, "by": notice.by, "sure": notice.sure, "notice": notice.text}
    return _of_status(seen.status) or {
        "state": "unknown" if seen.status == 200 else "error",
        "notice": said[:200],
    }


def _of_shape(value: Mapping[str, object]) -> dict[str, object] | None:
    """Return what an API's own shapes say."""
    error = value.get("error")
    if isinstance(error, str) and error in _XRPC:
        state, by, of_account = _XRPC[error]
        return {"state": state, "by": by, "sure": "stated", "notice": error, "of_account": of_account}
    if value.get("type") == "Tombstone":
        return {"state": "tombstone", "notice": "Tombstone"}
    if value.get("withheld_in_countries"):
        return {"state": "tombstone", "by": "state", "sure": "stated", "notice": "withheld_in_countries"}
    return None


def visible_text(page: bytes) -> str:
    """Return what a person sees of a page: no scripts, styles or attributes; nothing of it runs."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree = html.document_fromstring(page or b"<html></html>", parser=parser)
    except (ValueError, ParserError):
        return page.decode("utf-8", "replace")
    hidden = "ancestor::script or ancestor::style or ancestor::template or ancestor::noscript"
    return " ".join(cast("list[str]", tree.xpath(f"//text()[not({hidden})]"))).strip()


def _stands_in(text: str, shown: str) -> bool:
    """Say whether the beginning of an item's text stands in a page; texts without enough letters never do."""
    wanted = _SILENT.sub("", plain(text))[:_MARK]
    return len(wanted) >= 4 and wanted in _SILENT.sub("", plain(shown))
