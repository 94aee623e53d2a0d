"""A site of many posts: whole, at a fair pace, and in memory that holds ids and not texts."""

import gc
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, WORDS, post
from targets.reading_sites import broken_links
from wildgrass.model import Item, Link, Moment
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.site import Site

START = datetime(2010, 1, 1, tzinfo=UTC)
URL = "https://t.co/abcdefghij"


def many(count: int) -> Iterator[Item]:
    """Yield posts, twelve a day; every fifth answers the one before it."""
    for number in range(count):
        moment = Moment(instant=START + timedelta(hours=number * 2), precision_ms=1000)
        yield post(
            10**17 + number,
            moment,
            f"{WORDS[number % len(WORDS)] * 3} {URL}",
            links=(Link(url=URL, target=f"https://seeds.example/{number}"),),
            counts={"likes": number % 99, "shares": number % 7},
            in_reply_to=f"x:post:{10**17 + number - 1}" if number % 5 == 1 else None,
            extra={"lang": "zh"},
        )


def grown(count: int, site: Path) -> int:
    """Restore as many posts; return the peak of memory in bytes.

    Cycles are collected at the same places each time: when Python does it by itself depends on what ran before.
    """
    archive = MemoryArchive(many(count), owners=(OWNER,))
    gc.collect()
    tracemalloc.start()
    done = 0
    for done, _ in enumerate(Site().restore(archive, str(site), RestoreOptions()), start=1):
        if done % 500 == 0:
            gc.collect()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done == count
    return peak


def test_memory_grows_by_ids_and_not_by_texts(tmp_path: Path) -> None:
    """Twice the posts take less than 500 bytes more for each: an item alone is longer than that.

    Both are beyond the size at which a month's page, which is held whole, stops growing.
    """
    grown(100, tmp_path / "first")  # what is loaded and kept once
    small = grown(3_000, tmp_path / "small")
    large = grown(6_000, tmp_path / "large")
    assert (large - small) / 3_000 < 500
    assert broken_links(tmp_path / "large") == []


@pytest.mark.soak
def test_two_thousand_posts_a_second(tmp_path: Path) -> None:
    """Measured without the memory tracer, in processor time."""
    archive = MemoryArchive(many(20_000), owners=(OWNER,))
    before = time.process_time()
    assert sum(1 for _ in Site().restore(archive, str(tmp_path / "site"), RestoreOptions())) == 20_000
    assert 20_000 / (time.process_time() - before) >= 2_000
