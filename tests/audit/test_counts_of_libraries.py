"""A library answers like the export it was made from: rounded counts stay bounds, and places stay shown."""

import json
from pathlib import Path

import pytest

from wildgrass.cli.main import main
from wildgrass.flows.inspect import inspect
from wildgrass.library import ExportAbout, LibraryWriter

VECTORS = Path(__file__).parent.parent / "vectors" / "audit"
NAMES = ("views-rounded-across", "views-rounded-over", "views-4999", "views-not-said", "place-shown")


def made(export: Path, library: Path) -> None:
    """Read an export into a library."""
    (inspection,) = inspect([export])
    with LibraryWriter.open(library) as writer:
        about = ExportAbout(key="1", name="export", source="weibo", vintage="")
        writer.add_export(about, inspection.readings(), lambda _member: None)


@pytest.mark.parametrize("name", NAMES)
def test_a_library_is_judged_as_its_export_is(name: str, tmp_path: Path, capsys) -> None:
    vector = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    export = tmp_path / "export"
    export.mkdir()
    for file, body in vector["files"].items():
        (export / file).write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    made(export, tmp_path / "library")
    main(["audit", str(tmp_path / "library"), "--json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for expected in vector["expect"]:
        (one,) = [one for one in found if one["rule"] == expected["rule"]]
        assert (one["verdict"], one["value"]) == (expected["verdict"], expected["value"])
