"""The reader in a real browser: nothing outside, axe, 320 pixels, keyboard, script off, what a browser keeps."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from browser.waiting import PATIENCE_MS
from library.archive_builders import about, build
from observatory.made_chat import made_chat
from web.made_reader import write_library
from web.test_web_escaping import hostile

sync_api = pytest.importorskip("playwright.sync_api", reason="skipped: playwright is not installed")

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox",  # the tests may run as the super-user, under whom Chromium has no sandbox
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "/",
    "/timeline/2022-10",
    "/calendar/2022",
    "/chats",
    "/people",
    "/media",
    "/settings",
    "/keys",
    "/apart",
    "/gone",
    "/numbers",
]
MORE = [
    "/setup/tools",
    "/setup/tools/restore",
    "/setup/tools/publish",
    "/setup/tools/request",
    "/setup/tools/redact",
    "/setup/tools/watch",
    "/setup/tools/infer",
    "/setup/tools/follow",
    "/setup/tools/lock",
    "/setup/tools/verify",
    "/apart/token",
    "/exports/1",
    "/undated",
    "/search",
    "/item/1/json",
    "/register/laws/cn-2013-online-defamation",
    "/register/platforms",
    "/setup/tools/sources",
]
QUERY = "维权"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]


@contextmanager
def served(library: Path) -> Iterator[str]:
    """Serve a library as a person would, and yield the address that opens once."""
    command = [sys.executable, "-m", "wildgrass.cli.main", "--json", "read", str(library), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up library, for all tests of this file; nothing writes to it."""
    return write_library(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """The driver, for all tests of this file."""
    with sync_api.sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    """Chromium, for all tests of this file."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield chromium
    chromium.close()


class Guest:
    """A browser window in the reader, and what went wrong in it."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base, self.wrong = page, base, []
        page.on("request", lambda request: self._asked(request.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: self.wrong.append(dialog.message))

    def _said(self, message: Any) -> None:
        where = message.location.get("url", "")
        self.wrong.append(f"{message.text} ({where})" if "404" in message.text else message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base + "/", "data:")):
            self.wrong.append(url)

    def _failed(self, url: str, why: str | None) -> None:
        if why != "net::ERR_ABORTED":  # a picture that was on its way when the next page was asked for
            self.wrong.append(f"failed: {url}: {why}")

    def go(self, address: str) -> None:
        self.page.goto(self.base + address)

    def search(self, words: str) -> None:
        self.go("/search")
        self.page.fill("#words", words)
        self.page.press("#words", "Enter")
        self.page.wait_for_url("**/search/*")
        self.page.wait_for_selector(".found")


@pytest.fixture(scope="module")
def opened(browser: Any, library: Path) -> Iterator[tuple[Any, str]]:
    """A window's context that is let in; tests set its cookies and size as they like."""
    with served(library) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(address)
        page.close()
        yield context, address.partition("/open")[0]
        context.close()


@pytest.fixture
def guest(opened: tuple[Any, str]) -> Iterator[Guest]:
    """A new page in that window; settings as they are at first."""
    context, base = opened
    guest = Guest(context.new_page(), base)
    guest.page.set_viewport_size({"width": 1280, "height": 800})
    choose(context, base, "en", "light")
    yield guest
    guest.page.close()


def choose(context: Any, base: str, language: str, theme: str) -> None:
    context.add_cookies(
        [{"name": "l", "value": language, "url": base}, {"name": "t", "value": theme, "url": base}]
    )


def violations(page: Any, only: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Run axe; its source goes through the debugger, so the page's own policy stays in force."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"preload": False, "resultTypes": ["violations"], "runOnly": rules}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]


def states(guest: Guest) -> Iterator[str]:
    """Go to every kind of page, one after the other; yield each one's name when it stands."""
    for address in (*PAGES, *MORE):
        guest.go(address)
        yield address
    for start, first in (("/chats", ".talks a"), ("/people", ".list a"), ("/media", ".thumb")):
        guest.go(start)
        guest.go(guest.page.eval_on_selector_all(first, "all => all.at(-1).getAttribute('href')"))
        yield f"{start}/…"
    guest.search(QUERY)
    yield "/search/…"
    way = guest.page.eval_on_selector(".permalink", "link => link.getAttribute('href')")
    guest.go(way)
    yield "around a hit"
    guest.go("/audit")
    guest.page.click("button[value=look]")
    guest.page.wait_for_selector(".verdicts")
    yield "/audit"
    guest.search("sugar salt OR sugar")
    guest.go(guest.page.eval_on_selector(".permalink", "link => link.getAttribute('href')").partition("?")[0])
    yield "versions"


def compared(guest: Guest, folder: Path) -> None:
    """Compare two made-up ends of a chat through the pages."""
    chat = made_chat(60, 5, lost=0.05, altered=0.2)
    guest.go("/setup/tools/compare")
    for side, items in (("a", chat.a), ("b", chat.b)):
        build(folder / side, items, about(side))
        guest.page.fill(f"#{side}", str(folder / side))
    guest.page.click("button.main")
    guest.page.wait_for_url("**/setup/tools/compared")


def test_a_comparison_fits_and_is_accessible(guest: Guest, tmp_path: Path) -> None:
    compared(guest, tmp_path)
    guest.page.wait_for_selector(".pair.altered ins")
    for language, scheme, width in (("en", "light", 1280), ("zh-Hans", "dark", 320)):
        choose(guest.page.context, guest.base, language, "auto")
        guest.page.emulate_media(color_scheme=scheme)
        guest.page.set_viewport_size({"width": width, "height": 800})
        for address in ("/setup/tools/compared", "/setup/tools/compare"):
            guest.go(address)
            assert not AXE.exists() or violations(guest.page) == [], address
            assert guest.page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert guest.wrong == []


LOOKS = [("en", "light", "dark", 1280), ("zh-Hans", "dark", "light", 320), ("zh-Hant", "light", "dark", 1280)]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Axe's rules that can tell a colour scheme from another: the page is the same in both."""


@pytest.mark.parametrize(("language", "scheme", "other", "width"), LOOKS)
def test_pages_fit_ask_nothing_outside_and_are_accessible(
    guest: Guest, language: str, scheme: str, other: str, width: int
) -> None:
    """Axe finds nothing (WCAG 2.2 AA) in either scheme; at 320 pixels nothing scrolls sideways; no console message."""
    page = guest.page
    choose(page.context, guest.base, language, "auto")
    for name in states(guest):
        assert page.get_attribute("html", "lang") == language
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if AXE.exists():
            assert violations(page) == [], name
            page.emulate_media(color_scheme=other)
            assert violations(page, COLOURS) == [], name
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        # Uyghur has no words here yet, but the pages are ready for it.
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert guest.wrong == []


@pytest.mark.parametrize(("language", "scheme", "way"), [("ug", "light", "rtl"), ("bo", "dark", "ltr")])
def test_pages_in_a_core_language_are_accessible_and_fit(
    guest: Guest, language: str, scheme: str, way: str
) -> None:
    """What stands in for a sentence has its own language and direction, and nothing scrolls sideways."""
    page = guest.page
    choose(page.context, guest.base, language, "auto")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 800})
    for address in (*PAGES, "/setup/tools"):
        guest.go(address)
        assert page.get_attribute("html", "dir") == way
        assert page.locator("main [lang=zh-Hans]").count() > 0, address
        assert not AXE.exists() or violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    assert guest.wrong == []


