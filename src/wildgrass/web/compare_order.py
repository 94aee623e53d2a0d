"""What the compare pages have in common: the work's order and results, and what a conversation is known by."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.answers import DATE_ORDERS, answers
from wildgrass.targets.words import glimpse
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

HERE: Final = "/setup/tools/compare"
CHATS: Final = "/setup/tools/compare/chats"
RESULT: Final = "/setup/tools/compared"
TAGS: Final = "/setup/tools/compare/tags"
WHICH: Final = "/setup/tools/compare/tags/which"
MADE: Final = "/setup/tools/compare/tags/made"


def results(view: SetupView) -> Sequence[Mapping[str, Any]] | None:
    """Return what the work told, None where there is none that has ended."""
    job = view.setup.job
    return job.results if job is not None and job.kind == "compare" and job.is_over and job.results else None


def run(view: SetupView, page: str, more: dict[str, object]) -> Response:
    """Begin the work with the answers that were given on a page, and `more`."""
    drafts = view.setup.drafts
    told = {name: drafts.get(f"{page}:{name}", "").strip() or None for name in ("zone", "dates")}
    answers(told["zone"], told["dates"] if told["dates"] in DATE_ORDERS else None)
    order: dict[str, object] = {
        "a": "",
        "b": "",
        "c": "",
        "goes": False,
        "makes_tags": False,
        "chat_a": view.form.get("chat_a", ""),
        "chat_b": view.form.get("chat_b", ""),
        "answers": told,
        "language": view.language,
        "passphrases": {
            name.removeprefix("passphrase_"): view.form[name]
            for name in view.form
            if name.startswith("passphrase_")
        },
    }
    view.setup.run("compare", order | more)
    return to("/setup/progress")


def chat_label(view: SetupView, one: Mapping[str, Any]) -> tuple[str, str]:
    """Return a conversation's id and what a person knows it by."""
    names = view.words.site("list-comma").join(glimpse(name, 40) for name in one["names"])
    count = view.words.counted("messages", one["count"])
    dates = f"{one['first'][:10]} … {one['last'][:10]}" if one["first"] else ""
    return one["id"], " · ".join(part for part in (names, count, dates, glimpse(one["id"], 60)) if part)
