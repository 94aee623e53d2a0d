"""Damage costs what lies in it and no more, and a second place makes it good."""

from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.vaultkit import Made, export, noise, objects, read, tweets
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import ContentError, OpenMember, open_vault, write_all

MEMBERS = {f"{number}.jpg": noise(str(number), 200_000) for number in range(6)} | {"t.js": tweets(0, 400)}


def damage(path: Path, at: int) -> None:
    """Change one byte."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def segments(made: Made, folder: Path) -> dict[str, list[Path]]:
    """Return the files of segments by kind."""
    run = made.open().runs[0]
    found: dict[str, list[Path]] = {}
    for number in range(2):
        segment = run.segment(number)
        kind = "files" if segment.size > 1_000_000 else "records"
        found.setdefault(kind, []).append(folder / segment.name)
    return found


def test_a_flipped_byte_costs_the_member_it_lies_in(tmp_path: Path) -> None:
    """64 KiB chunks stand for themselves; all other members of the segment come back."""
    made = Made(tmp_path / "vault")
    made.seal(export(MEMBERS))
    (path,) = segments(made, tmp_path / "vault")["files"]
    damage(path, 500_000)
    vault = made.open()
    failed = write_all(vault, vault.exports[0].members, lambda member: tmp_path / "out" / member.name)
    assert [one.member.name for one in failed] == ["2.jpg"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        name: data for name, data in MEMBERS.items() if name != "2.jpg"
    }


def test_a_missing_segment_names_its_members(tmp_path: Path) -> None:
    """The others come back."""
    made = Made(tmp_path / "vault")
    made.seal(export(MEMBERS))
    (path,) = segments(made, tmp_path / "vault")["files"]
    path.unlink()
    vault = made.open()
    failed = write_all(vault, vault.exports[0].members, lambda member: tmp_path / "out" / member.name)
    assert sorted(one.member.name for one in failed) == sorted(name for name in MEMBERS if name != "t.js")
    assert all("does not hold" in one.reason for one in failed)
    assert (tmp_path / "out" / "t.js").read_bytes() == MEMBERS["t.js"]


def test_another_place_makes_it_good(tmp_path: Path) -> None:
    """Each place is damaged, in different objects; together they are whole."""
    made = Made(tmp_path / "one", tmp_path / "two")
    made.seal(export(MEMBERS))
    for number, (name, path) in enumerate(sorted(objects(tmp_path / "one").items())):
        other = tmp_path / "two" / name
        if number % 2:
            damage(path, path.stat().st_size // 2)
        else:
            other.unlink()
    vault = made.open()
    assert made.contents(vault) == [MEMBERS]
    failed = write_all(vault, vault.exports[0].members, lambda member: tmp_path / "out" / member.name)
    assert failed == []


def test_a_damaged_log_still_opens(tmp_path: Path) -> None:
    """Any one file of a run's log may be gone or changed: the members come back."""
    made = Made(tmp_path / "vault")
    run = made.seal(export(MEMBERS)).run
    whole = {name: path.read_bytes() for name, path in objects(tmp_path / "vault").items()}
    for name in [name for name in whole if f"/log/{run}/" in name]:
        rest = {other: data for other, data in whole.items() if other != name}
        flipped = whole[name][:-20] + bytes([whole[name][-20] ^ 1]) + whole[name][-19:]
        for damaged in (rest, {**whole, name: flipped}):
            vault = open_vault([MemoryStore(damaged)], [made.identity])
            assert [export.run for export in vault.exports] == [run], name


def test_a_run_whose_manifests_are_gone_is_named(tmp_path: Path) -> None:
    """And other runs open."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a": b"1"}))
    lost = made.seal(export({"b": b"2"})).run
    for name, path in objects(tmp_path / "vault").items():
        if f"/seg/{lost}/" in name:
            path.unlink()
    vault = made.open()
    assert made.contents(vault) == [{"a": b"1"}]
    assert [problem.name for problem in vault.problems] == [f"v1/log/{lost}/"]


def test_one_member_is_read_cold_with_three_reads(tmp_path: Path) -> None:
    """The log's entries, the manifest, and one range; a file or a record's member alike."""
    made = Made(tmp_path / "vault")
    run = made.seal(export(MEMBERS)).run
    whole = {name: path.read_bytes() for name, path in objects(tmp_path / "vault").items()}
    for name in ("4.jpg", "t.js"):
        store = MemoryStore(whole)
        vault = open_vault([store], [made.identity], only_run=run)
        (member,) = [member for member in vault.exports[0].members if member.name == name]
        assert read(vault, member) == MEMBERS[name]
        assert store.reads <= 3


def test_a_wrong_identity_opens_nothing(tmp_path: Path) -> None:
    """The runs are named as unreadable."""
    made = Made(tmp_path / "vault")
    made.seal(export(MEMBERS))
    vault = open_vault(made.stores, [Made(tmp_path / "other", seed="other").identity])
    assert vault.exports == ()
    assert len(vault.problems) == 1


def test_bulk_restore_replaces_no_file(tmp_path: Path) -> None:
    """What lies at the target stays."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a.bin": b"new"}))
    (tmp_path / "a.bin").write_bytes(b"old")
    vault = made.open()
    with pytest.raises(FileExistsError):
        write_all(vault, vault.exports[0].members, lambda member: tmp_path / member.name)
    assert (tmp_path / "a.bin").read_bytes() == b"old"


def test_members_can_be_left_out(tmp_path: Path) -> None:
    """`choose` returns None."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a.bin": b"a", "b.bin": b"b"}))
    vault = made.open()

    def choose(member: OpenMember) -> Path | None:
        return tmp_path / "out" / member.name if member.name == "b.bin" else None

    assert write_all(vault, vault.exports[0].members, choose) == []
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.bin"]


def test_a_member_with_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    """Nothing that is not what was sealed passes for it."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a.bin": b"a"}))
    vault = open_vault([FolderStore(tmp_path / "vault")], [made.identity])
    member = vault.exports[0].members[0]
    forged = member._replace(sha256=bytes(32))
    with pytest.raises(ContentError, match="SHA-256"):
        read(vault, forged)
