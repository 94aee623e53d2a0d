"""Zips and folders made by somebody hostile: each gets its own clear error or a counted problem."""

import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import write_zip
from wildgrass.sources.base import Export, ExportError, MemberError
from wildgrass.sources.containers import Limits, open_container
from wildgrass.sources.containers.errors import (
    ExportMissingError,
    NotAFileError,
    NotAZipError,
    TooLargeError,
    ZipDamagedError,
    ZipOverlapError,
    ZipTruncatedError,
)

HELLO = {"data/a.js": b"hello " * 50, "data/b.js": b"there " * 50}
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def codes(export: Export) -> list[str]:
    return [one.code for one in export.problems]


def changed(path: Path, change: Callable[[bytearray], None]) -> Path:
    """Change a zip's bytes in place."""
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def zip_of(tmp_path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    return write_zip(tmp_path / "made.zip", HELLO, method)


def put(data: bytearray, signature: bytes, at: int, form: str, *values: int, last: bool = False) -> None:
    """Write numbers into the first (or last) header of that signature."""
    start = data.rindex(signature) if last else data.index(signature)
    struct.pack_into("<" + form, data, start + at, *values)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_read_as_they_were_written(tmp_path: Path, method: int) -> None:
    export = open_container(zip_of(tmp_path, method))
    assert {name: member.open().read() for name, member in export.members.items()} == HELLO
    assert [member.container for member in export.members.values()] == ["made.zip"] * 2
    for name, member in export.members.items():
        extent = member.extent
        if method == zipfile.ZIP_STORED:
            assert extent is not None
            assert (
                Path(extent.path).read_bytes()[extent.offset : extent.offset + extent.length] == HELLO[name]
            )
        else:
            assert extent is None


@given(sizes=st.lists(st.integers(1, 700), max_size=40))
def test_reading_in_any_steps_gives_the_same_bytes(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write_zip(tmp_path_factory.mktemp("zip") / "a.zip", HELLO)
    with open_container(path).members["data/a.js"].open() as stream:
        read = b"".join(stream.read(size) for size in sizes)
        assert read + stream.read() == HELLO["data/a.js"]


def test_what_is_no_zip(tmp_path: Path) -> None:
    for content in (b"", b"<!doctype html>log in", b"\0" * 100_000):
        path = tmp_path / "page.zip"
        path.write_bytes(content)
        with pytest.raises(NotAZipError):
            open_container(path)
    with pytest.raises(ExportMissingError):
        open_container(tmp_path / "nothing.zip")


def test_every_cut_off_zip_is_told_of(tmp_path: Path) -> None:
    whole = zip_of(tmp_path).read_bytes()
    for length in range(4, len(whole), 7):
        path = tmp_path / "cut.zip"
        path.write_bytes(whole[:length])
        with pytest.raises((ZipTruncatedError, ZipDamagedError)):
            open_container(path)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 10_000), bits=st.integers(1, 255))
