"""Tables with a dictionary of their columns: CSV, JSON Lines and Parquet beside a Frictionless Data Package."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so; CSV gets an apostrophe before it (OWASP, CSV injection)."""
_PART: Final = 50_000
Create = Callable[[Path], AbstractContextManager[BinaryIO]]
Part = list[Sequence[Any]]
"""Some rows as columns: for each column its values."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, Table Schema's type, and what it means in English and Chinese."""

    name: str
    type: str
    en: str
    zh: str


class Parted(Protocol):
    """Rows that come as columns, some at once: of a million posts, objects take most of the time and memory."""

    def parts(self) -> Iterator[Part]:
        """Yield them, in the order of the table's columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its dictionary; every row has every column. Its rows are gone through once."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]] | Parted

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield the rows."""
        names = [column.name for column in self.columns]
        for part in self.parts():
            yield from (dict(zip(names, row, strict=True)) for row in zip(*part, strict=True))

    def parts(self) -> Iterator[Part]:
        """Yield the rows as columns, some at once."""
        if not isinstance(self.rows, Iterable):
            yield from self.rows.parts()
            return
        rows = iter(self.rows)
        while part := list(islice(rows, _PART)):
            yield [[row[column.name] for row in part] for column in self.columns]


def write_tables(folder: Path, tables: Sequence[Table], about: Mapping[str, object], create: Create) -> None:
    """Write each table as CSV, JSON Lines and Parquet, and `datapackage.json`; `create` makes each file.

    Raises:
        whatever `create` does, such as where a file is there already.
    """
    for table in tables:
        with ExitStack() as files:
            forms = [
                form(files.enter_context(create(folder / f"{table.name}.{ending}")), table)
                for ending, form in _FORMS.items()
            ]
            for part in table.parts():
                for form in forms:
                    form.write(part)
            for form in forms:
                form.close()
    package = {"profile": "data-package", **about, "resources": [_resource(table) for table in tables]}
    with create(folder / "datapackage.json") as file:
        file.write(json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")


def as_csv(table: Table) -> bytes:
    """Return a table as RFC 4180 CSV in UTF-8; what is unknown is an empty cell, never 0."""
    return _bytes(_Csv, table)


def as_json_lines(table: Table) -> bytes:
    """Return a table as an object a line; what is unknown is null."""
    return _bytes(_JsonLines, table)


def _bytes(form: "type[_Form]", table: Table) -> bytes:
    out = io.BytesIO()
    writer = form(out, table)
    for part in table.parts():
        writer.write(part)
    writer.close()
    return out.getvalue()


class _Form(Protocol):
    """A file of a table, under way."""

    def __init__(self, file: BinaryIO, table: Table) -> None: ...

    def write(self, part: Part) -> None:
        """Add rows."""

    def close(self) -> None:
        """Write what stands at the end."""


class _Csv(_Form):
    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        self._writer = csv.writer(self._text)
        self._writer.writerow([column.name for column in table.columns])

    def write(self, part: Part) -> None:
        self._writer.writerows(zip(*(map(_cell, values) for values in part), strict=True))

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _JsonLines(_Form):
    def __init__(self, file: BinaryIO, table: Table) -> None:
        self._file = file
        names = (json.dumps(column.name).replace("%", "%%") for column in table.columns)
        self._row = "{" + ", ".join(f"{name}: %s" for name in names) + "}\n"

    def write(self, part: Part) -> None:
        rows = zip(*(map(_json, values) for values in part), strict=True)
        self._file.write("".join([self._row % row for row in rows]).encode())

    def close(self) -> None:
        """Nothing stands at the end."""


class _Parquet(_Form):
    """Parquet with zstd."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        import pyarrow as pa  # noqa: PLC0415 - as large as all else, and of use here alone
        import pyarrow.parquet as pq  # noqa: PLC0415

        types = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
        self._schema = pa.schema([(one.name, types.get(one.type, pa.string())) for one in table.columns])
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, part: Part) -> None:
        import pyarrow as pa  # noqa: PLC0415 - here already

        arrays = [pa.array(values, field.type) for values, field in zip(part, self._schema, strict=True)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


_FORMS: Final[Mapping[str, type[_Form]]] = {"csv": _Csv, "jsonl": _JsonLines, "parquet": _Parquet}
_encoded: Final = json.JSONEncoder(ensure_ascii=False).encode
_quoted: Final = json.encoder.encode_basestring


def _json(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "null" if value is None else _encoded(value)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
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
