"""What is gone: by whom as the platform says, its notice word for word, when it was last seen and first missed.

Never a cause that nobody stated: that a later export lacks something may have many.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from wildgrass.library.shelves import Numbered
from wildgrass.model import RemovedBy
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import clean, glimpse
from wildgrass.web.entries import Entries
from wildgrass.web.entry_parts import Entry
from wildgrass.web.narrow import Chip
from wildgrass.web.view import View
from wildgrass.web.whole import paged

_WAYS: Final = (*map(str, RemovedBy), "marked")


@dataclass(frozen=True, slots=True)
class GoneRow:
    """Something that is gone, and how that is known."""

    entry: Entry
    by: str
    sure: str
    notice: str
    seen: str
    missed: str
    evidence: str


def gone(view: View) -> Response:
    """Return what is marked as gone, or what later exports lack."""
    by = view.query.get("by", "")
    if by == "missing":
        return _missing(view)
    marked = view.overview.gone
    chosen = [one.no for one in marked if by not in _WAYS or (one.by or "marked") == by]
    page = paged(view, len(chosen), keep=f"by={by}" if by in _WAYS else "")
    shown = view.shelves.items(chosen[page.start : page.start + page.size])
    return _page(view, by if by in _WAYS else "", [_marked(view, one) for one in shown], page)


def _missing(view: View) -> Response:
    found = view.overview.missing
    page = paged(view, len(found), keep="by=missing")
    rows = []
    for one in found[page.start : page.start + page.size]:
        item = view.shelves.item(one.no)
        if item is not None:
            rows.append(
                _row(view, Numbered(one.no, item), _export(view, one.seen), _export(view, one.missed))
            )
    return _page(view, "missing", rows, page)


def _page(view: View, by: str, rows: list[GoneRow], page: object) -> Response:
    return view.page(
        "gone.html", rows=rows, page=page, chips=list(_chips(view, by)), is_missing=by == "missing"
    )


def _chips(view: View, now: str) -> Iterator[Chip]:
    counts = Counter(one.by or "marked" for one in view.overview.gone)
    yield Chip("/gone", f"{view.words('gone-all')} {number(counts.total())}", not now)
    for by in _WAYS:
        if counts[by]:
            yield Chip(f"/gone?by={by}", f"{view.words(f'gone-by-{by}')} {number(counts[by])}", now == by)
    if view.overview.missing:
        count = number(len(view.overview.missing))
        yield Chip("/gone?by=missing", f"{view.words('gone-missing')} {count}", now == "missing")


def _export(view: View, export_no: int) -> str:
    """Return an export's day and name."""
    facts = next(one for one in view.overview.exports if one.no == export_no)
    name = (
        view.words("export-number", number=export_no)
        if view.names.is_hiding
        else glimpse(facts.about.name, 80)
    )
    return f"{(facts.about.as_of or '')[:10]} · {name}"


def _marked(view: View, one: Numbered) -> GoneRow:
    """Return a row with what its sightings say of when."""
    sightings = [sight for sight in view.library.sightings(one.item.id) if sight.as_of]
    present = [sight for sight in sightings if sight.present]
    last = present[-1] if present else None
    after = [
        sight
        for sight in sightings
        if not sight.present and last and (sight.as_of or "") > (last.as_of or "")
    ]
    return _row(
        view,
        one,
        (last.as_of or "")[:10] if last else "",
        (after[0].as_of or "")[:10] if after else "",
    )


def _row(view: View, one: Numbered, seen: str, missed: str) -> GoneRow:
    item, site = one.item, view.words.site
    removed = item.removed
    by, sure, notice = "", "", ""
    if removed is not None:
        by = site(f"removed-{removed.by}")
        sure = view.words("gone-stated" if removed.sure == "stated" else "gone-likely")
        notice = view.names.text(clean(removed.notice).strip())
    elif item.deleted is not None:
        by = site("deleted", date=site.moment_day(item.deleted))
    elif item.is_deleted:
        by = site("deleted-undated")
    record = f" #{item.origin.record}" if item.origin.record >= 0 else ""
    return GoneRow(
        entry=Entries(view).entry(one),
        by=by,
        sure=sure,
        notice=notice,
        seen=seen,
        missed=missed,
        evidence=view.names.glimpse(item.origin.member, 120) + record,
    )
