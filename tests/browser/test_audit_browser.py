"""The audit's pictures in a real browser: axe, 320 pixels, both themes, letters large enough, nothing asked outside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.test_reader_browser import AXE, CHROMIUM, Guest, browser, choose, playwright, served, violations
from browser.waiting import PATIENCE_MS
from web.made_reader import write_library
from web.test_web_audit import logins
from wildgrass.cli.main import main

__all__ = ["browser", "playwright"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]
SMALLEST = (
    "Math.min(...[...document.querySelectorAll('svg.drawn text')].map(t => t.getBoundingClientRect().height))"
)
LEFT = (
    "Math.max(...[...document.querySelectorAll('svg.drawn text')].map(t => t.getBoundingClientRect().right))"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_library(tmp_path_factory.mktemp("audit"), *logins())


@pytest.fixture(scope="module")
def opened(browser: Any, library: Path) -> Iterator[tuple[Any, str]]:
    with served(library) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(address)
        base = address.partition("/open")[0]
        page.goto(f"{base}/audit")
        page.locator("button[value=look]").click()
        page.locator("svg.drawn").first.wait_for()
        page.close()
        yield context, base
        context.close()


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-Hans", "dark"), ("zh-Hant", "light")])
def test_pictures_fit_and_are_accessible(opened: tuple[Any, str], language: str, theme: str) -> None:
    context, base = opened
    choose(context, base, language, theme)
    guest = Guest(context.new_page(), base)
    guest.go("/audit")
    if AXE.exists():
        assert violations(guest.page) == []
    guest.page.set_viewport_size({"width": 320, "height": 800})
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert guest.page.locator("svg.drawn").count() == 3
    assert guest.page.evaluate(SMALLEST) >= 8
    assert guest.page.evaluate(LEFT) <= 320
    assert guest.wrong == []
    guest.page.close()


@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("zh-Hans", "light")])
def test_saving_is_sealed_first_and_fits_a_small_screen(
    opened: tuple[Any, str], language: str, theme: str
) -> None:
    context, base = opened
    choose(context, base, language, theme)
    guest = Guest(context.new_page(), base)
    guest.page.set_viewport_size({"width": 320, "height": 800})
    guest.go("/audit/save")
    if AXE.exists():
        assert violations(guest.page) == []
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= 320
    guest.page.fill("#passphrase", "five words that nobody knows")
    guest.page.fill("#again", "five words that nobody knows")
    with guest.page.expect_download() as saved:
        guest.page.click("button.main")
    assert saved.value.suggested_filename == "report.pdf.age"
    assert Path(saved.value.path()).read_bytes().startswith(b"age-encryption.org/v1")
    guest.page.locator("summary").last.click()
    guest.page.locator("details form button").first.click()  # without the tick the browser does not send it
    assert guest.page.url.endswith("/audit/save")
    assert guest.page.locator("[name=clear]:invalid").count() == 1
    assert guest.wrong == []
    guest.page.close()


def test_the_report_fits_a_small_screen_and_asks_nothing_outside(
    browser: Any, library: Path, tmp_path
) -> None:
    file = tmp_path / "report.html"
    assert main(["--lang", "zh-Hans", "audit", str(library), "--report", str(file)]) == 1
    context = browser.new_context(java_script_enabled=True, viewport={"width": 320, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALLEST) >= 8
    assert asked == [file.as_uri()]
    context.close()
