"""What every reader of exports must keep, shown on every fixture of every platform.

A fixture is a folder with `expected.toml`, whose counts were made by hand, and `golden.jsonl`, one canonical item a
line. `WILDGRASS_GOLDEN=write` writes the golden file again; the difference is reviewed like code.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import FIXTURES, export_of, folder_files, items, problems, reports, write_zip
from sources.made_archives import readings as readings_at
from wildgrass.model import Item, Problem, canonical_json, item_from_json, item_to_json
from wildgrass.sources.base import ExportError, MemberReport, Reading
from wildgrass.sources.registry import recognise
from wildgrass.sources.report import Completeness
from wildgrass.sources.splitting import split

FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expected.toml"))
every_fixture = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")


def expected(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "expected.toml").read_text())


def readings(folder: Path) -> list[Reading]:
    export = export_of(folder_files(folder))
    source, vintage = recognise(export)
    return list(source.read(export, vintage))


def report_of(folder: Path) -> dict[str, Any]:
    export = export_of(folder_files(folder))
    source, vintage = recognise(export)
    report = Completeness(source, vintage)
    for reading in source.read(export, vintage):
        report.see(reading)
    return report.to_json()


@every_fixture
def test_counts_are_those_made_by_hand(folder: Path) -> None:
    report = report_of(folder)
    for key, value in expected(folder).items():
        assert report[key] == value, key


@every_fixture
def test_items_are_the_golden_ones(folder: Path) -> None:
    found = [one for one in readings(folder) if isinstance(one, Item)]
    lines = b"".join(canonical_json(item_to_json(one)) + b"\n" for one in found)
    golden = folder / "golden.jsonl"
    if os.environ.get("WILDGRASS_GOLDEN") == "write":
        golden.write_bytes(lines)
    assert lines.decode().splitlines() == golden.read_text().splitlines()


@every_fixture
def test_items_come_back_from_their_json(folder: Path) -> None:
    for one in items(readings(folder)).values():
        assert item_from_json(item_to_json(one)) == one


@every_fixture
def test_the_same_export_gives_the_same_readings(folder: Path, tmp_path: Path) -> None:
    """Twice, and from a zip as from a folder."""
    zipped = write_zip(tmp_path / f"{folder.name}.zip", folder_files(folder))
    first, second, third = readings(folder), readings(folder), readings_at(zipped)
    assert first == second
    assert items(first) == items(third)


@every_fixture
def test_each_member_has_one_report(folder: Path) -> None:
    found = [one.name for one in readings(folder) if isinstance(one, MemberReport)]
    assert len(found) == len(set(found))
    assert set(folder_files(folder)) <= set(found)


@every_fixture
def test_every_record_is_an_item_a_problem_or_explained(folder: Path) -> None:
    found = readings(folder)
    for name, report in reports(found).items():
        if report.records is None or report.status == "unknown":
            continue
        lost = sum(isinstance(one, Problem) and one.member == name and one.lost for one in found)
        if report.status != "missing" and report.records != (report.items or 0) + lost:
            assert report.note, name


@every_fixture
def test_an_origin_leads_to_the_record(folder: Path) -> None:
    """The record of that number, as `split` counts, holds the item's native id."""
    export = export_of(folder_files(folder))
    source, vintage = recognise(export)
    for one in source.read(export, vintage):
        if not isinstance(one, Item) or one.origin.record < 0 or one.id.rpartition(":")[2].isalnum() is False:
            continue
        how = source.pieces(export, one.origin.member)
        assert how is not None
        with export.members[one.origin.member].open() as stream:
            records = [data[a:b] for data, spans in split(stream, how) for a, b in spans]
        native = one.id.rpartition(":")[2].encode()
        if native.isdigit() and one.kind != "profile":
            assert native in records[one.origin.record]


@every_fixture
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damage_costs_records_and_nothing_else(folder: Path, data: st.DataObject) -> None:
    """Any bytes of any member changed, cut or added: problems or an export error, never anything else."""
    files = folder_files(folder)
    name = data.draw(st.sampled_from(sorted(files)))
    whole = files[name]
    at = data.draw(st.integers(0, len(whole)))
    drop = data.draw(st.integers(0, 40))
    files[name] = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + drop :]
    export = export_of(files)
    try:
        source, vintage = recognise(export)
        found = list(source.read(export, vintage))
    except ExportError:
        return
    assert name in reports(found)
    assert all(isinstance(code, str) for code, _ in problems(found))


@every_fixture
def test_a_cut_off_member_is_told_of(folder: Path) -> None:
    """A member that ends in the middle of a record loses that record only, and says so."""
    for name, whole in folder_files(folder).items():
        if (
            not name.endswith((".js", ".json"))
            or whole.count(b"\n") < 12
            or "manifest" in name
            or "/js/" in name
        ):
            continue
        files = folder_files(folder) | {name: whole[: len(whole) * 2 // 3]}
        export = export_of(files)
        source, vintage = recognise(export)
        if reports(list(source.read(export, vintage)))[name].status == "unknown":
            continue
        told = [
            one for one in source.read(export, vintage) if isinstance(one, Problem) and one.member == name
        ]
        assert told, name
