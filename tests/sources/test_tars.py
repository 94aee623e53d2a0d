"""Exports in a tar or tar.gz: listed and read in place, in any order, and never more than was promised."""

import gzip
import io
import random
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.sources.base import ExportError, Member, MemberError
from wildgrass.sources.containers import Limits, open_container
from wildgrass.sources.containers.gzipped import Gzipped, PackedDamagedError


def tar_bytes(files: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_600_000_000
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


def _read(member: Member) -> bytes:
    with member.open() as stream:
        return stream.read()


def some_files(count: int = 30, size: int = 70_000) -> list[tuple[str, bytes]]:
    drawn = random.Random(5)
    return [(f"media/{'长' * (n % 90)}{n}.bin", drawn.randbytes(drawn.randrange(size))) for n in range(count)]


@pytest.mark.parametrize("is_packed", [True, False])
def test_members_are_read_in_any_order(tmp_path: Path, *, is_packed: bool) -> None:
    """Also several at once, each from its own place."""
    files = some_files()
    path = tmp_path / "export"  # the name does not matter
    data = tar_bytes(files)
    path.write_bytes(gzip.compress(data, 1) if is_packed else data)
    export = open_container(path)
    assert not export.problems
    assert list(export.members) == [name for name, _ in files]
    shuffled = random.Random(1).sample(files, len(files))
    streams = [export.members[name].open() for name, _ in shuffled]
    assert [stream.read() for stream in streams] == [content for _, content in shuffled]
    for stream in streams:
        stream.close()
    for name, content in files + shuffled:
        with export.members[name].open() as stream:
            assert stream.read(10) + stream.read() == content
    extent = export.members[files[3][0]].extent
    assert (extent is None) == is_packed
    if extent:
        assert data[extent.offset :][: extent.length] == files[3][1]


@given(st.lists(st.binary(max_size=4000), max_size=5), st.lists(st.integers(0, 20_000), max_size=6))
@settings(deadline=None)
def test_any_place_of_gzipped_bytes(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], offsets: list[int]
) -> None:
    """Several gzip members in one file are one text; zeros at the end are none."""
    path = tmp_path_factory.getbasetemp() / "some.gz"
    whole = b"".join(parts)
    path.write_bytes(b"".join(gzip.compress(part) for part in [*parts, b""]) + bytes(20))
    gzipped = Gzipped(path)
    for offset in offsets:
        stream = gzipped.open(offset, 1000)
        assert stream.read() == whole[offset : offset + 1000]
        stream.close()


def test_places_in_the_middle_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "big.gz"
    with gzip.open(path, "wb", 1) as file:
        for number in range(5000):
            file.write(number.to_bytes(4, "big") * 2048)
    gzipped = Gzipped(path)
    for number in (4999, 10, 3000, 3001, 0):
        stream = gzipped.open(number * 8192, 4)
        assert int.from_bytes(stream.read(), "big") == number
        stream.close()


def test_a_tar_that_was_cut_off_keeps_what_is_there(tmp_path: Path) -> None:
    files = some_files()
    path = tmp_path / "cut.tar.gz"
    packed = gzip.compress(tar_bytes(files))
    path.write_bytes(packed[: len(packed) // 2])
    export = open_container(path)
    assert [problem.code for problem in export.problems] == ["tar-cut-off"]
    assert 5 < len(export.members) < 30
    first, *_, last = export.members
    assert _read(export.members[first]) == files[0][1]
    with pytest.raises(MemberError):
        _read(export.members[last])


def test_links_devices_and_hostile_names_are_named(tmp_path: Path) -> None:
    path = tmp_path / "hostile.tar"
    with tarfile.open(path, "w") as tar:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
        for _ in range(2):
            info = tarfile.TarInfo("../../up.txt")
            info.size = 2
            tar.addfile(info, io.BytesIO(b"hi"))
    export = open_container(path)
    assert [problem.code for problem in export.problems] == ["member-is-a-link"] * 3 + ["name-hostile"] * 2
    assert list(export.members) == ["../../up.txt", "../../up.txt#2"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    info = tarfile.TarInfo("zeros")
    info.size = 1 << 30
    with gzip.open(path, "wb") as file:
        file.write(info.tobuf())
        for _ in range(64):
            file.write(bytes(1 << 20))
    with pytest.raises(ExportError, match="over the limit"):
        open_container(path)
    small = tmp_path / "many.tar"
    small.write_bytes(tar_bytes(some_files(9, 10)))
    with pytest.raises(ExportError, match="more than 3 files"):
        open_container(small, Limits(entries=3))


def test_packed_text_is_no_tar(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(b"hello"))
    assert list(open_container(path).members) == ["log.gz"]
    path.write_bytes(b"\x1f\x8b damaged")
    assert list(open_container(path).members) == ["log.gz"]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_is_an_error_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any bytes changed: typed errors only."""
    whole = tar_bytes(some_files(4, 900))
    is_packed = data.draw(st.booleans())
    changed = bytearray(gzip.compress(whole) if is_packed else whole)
    for at in data.draw(st.lists(st.integers(0, len(changed) - 1), min_size=1, max_size=4)):
        changed[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(changed[: data.draw(st.integers(0, len(changed)))])
    try:
        export = open_container(path)
        for member in export.members.values():
            _read(member)
    except (ExportError, MemberError, PackedDamagedError):
        return
