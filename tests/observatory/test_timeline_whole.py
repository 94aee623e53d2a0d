"""What is read and written in bulk is what one item after another says."""

import csv
import io
import json
import math
import random
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library.archive_builders import about, build, moment, post
from observatory.observed_rows import observed
from wildgrass.flows.engine import Engine
from wildgrass.flows.observations import _by_exports, _by_looks, observations
from wildgrass.flows.timeline import Items
from wildgrass.flows.watchable import KINDS
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Audience
from wildgrass.observatory.tables import Table, write_tables
from wildgrass.observatory.timeline.analysis import lived
from wildgrass.observatory.timeline.counting import AGES
from wildgrass.observatory.timeline.dictionary import columns
from wildgrass.observatory.timeline.observed import Observed
from wildgrass.observatory.timeline.survival import Lived, Survival
from wildgrass.watch.book import Book
from wildgrass.watch.controls import Controls
from wildgrass.watch.looks import Look
from wildgrass.watch.outcome import ABSENT
from wildgrass.watch.verdicts import verdict

STATES = ("present", "present", "gone", "tombstone", "tombstone", "error", "unknown", "blocked")


def watched_library(folder: Path, seed: int) -> Path:
    """A library of which some posts were looked at, by several ways, with every kind of answer."""
    chance = random.Random(seed)
    posts = [post(n, f"帖子 {n}", as_of=moment(0, days=1)) for n in range(40)]
    build(folder, [*posts, post(40, "私", audience=Audience.DIRECT)], about("first", days=1))
    book, at = Book(folder / "watch"), datetime(2026, 1, 1, tzinfo=UTC)
    for one in chance.choices(posts[:30], k=180):
        at += timedelta(minutes=chance.choice((0, 1, 7, 40, 300)), microseconds=chance.randrange(10**6))
        book.add(
            Look(
                item=one.id,
                at=at,
                path=chance.choice(("page", "posts", "record")),
                state=chance.choice(STATES),
                by=chance.choice(("platform", "state", "author", "unknown")),
                sure="stated",
                via=chance.choice(("", "", "abroad")),
                is_sure=chance.random() < 0.7,
            )
        )
    book.forget(posts[3].id)
    return folder


def one_after_another(folder: Path) -> list[Observed]:
    """The straightforward way: whole items and all looks in memory, an item at a time."""
    looks, found = Book(folder / "watch").looks(), []
    controls = Controls({item: item.partition(":")[0] for item in looks}, looks)
    forgotten = Book(folder / "watch").forgotten()
    with Library.open(LibraryPlace(folder)) as library:
        owners = {actor.key for actor in library.owners()}
        for item in library.items(KINDS):
            if item.author.key not in owners or item.audience is Audience.DIRECT or item.id in forgotten:
                continue
            known = (*_by_exports(library, item.id), False)
            if item.id in looks:
                visible, proven = controls.beside(item.id, looks[item.id][-1].at)
                said = verdict(looks[item.id], control_is_visible=visible, proven=proven)
                if said.state in ABSENT or said.last_seen is not None:
                    known = (*_by_looks(said), said.returned)
            last_seen, first_missing, cause, returned = known
            if last_seen is not None and first_missing is not None and first_missing < last_seen:
                last_seen = None
            found.append(
                Observed(
                    archive=folder.name,
                    item=item.id,
                    platform=item.source,
                    published=item.published.instant,
                    last_seen=last_seen,
                    first_missing=first_missing,
                    cause=cause,
                    returned=returned,
                )
            )
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_librarys_observations_are_those_of_one_item_after_another(tmp_path: Path, seed: int) -> None:
    folder = watched_library(tmp_path / "lib", seed)
    found = list(observations(LibraryPlace(folder)))
    assert found == one_after_another(folder)
    assert {one.is_gone for one in found} == {True, False}


def test_lives_of_columns_are_those_of_rows() -> None:
    rows = [one for one in observed(4_000, seed=11) if one.published is not None]
    slow: Counter[Lived] = Counter()
    for one in rows:
        born = int(one.published.timestamp())
        low = (int(one.since.timestamp()) - born) // 60
        high = math.inf if not one.is_gone else (int(one.first_missing.timestamp()) - born) // 60
        slow[Lived(low / 60, high / 60, one.cause if one.is_gone else "", one.archive)] += 1
    with Engine() as engine:
        fast = Survival(*lived(engine.count(engine.take(engine.read(rows))).ages))
    assert fast.curves() == Survival(slow).curves() != []
    assert lived(AGES.empty_table()) == ({}, 0.0)


def test_files_of_a_table_are_what_slow_writers_write(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rows = list(observed(200, seed=5))
    odd = Observed(
        archive="=a", item='"i,1\n', platform="微博\u2028", published=None,
        last_seen=datetime(2021, 1, 1, 2, 3, 4, 567, tzinfo=UTC), first_missing=None,
    )  # fmt: skip
    items = Items(Engine.read([*rows, odd]), b"key")
    table = Table("items", columns("items"), items)
    write_tables(tmp_path, [table], {}, _opened)
    names = [column.name for column in table.columns]
    expected = []
    for one in [*rows, odd]:
        pseudonyms = {
            "archive": items._pseudonym(one.archive),
            "item": items._pseudonym(f"{one.archive}\n{one.item}"),
        }
        expected.append(one.to_json() | pseudonyms)
    lines = [json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in expected]
    assert (tmp_path / "items.jsonl").read_text("utf-8") == "".join(f"{line}\n" for line in lines)
    assert pq.read_table(tmp_path / "items.parquet").to_pylist() == expected
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    cells = {None: "", True: "true", False: "false"}
    writer.writerows(
        [cells[row[name]] if not isinstance(row[name], str) else row[name] for name in names]
        for row in expected
    )
    assert (tmp_path / "items.csv").read_bytes() == text.getvalue().encode()


@contextmanager
def _opened(path: Path):
    with path.open("xb") as file:
        yield file
