"""What the terminal does beside reading, as pages: look at an export, check a vault, bring a library back as pages."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.responses import Response

from wildgrass.sources.registry import SOURCES
from wildgrass.targets.registry import target_infos
from wildgrass.text import say_or
from wildgrass.web import comparing, tools_infer, tools_redact, tools_request, tools_running, tools_watch
from wildgrass.web.setup_export import report_of
from wildgrass.web.setup_places import AnswerMissingError, existing, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

_MOST: Final = 50
_REASONS: Final = 20
_FINDINGS: Final = 500


_GROUPS: Final = (
    ("look", ("inspect", "verify", "compare")),
    ("back", ("restore",)),
    ("gone", ("watch", "infer")),
    ("rights", ("request", "redact")),
)


def tools(view: SetupView) -> Response:
    """Return the list of tools."""
    return view.page("tools.html", groups=_GROUPS)


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


def verify(view: SetupView) -> Response:
    """Ask which vault to check."""
    return view.page("tools_verify.html", vault=view.typed("vault"))


def take_verify(view: SetupView) -> Response:
    """Check a vault without any key."""
    if view.is_browsing("vault"):
        return view.browse({"vault": False})
    view.setup.run("verify", {"vault": str(existing(view.form.get("vault", "")))})
    return to("/setup/progress")


def verified(view: SetupView) -> Response:
    """Say what was checked, and name everything damaged or missing."""
    job = view.setup.job
    if job is None or job.kind != "verify" or not job.is_over or not job.results:
        return to("/setup/tools/verify")
    found: Mapping[str, Any] = job.results[0]
    problems = [
        (view.words.problem(one["problem"]), one["object"], one["reason"]) for one in found["problems"]
    ]
    return view.page(
        "tools_verified.html",
        facts=[
            ("tools-objects", f"{found['objects']:,}"),
            ("tools-bytes", f"{found['bytes'] / 1e6:,.1f} MB"),
            ("tools-entries", f"{found['tree_size']:,}"),
        ],
        root=found["root"],
        problems=problems[:_FINDINGS],
        left=max(0, len(problems) - _FINDINGS),
        unfinished=len(found["unfinished"]),
    )


def restore(view: SetupView) -> Response:
    """Ask what to bring back, and where to."""
    return view.page(
        "tools_restore.html",
        library=view.typed("library"),
        folder=view.typed("folder"),
        target=view.typed("target"),
        targets=[info.name for info in target_infos() if info.is_local],
        elsewhere=[info.name for info in target_infos() if not info.is_local],
        is_private=view.typed("private") == "1",
    )


def take_restore(view: SetupView) -> Response:
    """Say first what would appear: nothing is written before that page."""
    if view.is_browsing("library", "folder", "target", "private"):
        return view.browse({"library": False, "folder": False})
    if "private" not in view.form:
        view.setup.drafts.pop(f"{view.here}:private", None)
    return _run(view, simulate=True)


def restored(view: SetupView) -> Response:
    """Say what would appear, or what did."""
    job = view.setup.job
    if job is None or job.kind not in ("simulate", "restore") or not job.is_over or not job.results:
        return to("/setup/tools/restore")
    counts: Counter[str] = Counter(job.results[0]["counts"])
    return view.page(
        "tools_restored.html",
        is_simulated=job.kind == "simulate",
        counts=[(status, f"{count:,}") for status, count in sorted(counts.items())],
        reasons=job.results[0]["reasons"][:_REASONS],
        folder=view.setup.drafts.get("/setup/tools/restore:folder", ""),
    )


def take_restored(view: SetupView) -> Response:
    """Write what was simulated."""
    return _run(view, simulate=False)


def _run(view: SetupView, *, simulate: bool) -> Response:
    drafts = view.setup.drafts
    said = {name: drafts.get(f"/setup/tools/restore:{name}", "") for name in ("library", "folder", "target")}
    local = [info.name for info in target_infos() if info.is_local]
    order = {
        "library": str(existing(said["library"])),
        "target": f"{said['target'] if said['target'] in local else local[0]}:{path_of(said['folder'])}",
        "private": drafts.get("/setup/tools/restore:private") == "1",
        "language": view.language,
    }
    view.setup.run("simulate" if simulate else "restore", order)
    return to("/setup/progress")


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


_MORE: Final = (tools_infer, tools_redact, tools_request, tools_watch)
OVER: Final[Mapping[str, str]] = {
    "inspect": "/setup/tools/inspected",
    "verify": "/setup/tools/verified",
    "simulate": "/setup/tools/restored",
    "restore": "/setup/tools/restored",
    "compare": "/setup/tools/compared",
    **{kind: address for one in _MORE for kind, address in one.OVER.items()},
}
BACK: Final[Mapping[str, str]] = {
    "inspect": "/setup/tools/inspect",
    "verify": "/setup/tools/verify",
    "simulate": "/setup/tools/restore",
    "restore": "/setup/tools/restore",
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
    "/setup/tools/verify": verify,
    "/setup/tools/verified": verified,
    "/setup/tools/restore": restore,
    "/setup/tools/restored": restored,
    "/setup/tools/sources": sources,
    "/setup/tools/targets": targets,
}
TAKE: Final[Mapping[str, Answer]] = {
    **comparing.TAKE,
    **tools_running.TAKE,
    **{address: take for one in _MORE for address, take in one.TAKE.items()},
    "/setup/tools/inspect": take_inspect,
    "/setup/tools/verify": take_verify,
    "/setup/tools/restore": take_restore,
    "/setup/tools/restored": take_restored,
}
