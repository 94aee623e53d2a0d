"""Anybody who has the card can write a run: its manifest is hostile input, and only typed errors come out."""

import io
import sqlite3
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.vaultkit import Made, export, noise, tweets
from wildgrass.errors import WildgrassError
from wildgrass.vault.manifest_schema import SCHEMA, name_to_text, text_to_name
from wildgrass.vault.unseal import ManifestError, OpenRun, OpenVault, write_all

CELLS = [
    (line.split("(")[0].split()[-1], column.split()[0])
    for line in SCHEMA.replace("\n  ", " ").splitlines()
    if line.startswith("CREATE")
    for column in line.partition("(")[2].partition("PRIMARY KEY(")[0].rstrip("); ,").split(",")
    if column.strip()
]
VALUES = [
    None,
    -1,
    0,
    1,
    2**31,
    2**62,
    -(2**63),
    1.5,
    "",
    "x",
    "../../etc/passwd",
    "v1/vault.json",
    b"",
    b"x" * 16,
    "9" * 5000,
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[OpenVault, str, bytes]:
    """Return an open vault, its run and the run's SQLite file."""
    made = Made(tmp_path_factory.mktemp("vault"))
    run = made.seal(export({"t.js": tweets(0, 60), "a.jpg": noise("a", 2000), "b.jpg": noise("b", 3000)})).run
    vault = made.open()
    return vault, run, vault.run(run)._tables.serialize()


def use(opened: tuple[OpenVault, str, bytes], data: bytes, out: Path) -> None:
    """Open a manifest in place of the run's own and read all that it promises."""
    vault, name, _ = opened
    vault._runs[name] = OpenRun(name, zstandard.compress(data))
    vault._content._frames.clear()
    members = [member for one in vault.run(name).exports for member in one.members]
    for member in members:
        try:
            vault.write_member(member, io.BytesIO())
        except WildgrassError as error:
            assert str(error)  # noqa: PT017 - either outcome is right
    write_all(vault, members, lambda member: out / str(member.number))


def test_the_schema_was_understood() -> None:
    """So that the test below changes real cells."""
    assert ("places", "offset") in CELLS
    assert ("members", "sha256") in CELLS
    assert len(CELLS) == 47


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=st.sampled_from(CELLS), value=st.sampled_from(VALUES), row=st.integers(0, 3))
def test_any_value_anywhere(
    opened: tuple[OpenVault, str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    cell: tuple[str, str],
    value: object,
    row: int,
) -> None:
    """One cell with a value that no writer gives."""
    table, column = cell
    tables = sqlite3.connect(":memory:")
    tables.deserialize(opened[2])
    tables.execute("PRAGMA ignore_check_constraints=ON")
    key = "rowid" if table not in {"pieces", "places"} else ("seq" if table == "pieces" else "file")
    try:
        tables.execute(f"UPDATE {table} SET {column}=? WHERE {key}=?", (value, row))  # our own names
    except (sqlite3.IntegrityError, sqlite3.DataError):
        return
    tables.commit()
    try:
        use(opened, tables.serialize(), tmp_path_factory.mktemp("out"))
    except WildgrassError as error:
        assert str(error)  # noqa: PT017 - either outcome is right


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=20),
    cut=st.integers(1, 2**20) | st.none(),
)
def test_any_damaged_file(
    opened: tuple[OpenVault, str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, int]],
    cut: int | None,
) -> None:
    """Bytes of the SQLite file changed or cut."""
    raw = bytearray(opened[2])
    for at, value in changes:
        raw[at % len(raw)] = value
    try:
        use(opened, bytes(raw[: cut % len(raw) if cut else None]), tmp_path_factory.mktemp("out"))
    except WildgrassError as error:
        assert str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    "packed", [b"", b"\0" * 100, zstandard.compress(b""), zstandard.compress(b"no database" * 99)]
)
def test_what_is_no_manifest(packed: bytes) -> None:
    """One typed error."""
    with pytest.raises(ManifestError):
        OpenRun("0" * 16, packed)


@given(st.text(alphabet=st.characters() | st.sampled_from("\0\n\\u\ud800\udfff0"), max_size=30))
def test_names_come_back(name: str) -> None:
    """Whatever text a name is; and what is written SQLite can hold."""
    text = name_to_text(name)
    assert text_to_name(text) == name
    assert "\0" not in text
    text.encode()
