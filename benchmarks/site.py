"""How fast a site grows, and how fast its own search answers: `python -m benchmarks.site [POSTS]`.

A library of POSTS made-up posts (50,000) with twenty coded words in them. The site is built in a cold process; beside
it stands the least that any program could do: reading every item and writing its text as JSON. Then Chromium opens
`search.html` from the disk, in a new page for every word: milliseconds from the typed word to the first results, at
once, and at rest, when what focus loads ahead is there; and every count is compared with a scan of the texts.
"""

# ruff: noqa: RUF001, A005 - coded words and Chinese punctuation; the command is called like this

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, sync_playwright

from benchmarks.library_corpus import SAMPLES, Writer, build, post, sample_texts
from benchmarks.measure import measure
from wildgrass.library import Library
from wildgrass.model import Item, Kind
from wildgrass.targets.site.finder import shown_text
from wildgrass.text.fold import searchable

CODED: Final = (
    "赵家人",
    "白纸革命",
    "八酒六四",
    "清零",
    "大白",
    "核酸",
    "润学",
    "四通桥",
    "铁链女",
    "維尼",
    "占占点",
    "墙国",
    "翻墙",
    "包子",
    "勿忘",
    "六四",
    "乌鲁木齐中路",
    "a4紙",
    "白",
    "🕯",
)
BUILT_S, FIRST_MS = 40, 100
_ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND")
# From the word to the first result on the page, or to the whole count; no polling, the page's policy forbids it.
_SEARCH: Final = """([word, isWhole]) => new Promise(resolve => {
  const input = document.getElementById("query"), hits = document.getElementById("hits");
  const status = document.getElementById("found"), from = performance.now();
  let first = null;
  const look = () => {
    const isDone = status.dataset.done === "true";
    if (first === null && (hits.children.length || isDone)) first = performance.now() - from;
    if (!(isDone || (first !== null && !isWhole))) return;
    watch.disconnect();
    resolve({ first, all: performance.now() - from, count: Number(status.dataset.count) });
  };
  const watch = new MutationObserver(look);
  watch.observe(hits, { childList: true });
  watch.observe(status, { attributes: true, childList: true });
  input.value = word;
  input.dispatchEvent(new Event("input"));
})"""
# As a person would: the page is open and at rest, the box has the focus, before the first word is typed.
_AT_REST: Final = "() => new Promise(resolve => requestIdleCallback(() => setTimeout(resolve, 300)))"


def items(count: int) -> Iterator[Item]:
    """Yield posts of 20 to 140 characters; every coded word stands in about one of seventy."""
    rng, writer = random.Random(7), Writer(4, sample_texts(SAMPLES))
    for number in range(count):
        text = writer.text()
        while len(text) < rng.randint(20, 120):
            text += "，" + writer.text()
        for word in rng.choices(CODED, k=1 if rng.random() < 0.28 else 0):
            place = rng.randrange(len(text))
            text = text[:place] + word + text[place:]
        yield post(number, text[:140], source="x", is_deleted=False)


def scanned(library: Path) -> dict[str, int]:
    """Count the items that hold each word, in the text that the site shows of them."""
    counts = dict.fromkeys(CODED, 0)
    words = {word: searchable(word) for word in CODED}
    with Library.open(library) as archive:
        for item in archive.items({Kind.POST}):
            text = searchable(shown_text(item))
            for word, looked in words.items():
                counts[word] += looked in text
    return counts


def least(library: Path, out: Path) -> float:
    """Read every item and write its text as JSON; return CPU seconds."""
    start = time.process_time()
    with Library.open(library) as archive, out.open("w", encoding="utf-8") as file:
        for item in archive.items():
            json.dump([item.id, item.text], file, ensure_ascii=False)
    return time.process_time() - start


def asked(
    browser: Browser, site: Path, word: str, *, is_whole: bool, is_at_rest: bool = False
) -> dict[str, Any]:
    """Search for a word in a new page, to its first results, or to the count of all."""
    page = browser.new_page()
    page.goto((site / "search.html").as_uri())
    page.locator("#search").wait_for()
    if is_at_rest:
        page.evaluate(_AT_REST)
    found: dict[str, Any] = page.evaluate(_SEARCH, [word, is_whole])
    page.close()
    return found


def _grown(library: Path, site: Path) -> float:
    usage = measure(
        [sys.executable, "-m", "wildgrass.cli.main", "restore", library, f"site:{site}"], memory=True
    )
    cpu = least(library, site.with_suffix(".json"))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    files = sum(path.is_file() for path in site.rglob("*"))
    others = f"others {usage.foreign:.0%} of the cores"
    print(f"built: {usage.wall:.1f} s, {usage.cpu:.1f} s of CPU (goal {BUILT_S} s), {others}")
    print(f"peak: {usage.peak_resident >> 20} MB resident, {usage.peak_anonymous >> 20} MB anonymous")
    print(f"reading and writing JSON alone: {cpu:.1f} s of CPU; ratio {usage.cpu / cpu:.1f}")
    print(f"site: {size / 1e6:.1f} MB in {files:,} files")
    return usage.cpu


def _told(name: str, times: list[float], goal_ms: int | None = None) -> None:
    ordered = sorted(times)
    said = f"median {median(ordered):.0f} ms, 95 % {ordered[-2]:.0f} ms, worst {ordered[-1]:.0f} ms"
    print(f"{name}: {said}" if goal_ms is None else f"{name}: {said} (goal {goal_ms} ms)", flush=True)


def main() -> int:
    """Build, search, compare; fails where a search misses an item."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is needed: apt-get install chromium")
        return 2
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        build(items(count), work / "library")
        _grown(work / "library", work / "site")
        truth = scanned(work / "library")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
            asked(
                browser, work / "site", "天", is_whole=False
            )  # the browser's own first start is nobody's search
            for said, is_at_rest in (("at once", False), ("page at rest", True)):
                times = [
                    asked(browser, work / "site", word, is_whole=False, is_at_rest=is_at_rest)["first"]
                    for word in CODED
                ]
                _told(f"first results, {said}", times, FIRST_MS)
            found = {word: asked(browser, work / "site", word, is_whole=True) for word in CODED}
            _told("all counted", [one["all"] for one in found.values()])
            browser.close()
        wrong = [word for word in CODED if found[word]["count"] != truth[word]]
        print(
            f"{sum(truth.values()):,} hits of {len(CODED)} words by a scan; words with another count: {wrong or 0}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
