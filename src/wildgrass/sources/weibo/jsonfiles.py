"""Members in JSON: crawlers' files, saved answers of the servers, and a record a line."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from wildgrass.model import JSON, Item, Problem
from wildgrass.sources import jsontext, jsonwalk
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.lines import lines
from wildgrass.sources.weibo import records, times
from wildgrass.sources.weibo.forms import PATHS
from wildgrass.sources.weibo.people import actor
from wildgrass.sources.weibo.state import Manner, Place, State


@dataclass(slots=True)
class Count:
    """What one member came to."""

    records: int = 0
    items: int = 0
    lost: int = 0
    others: int = 0  # entries that hold no post: advertisements, headings
    notes: list[str] = field(default_factory=list)
    is_damaged: bool = False

    def see(self, reading: Item | Problem) -> None:
        """Count one reading."""
        if isinstance(reading, Item):
            self.items += 1
        else:
            self.lost += reading.lost


def values(
    stream: BinaryIO, name: str, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    """Read a JSON value; records in its arrays one by one, a single record as it is."""
    utf8, encoding = as_utf8(stream)
    if encoding != "utf-8":
        count.notes.append(f"it is in {encoding}")
    told, user = manner, None
    for event in jsonwalk.walk(utf8, PATHS):
        if isinstance(event, jsonwalk.Found):
            place = Place(name, event.number if encoding == "utf-8" else -1, jsonwalk.pointer(event.at))
            count.records += 1
            given = event.parents[0].get("user") if event.parents else None
            if given is not user:
                told, user = _manner(given, manner), given
            yield from _record(event, place, told, state, count)
        elif isinstance(event, jsonwalk.Damage):
            yield _damage(event, name, count)
        else:
            yield from _beside(event, name, manner, state, count)


def _manner(user: JSON, manner: Manner) -> Manner:
    """Say whose posts a crawler's file holds and when it was made, as its `user` tells, which stands before them."""
    if not isinstance(user, dict):
        return manner
    as_of = times.served(user.get("profile_image_url")) or times.served(user.get("avatar_hd")) or manner.as_of
    owner = actor(user.get("id"), user.get("screen_name") or user.get("nickname")) or manner.owner
    return replace(manner, owner=owner, as_of=as_of)


def _record(
    event: jsonwalk.Found, place: Place, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    try:
        value = event.value()
    except jsontext.KeyTwiceError as error:
        yield place.problem("record-key-twice", str(error))
        return
    except jsontext.RecordError as error:
        yield place.problem("record-not-json", str(error))
        return
    if isinstance(value, dict) and records.is_post(value):
        yield from records.post(value, place, manner, state)
    elif records.is_known(value):
        yield from records.read(value, place, manner, state)
    elif isinstance(value, dict) and ("card_type" in value or "itemid" in value):
        count.others += 1
    else:
        yield place.problem("record-unknown-form", "it is no post, comment or account of a known form")


def _damage(event: jsonwalk.Damage, name: str, count: Count) -> Problem:
    is_cut = event.size == 0
    if not is_cut:
        count.records += 1
    return Problem(
        code="member-cut-off" if is_cut else "record-not-json",
        reason=event.reason,
        member=name,
        where=f"byte {event.start}",
        lost=not is_cut,
    )


def _beside(
    event: jsonwalk.Closed, name: str, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    """Read what stands beside arrays: the crawler's `user`, an answer's single post or account."""
    place = Place(name, -1, jsonwalk.pointer(event.at))
    if records.is_known(event.fields):
        count.records += 1
        yield from records.read(event.fields, place, manner, state)
    elif not event.at and not event.records:
        kept: dict[str, JSON] = {
            key: value for key, value in event.fields.items() if key not in ("ok", "http_code")
        }
        if kept:
            count.notes.append("it holds no post, comment or account; it is sealed, not read")


def by_line(
    stream: BinaryIO, name: str, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    """Read a JSON object from each line."""
    utf8, encoding = as_utf8(stream)
    for line in lines(utf8):
        text = line.data.strip().removeprefix(b"\xef\xbb\xbf").rstrip(b",")
        if not text or text in (b"[", b"]"):
            continue
        count.records += 1
        place = Place(name, line.group if encoding == "utf-8" else -1, f"line={line.number - 1}")
        try:
            value = jsontext.decode(text)
        except jsontext.KeyTwiceError as error:
            yield place.problem("record-key-twice", str(error))
            continue
        except jsontext.RecordError as error:
            yield place.problem("record-not-json", str(error))
            continue
        if records.is_known(value):
            yield from records.read(value, place, manner, state)
        else:
            yield place.problem("record-unknown-form", "it is no post, comment or account of a known form")
