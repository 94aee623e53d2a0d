"""The first page and the reports of exports: what is here, where it comes from, what is missing, what is kept apart."""

import json
from dataclasses import dataclass

from starlette.responses import Response

from wildgrass.library.shelves import LIKES, OTHER, POSTS, TALK
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import glimpse
from wildgrass.web.calendars import meadow
from wildgrass.web.entries import Entries
from wildgrass.web.narrow import SHOWS
from wildgrass.web.overview import ExportFacts
from wildgrass.web.tools_from_reader import folder_for_tools
from wildgrass.web.view import View
from wildgrass.web.whole import paged

_PROBLEMS_SHOWN = 200
_REPORTED = 100_000
_PLAIN = frozenset({"read", "ignored", "unclaimed"})


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export in a list."""

    href: str
    source: str
    name: str
    made: str
    items: str
    problems: int
    absent: int
    is_whole: bool


def home(view: View) -> Response:
    """Return the first page."""
    days = view.overview.days
    counts = [
        ("posts", days.total(POSTS), "/timeline?show=posts"),
        ("chats", view.shelves.count_of("chats"), "/chats"),
        ("messages", days.total(TALK), "/timeline?show=chats"),
        ("people", view.shelves.count_of("people"), "/people"),
        ("media", view.shelves.count_of("media"), "/media"),
        ("likes", days.total(LIKES), "/timeline?show=likes"),
        ("other", days.total(OTHER), "/timeline?show=other"),
        ("apart", sum(count for _, count in view.overview.apart), "/apart"),
    ]
    return view.page(
        "home.html",
        counts=[(name, number(count), href) for name, count, href in counts if count],
        years=meadow(view, SHOWS["main"]),
        exports=[_row(view, facts) for facts in view.overview.exports],
        problems=sum(facts.about.problems for facts in view.overview.exports),
        absent=sum(facts.absent for facts in view.overview.exports),
        undated=days.undated(SHOWS["main"]),
        folder=folder_for_tools(view),
    )


def _row(view: View, facts: ExportFacts) -> ExportRow:
    about = facts.about
    name = view.words("export-number", number=facts.no) if view.names.is_hiding else glimpse(about.name, 120)
    made = (about.as_of or "")[:10]
    return ExportRow(
        href=f"/exports/{facts.no}",
        source=view.words.source(about.source),
        name=name,
        made=made,
        items=view.words.counted("items", sum(about.items.values())),
        problems=about.problems,
        absent=facts.absent,
        is_whole=not about.problems and not facts.absent,
    )


def export(view: View) -> Response:
    """Return the completeness report of one export."""
    facts = next((one for one in view.overview.exports if str(one.no) == view.path["no"]), None)
    if facts is None:
        return view.missing()
    members = view.shelves.members(facts.no)
    words = view.words
    return view.page(
        "export.html",
        row=_row(view, facts),
        vintage=glimpse(facts.about.vintage),
        owner=view.names.who(facts.about.owner) if facts.about.owner else "",
        kinds=[(words.kind(kind), number(count)) for kind, count in sorted(facts.about.items.items())],
        named=number(facts.named),
        absent=facts.absent,
        problems=[
            (words.problem(code), number(count), number(lost))
            for code, count, lost in view.shelves.problems(facts.no)
        ],
        lines=[
            (
                words.problem(code),
                view.names.glimpse(f"{member} {place}", 200),
                view.names.glimpse(reason, 300),
            )
            for code, reason, member, place in view.shelves.problem_lines(facts.no, _PROBLEMS_SHOWN)
        ],
        notable=[_member(view, member) for member in members if member[1] not in _PLAIN or member[5]],
        plain=[_member(view, member) for member in members if member[1] in _PLAIN and not member[5]],
    )


def export_report(view: View) -> Response:
    """Return an export's completeness report as a file, as `inspect` gave it when the export was read."""
    facts = next((one for one in view.overview.exports if str(one.no) == view.path["no"]), None)
    if facts is None or view.names.is_hiding:
        return view.missing()
    about = facts.about
    report = {
        "name": about.name,
        "source": about.source,
        "vintage": about.vintage,
        "as_of": about.as_of,
        "items": dict(about.items),
        "attachments": facts.named,
        "missing_attachments": facts.absent,
        "problems": about.problems,
        "members": [member._asdict() for member in view.shelves.members(facts.no)],
        "problem_list": [one._asdict() for one in view.shelves.problem_lines(facts.no, _REPORTED)],
    }
    text = json.dumps(report, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    saved = {"Content-Disposition": f'attachment; filename="report-{facts.no}.json"'}
    return Response(text, media_type="application/json", headers=saved)


def _member(
    view: View, member: tuple[str, str, int | None, int | None, int | None, str]
) -> tuple[str, str, str, str, str]:
    name, status, _records, items, expected, note = member
    return (
        view.names.glimpse(name, 200),
        view.words(f"status-{status}"),
        "" if items is None else number(items),
        "" if expected is None else number(expected),
        view.names.glimpse(note, 300),
    )


def apart(view: View) -> Response:
    """Return the list of what is kept apart: records of the account, not what was said."""
    kinds = [(kind, view.words.kind(kind), number(count)) for kind, count in view.overview.apart]
    return view.page("apart.html", kinds=kinds)


def apart_kind(view: View) -> Response:
    """Return the records of one kind that is kept apart."""
    kind = next((str(kind) for kind, _ in view.overview.apart if str(kind) == view.path["kind"]), None)
    if kind is None:
        return view.missing()
    total = view.overview.days.total((kind,))  # type: ignore[arg-type]
    page = paged(view, total)
    numbers = view.shelves.of_kind(kind, limit=page.size, offset=page.start)
    entries = Entries(view).each(view.shelves.items(numbers))
    return view.page("apart_kind.html", heading=view.words.kind(kind), entries=entries, page=page)
