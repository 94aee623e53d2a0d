"""A Spark cluster of its own on loopback: a standalone master and two workers, each a process, with a shared secret.

`make interop` fetches it (PyPI: pyspark, which brings the scripts; Debian: a Java 17). Everything that a program needs
to use it stands in one folder's `spark-defaults.conf`, as where a cluster is there already.
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

IS_THERE = find_spec("pyspark") is not None and shutil.which("java") is not None
ABSENT = "skipped: no Spark; `make interop` fetches it (PyPI: pyspark; Debian: a Java 17) and runs this"
PATIENCE_S = 180
_QUICK = "-XX:TieredStopAtLevel=1"  # small work: compiling it well would take longer than it takes


@dataclass(frozen=True)
class Cluster:
    """Where its configuration lies, and the folder of each worker, in which its executors leave their logs."""

    configuration: Path
    workers: tuple[Path, ...]
    secret: str

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of a program that uses it: where the configuration lies, and no secret."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
        return kept | {
            "SPARK_CONF_DIR": str(self.configuration),
            "SPARK_HOME": str(_home()),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _QUICK,
            "PYSPARK_PYTHON": sys.executable,
        }

    def worked(self, folder: Path) -> set[str]:
        """Return the applications for which a worker ran an executor."""
        return {path.parts[-2] for path in folder.glob("app-*/*") if (path / "stderr").exists()}


@contextmanager
def running_spark(folder: Path) -> Iterator[Cluster]:
    """Run the cluster; all of its processes end with the `with`."""
    secret = secrets.token_hex(16)
    workers = tuple(folder / f"worker{number}" for number in (1, 2))
    cluster = Cluster(folder / "conf", workers, secret)
    cluster.configuration.mkdir(mode=0o700)
    _configure(cluster, folder, master="")
    with ExitStack() as running:
        where = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        log = running.enter_context(_process(cluster, folder / "master.log", "master.Master", *where))
        master = _said(log, r"Starting Spark master at (spark://[\d.:]+)")[0]
        for worker in workers:
            size = ["-c", "1", "-m", "600m", "--work-dir", str(worker), *where, master]
            log = running.enter_context(
                _process(cluster, folder / f"{worker.name}.log", "worker.Worker", *size)
            )
            _said(log, r"Successfully registered with master")
        _configure(cluster, folder, master=master)
        yield cluster


def _configure(cluster: Cluster, folder: Path, *, master: str) -> None:
    file = cluster.configuration / "spark-defaults.conf"
    lines = {
        "spark.master": master or "local[1]",
        "spark.authenticate": "true",
        "spark.authenticate.secret": cluster.secret,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.cores": "1",
        "spark.executor.memory": "512m",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.catalogImplementation": "hive",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder / 'catalogue'};create=true",
        "spark.driver.extraJavaOptions": f"{_QUICK} -Dderby.system.home={folder}",
        "spark.executor.extraJavaOptions": _QUICK,
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",  # begin when both workers are there
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
        "spark.cores.max": "2",
    }
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.writelines(f"{name} {value}\n" for name, value in lines.items())


@contextmanager
def _process(cluster: Cluster, log: Path, name: str, *words: str) -> Iterator[Path]:
    command = [str(_home() / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *words]
    with log.open("wb") as out:
        started = subprocess.Popen(command, stdout=out, stderr=out, env=cluster.environment)
    try:
        yield log
    finally:
        started.terminate()
        started.wait(60)


def _said(log: Path, pattern: str) -> list[str]:
    """Wait until a log says something."""
    until = time.monotonic() + PATIENCE_S
    while not (found := re.findall(pattern, log.read_text("utf-8", "replace"))):
        if time.monotonic() > until:
            raise TimeoutError(log.read_text("utf-8", "replace")[-2000:])
        time.sleep(0.2)
    return found


def _home() -> Path:
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