def test_the_scheme_chosen_is_the_one_shown(guest: Guest) -> None:
    shades = []
    for theme in ("light", "dark"):
        choose(guest.page.context, guest.base, "en", theme)
        guest.go("/keys")
        shades.append(guest.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert shades[0] != shades[1]


@pytest.mark.skipif(not AXE.exists(), reason="skipped: no axe-core; run `npm ci` in tests/browser")
def test_axe_would_find_what_is_wrong(guest: Guest) -> None:
    guest.go("/media")
    guest.page.evaluate("document.querySelector('img').removeAttribute('alt')")
    guest.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert {name for name, _ in violations(guest.page)} >= {"image-alt", "html-has-lang"}


def test_every_page_is_whole_without_script(browser: Any, opened: tuple[Any, str]) -> None:
    """Search, settings and the way to a day work by plain forms."""
    context, base = opened
    cookies = context.cookies()
    bare = browser.new_context(java_script_enabled=False)
    bare.set_default_timeout(PATIENCE_MS)
    bare.add_cookies(cookies)
    page = bare.new_page()
    page.goto(base + "/timeline")
    page.fill("#words", QUERY)
    with page.expect_navigation():
        page.press("#words", "Enter")
    page.wait_for_selector("mark")
    assert QUERY not in page.url
    page.goto(base + "/timeline")
    page.fill("#day", "2022-10-03")
    with page.expect_navigation():
        page.click(".go button")
    page.wait_for_selector("#d2022-10-03")
    page.goto(base + "/settings")
    with page.expect_navigation():
        page.click("button[value=dark]")
    page.wait_for_selector("link[href='/style/dark.css']", state="attached")
    bare.close()


def test_our_forms_tell_where_they_come_from(guest: Guest) -> None:
    """A stricter referrer policy would make the browser hide it, and the check of the origin refuse our own forms."""
    sent = []
    guest.page.on(
        "request", lambda request: request.method == "POST" and sent.append(request.all_headers()["origin"])
    )
    guest.search(QUERY)
    assert sent == [guest.base]


def test_the_keyboard_does_what_the_help_says(guest: Guest) -> None:
    guest.go("/timeline/2022-10")
    press = guest.page.keyboard.press
    active = "document.activeElement.id || document.activeElement.className"
    press("j")
    first = guest.page.evaluate(active)
    press("j")
    assert guest.page.evaluate(active) != first
    press("k")
    assert guest.page.evaluate(active) == first
    press("/")
    assert guest.page.evaluate(active) == "words"
    press("l")
    assert guest.page.input_value("#words") == "l"
    press("Escape")
    press("?")
    guest.page.wait_for_url("**/keys")
    press("g")
    press("c")
    guest.page.wait_for_url("**/chats")
    press("j")
    press("o")
    guest.page.wait_for_url("**/chats/*")
    assert guest.wrong == []


def test_each_stop_of_the_keyboard_is_seen(guest: Guest) -> None:
    guest.go("/timeline/2022-10")
    guest.page.keyboard.press("Tab")
    assert guest.page.evaluate("document.activeElement.getAttribute('href')") == "#text"
    for _ in range(25):
        guest.page.keyboard.press("Tab")
        assert guest.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_targets_for_fingers_are_large_enough(guest: Guest) -> None:
    guest.page.set_viewport_size({"width": 320, "height": 800})
    sides = "all => all.map(e => { const box = e.getBoundingClientRect(); return Math.min(box.width, box.height); })"
    for address, selector in (
        ("/timeline/2022-10", ".days a, .bar a, .bar button"),
        ("/", ".months a, .sums a"),
    ):
        guest.go(address)
        assert min(guest.page.eval_on_selector_all(selector, sides)) >= 24


@pytest.mark.parametrize("how", ["l", "Escape", "button"])
def test_a_lock_leaves_nothing_to_go_back_to(browser: Any, library: Path, how: str) -> None:
    """After it the page is neutral, and so is what the back button brings."""
    with served(library) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(address)
        page.goto(address.partition("/open")[0] + "/people")
        if how == "button":
            page.click(".lock")
        for _ in range({"l": 1, "Escape": 3, "button": 0}[how]):
            page.keyboard.press(how)
        page.wait_for_selector("h1:has-text('Closed')")
        page.go_back()
        page.wait_for_selector("h1:has-text('Closed')")
        assert "Spring" not in page.content()
        assert context.cookies() == []
        context.close()


def test_search_answers_while_one_types(guest: Guest) -> None:
    """What was typed asks once; no history entry, no word in the address; what was found is spoken."""
    asked = []
    guest.page.on("request", lambda request: request.method == "POST" and asked.append(request.post_data))
    guest.go("/people")
    entries = guest.page.evaluate("history.length")
    guest.page.click("#words")
    guest.page.keyboard.insert_text(QUERY)
    guest.page.wait_for_selector("mark")
    assert guest.page.url == guest.base + "/people"
    assert guest.page.evaluate("document.activeElement.id") == "words"
    assert "found" in guest.page.text_content("#told")
    guest.page.keyboard.insert_text(" -needle")
    guest.page.wait_for_selector(".found:has-text('Nothing')")
    assert guest.page.evaluate("history.length") == entries
    assert len(asked) == 2
    guest.page.fill("#words", "")
    guest.page.wait_for_selector("h1:has-text('People')")
    guest.search("First light")
    guest.page.fill("#f-words", "many")
    guest.page.wait_for_selector("mark:has-text('many')")
    assert guest.page.input_value("#words") == "many"
    with guest.page.expect_navigation():
        guest.page.click(".search-order a:has-text('Best')")
    assert "many" not in guest.page.url
    assert (
        guest.page.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])") == "[{},{},null]"
    )
    assert guest.wrong == []


