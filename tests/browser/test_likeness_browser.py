"""Find without words in a real browser: with script off from button to lists, axe, 320 pixels, keyboard."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from browser.test_reader_browser import (
    AXE,
    CHROMIUM,
    Guest,
    browser,
    choose,
    playwright,
    served,
    violations,
)
from browser.waiting import DRAWN, PATIENCE_MS
from web.test_web_likeness import write

__all__ = ["browser", "playwright"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]
PAGES = ["/alike", "/alike/texts", "/alike/pictures", "/alike/pictures?show=maybe", "/places", "/alike/to/1"]


@pytest.fixture(scope="module")
def opened(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """A window without script that pressed the button and waited: the page comes again by itself."""
    with served(write(tmp_path_factory.mktemp("likeness"))) as address:
        context = browser.new_context(java_script_enabled=False)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(address)
        base = address.partition("/open")[0]
        page.goto(f"{base}/alike")
        page.locator("button[value=look]").click()
        page.get_by_text(re.compile("pictures. 1 could not")).wait_for(timeout=60_000)
        page.locator("a[href='/alike/texts']").wait_for(timeout=60_000)
        cookies = context.cookies()
        context.close()
        scripted = browser.new_context()
        scripted.set_default_timeout(PATIENCE_MS)
        scripted.add_cookies(cookies)
        yield scripted, base
        scripted.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-Hans", 320)])
def test_pages_fit_and_are_accessible(opened: tuple[Any, str], language: str, width: int) -> None:
    """Axe finds nothing, nothing scrolls sideways at 320 pixels, nothing is asked for outside."""
    context, base = opened
    guest = Guest(context.new_page(), base)
    choose(context, base, language, "light")
    for address in PAGES:
        guest.go(address)
        guest.page.set_viewport_size({"width": width, "height": 800})
        if AXE.exists():
            assert violations(guest.page) == [], address
        guest.page.set_viewport_size({"width": 320, "height": 800})
        assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320, address
    assert guest.wrong == []
    guest.page.close()


def test_the_keyboard_leads_there(opened: tuple[Any, str]) -> None:
    context, base = opened
    guest = Guest(context.new_page(), base)
    guest.go("/")
    guest.page.keyboard.press("g")
    guest.page.keyboard.press("a")
    guest.page.wait_for_url("**/alike")
    assert guest.page.locator("nav [aria-current]").count() == 1
    guest.page.close()


def test_pictures_are_drawn(opened: tuple[Any, str]) -> None:
    """Each picture is the reader's own small copy, and it has pixels."""
    context, base = opened
    guest = Guest(context.new_page(), base)
    guest.go("/alike/pictures")
    guest.page.evaluate(DRAWN)
    assert guest.page.evaluate("[...document.images].every(one => one.naturalWidth > 100)")
    guest.page.close()
