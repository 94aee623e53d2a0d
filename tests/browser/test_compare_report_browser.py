"""The comparison's report in a real browser: accessible, no sideways scrolling, by keyboard, in both lights."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.test_setup_browser import ARGUMENTS, AXE, CHROMIUM, sync_api
from observatory.made_exports import Way, made_ends, telegram_json, whatsapp_android
from wildgrass.cli.main import main

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    ends = made_ends(300, 4, Way(1, lost=0.05))
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    a, b = telegram_json(folder / "a", ends.a), whatsapp_android(folder / "b", ends.b)
    file = folder / "report.html"
    assert main(["--lang", "zh-Hans", "compare", str(a), str(b), "--zone", "UTC", "--report", str(file)]) == 1
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_it_can_be_read_in_any_light_and_width(browser: Any, report: Path, scheme: str, width: int) -> None:
    if not AXE.exists():
        pytest.skip("skipped: no axe-core; run `npm ci` in tests/browser")
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(report.as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [one["id"] for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_it_asks_nothing_outside_and_goes_by_keyboard(browser: Any, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "#m" in page.url
    fold = page.locator("details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    assert [one for one in asked if not one.startswith("file:")] == []
    context.close()
