"""Every command that writes is in docs/what-leaves.md, and what is said there to name nobody else names nobody else."""

import re
from pathlib import Path

import pytest

import wildgrass
from flows.planted_people import NOT_OURS, PLANTED, plant
from wildgrass.cli.main import VERBS, main
from wildgrass.text.redaction import left_in

ROOT = Path(__file__).parent.parent.parent
SOURCE = Path(wildgrass.__file__).parent
KINDS = {"hidden", "counted", "sealed", "own", "nothing"}
_WRITES = re.compile(
    r"\.write_(?:text|bytes)\(|replace_file\(|\.open\(\"[wxa]b?\"|O_WRONLY|O_RDWR|mkstemp\(|ZipFile\([^)\n]*\"[wxa]\""
)
# Who writes bytes, and for which commands; a folder stands for all that is in it.
WRITERS: dict[str, tuple[str, ...]] = {
    "cli/main.py": ("show",),  # a closed pipe's output goes to the null device
    "flows/aside.py": ("recover",),  # a pipe to the process that opens, no file
    "flows/check.py": ("verify",),
    "flows/following": ("follow",),
    "flows/hiding.py": ("restore",),
    "flows/incoming.py": ("follow",),
    "flows/kit.py": ("init", "trustee", "people", "audit", "request", "compare", "timeline", "rotation"),
    "flows/names_map.py": ("restore", "compare"),
    "flows/practice.py": ("practice",),
    "library": ("recover", "library", "similar", "people"),
    "observatory/tables.py": ("timeline", "compare"),
    "targets": ("restore",),
    "text/typeset": ("audit", "request", "timeline"),  # a font that is used while a page is set
    "vault": ("init", "add", "follow", "recover", "verify"),
    "watch": ("watch",),
    "web/compare_work.py": ("compare",),  # a zip in memory, for the page to save
    "web/saving.py": ("read",),
}


def rows() -> dict[str, tuple[str, str, str]]:
    """Return the page's table: a command's files, kind and people."""
    text = (ROOT / "docs" / "what-leaves.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z]+)` \| (.+?) \| (\w+) \| (.+?) \|$", text, re.MULTILINE)
    return {verb: (files, kind, people) for verb, files, kind, people in found}


def writing() -> set[str]:
    """Return every module that writes, by its path in the package."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if _WRITES.search(path.read_text(encoding="utf-8"))
    }


def test_every_command_says_what_it_writes_and_for_whom() -> None:
    assert rows().keys() == VERBS.keys()
    assert {kind for _, kind, _ in rows().values()} <= KINDS


def test_every_module_that_writes_belongs_to_such_a_command() -> None:
    unknown = {
        module
        for module in writing()
        if not any(module == one or module.startswith(f"{one}/") for one in WRITERS)
    }
    assert not unknown, f"say in docs/what-leaves.md and here who reads what these write: {unknown}"
    told = {verb for verbs in WRITERS.values() for verb in verbs}
    silent = {verb for verb, (_, kind, _) in rows().items() if kind == "nothing"}
    assert told <= VERBS.keys()
    assert (told & silent) <= {"show"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plant(tmp_path_factory.mktemp("planted") / "library")


RUNS = {
    "restore": ("restore", "{library}", "feed:{out}/feed", "--hide-names"),
    "redact": ("redact", "{library}", "x:post:3", "x:post:4", "x:message:a", "--item"),
    "compare": ("compare", "{library}", "{library}", "--report", "{out}/both.html"),
    "request": ("request", "{library}", "--law", "gdpr", "-o", "{out}/letter.txt"),
    "timeline": (
        "timeline",
        "{library}",
        "--tables",
        "{out}/tables",
        "--html",
        "{out}/t.html",
        "--seed",
        "1",
    ),
}


@pytest.mark.parametrize("verb", RUNS)
def test_what_may_leave_names_nobody_else(
    verb: str, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if verb == "timeline":
        pytest.importorskip("ibis", reason="the timeline needs wildgrass[observatory]")
    out = tmp_path / "out"
    out.mkdir()
    main([word.format(library=library, out=out) for word in RUNS[verb]])
    printed = capsys.readouterr().out
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files or verb == "redact"
    written = b"\n".join(path.read_bytes() for path in files)
    said = written + (printed.encode() if verb == "redact" else b"")
    assert said
    assert left_in(said, PLANTED) == []


def test_each_kind_that_promises_is_run() -> None:
    promising = {verb for verb, (_, kind, _) in rows().items() if kind in {"hidden", "counted"}}
    assert promising - {"verify"} == RUNS.keys()


def test_the_scan_would_see_them(library: Path, tmp_path: Path) -> None:
    assert main(["restore", str(library), f"feed:{tmp_path}/feed"]) == 0
    assert left_in((tmp_path / "feed" / "feed.json").read_bytes(), PLANTED - set(NOT_OURS))
