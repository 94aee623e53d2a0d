"""A locked library in a real browser: the page that asks, the lock, the back button, what the browser keeps."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.test_reader_browser import ARGUMENTS, AXE, CHROMIUM, Guest, choose, served, violations
from browser.waiting import DRAWN, PATIENCE_MS
from library.archive_builders import about, post
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Attachment

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
