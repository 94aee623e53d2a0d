"""What templates are given for an item: values made from it. Every text here is still untrusted text."""

from dataclasses import dataclass

from wildgrass.targets.site.views import When
from wildgrass.web.media import Shows


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of text: `href` where it leads elsewhere, `tone` "hit", "added" or "gone" where it is marked."""

    text: str
    href: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line beside a text. `tone` is its style, `href` a page of the reader, `glimpse` the text it speaks of."""

    tone: str
    text: str
    href: str = ""
    glimpse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of an item: `src` and `full` are addresses of pictures or sounds, `page` of its own page."""

    shows: Shows
    page: str
    src: str
    full: str
    alt: str
    name: str
    size: str
    why: str
    warnings: tuple[str, ...]
    is_loop: bool = False
    played: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """The messages inside a merged forward: the first of them as (who, when, glimpse), how many, and where all are."""

    lines: tuple[tuple[str, str, str], ...]
    count: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item on a page."""

    no: int
    kind: str
    label: str
    source: str
    who: str
    handle: str
    person: str
    is_own: bool
    when: When | None
    day: str
    lang: str | None
    title: str
    bits: tuple[Bit, ...]
    links: tuple[Bit, ...]
    notes: tuple[Note, ...]
    files: tuple[FileView, ...]
    counts: tuple[tuple[str, str], ...]
    reactions: tuple[tuple[str, str], ...]
    talk: str
    is_event: bool
    private: str
    is_gone: bool
    is_other_day: bool = False
    forwarded: Forwarded | None = None

    @property
    def shown(self) -> tuple[FileView, ...]:
        """The files that stand in place."""
        return tuple(file for file in self.files if file.shows is not Shows.NAME)

    @property
    def named(self) -> tuple[FileView, ...]:
        """The files that stand by name only."""
        return tuple(file for file in self.files if file.shows is Shows.NAME)
