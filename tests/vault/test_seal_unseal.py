"""What was sealed comes back bit for bit, whatever its name, size and shape."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.vaultkit import Made, clock, export, noise, objects, plan, read, tweets
from wildgrass.vault.index import FolderIndex
from wildgrass.vault.seal import ExportPlan, seal
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import open_vault, write_all
from wildgrass.vault.verify import verify

MEMBERS = {
    "data/tweets.js": tweets(0, 3000),
    "data/media/1.jpg": noise("photo", 230_000),
    "data/media/same-as-1.jpg": noise("photo", 230_000),
    "data/media/2.mp4": noise("film", 40_000_000),
    "empty.bin": b"",
    "empty.js": b"",
    "note.txt": "野草\n".encode() * 100_000,
    "nul-in-text.txt": b"a\0b",
    "separator-in-records.js": b'[{"a": "\x1e"}, {"b": 1}]',
    "no-records.js": b"window = []",
}


@pytest.mark.parametrize("hybrid", [False, True], ids=["x25519", "hybrid"])
def test_every_member_comes_back_exactly(tmp_path: Path, *, hybrid: bool) -> None:
    """One run, every shape of member, both kinds of recipient."""
    made = Made(tmp_path / "vault", hybrid=hybrid)
    receipt = made.seal(export(MEMBERS))
    assert receipt.damaged == {}
    assert receipt.bytes_read == sum(map(len, MEMBERS.values()))
    assert verify(made.stores[0]).problems == ()
    assert made.contents() == [MEMBERS]


def test_bulk_restore_writes_the_same_bytes(tmp_path: Path) -> None:
    """`write_all` goes segment by segment and still gives each member its own bytes."""
    made = Made(tmp_path / "vault")
    made.seal(export(MEMBERS))
    vault = made.open()
    members = vault.exports[0].members
    failed = write_all(vault, members, lambda member: tmp_path / "out" / str(member.number))
    assert failed == []
    for member in members:
        assert (tmp_path / "out" / str(member.number)).read_bytes() == MEMBERS[member.name]


def test_equal_files_are_stored_once(tmp_path: Path) -> None:
    """Members of the same content share one place."""
    made = Made(tmp_path / "vault")
    receipt = made.seal(export({f"{number}.jpg": noise("same", 500_000) for number in range(20)}))
    assert receipt.bytes_stored < 1_000_000


def test_full_segments_have_one_size_and_no_object_tells_its_kind(tmp_path: Path) -> None:
    """Names are random, sizes are of one class but for the last of each kind."""
    made = Made(tmp_path / "vault")
    made.seal(export({"film.mp4": noise("film", 60_000_000), "t.js": tweets(0, 10)}))
    sizes = sorted(
        path.stat().st_size for name, path in objects(tmp_path / "vault").items() if "/seg/" in name
    )
    full = max(sizes)
    assert sizes.count(full) == 3
    assert full <= 16 << 20
    assert min(sizes) > 65536


def test_thousands_of_tiny_files(tmp_path: Path) -> None:
    """Many small members do not make many objects."""
    members = {f"d/{number}.bin": noise(str(number), number % 700) for number in range(3000)}
    made = Made(tmp_path / "vault")
    receipt = made.seal(export(members))
    assert receipt.objects == 3
    assert made.contents() == [members]


HOSTILE = [
    "../../etc/passwd",
    "/abs",
    "C:\\x",
    "a\nb",
    "a\0b",
    "\ud800",
    "-rf",
    "",
    ".",
    "..",
    "a\\b\n",
    "\u202egpj.exe",
]


def test_hostile_names_are_kept_as_text(tmp_path: Path) -> None:
    """A name is untrusted text: it comes back as it was, and nothing is ever written at it."""
    members = {name: name.encode("utf-8", "surrogatepass") for name in HOSTILE}
    made = Made(tmp_path / "vault")
    made.seal(export(members))
    assert made.contents() == [members]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["t.js", "u.js", "v.txt"]),
        st.binary(max_size=3000) | st.builds(tweets, st.just(0), st.integers(0, 60)),
        max_size=6,
    )
)
def test_sealing_and_opening_is_identity(
    tmp_path_factory: pytest.TempPathFactory, members: dict[str, bytes]
) -> None:
    """Any members, any names."""
    made = Made(tmp_path_factory.mktemp("v"))
    made.seal(export(members))
    assert made.contents() == [members]


def test_two_exports_in_one_run_and_two_runs(tmp_path: Path) -> None:
    """Exports keep their order and their names; runs do not touch each other."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a": b"1"}, "one.zip"), export({"a": b"2", "b": b"1"}, "two.zip"))
    made.seal(export({"a": b"3"}, "three.zip"))
    assert sorted(ex.name for ex in made.open().exports) == ["one.zip", "three.zip", "two.zip"]
    assert {"a": b"2", "b": b"1"} in made.contents()


def test_every_store_gets_everything(tmp_path: Path) -> None:
    """Each of two places opens by itself."""
    made = Made(tmp_path / "one", tmp_path / "two")
    made.seal(export(MEMBERS))
    for folder in made.folders:
        vault = open_vault([FolderStore(folder)], [made.identity])
        assert made.contents(vault) == [MEMBERS]


def test_a_wrong_crc_is_reported_and_the_bytes_are_sealed_as_read(tmp_path: Path) -> None:
    """Damage in the container must not cost what can still be read."""
    members = [plan("a.bin", b"whole"), plan("b.bin", b"hurt", crc32=1), plan("c.js", b"[]", crc32=2)]
    made = Made(tmp_path / "vault")
    receipt = made.seal(ExportPlan(name="x", members=members))
    assert set(receipt.damaged) == {(0, "b.bin"), (0, "c.js")}
    vault = made.open()
    by_name = {member.name: member for member in vault.exports[0].members}
    assert by_name["a.bin"].damaged is None
    assert "CRC-32" in (by_name["b.bin"].damaged or "")
    assert read(vault, by_name["b.bin"]) == b"hurt"


def test_nothing_is_written_where_no_vault_is(tmp_path: Path) -> None:
    """An unmounted disk looks like an empty folder."""
    made = Made(tmp_path / "vault")
    with pytest.raises(Exception, match="holds no vault"):
        seal(made.card, [FolderStore(tmp_path / "empty")], [export({"a": b""})], clock=clock)
    assert not (tmp_path / "empty").exists()


def test_two_readers_keep_every_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever both read at the same time: equal files, small and large, are stored once and all come back."""
    monkeypatch.setattr("wildgrass.vault.sealing.pipeline.TWO_READERS_FROM", 0)
    made = Made(tmp_path / "vault")
    film = noise("film", 17_000_000)
    files = {f"{number}.jpg": noise(str(number // 2), 20_000) for number in range(300)}
    files |= {"a.mp4": film, "b.mp4": film, "c.mp4": film[::-1]}
    receipt = made.seal(export(files), index=FolderIndex(tmp_path / "state", sealed=False))
    assert receipt.new_files == 152
    assert made.contents() == [files]
    assert verify(made.stores[0]).problems == ()
