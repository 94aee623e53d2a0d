"""The watch as pages: the owner's consent, a look now, what became of each item and the looks that say so.

For a helper's machine abroad: the page says so before anything is looked at.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.watch import MOST
from wildgrass.flows.watch_panel import panel_line
from wildgrass.net import Route
from wildgrass.targets.words import clean
from wildgrass.text import say
from wildgrass.web.setup_places import AnswerMissingError
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, library_named, part_of
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/watch"
_BOOK: Final = "/setup/tools/watch/book"
_PER_PAGE: Final = 50
_ACTS: Final = ("look", "agree", "revoke", "forget")
STATES: Final = ("gone", "tombstone", "blocked", "error", "unknown", "present")
"""What needs a look comes first."""


def ask(view: SetupView) -> Response:
    """Ask which library to watch."""
    return view.page("tools_watch.html", library=view.typed("library"))


def take(view: SetupView) -> Response:
    """Open its watch."""
    if view.is_browsing("library"):
        return view.browse({"library": False})
    named = library_named(view)
    return begin(view, Work("watch", _BOOK, {"library": named["library"]}), {**named, "act": "state"})


def book(view: SetupView) -> Response:
    """Show how the watch stands, and what became of each item."""
    work = done(view, "watch")
    if work is None or not work.results:
        return to(_HERE)
    rows = sorted(enumerate(work.rows), key=lambda one: STATES.index(one[1]["state"]))
    asked = view.query.get("show", "")
    shown = [one for one in rows if one[1]["state"] == asked] if asked in STATES else rows
    page, parts = part_of(view, len(shown), _PER_PAGE)
    counts = Counter(one["state"] for one in work.rows)
    return view.page(
        "tools_watched.html",
        state=work.results[-1],
        rows=[_row(view, *one) for one in shown[(page - 1) * _PER_PAGE : page * _PER_PAGE]],
        unread=[_unread(view, one) for one in work.results[-1]["unread"]],
        counts=[(name, _said(view, name), counts[name]) for name in STATES if counts[name]],
        asked=asked if asked in STATES else "",
        page=page,
        parts=parts,
        most=view.typed("most", str(MOST)),
        proxy=view.typed("proxy"),
        also=view.typed("also"),
        panel=view.typed("panel"),
        down=[
            *(say(view.language, "ui.watch-way-down", name=name) for name in work.results[-1]["down"]),
            *(say(view.language, "ui.watch-left-alone", host=one) for one in work.results[-1]["left_alone"]),
        ],
        panel_said=panel_line(work.results[-1], view.language) if "panel" in work.results[-1] else "",
        signal=say(view.language, "ui.watch-signal"),
    )


def take_book(view: SetupView) -> Response:
    """Do what was asked of this watch."""
    work = done(view, "watch")
    if work is None:
        return to(_HERE)
    act = view.form.get("act", "")
    if act not in _ACTS:
        raise AnswerMissingError
    order = {"library": work.memory["library"], "passphrase": "", "act": act, **_told(view, work, act)}
    return begin(view, Work("watch", _BOOK, work.memory), order)


def _told(view: SetupView, work: Work, act: str) -> dict[str, object]:
    """Return what an act needs to be told.

    Raises:
        AnswerMissingError: something is not said. UrlRefusedError: the proxy is none that we use.
    """
    if act == "agree":
        words = view.form.get("words", "").strip()
        if not words or "sure" not in view.form:
            raise AnswerMissingError
        return {"words": words}
    if act == "forget":
        number = view.form.get("row", "")
        if not (number.isascii() and number.isdigit()) or int(number) >= len(work.rows):
            raise AnswerMissingError
        return {"item": work.rows[int(number)]["id"]}
    if act == "look":
        proxy = view.form.get("proxy", "").strip() or None
        also = view.form.get("also", "").split()
        for way in (proxy, *also):
            Route.of(way)
        most = view.form.get("most", "")
        is_number = most.isascii() and most.isdigit() and 0 < len(most) < 7
        chosen = {"proxy": proxy, "also": also, "listing": "listing" in view.form}
        return {**chosen, "most": int(most) if is_number else MOST, "panel": _panel(view)}
    return {}


def _panel(view: SetupView) -> int:
    """Return how many items are to be drawn, 0 for a look at what is due."""
    text = view.form.get("panel", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _said(view: SetupView, state: str) -> str:
    return say(view.language, f"ui.watch-{state}")


def _unread(view: SetupView, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a wording that nobody knows, as a platform showed it."""
    return {**one, "platform": view.words.source(one["platform"]), "notice": clean(one["notice"])}


def _row(view: SetupView, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's row: its state in words, by whom, and the looks it rests on."""
    is_gone = row["state"] in {"gone", "tombstone", "blocked"}
    return {
        "number": number,
        "text": clean(row["text"]) or row["id"],
        "url": clean(row["url"]),
        "platform": view.words.source(row["platform"]),
        "state": row["state"],
        "said": _said(view, row["state"]),
        "by": row["by"] if is_gone else "",
        "notice": clean(row["evidence"]["notice"]),
        "last_seen": (row["last_seen"] or "")[:16].replace("T", " "),
        "first_missing": (row["first_missing"] or "")[:16].replace("T", " "),
        "of_account": row.get("of_account", False),
        "window": row.get("window", False),
        "returned": row.get("returned", False),
        "unread": clean(row["evidence"].get("unread", "")),
        "needs": [
            say(view.language, f"ui.watch-needs-{one}")
            for one in row["evidence"].get("needs", ())
            if one != "words"
        ],
        "blocked": row.get("blocked"),
        "withheld": ", ".join(row.get("withheld", ())),
        "replies": row.get("replies"),
        "within": [say(view.language, name, **details) for name, details in row["within"]],
        "looks": [
            {
                "at": one["at"][:16].replace("T", " "),
                "path": " ".join(part for part in (one["path"], one["via"]) if part),
                "said": _said(view, one["state"]),
                "notice": clean(one["notice"] or ""),
                "status": one["status"] or "",
            }
            for one in row["looks"]
        ],
    }


OVER: Final = {"watch": _BOOK}
BACK: Final = {"watch": _HERE}
SHOW: Final = {_HERE: ask, _BOOK: book}
TAKE: Final = {_HERE: take, _BOOK: take_book}
