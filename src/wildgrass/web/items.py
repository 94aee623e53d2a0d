"""One item: what stands around it, its versions side by side, where it was read, its own JSON, where it leads."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from starlette.responses import Response

from wildgrass.library.shelves import TALK, Numbered
from wildgrass.model import Item, Moment
from wildgrass.targets.site.words import clean, glimpse
from wildgrass.web.entries import Bit, Entries, outside
from wildgrass.web.view import View
from wildgrass.web.whole import query_asked

_COMPARED: Final = 3000  # characters; comparing takes time by the square of the length
_AROUND: Final = 200


@dataclass(frozen=True, slots=True)
class VersionView:
    """One of an item's versions: what it has that the next one lacks is "gone", the reverse "added"."""

    heading: str
    note: str
    bits: tuple[Bit, ...]


def item(view: View) -> Response:
    """Return an item's page."""
    found = numbered(view)
    if found is None:
        return view.missing()
    entries = Entries(view, query_asked(view))
    around = _around(view, found)
    place = next(at for at, one in enumerate(around) if one.no == found.no)
    return view.page(
        "item.html",
        entry=entries.entry(found),
        way=entries.way_to(found) if found.item.kind in TALK else "",
        above=entries.each(around[:place]),
        below=entries.each(around[place + 1 : place + 1 + _AROUND]),
        versions=list(_versions(view, found)),
        facts=list(_facts(view, found.item)),
        sightings=[
            (view.names.text(glimpse(one.export, 120)), (one.as_of or "")[:10], one.present)
            for one in view.library.sightings(found.item.id)
        ],
        is_apart=found.item.is_withheld,
    )


def raw(view: View) -> Response:
    """Return an item's canonical JSON, as text on a page; it names people, so not while names are hidden."""
    found = numbered(view)
    if found is None:
        return view.missing()
    text = "" if view.names.is_hiding else view.shelves.raw(found.no) or ""
    shown = json.dumps(json.loads(text), ensure_ascii=False, indent=2) if text else ""
    return view.page("raw.html", no=found.no, text=clean(shown))


def link(view: View) -> Response:
    """Return the page between an item's link and the world: what is opened there is asked for by this browser."""
    found = numbered(view)
    addresses = outside(found.item) if found else []
    place = int(view.path["place"])
    if found is None or place >= len(addresses):
        return view.missing()
    address = "" if view.names.is_hiding else addresses[place]
    return view.page("link.html", no=found.no, address=address)


def numbered(view: View) -> Numbered | None:
    """Return the item that the address names by its number."""
    number = int(view.path["no"])
    found = view.shelves.item(number) if number < 1 << 62 else None
    return None if found is None else Numbered(number, found)


def _around(view: View, found: Numbered) -> list[Numbered]:
    """Return the thread that an item stands in; a message stands in its conversation instead."""
    if found.item.kind in TALK or found.item.is_withheld:
        return [found]
    numbered_ones = []
    for one in view.library.thread(found.item.id):
        number = view.shelves.number(one.id)
        if number is not None:
            numbered_ones.append(Numbered(number, one))
    return numbered_ones or [found]


def _versions(view: View, found: Numbered) -> Iterator[VersionView]:
    """Yield all versions, oldest first, the one that is shown last; nothing where there is only one."""
    others = [one.item for one in view.shelves.same_chain(found.item)]
    held = [*view.library.versions(found.item.id), found.item]
    texts: list[tuple[Item, bool]] = [(one, False) for one in others] + [
        (one, one is found.item) for one in held
    ]
    texts.sort(key=lambda pair: _when_said(pair[0]))
    if len(texts) < 2:
        return
    words = [view.names.text(clean(_said(one))) for one, _ in texts]
    for at, (one, is_shown) in enumerate(texts):
        other = words[at + 1] if at + 1 < len(words) else words[at - 1]
        yield VersionView(
            heading=_heading(view, one, is_shown=is_shown),
            note=view.words.site(f"removed-{one.removed.by}") if one.removed else "",
            bits=tuple(compared(words[at], other, is_last=at + 1 == len(words))),
        )


def _when_said(one: Item) -> str:
    """Return a text that sorts versions: of one id by their exports, of an edit chain by when each was written."""
    written = (one.edited or one.published) if one.version_of else None
    moments = (written or one.as_of, one.as_of)
    return " ".join(moment.iso() for moment in moments if moment is not None)


def _said(one: Item) -> str:
    return "\n".join(part for part in (one.title, one.text) if part)


def _heading(view: View, one: Item, *, is_shown: bool) -> str:
    name, moment = _named_by(one)
    shown = view.when(moment)
    date = ", ".join(part for part in (shown.day, shown.time) if part) if shown else "?"
    said = view.words(name, date=date)
    return view.words("version-shown", said=said) if is_shown else said


def _named_by(one: Item) -> tuple[str, Moment | None]:
    """Return what a version is known by, and when that was."""
    if one.edited:
        return "version-edited", one.edited
    if one.version_of and one.published:
        return "version-first", one.published
    return "version-exported", one.as_of


def compared(text: str, other: str, *, is_last: bool) -> Iterator[Bit]:
    """Cut a text by character into what the other has too and what it has not."""
    if max(len(text), len(other)) > _COMPARED:
        yield Bit(text)
        return
    tone = "added" if is_last else "gone"
    for what, start, end, _, _ in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if start < end:
            yield Bit(text[start:end], tone="" if what == "equal" else tone)


def _facts(view: View, item: Item) -> Iterator[tuple[str, str]]:
    """Yield what is known of an item besides what it says."""
    words = view.words
    yield words("fact-kind"), words.kind(item.kind)
    yield words("fact-platform"), words.source(item.source)
    moment = view.when(item.published)
    if moment is None:
        yield words("fact-when"), words.site("undated")
    else:
        yield (
            words("fact-when"),
            " · ".join(part for part in (moment.day, moment.time, moment.stated) if part),
        )
    yield words("fact-audience"), words(f"who-{item.audience}")
    if not view.names.is_hiding:
        yield words("fact-id"), glimpse(item.id, 200)
        if item.url:
            yield words("fact-url"), glimpse(item.url, 300)
    yield words("fact-member"), view.names.text(_origin(item))


def _origin(item: Item) -> str:
    parts: Sequence[str] = (
        glimpse(item.origin.member, 200),
        f"#{item.origin.record}" if item.origin.record >= 0 else "",
        glimpse(item.origin.pointer, 80),
    )
    return " ".join(part for part in parts if part)
