"""The same counts from ClickHouse's engine and from Spark as from DuckDB. `make interop` runs it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cli.circle import Circle
from interop.running_clickhouse import ABSENT, IS_THERE, running_clickhouse
from observatory.observed_rows import observed, write
from wildgrass.flows.engine import EMBEDDED, Engine
from wildgrass.observatory.timeline.observed import Observed

OURS = ("--collection", "made-up archives of our own")
SPARK_IS_THERE = find_spec("pyspark") is not None and shutil.which("java") is not None
SPARK_ABSENT = "skipped: no Spark; `make interop` fetches it (PyPI: pyspark; Debian: a Java 17) and runs this"
pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("default"),  # what the engines' own packages warn of is theirs
]


@pytest.fixture(scope="module")
def rows() -> list[Observed]:
    """Posts, some without a known publication."""
    return [
        replace(one, published=None) if n % 50 == 0 else one for n, one in enumerate(observed(3_000, seed=4))
    ]


@pytest.fixture(scope="module")
def parquet(rows: list[Observed], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows as a file that any engine reads."""
    import pyarrow.parquet as pq

    file = tmp_path_factory.mktemp("parquet") / "takedowns.parquet"
    pq.write_table(Engine.read(rows), file)
    return file


@pytest.fixture(scope="module")
def clickhouse(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not IS_THERE:
        pytest.skip(ABSENT)
    with running_clickhouse(tmp_path_factory.mktemp("clickhouse")) as (address, run):
        run(f"CREATE TABLE takedowns ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM file('{parquet}')")
        yield address


@pytest.fixture
def spark(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Spark of two workers; Ibis takes the session that is there, and ends it with the connection."""
    if not SPARK_IS_THERE:
        pytest.skip(SPARK_ABSENT)
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    folder = tmp_path_factory.mktemp("spark")
    asked = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder),
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
    }
    builder: Any = SparkSession.builder.master("local[2]")
    for name, value in asked.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.read.parquet(str(parquet)).write.mode("overwrite").saveAsTable("takedowns")
    yield "pyspark://"
    session.stop()


@pytest.fixture(params=["clickhouse", "spark"])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_an_engine_counts_what_the_embedded_one_counts(address: str, rows: list[Observed]) -> None:
    with Engine(EMBEDDED) as engine:
        expected = engine.count(engine.take(engine.read(rows)))
    with Engine(address) as engine:
        found = engine.count(engine.table("takedowns"))
    assert found == expected
    assert found.gone_between


def test_the_command_says_the_same_of_an_engines_table(
    address: str, rows: list[Observed], circle: Circle, tmp_path: Path
) -> None:
    here = circle.run("--json", "timeline", write(tmp_path / "o.jsonl", iter(rows)), *OURS, "--seed", "1")
    there = circle.run("--json", "timeline", "table:takedowns", *OURS, "--engine", address, "--seed", "1")
    assert (here.code, there.code) == (0, 0), there.err
    assert there.rows == here.rows
