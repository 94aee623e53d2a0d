"""What templates are given: values made from items. Every text here is still untrusted text."""

from dataclasses import dataclass
from datetime import date

from wildgrass.targets.shown import Named, Shown
from wildgrass.targets.words import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment on a page: for machines, for people in UTC, and as `stated` in the export's own zone."""

    datetime: str
    day: str
    time: str
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line over or under a text: what it answers or quotes, what the export says. `tone` is its style."""

    tone: str
    text: str
    href: str | None = None
    is_outside: bool = False
    glimpse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An earlier version of a post."""

    anchor: str
    when: When | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as it stands on its page, with the rest of its thread where that stands below it."""

    anchor: str
    day: date | None
    when: When | None
    kind: str
    label: str
    lang: str | None
    title: str
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    shown: tuple[Shown, ...]
    named: tuple[Named, ...]
    links: tuple[Piece, ...]
    counts: tuple[tuple[str, str], ...]
    versions: tuple[Version, ...]
    thread: tuple["Post", ...] = ()
    more: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A thread's later post, named on its own day and read where the thread stands."""

    day: date | None
    when: When | None
    text: str
    href: str
    glimpse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The posts of one day."""

    anchor: str | None
    datetime: str
    number: int
    name: str
    weekday: str
    entries: tuple[Post | Reminder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The head of the site."""

    name: str
    handles: tuple[str, ...]
    pieces: tuple[Piece, ...]
    links: tuple[Piece, ...]
    lang: str | None
    avatar: Shown | None
    banner: Shown | None
