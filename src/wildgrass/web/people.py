"""People: everybody in a list, and the page of one person with all her accounts."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.people import ordered
from wildgrass.library import Somebody
from wildgrass.model import Actor
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import label
from wildgrass.web.entries import Entries
from wildgrass.web.files import Tile
from wildgrass.web.overview import Person
from wildgrass.web.talks import talk_row
from wildgrass.web.view import View, to
from wildgrass.web.whole import paged

_LISTED: Final = 100
_TILES: Final = 60
_NAMESAKES: Final = 20
_BAR: Final = 60
"""How high the fullest year's bar is, in the drawing's own units."""
_BAR_ROOM: Final = 22
SORTS: Final = ("count", "last", "first", "name")
ACTS: Final = ("find", "join", "merge", "split", "name", "undo", "redo")
"""What forms send to `/people/<act>`."""
DID: Final = ("merge", "split", "name", "undo", "redo")
"""What the page of a person can say was just done."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a list: `slug` is what addresses and forms call her."""

    slug: str
    href: str
    name: str
    handles: str
    sources: str
    wrote: str
    named: str
    first: str
    last: str
    accounts: int
    is_own: bool
    is_label: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in a drawing: where the bar stands, how high it is, and what of it is said."""

    year: str
    count: str
    x: int
    y: int
    height: int
    is_named: bool


def called(view: View, one: Somebody) -> str:
    """Return what to call a person: the name that the reader gave, else what an account says; a plant when hidden."""
    if one.name and not view.names.is_hiding:
        return label(one.name)
    best = next((actor for actor in one.accounts if actor.name or actor.handle), one.accounts[0])
    return view.names.who(best)


def row(view: View, one: Somebody) -> PersonRow:
    """Return a person's row."""
    slug = view.overview.slug(one.id)
    handles = dict.fromkeys(filter(None, map(view.names.handle, one.accounts)))
    comma = view.words.site("list-comma")
    return PersonRow(
        slug=slug,
        href=f"/people/{slug}",
        name=called(view, one),
        handles=comma.join(handles),
        sources=comma.join(map(view.words.source, one.platforms)),
        wrote=number(one.contact.wrote),
        named=number(one.contact.named),
        first=(one.contact.first or "")[:10],
        last=(one.contact.last or "")[:10],
        accounts=len(one.accounts),
        is_own=any(map(view.is_own, one.accounts)),
        is_label=all(actor.id_kind == "label" for actor in one.accounts),
    )


def people(view: View) -> Response:
    """Return everybody, narrowed to a platform, in the order asked for."""
    everybody = view.overview.persons.everybody
    platforms = view.overview.persons.platforms
    on = view.query.get("on", "") if view.query.get("on") in platforms else ""
    sorts = [name for name in SORTS if not (name == "name" and view.names.is_hiding)]  # an order tells names
    sort = view.query.get("sort", "") if view.query.get("sort") in sorts else SORTS[0]
    wanted = [one for one in everybody if not on or on in one.platforms]
    shown = wanted if sort == SORTS[0] else ordered(wanted, sort)
    page = paged(view, len(shown), size=_LISTED, keep=_kept(on, sort))
    return view.page(
        "people.html",
        rows=[row(view, one) for one in shown[page.start : page.start + page.size]],
        page=page,
        total=number(len(shown)),
        on=on,
        sort=sort,
        sorts={name: f"{view.here}?{_kept(on, name)}" for name in sorts},
        platforms=[(name, view.words.source(name), _kept(name, sort)) for name in sorted(platforms)],
        everywhere=_kept("", sort),
    )


def _kept(on: str, sort: str) -> str:
    """Return what an address says of a list besides its part."""
    return "&".join([*([f"on={on}"] if on else ()), f"sort={sort}"])


def person(view: View) -> Response:
    """Return one person: her accounts, when contact was, her years, conversations, and what there is of her."""
    if view.path["slug"] in ACTS:  # a form's address, opened again without the form
        return to("/people")
    one = view.overview.persons.of(view.path["slug"])
    if one is None:
        return view.missing()
    show = view.query.get("show", "")
    numbers = _numbers(view, one)
    slugs = dict.fromkeys(
        view.overview.slug(thread) for key in one.keys for thread in view.shelves.talks_of(key)
    )
    files = _files(view, numbers)
    values: dict[str, Any] = {
        "row": row(view, one),
        "accounts": [_account(view, one, actor) for actor in one.accounts],
        "bars": bars(years(view, one)),
        "talks": [talk_row(view, view.overview.talks[slug]) for slug in slugs if slug in view.overview.talks],
        "namesakes": [row(view, other) for other in namesakes(view, one)],
        "given": "" if view.names.is_hiding else one.name or "",
        "did": view.query.get("did") if view.query.get("did") in DID else "",
        "wrote": number(len(numbers)),
        "named": number(one.contact.named),
        "files": number(len(files)),
        "show": show if show in ("named", "files") else "",
        "entries": (),
        "tiles": (),
    }
    return view.page("person.html", **(values | _shown(view, one, numbers, files)))


