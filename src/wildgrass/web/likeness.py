"""Find without words: texts that say nearly the same, pictures that look alike, and the way to days, people, places.

What it shows stands in tables of their own, which are made beside the pages when a person asks for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from starlette.responses import Response

from wildgrass.library.likeness import ImageNear, Likeness, NotPreparedError, State
from wildgrass.library.shelves import Numbered
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import clean
from wildgrass.text.fold import fold
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import Bit, Entry, FileView
from wildgrass.web.items import numbered
from wildgrass.web.looking import Looking, looking_of
from wildgrass.web.view import View, to
from wildgrass.web.whole import paged

_GROUPS: Final = 10
_SHOWN: Final = 8  # of a group; the others are one page further
_TILES: Final = 24
_COMPARED: Final = 3000  # characters; comparing takes time by the square of the length
_REFRESHED_S: Final = 4
_BASES: Final = {
    "trimmed": "framed",
    "inner-94": "cropped",
    "inner-90": "cropped",
    "inner-80": "cropped",
    "less-top": "cropped",
    "less-bottom": "cropped",
    "mirrored": "mirrored",
    "sha256": "equal",
}


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text in a group: `bits` with what the first one has not, and what it has that this one lacks."""

    way: str
    entry: Entry
    bits: tuple[Bit, ...]
    near: str = ""


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Near texts, the oldest first; `more` leads to those that are not shown."""

    count: int
    rows: list[TextRow]
    more: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture: its file where it was said first, when, by whom, and in how many places it stands."""

    file: FileView
    way: str
    day: str
    who: str
    times: int
    note: str = ""


def alike(view: View) -> Response:
    """Return the first page: what was looked at, and the ways."""
    state, counts = _state(view), {"texts": 0, "pictures": 0, "maybe": 0}
    if state is not None:
        with Likeness(view.reading.place) as likeness:
            counts["texts"] = len(likeness.text_groups())
            counts["pictures"] = len(likeness.image_groups())
            counts["maybe"] = len(likeness.image_candidates())
    looking = looking_of(view.reading)
    answer = view.page(
        "alike.html",
        state=state,
        waiting=_waiting(state),
        counts={name: number(count) for name, count in counts.items()},
        looking=looking if looking.is_running else None,
        failure=looking.failure,
    )
    if looking.is_running:
        answer.headers["Refresh"] = str(_REFRESHED_S)  # works without script
    return answer


def look(view: View) -> Response:
    """Begin to look at what was not looked at, or stop."""
    looking: Looking = looking_of(view.reading)
    if view.form.get("do") == "stop":
        looking.stop()
    else:
        looking.start()
    return to("/alike")


def _state(view: View) -> State | None:
    """Return what was looked at, None where nothing was."""
    try:
        with Likeness(view.reading.place) as likeness:
            return likeness.state()
    except NotPreparedError:
        return None


def _waiting(state: State | None) -> str:
    if state is None or state.is_complete:
        return ""
    return number(state.all_texts - state.texts + state.all_files - state.files)


def texts(view: View) -> Response:
    """Return the groups of near texts, the largest first."""
    try:
        with Likeness(view.reading.place) as likeness:
            found = likeness.text_groups()
    except NotPreparedError:
        return to("/alike")
    page = paged(view, len(found), size=_GROUPS)
    groups = [_group(view, one) for one in found[page.start : page.start + page.size]]
    return view.page("alike_texts.html", groups=groups, page=page, count=number(len(found)))


def _group(view: View, numbers: Sequence[int]) -> TextGroup:
    items = list(view.shelves.items(numbers[:_SHOWN]))
    more = f"/alike/to/{numbers[0]}" if len(numbers) > _SHOWN else ""
    return TextGroup(len(numbers), list(_rows(view, items)), more)


def _rows(view: View, items: Sequence[Numbered], near: Sequence[float] = ()) -> Iterator[TextRow]:
    entries = Entries(view)
    first = _said(view, items[0]) if items else ""
    for at, one in enumerate(items):
        bits = tuple(differing(_said(view, one), first)) if at else (Bit(first),)
        told = f"{near[at]:.0%}" if near and at else ""
        yield TextRow(entries.way_to(one), entries.entry(one), bits, told)


def _said(view: View, one: Numbered) -> str:
    return view.names.text(clean(one.item.text))


