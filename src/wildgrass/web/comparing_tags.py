"""A file of tags as pages: of which export and conversation, under which passphrase, and what the file gives away."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from wildgrass.flows.answers import DATE_ORDERS
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.tags import prepared, refuse_weak
from wildgrass.targets.site.chrome import number
from wildgrass.web.ceremony_trustee import PassphrasesDifferError
from wildgrass.web.compare_order import MADE, TAGS, WHICH, chat_label, results, run
from wildgrass.web.setup_places import AnswerMissingError, existing, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to


def ask(view: SetupView) -> Response:
    """Ask whose tags are to be made."""
    typed: dict[str, Any] = {name: view.typed(name) for name in ("a", "zone", "dates")}
    return view.page("compare_tags.html", orders=DATE_ORDERS, **typed)


def take(view: SetupView) -> Response:
    """Read the export, to show its conversations."""
    if view.is_browsing("a", "zone", "dates"):
        return view.browse({"a": True})
    if not view.form.get("a", "").strip():
        raise AnswerMissingError
    return run(view, TAGS, {"a": str(_own(view)), "makes_tags": True})


def _own(view: SetupView) -> Path:
    return existing(view.setup.drafts.get(f"{TAGS}:a", ""))


def which(view: SetupView) -> Response:
    """Ask which conversation, for the passphrase, and where the file is to be."""
    found = results(view)
    if found is None or "makes_tags" not in found[0]:
        return to(TAGS)
    return view.page(
        "compare_tags_which.html",
        chats=[chat_label(view, one) for one in found[0]["chats"]["a"]],
        file=view.typed("file", str(Path.home() / "chat.tags")),
        is_locked=LibraryPlace(_own(view)).is_locked,
    )


def take_which(view: SetupView) -> Response:
    """Make the file; a passphrase that is left empty is made up."""
    if view.is_browsing("file"):
        return view.browse({"file": False})
    spoken = view.form.get("passphrase_spoken", "")
    if spoken != view.form.get("again", ""):
        raise PassphrasesDifferError
    if spoken:
        refuse_weak(prepared(spoken.encode("utf-8", "surrogatepass")))
    asked: dict[str, object] = {
        "a": str(_own(view)),
        "makes_tags": True,
        "goes": True,
        "file": str(path_of(view.form.get("file", ""))),
        "shows_pictures": view.form.get("pictures") == "1",
    }
    return run(view, TAGS, asked)


def made(view: SetupView) -> Response:
    """Show where the file is, the passphrase if it was made up, and what to do now."""
    found = results(view)
    if found is None or "made" not in found[0]:
        return to(TAGS)
    told = found[0]["made"]
    return view.page(
        "compare_tags_made.html",
        file=told["file"],
        count=number(told["messages"]),
        has_prints=bool(told["prints"]),
        passphrase=found[0]["passphrase"],
    )


SHOW: Final[Mapping[str, Callable[[SetupView], Response]]] = {TAGS: ask, WHICH: which, MADE: made}
TAKE: Final[Mapping[str, Callable[[SetupView], Response]]] = {TAGS: take, WHICH: take_which}
