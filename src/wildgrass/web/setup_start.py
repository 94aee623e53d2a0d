"""The first page, the look into folders, the work in progress, and the way into a library."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from starlette.responses import JSONResponse, Response

from wildgrass.web import tools
from wildgrass.web.setup_places import AnswerMissingError, existing, listing
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import Work, running
from wildgrass.web.view import to

_MINUTE_S: Final = 60
_OVER: Final = {"look": "/setup/seen", "seal": "/setup/sealed", "open": "/ceremony/opened", **tools.OVER}
_BACK: Final = {"look": "/setup/export", "seal": "/setup/export", "open": "/ceremony/library", **tools.BACK}


def start(view: SetupView) -> Response:
    """Return the page that asks what the person came for."""
    return view.page("setup_start.html")


def library(view: SetupView) -> Response:
    """Return the page that asks which library to read."""
    return view.page("setup_library.html", library=view.typed("library"))


def read_library(view: SetupView) -> Response:
    """Open a library and lead to its first page."""
    if view.is_browsing("library"):
        return view.browse({"library": False})
    view.setup.open_library(existing(view.form.get("library", "")))
    return to("/")


def folders(view: SetupView) -> Response:
    """Return what is in a folder, to choose from. Which folder it is stands in memory, not in the address."""
    browsing = view.setup.browsing
    if browsing is None:
        return to("/setup")
    browsing.entries = listing(browsing.folder, wants_file=browsing.wants_file)
    return view.page(
        "setup_folders.html",
        folder=_shown(browsing.folder),
        wants_file=browsing.wants_file,
        has_above=browsing.folder != browsing.folder.parent,
        entries=[(_shown(Path(one.name)), one.is_dir()) for one in browsing.entries],
        back=browsing.back,
    )


def choose(view: SetupView) -> Response:
    """Go into a folder, or take what was chosen back to the page that asked."""
    browsing = view.setup.browsing
    if browsing is None:
        return to("/setup")
    if view.form.get("go") == "up":
        browsing.folder = browsing.folder.parent
        return to(view.here)
    if view.form.get("go") == "home":
        browsing.folder = Path.home()
        return to(view.here)
    taken = browsing.folder
    if view.form.get("go") != "this":
        number = view.form.get("entry", "")
        if not number.isdecimal() or int(number) >= len(browsing.entries):
            raise AnswerMissingError
        taken = browsing.entries[int(number)]
        if taken.is_dir() and view.form.get("go") != "take":
            browsing.folder = taken
            return to(view.here)
    draft = f"{browsing.back}:{browsing.field_name}"
    before = view.setup.drafts.get(draft, "").strip()
    view.setup.drafts[draft] = f"{before}\n{taken}".strip() if browsing.adds else str(taken)
    view.setup.browsing = None
    return to(browsing.back)


def _shown(path: Path) -> str:
    """Return a path as text that a page can hold, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()


def progress(view: SetupView) -> Response:
    """Return how far the work is; the page asks again by itself, with script or without."""
    job = view.setup.job
    if job is None:
        return to("/setup")
    if isinstance(job, Work):
        return running(view)
    if job.is_over:
        return to(_OVER[job.kind] if not job.has_failed and not job.is_stopped else "/setup/ended")
    return view.page("setup_progress.html", job=job, left=_left(view), done=_amount(view))


def progress_now(view: SetupView) -> Response:
    """Return the same for the script: numbers and finished sentences, never a path or a name."""
    job = view.setup.job
    if job is None or job.is_over:
        return JSONResponse({"over": True})
    return JSONResponse(
        {"over": False, "done": job.done, "total": job.total, "left": _left(view), "said": _amount(view)}
    )


def stop(view: SetupView) -> Response:
    """Stop the work; what was acknowledged stays."""
    if view.setup.job is not None:
        view.setup.job.stop()
    return to("/setup/ended")


def ended(view: SetupView) -> Response:
    """Return why the work ended early, and the way to take it up again."""
    job = view.setup.job
    if job is None or not job.is_over:
        return to("/setup/progress" if job else "/setup")
    sentence, hint = (job.error or {}).get(view.language, [view.words("setup-work-died"), ""])
    return view.page(
        "setup_ended.html",
        sentence="" if job.is_stopped else sentence,
        hint="" if job.is_stopped else hint,
        kind=job.kind,
        back=_BACK[job.kind],
        results=len(job.results),
    )


def _left(view: SetupView) -> str:
    job = view.setup.job
    seconds = job.seconds_left() if job is not None else None
    if seconds is None:
        return ""
    if seconds < _MINUTE_S:
        return view.words("setup-left-seconds", count=seconds)
    return view.words("setup-left-minutes", count=-(-seconds // _MINUTE_S))


def _amount(view: SetupView) -> str:
    job = view.setup.job
    if job is None or not job.done:
        return ""
    if job.total:
        share = job.done * 100 // job.total
        return view.words(
            "setup-done-bytes", done=f"{job.done / 1e6:,.1f}", total=f"{job.total / 1e6:,.1f}", share=share
        )
    return view.words("setup-done-records", done=f"{job.done:,}")


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    "/setup": start,
    "/setup/library": library,
    "/setup/look": folders,
    "/setup/progress": progress,
    "/setup/progress/now": progress_now,
    "/setup/ended": ended,
}
TAKE: Final[Mapping[str, Answer]] = {
    "/setup/library": read_library,
    "/setup/look": choose,
    "/setup/stop": stop,
}
