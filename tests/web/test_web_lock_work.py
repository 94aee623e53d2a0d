"""A library that is locked while work begun from its pages runs: the work goes on, and its pages are locked."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from targets.standin_pds import StandIn, standing_in
from web.made_locked import PASSPHRASE
from web.made_reader import ORIGIN
from web.setup_pages import words_of
from web.test_web_locked import Served, serve
from web.test_web_publish import HERE, SECRET, write
from wildgrass.web.setup_job import Job


@dataclass
class Held:
    """A stand-in that takes the first post only when a test lets it."""

    server: StandIn
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def fail(self, _number: int, call: str) -> None:
        if call.endswith("applyWrites"):
            self.reached.set()
            assert self.go.wait(60)


@pytest.fixture
def held() -> Iterator[Held]:
    with standing_in() as server:
        made = Held(server)
        server.fail = made.fail
        yield made
        made.go.set()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serve(write(tmp_path / "library", locked=True, count=5)) as made:
        made.unlock()
        yield made


def post(served: Served, path: str, **form: object):
    return served.client.post(path, data={name: str(value) for name, value in form.items()}, headers=ORIGIN)


def until(job: Job, is_there: Callable[[], bool]) -> None:
    while not job.is_over and not is_there():
        job.wait(0.05)
    assert is_there()


def asked(served: Served, held: Held, library: Path) -> Job:
    """Publish from the pages, as far as the work asks which account it is."""
    place = f"me.test@{held.server.url}"
    post(served, HERE, library=library, target="bluesky", place=place, hide="shown", passphrase=PASSPHRASE)
    served.front.setup.job.wait(60)
    served.client.get("/setup/tools/running")
    served.client.get(f"{HERE}/preview/index.html")
    answer = post(served, f"{HERE}/shown", secret=SECRET, sure=1, passphrase=PASSPHRASE)
    assert answer.status_code == 200, words_of(answer)
    job = served.front.setup.job
    until(job, lambda: job.waits)
    return job


def publishing(served: Served, held: Held, library: Path) -> Job:
    """Publish from the pages, until the first posts are on their way."""
    job = asked(served, held, library)
    post(served, f"{HERE}/sure", account="me.test", go="publish")
    assert held.reached.wait(60)
    return job


def leave(served: Served) -> None:
    """Let nobody be there for too long."""
    served.clock.now += 601
    served.client.portal.call(served.front.lock_if_idle)
    assert served.front._reading is None


def test_publishing_goes_on_behind_the_lock_and_shows_what_came_of_it_once_opened(
    served: Served, held: Held, tmp_path: Path
) -> None:
    job = publishing(served, held, tmp_path / "library")
    leave(served)
    assert job.goes_on
    for path in ("/setup/tools/running", "/setup/tools/published", "/setup", f"{HERE}/preview/index.html"):
        assert served.way(path) == "/unlock", path
    page = served.client.get("/unlock")
    assert "goes on while this is locked" in words_of(page)
    for secret in ("me.test", held.server.url, "早", SECRET, PASSPHRASE):
        assert secret not in page.text
    held.go.set()
    job.wait(60)
    assert len(held.server.records()) == 5
    assert "has ended" in words_of(served.client.get("/unlock"))
    assert served.way("/setup/tools/published") == "/unlock"
    assert served.unlock().headers["location"] == "/setup/tools/running"
    assert served.client.get("/setup/tools/running").url.path == "/setup/tools/published"
    assert "goes on" not in words_of(served.client.get("/setup/tools"))


def test_what_waits_for_a_person_does_not_wait_with_a_key(served: Served, held: Held, tmp_path: Path) -> None:
    job = asked(served, held, tmp_path / "library")
    leave(served)
    assert job.is_over
    assert served.front.setup.job is None
    assert "was stopped" in words_of(served.client.get("/unlock"))
    assert held.server.records() == []
    assert served.unlock().headers["location"] == "/"
    assert "was stopped" not in words_of(served.client.get("/setup/tools"))


def test_whoever_presses_the_lock_ends_the_work_at_once(served: Served, held: Held, tmp_path: Path) -> None:
    job = publishing(served, held, tmp_path / "library")
    answer = served.client.post("/lock", headers=ORIGIN)
    assert job.is_over
    assert job.is_stopped
    assert "goes on where it stopped" in words_of(answer)


def test_work_behind_the_lock_can_be_stopped_without_the_passphrase_and_goes_on_later(
    served: Served, held: Held, tmp_path: Path
) -> None:
    job = publishing(served, held, tmp_path / "library")
    leave(served)
    answer = post(served, "/unlock", stop="work")
    assert job.is_stopped
    assert "was stopped" in words_of(answer)
    assert 'name="stop"' not in answer.text
    held.go.set()
    served.unlock()
    again = publishing(served, held, tmp_path / "library")
    again.wait(60)
    texts = [one["value"]["text"] for one in held.server.records()]
    assert len(texts) == len(set(texts)) == 5


def test_a_page_that_asks_again_by_itself_is_nobody(served: Served, held: Held, tmp_path: Path) -> None:
    publishing(served, held, tmp_path / "library")
    for _ in range(3):
        served.clock.now += 250
        served.client.get("/setup/tools/running")
    assert served.front._reading is None


def test_a_form_that_somebody_fills_in_is_somebody(served: Served) -> None:
    for _ in range(3):
        served.clock.now += 400
        assert served.way("/setup/tools/publish") == "/setup/tools/publish"
    assert served.front._reading is not None


def test_the_page_says_it_in_every_language(served: Served, held: Held, tmp_path: Path) -> None:
    publishing(served, held, tmp_path / "library")
    leave(served)
    for language in ("en", "zh-Hans", "zh-Hant"):
        served.client.cookies.set("l", language)
        page = served.client.get("/unlock")
        assert "locked-work" not in words_of(page)
        assert 'role="status"' in page.text
