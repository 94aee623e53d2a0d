"""What a person sets: language and look in cookies, hidden names in the session; the lock; the help page."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from wildgrass.text.core import READER_LANGUAGES
from wildgrass.web.clock import is_clock, zones
from wildgrass.web.view import THEMES, View, to

LANGUAGE_COOKIE: Final = "l"
THEME_COOKIE: Final = "t"
KEYS_COOKIE: Final = "k"
CLOCK_COOKIE: Final = "z"
_YEAR_S: Final = 31_536_000
IDLE_MINUTES: Final = ("2", "5", "10", "30", "60", "0")
"""After how many minutes without a page a locked library is locked again; "0" is never."""


def set_up(view: View) -> Response:
    """Keep a setting and lead back to the page it was set on."""
    answer = to(_back(view.form.get("back", "/")))
    if view.form.get("language") in READER_LANGUAGES:
        _cookie(answer, LANGUAGE_COOKIE, view.form["language"])
    if view.form.get("theme") in THEMES:
        _cookie(answer, THEME_COOKIE, view.form["theme"])
    if view.form.get("keys") in ("on", "off"):
        _cookie(answer, KEYS_COOKIE, view.form["keys"])
    if is_clock(view.form.get("clock", "")):
        _cookie(answer, CLOCK_COOKIE, quote(view.form["clock"], safe=""))
    minutes = view.form.get("idle", "")
    if view.locked is not None and minutes in IDLE_MINUTES:
        view.locked.idle = replace(view.locked.idle, seconds=60 * int(minutes))
    if view.form.get("names") in ("hide", "show"):
        view.session.hides_names = view.form["names"] == "hide"
    return answer


def _cookie(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="strict", path="/")


def _back(address: str) -> str:
    """Return an address of ours; what a form sends must not lead elsewhere."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and len(address) < 200 and "\\" not in address else "/"


def keys(view: View) -> Response:
    """Return the page that says what the keyboard does, and what this reader is and is not."""
    return view.page("keys.html")


def settings(view: View) -> Response:
    """Return the page with all settings."""
    idle = None if view.locked is None else f"{view.locked.idle.seconds / 60:g}"
    return view.page("settings.html", zones=zones(), idle=idle, minutes=_minutes(idle))


def _minutes(idle: str | None) -> list[str]:
    """Return the minutes to choose from, with what the command line said."""
    known = set(IDLE_MINUTES) | ({idle} if idle else set())
    return sorted(known, key=lambda minutes: float(minutes) or float("inf"))
