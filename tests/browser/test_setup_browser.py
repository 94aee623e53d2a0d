"""The whole way in a real browser: make a vault, add an export, two answers, open, read; every page looked at."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from browser.waiting import PATIENCE_MS
from web.setup_pages import PASSPHRASE, export_in, sealed_key

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
REFUSED = "422 (Unprocessable Entity)"  # Chromium notes each form that was sent back with a complaint
NARROW = 320
NOTED = "[DOM] Password forms"  # one field for a passphrase and no user: there is none
PICTURES = os.environ.get("WILDGRASS_PICTURES")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="skipped: no chromium; apt-get install chromium fonts-noto-cjk"
    ),
]


@dataclass
class Served:
    """`wildgrass read` without a library, as a person starts it; her home is `home`."""

    process: "subprocess.Popen[str]"
    address: str
    home: Path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The command itself, in a process of its own."""
    command = [sys.executable, "-m", "wildgrass.cli.main", "--json", "read", "--no-browser", "--lang", "en"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    with (tmp_path / "stderr").open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        assert process.stdout is not None
        yield Served(process, json.loads(process.stdout.readline())["url"], tmp_path)
        process.send_signal(signal.SIGINT)
        process.stdout.close()
        process.wait(20)


@dataclass
class Tour:
    """A page, what must not happen in it, and the places that were looked at."""

    page: Any
    wrong: list[str]
    width: int
    has_script: bool
    seen: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """Check the page as it is: it fits, axe finds nothing; take its picture where one is asked for."""
        self.seen.append(self.page.url)
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}-{self.width}.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, name
        if self.has_script:  # axe waits for promises, which end with the page's script
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            options = f"{{preload: false, runOnly: {{type: 'tag', values: {TAGS}}}}}"
            found = self.page.evaluate(f"axe.run(document, {options})")
            said = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
            assert said == [], name

    def on(self, name: str = "") -> None:
        """Press the page's main button, with the keyboard."""
        self.page.locator("button.main, a.button.main").first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        if name:
            self.look(name)

    def press(self, selector: str) -> None:
        """Press what leads to a page, and wait for that page: a click alone returns before it stands."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def fill(self, **fields: object) -> None:
        """Type into fields by their names."""
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", str(value))


def begin(browser: Any, served: Served, *, width: int, script: bool, scheme: str, language: str) -> Tour:
    """Open the one-time address in a new window."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda one: one.url.startswith("http://127.0.0.1:") or wrong.append(one.url))
    page.on(
        "console", lambda said: said.text.startswith(NOTED) or REFUSED in said.text or wrong.append(said.text)
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(served.address)
    tour = Tour(page, wrong, width, script)
    tour.press(f"button[value={language}]")
    return tour


def make_vault(tour: Tour, home: Path, recipients: dict[str, str]) -> None:
    """Go through the wizard; every page is looked at."""
    page = tour.page
    tour.look("01-start")
    tour.press("a[href='/setup/about']")
    tour.look("02-about")
    tour.on("03-place")
    tour.fill(place=home / "none" / "such\0")
    tour.fill(place="")
    tour.on("03-place-wrong")
    assert page.locator("[role=alert]").count() == 1
    tour.fill(place=home / "vault")
    tour.on("04-trustees-none")
    for name, country in (("Ana", "Norge"), ("本", "日本"), ("Chen", "日本")):
        tour.press("button[value=add]")
        tour.look("05-trustee")
        tour.fill(name=name)
        if name == "Chen":
            page.check("[value=paper]")
        else:
            tour.fill(recipient=recipients[name])
        tour.on("06-where")
        page.check(f"[name=reach][value={'unknown' if name == 'Chen' else 'no'}]")
        tour.fill(country=country)
        tour.on("07-trustees")
    tour.on("08-threshold")
    page.check("[name=threshold][value='2']")
    tour.on("09-spread")
    tour.press("button[value=on]")
    tour.look("09-spread-unread")
    page.check("[name=read]")
    tour.press("button[value=on]")
    tour.look("10-coordinator")
    tour.fill(recipient=recipients["coordinator"])
    tour.on("11-kit")
    tour.press("button[name=browse]")
    tour.look("12-folders")
    tour.press("button[value=this]")
    tour.look("11-kit-chosen")
    tour.fill(kit=home / "kit", contact="+47 …")
    tour.on("13-review")
    assert not (home / "vault").exists()
    assert not (home / "kit").exists()
    tour.on("14-made")


@pytest.mark.parametrize(
    ("language", "width", "script", "scheme"),
    [
        ("en", 1280, True, "light"),
        ("zh-Hans", 320, False, "light"),
        ("zh-Hant", 320, True, "dark"),
    ],
)
def test_the_whole_way(served: Served, language: str, width: int, script: bool, scheme: str) -> None:
    """Everything works with script and without, at any width, in each language, and nothing secret stays behind."""
    if not AXE.exists():
        pytest.skip("skipped: no axe-core; run `npm ci` in tests/browser")
    home = served.home
    recipients = {name: sealed_key(home / f"{name}.key") for name in ("Ana", "本", "coordinator")}
    export = export_in(home)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        tour = begin(browser, served, width=width, script=script, scheme=scheme, language=language)
        page = tour.page
        make_vault(tour, home, recipients)
        paper = paper_words(page)
        seal(tour, export)
        answer(tour, home, "Ana")
        answer(tour, home, "本")
        bring_back(tour, home, paper)
        expect_library(tour)
        memory = processes(served.process.pid)
        wrong, seen = tour.wrong, tour.seen
        browser.close()
    assert wrong == []
    secrets = (PASSPHRASE, paper[:40], "AGE-SECRET-KEY")
    assert not any(secret in place for place in (*seen, *memory) for secret in secrets)
    assert not any("?" in url for url in seen)
    kept = [path for path in home.rglob("*") if path.is_file() and path.name != "share-3-Chen.html"]
    assert [path for path in kept if PASSPHRASE.encode() in path.read_bytes()] == []
    assert [path for path in kept if paper.encode() in path.read_bytes()] == []
    assert (home / "stderr").read_text().count("\n") <= 2


def paper_words(page: Any) -> str:
    """Read the words of the printed page, styled by us although its own style is forbidden."""
    address = page.get_attribute("a[href^='/setup/paper/']", "href")
    with page.context.expect_page() as opened:
        page.click(f"a[href='{address}']")
    sheet = opened.value
    sheet.wait_for_load_state()
    if PICTURES:
        sheet.screenshot(path=f"{PICTURES}/15-paper.png", full_page=True)
    cells = re.findall(r'<td class="number">(\d+)</td><td>(\w+)</td>', sheet.content())
    sheet.close()
    return " ".join(word for _, word in sorted(cells, key=lambda cell: int(cell[0])))


def seal(tour: Tour, export: Path) -> None:
    """Seal the export, its path chosen by looking into folders."""
    page = tour.page
    tour.press("a.button.main")
    tour.look("16-export")
    tour.press("button[name=browse]")
    tour.look("16-folders")
    tour.press(f"button[name=entry]:has-text('{export.name}')")
    assert page.input_value("[name=exports]") == str(export)
    tour.on("17-looking")
    page.wait_for_url("**/setup/seen", timeout=60_000)
    tour.look("18-seen")
    tour.on()
    page.wait_for_url("**/setup/sealed", timeout=60_000)
    tour.look("19-sealed")


def answer(tour: Tour, home: Path, name: str) -> None:
    """A trustee's side: a wrong passphrase, then check, then answer."""
    page = tour.page
    tour.press("a.home")
    tour.press("a[href='/ceremony/trustee']")
    tour.look("20-trustee")
    tour.press("a[href='/ceremony/share']")
    tour.look("21-share")
    tour.fill(
        share=next((home / "kit").glob(f"share-*-{name}.age")), key=home / f"{name}.key", passphrase="not it"
    )
    tour.on("22-share-wrong")
    assert page.input_value("[name=passphrase]") == ""
    tour.fill(passphrase=PASSPHRASE)
    tour.on("23-share-whole")
    (home / "inbox").mkdir(exist_ok=True)
    tour.fill(passphrase=PASSPHRASE, answer=home / "inbox" / f"{name}.answer")
    tour.on("24-answered")


def bring_back(tour: Tour, home: Path, paper: str) -> None:
    """The coordinator's side: one answer, a foreign file, words with a mistake and right, then the folder."""
    page = tour.page
    tour.press("a.home")
    tour.press("a[href='/ceremony/vault']")
    tour.look("30-vault")
    tour.fill(place=home / "vault")
    tour.on("31-unlock")
    tour.fill(key=home / "coordinator.key", passphrase=PASSPHRASE)
    tour.on("32-answers-none")
    page.fill("[name=answer]", str(next((home / "kit").glob("share-1-*.age"))))
    tour.press("button[name=go][value=answer]:not(.spoken)")
    tour.look("33-answers-bad")
    tour.press("a[href='/ceremony/words']")
    tour.look("34-words")
    listed = paper.split()
    tour.fill(pasted=" ".join([*listed[:6], "wildgrass", *listed[7:]]))
    tour.on("35-words-wrong")
    assert page.locator("#w7").get_attribute("aria-invalid") == "true"
    tour.fill(pasted="", w7=listed[7], w8=listed[6])
    tour.on("36-words-checksum")
    tour.fill(w7=listed[6], w8=listed[7])
    tour.on("37-answers-words")
    page.fill("[name=folder]", str(home / "inbox"))
    tour.press("button[name=go][value=folder]:not(.spoken)")
    tour.look("38-answers-enough")
    tour.on("39-library")
    tour.fill(library=home / "library")
    if tour.width == NARROW:
        for name in ("library-passphrase", "library-again"):
            page.fill(f"[name={name}]", PASSPHRASE)
    else:
        page.check("[name=lock][value=no]")
    tour.on()
    page.wait_for_url("**/ceremony/opened", timeout=60_000)
    tour.look("40-opened")


def expect_library(tour: Tour) -> None:
    """The reader reads what came back."""
    tour.on()
    if tour.width == NARROW:
        tour.look("41-locked")
        tour.fill(passphrase=PASSPHRASE)
        tour.on()
    tour.page.wait_for_url(re.compile(r":\d+/$"))
    tour.page.wait_for_selector(".sums li")
    if PICTURES:
        tour.page.screenshot(path=f"{PICTURES}/41-reader-{tour.width}.png", full_page=True)


def processes(pid: int) -> list[str]:
    """Return the arguments and the environment of the server, as another program of the same person sees them."""
    folder = Path("/proc") / str(pid)
    if not folder.exists():
        return []
    return [(folder / name).read_bytes().decode("utf-8", "replace") for name in ("cmdline", "environ")]
