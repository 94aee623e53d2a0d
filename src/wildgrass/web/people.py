"""People: who wrote what is here, and what one of them wrote, is named in, and takes part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from wildgrass.targets.site.chrome import number
from wildgrass.web.entries import Entries
from wildgrass.web.overview import Person, actor_or
from wildgrass.web.talks import talk_row
from wildgrass.web.view import View
from wildgrass.web.whole import paged

_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a list."""

    href: str
    name: str
    handle: str
    source: str
    count: str
    first: str
    last: str
    is_own: bool
    is_label: bool


def people(view: View) -> Response:
    """Return everybody who wrote something, who wrote most first."""
    everybody = list(view.overview.people.items())
    page = paged(view, len(everybody), size=_LISTED)
    rows = [_row(view, slug, person) for slug, person in everybody[page.start : page.start + page.size]]
    return view.page("people.html", rows=rows, page=page)


def _row(view: View, slug: str, person: Person) -> PersonRow:
    actor = actor_or(view.shelves, person.key)
    return PersonRow(
        href=f"/people/{slug}",
        name=view.names.who(actor),
        handle=view.names.handle(actor),
        source=view.words.source(actor.platform),
        count=number(len(person.numbers)),
        first=(person.first or "")[:10],
        last=(person.last or "")[:10],
        is_own=view.is_own(actor),
        is_label=actor.id_kind == "label",
    )


def person(view: View) -> Response:
    """Return what one person wrote, or is named in."""
    found = view.overview.people.get(view.path["slug"])
    if found is None:
        return view.missing()
    is_named = view.query.get("show") == "named"
    numbers: Sequence[int] = view.shelves.naming(found.key) if is_named else found.numbers
    page = paged(view, len(numbers), keep="show=named" if is_named else "")
    shown = view.shelves.items(numbers[page.start : page.start + page.size])
    slugs = (view.overview.slug(thread) for thread in view.shelves.talks_of(found.key))
    return view.page(
        "person.html",
        row=_row(view, view.path["slug"], found),
        entries=Entries(view).each(shown),
        page=page,
        is_named=is_named,
        named=len(numbers) if is_named else view.shelves.count_naming(found.key),
        talks=[talk_row(view, view.overview.talks[slug]) for slug in slugs if slug in view.overview.talks],
    )
