"""A comparison as tables: every message without its words, and the rates; CSV, JSON Lines, and their dictionary."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from wildgrass.flows.compare import Comparison
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.kit import write_new
from wildgrass.observatory.compare.beside import said_time
from wildgrass.observatory.compare.classes import Result
from wildgrass.observatory.compare.sides import Side
from wildgrass.observatory.timeline.tables import Column, Table, as_csv, as_json_lines


class _Tells(Protocol):
    """What both a comparison and one without names say."""

    def to_json(self, result: Result) -> dict[str, object]: ...

    def summary(self) -> dict[str, object]: ...


def write_tables(comparison: Comparison, hidden: HiddenComparison | None, folder: Path) -> None:
    """Write `messages` and `missing` into a folder; with `hidden` nobody is named in them.

    Raises:
        FileThereError, FileTroubleError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    teller: _Tells = comparison if hidden is None else hidden
    columns = _columns()
    rows = {"messages": _messages(comparison, hidden), "missing": _missing(teller)}
    for name, made in rows.items():
        table = Table(name, columns[name], list(made))
        write_new(folder / f"{name}.csv", as_csv(table))
        write_new(folder / f"{name}.jsonl", as_json_lines(table))
    package = {
        "profile": "data-package",
        "name": "compared",
        "resources": list(map(_resource, columns.items())),
    }
    write_new(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")


def _columns() -> dict[str, list[Column]]:
    file = resources.files("wildgrass.observatory.compare") / "dictionary.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: [Column(**one) for one in columns] for name, columns in tables.items()}


def _messages(comparison: Comparison, hidden: HiddenComparison | None) -> Iterator[dict[str, Any]]:
    people = [
        {key: key if hidden is None else hidden.person(key) for key in side.people}
        for side in (comparison.a, comparison.b)
    ]
    for result in comparison.results:
        said = (comparison if hidden is None else hidden).to_json(result)
        a, b = result.row_a, result.row_b
        yield {
            "class": str(result.kind),
            "why": " ".join(result.why),
            "kind": _kind(comparison.a, a) or _kind(comparison.b, b),
            "at_a": _time(comparison.a, a),
            "at_b": _time(comparison.b, b),
            "sender_a": None if a is None else people[0][comparison.a.person(a)],
            "sender_b": None if b is None else people[1][comparison.b.person(b)],
            "a": said["a"],
            "b": said["b"],
        }


def _kind(side: Side, row: int | None) -> str:
    if row is None:
        return ""
    return side.kind(row) or ("link" if side.linked[row] else "text")


def _time(side: Side, row: int | None) -> str | None:
    return None if row is None else said_time(int(side.seconds[row])) or None


def _missing(teller: _Tells) -> Iterator[dict[str, Any]]:
    sides = teller.summary()["missing"]
    assert isinstance(sides, dict)
    for side, groups in sides.items():
        for group, rate in groups.items():
            low, high = rate["share_between"] or (None, None)
            yield {
                "side": side,
                "group": group,
                "missing": rate["missing"],
                "total": rate["total"],
                "low": low,
                "high": high,
                "p_more_than_text": rate.get("p_more_than_text"),
            }


def _resource(named: tuple[str, list[Column]]) -> Mapping[str, object]:
    name, columns = named
    fields = [
        {"name": one.name, "type": one.type, "description": one.en, "description_zh": one.zh}
        for one in columns
    ]
    return {"name": name, "path": f"{name}.csv", "schema": {"fields": fields, "missingValues": [""]}}
