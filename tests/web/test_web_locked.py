"""A locked library in the reader: the page that asks, the lock, the lock when nobody is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from library.archive_builders import about, post
from web.made_reader import BASE, HOST, ORIGIN
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryHalfLockedError, LibraryPlace
from wildgrass.web.auditing import auditing_of
from wildgrass.web.idling import Idle, LockedLibrary
from wildgrass.web.session import Sessions
from wildgrass.web.setup_front import Front

PASSPHRASE = "野火烧不尽 春风吹又生"
TEXT = "离离原上草一岁一枯荣"


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Served:
    """A front on a locked library, its client and its clock."""

    def __init__(self, front: Front, sessions: Sessions, client: TestClient, clock: Clock) -> None:
        self.front, self.sessions, self.client, self.clock = front, sessions, client, clock

    def way(self, address: str) -> str:
        """Where a page leads; its own address where it answers itself."""
        answer = self.client.get(address, follow_redirects=False)
        return answer.headers["location"] if answer.status_code == 303 else address

    def unlock(self, passphrase: str = PASSPHRASE):
        return self.client.post(
            "/unlock", data={"passphrase": passphrase}, headers=ORIGIN, follow_redirects=False
        )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked") / "library"
    folder.mkdir()
    keys = LibraryKeys.new()
    write_key_file(folder, keys.sealed(PASSPHRASE.encode(), work_factor=4))
    with LibraryWriter.open(LibraryPlace(folder, keys=keys)) as writer:
        writer.add_export(about(), iter([post(1, TEXT), post(2, "two")]))
    return folder


@contextmanager
def serve(library: Path, minutes: float = 10) -> Iterator[Served]:
    clock, sessions = Clock(), Sessions()
    front = Front(HOST, "en", sessions, lambda: None, LockedLibrary(library, Idle(minutes * 60, clock)))
    with TestClient(front.app(), base_url=BASE) as client:
        assert client.get(f"/open?key={sessions.new_key()}").status_code == 200
        yield Served(front, sessions, client, clock)


@pytest.fixture
def served(library: Path) -> Iterator[Served]:
    with serve(library) as made:
        yield made


@pytest.mark.parametrize(
    "address", ["/", "/timeline", "/item/1", "/item/1/json", "/search", "/file/1/0/page"]
)
def test_nothing_is_seen_before_the_passphrase(served: Served, address: str) -> None:
    answer = served.client.get(address)
    assert answer.url.path == "/unlock"
    assert 'type="password"' in answer.text
    assert TEXT not in answer.text
    assert "王小草" not in answer.text


def test_the_passphrase_opens_and_a_wrong_one_says_so_only(served: Served) -> None:
    wrong = served.unlock("another")
    assert wrong.status_code == 422
    assert "does not open the library" in wrong.text
    assert "another" not in wrong.text
    assert served.way("/timeline") == "/unlock"
    assert served.unlock().headers["location"] == "/"
    assert TEXT in served.client.get("/item/1").text
    assert served.way("/unlock") == "/"


def test_a_stranger_sees_no_unlock_page(served: Served) -> None:
    stranger = TestClient(served.front.app(), base_url=BASE)
    assert stranger.get("/unlock").status_code == 403
    assert stranger.post("/unlock", data={"passphrase": PASSPHRASE}, headers=ORIGIN).status_code == 403
    assert served.client.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 403, (
        "not our page's form"
    )


def test_the_lock_closes_and_forgets_the_key(served: Served) -> None:
    served.unlock()
    assert served.front._reading is not None
    place = served.front._reading.place
    assert "library.locked" in _open_files()
    served.client.post("/search", data={"words": "原上草"}, headers=ORIGIN)
    answer = served.client.post("/lock", headers=ORIGIN)
    assert answer.url.path == "/unlock"
    assert TEXT not in answer.text
    assert (served.front._reading, served.front._reader, place._keys) == (None, None, None)
    assert "library.locked" not in _open_files()
    assert served.way("/item/1") == "/unlock"
    assert served.unlock().status_code == 303
    assert served.way("/search/1") == "/search", "searches are forgotten"


def _open_files() -> set[str]:
    """The names of the files that this process holds open."""
    folder = Path("/proc/self/fd")
    return {link.readlink().name for link in folder.iterdir() if link.is_symlink()}


def test_the_lock_ends_other_windows(library: Path) -> None:
    with serve(library) as served:
        served.unlock()
        other = TestClient(served.front.app(), base_url=BASE)
        other.get(f"/open?key={served.sessions.new_key()}")
        assert TEXT in other.get("/item/1").text
        served.client.post("/lock", headers=ORIGIN)
        assert other.get("/unlock").status_code == 403


def test_nobody_there_locks(served: Served) -> None:
    served.unlock()
    served.clock.now += 599
    assert served.way("/item/1") == "/item/1"
    served.clock.now += 599
    assert served.way("/item/1") == "/item/1", "a page that is asked for is somebody"
    served.clock.now += 600
    assert served.way("/item/1") == "/unlock"
    assert served.front._reading is None


def test_the_minutes_can_be_chosen(served: Served) -> None:
    served.unlock()
    page = served.client.get("/settings").text
    assert 'name="idle" value="10" aria-pressed="true"' in page
    for asked in ("2", "-1", "x"):
        served.client.post("/settings", data={"idle": asked}, headers=ORIGIN)
    assert 'name="idle" value="2" aria-pressed="true"' in served.client.get("/settings").text
    served.clock.now += 121
    assert served.way("/") == "/unlock"
    served.unlock()
    served.client.post("/settings", data={"idle": "0"}, headers=ORIGIN)
    served.clock.now += 1e6
    assert served.way("/") == "/"


def test_the_audit_reads_a_locked_library_and_is_forgotten_at_the_lock(served: Served) -> None:
    served.unlock()
    assert served.front._reading is not None
    served.client.post("/audit", data={"do": "look"}, headers=ORIGIN)
    auditing = auditing_of(served.front._reading)
    auditing.wait()
    assert "your export does not say" in served.client.get("/audit").text
    served.client.post("/lock", headers=ORIGIN)
    assert auditing.findings is None
    served.unlock()
    assert "Look through it" in served.client.get("/audit").text


def test_nobody_there_locks_without_a_request(served: Served) -> None:
    served.unlock()
    served.clock.now += 601
    served.client.portal.call(served.front.lock_if_idle)
    assert served.front._reading is None


def test_nought_minutes_never_lock(library: Path) -> None:
    with serve(library, minutes=0) as served:
        served.unlock()
        served.clock.now += 1e9
        assert served.way("/item/1") == "/item/1"


def test_a_damaged_key_file_is_named(library: Path, tmp_path: Path) -> None:
    for name in ("library.key", "library.locked"):
        (tmp_path / name).write_bytes((library / name).read_bytes())
    key = tmp_path / "library.key"
    key.write_bytes(key.read_bytes()[:-3])
    with serve(tmp_path) as served:
        answer = served.unlock()
        assert answer.status_code == 422
        assert "library.key" in answer.text
        assert "damaged" in answer.text


def test_a_half_locked_library_is_not_served(library: Path, tmp_path: Path) -> None:
    (tmp_path / "library.key").write_bytes((library / "library.key").read_bytes())
    (tmp_path / "library.sqlite").touch()
    with pytest.raises(LibraryHalfLockedError):
        LockedLibrary(tmp_path, Idle())


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_page_speaks(served: Served, language: str) -> None:
    served.client.cookies.set("l", language)
    page = served.client.get("/unlock").text
    assert f'lang="{language}"' in page
    assert {"en": "Passphrase", "zh-Hans": "口令", "zh-Hant": "通行密語"}[language] in page
