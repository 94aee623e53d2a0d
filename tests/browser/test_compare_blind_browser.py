"""The pages that compare without handing over an export, in a real browser: they fit, are accessible, and work."""

import os
from collections.abc import Iterator
from pathlib import Path

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
from library.archive_builders import about, build
from observatory.made_chat import made_chat

__all__ = ["browser", "guest", "library", "opened", "playwright"]
LOOKS = [("en", "light", 1280), ("zh-Hans", "dark", 320)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium"),
]


def states(guest: Guest, folder: Path) -> Iterator[str]:
    """Make B's tags through the pages, then compare A with them; yield each page's name when it stands."""
    chat = made_chat(60, 5, lost=0.08)
    build(folder / "a", chat.a, about("a"))
    build(folder / "b", chat.b, about("b"))
    page = guest.page
    guest.go("/setup/tools/compare/tags")
    yield "tags"
    page.fill("#a", str(folder / "b"))
    page.click("button.main")
    page.wait_for_url("**/tags/which")
    page.fill("#file", str(folder / "b.tags"))
    yield "which"
    page.click("button.main")
    page.wait_for_url("**/tags/made")
    spoken = page.locator("dl.facts strong.num").inner_text()
    yield "made"
    guest.go("/setup/tools/compare")
    page.fill("#a", str(folder / "a"))
    page.fill("#b", str(folder / "b.tags"))
    page.fill("#passphrase_b", spoken)
    yield "compare"
    page.click("button.main")
    page.wait_for_url("**/setup/tools/compared")
    yield "compared"
    guest.go("/setup/tools/compared?show=only_a")
    yield "only A"


def test_they_fit_and_are_accessible(guest: Guest, tmp_path: Path) -> None:
    shots = os.environ.get("WILDGRASS_SHOTS")
    for state in states(guest, tmp_path):
        for language, scheme, width in LOOKS:
            choose(guest.page.context, guest.base, language, "auto")
            guest.page.emulate_media(color_scheme=scheme)
            guest.page.set_viewport_size({"width": width, "height": 800})
            typed = {one: guest.page.locator(one).input_value() for one in ("#file",) if state == "which"}
            if state in {"tags", "which", "made", "compared", "only A"}:
                guest.page.reload()
            for field, text in typed.items():
                guest.page.fill(field, text)
            assert not AXE.exists() or violations(guest.page) == [], state
            assert guest.page.evaluate("document.documentElement.scrollWidth") <= width, state
            if shots:
                guest.page.screenshot(path=f"{shots}/{state}-{language}-{scheme}-{width}.png", full_page=True)
    assert guest.wrong == []
