"""A locked library in a real browser: the page that asks, the lock, the back button, what the browser keeps."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from browser.test_reader_browser import ARGUMENTS, AXE, CHROMIUM, Guest, choose, served, violations
from browser.waiting import DRAWN, PATIENCE_MS
from library.archive_builders import about, post
from targets.standin_pds import standing_in
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Attachment
from wildgrass.web.idling import Idle, LockedLibrary
from wildgrass.web.session import Sessions
from wildgrass.web.setup_front import Front

sync_api = pytest.importorskip("playwright.sync_api", reason="skipped: playwright is not installed")

PASSPHRASE = "野火烧不尽 春风吹又生"
TEXT = "离离原上草一岁一枯荣"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked") / "library"
    folder.mkdir()
    picture = folder.parent / "picture.png"
    picture.write_bytes(PIXEL)
    keys = LibraryKeys.new()
    write_key_file(folder, keys.sealed(PASSPHRASE.encode(), work_factor=4))
    attached = Attachment(name="picture.png", member="picture.png", role="photo", media_type="image/png")
    with LibraryWriter.open(LibraryPlace(folder, keys=keys)) as writer:
        writer.add_export(about(), iter([post(1, TEXT, attachments=(attached,))]), lambda _name: picture)
    assert not list(folder.rglob(f"*{hashlib.sha256(PIXEL).hexdigest()}*"))
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def test_it_asks_opens_locks_and_shows_nothing_after(browser: Any, library: Path) -> None:
    with served(library) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        guest = Guest(context.new_page(), address.partition("/open")[0])
        page = guest.page
        page.goto(address)
        page.wait_for_selector("#passphrase")
        for language, theme in (("en", "light"), ("zh-Hans", "dark"), ("zh-Hant", "light")):
            choose(context, guest.base, language, theme)
            page.reload()
            if AXE.exists():
                assert violations(page) == [], language
            page.set_viewport_size({"width": 320, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            page.set_viewport_size({"width": 1280, "height": 800})
        page.fill("#passphrase", "another")
        page.press("#passphrase", "Enter")
        page.wait_for_selector("[role=alert]")
        assert page.input_value("#passphrase") == ""
        guest.wrong.clear()  # the browser notes on its console that the form was answered with 422
        page.fill("#passphrase", PASSPHRASE)
        page.press("#passphrase", "Enter")
        page.wait_for_selector("nav.ways")
        guest.go("/item/1")
        assert TEXT in page.content()
        page.evaluate(DRAWN)
        assert page.evaluate("document.images.length") > 0, "a sealed picture is shown"
        for _ in range(3):
            page.keyboard.press("Escape")
        page.wait_for_selector("#passphrase")
        page.go_back()
        page.wait_for_selector("#passphrase")
        assert TEXT not in page.content()
        # Chromium would like a field for a user's name; there are no users.
        assert [one for one in guest.wrong if not one.startswith("[DOM] Password forms")] == []
        context.close()


class Clock:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def with_clock(library: Path) -> Iterator[tuple[str, Clock]]:
    """Serve a locked library in a thread, under a clock of the test's; yield the address that opens once."""
    clock, sessions, taken = Clock(), Sessions(), socket.socket()
    taken.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{taken.getsockname()[1]}"
    front = Front(host, "en", sessions, lambda: None, LockedLibrary(library, Idle(600, clock)))
    config = uvicorn.Config(front.app(), http="h11", ws="none", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    try:
        yield f"http://{host}/open?key={sessions.new_key()}", clock
    finally:
        server.should_exit = True
        thread.join(30)
        taken.close()


def test_work_goes_on_behind_the_lock_and_nothing_of_it_is_seen(
    browser: Any, tmp_path: Path, library: Path
) -> None:
    """An account is published from the page while nobody is there; its page gives way to the one that asks."""
    reached, go = threading.Event(), threading.Event()

    def held(_number: int, call: str) -> None:
        if call.endswith("applyWrites"):
            reached.set()
            assert go.wait(60)

    with standing_in() as pds, with_clock(library) as (address, clock):
        pds.fail = held
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        base = address.partition("/open")[0]
        page.goto(address)
        page.fill("#passphrase", PASSPHRASE)
        page.press("#passphrase", "Enter")
        page.wait_for_selector("nav.ways")
        page.goto(f"{base}/setup/tools/publish")
        page.fill("#library", str(library))
        page.fill("#passphrase", PASSPHRASE)
        page.check("[value=bluesky]")
        page.fill("#place", f"me.test@{pds.url}")
        page.select_option("#hide", "shown")
        page.click("button.main")
        page.wait_for_url("**/publish/shown")
        page.goto(f"{base}/setup/tools/publish/preview/index.html")
        page.goto(f"{base}/setup/tools/publish/shown")
        page.fill("#secret", "made-up")
        page.fill("#passphrase", PASSPHRASE)
        page.check("[name=sure]")
        page.click("button.main")
        page.wait_for_selector("#account")
        page.fill("#account", "me.test")
        page.click("button.main")
        assert reached.wait(PATIENCE_MS / 1000)
        page.goto(f"{base}/setup/tools/running")
        clock.now += 601
        page.wait_for_selector("#passphrase")  # the page that asks again by itself leads here
        if AXE.exists():
            assert violations(page) == []
        assert "me.test" not in page.content()
        go.set()
        page.fill("#passphrase", PASSPHRASE)
        page.press("#passphrase", "Enter")
        page.wait_for_url("**/published")
        assert len(pds.records()) == 1
        context.close()
