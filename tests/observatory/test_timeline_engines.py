"""The same counts from other engines as from DuckDB, one of them a cluster of processes. `make interop` runs it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.circle import Circle
from interop import running_spark as spark_here
from interop.running_clickhouse import ABSENT, IS_THERE, running_clickhouse
from interop.running_spark import Cluster, running_spark
from observatory.observed_rows import observed, write
from wildgrass.flows.engine import EMBEDDED, Engine
from wildgrass.observatory.timeline.observed import Observed

OURS = ("--collection", "made-up archives of our own")
_FILL = """
import sys
from pyspark.sql import SparkSession
session = SparkSession.builder.getOrCreate()
session.read.parquet(sys.argv[1]).repartition(4).write.saveAsTable("takedowns")
session.stop()
"""
pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("default"),  # what the engines' own packages warn of is theirs
]


@pytest.fixture(scope="module")
def rows() -> list[Observed]:
    """Posts, some without a known publication."""
    return [
        replace(one, published=None) if n % 50 == 0 else one for n, one in enumerate(observed(1_500, seed=4))
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


@pytest.fixture(scope="module")
def cluster(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers, and a table in their warehouse that another program put there."""
    if not spark_here.IS_THERE:
        pytest.skip(spark_here.ABSENT)
    folder = tmp_path_factory.mktemp("spark")
    with running_spark(folder) as running:
        command = [sys.executable, "-c", _FILL, str(parquet)]
        subprocess.run(
            command, env=running.environment, cwd=folder, check=True, capture_output=True, timeout=300
        )
        yield running


def test_an_engine_counts_what_the_embedded_one_counts(clickhouse: str, rows: list[Observed]) -> None:
    with Engine(EMBEDDED) as engine:
        expected = engine.count(engine.take(engine.read(rows)))
    with Engine(clickhouse) as engine:
        found = engine.count(engine.table("takedowns"))
    assert found == expected
    assert found.gone_between


def test_the_command_says_the_same_of_an_engines_table(
    clickhouse: str, rows: list[Observed], circle: Circle, tmp_path: Path
) -> None:
    here = circle.run("--json", "timeline", write(tmp_path / "o.jsonl", iter(rows)), *OURS, "--seed", "1")
    there = circle.run("--json", "timeline", "table:takedowns", *OURS, "--engine", clickhouse, "--seed", "1")
    assert (here.code, there.code) == (0, 0), there.err
    assert there.rows == here.rows


def test_a_cluster_of_processes_says_the_same(
    cluster: Cluster, rows: list[Observed], circle: Circle, tmp_path: Path
) -> None:
    """By configuration alone: where the cluster is stands in its own file, and both workers count."""
    here = circle.run("--json", "timeline", write(tmp_path / "o.jsonl", iter(rows)), *OURS, "--seed", "1")
    assert here.code == 0, here.err
    before = [cluster.worked(worker) for worker in cluster.workers]
    command = [sys.executable, "-m", "wildgrass.cli.main", "--json", "timeline", "table:takedowns", *OURS]
    there = subprocess.run(
        [*command, "--engine", "pyspark://", "--seed", "1"],
        env=cluster.environment,
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert there.returncode == 0, there.stderr[-3000:]
    assert [json.loads(line) for line in there.stdout.splitlines() if line.startswith("{")] == here.rows
    after = [cluster.worked(worker) for worker in cluster.workers]
    (one,), (other,) = (new - old for new, old in zip(after, before, strict=True))
    assert one == other, "each worker ran an executor of the command's application"


def test_the_clusters_secret_stands_in_no_argument_and_in_no_environment_of_ours(cluster: Cluster) -> None:
    """Process lists show arguments. (Spark itself hands it to executors on the workers in their environment.)"""
    assert cluster.secret not in str(cluster.environment)
    shown = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert "org.apache.spark.deploy.worker.Worker" in shown
    assert cluster.secret not in shown
