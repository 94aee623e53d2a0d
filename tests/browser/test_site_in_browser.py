"""A restored site in a real browser, opened from the disk: reflow, contrast, keyboard, no request, no script run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from browser.waiting import PATIENCE_MS
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, life, post
from targets.reading_sites import grow
from wildgrass.model import Kind
from wildgrass.text.language import LANGUAGES

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
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "index.html",
    "about.html",
    "search.html",
    "posts/2022-10.html",
    "posts/undated.html",
    "likes/index.html",
    "conversations/index.html",
    "conversations/x.conversation.900-901.html",
    "conversations/x.conversation.group-1.html",
]
PAYLOADS = [
    "<script>document.title='RAN'</script>",
    "<img src=x onerror=\"document.title='RAN'\">",
    '"><svg onload="document.title=\'RAN\'">',
    "' autofocus onfocus='document.title=1' x='",
    "<iframe src='http://evil.example/'></iframe>",
    "<meta http-equiv='refresh' content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/x.css><style>@import 'http://evil.example/y.css'</style>",
    "<base href='http://evil.example/'><form action=http://evil.example/><input type=submit>",
    "<video><source onerror=\"document.title='RAN'\">",
    "</title></textarea></style></noscript><script>document.title='RAN'</script>",
    "<math><mtext></p><style><img src onerror=\"document.title='RAN'\">",
    "javascript:document.title='RAN'",
    "{{constructor.constructor('document.title=1')()}}",
    "<!--><img src=x onerror=\"document.title='RAN'\">-->",
    "<a href=\"javascript:document.title='RAN'\">x</a><details open ontoggle=\"document.title='RAN'\">",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for all tests of this file."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The made-up archive with everything in it, in each language."""
    folder = tmp_path_factory.mktemp("sites")
    (folder / "files").mkdir()
    archive = life(folder / "files")
    for language in LANGUAGES:
        grow(archive, folder / language, language=language, private=True, likes=True)
    return {language: folder / language for language in LANGUAGES}


@contextmanager
def page_of(browser: Any, **context: Any) -> Iterator[tuple[Any, list[str]]]:
    """Yield a page, and a list that gathers what must not be: requests outside, console messages, dialogs."""
    wrong: list[str] = []
    opened = browser.new_context(**context)
    opened.set_default_timeout(PATIENCE_MS)
    page = opened.new_page()
    page.on("request", lambda request: request.url.startswith("file://") or wrong.append(request.url))
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield page, wrong
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "language"), [(320, language) for language in LANGUAGES] + [(1280, LANGUAGES[0])]
)
def test_pages_fit_load_nothing_and_are_accessible(
    browser: Any, sites: dict[str, Path], language: str, scheme: str, width: int
) -> None:
    """At 320 pixels nothing scrolls sideways; no request leaves the disk; axe finds nothing (WCAG 2.2 AA)."""
    size = {"width": width, "height": 800}
    with page_of(browser, viewport=size, color_scheme=scheme) as (page, wrong):
        for name in PAGES:
            page.goto((sites[language] / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if AXE.exists():
                assert violations(page) == [], name
        assert wrong == []


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Run axe in a page; its source goes through the debugger, so the page's own policy stays in force.

    `preload` would have axe fetch the style sheet, which the policy rightly stops.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{preload: false, runOnly: {{type: 'tag', values: {TAGS}}}}})")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


@pytest.mark.skipif(not AXE.exists(), reason="skipped: no axe-core; run `npm ci` in tests/browser")
def test_axe_would_find_what_is_wrong(browser: Any, sites: dict[str, Path]) -> None:
    """The same check on a page made worse: a picture without words, grey on white."""
    with page_of(browser) as (page, _):
        page.goto((sites["en"] / "posts/2022-10.html").as_uri())
        page.evaluate("document.querySelector('img').removeAttribute('alt')")
        page.evaluate("document.querySelector('.text').style.color = '#bbb'")
        assert {name for name, _ in violations(page)} >= {"image-alt", "color-contrast"}


def test_the_policy_lets_our_style_and_pictures_in(browser: Any, sites: dict[str, Path]) -> None:
    """'self' means the site's own files when it is opened from a disk, in Chromium."""
    with page_of(browser) as (page, wrong):
        page.goto((sites["en"] / "index.html").as_uri())
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
        assert wrong == []


def test_the_policy_stops_what_would_get_through(
    browser: Any, sites: dict[str, Path], tmp_path: Path
) -> None:
    """Even with markup in the page, no script runs and nothing outside is asked for.

    Only a refresh is beyond a policy's reach; that it never becomes markup is what the escaping tests hold.
    """
    path = sites["en"] / "about.html"
    payloads = "".join(words for words in PAYLOADS if "refresh" not in words)
    broken = path.read_text(encoding="utf-8").replace("<main", payloads + "<main")
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    requests: list[str] = []
    with page_of(browser) as (page, _):
        page.on("response", lambda response: requests.append(response.url))
        page.goto((tmp_path / "broken.html").as_uri(), wait_until="load")
        assert page.evaluate("document.title") != "RAN"
    assert [url for url in requests if not url.startswith(("file://", "chrome-error:"))] == []


