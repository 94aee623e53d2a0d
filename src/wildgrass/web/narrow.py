"""What a timeline is narrowed to: its address says it in words of ours, never in words of the archive."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from wildgrass.library.shelves import APART, LIKES, OTHER, POSTS, TALK, Wanted
from wildgrass.model import Kind
from wildgrass.web.view import View

SHOWS: Final = {
    "main": (*POSTS, *TALK),
    "posts": POSTS,
    "chats": TALK,
    "likes": LIKES,
    "other": OTHER,
}
"""What a timeline can be narrowed to; "main" is posts in full and conversations day by day."""
_ONE_KIND: Final = {str(kind): (kind,) for kind in Kind if kind not in APART}
_ONLY: Final = ("mine", "removed", "files")


@dataclass(frozen=True, slots=True)
class Chip:
    """A way to the same page, narrowed in another way; `count` is how many there are, "" where not counted."""

    href: str
    text: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Narrow:
    """What the page is narrowed to."""

    show: str = "main"
    source: str = ""
    mine: bool = False
    removed: bool = False
    files: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that are shown."""
        return SHOWS.get(self.show) or _ONE_KIND[self.show]

    @property
    def wanted(self) -> Wanted:
        """The items that are shown."""
        return self._wanted(self.kinds)

    @property
    def in_full(self) -> Wanted:
        """The items that stand in full: messages are read in their conversations, unless few are left."""
        if self.removed or self.files:
            return self.wanted
        return self._wanted(tuple(kind for kind in self.kinds if kind not in TALK))

    @property
    def in_talks(self) -> Wanted:
        """The messages that stand as a line for each conversation and day."""
        if self.removed or self.files:
            return self._wanted(())
        return self._wanted(tuple(kind for kind in self.kinds if kind in TALK))

    def _wanted(self, kinds: tuple[Kind, ...]) -> Wanted:
        return Wanted(
            kinds=kinds,
            source=self.source,
            is_own=self.mine,
            is_removed=self.removed,
            has_files=self.files,
        )

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What an address says to keep it, by name."""
        said = [("show", self.show if self.show != "main" else ""), ("on", self.source)]
        said += [(name, "1" if getattr(self, name) else "") for name in _ONLY]
        return [(name, value) for name, value in said if value]

    @property
    def keep(self) -> str:
        """What an address says to keep it: "show=likes&on=x"."""
        return "&".join(f"{name}={value}" for name, value in self.fields)

    @property
    def query(self) -> str:
        """What an address ends with to keep it: "?show=likes", or nothing."""
        return f"?{self.keep}" if self.keep else ""


def narrow_of(view: View) -> Narrow:
    """Return what the page's address narrows it to; what is not known narrows nothing."""
    asked = view.query.get("show", "main")
    source = view.query.get("on", "")
    return Narrow(
        show=asked if asked in SHOWS or asked in _ONE_KIND else "main",
        source=source if source in view.overview.sources else "",
        mine=view.query.get("mine") == "1",
        removed=view.query.get("removed") == "1",
        files=view.query.get("files") == "1",
    )


def chips(view: View, now: Narrow) -> list[tuple[str, list[Chip]]]:
    """Return rows of ways to narrow the page: by kind, by platform, by what else is so."""
    rows = [("narrow", list(_shows(view, now)))]
    kinds = list(_kinds(view, now))
    if len(kinds) > 1 or now.show in _ONE_KIND:
        rows.append(("narrow-kind", kinds))
    if len(view.overview.sources) > 1:
        rows.append(("narrow-source", list(_sources(view, now))))
    rows.append(("narrow-only", list(_onlys(view, now))))
    return rows


def _chip(view: View, to: Narrow, text: str, *, is_on: bool) -> Chip:
    return Chip(view.here + to.query, text, is_on)


def _shows(view: View, now: Narrow) -> Iterator[Chip]:
    group = _group(now.show)
    for show in SHOWS:
        yield _chip(view, replace(now, show=show), view.words(f"show-{show}"), is_on=show == group)


def _group(show: str) -> str:
    """Return the group that a single kind belongs to."""
    if show in SHOWS:
        return show
    return next(group for group in ("posts", "chats", "likes", "other") if Kind(show) in SHOWS[group])


def _kinds(view: View, now: Narrow) -> Iterator[Chip]:
    group = _group(now.show)
    if group == "main":
        return
    for kind in SHOWS[group]:
        if view.overview.days.total((kind,)):
            is_on = now.show == str(kind)
            to = replace(now, show=group if is_on else str(kind))
            yield _chip(view, to, view.words.kind(kind), is_on=is_on)


def _sources(view: View, now: Narrow) -> Iterator[Chip]:
    for source in view.overview.sources:
        is_on = now.source == source
        yield _chip(
            view, replace(now, source="" if is_on else source), view.words.source(source), is_on=is_on
        )


def _onlys(view: View, now: Narrow) -> Iterator[Chip]:
    yield _chip(view, replace(now, mine=not now.mine), view.words("only-mine"), is_on=now.mine)
    yield _chip(view, replace(now, removed=not now.removed), view.words("only-removed"), is_on=now.removed)
    yield _chip(view, replace(now, files=not now.files), view.words("only-files"), is_on=now.files)
