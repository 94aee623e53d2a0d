"""The same counts from DuckDB, from a real PostgreSQL server, and from counting by hand."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from observatory.observed_rows import observed
from wildgrass.flows.engine import EMBEDDED, Engine, EngineFailedError, EnginePasswordError
from wildgrass.observatory.timeline.observed import Observed

DAY_S = 86_400


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own, on a socket in a folder: as another program on another machine would be."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    pgserver = pytest.importorskip(
        "pgserver", reason="skipped: no pgserver, which brings PostgreSQL as a wheel"
    )
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="module")
def rows() -> list[Observed]:
    """Posts, some without a known publication."""
    made = list(observed(1_500, seed=4))
    return [replace(one, published=None) if n % 50 == 0 else one for n, one in enumerate(made)]


def counted(address: str, rows: list[Observed]):
    with Engine(address) as engine:
        return engine.count(engine.take(engine.read(rows)))


def test_a_server_counts_what_the_embedded_engine_counts(postgres: str, rows: list[Observed]) -> None:
    assert counted(postgres, rows) == counted(EMBEDDED, rows)


def test_what_is_counted_is_what_a_loop_counts(rows: list[Observed]) -> None:
    found = counted(EMBEDDED, rows)
    gone = Counter(
        (_day(one.since), _day(one.first_missing), one.cause, one.platform) for one in rows if one.is_gone
    )
    assert {
        (row["since"], row["missing"], row["cause"], row["platform"]): row["posts"]
        for row in found.gone_between
    } == gone
    ages = Counter(_ages(one) for one in rows if one.published is not None)
    assert {
        (row["low"], row["high"], row["cause"], row["archive"]): row["posts"]
        for row in found.ages.to_pylist()
    } == ages
    assert found.ageless == sum(one.published is None for one in rows) == 30
    looked = Counter(_day(at) for one in rows for at in (one.last_seen, one.first_missing) if at is not None)
    assert {row["day"]: row["records"] for row in found.looked_on} == looked
    there = Counter(
        (_day(one.published or one.last_seen), _day(one.first_missing or one.last_seen), one.platform)
        for one in rows
    )
    assert {
        (row["since"], row["until"], row["platform"]): row["posts"] for row in found.there_between
    } == there
    weeks = Counter(
        ((_day(one.first_missing) + 3) // 7, one.platform, one.cause, one.archive)
        for one in rows
        if one.is_gone
    )
    by_week = {
        (row["week"], row["platform"], row["cause"], row["archive"]): row["posts"] for row in found.by_week
    }
    assert by_week == weeks


def test_a_post_that_stands_twice_is_published_once(postgres: str, rows: list[Observed]) -> None:
    for address in (EMBEDDED, postgres):
        assert counted(address, [*rows, *rows[:700]]).by_week == counted(EMBEDDED, rows).by_week


def test_runs_of_characters_are_counted_alike(postgres: str) -> None:
    import ibis

    from wildgrass.observatory.timeline.counting import grams

    texts = ["白纸白纸运动", "运动会", "a", "", "白纸"]
    rows = {"item": list("abcde"), "text": texts, "removed": [True, False, True, False, False]}
    for address in (EMBEDDED, postgres):
        with Engine(address) as engine:
            found = engine.rows(lambda table: grams(table, 2), ibis.memtable(rows))
        assert {(row["gram"], row["removed"]): row["posts"] for row in found} == {
            ("白纸", True): 1, ("白纸", False): 1, ("纸白", True): 1, ("纸运", True): 1,
            ("运动", True): 1, ("运动", False): 1, ("动会", False): 1,
        }  # fmt: skip


def test_a_table_that_a_server_holds_already(postgres: str, rows: list[Observed]) -> None:
    import ibis

    from wildgrass.observatory.timeline.counting import as_table

    connection = ibis.connect(postgres)
    connection.create_table("takedowns", as_table(rows), overwrite=True)
    connection.disconnect()
    with Engine(postgres) as engine:
        assert engine.count(engine.table("takedowns")) == counted(EMBEDDED, rows)
        with pytest.raises(EngineFailedError):
            engine.table("not_there")


def test_nothing_observed_is_nothing_counted() -> None:
    found = counted(EMBEDDED, [])
    assert not found.gone_between
    assert not found.looked_on
    assert found.ageless == 0


def test_a_password_never_stands_in_the_address() -> None:
    with pytest.raises(EnginePasswordError) as failed:
        Engine("postgres://ana:secret@localhost/db")
    assert "secret" not in str(failed.value)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineFailedError):
        Engine(f"postgres:///none?host={tmp_path}")


def _day(moment) -> int:
    return int(moment.timestamp() // DAY_S)


def _ages(one: Observed) -> tuple:
    born = int(one.published.timestamp())
    low = max((int(one.since.timestamp()) - born) // 60, 0)
    high = None if one.first_missing is None else (int(one.first_missing.timestamp()) - born) // 60
    return low, high, one.cause, one.archive