def test_a_changed_byte_is_an_error_or_harmless(
    at: int, bits: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever byte is changed: only export and member errors, and no member with other bytes than it had."""
    path = zip_of(tmp_path_factory.mktemp("zip"))
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= bits
    path.write_bytes(data)
    try:
        export = open_container(path)
    except ExportError:
        return
    for member in export.members.values():
        try:
            assert member.open().read() in HELLO.values()
        except MemberError:
            continue


def test_overlapping_members(tmp_path: Path) -> None:
    """Two directory entries for one local header, as in Fifield's bomb."""
    path = changed(zip_of(tmp_path), lambda data: put(data, CENTRAL, 42, "L", 0, last=True))
    with pytest.raises(ZipOverlapError):
        open_container(path)


def test_a_member_that_runs_into_the_next(tmp_path: Path) -> None:
    """The local extra field shifts the data, which the directory does not show."""
    path = changed(zip_of(tmp_path), lambda data: put(data, LOCAL, 28, "H", 40))
    with pytest.raises(MemberError, match="runs into"):
        open_container(path).members["data/a.js"].open()


@pytest.mark.parametrize(
    ("at", "form", "value", "told"),
    [
        (8, "H", 0, "packed in another way"),
        (14, "L", 7, "other sizes"),
        (22, "L", 5, "other sizes"),
        (30, "B", 88, "name"),
    ],
)
def test_two_headers_that_differ(tmp_path: Path, at: int, form: str, value: int, told: str) -> None:
    path = changed(zip_of(tmp_path), lambda data: put(data, LOCAL, at, form, value))
    with pytest.raises(MemberError, match=told):
        open_container(path).members["data/a.js"].open()


def test_a_wrong_checksum(tmp_path: Path) -> None:
    def change(data: bytearray) -> None:
        put(data, LOCAL, 14, "L", 7)
        put(data, CENTRAL, 16, "L", 7)

    with pytest.raises(MemberError, match="checksum"):
        open_container(changed(zip_of(tmp_path), change)).members["data/a.js"].open().read()


def test_a_wrong_size(tmp_path: Path) -> None:
    for size, told in ((299, "longer"), (301, "missing")):

        def change(data: bytearray, size: int = size) -> None:
            put(data, LOCAL, 22, "L", size)
            put(data, CENTRAL, 24, "L", size)

        path = changed(zip_of(tmp_path), change)
        with pytest.raises(MemberError, match=told):
            open_container(path).members["data/a.js"].open().read()


def test_encrypted_members(tmp_path: Path) -> None:
    def change(data: bytearray) -> None:
        put(data, LOCAL, 6, "H", 1)
        put(data, CENTRAL, 8, "H", 1)

    export = open_container(changed(zip_of(tmp_path), change))
    assert codes(export) == ["member-encrypted"]
    with pytest.raises(MemberError, match="encrypted"):
        export.members["data/a.js"].open()
    assert export.members["data/b.js"].open().read() == HELLO["data/b.js"]


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "bomb.zip", {"big": b"\0" * 5_000_000, "small": b"\0" * 500_000})
    export = open_container(path)
    with pytest.raises(MemberError, match="unpack to more"):
        export.members["big"].open()
    assert len(export.members["small"].open().read()) == 500_000  # under 1 MiB no ratio is judged


def test_a_bomb_that_lies_about_its_size_stops_at_it(tmp_path: Path) -> None:
    def change(data: bytearray) -> None:
        put(data, LOCAL, 22, "L", 1000)
        put(data, CENTRAL, 24, "L", 1000)

    path = changed(write_zip(tmp_path / "bomb.zip", {"big": b"\0" * 50_000_000}), change)
    with pytest.raises(MemberError, match="longer"):
        open_container(path).members["big"].open().read()


def test_counts_that_lie(tmp_path: Path) -> None:
    for count in (1, 3, 60_000):
        path = changed(zip_of(tmp_path), lambda data, count=count: put(data, END, 8, "HH", count, count))
        with pytest.raises(ZipDamagedError):
            open_container(path)


def test_zip64_that_lies(tmp_path: Path) -> None:
    """Sizes said to stand in a field that is not there, and a record said to lie beyond the file."""
    with pytest.raises(ZipDamagedError):
        open_container(changed(zip_of(tmp_path), lambda data: put(data, CENTRAL, 24, "L", 0xFFFFFFFF)))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 1 << 62, 1)

    def change(data: bytearray) -> None:
        put(data, END, 16, "L", 0xFFFFFFFF)
        data[data.index(END) : data.index(END)] = locator

    with pytest.raises(ZipDamagedError):
        open_container(changed(zip_of(tmp_path), change))


def test_a_real_zip64_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as made, made.open("a", "w", force_zip64=True) as member:
        member.write(b"content")
    assert open_container(path).members["a"].open().read() == b"content"


