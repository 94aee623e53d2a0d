"""Checking vaults without any key, remembering what was seen, so that one that was set back shows the next time."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.targets.words import clean
from wildgrass.web.setup_places import AnswerMissingError, existing, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/verify"
_DONE: Final = "/setup/tools/verified"
_FINDINGS: Final = 500
_MOST: Final = 20
_ADDRESS: Final = "://"


def ask(view: SetupView) -> Response:
    """Ask which vaults to check, and where what was seen is remembered."""
    return view.page("tools_verify.html", vault=view.typed("vault"), remember=view.typed("remember"))


def take(view: SetupView) -> Response:
    """Check them one by one."""
    if view.is_browsing("vault", "remember"):
        return view.browse({"vault": False, "remember": True}, adds=view.form["browse"] == "vault")
    lines = [line.strip() for line in view.form.get("vault", "").splitlines() if line.strip()][:_MOST]
    if not lines:
        raise AnswerMissingError
    places = [line if _ADDRESS in line else str(existing(line)) for line in lines]
    remember = view.form.get("remember", "").strip()
    memory = {"remember": str(path_of(remember)) if remember else ""}
    catches_up = view.form.get("catch_up") == "1"
    return begin(view, Work("verify", _DONE, memory), {"vaults": places, "catch_up": catches_up, **memory})


def verified(view: SetupView) -> Response:
    """Say what was checked, and name everything damaged, missing or set back."""
    work = done(view, "verify")
    if work is None or not work.results:
        return to(_HERE)
    checked = [_checked(view, one) for one in work.results if "caught_up" not in one]
    caught_up = [
        note for one in work.results if "caught_up" in one for note in one["caught_up"][view.language]
    ]
    is_sound = not any(one["problems"] for one in checked)
    remembered = clean(work.memory["remember"])
    return view.page(
        "tools_verified.html", checked=checked, remembered=remembered, is_sound=is_sound, caught_up=caught_up
    )


def _checked(view: SetupView, found: Mapping[str, Any]) -> dict[str, object]:
    problems = [
        (view.words.problem(one["problem"]), clean(one["object"]), clean(one["reason"]))
        for one in found["problems"]
    ]
    return {
        "place": clean(found["place"]),
        "facts": [
            ("tools-objects", f"{found['objects']:,}"),
            ("tools-bytes", f"{found['bytes'] / 1e6:,.1f} MB"),
            ("tools-entries", f"{found['tree_size']:,}"),
        ],
        "root": found["root"],
        "problems": problems[:_FINDINGS],
        "left": max(0, len(problems) - _FINDINGS),
        "unfinished": len(found["unfinished"]),
        "lacks": found["lacks"],
    }


OVER: Final = {"verify": _DONE}
BACK: Final = {"verify": _HERE}
SHOW: Final = {_HERE: ask, _DONE: verified}
TAKE: Final = {_HERE: take}
