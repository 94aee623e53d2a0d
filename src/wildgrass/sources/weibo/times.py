"""The ways in which Weibo and the tools around it write times; China time wherever no zone stands.

"Wed Aug 24 22:03:13 +0800 2022" (every API), "2019-12-20", "2019-12-20 10:10", "2019-12-20 10:10:05" (tools),
"06-27", "06月27日 18:12", "今天 10:00", "昨天 10:00", "5分钟前" (pages and older API answers). What a page says in
relation to its day is dated by the post's own number, to the precision of the words.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple, cast

from wildgrass.model import Moment, ZoneBasis
from wildgrass.model.quick import draft_of
from wildgrass.sources.weibo.ids import made

CHINA: Final = "Asia/Shanghai"
_MomentDraft: Final = draft_of(Moment)
_AHEAD: Final = timedelta(hours=8)
_CHINA: Final = timezone(_AHEAD)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
_API: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d) (\d{4})\Z"
)
_CLOCK: Final = r"(?:[T ]*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?"
_PLAIN: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _CLOCK + r"\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_NO_YEAR: Final = re.compile(r"(\d{1,2})[-月](\d{1,2})日?" + _CLOCK + r"\Z")
_RELATIVE: Final = re.compile(r"(?:刚刚|\d+\s*(?:秒|分钟|小时)前?|今天|昨天|前天|\d+\s*天前)")
_DAY_MS: Final = 86_400_000


class Read(NamedTuple):
    """A moment, and the text it was read from where that is more than a plain time."""

    moment: Moment | None
    kept: str = ""


def read(value: object, number: str = "") -> Read:
    """Read a time; `number` is that of the post or comment, which tells the year or the day where the text does not."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Read(since_1970(value))
    if not isinstance(value, str) or not value:
        return Read(None)
    if (
        len(value) == 19
        and value[4] == value[7] == "-"
        and value[10] in " T"
        and value[13] == value[16] == ":"
    ):
        return _clock(value)
    text = value.strip()
    try:
        return _read(text, number)
    except (ValueError, KeyError, OverflowError):
        return Read(None, text)


def _clock(text: str) -> Read:
    """Read "2019-12-20 10:10:05", which most records have."""
    try:
        return Read(china(datetime.fromisoformat(text), 1000))
    except ValueError:
        return Read(None, text)


def _read(text: str, number: str) -> Read:
    if found := _API.match(text):
        month, day, hour, minute, second, hours, minutes, year = found.groups()
        zone = timezone(timedelta(minutes=int(hours) * 60 + int(hours[0] + minutes)))
        local = datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone
        )
        return Read(_stated(local, f"{hours}:{minutes}"))
    if found := _PLAIN.match(text):
        return Read(_plain(found))
    if found := _NO_YEAR.match(text):
        return Read(_without_year(found, number), text)
    if found := _RELATIVE.match(text):
        return Read(_relative(text, number), text)
    return Read(None, text)


def _stated(local: datetime, zone: str, precision_ms: int = 1000) -> Moment:
    return Moment(instant=local.astimezone(UTC), precision_ms=precision_ms, zone=zone)


def _plain(found: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, zone = found.groups()
    local = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    precision_ms = _DAY_MS if hour is None else 60_000 if second is None else 1000
    if zone:
        offset = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        return _stated(datetime.fromisoformat(f"{local.isoformat()}{offset}"), offset, precision_ms)
    return china(local, precision_ms)


def china(local: datetime, precision_ms: int) -> Moment:
    """Return the moment of a clock in China."""
    draft = _MomentDraft((local - _AHEAD).replace(tzinfo=UTC), precision_ms, CHINA, ZoneBasis.ASSUMED)
    draft.__class__ = Moment
    return cast("Moment", draft)


def _without_year(found: re.Match[str], number: str) -> Moment | None:
    """Take the year from the post's number."""
    born = made(number)
    if born is None:
        return None
    month, day, hour, minute, second = found.groups()
    local = born.astimezone(_CHINA)
    if (local.month, local.day) != (int(month), int(day)):
        return None
    stated = datetime(local.year, local.month, local.day, int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    return china(stated, _DAY_MS if hour is None else 60_000 if second is None else 1000)


def _relative(text: str, number: str) -> Moment | None:
    born = made(number)
    if born is None:
        return None
    local = born.astimezone(_CHINA).replace(tzinfo=None)
    if "天" in text and ":" not in text:
        return china(local.replace(hour=0, minute=0, second=0), _DAY_MS)
    if "小时" in text:
        return china(local.replace(minute=0, second=0), 3_600_000)
    return china(local.replace(second=0), 60_000)


def since_1970(value: int) -> Moment | None:
    """Return the moment of a number of seconds or milliseconds since 1970."""
    precision_ms, seconds = (1, value / 1000) if value > 10**11 else (1000, float(value))
    if not 10**9 <= seconds < 4 * 10**9:
        return None
    return Moment(instant=datetime.fromtimestamp(seconds, UTC), precision_ms=precision_ms)


_EXPIRES: Final = re.compile(r"[?&,]Expires=(\d{10})(?!\d)")
_LIVES: Final = (
    (".sinaimg.cn/crop", 10_800),
    ("video", 3600),
    ("us.sinaimg.cn", 3600),
    ("sinaimg.cn", 10_800),
)


def served(url: object) -> Moment | None:
    """Return when Weibo handed out a signed address: three hours before a portrait's expires, one before a video's.

    The samples that state their own time (`crawl_time`) show both to the second.
    """
    found = _EXPIRES.search(url) if isinstance(url, str) else None
    if found is None or not isinstance(url, str):
        return None
    life = next((seconds for part, seconds in _LIVES if part in url), None)
    if life is None:
        return None
    instant = datetime.fromtimestamp(int(found[1]) - life, UTC)
    return Moment(instant=instant, precision_ms=60_000, zone_basis=ZoneBasis.ASSUMED)