HOSTILE_NAMES = [
    "../../etc/passwd",
    "/abs",
    "C:/x",
    "a\\b",
    "a/../b",
    "..",
    "photo\u202egpj.exe",
    "line\nbreak",
    "data/con.js",
    "COM1",
    "x" * 1100,
    "/".join("d" * 40),
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_kept_and_told_of(tmp_path: Path, name: str) -> None:
    export = open_container(write_zip(tmp_path / "names.zip", {name: b"1"}))
    assert [(one.code, one.member, one.lost) for one in export.problems][:1] == [
        ("name-hostile", name, False)
    ]
    assert export.members[name].open().read() == b"1"


def test_a_nul_in_a_name_is_kept(tmp_path: Path) -> None:
    path = changed(
        write_zip(tmp_path / "n.zip", {"aXb": b"1"}), lambda data: replace_all(data, b"aXb", b"a\0b")
    )
    export = open_container(path)
    assert codes(export) == ["name-hostile"]
    assert export.members["a\0b"].open().read() == b"1"


def replace_all(data: bytearray, old: bytes, new: bytes) -> None:
    data[:] = data.replace(old, new)


def test_chinese_names_in_two_encodings(tmp_path: Path) -> None:
    name = "数据/微博.js"
    assert name in open_container(write_zip(tmp_path / "utf8.zip", {name: b"1"})).members
    stand_in = "S" * len(name.encode("gb18030"))
    path = write_zip(tmp_path / "gb.zip", {stand_in: b"1"})
    changed(path, lambda data: replace_all(data, stand_in.encode(), name.encode("gb18030")))
    assert open_container(path).members[name].open().read() == b"1"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as made:
        for text in ("first", "second", "third"):
            made.writestr("a.js", text)
        made.writestr("A.js", "other")
    export = open_container(path)
    assert {name: member.open().read() for name, member in export.members.items()} == {
        "a.js": b"first",
        "a.js#2": b"second",
        "a.js#3": b"third",
        "A.js": b"other",
    }
    assert set(codes(export)) == {"name-twice"}
    assert len(export.members) == 4


def test_links_and_devices_in_a_zip_are_only_bytes(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as made:
        for mode in (0o120777, 0o060644):
            info = zipfile.ZipInfo(f"m{mode:o}")
            info.create_system = 3
            info.external_attr = mode << 16
            made.writestr(info, "/etc/passwd")
    export = open_container(path)
    assert codes(export) == ["member-is-a-link"] * 2
    assert {member.open().read() for member in export.members.values()} == {b"/etc/passwd"}


def test_limits_on_entries_and_bytes(tmp_path: Path) -> None:
    for limits in (Limits(entries=1), Limits(export_bytes=599), Limits(directory_bytes=50)):
        with pytest.raises(TooLargeError):
            open_container(zip_of(tmp_path), limits)
    with pytest.raises(MemberError, match="claims"):
        open_container(zip_of(tmp_path), Limits(entry_bytes=100)).members["data/a.js"].open()


def bare_zip(path: Path, count: int) -> None:
    """Write a zip of `count` empty members, as fast as that goes."""
    locals_, centrals, at = [], [], 0
    for number in range(count):
        name = b"data/tweets_media/%019d-AbCd%08d.jpg" % (number, number)
        local = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name
        head = struct.pack(
            "<4s6H3L5H2L", CENTRAL, 0x314, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0x81A40000, at
        )
        locals_.append(local)
        centrals.append(head + name)
        at += len(local)
    directory = b"".join(centrals)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(directory), at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(directory), 1)
    end = struct.pack("<4s4H2LH", END, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(b"".join(locals_) + directory + end64 + locator + end)


@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_very_many_entries_take_little_memory(tmp_path: Path, count: int) -> None:
    """In a process of its own, because memory never shrinks: 256 MiB for a million."""
    path = tmp_path / "many.zip"
    bare_zip(path, count)
    script = (
        "import re, sys; from pathlib import Path; from wildgrass.sources.containers import open_container\n"
        "export = open_container(Path(sys.argv[1])); names = sum(1 for _ in export.members)\n"
        # Not getrusage: a new program inherits the peak of the process that started it.
        "print(names, re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    read_end, write_end = os.pipe()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", script, str(path)],
        os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        file_actions=[(os.POSIX_SPAWN_DUP2, write_end, 1)],
    )
    os.close(write_end)
    with os.fdopen(read_end) as output:
        names, kilobytes = map(int, output.read().split())
    assert os.waitpid(child, 0)[1] == 0
    assert names == count
    assert kilobytes < 256 << 10


def test_a_folder_follows_no_link_and_opens_no_device(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    folder = tmp_path / "export"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.js").write_bytes(b"1")
    (folder / "data" / "out").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    export = open_container(folder)
    assert list(export.members) == ["data/a.js"]
    assert codes(export) == ["member-is-a-link"] * 3
    with pytest.raises(NotAFileError):
        open_container(folder / "pipe")


def test_a_file_that_becomes_a_link_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.js"
    path.write_bytes(b"1")
    member = open_container(tmp_path).members["a.js"]
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(MemberError):
        member.open()


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.js"
    path.write_bytes(b"1" * 5000)
    member = open_container(tmp_path).members["a.js"]
    with member.open() as stream:
        stream.read(100)
        path.write_bytes(b"2" * 6000)
        with pytest.raises(MemberError, match="changed"):
            stream.read()
    with pytest.raises(MemberError, match="changed"):
        member.open()


def test_a_stored_checksum_is_the_platforms() -> None:
    """The standard library's CRC-32 and the one used here agree."""
    from isal import isal_zlib

    assert isal_zlib.crc32(b"wild grass") == zlib.crc32(b"wild grass")