def differing(text: str, first: str) -> Iterator[Bit]:
    """Cut a text by character into what `first` says too, what it does not, and what only `first` says.

    The same in the other script is no difference.
    """
    if max(len(text), len(first)) > _COMPARED:
        yield Bit(text)
        return
    matcher = SequenceMatcher(None, fold(first), fold(text), autojunk=False)
    for what, from_first, to_first, start, end in matcher.get_opcodes():
        if what == "equal":
            yield Bit(text[start:end])
            continue
        if from_first < to_first:
            yield Bit(first[from_first:to_first], tone="gone")
        if start < end:
            yield Bit(text[start:end], tone="added")


def pictures(view: View) -> Response:
    """Return pictures that are the same, or with "show=maybe" those that a person must look at."""
    is_maybe = view.query.get("show") == "maybe"
    try:
        with Likeness(view.reading.place) as likeness:
            same, maybe = likeness.image_groups(), likeness.image_candidates()
            found: Sequence[tuple[Sequence[str], str]] = (
                [((one, other), basis) for one, other, basis, _ in maybe]
                if is_maybe
                else [(one, "") for one in same]
            )
            page = paged(view, len(found), size=_GROUPS, keep="show=maybe" if is_maybe else "")
            groups = [
                (basis_word(view, basis) if basis else "", _tiles(view, likeness, files), len(files))
                for files, basis in found[page.start : page.start + page.size]
            ]
    except NotPreparedError:
        return to("/alike")
    return view.page(
        "alike_pictures.html",
        groups=groups,
        page=page,
        is_maybe=is_maybe,
        same=number(len(same)),
        maybe=number(len(maybe)),
    )


def basis_word(view: View, basis: str) -> str:
    """Return how two pictures are alike."""
    if basis.startswith(("rotated", "flipped", "trans")):
        return view.words("alike-basis-turned")
    return view.words(f"alike-basis-{_BASES.get(basis, 'near')}")


def _tiles(view: View, likeness: Likeness, files: Sequence[str], notes: Sequence[str] = ()) -> list[Tile]:
    tiles = []
    for at, sha256 in enumerate(files[:_TILES]):
        tile = _tile(view, likeness, sha256, notes[at] if notes else "")
        if tile is not None:
            tiles.append(tile)
    return tiles


def _tile(view: View, likeness: Likeness, sha256: str, note: str) -> Tile | None:
    places = likeness.where_shown(sha256)
    for no, place in places:
        item = view.shelves.item(no)
        if item is None or place >= len(item.attachments):
            continue
        entries = Entries(view)
        one = Numbered(no, item)
        day = "" if item.published is None else item.published.iso()[:10]
        file = entries.file(no, place, item.attachments[place])
        return Tile(file, entries.way_to(one), day, view.names.who(item.author), len(places), note)
    return None


def like_item(view: View) -> Response:
    """Return what is like one item: near texts with what differs, and pictures."""
    found = numbered(view)
    if found is None or found.item.is_withheld:
        return view.missing()
    try:
        with Likeness(view.reading.place) as likeness:
            near = likeness.texts_near(found.no)
            page = paged(view, len(near))
            shown = near[page.start : page.start + page.size]
            items = [found, *view.shelves.items(one.no for one in shown)]
            rows = list(_rows(view, items, [1.0, *(one.nearness for one in shown)]))
            tiles = _tiles_like(view, likeness, found)
    except NotPreparedError:
        return to("/alike")
    return view.page(
        "alike_item.html", rows=rows if len(rows) > 1 else rows[:1], tiles=tiles, page=page, no=found.no
    )


def _tiles_like(view: View, likeness: Likeness, found: Numbered) -> list[Tile]:
    tiles: dict[str, Tile] = {}
    for attachment in found.item.attachments:
        if attachment.sha256 is None:
            continue
        own = ImageNear(attachment.sha256, is_same=True, basis="sha256", bits=0)
        for one in (own, *likeness.images_near(attachment.sha256)):
            note = view.words("alike-same") if one.is_same else basis_word(view, one.basis)
            tile = _tile(view, likeness, one.sha256, note)
            if tile is not None:
                tiles.setdefault(one.sha256, tile)
    return list(tiles.values())[:_TILES]
