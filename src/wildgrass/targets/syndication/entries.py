"""A post as feeds hold it: a JSON object of our own, from which every form of feed is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TypedDict

from wildgrass.model import Item, Moment, ZoneBasis
from wildgrass.targets.dates import zone_of
from wildgrass.targets.formats import media_type
from wildgrass.targets.markup import markup_of, unwritable, writable
from wildgrass.targets.shown import Named, Shown
from wildgrass.targets.words import clean, language_of


class File(TypedDict):
    """A picture or video of a post: its name from the feed's folder, what it is, its size in bytes, its description."""

    name: str
    type: str
    size: int
    alt: str


class Entry(TypedDict):
    """A post. `date` and `edited` are RFC 3339 or None; `html` has no pictures; `page` is "" or where it stands."""

    id: str
    page: str
    date: str | None
    edited: str | None
    title: str
    html: str
    lang: str | None
    files: list[File]


@dataclass(frozen=True, slots=True)
class Made:
    """An entry, and what it lacks: whether a file is not in it, and how many characters were left out."""

    entry: Entry
    lacks_file: bool
    unwritable: int

    @property
    def reason(self) -> str | None:
        """What it lacks, as an outcome says it."""
        said = ["attachment-not-shown"] if self.lacks_file else []
        if self.unwritable:
            said.append(f"unwritable-characters {self.unwritable}")
        return ", ".join(said) or None


def entry_of(
    item: Item, put: Sequence[Shown | Named], size_of: Callable[[str], int], *, page: str = ""
) -> Made:
    """Make an item ready. `put` are its files in their places; `size_of` says how long one is there."""
    html, _ = markup_of(item)
    entry = Entry(
        id=writable(item.id),
        page=page,
        date=None if item.published is None else stamp(item.published),
        edited=None if item.edited is None else stamp(item.edited),
        title=clean(writable(item.title or "")).strip(),
        html=html,
        lang=language_of(item),
        files=[_file(one, size_of) for one in put if isinstance(one, Shown)],
    )
    return Made(entry, any(not isinstance(one, Shown) for one in put), unwritable(item))


def _file(shown: Shown, size_of: Callable[[str], int]) -> File:
    kind = media_type(shown.name)
    return File(name=shown.name, type=kind, size=size_of(shown.name), alt=writable(shown.alt))


def stamp(moment: Moment) -> str:
    """Return RFC 3339 in the zone that the export wrote; "-00:00", which says "not known", where nobody said one."""
    return f"{local(moment).replace(tzinfo=None).isoformat(timespec='seconds')}{offset(moment, ':')}"


def local(moment: Moment) -> datetime:
    """Return the moment on the clock of its own zone, in UTC where that is not known."""
    zone = None if moment.zone_basis is ZoneBasis.UNKNOWN else zone_of(moment.zone)
    try:
        return moment.instant if zone is None else moment.instant.astimezone(zone)
    except OverflowError:  # the first and last day of the calendar have no other zones
        return moment.instant


def offset(moment: Moment, between: str) -> str:
    """Return "+08:00" with `between` its hours and minutes."""
    if moment.zone_basis is ZoneBasis.UNKNOWN:
        return f"-00{between}00"
    span = local(moment).utcoffset()
    minutes = 0 if span is None else round(span.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{between}{abs(minutes) % 60:02}"


def whole_html(entry: Entry, base: str) -> str:
    """Return a post's HTML with its pictures and videos; `base` stands before their names."""
    return entry["html"] + "".join(_shown(one, base) for one in entry["files"])


def _shown(file: File, base: str) -> str:
    source, alt = escape(base + file["name"]), escape(file["alt"])
    if file["type"].startswith("video/"):
        return f'<p><video controls src="{source}" title="{alt}"></video></p>'
    return f'<p><img src="{source}" alt="{alt}"></p>'
