"""What explains removal, as pages: findings with all that says how far to believe them, and what cannot be told.

There is nothing to download here, and words stand only beside their counts: it must not become a list to block by.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.targets.words import clean
from wildgrass.text import say
from wildgrass.web.setup_places import AnswerMissingError
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, begin, done, library_named
from wildgrass.web.view import to

_HERE: Final = "/setup/tools/infer"
_FOUND: Final = "/setup/tools/infer/found"
_MOST: Final = 200
LEFT_OUT: Final = ("author", "unknown", "others", "no-text", "unreadable", "copies", "long", "wiped")
"""Why posts teach nothing, in the order of the page."""


def ask(view: SetupView) -> Response:
    """Ask whose archive."""
    return view.page(
        "tools_infer.html", library=view.typed("library"), consent=say(view.language, "ui.infer-consent")
    )


def take(view: SetupView) -> Response:
    """Begin, once it is said whose archive this is."""
    if view.is_browsing("library"):
        return view.browse({"library": True})
    named = library_named(view)
    if "agreed" not in view.form:
        raise AnswerMissingError
    runs = view.form.get("runs", "")
    is_number = runs.isascii() and runs.isdigit() and len(runs) < 5
    return begin(view, Work("infer", _FOUND), {**named, "runs": int(runs) if is_number else None})


def found(view: SetupView) -> Response:
    """Show what was found, and what was not."""
    work = done(view, "infer")
    if work is None or not work.results:
        return to(_HERE)
    summary = work.results[-1]["summary"]
    needs, left_out = summary["needs_removed"], summary["left_out"]
    return view.page(
        "tools_inferred.html",
        why=[say(view.language, f"ui.infer-abstains-{one}") for one in summary["why"]],
        findings=[_finding(view, one) for one in work.rows[:_MOST]],
        unexplained=say(
            view.language,
            "ui.infer-unexplained",
            unexplained=summary["unexplained"],
            removed=summary["removed"],
        ),
        needs=""
        if needs["pair"] is None
        else say(view.language, "ui.infer-needs", word=needs["word"], pair=needs["pair"]),
        meaning=say(view.language, "ui.infer-meaning"),
        removed=summary["removed"],
        kept=summary["kept"],
        left_out=[(one, left_out[one]) for one in LEFT_OUT if left_out.get(one)],
        by_chance=summary["rules_by_chance"],
        runs=summary["permutations"],
    )


def _finding(view: SetupView, one: Mapping[str, Any]) -> dict[str, object]:
    """Return a finding in words; one that is abstained from names none."""
    images = [view.words("infer-image", number=name.removeprefix("image ")) for name in one["images"]]
    low, high = one["interval"]
    held = one["window"]
    return {
        "status": one["status"],
        "said": say(view.language, f"ui.infer-{one['status']}"),
        "what": [clean(term) for term in one["terms"]] + images,
        "unsaid": say(view.language, "ui.infer-words-not-shown"),
        "counts": view.words("infer-counts", removed=one["removed"], kept=one["kept"]),
        "between": f"{low:.0%} … {high:.0%}",
        "confidence": f"{one['confidence']:.2f}",
        "fdr": "" if one["fdr"] is None else f"{one['fdr']:.0%}",
        "authors": one["authors"],
        "window": "" if held is None else f"{held['first'][:10]} … {held['last'][:10]}",
        "why": [say(view.language, f"ui.infer-why-{reason}") for reason in one["why"]],
        "evidence": [clean(name) for name in one["evidence"]],
    }


OVER: Final = {"infer": _FOUND}
BACK: Final = {"infer": _HERE}
SHOW: Final = {_HERE: ask, _FOUND: found}
TAKE: Final = {_HERE: take}
