"""Locking and unlocking: the same library in both forms, cut off at any step, finished by running it again."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from library.archive_builders import about, build, message, post
from library.leak_scan import LeakScan
from wildgrass.crypto import age
from wildgrass.library import (
    Library,
    LibraryDamagedError,
    LibraryNotFoundError,
    LibraryNotWrittenError,
    LibraryWriter,
    NotALibraryError,
)
from wildgrass.library import keys as keys_module
from wildgrass.library.keys import (
    LibraryKeyDamagedError,
    LibraryKeys,
    LibraryLockedError,
    LibraryPassphraseEmptyError,
    LibraryPassphraseError,
)
from wildgrass.library.locking import LibraryPlainError, begin_locked, change_passphrase, lock, unlock
from wildgrass.library.place import LibraryHalfLockedError, LibraryPlace
from wildgrass.library.sealed import SealedFile, SealedWriter
from wildgrass.model import Attachment

PASSPHRASE = "离离原上草".encode()
TEXTS = ("野火烧不尽春风吹又生", "遠芳侵古道晴翠接荒城", "又送王孙去萋萋满别情")
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 300


@pytest.fixture(autouse=True)
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for each passphrase would be most of the time; one test takes the real work."""
    monkeypatch.setitem(LibraryKeys.sealed.__kwdefaults__, "work_factor", 2)


def write(folder: Path) -> Path:
    files = {"a.jpg": PICTURE, "empty.txt": b"", "b.txt": TEXTS[0].encode() * 50}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    attached = tuple(Attachment(name=name, member=name, role="file", media_type=None) for name in files)
    items = [post(n, text, attachments=attached if n == 0 else ()) for n, text in enumerate(TEXTS)]
    library = folder / "library"
    build(
        library,
        [*items, message(9, "你好"), post(10, "\ud83d broken")],
        fetch_attachment=lambda n: folder / n,
    )
    build(library, [post(1, "changed since")], about("second", days=3))
    return library


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write(tmp_path)


@pytest.fixture
def scan() -> LeakScan:
    names = [hashlib.sha256(PICTURE).hexdigest(), "wang_example"]
    return LeakScan(TEXTS, names, [PICTURE])


def place_of(folder: Path, passphrase: bytes = PASSPHRASE) -> LibraryPlace:
    return LibraryPlace(folder, lambda: passphrase)


def tables(place: LibraryPlace) -> dict[str, list[tuple]]:
    """Every row of every table, in order."""
    with Library.open(place) as library:
        names = library._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        found = {
            name: library._db.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names.fetchall()
        }
        for (digest,) in found["attachments"] and [row[:1] for row in found["attachments"]]:
            content = library.attachment_path(digest)
            assert content is not None
            assert hashlib.sha256(content.read_bytes()).hexdigest() == digest
        return found


def test_there_and_back_is_the_same_library(plain: Path, scan: LeakScan) -> None:
    before = tables(place_of(plain))
    assert scan.found(plain)
    done = lock(place_of(plain), lambda: PASSPHRASE)
    assert (done.attachments, done.was_so) == (3, False)
    assert scan.found(plain) == []
    assert sorted(path.name for path in plain.iterdir()) == ["library.key", "library.locked", "sealed"]
    assert tables(place_of(plain)) == before
    assert lock(place_of(plain), lambda: PASSPHRASE).was_so
    assert unlock(place_of(plain)).attachments == 3
    assert sorted(path.name for path in plain.iterdir()) == ["attachments", "library.sqlite"]
    assert tables(place_of(plain)) == before
    assert unlock(place_of(plain)).was_so
    with sqlite3.connect(plain / "library.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_locked_library_grows_like_a_plain_one(plain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(plain, other)
    lock(place_of(other), lambda: PASSPHRASE)
    later = [post(1, "changed again"), post(20, "新的一条")]
    for place in (LibraryPlace(plain), place_of(other)):
        with LibraryWriter.open(place) as writer:
            assert writer.add_export(about("third", days=9), iter(later)).new_items == 1
    assert tables(place_of(other)) == tables(LibraryPlace(plain))


@pytest.mark.parametrize("way", ["lock", "unlock"])
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.soak)])
def test_cut_off_at_any_step_it_is_finished_by_running_it_again(
    plain: Path, tmp_path: Path, scan: LeakScan, way: str, every: int
) -> None:
    before = tables(place_of(plain))
    if way == "unlock":
        lock(place_of(plain), lambda: PASSPHRASE)
    steps = 0
    for step in count(0, every):
        folder = tmp_path / f"cut-{step}"
        shutil.copytree(plain, folder)
        whole = _cut_off(step, lambda folder=folder: _change(way, folder))
        _is_usable(folder, before)
        _change(way, folder)
        assert tables(place_of(folder)) == before, step
        left = {path.name for path in folder.iterdir()}
        if way == "lock":
            assert left == {"library.key", "library.locked", "sealed"}, step
            assert scan.found(folder) == [], step
        else:
            assert left == {"library.sqlite", "attachments"}, step
        shutil.rmtree(folder)
        if whole:
            break
        steps = step
    assert steps > 20, "every rename, removal and sync is a step"


def _change(way: str, folder: Path) -> None:
    if way == "lock":
        lock(place_of(folder), lambda: PASSPHRASE)
    else:
        unlock(place_of(folder))


def _is_usable(folder: Path, before: dict[str, list[tuple]]) -> None:
    """After a cut a library opens whole, or says that the change is to be finished."""
    try:
        assert tables(place_of(folder)) == before
    except LibraryHalfLockedError:
        assert (folder / "library.key").exists()


