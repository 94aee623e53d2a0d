"""Following open accounts: one run now. On a trustee's or an organisation's machine, never on the device at risk."""

from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.follow import consent_text, follow_client
from wildgrass.flows.following.targets import find
from wildgrass.targets.words import clean
from wildgrass.text import say
from wildgrass.web.setup_places import AnswerMissingError, existing_file, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/follow"
_DONE: Final = "/setup/tools/followed"
_FIELDS: Final = ("card", "targets", "consent", "proxy", "pace", "state", "index")
_PACE: Final = 2.0
INDEXES: Final = ("none", "sealed", "local")
_MOST: Final = 100


def ask(view: SetupView) -> Response:
    """Ask which accounts, and on whose behalf."""
    typed = {name: view.typed(name) for name in _FIELDS}
    return view.page("tools_follow.html", typed=typed, indexes=INDEXES, pace=f"{_PACE:g}")


def take(view: SetupView) -> Response:
    """Fetch and seal once; what is wrong with the form is said before anything is asked for."""
    if view.is_browsing(*_FIELDS):
        return view.browse({"card": True})
    if "elsewhere" not in view.form:
        raise AnswerMissingError
    order = _order(view)
    return begin(view, Work("follow", _DONE), order)


def _order(view: SetupView) -> dict[str, object]:
    """Return the order of a run, checked.

    Raises:
        AnswerMissingError, PathMissingError, ConsentError, FollowTargetError, PaceError, UrlRefusedError.
    """
    form = view.form
    targets = [line.strip() for line in form.get("targets", "").splitlines() if line.strip()][:_MOST]
    if not targets:
        raise AnswerMissingError
    for target in targets:
        find(target)
    proxy = form.get("proxy", "").strip() or None
    pace = _number(form.get("pace", ""))
    follow_client(proxy, pace)
    state = form.get("state", "").strip()
    return {
        "card": str(existing_file(form.get("card", ""))),
        "targets": targets,
        "consent": consent_text(form.get("consent")),
        "proxy": proxy,
        "pace": pace,
        "state": str(path_of(state)) if state else "",
        "index": form["index"] if form.get("index") in INDEXES else INDEXES[0],
    }


def _number(text: str) -> float:
    try:
        return float(text) if text.strip() else _PACE
    except ValueError:
        return 0.0  # a pace that is refused, in words


def followed(view: SetupView) -> Response:
    """Say what became of each account."""
    work = done(view, "follow")
    if work is None:
        return to(_HERE)
    return view.page("tools_followed.html", rows=[_row(view, one) for one in work.rows])


def _row(view: SetupView, one: dict[str, Any]) -> dict[str, object]:
    target = clean(one["target"])
    sentence, hint = one["said"].get(view.language, ("", ""))
    said = {"sealed": "ui.followed", "unchanged": "ui.follow-unchanged"}.get(one["status"])
    gaps = [clean(gap) for gap in one.get("gaps", ())]
    return {
        "status": one["status"],
        "target": target,
        "said": say(view.language, said, target=target) if said else clean(sentence),
        "hint": hint,
        "count": one.get("items"),
        "stored": None if one.get("bytes_stored") is None else f"{one['bytes_stored'] / 1e6:,.1f} MB",
        "gaps": say(view.language, "ui.follow-gaps", reasons="; ".join(gaps)) if gaps else "",
        "notes": [clean(note) for note in one.get("notes", ())],
    }


OVER: Final = {"follow": _DONE}
BACK: Final = {"follow": _HERE}
SHOW: Final = {_HERE: ask, _DONE: followed}
TAKE: Final = {_HERE: take}