def test_a_browser_keeps_no_word_of_a_search(playwright: Any, library: Path, tmp_path: Path) -> None:
    """Everything in a real profile's folder is read: history, caches, storage."""
    needle, profile = "zz九月的柿子树zz", tmp_path / "profile"
    with served(library) as address:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=ARGUMENTS
        )
        guest = Guest(context.new_page(), address.partition("/open")[0])
        guest.page.goto(address)
        guest.search(needle)
        guest.search("First light")
        guest.go("/people")
        guest.page.click("#words")
        guest.page.keyboard.insert_text("沙枣树下的信")
        guest.page.wait_for_selector("text=Nothing found")
        context.close()
    kept = b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())
    assert b"/people" in kept  # what a browser does keep
    for word in (needle, "沙枣树下的信", "Spring Wind", "First light over"):
        assert word.encode() not in kept
        assert word.encode("utf-16-le") not in kept


def test_hostile_words_run_nothing_and_ask_for_nothing(browser: Any, tmp_path: Path) -> None:
    """Markup and scripts in every place that people write in, in real pages."""
    from targets.archive_in_memory import MemoryArchive
    from web.made_reader import write_items

    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], files=tmp_path / "files")
    with served(write_items(tmp_path, list(hostile(archive)), archive)) as address:
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        guest = Guest(context.new_page(), address.partition("/open")[0])
        guest.page.goto(address)
        for place in (
            "/timeline/2022-01",
            "/chats",
            "/people",
            "/media",
            "/gone",
            "/numbers",
            "/apart/token",
            "/item/1",
            "/item/3/json",
        ):
            guest.go(place)
            assert guest.page.evaluate("document.querySelectorAll('script').length") == 1
        guest.go("/chats")
        guest.go(guest.page.eval_on_selector(".talks a", "link => link.getAttribute('href')"))
        assert guest.page.evaluate("document.querySelectorAll('iframe, object, embed, base').length") == 0
        assert guest.wrong == []
        context.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.createElement('script').text = '1'",
        "trustedTypes.createPolicy('x', {})",
        "trustedTypes.createPolicy('parts', {createHTML: t => t})",
    ],
)
def test_the_policy_stops_what_got_in(guest: Guest, attempt: str) -> None:
    """Even a script of ours could not make markup or code out of text."""
    guest.go("/")
    caught = guest.page.evaluate(
        f"() => {{ try {{ {attempt}; return ''; }} catch (e) {{ return e.name; }} }}"
    )
    assert caught == "TypeError"
