"""Bringing a library back on this machine: site, feeds, web archive, account; seen before it is written."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.hiding import check_hiding
from wildgrass.flows.restore import check_options
from wildgrass.targets.registry import find_target, target_infos
from wildgrass.targets.words import clean
from wildgrass.text.redaction import PictureChoice, WordsClass
from wildgrass.web.restore_work import hiding_of, options_of
from wildgrass.web.setup_places import existing, path_of, recipient_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, is_locked, library_named
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/restore"
_RESTORED: Final = "/setup/tools/restored"
_REASONS: Final = 20
HIDES: Final = ("", "names", "struck")
TYPED: Final = ("decisions", "names_map", "names_recipients", "names_key", "faces")
WORDS: Final = tuple(f"words-{one}" for one in WordsClass)
_FIELDS: Final = ("library", "folder", "target", "base", "hide", *TYPED)
_TICKS: Final = ("private", "likes", *WORDS)


def ask(view: SetupView) -> Response:
    """Ask what to bring back, and where to."""
    return view.page(
        "tools_restore.html",
        typed={name: view.typed(name) for name in _FIELDS},
        ticks={name: view.typed(name) == "1" for name in _TICKS},
        targets=[info for info in target_infos() if info.is_local],
        hides=HIDES,
    )


def take(view: SetupView) -> Response:
    """Say first what would appear: nothing is written before that page."""
    keep_ticks(view, _TICKS)
    if view.is_browsing(*_FIELDS, *_TICKS):
        return view.browse({"library": False, "folder": False})
    local = [info.name for info in target_infos() if info.is_local]
    name = view.form.get("target", "")
    spec = f"{name if name in local else local[0]}:{path_of(view.form.get('folder', ''))}"
    choice: dict[str, Any] = {
        "target": spec,
        "language": view.language,
        "base": view.form.get("base", "").strip(),
        **{one: one in view.form for one in ("private", "likes")},
        **hiding_choice(view),
    }
    named = library_named(view)
    checked(choice)
    memory = {"choice": choice, "library": named["library"], "place": spec.partition(":")[2]}
    return begin(view, Work("simulate", _RESTORED, memory), order_of(view, memory, simulate=True))


def restored(view: SetupView) -> Response:
    """Say what would appear, or what did."""
    work = done(view, "simulate") or done(view, "restore")
    if work is None or not work.results:
        return to(_HERE)
    result = work.results[-1]
    return view.page(
        "tools_restored.html",
        is_simulated=work.kind == "simulate",
        counts=[(status, f"{count:,}") for status, count in sorted(result["counts"].items())],
        reasons=[(clean(reason), count) for reason, count in result["reasons"][:_REASONS]],
        folder=clean(work.memory["place"]),
        hidden=result["hidden"],
        pictures=pictures_counted(result),
        media=media_shown(result),
        is_locked=is_locked(work.memory["library"]),
        asks_key=bool(work.memory["choice"].get("names_key")),
    )


def take_restored(view: SetupView) -> Response:
    """Write what was simulated."""
    work = done(view, "simulate") or done(view, "restore")
    if work is None:
        return to(_HERE)
    order = order_of(view, work.memory, simulate=False)
    return begin(view, Work("restore", _RESTORED, work.memory), order)


def order_of(view: SetupView, memory: dict[str, Any], *, simulate: bool) -> dict[str, object]:
    """Return the order of a run: what was chosen, and the passphrases that were typed just now."""
    return {
        "library": memory["library"],
        "choice": memory["choice"],
        "simulate": simulate,
        "passphrase": view.form.get("passphrase", ""),
        "names_passphrase": view.form.get("names_passphrase", ""),
    }


def checked(choice: dict[str, Any]) -> None:
    """Refuse what means nothing at the target, or would tell who is who.

    Raises:
        TargetUnknownError, TargetPlaceError, OptionNotForTargetError, BaseRefusedError, and those of `check_hiding`.
    """
    target, place = find_target(choice["target"])
    options = options_of(choice, simulate=True)
    check_options(target.info, options)
    hiding = hiding_of(choice)
    if hiding is not None:
        check_hiding(hiding, target.info, place, options)


def keep_ticks(view: SetupView, names: tuple[str, ...]) -> None:
    """Forget what is not ticked any more: a form does not say so."""
    for name in names:
        if name not in view.form:
            view.setup.drafts.pop(f"{view.here}:{name}", None)


def hiding_choice(view: SetupView) -> dict[str, Any]:
    """Return how other people are to be hidden.

    Raises:
        PathMissingError: a path is none. SecretKeyGivenError, TrusteeRecipientError: a recipient is none.
    """
    hide = view.form.get("hide", "")
    if hide not in HIDES or not hide:
        return {}
    files = {name: view.form.get(name, "").strip() for name in ("decisions", "names_map", "names_key")}
    lines = [line for line in view.form.get("names_recipients", "").splitlines() if line.strip()]
    key = files["names_key"]
    return {
        "hide": hide,
        "decisions": str(path_of(files["decisions"])) if files["decisions"] else "",
        "names_map": str(path_of(files["names_map"])) if files["names_map"] else "",
        "names_key": str(existing(key)) if key else "",
        "names_recipients": [recipient_of(line.strip(), line) for line in lines],
        "faces": view.form.get("faces", "") if view.form.get("faces") in set(PictureChoice) else "",
        "words": [str(one) for one in WordsClass if f"words-{one}" in view.form],
    }


def media_shown(result: Mapping[str, Any]) -> dict[str, str] | None:
    """Return how many files would appear, by kind, for people; None where nothing was counted, or there are none."""
    counts = result["media"]
    return {name: f"{count:,}" for name, count in counts.items()} if counts and any(counts.values()) else None


def pictures_counted(result: Mapping[str, Any]) -> tuple[int, int, int, int] | None:
    """Return how many pictures would leave, in how many are faces, how many nobody could look at; maybe-names."""
    if result["hidden"] is None:
        return None
    faces = [row["faces"] for row in result["pictures"]]
    return len(faces), sum(1 for one in faces if one), faces.count(None), len(result["maybe"])


OVER: Final = {"simulate": _RESTORED, "restore": _RESTORED}
BACK: Final = {"simulate": _HERE, "restore": _HERE}
SHOW: Final = {_HERE: ask, _RESTORED: restored}
TAKE: Final = {_HERE: take, _RESTORED: take_restored}
