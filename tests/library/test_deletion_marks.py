"""A reading that says only that a post was deleted marks the post: its words stay shown and found, in either order."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from targets.made_up_life import OWNER, post
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Item, Moment, Removal, RemovedBy


def _moment(day: int) -> Moment:
    return Moment(instant=datetime(2022, 11, day, tzinfo=UTC), precision_ms=1000)


def _words(day: int) -> Item:
    return replace(post(1, "2022-10-03 06:12", "野火烧不尽"), as_of=_moment(day))


def _mark(day: int) -> Item:
    bare = replace(post(1, None, ""), as_of=_moment(day))
    return replace(
        bare, is_deleted=True, deleted=_moment(5), removed=Removal(by=RemovedBy.AUTHOR, notice="写错了")
    )


def _built(folder: Path, runs: list[tuple[int, Item]]) -> Library:
    with LibraryWriter.open(folder) as writer:
        for day, item in runs:
            about = ExportAbout(
                key=str(day), name=f"{day}.zip", source="x", vintage="2022", as_of=_moment(day), owner=OWNER
            )
            writer.add_export(about, [item], lambda _member: None)
    return Library.open(folder)


@pytest.mark.parametrize("order", list(permutations([1, 6, 9])))
def test_a_mark_hides_no_words_whatever_was_opened_first(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Words, then a mark, then a second mark, opened in any order."""
    runs = {1: _words(1), 6: _mark(6), 9: _mark(9)}
    with _built(tmp_path / "library", [(day, runs[day]) for day in order]) as library:
        shown = library.item("x:post:1")
        assert shown is not None
        assert (shown.text, shown.is_deleted) == ("野火烧不尽", True)
        assert shown.removed is not None
        assert shown.removed.notice == "写错了"
        assert shown.published is not None
        assert [one.id for one in library.search("野火烧不尽")] == ["x:post:1"]


def test_a_deletion_with_words_of_its_own_is_a_version_as_before(tmp_path: Path) -> None:
    """A platform's notice in the place of the post is shown, and the post kept."""
    notice = replace(_mark(6), text="此微博已被作者删除")
    with _built(tmp_path / "library", [(1, _words(1)), (6, notice)]) as library:
        shown = library.item("x:post:1")
        assert shown is not None
        assert shown.text == "此微博已被作者删除"
        assert [one.text for one in library.versions("x:post:1")] == ["野火烧不尽"]
