"""A comparison as tables: every message without its words, and the rates; CSV, JSON Lines, Parquet, a dictionary."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from wildgrass.flows.compare import Comparison
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.kit import new_file
from wildgrass.observatory.compare.beside import said_time
from wildgrass.observatory.compare.classes import CLASSES, Result, Results, reasons
from wildgrass.observatory.compare.clocks import Rows
from wildgrass.observatory.compare.sides import MEDIA, Side
from wildgrass.observatory.tables import Column, Create, Part, Table
from wildgrass.observatory.tables import write_tables as put

_PART: Final = 50_000
_CLASSES: Final = np.array([str(one) for one in CLASSES], object)


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
    put_tables(comparison, hidden, folder, new_file)


def put_tables(comparison: Comparison, hidden: HiddenComparison | None, folder: Path, create: Create) -> None:
    """Write the tables and their dictionary into files that `create` makes."""
    columns = _columns()
    tables = (
        Table("messages", columns["messages"], _Messages(comparison, hidden)),
        Table("missing", columns["missing"], list(_missing(comparison if hidden is None else hidden))),
    )
    put(folder, tables, {"name": "compared"}, create)


def _columns() -> dict[str, list[Column]]:
    file = resources.files("wildgrass.observatory.compare") / "dictionary.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: [Column(**one) for one in columns] for name, columns in tables.items()}


class _Messages:
    """Every message's row, as columns in the dictionary's order, some at once."""

    def __init__(self, comparison: Comparison, hidden: HiddenComparison | None) -> None:
        self._results = comparison.results
        self._ends = (
            _End(comparison.a, hidden),
            _End(comparison.b, hidden),
        )

    def parts(self) -> Iterator[Part]:
        """Yield them."""
        for start in range(0, len(self._results), _PART):
            yield self._part(self._results, slice(start, start + _PART))

    def _part(self, results: Results, some: slice) -> Part:
        a, b = self._ends
        rows_a, rows_b = results.rows_a[some], results.rows_b[some]
        kinds = np.where(rows_a >= 0, a.kinds(rows_a), "")
        kinds = np.where(kinds == "", np.where(rows_b >= 0, b.kinds(rows_b), ""), kinds)
        return [
            _CLASSES[results.kinds[some]].tolist(),
            list(map(_why, results.why[some].tolist())),
            kinds.tolist(),
            a.times(rows_a),
            b.times(rows_b),
            a.senders(rows_a),
            b.senders(rows_b),
            a.ids(rows_a),
            b.ids(rows_b),
        ]


@cache
def _why(bits: int) -> str:
    return " ".join(reasons(bits))


_KINDS: Final = np.array(["text", *MEDIA[1:], "link"], object)


class _End:
    """What the table says of one end; rows of -1 are not there."""

    def __init__(self, side: Side, hidden: HiddenComparison | None) -> None:
        self._side = side
        named = [key if hidden is None else hidden.person(key) for key in side.people]
        self._people = np.array([*named, None], object)
        self._id: Callable[[str], str] = str if hidden is None else hidden.reference

    def kinds(self, rows: Rows) -> NDArray[np.object_]:
        """Return what each message is: a text, one with a link, or media."""
        codes = np.where(self._side.linked & (self._side.media == 0), len(MEDIA), self._side.media)
        found: NDArray[np.object_] = _KINDS[np.append(codes, 0)[rows]]
        return found

    def times(self, rows: Rows) -> Sequence[str | None]:
        """Return when, None where that is unknown."""
        there = np.append(self._side.seconds, 0)[rows].tolist()
        known = (rows >= 0).tolist()
        return [
            said_time(at) or None if is_known else None for at, is_known in zip(there, known, strict=True)
        ]

    def senders(self, rows: Rows) -> Sequence[str | None]:
        """Return who sent each."""
        found: list[str | None] = self._people[np.append(self._side.senders, -1)[rows]].tolist()
        return found

    def ids(self, rows: Rows) -> Sequence[str | None]:
        """Return what stands for each message."""
        return [None if row < 0 else self._id(self._side.ids[row]) for row in rows.tolist()]


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
