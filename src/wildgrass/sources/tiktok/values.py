"""Small readings of one record: its time, its link, whom it names, whatever the year calls them."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from wildgrass.model import JSON, Actor, Moment
from wildgrass.model.moment import utc_moment
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.tiktok.rules import plain

SOURCE: Final = "tiktok"
Record: TypeAlias = Mapping[str, JSON]
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?\s*(UTC|Z|\+00:00)?\Z")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_VIDEO: Final = re.compile(r"tiktokv?\.com/(?:[^\s\"]*/)?(?:video|photo|v)/(\d{6,25})")
_UNKNOWN: Final = frozenset({"", "n/a", "na", "null", "none", "-"})
_DAY_MS: Final = 86_400_000
TIMES: Final = (
    "date", "timestamp", "time", "createtime", "createdate",
    "livestarttime", "watchtime", "commenttime", "questiontime",
    "sendtime", "browsingdate", "orderdate", "ordertime",
    "receiveddate", "transactiontime", "transactiondate", "updatetime",
)  # fmt: skip
LINKS: Final = (
    "link",
    "url",
    "videolink",
    "effectlink",
    "hashtaglink",
    "soundlink",
    "videolandingpagelink",
    "replayurl",
)
NAMES: Final = ("username", "user", "name", "sharedto", "account")
TEXTS: Final = (
    "comment", "content", "searchterm", "commentcontent", "questioncontent", "reviewtext", "title", "biodescription",
    "bio", "hashtagname", "roomtitle", "text", "addyourstext",
)  # fmt: skip
_sorted: Final = msgspec.json.Encoder(order="deterministic").encode


def digest(*parts: object) -> str:
    """Return 32 hex digits that stand for the parts."""
    try:
        data = _sorted(parts)
    except (ValueError, UnicodeEncodeError):  # lone surrogates
        data = repr(parts).encode(errors="surrogatepass")
    return hashlib.sha256(data).hexdigest()[:32]


def is_unknown(value: JSON) -> bool:
    """Say whether a value says that nothing is known: null, "", "N/A"."""
    return value is None or (isinstance(value, str) and len(value) < 8 and value.strip().lower() in _UNKNOWN)


class Clock:
    """Reads times: UTC where the text or the export's own note says so, else of unknown zone."""

    def __init__(self, zone: str | None, *, is_utc: bool) -> None:
        """Take what a person answered, and whether the export notes that its times are UTC."""
        self._local = LocalClock(zone)
        self._is_utc = is_utc

    def moment(self, value: JSON) -> Moment | None:
        """Return the moment of "2021-01-01 12:00:00", of a day, or of a count of seconds."""
        if isinstance(value, str):
            found = _TIME.match(value.strip())
            if found is not None:
                return self._written(found)
            value = int(value) if value.isascii() and value.isdigit() and len(value) in (10, 13) else None
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not 1_000_000_000 <= value < 10_000_000_000_000
        ):
            return None
        is_fine = value >= 100_000_000_000
        gone = timedelta(milliseconds=value) if is_fine else timedelta(seconds=value)
        return utc_moment(_EPOCH + gone, 1 if is_fine else 1000)

    def _written(self, found: re.Match[str]) -> Moment | None:
        shown = _shown(found[1], found[2] or "00:00:00", found[3] or "")
        if shown is None:
            return None
        width = _DAY_MS if found[2] is None else 1 if found[3] else 1000
        if found[4] or (self._is_utc and found[2]):
            return utc_moment(shown.replace(tzinfo=UTC), width)
        return self._local.moment(shown, width)


@lru_cache(maxsize=4096)
def _shown(day: str, clock: str, fraction: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{clock}") + timedelta(
            milliseconds=int(fraction.ljust(3, "0")[:3])
        )
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=2048)
def _order(keys: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of a record's keys are called by these names, in the names' order."""
    by_name: dict[str, str] = {}
    for key in keys:
        by_name.setdefault(plain(key), key)
    return tuple(by_name[name] for name in names if name in by_name)


def first(record: Record, names: tuple[str, ...]) -> tuple[str, JSON]:
    """Return the key and the value of the first of these fields that is known; ("", None) where none is."""
    for key in _order(tuple(record), names):
        if not is_unknown(record[key]):
            return key, record[key]
    return "", None


def text_of(record: Record, names: tuple[str, ...]) -> tuple[str, str]:
    """Return the key and the text of the first of these fields that is a known text or number."""
    key, value = first(record, names)
    if isinstance(value, str):
        return key, value
    return (key, str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else ("", "")


def video_of(link: str) -> str | None:
    """Return the number of the video that a link leads to; links to the file itself hold none."""
    found = _VIDEO.search(link)
    return found[1] if found else None


@lru_cache(maxsize=8192)
def person(name: str) -> Actor:
    """Return the account of a user name."""
    handle = name.strip().removeprefix("@")
    return Actor(platform=SOURCE, id_kind="handle", id=handle.lower(), handle=handle)
