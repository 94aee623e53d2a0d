"""What the terminal does beside reading, as pages: look at an export, check a vault, bring a library back as pages."""

from collections.abc import Callable, Mapping
from typing import Final

from starlette.responses import Response

from wildgrass.sources.registry import SOURCES
from wildgrass.targets.registry import target_infos
from wildgrass.text import say_or
from wildgrass.web import (
    comparing,
    tools_follow,
    tools_infer,
    tools_lock,
    tools_pictures,
    tools_practice,
    tools_publish,
    tools_redact,
    tools_request,
    tools_restore,
    tools_rotation,
    tools_running,
    tools_timeline,
    tools_verify,
    tools_watch,
)
from wildgrass.web.setup_export import report_of
from wildgrass.web.setup_places import AnswerMissingError, existing
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

_MOST: Final = 50


_GROUPS: Final = (
    ("look", ("inspect", "verify", "compare")),
    ("back", ("restore", "publish", "rotation")),
    ("gone", ("watch", "timeline", "infer")),
    ("rights", ("request", "redact")),
    ("keep", ("follow", "lock", "practice")),
)


def tools(view: SetupView) -> Response:
    """Return the list of tools."""
    return view.page("tools.html", groups=_GROUPS)


_OF_A_LIBRARY: Final = ("restore", "publish", "watch", "timeline", "infer", "request", "redact")


def take_here(view: SetupView) -> Response:
    """Take the library that the reader shows into every tool that asks for one."""
    for name in _OF_A_LIBRARY:
        view.setup.drafts[f"/setup/tools/{name}:library"] = view.form.get("library", "")
    return to("/setup/tools")


def inspect(view: SetupView) -> Response:
    """Ask which export to look at."""
    return view.page("tools_inspect.html", exports=view.typed("exports"))


def take_inspect(view: SetupView) -> Response:
    """Look at exports; nothing is written."""
    if view.is_browsing("exports"):
        return view.browse({"exports": True}, adds=True)
    lines = [line for line in view.typed("exports").splitlines() if line.strip()]
    if not lines:
        raise AnswerMissingError
    view.setup.run("inspect", {"exports": [str(existing(line)) for line in lines[:_MOST]]})
    return to("/setup/progress")


def inspected(view: SetupView) -> Response:
    """Say what was recognised, and what is in it."""
    job = view.setup.job
    if job is None or job.kind != "inspect" or not job.is_over:
        return to("/setup/tools/inspect")
    return view.page("tools_inspected.html", reports=[report_of(view, result) for result in job.results])


def sources(view: SetupView) -> Response:
    """List the platforms that can be read, with the vintages of their exports."""
    rows = []
    for source in SOURCES:
        info = source.info
        vintages = [
            (name, say_or(view.language, f"vintage.{info.name}.{name}", dates))
            for name, dates in info.vintages.items()
        ]
        rows.append((info.name, say_or(view.language, f"source.{info.name}", info.title), vintages))
    return view.page("tools_sources.html", rows=rows)


def targets(view: SetupView) -> Response:
    """List the places to restore to."""
    rows = [(f"{one.name}:{one.place}", one.title, one.is_local) for one in target_infos()]
    return view.page("tools_targets.html", rows=rows)


_MORE: Final = (
    tools_follow,
    tools_infer,
    tools_lock,
    tools_practice,
    tools_publish,
    tools_pictures,
    tools_redact,
    tools_request,
    tools_restore,
    tools_rotation,
    tools_timeline,
    tools_verify,
    tools_watch,
)
OVER: Final[Mapping[str, str]] = {
    "inspect": "/setup/tools/inspected",
    "compare": "/setup/tools/compared",
    **{kind: address for one in _MORE for kind, address in one.OVER.items()},
}
BACK: Final[Mapping[str, str]] = {
    "inspect": "/setup/tools/inspect",
    "compare": "/setup/tools/compare",
    **{kind: address for one in _MORE for kind, address in one.BACK.items()},
}
Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    **comparing.SHOW,
    **tools_running.SHOW,
    **{address: show for one in _MORE for address, show in one.SHOW.items()},
    "/setup/tools": tools,
    "/setup/tools/inspect": inspect,
    "/setup/tools/inspected": inspected,
    "/setup/tools/sources": sources,
    "/setup/tools/targets": targets,
}
TAKE: Final[Mapping[str, Answer]] = {
    **comparing.TAKE,
    **tools_running.TAKE,
    **{address: take for one in _MORE for address, take in one.TAKE.items()},
    "/setup/tools/here": take_here,
    "/setup/tools/inspect": take_inspect,
}
