"""What went when, as a page: takedowns over time, how long posts lived, and what coincides. Nothing is written."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from starlette.responses import Response

from wildgrass.flows.timeline import check_collection, register_events
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.timeline.interrupted import AROUND
from wildgrass.observatory.timeline.report import phrase
from wildgrass.web.setup_places import existing
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, library_named
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/timeline"
_FOUND: Final = "/setup/tools/timeline/found"
_MOST: Final = 300


def ask(view: SetupView) -> Response:
    """Ask which archive, or whose observations."""
    return view.page(
        "tools_timeline.html",
        library=view.typed("library"),
        events=view.typed("events"),
        collection=view.typed("collection"),
        said=partial(phrase, view.language),
    )


def take(view: SetupView) -> Response:
    """Begin."""
    browsed = next((name for name in ("library", "events") if view.is_browsing(name)), None)
    if browsed:
        return view.browse({"library": True, "events": True})
    named = library_named(view)
    events = view.typed("events").strip()
    language = view.language
    order = {**named, "events": str(existing(events)) if events else None, "language": language}
    order["collection"] = view.typed("collection")
    check_collection([LibraryPlace(Path(str(named["library"])))], view.typed("collection"))
    return begin(view, Work("timeline", _FOUND), order)


def found(view: SetupView) -> Response:
    """Show what was found."""
    work = done(view, "timeline")
    if work is None or not work.results:
        return to(_HERE)
    told: dict[str, Any] = work.results[-1]
    said = told["said"][view.language]
    titles = {(str(one.day), one.name): one.title for one in register_events(view.language)}
    coincidences = [
        one | {"title": titles.get((one["day"], one["event"]), one["title"])} for one in told["coincidences"]
    ]
    return view.page(
        "tools_timelined.html",
        totals=sorted(told["totals"].items(), key=lambda pair: -pair[1]),
        drawings=[Markup(drawing) for drawing in said["drawings"]],  # noqa: S704 - our own drawing's, see `drawing`
        lives=said["lives"],
        coverage=said["coverage"],
        hints=said["hints"],
        coincidences=coincidences[:_MOST],
        ageless=told["ageless"],
        around=AROUND,
        said=partial(phrase, view.language),
    )


OVER: Final = {"timeline": _FOUND}
BACK: Final = {"timeline": _HERE}
SHOW: Final = {_HERE: ask, _FOUND: found}
TAKE: Final = {_HERE: take}
