"""The tools' pages in a real browser: what work came to fits and is accessible, by keyboard and without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.test_reader_browser import (
    AXE,
    CHROMIUM,
    Guest,
    browser,
    choose,
    guest,
    library,
    opened,
    playwright,
    violations,
)
from browser.waiting import PATIENCE_MS

__all__ = ["browser", "guest", "library", "opened", "playwright"]
LOOKS = [("en", "light", 1280), ("zh-Hans", "dark", 320)]
RELAYS = "wss://relay.example"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]


def done(guest: Guest, address: str, over: str, **typed: str) -> None:
    """Fill in a tool's form, send it, and wait for what comes of it."""
    guest.go(address)
    for name, text in typed.items():
        if text:
            guest.page.fill(f"#{name}", text)
        else:
            guest.page.check(f"[name={name}]")
    guest.page.click("button.main")
    guest.page.wait_for_url(f"**{over}")


def asked_for_nostr(page: Any, library: Path) -> None:
    page.fill("#library", str(library))
    page.check("[value=nostr]")
    page.fill("#place", RELAYS)
    page.select_option("#hide", "shown")
    page.click("button.main")
    page.wait_for_url("**/publish/shown")


def pictures(guest: Guest, library: Path) -> Iterator[str]:
    """Go to what a person decides before a library leaves with other people hidden."""
    page = guest.page
    guest.go("/setup/tools/restore")
    page.fill("#library", str(library))
    page.fill("#folder", str(library.parent / "site"))
    page.locator("details:has(#hide)").evaluate("one => { one.open = true }")  # it may be open from before
    page.select_option("#hide", "names")
    yield "hiding"
    page.click("button.main")
    page.wait_for_url("**/restored")
    yield "would appear"
    guest.go("/setup/tools/pictures")
    page.wait_for_selector("ol.proposals")
    yield "pictures"


def states(guest: Guest, library: Path) -> Iterator[str]:
    """Go to every kind of result, one after the other."""
    named = {"library": str(library)}
    done(guest, "/setup/tools/request", "/request/letter", **named)
    yield "letter asked"
    guest.page.click("button.main")
    guest.page.wait_for_selector(".letter")
    yield "letter"
    done(guest, "/setup/tools/redact", "/redact/proposals", ids="x:post:2 x:message:outer", **named)
    yield "proposals"
    guest.page.click("button.main")
    guest.page.wait_for_url("**/redact/texts")
    yield "redacted"
    yield from pictures(guest, library)
    done(guest, "/setup/tools/infer", "/infer/found", agreed="", **named)
    yield "inferred"
    done(guest, "/setup/tools/watch", "/watch/book", **named)
    yield "watch"
    guest.go("/setup/tools/publish")
    asked_for_nostr(guest.page, library)
    yield "rehearsed"
    guest.page.click(".button.main")
    guest.page.wait_for_url("**/preview/index.html")
    yield "preview"
    guest.page.click("nav a")
    guest.page.wait_for_selector("article")
    yield "previewed posts"
    guest.page.click("body > p > a")
    guest.page.wait_for_selector("#secret")
    yield "to be published"


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_results_fit_and_are_accessible(
    guest: Guest, library: Path, language: str, scheme: str, width: int
) -> None:
    page = guest.page
    choose(page.context, guest.base, language, "auto")
    page.emulate_media(color_scheme=scheme)
    for name in states(guest, library):
        page.set_viewport_size({"width": width, "height": 800})
        assert not AXE.exists() or violations(page) == [], name
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        page.set_viewport_size({"width": width, "height": 800})
    assert guest.wrong == []


def test_a_rehearsal_needs_no_script(browser: Any, opened: tuple[Any, str], library: Path) -> None:
    context, base = opened
    bare = browser.new_context(java_script_enabled=False)
    bare.set_default_timeout(PATIENCE_MS)
    bare.add_cookies(context.cookies())
    page = bare.new_page()
    page.goto(f"{base}/setup/tools/publish")
    asked_for_nostr(page, library)
    page.click(".button.main")
    page.wait_for_selector("table")
    page.click("body > p > a")
    page.wait_for_selector("#secret")
    bare.close()


def test_a_letter_by_keyboard_alone(guest: Guest, library: Path) -> None:
    page = guest.page
    guest.go("/setup/tools/request")
    page.focus("#library")
    page.keyboard.press("Control+A")  # what was typed before stands there
    page.keyboard.type(str(library))
    page.keyboard.press("Enter")
    page.wait_for_url("**/request/letter")
    page.focus("#platform")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.main')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".letter")
    assert guest.wrong == []