def _cut_off(step: int, change: Callable[[], None]) -> bool:
    """Run a change in a process that dies at its n-th step on the disk; say whether it came to its end before."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    left = step

    def dying(call):
        def called(*words, **more):
            nonlocal left
            if left == 0:
                os._exit(9)
            left -= 1
            return call(*words, **more)

        return called

    try:
        for name in ("fsync", "rename", "replace", "unlink", "mkdir", "rmdir"):
            setattr(os, name, dying(getattr(os, name)))
        change()
        os._exit(0)
    finally:
        os._exit(1)


def test_what_is_wrong_has_a_name(plain: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryPassphraseEmptyError):
        lock(place_of(plain), lambda: b"")
    with pytest.raises(LibraryNotFoundError):
        lock(place_of(tmp_path / "nothing"), lambda: PASSPHRASE)
    with pytest.raises(LibraryPlainError):
        begin_locked(plain, lambda: PASSPHRASE)
    with pytest.raises(LibraryNotFoundError):
        change_passphrase(place_of(plain), lambda: b"new")
    lock(place_of(plain), lambda: PASSPHRASE)
    with pytest.raises(LibraryLockedError):
        Library.open(plain)
    with pytest.raises(LibraryPassphraseError):
        Library.open(place_of(plain, b"another"))
    (plain / "library.sqlite").touch()
    with pytest.raises(LibraryHalfLockedError):
        Library.open(place_of(plain))
    with pytest.raises(LibraryPassphraseError):  # nothing is removed unless the locked library opens
        lock(place_of(plain, b"another"), lambda: PASSPHRASE)
    assert (plain / "library.sqlite").exists()
    (plain / "library.sqlite").unlink()
    (plain / "library.key").unlink()
    with pytest.raises(LibraryKeyDamagedError):
        Library.open(place_of(plain))


def test_another_program_that_writes_keeps_it_as_it_is(plain: Path) -> None:
    with LibraryWriter.open(plain) as writer:
        writer._connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryNotWrittenError):
            lock(place_of(plain), lambda: PASSPHRASE)
    assert not (plain / "library.key").exists()


@pytest.mark.parametrize("way", ["lock", "unlock"])
def test_a_damaged_attachment_is_named_and_nothing_changed(plain: Path, way: str) -> None:
    if way == "unlock":
        lock(place_of(plain), lambda: PASSPHRASE)
    file = max(plain.glob("*/??/*"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(LibraryDamagedError):
        _change(way, plain)
    assert place_of(plain).is_locked == (way == "unlock")


def test_a_damaged_page_is_damage(plain: Path) -> None:
    lock(place_of(plain), lambda: PASSPHRASE)
    file = plain / "library.locked"
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    file.write_bytes(data)
    with pytest.raises(LibraryDamagedError):
        unlock(place_of(plain))
    data[100] ^= 1
    file.write_bytes(data)
    with pytest.raises((LibraryDamagedError, NotALibraryError)):
        Library.open(place_of(plain))


def test_a_new_passphrase_opens_and_the_old_one_does_not(plain: Path) -> None:
    lock(place_of(plain), lambda: PASSPHRASE)
    change_passphrase(place_of(plain), lambda: b"new")
    Library.open(place_of(plain, b"new")).close()
    with pytest.raises(LibraryPassphraseError):
        Library.open(place_of(plain))


@pytest.mark.parametrize("at", [0, 30, 60, 150, -40, -1])
def test_a_damaged_key_file_never_opens(plain: Path, at: int) -> None:
    lock(place_of(plain), lambda: PASSPHRASE)
    file = plain / "library.key"
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises((LibraryKeyDamagedError, LibraryPassphraseError)):
        Library.open(place_of(plain))


def test_no_secret_in_a_repr(tmp_path: Path) -> None:
    keys = LibraryKeys.new(lambda size: b"\x41" * size)
    identity = keys.identity
    place = LibraryPlace(tmp_path, lambda: PASSPHRASE, keys=keys)
    shown = repr([keys, place, SealedFile(tmp_path / "a", identity)])
    for secret in (keys.database.hex(), identity.text(), "AAAA", PASSPHRASE.decode()):
        assert secret not in shown


def test_the_work_factor_is_that_of_the_design_note() -> None:
    """Half a second here; see docs/design on the locked library before changing it."""
    assert keys_module.WORK_FACTOR == 17


@pytest.mark.parametrize("size", [0, 1, 7, 65535, 65536, 65537, 1 << 20, (1 << 20) + 1, 3_000_017])
def test_a_sealed_file_reads_like_its_content(tmp_path: Path, size: int) -> None:
    identity = age.X25519Identity.from_secret(b"\x05" * 32)
    data = bytes(number * 7 & 255 for number in range(4099)) * (size // 4099 + 1)
    data = data[:size]
    path = tmp_path / "sealed"
    with SealedWriter(path.open("xb"), identity.recipient()) as out:
        for at in range(0, size, 100_003):
            out.write(data[at : at + 100_003])
    file = SealedFile(path, identity)
    assert file.stat().st_size == size
    assert file.read_bytes() == data
    with file.open("rb") as stream:
        for start in (0, 1, size // 2, max(0, size - 3), size, size + 5):
            stream.seek(start)
            assert stream.read(70_000) == data[start : start + 70_000]
        assert stream.seek(0, os.SEEK_END) == size
    opened = age.decrypt(path.read_bytes(), [identity])  # stock age opens it too
    assert opened[:size] == data
    assert int.from_bytes(opened[-8:], "big") == size
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(OSError, match="damaged"):
        file.read_bytes()
