"""Small readings of one record: its time, its words, its links, whatever the year's layout calls them."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

import msgspec

from wildgrass.model import JSON, Link, Moment, canonical_json
from wildgrass.model.moment import utc_moment
from wildgrass.sources.localtime import LocalClock

Record: TypeAlias = Mapping[str, JSON]

_NO_ZONE: Final = LocalClock(
    None
)  # until 2019 some times have no offset, and nothing says which clock it was
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS: Final = 100_000_000_000  # as seconds this would be the year 5138
_FAR: Final = 4_102_444_800_000  # the year 2100
_TIMES: Final = (
    "timestamp",
    "creation_timestamp",
    "timestamp_ms",
    "added_timestamp",
    "created_timestamp",
    "start_timestamp",
    "taken_at",
    "created_at",
    "time",
    "updated_timestamp",
    "last_modified_timestamp",
    "last_login",
    "registration_time",
)
_TITLES: Final = ("title", "name", "advertiser_name", "action", "subject", "value", "label", "thread_name")
_LINKS: Final = ("url", "href", "uri", "link")
_sorted = msgspec.json.Encoder(order="deterministic").encode


def digest(*parts: object) -> str:
    """Return 32 hex digits that stand for the parts."""
    try:
        text = _sorted(parts)
    except (ValueError, UnicodeEncodeError):  # lone surrogates
        text = canonical_json(parts)
    return hashlib.sha256(text).hexdigest()[:32]


def moment(value: JSON) -> Moment | None:
    """Read seconds or milliseconds since 1970, or ISO 8601; None where it is 0, nothing, or no time."""
    if type(value) is int and _MILLISECONDS <= value < _FAR:  # a message's, nearly always
        return utc_moment(_EPOCH + timedelta(0, 0, 0, value), 1)
    if isinstance(value, str):
        return _written(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or value == 0:
        return None
    is_fine = abs(value) >= _MILLISECONDS
    try:
        gone = timedelta(milliseconds=int(value)) if is_fine else timedelta(seconds=int(value))
        return utc_moment(_EPOCH + gone, 1 if is_fine else 1000)
    except OverflowError:
        return None


def _written(text: str) -> Moment | None:
    """Read "2019-06-01T12:30:00+00:00", which Instagram wrote until 2020, or digits; anything else stays text."""
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return moment(int(text))
    if len(text) < 19 or text[10] not in "T ":
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        return _NO_ZONE.moment(instant, 1 if instant.microsecond else 1000)
    return utc_moment(instant.astimezone(UTC), 1 if instant.microsecond else 1000)


def made(record: Record) -> Moment | None:
    """Return when a record says it was made, in the first of the ways that its layout has."""
    for key in _TIMES:
        found = moment(record.get(key))
        if found is not None:
            return found
    for part in (record.get("string_list_data"), record.get("media"), record.get("session")):
        for one in part if isinstance(part, list) else (part,):
            found = made(one) if isinstance(one, Mapping) else None
            if found is not None:
                return found
    texts = record.get("string_map_data")
    if isinstance(texts, Mapping):
        return next((when for one in texts.values() if (when := _stamp(one)) is not None), None)
    return next((when for one in labelled(record) if (when := moment(one.get("timestamp_value")))), None)


def _stamp(value: JSON) -> Moment | None:
    return moment(value.get("timestamp")) if isinstance(value, Mapping) else None


def labelled(record: Record) -> Iterator[Record]:
    """Yield the entries of `label_values`, those inside others after them."""
    yield from _entries(record.get("label_values"))


def _entries(values: JSON) -> Iterator[Record]:
    for one in values if isinstance(values, list) else ():
        if isinstance(one, Mapping):
            yield one
            yield from _entries(one.get("dict"))
            yield from _entries(one.get("vec"))


def texts(record: Record) -> list[str]:
    """Return a record's own words in order: values of string_map_data, label_values or string_list_data."""
    named, listed = record.get("string_map_data"), record.get("string_list_data")
    places: list[JSON] = list(named.values()) if isinstance(named, Mapping) else []
    places += labelled(record)
    places += listed if isinstance(listed, list) else []
    found = [one.get("value") for one in places if isinstance(one, Mapping)]
    return [one for one in found if isinstance(one, str) and one]


def words(record: Record) -> list[str]:
    """Return the texts that are no links."""
    return [one for one in texts(record) if not is_link(one)]


def is_link(text: str) -> bool:
    """Say whether a text is a web address and nothing else."""
    return text.startswith(("http://", "https://")) and " " not in text and "\n" not in text


def title(record: Record) -> str | None:
    """Return the record's title or name."""
    for key in _TITLES:
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
    return None


def url(record: Record) -> str | None:
    """Return the address that a record is about: its own, else the first that it names."""
    for key in _LINKS:
        value = record.get(key)
        if isinstance(value, str) and is_link(value):
            return value
    for part in ("string_list_data", "string_map_data"):
        value = record.get(part)
        inner = list(value.values()) if isinstance(value, Mapping) else value
        for one in inner if isinstance(inner, list) else ():
            href = one.get("href") if isinstance(one, Mapping) else None
            if isinstance(href, str) and is_link(href):
                return href
    for one in labelled(record):
        for value in (one.get("href"), one.get("value")):
            if isinstance(value, str) and is_link(value):
                return value
    return next((str(context["url"]) for context in contexts(record) if context.get("url")), None)


def attached_at(record: Record) -> Iterator[tuple[str, Record]]:
    """Yield the objects in a record's attachments, {"media": {…}} or {"place": {…}}, with the pointers to them.

    `attachments` is a list or one object, and so is the `data` in it.
    """
    for pointer, group in _each("/attachments", record.get("attachments")):
        yield from _each(f"{pointer}/data", group["data"]) if "data" in group else [(pointer, group)]


def _each(pointer: str, value: JSON) -> Iterator[tuple[str, Record]]:
    if isinstance(value, Mapping):
        yield pointer, value
    for number, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, Mapping):
            yield f"{pointer}/{number}", one


def contexts(record: Record) -> Iterator[Record]:
    """Yield the links that a record's attachments hold."""
    for _, one in attached_at(record):
        context = one.get("external_context")
        if isinstance(context, Mapping):
            yield context


def links(record: Record, text: str) -> tuple[Link, ...]:
    """Return the links that a record's attachments hold, with their places in its text."""
    found = []
    for context in contexts(record):
        target = context.get("url")
        if isinstance(target, str) and target:
            name = context.get("name")
            found.append(link(target, text, name if isinstance(name, str) else ""))
    return tuple(found)


def link(target: str, text: str, shown: str = "") -> Link:
    """Return a link and where it stands in a text."""
    start = text.find(target)
    end = start + len(target) if start >= 0 else -1
    return Link(url=target, target=target, shown=shown, start=start, end=end)


def data_objects(record: Record) -> Iterator[Record]:
    """Yield the objects of a record's `data`, which is a list or one object."""
    return (one for _, one in _each("", record.get("data")))