def _shown(
    view: View, one: Somebody, numbers: Sequence[int], files: Sequence[tuple[int, int, str | None]]
) -> dict[str, object]:
    """Return the part of a person's items that is asked for: what she wrote, what names her, or her files."""
    show = view.query.get("show", "")
    if show == "files":
        page = paged(view, len(files), size=_TILES, keep="show=files")
        return {"page": page, "tiles": list(_tiles(view, files[page.start : page.start + page.size]))}
    listed = view.shelves.naming(one.keys) if show == "named" else numbers
    page = paged(view, len(listed), keep="show=named" if show == "named" else "")
    shown = view.shelves.items(listed[page.start : page.start + page.size])
    return {"page": page, "entries": Entries(view).each(shown)}


def _written(view: View, one: Somebody) -> list[Person]:
    """Return what each of a person's accounts wrote."""
    written = (view.overview.people.get(view.overview.slug(key)) for key in one.keys)
    return [found for found in written if found is not None]


def _numbers(view: View, one: Somebody) -> Sequence[int]:
    """Return the numbers of what a person wrote, newest first."""
    written = _written(view, one)
    if len(written) == 1:
        return written[0].numbers
    together = merge(*(zip(found.order, found.numbers, strict=True) for found in written))
    return array("q", (item for _, item in together))


def years(view: View, one: Somebody) -> Counter[str]:
    """Return how much a person wrote in each year."""
    found: Counter[str] = Counter()
    for account in _written(view, one):
        found += account.years
    return found


def bars(counts: Counter[str]) -> list[Bar]:
    """Return a bar for each year from the first to the last."""
    if not counts:
        return []
    most = max(counts.values())
    every = range(int(min(counts)), int(max(counts)) + 1)
    step = -(-len(every) // 8)  # so many years have room for their name
    return [
        Bar(
            year=f"{year:04}",
            count=number(counts[f"{year:04}"]),
            x=place * _BAR_ROOM,
            y=_BAR - _height(counts[f"{year:04}"], most),
            height=_height(counts[f"{year:04}"], most),
            is_named=place % step == 0,
        )
        for place, year in enumerate(every)
    ]


def _height(count: int, most: int) -> int:
    """Return a bar's height; the least is seen."""
    return max(2, round(count * _BAR / most)) if count else 0


def _account(view: View, one: Somebody, actor: Actor) -> dict[str, object]:
    contact = view.overview.contacts.get(actor.key)
    return {
        "slug": view.overview.slug(actor.key),
        "name": view.names.who(actor),
        "handle": view.names.handle(actor),
        "source": view.words.source(actor.platform),
        "is_own": view.is_own(actor),
        "is_label": actor.id_kind == "label",
        "is_joined": len(one.accounts) > 1,
        "wrote": number(contact.wrote if contact else 0),
        "named": number(contact.named if contact else 0),
        "first": ((contact and contact.first) or "")[:10],
        "last": ((contact and contact.last) or "")[:10],
    }


def namesakes(view: View, one: Somebody) -> list[Somebody]:
    """Return the first people who ever bore a displayed name of hers: shown, and never joined by it."""
    found: dict[str, Somebody] = {}
    for name in dict.fromkeys(actor.name for actor in one.accounts if actor.name):
        for key in view.library.named(name)[:_NAMESAKES]:
            other = view.overview.persons.with_account(key)
            if other is not None and other.id != one.id:
                found[other.id] = other
    return list(found.values())[:_NAMESAKES]


def _files(view: View, numbers: Sequence[int]) -> list[tuple[int, int, str | None]]:
    """Return (item, place, when) of the attachments of what a person wrote, newest first."""
    hers = set(numbers)
    return [(place.no, place.place, place.published) for place in view.overview.media if place.no in hers]


def _tiles(view: View, places: Sequence[tuple[int, int, str | None]]) -> Iterator[Tile]:
    entries = Entries(view)
    for item_no, place, published in places:
        for numbered in view.shelves.items([item_no]):
            if place < len(numbered.item.attachments):
                file = entries.file(item_no, place, numbered.item.attachments[place])
                who = view.names.who(numbered.item.author)
                yield Tile(file, entries.way_to(numbered), (published or "")[:10], who)
