"""Practising the recovery: a vault with nothing real in it, and the pages filled in for each of its people."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from wildgrass.web.setup_places import path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/practice"
_MADE: Final = "/setup/tools/practice/made"
_SHARE: Final = "/ceremony/share"


def ask(view: SetupView) -> Response:
    """Ask for a new folder."""
    return view.page("tools_practice.html", folder=view.typed("folder", str(Path.home() / "practice")))


def take(view: SetupView) -> Response:
    """Make the vault, in a process of its own."""
    if view.is_browsing("folder"):
        return view.browse({"folder": False})
    folder = path_of(view.form.get("folder", ""))
    return begin(view, Work("practice", _MADE), {"folder": str(folder)})


def made(view: SetupView) -> Response:
    """Show the steps, one after the other."""
    work = done(view, "practice")
    if work is not None and work.results:
        view.setup.practice = work.results[-1]
    if view.setup.practice is None:
        return to(_HERE)
    return view.page("tools_practised.html", made=view.setup.practice)


def step(view: SetupView) -> Response:
    """Fill in the pages of one person's step, and lead there."""
    told = view.setup.practice
    who = view.form.get("who", "")
    if told is None:
        return to(_HERE)
    for friend in told["friends"]:
        if friend["name"] == who:
            view.setup.drafts |= {f"{_SHARE}:{field}": friend[field] for field in ("share", "key", "answer")}
            return to(_SHARE)
    view.setup.drafts |= {
        "/ceremony/vault:place": told["vault"],
        "/ceremony/unlock:key": told["coordinator"],
        "/ceremony/answers:folder": told["answers"],
        "/ceremony/library:library": told["library"],
    }
    return to("/ceremony/vault")


OVER: Final = {"practice": _MADE}
BACK: Final = {"practice": _HERE}
SHOW: Final = {_HERE: ask, _MADE: made}
TAKE: Final = {_HERE: take, _MADE: step}
