"""Only a whole library of a known version opens; everything else is a typed error."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import build, message, opened, post
from wildgrass.errors import WildgrassError
from wildgrass.library import (
    Library,
    LibraryDamagedError,
    LibraryNewerError,
    LibraryNotFoundError,
    LibraryOutdatedError,
    LibraryWriter,
    NotALibraryError,
)


def change(folder, *statements):
    connection = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_an_empty_folder_is_no_library(tmp_path):
    with pytest.raises(LibraryNotFoundError):
        Library.open(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("opener", [Library.open, LibraryWriter.open])
@pytest.mark.parametrize(
    "content", [b"not a database, only text\n" * 200, b"SQLite format 3\x00" + b"\x7f" * 5000]
)
def test_another_file_is_no_library(tmp_path, content, opener):
    (tmp_path / "library.sqlite").write_bytes(content)
    with pytest.raises((NotALibraryError, LibraryDamagedError)):
        opener(tmp_path)
    assert (tmp_path / "library.sqlite").read_bytes() == content


@pytest.mark.parametrize("opener", [Library.open, LibraryWriter.open])
def test_another_programs_database_is_no_library(tmp_path, opener):
    change(tmp_path, "CREATE TABLE items (id TEXT)")
    with pytest.raises(NotALibraryError):
        opener(tmp_path)


@pytest.mark.parametrize("opener", [Library.open, LibraryWriter.open])
@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("PRAGMA user_version = 99", LibraryNewerError),
        ("PRAGMA user_version = 2", LibraryOutdatedError),
        ("UPDATE about SET value = '0' WHERE key = 'fold'", LibraryOutdatedError),
        ("UPDATE about SET value = '0' WHERE key = 'tokens'", LibraryOutdatedError),
        ("DELETE FROM about", LibraryOutdatedError),
        ("DROP TABLE tokens", LibraryDamagedError),
        ("DROP TABLE sightings", LibraryDamagedError),
        ("DROP INDEX items_published", LibraryDamagedError),
    ],
)
def test_what_this_wildgrass_cannot_read_is_refused(tmp_path, statement, error, opener):
    build(tmp_path, [post(1)])
    change(tmp_path, statement)
    with pytest.raises(error):
        opener(tmp_path)


def test_a_view_in_the_place_of_a_table_is_refused(tmp_path):
    """A stranger's view could run for ever when it is read."""
    build(tmp_path, [post(1)])
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    endless = f"{numbers} SELECT i AS item_no, 'x' AS folded FROM n"
    change(tmp_path, "DROP TABLE searched", f"CREATE VIEW searched AS {endless}")
    with pytest.raises(LibraryDamagedError):
        Library.open(tmp_path)


def test_tables_that_a_person_added_do_no_harm(tmp_path):
    build(tmp_path, [post(1)])
    change(tmp_path, "CREATE TABLE notes (item TEXT, note TEXT)", "CREATE INDEX mine ON items (url)")
    with Library.open(tmp_path) as library:
        assert len(list(library.items())) == 1


def test_reading_changes_not_one_byte(tmp_path):
    build(tmp_path, [post(1, "草")])
    before = (tmp_path / "library.sqlite").read_bytes()
    with Library.open(tmp_path) as library:
        assert list(library.search("草"))
        with pytest.raises(sqlite3.OperationalError):
            library._db.execute("DELETE FROM items")
    assert (tmp_path / "library.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["library.sqlite"]


def test_a_folder_with_odd_characters_in_its_name_opens(tmp_path):
    folder = tmp_path / "存档 100%?#&mode=rw"
    with opened(folder, [post(1)]) as library:
        assert library.item("x:post:1")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    build(
        folder,
        [*(post(number, f"草 {number}", in_reply_to="x:post:0") for number in range(40)), message(99, "嗨")],
    )
    return folder / "library.sqlite"


scars = st.lists(st.tuples(st.floats(0, 0.9999), st.binary(min_size=1, max_size=60)), min_size=1, max_size=4)


@given(scars, st.sampled_from([1, 1, 1, 0.5]))
def test_damage_anywhere_gives_typed_errors_or_values(whole, tmp_path_factory, places, kept):
    damaged = bytearray(whole.read_bytes())
    for at, run in places:
        start = int(at * len(damaged))
        damaged[start : start + len(run)] = run
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "library.sqlite").write_bytes(damaged[: int(kept * len(damaged))])
    try:
        library = Library.open(folder)
    except WildgrassError:
        return
    with library:
        for read in (
            lambda: list(library.items(include_withheld=True)),
            lambda: list(library.search("草")),
            lambda: list(library.search("草 3", best_first=True)),
            lambda: list(library.search("-草")),
            lambda: library.count("草 OR 嗨"),
            lambda: list(library.search("", person="wang_example")),
            lambda: library.item_json("x:post:7"),
            lambda: library.item_json("x:message:99"),
            library.about,
            library.owners,
            library.conversations,
            lambda: library.sightings("x:post:7"),
        ):
            try:
                read()
            except WildgrassError:
                continue
