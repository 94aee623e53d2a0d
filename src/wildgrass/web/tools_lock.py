"""Locking a library, making it readable again, changing its passphrase: the same steps as in the terminal."""

from typing import Final

from starlette.responses import Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.text import say
from wildgrass.web.setup_places import AnswerMissingError
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, is_locked, library_named
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/lock"
_DONE: Final = "/setup/tools/lock/done"
ACTS: Final = ("lock", "unlock", "passphrase")
_SAID: Final = {
    "lock": "library-locked",
    "unlock": "library-unlocked",
    "passphrase": "library-passphrase-changed",
}
_WAS_SO: Final = {"lock": "library-was-locked", "unlock": "library-was-plain"}


class NewPassphraseError(WildgrassError):
    """The two new passphrases differ."""

    code = "passphrases-differ"
    exit_code = EXIT_USAGE
    message = "the new passphrase was not typed twice alike"
    hint = "type it again in both fields; nothing was changed"


def ask(view: SetupView) -> Response:
    """Ask which library, and what to do."""
    return view.page(
        "tools_lock.html", library=view.typed("library"), acts=ACTS, act=view.typed("act", "lock")
    )


def take(view: SetupView) -> Response:
    """Begin; both passphrases go to the work and nowhere else."""
    if view.is_browsing("library", "act"):
        return view.browse({"library": False})
    act = view.form.get("act", "")
    if act not in ACTS:
        raise AnswerMissingError
    order = library_named(view)
    new = view.form.get("new", "")
    if act != "unlock" and not (act == "lock" and is_locked(str(order["library"]))):
        if not new:
            raise AnswerMissingError
        if new != view.form.get("again", ""):
            raise NewPassphraseError
    memory = {"act": act, "library": order["library"]}
    return begin(view, Work("lock", _DONE, memory), {**order, "act": act, "new": new})


def locked(view: SetupView) -> Response:
    """Say what was done."""
    work = done(view, "lock")
    if work is None or not work.results:
        return to(_HERE)
    act = work.memory["act"]
    name = _WAS_SO[act] if work.results[-1].get("was_so") else _SAID[act]
    said = [say(view.language, f"ui.{name}", library=work.memory["library"])]
    if act == "lock" and name == _SAID["lock"]:
        said.append(say(view.language, "ui.library-locked-note"))
    return view.page("tools_locked.html", said=said)


OVER: Final = {"lock": _DONE}
BACK: Final = {"lock": _HERE}
SHOW: Final = {_HERE: ask, _DONE: locked}
TAKE: Final = {_HERE: take}
