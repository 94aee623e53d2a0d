"""Long work of the tools: how far it is, what it asks meanwhile, and what came of it; all in memory only."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from wildgrass.library.keys import KEY_FILE
from wildgrass.web.setup_job import Job
from wildgrass.web.setup_places import existing
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

RUNNING: Final = "/setup/tools/running"
_REFRESHED_S: Final = 2
_QUICK_S: Final = 0.4
_MINUTE_S: Final = 60


class Work(Job):
    """A process of `tools_work`: it may ask while it works. What a page keeps beside its results is `memory`."""

    module = "wildgrass.web.tools_work"

    def __init__(self, kind: str, over: str, memory: Mapping[str, Any] | None = None) -> None:
        """Prepare work of a kind; `over` is the address that shows what came of it."""
        super().__init__(kind)
        self.over = over
        self.memory: dict[str, Any] = dict(memory or {})
        self.rows: list[dict[str, Any]] = []
        self.notices: list[tuple[str, dict[str, Any]]] = []
        self.question: dict[str, Any] | None = None
        self.waiting_s = 0.0
        self._told_left: float | None = None

    def _take(self, told: Mapping[str, Any]) -> None:
        if "rows" in told:
            self.rows += told["rows"]
        elif "ask" in told:
            self.question = told["ask"]
        elif "notice" in told:
            self.notices.append((told["notice"][0], told["notice"][1]))
        elif "pace" in told:
            self._told_left, self.waiting_s = told["pace"]
        else:
            super()._take(told)

    @property
    def waits(self) -> bool:
        """Say whether it has asked something."""
        return self.question is not None

    def seconds_left(self) -> int | None:
        """Return what the work itself says of it, else what the pace so far says."""
        return super().seconds_left() if self._told_left is None else round(self._told_left)

    def answer(self, said: Mapping[str, object]) -> None:
        """Answer what was asked; it goes to the process and is not kept."""
        self.question = None
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError, ValueError):  # it ended meanwhile
                self._process.stdin.write(json.dumps(said).encode() + b"\n")
                self._process.stdin.flush()


def begin(view: SetupView, work: Work, order: Mapping[str, object]) -> Response:
    """Start work; what ran before is stopped, and what it found forgotten."""
    if view.setup.job is not None:
        view.setup.job.stop()
    view.setup.job = work
    work.start(order)
    work.wait(_QUICK_S)  # quick work needs no page that says how far it is
    return to(RUNNING)


def done(view: SetupView, kind: str) -> Work | None:
    """Return work of a kind that has ended with a result, None where there is none."""
    job = view.setup.job
    is_done = isinstance(job, Work) and job.kind == kind and job.is_over and not job.has_failed
    return job if is_done and isinstance(job, Work) else None


def running(view: SetupView) -> Response:
    """Return how far the work is, or lead to what it asks or to what came of it; asks again by itself."""
    job = view.setup.job
    if not isinstance(job, Work):
        return to("/setup/progress")
    if job.is_over:
        return to("/setup/ended" if job.has_failed or (job.is_stopped and not job.rows) else job.over)
    if job.question is not None:
        return to(str(job.question["at"]))
    answer = view.page("tools_running.html", job=job, left=left(view, job), done=amount(view, job))
    answer.headers["Refresh"] = str(_REFRESHED_S)  # works without script
    return answer


def stop(view: SetupView) -> Response:
    """Stop the work; what it told so far can be seen."""
    if view.setup.job is not None:
        view.setup.job.stop()
    return to(RUNNING)


def left(view: SetupView, job: Work) -> str:
    """Return how long it will take in words, "" while nobody knows; a wait for a quota is said as one."""
    if job.waiting_s >= _MINUTE_S:
        return view.words("running-waits", minutes=round(job.waiting_s / _MINUTE_S))
    seconds = job.seconds_left()
    if seconds is None:
        return ""
    if seconds < _MINUTE_S:
        return view.words("setup-left-seconds", count=seconds)
    return view.words("setup-left-minutes", count=-(-seconds // _MINUTE_S))


def amount(view: SetupView, job: Work) -> str:
    """Return how much is done in words."""
    if job.total:
        return view.words("running-of", done=f"{job.done:,}", total=f"{job.total:,}")
    return view.words("running-done", done=f"{job.done:,}") if job.done else ""


def library_named(view: SetupView, name: str = "library") -> dict[str, object]:
    """Return the order's part that names a library or export and what opens it; the passphrase is kept nowhere.

    Raises:
        AnswerMissingError, PathMissingError: there is nothing at the path.
    """
    return {"library": str(existing(view.typed(name))), "passphrase": view.form.get("passphrase", "")}


def is_locked(path: str) -> bool:
    """Say whether a locked library lies at a path."""
    return bool(path) and (Path(path) / KEY_FILE).is_file()


def part_of(view: SetupView, total: int, size: int) -> tuple[int, int]:
    """Return the number of the part that the address asks for, and how many parts there are."""
    parts = max(1, -(-total // size))
    text = view.query.get("page", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(asked, 1), parts), parts


SHOW: Final = {RUNNING: running}
TAKE: Final = {RUNNING: stop}
