"""weibo-crawler's database, and databases made to do harm."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sources.made_archives import items, problems, readings, reports, write_zip
from sources.made_weibo import database_rows, post, write_database
from wildgrass.sources.base import Reading
from wildgrass.sources.weibo import database


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "weibodata.db"
    write_database(path, database_rows())
    return path


def ids(found: list[Reading]) -> list[str]:
    return list(items(found))


def test_a_file_and_a_zip_give_the_same_items(made: Path, tmp_path: Path) -> None:
    alone = readings(made)
    zipped = readings(write_zip(tmp_path / "crawl.zip", {made.name: made.read_bytes()}))
    assert ids(alone) == ids(zipped)
    assert len(ids(alone)) == 8
    assert problems(alone) == problems(zipped) == []


def test_nothing_is_written_beside_a_database_that_is_read(made: Path) -> None:
    before = made.read_bytes()
    readings(made)
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert made.read_bytes() == before


def test_a_database_in_write_ahead_mode_is_read_in_a_zip_too(made: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE weibo SET text = '改了' WHERE retweet_id = ''")
        connection.commit()
    zipped = readings(write_zip(tmp_path / "crawl.zip", {"a.db": made.read_bytes()}))
    assert len(ids(zipped)) == 8


def test_pictures_inside_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_database(path, database_rows() | {"bins": [{"ext": ".jpg", "data": b"\xff\xd8", "weibo_id": "1"}]})
    (report,) = reports(readings(path)).values()
    assert "pictures inside the database" in report.note


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW weibo AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n",
        "CREATE VIRTUAL TABLE weibo USING fts5(id, bid, screen_name)",
    ],
)
def test_a_view_or_virtual_table_in_a_tables_place_is_left_alone(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "a.db"
    write_database(path, database_rows(), "DROP TABLE weibo", statement)
    found = readings(path)
    assert ("weibo-schema-odd", "a.db") in problems(found)
    assert any(one.startswith("weibo:comment:") for one in ids(found))


def test_a_column_that_is_worked_out_when_read_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    trap = "ALTER TABLE weibo ADD COLUMN source2 text GENERATED ALWAYS AS (hex(zeroblob(900000000))) VIRTUAL"
    write_database(path, database_rows(), trap)
    found = readings(path)
    assert len(ids(found)) == 8
    assert problems(found) == []


def test_triggers_and_further_tables_do_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write_database(
        path,
        database_rows(),
        "CREATE TABLE stock (id text)",
        "CREATE TRIGGER t AFTER UPDATE ON weibo BEGIN SELECT 1; END",
    )
    found = readings(path)
    assert len(ids(found)) == 8
    (report,) = reports(found).values()
    assert "'stock'" in report.note


def test_a_cut_off_database_is_told_of(made: Path) -> None:
    made.write_bytes(made.read_bytes()[:8192])
    found = readings(made)
    assert [code for code, _ in problems(found)] == ["table-damaged"]
    (report,) = reports(found).values()
    assert report.status == "damaged"


def test_a_database_too_large_for_memory_is_told_of(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MAX_IN_MEMORY", 1000)
    found = readings(write_zip(tmp_path / "crawl.zip", {"a.db": made.read_bytes()}))
    assert problems(found) == [("weibo-database-unreadable", "a.db")]
    assert len(ids(readings(made))) == 8


def test_a_notice_in_a_row_is_no_persons_words(made: Path) -> None:
    found = items(readings(made))
    gone = found[f"weibo:post:{post(90, '')['id']}"]
    assert gone.removed is not None
    assert (gone.removed.by, gone.text, gone.author) == ("author", "", None)


def test_a_damaged_schema_whose_message_is_no_utf8_is_told_of(made: Path) -> None:
    """SQLite quotes the damaged table's name; found by fuzzing."""
    sound, damaged = b"tablecommentscomments", b"tablecomment\xd7comment\xd7"
    made.write_bytes(made.read_bytes().replace(sound, damaged).replace(b"TABLE comments", b"TABEL comments"))
    found = readings(made)
    assert [code for code, _ in problems(found)] == ["table-damaged"]
