"""Dropping an export in: a path, what was recognised and why, sealing, the report. No byte is copied elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.answers import DATE_ORDERS, answers
from wildgrass.text import say, say_or
from wildgrass.vault.card import MAX_CARD_BYTES, Card, CardError
from wildgrass.web.setup_places import AnswerMissingError, existing, existing_file
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

_MOST_EXPORTS: Final = 50
_ANSWERS: Final = ("zone", "dates", "me")
_QUIET: Final = frozenset({"read", "ignored", "media"})
_MEMBERS_SHOWN: Final = 100


def card(view: SetupView) -> Response:
    """Ask for the card of the vault to write to."""
    return view.page("setup_card.html", card=view.typed("card"))


def take_card(view: SetupView) -> Response:
    """Keep the card, if it is one."""
    if view.is_browsing("card"):
        return view.browse({"card": True})
    path = existing_file(view.form.get("card", ""))
    with path.open("rb") as file:
        data = file.read(MAX_CARD_BYTES + 1)
    try:
        Card.from_text(data.decode())
    except UnicodeDecodeError as error:
        raise CardError(reason="it is not text") from error
    view.setup.drafts["/setup/card:card"] = str(path)
    return to("/setup/export")


def export(view: SetupView) -> Response:
    """Ask for the export."""
    if not view.setup.drafts.get("/setup/card:card"):
        return to("/setup/card")
    return view.page("setup_export.html", exports=view.typed("exports"))


def take_export(view: SetupView) -> Response:
    """Look at what the paths hold."""
    if view.is_browsing("exports"):
        return view.browse({"exports": True}, adds=True)
    view.setup.run("look", {"exports": _exports(view)})
    return to("/setup/progress")


def _exports(view: SetupView) -> list[str]:
    lines = [line for line in view.typed("exports").splitlines() if line.strip()]
    if not lines:
        raise AnswerMissingError
    return [str(existing(line)) for line in lines[:_MOST_EXPORTS]]


def seen(view: SetupView) -> Response:
    """Say what was recognised, and why, before anything is sealed."""
    job = view.setup.job
    if job is None or job.kind != "look" or not job.is_over:
        return to("/setup/export")
    return view.page(
        "setup_seen.html",
        reports=[report_of(view, result) for result in job.results],
        has_questions=any(result["questions"] for result in job.results),
        typed={name: view.typed(name) for name in _ANSWERS},
        orders=DATE_ORDERS,
    )


def seal(view: SetupView) -> Response:
    """Seal the exports; what an interrupted run sealed before is not sealed twice."""
    exports = view.setup.drafts.get("/setup/export:exports", "")
    card_path = view.setup.drafts.get("/setup/card:card", "")
    if not exports or not card_path:
        return to("/setup/export")
    paths = [str(existing(line)) for line in exports.splitlines() if line.strip()]
    told = {name: view.typed(name).strip() or None for name in _ANSWERS}
    answers(told["zone"], told["dates"] if told["dates"] in DATE_ORDERS else None, told["me"])
    view.is_browsing(*_ANSWERS)  # kept, for when an interrupted run is taken up again
    view.setup.run("seal", {"card": card_path, "exports": paths, "answers": told})
    return to("/setup/progress")


def sealed(view: SetupView) -> Response:
    """Show the import report, and what is left to do on this device."""
    job = view.setup.job
    if job is None or job.kind != "seal" or not job.is_over:
        return to("/setup/export")
    paths = [line for line in view.setup.drafts.get("/setup/export:exports", "").splitlines() if line.strip()]
    results = [(result, report_of(view, result["report"])) for result in job.results if "report" in result]
    notes = [note for result, _ in results[-1:] for note in result["place_notes"][view.language]]
    caught_up = [
        note for one in job.results if "caught_up" in one for note in one["caught_up"][view.language]
    ]
    return view.page("setup_sealed.html", results=results, paths=paths, notes=notes, caught_up=caught_up)


def again(view: SetupView) -> Response:
    """Begin with another export."""
    for draft in ("/setup/export:exports", *(f"/setup/seen:{name}" for name in _ANSWERS)):
        view.setup.drafts.pop(draft, None)
    return to("/setup/export")


def report_of(view: SetupView, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a completeness report as words."""
    source, vintage = report["source"], report["vintage"]
    members = [one for one in report["members"] if one["status"] not in _QUIET or _differs(one)]
    return {
        "name": Path(str(report.get("name", ""))).name,
        "source": view.words.source(source),
        "vintage": say_or(view.language, f"vintage.{source}.{vintage}", report.get("dates", vintage)),
        "reason": report.get("reason", ""),
        "kinds": [(view.words.kind(kind), f"{count:,}") for kind, count in report["items"].items()],
        "attachments": report["attachments"],
        "missing": report["missing_attachments"],
        "members": len(report["members"]),
        "ignored": report["ignored"],
        "problems": report["problems"],
        "problem_kinds": [
            (view.words.problem(code), count) for code, count in report.get("problem_kinds", {}).items()
        ],
        "questions": [say(view.language, f"problem.{code}") for code in report["questions"]],
        "notable": [
            (str(one["name"]), say(view.language, f"ui.status-{one['status']}"), str(one.get("note") or ""))
            for one in members[:_MEMBERS_SHOWN]
        ],
        "more": max(0, len(members) - _MEMBERS_SHOWN),
    }


def _differs(member: Mapping[str, Any]) -> bool:
    return member["expected"] is not None and member["expected"] != member.get("records")


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    "/setup/card": card,
    "/setup/export": export,
    "/setup/seen": seen,
    "/setup/sealed": sealed,
}
TAKE: Final[Mapping[str, Answer]] = {
    "/setup/card": take_card,
    "/setup/export": take_export,
    "/setup/seen": seal,
    "/setup/sealed": again,
}
