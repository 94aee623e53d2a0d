"""Joining two accounts in a real browser, by keyboard and without script; axe and 320 pixels on the pages of people."""

from pathlib import Path
from typing import Any

from browser.test_reader_browser import (  # the fixtures are found by their names
    AXE,
    Guest,
    browser,
    playwright,
    pytestmark,
    served,
    violations,
)
from browser.waiting import PATIENCE_MS
from targets.made_up_life import FRIEND, other
from web.made_reader import write_library
from wildgrass.model import Actor, Kind

__all__ = ["browser", "playwright", "pytestmark"]
LI = Actor(platform="weibo", id_kind="account", id="77", name=FRIEND.name)


def fits(guest: Guest, name: str) -> None:
    """Axe finds nothing, and nothing scrolls sideways at 320 pixels."""
    if AXE.exists():
        assert violations(guest.page) == [], name
    guest.page.set_viewport_size({"width": 320, "height": 800})
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320, name
    guest.page.set_viewport_size({"width": 1280, "height": 800})


def test_people_are_joined_by_keyboard_and_without_script(browser: Any, tmp_path: Path) -> None:
    library = write_library(tmp_path, other(Kind.POST, "w", "2019-03-01 10:00", "on Weibo", author=LI))
    with served(library) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        guest = Guest(context.new_page(), address.partition("/open")[0])
        page = guest.page
        page.goto(address)
        guest.go("/people")
        fits(guest, "list")
        for name in page.eval_on_selector_all(
            ".people input",
            "all => all.filter(e => e.ariaLabel.includes('Spring Wind')).map(e => e.name)",
        ):
            page.focus(f"[name={name}]")
            page.keyboard.press("Space")
        page.focus(".page form button")
        page.keyboard.press("Enter")
        page.wait_for_selector("form[action='/people/merge']")
        fits(guest, "what joining does")
        page.click("form[action='/people/merge'] button")
        page.wait_for_selector(".done")
        assert page.locator("form[action='/people/split']").count() == 2
        fits(guest, "a person")
        person = page.url.partition("?")[0].removeprefix(guest.base)
        guest.go("/people/decisions")
        fits(guest, "decisions")
        guest.go("/people/proposals")
        fits(guest, "proposals")
        assert guest.wrong == []
        bare = browser.new_context(java_script_enabled=False)
        bare.set_default_timeout(PATIENCE_MS)
        bare.add_cookies(context.cookies())
        plain = bare.new_page()
        plain.goto(guest.base + person)
        with plain.expect_navigation():
            plain.click("form[action='/people/split'] button")
        with plain.expect_navigation():
            plain.click("form[action='/people/undo'] button")
        plain.goto(guest.base + person)
        assert plain.locator("form[action='/people/split']").count() == 2
        bare.close()
        context.close()
