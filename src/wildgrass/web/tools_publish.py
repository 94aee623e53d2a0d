"""Bringing a library back on the network: rehearsed, looked at, confirmed, then published; stopped, it goes on.

A password or key is handed to the work and is in no page, address, argument or record. The work itself asks whether the
account is the right one, as the terminal does.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.restore import is_held_by_key, takes_token
from wildgrass.net import Route
from wildgrass.targets.base import PrivateClass, TargetUnknownError
from wildgrass.targets.registry import target_infos
from wildgrass.targets.words import clean
from wildgrass.text import say, say_or
from wildgrass.web import tools_preview
from wildgrass.web.restore_work import SURE
from wildgrass.web.setup_places import AnswerMissingError, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_lock import NewPassphraseError
from wildgrass.web.tools_restore import (
    TYPED,
    WORDS,
    checked,
    hiding_choice,
    keep_ticks,
    media_shown,
    order_of,
    pictures_counted,
)
from wildgrass.web.tools_running import Work, begin, done, is_locked, library_named, part_of, running
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/publish"
_SHOWN: Final = "/setup/tools/publish/shown"
_DONE: Final = "/setup/tools/published"
_REASONS: Final = 20
_HIDES: Final = ("undecided", "shown", "names", "struck")
_SOON_S: Final = 0.4
STATUSES: Final = ("failed", "skipped", "done")
_PER_PAGE: Final = 100
_FIELDS: Final = (
    "library",
    "target",
    "place",
    "proxy",
    "state",
    "key",
    "blossom",
    "media_base",
    "hide",
    *TYPED,
)
_TICKS: Final = (
    *WORDS,
    "mentions",
    "custody",
    "no_origin",
    "new_key",
    *(f"include-{one}" for one in PrivateClass),
)


class NamesUndecidedError(WildgrassError):
    """Nobody decided whether other people are named in what is published."""

    code = "publish-names-undecided"
    exit_code = EXIT_USAGE
    message = "nothing is chosen about other people"
    hint = "choose whether they are named, become pseudonyms or are struck out; what is published names them for good"


def ask(view: SetupView) -> Response:
    """Ask what to publish, and as whom."""
    return view.page(
        "tools_publish.html",
        typed={name: view.typed(name) for name in _FIELDS},
        ticks={name: view.typed(name) == "1" for name in _TICKS},
        targets=[info for info in target_infos() if not info.is_local],
        classes=[str(one) for one in PrivateClass],
        hides=_HIDES,
    )


def take(view: SetupView) -> Response:
    """Rehearse: nothing is sent."""
    keep_ticks(view, _TICKS)
    if view.is_browsing(*_FIELDS, *_TICKS):
        return view.browse({"library": False, "key": True})
    choice = _choice(view)
    named = library_named(view)
    checked(choice)
    Route.of(choice["proxy"] or None)
    memory = {"choice": choice, "library": named["library"]}
    return begin(view, Work("rehearse", _SHOWN, memory), order_of(view, memory, simulate=True))


def _choice(view: SetupView) -> dict[str, Any]:
    """Return what was chosen, without any secret.

    Raises:
        AnswerMissingError, NamesUndecidedError, PathMissingError, TargetUnknownError, and those of `hiding_choice`.
    """
    known = [info.name for info in target_infos() if not info.is_local]
    name, place = view.form.get("target", ""), view.form.get("place", "").strip()
    if name not in known:
        raise TargetUnknownError(name=ascii(name)[:40], known=", ".join(known))
    if not place:
        raise AnswerMissingError
    if view.form.get("hide") not in _HIDES[1:]:
        raise NamesUndecidedError
    said = {one: view.form.get(one, "").strip() for one in ("proxy", "state", "blossom", "media_base", "key")}
    has_key = is_held_by_key(f"{name}:{place}")
    return {
        "target": f"{name}:{place.removeprefix(f'{name}:')}",
        "language": view.language,
        "include": [str(one) for one in PrivateClass if f"include-{one}" in view.form],
        **{one: one in view.form for one in ("mentions", "custody", "no_origin")},
        "proxy": said["proxy"],
        "state": str(path_of(said["state"])) if said["state"] else "",
        "blossom": said["blossom"] if has_key else "",
        "media_base": said["media_base"] if has_key else "",
        "key": str(path_of(said["key"])) if said["key"] and has_key else "",
        "new_key": has_key and "new_key" in view.form,
        "shows_names": view.form["hide"] == "shown",
        **hiding_choice(view),
    }


def shown(view: SetupView) -> Response:
    """Say what would appear; publishing is offered once the preview was looked at."""
    work = done(view, "rehearse")
    if work is None or not work.results:
        return to(_HERE)
    result, choice = work.results[-1], work.memory["choice"]
    kind = "key-file" if choice["key"] else "key" if is_held_by_key(choice["target"]) else "secret"
    return view.page(
        "tools_rehearsed.html",
        place=clean(choice["target"]),
        counts=_counts(result["counts"]),
        reasons=[(_why(view, reason), f"{count:,}") for reason, count in result["reasons"][:_REASONS]],
        pictures=pictures_counted(result),
        media=media_shown(result),
        is_seen=work.memory.get("is_seen", False),
        kind="token" if takes_token(choice["target"]) else kind,
        is_new=choice["new_key"],
        is_locked=is_locked(work.memory["library"]),
        asks_key=bool(choice.get("names_key")),
        readable=say(view.language, "ui.locked-restore-readable"),
    )


def take_shown(view: SetupView) -> Response:
    """Publish exactly what was rehearsed. The work asks once more before anything goes out."""
    work = done(view, "rehearse")
    if work is None:
        return to(_HERE)
    choice = work.memory["choice"]
    if not work.memory.get("is_seen") or "sure" not in view.form:
        raise AnswerMissingError
    if not view.form.get("secret") and (not choice["key"] or choice["new_key"]):
        raise AnswerMissingError
    if choice["new_key"] and view.form.get("secret") != view.form.get("again", ""):
        raise NewPassphraseError
    order = order_of(view, work.memory, simulate=False) | {"secret": view.form.get("secret", "")}
    return begin(view, Work("publish", _DONE, work.memory), order)


def sure(view: SetupView) -> Response:
    """Ask what the work asks: is this the account, or may the followers get every post."""
    work = _asking(view)
    if work is None or work.question is None:
        return running(view)
    question = work.question
    count = f"{question['count']:,}"
    return view.page(
        "tools_sure.html",
        account=clean(question["account"]),
        said=say(view.language, "ui.publish-sure", count=count, account=question["account"])
        if question["account"]
        else say(view.language, "ui.publish-deliver", count=count, followers=f"{question['followers']:,}"),
    )


def take_sure(view: SetupView) -> Response:
    """Hand the answer to the work; whoever goes back publishes nothing."""
    work = _asking(view)
    if work is not None:
        is_going = view.form.get("go") == "publish"
        said = view.form.get("account", "") if is_going else ""
        work.answer({"said": said, "agreed": is_going and "agreed" in view.form})
        work.wait(_SOON_S)
    return running(view)


def _asking(view: SetupView) -> Work | None:
    job = view.setup.job
    return job if isinstance(job, Work) and job.kind == "publish" and job.question is not None else None


def published(view: SetupView) -> Response:
    """Say what became of every item; a run that was stopped is taken up from here."""
    job = view.setup.job
    work = job if isinstance(job, Work) and job.kind == "publish" and job.is_over else None
    if work is None:
        return to(_HERE)
    asked = view.query.get("show", "")
    counts = Counter(row["status"] for row in work.rows)
    rows = [row for row in work.rows if asked not in STATUSES or row["status"] == asked]
    page, parts = part_of(view, len(rows), _PER_PAGE)
    return view.page(
        "tools_published.html",
        is_stopped=work.is_stopped,
        place=clean(work.memory["choice"]["target"]),
        counts=_counts(counts),
        rows=[_row(view, row) for row in rows[(page - 1) * _PER_PAGE : page * _PER_PAGE]],
        notices=[_notice(view, *one) for one in work.notices],
        asked=asked if asked in STATUSES else "",
        page=page,
        parts=parts,
    )


def _row(view: SetupView, row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return row["status"], clean(row["id"]), clean(row["target_id"] or ""), _why(view, row["reason"] or "")


def _why(view: SetupView, reason: str) -> str:
    """Return reasons in words; what a server said stands as it said it."""
    codes = reason.split(", ")
    return "; ".join(say_or(view.language, f"ui.publish-why-{code}", clean(code)) for code in codes if code)


def _notice(view: SetupView, name: str, details: Mapping[str, Any]) -> str:
    words = str(details.get("words", ""))
    meaning = say_or(view.language, f"ui.publish-relay-{words.partition(':')[0]}", "")
    said = f"{words} ({meaning})" if meaning else words
    return clean(say(view.language, f"ui.{name}", **{**details, "words": said}))


def _counts(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(name, f"{counts[name]:,}") for name in STATUSES if counts.get(name)]


OVER: Final = {"rehearse": _SHOWN, "publish": _DONE}
BACK: Final = {"rehearse": _HERE, "publish": _HERE}
SHOW: Final = {
    _HERE: ask,
    _SHOWN: shown,
    SURE: sure,
    _DONE: published,
    **tools_preview.SHOW,
}
TAKE: Final = {_HERE: take, _SHOWN: take_shown, SURE: take_sure}
