"""Letters that ask a platform who got the data: choose law, platform and language, read it, download it.

What the audit found stays in memory until other work or the lock. Name, contact and account go into the letter alone.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from starlette.responses import Response

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.request import LANGUAGES, Request, Sender, requested
from wildgrass.audit.terms import LAWS, terms
from wildgrass.flows.request import BOTH, FORMS, letter_bytes, sheets
from wildgrass.text import say
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, library_named
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/request"
_LETTER: Final = "/setup/tools/request/letter"
_TYPES: Final = {".txt": "text/plain", ".html": "text/html", ".pdf": "application/pdf"}
_TYPED: Final = ("name", "contact", "account")


def ask(view: SetupView) -> Response:
    """Ask for the library or export."""
    return view.page("tools_request.html", library=view.typed("library"))


def take(view: SetupView) -> Response:
    """Look through it for what letters ask about."""
    if view.is_browsing("library"):
        return view.browse({"library": True})
    return begin(view, Work("request", _LETTER), library_named(view))


def letter(view: SetupView) -> Response:
    """Ask for law, platform and language; with a form that was sent, show the letter too."""
    found = _found(view)
    if found is None:
        return to(_HERE)
    request = _request(view, found) if view.form and found and not view.complaint[0] else None
    choice = _choice(view)
    return view.page(
        "tools_letter.html",
        platforms=[(one, view.words.source(one)) for one in sorted({one.source for one in found})],
        laws=[
            (law.id, law.whom["zh-Hans" if view.language.startswith("zh") else "en"])
            for law in terms().values()
        ],
        languages_of=(BOTH, *LANGUAGES),
        choice=choice,
        typed={name: view.form.get(name, "") for name in _TYPED},
        sheets=[] if request is None else _lines(sheets(request, choice["letter"])),
        facts=[] if request is None else _facts(view, request),
        forms=[one.removeprefix(".") for one in FORMS],
    )


def take_letter(view: SetupView) -> Response:
    """Show the letter, or return it as a file."""
    ending = f".{view.form.get('form', '')}"
    found = _found(view)
    if found is None or ending not in FORMS:
        return letter(view)
    data = letter_bytes(_request(view, found), _choice(view)["letter"], ending)
    saved = {"Content-Disposition": f'attachment; filename="letter{ending}"'}
    return Response(data, media_type=_TYPES[ending], headers=saved)


def _found(view: SetupView) -> list[Exposure] | None:
    work = done(view, "request")
    if work is None or not work.results:
        return None
    told: Mapping[str, Any] = work.results[0]
    return msgspec.convert(told["exposures"], list[Exposure])


def _choice(view: SetupView) -> dict[str, str]:
    """Return what was chosen, each from what can be chosen."""
    law, language = view.form.get("law", ""), view.form.get("letter", "")
    return {
        "law": law if law in LAWS else LAWS[0],
        "letter": language if language in LANGUAGES else BOTH,
        "platform": view.form.get("platform", ""),
        "day": _day(view).isoformat(),
    }


def _day(view: SetupView) -> date:
    try:
        return date.fromisoformat(view.form.get("day", ""))
    except ValueError:
        return datetime.now(UTC).astimezone().date()


def _request(view: SetupView, found: Sequence[Exposure]) -> Request:
    choice = _choice(view)
    platform, shown = requested(found, choice["platform"] or None)
    sender = Sender(*(view.form.get(name, "").strip() for name in _TYPED))
    return Request(terms()[choice["law"]], platform, _day(view), shown, sender)


Line = tuple[str, str]


def _lines(made: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, list[Line]]]:
    """Return each letter's language and lines, each with what it is: "title", "heading", "point", "line" or "gap"."""
    marks = {"# ": "title", "## ": "heading", "- ": "point"}
    told = []
    for language, lines in made:
        shown = []
        for line in lines:
            mark = next((one for one in marks if line.startswith(one)), "")
            shown.append((marks.get(mark, "line" if line else "gap"), line.removeprefix(mark)))
        told.append((language, shown))
    return told


def _facts(view: SetupView, request: Request) -> list[str]:
    """Return until when an answer is due, and what to mind before it goes out."""
    until = request.terms.deadline(request.day).until
    found = {one.question.id for one in request.exposures if one.value is not None}
    unsaid = len({one.question.id for one in request.exposures} - found)
    day = request.day.isoformat()
    term = (
        say(view.language, "ui.request-no-term")
        if until is None
        else say(view.language, "ui.request-term", day=day, deadline=until.isoformat())
    )
    return [term, say(view.language, "ui.request-written", unsaid=unsaid)]


OVER: Final = {"request": _LETTER}
BACK: Final = {"request": _HERE}
SHOW: Final = {_HERE: ask, _LETTER: letter}
TAKE: Final = {_HERE: take, _LETTER: take_letter}