def test_hostile_words_run_nothing_and_ask_for_nothing(browser: Any, tmp_path: Path) -> None:
    """Every payload in every place of an archive that people write in."""
    files = tmp_path / "files"
    files.mkdir()
    archive = MemoryArchive([], owners=(replace(OWNER, name=PAYLOADS[1], handle=PAYLOADS[2]),), files=files)
    for number, words in enumerate(PAYLOADS):
        shut = archive.put(words.encode(), words, alt=words)
        archive.add(
            post(
                number,
                f"2022-01-{number + 1:02d} 10:00",
                words,
                title=words,
                attachments=(shut,),
                quotes=words,
                kind=Kind.QUOTE,
                joined_by=words,
            )
        )
    grow(archive, tmp_path / "site")
    with page_of(browser) as (page, wrong):
        for name in ("index.html", "about.html", "posts/2022-01.html"):
            page.goto((tmp_path / "site" / name).as_uri())
            assert "RAN" not in page.evaluate("document.title").replace("'RAN'", "")
        assert page.evaluate("document.querySelectorAll('script, iframe, form, base').length") == 0
        assert wrong == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Any, sites: dict[str, Path]) -> None:
    """The first stop skips to the text; each stop has an outline and stands in the window."""
    with page_of(browser, viewport={"width": 1280, "height": 800}) as (page, _):
        page.goto((sites["en"] / "posts/2022-10.html").as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#text"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_targets_for_fingers_are_large_enough(browser: Any, sites: dict[str, Path]) -> None:
    """Days and months, the smallest links side by side, are at least 24 pixels each way."""
    with page_of(browser, viewport={"width": 320, "height": 800}) as (page, _):
        for name, selector in (("index.html", ".months a"), ("posts/2022-10.html", ".days a")):
            page.goto((sites["en"] / name).as_uri())
            sides = "e => { const box = e.getBoundingClientRect(); return Math.min(box.width, box.height); }"
            smallest = page.evaluate(f"[...document.querySelectorAll('{selector}')].map({sides})")
            assert smallest
            assert min(smallest) >= 24


def test_a_link_to_a_post_opens_at_it(browser: Any, sites: dict[str, Path]) -> None:
    """A target id works as an address."""
    with page_of(browser, viewport={"width": 800, "height": 600}) as (page, _):
        page.goto((sites["en"] / "posts/2022-10.html").as_uri() + "#x.post.40")
        top = page.evaluate("document.getElementById('x.post.40').getBoundingClientRect().top")
        assert -5 <= top <= 600


def test_pages_print(browser: Any, sites: dict[str, Path]) -> None:
    """On paper the calendar and the ways to other pages are gone, and addresses are written out."""
    with page_of(browser) as (page, _):
        page.goto((sites["en"] / "posts/2022-10.html").as_uri())
        page.emulate_media(media="print")
        shown = "e => getComputedStyle(e).display"
        assert page.eval_on_selector(".days", shown) == "none"
        assert page.eval_on_selector(".ways", shown) == "none"
        after = page.evaluate(
            "getComputedStyle(document.querySelector('.text a[href^=http]'), '::after').content"
        )
        assert "seeds.example" in after
        assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("春风吹", 1),
        ("春風", 1),
        ("荒", 2),
        ("ＦＩＲＳＴ light", 1),  # noqa: RUF001 - full width is meant
        ('"light over" -seeds', 1),
        ("PRIVATE-WORDS", 1),
        ("没有这句", 0),
    ],
)
def test_search_finds_from_the_disk(browser: Any, sites: dict[str, Path], words: str, count: int) -> None:
    """Either script, one character, any width, words left out: counted exactly, and the first leads to its post."""
    with page_of(browser) as (page, wrong):
        page.goto((sites["en"] / "search.html").as_uri())
        page.fill("#query", words)
        page.locator("#found[data-done=true]").wait_for()  # the policy stops what polls by `eval`
        assert page.locator("#hits li").count() == count
        assert page.locator("#hits mark").count() >= count
        if count:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            page.wait_for_url("**/*.html#*")
            assert page.evaluate("document.getElementById(location.hash.slice(1)) !== null")
        assert wrong == []


def test_without_script_the_search_page_says_so(browser: Any, sites: dict[str, Path]) -> None:
    """No box that does nothing."""
    with page_of(browser, java_script_enabled=False) as (page, _):
        page.goto((sites["en"] / "search.html").as_uri())
        assert not page.locator("#search").is_visible()
        assert page.locator("noscript").is_visible()
