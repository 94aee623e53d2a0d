"""What a watch saw teaches as what an export says does: by the platform's own notice, and nothing that is forgotten."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library.archive_builders import build, post
from observatory.made_posts import made_posts
from wildgrass.cli.main import main
from wildgrass.watch.book import Book
from wildgrass.watch.looks import Look

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_removals_that_a_watch_saw_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = made_posts(21, 900, 4, supports=(14,), sizes=(1, 2))
    build(tmp_path, [post(number, one.text) for number, one in enumerate(made.posts)])
    book = Book(tmp_path / "watch")
    gone = [number for number, one in enumerate(made.posts) if one.removed]
    for number in gone:
        for days in (1, 2):
            book.add(look(number, days, by="platform", sure="stated"))
    book.forget(f"x:post:{gone[0]}")
    kept = [number for number, one in enumerate(made.posts) if not one.removed]
    book.add(look(kept[0], 1, by="author", sure="stated"))
    book.add(look(kept[0], 2, by="author", sure="stated"))
    for days in (1, 2):
        book.add(look(kept[1], days, state="error"))
    assert main(["infer", str(tmp_path), "--json", "--seed", "3", "--permutations", "0"]) == 0
    *rows, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    supported = {frozenset(row["terms"]) for row in rows if row["status"] == "supported"}
    assert supported == {frozenset(rule.terms) for rule in made.rules}
    out = last["summary"]["left_out"]
    assert (out["forgotten"], out["author"]) == (1, 1)
    assert last["summary"]["removed"] == len(gone) - 1


def look(number: int, days: int, state: str = "tombstone", **more) -> Look:
    at = START + timedelta(days=days, minutes=number)
    return Look(item=f"x:post:{number}", at=at, path="page", state=state, **more)
