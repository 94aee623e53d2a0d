"""Tables with a dictionary of their columns: CSV, JSON Lines and Parquet beside a Frictionless Data Package."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from wildgrass.observatory.timeline.observed import FORMULA

_PART: Final = 50_000
Write = Callable[[Path, bytes], Path]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, Table Schema's type, and what it means in English and Chinese."""

    name: str
    type: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its dictionary; every row has every column. Rows are gone through once for each format."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]


def write_tables(folder: Path, tables: Sequence[Table], about: Mapping[str, object], write: Write) -> None:
    """Write each table as CSV, JSON Lines and Parquet, and `datapackage.json`; `write` makes each file.

    Raises:
        whatever `write` does, such as where a file is there already.
    """
    for table in tables:
        write(folder / f"{table.name}.csv", as_csv(table))
        write(folder / f"{table.name}.jsonl", as_json_lines(table))
        write(folder / f"{table.name}.parquet", as_parquet(table))
    package = {"profile": "data-package", **about, "resources": [_resource(table) for table in tables]}
    write(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")


def as_csv(table: Table) -> bytes:
    """Return a table as RFC 4180 CSV in UTF-8; what is unknown is an empty cell, never 0."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = [column.name for column in table.columns]
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in table.rows)
    return text.getvalue().encode()


def as_json_lines(table: Table) -> bytes:
    """Return a table as an object a line; what is unknown is null."""
    names = [column.name for column in table.columns]
    out = io.BytesIO()
    for row in table.rows:
        out.write(json.dumps({name: row[name] for name in names}, ensure_ascii=False).encode() + b"\n")
    return out.getvalue()


def as_parquet(table: Table) -> bytes:
    """Return a table as Parquet with zstd."""
    import pyarrow as pa  # noqa: PLC0415 - as large as all else, and of use here alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema([(one.name, types.get(one.type, pa.string())) for one in table.columns])
    sink, rows = io.BytesIO(), iter(table.rows)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while part := list(islice(rows, _PART)):
            writer.write_batch(pa.RecordBatch.from_pylist(part, schema=schema))
    return sink.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _resource(table: Table) -> dict[str, object]:
    fields = [
        {"name": one.name, "type": one.type, "description": one.en, "description_zh": one.zh}
        for one in table.columns
    ]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
