"""One item: what stands around it, its versions side by side, where it was read, its own JSON, where it leads."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from starlette.responses import Response

from wildgrass.library.shelves import TALK, Numbered
from wildgrass.model import Item
from wildgrass.targets.words import clean, glimpse
from wildgrass.web.entries import Entries, outside
from wildgrass.web.tools_from_reader import folder_for_tools
from wildgrass.web.versions import versions
from wildgrass.web.view import View
from wildgrass.web.whole import query_asked

_AROUND: Final = 200


def item(view: View) -> Response:
    """Return an item's page."""
    found = numbered(view)
    if found is None:
        return view.missing()
    entries = Entries(view, *query_asked(view))
    around = _around(view, found)
    place = next(at for at, one in enumerate(around) if one.no == found.no)
    return view.page(
        "item.html",
        entry=entries.entry(found),
        way=entries.way_to(found) if found.item.kind in TALK else "",
        above=entries.each(around[:place]),
        stub=_missing_parent(view, around[0].item) if found.item.kind not in TALK else "",
        below=entries.each(around[place + 1 : place + 1 + _AROUND]),
        versions=list(versions(view, found)),
        facts=list(_facts(view, found.item)),
        sightings=[
            (view.names.glimpse(one.export, 120), (one.as_of or "")[:10], one.present)
            for one in view.library.sightings(found.item.id)
        ],
        is_apart=found.item.is_withheld,
        redact=(folder_for_tools(view), found.item.id),
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


def _missing_parent(view: View, first: Item) -> str:
    """Return what stands for a post above that the archive lacks; "" where nothing is missing."""
    if first.in_reply_to is None and first.in_reply_to_author is None:
        return ""
    if first.in_reply_to is not None and view.shelves.number(first.in_reply_to) is not None:
        return ""
    if first.in_reply_to_author is None:
        return view.words("stub")
    return view.words("stub-by", name=view.names.who(first.in_reply_to_author))


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
    yield words("fact-member"), _origin(view, item)


def _origin(view: View, item: Item) -> str:
    parts: Sequence[str] = (
        view.names.glimpse(item.origin.member, 200),
        f"#{item.origin.record}" if item.origin.record >= 0 else "",
        view.names.glimpse(item.origin.pointer, 80),
    )
    return " ".join(part for part in parts if part)
