"""A rotation key of one's own for a Bluesky account: made offline, shown what it changes, then added.

As in the terminal: nothing is changed before the account was named and the server's code typed.
"""

from typing import Any, Final

from starlette.responses import Response

from wildgrass.net import Route
from wildgrass.targets.bluesky.place import BlueskyPlace
from wildgrass.targets.bluesky.rotation import DIRECTORY
from wildgrass.targets.words import clean
from wildgrass.text import say
from wildgrass.web.rotation_work import ASKED
from wildgrass.web.setup_places import AnswerMissingError, existing_file, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_lock import NewPassphraseError
from wildgrass.web.tools_running import Work, begin, done, running
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/rotation"
_SHOWN: Final = "/setup/tools/rotation/shown"
_NEW: Final = "/setup/tools/rotation/new"
_FIELDS: Final = ("key", "place", "directory", "proxy")
_SOON_S: Final = 0.4


def ask(view: SetupView) -> Response:
    """Ask for the key's file and the account."""
    return view.page(
        "tools_rotation.html",
        typed={name: view.typed(name) for name in _FIELDS},
        directory=DIRECTORY,
        means=say(view.language, "ui.rotation-means"),
    )


def take(view: SetupView) -> Response:
    """Show what would change: only the public directory is asked."""
    if view.is_browsing(*_FIELDS):
        return view.browse({"key": True})
    place = view.form.get("place", "").strip()
    if not place:
        raise AnswerMissingError
    BlueskyPlace.of(place.removeprefix("bluesky:"))
    memory = {
        "key": str(existing_file(view.form.get("key", ""))),
        "place": place,
        "directory": view.form.get("directory", "").strip() or DIRECTORY,
        "proxy": view.form.get("proxy", "").strip() or None,
    }
    Route.of(memory["proxy"])
    return _begin(view, memory, "show")


def _begin(view: SetupView, memory: dict[str, Any], act: str) -> Response:
    typed = {name: view.form.get(name, "") for name in ("passphrase", "password")}
    return begin(view, Work("rotation", _SHOWN, {**memory, "act": act}), {**memory, **typed, "act": act})


def new(view: SetupView) -> Response:
    """Ask where a new key is to stand."""
    return view.page("tools_rotation_new.html", key=view.typed("key"))


def take_new(view: SetupView) -> Response:
    """Make a key, offline."""
    key, phrase = path_of(view.form.get("key", "")), view.form.get("passphrase", "")
    if not phrase:
        raise AnswerMissingError
    if phrase != view.form.get("again", ""):
        raise NewPassphraseError
    view.setup.drafts[f"{_HERE}:key"] = str(key)
    return _begin(view, {"key": str(key)}, "new")


def shown(view: SetupView) -> Response:
    """Say what was made, what would change, or what did."""
    work = done(view, "rotation")
    if work is None or not work.results:
        return to(_HERE)
    result = work.results[-1]
    if "made" in result:
        said = say(view.language, "ui.rotation-made", file=clean(work.memory["key"]))
        return view.page("tools_rotation_made.html", said=said, did=result["made"])
    return view.page(
        "tools_rotation_shown.html",
        stage=result["status"],
        said=say(view.language, f"ui.rotation-{result['status']}", did=clean(result["did"])),
        keys=[
            (clean(one), say(view.language, f"ui.rotation-{'yours' if one == result['key'] else 'others'}"))
            for one in result["rotation_keys"]
        ],
        means=say(view.language, "ui.rotation-means"),
    )


def take_shown(view: SetupView) -> Response:
    """Change what was shown. The work asks for the account's name and the server's code."""
    work = done(view, "rotation")
    if work is None or not work.results or work.results[-1].get("status") != "simulated":
        return to(_HERE)
    if not view.form.get("password") or "sure" not in view.form:
        raise AnswerMissingError
    return _begin(view, {name: work.memory[name] for name in _FIELDS}, "add")


def asked(view: SetupView) -> Response:
    """Ask what the work asks: the account's name, or the code that the server sent."""
    work = _asking(view)
    if work is None or work.question is None:
        return running(view)
    account = work.question["account"]
    said = (
        say(view.language, "ui.rotation-sure", account=account)
        if account
        else say(view.language, "ui.rotation-code")
    )
    return view.page("tools_rotation_asked.html", said=clean(said), is_code=not account)


def take_asked(view: SetupView) -> Response:
    """Hand the answer to the work; whoever goes back changes nothing."""
    work = _asking(view)
    if work is not None:
        work.answer({"said": view.form.get("answer", "") if view.form.get("go") == "on" else ""})
        work.wait(_SOON_S)
    return running(view)


def _asking(view: SetupView) -> Work | None:
    job = view.setup.job
    is_asking = isinstance(job, Work) and job.kind == "rotation" and job.question is not None
    return job if is_asking and isinstance(job, Work) else None


OVER: Final = {"rotation": _SHOWN}
BACK: Final = {"rotation": _HERE}
SHOW: Final = {_HERE: ask, _NEW: new, _SHOWN: shown, ASKED: asked}
TAKE: Final = {_HERE: take, _NEW: take_new, _SHOWN: take_shown, ASKED: take_asked}
