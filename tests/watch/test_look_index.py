"""Looks found again in their file say what looks held in memory say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from wildgrass.watch.book import LOOKS, Book
from wildgrass.watch.controls import Controls
from wildgrass.watch.look_index import LookIndex
from wildgrass.watch.looks import Look

START = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = ("x:post:1", 'weibo:post:"\u2028', "贴:1", "x:post:10")


def look(number: int, item: str, state: str) -> Look:
    return Look(
        item=item,
        at=START + timedelta(minutes=number),
        path="page",
        state=state,
        notice="\u2028违规",
        status=200,
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(ITEMS), st.sampled_from(("present", "gone", "tombstone", "error"))),
        max_size=30,
    )
)
def test_every_item_has_its_looks_in_order(tmp_path_factory, pairs) -> None:
    book = Book(tmp_path_factory.mktemp("book") / "watch")
    made = [look(number, *pair) for number, pair in enumerate(pairs)]
    for one in made:
        book.add(one)
    with LookIndex(book.folder / LOOKS) as index:
        for item in (*ITEMS, "never:looked:at"):
            mine = [one for one in made if one.item == item]
            assert index.of(item) == mine
            assert index.was_missed(item) == any(one.state in {"gone", "tombstone"} for one in mine)
            assert index.last_present(item) == max(
                (one.at for one in mine if one.state == "present"), default=None
            )


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.sampled_from(ITEMS),
            st.sampled_from(("present", "gone")),
            st.sampled_from("ab"),
        ),
        max_size=30,
    )
)
def test_controls_are_those_of_looks_in_memory(tmp_path_factory, rows) -> None:
    """Whether anything else of the platform was seen in the hour, and by which ways."""
    book = Book(tmp_path_factory.mktemp("book") / "watch")
    for minutes, item, state, path in rows:
        book.add(replace(look(minutes, item, state), path=path))
    looks = book.looks()
    controls = Controls({item: item.partition(":")[0] for item in looks}, looks)
    with LookIndex(book.folder / LOOKS) as index:
        for item, of_item in looks.items():
            for one in of_item:
                assert index.beside(item, one.at) == controls.beside(item, one.at)


def test_a_line_that_a_cut_left_half_is_no_look(tmp_path: Path) -> None:
    book = Book(tmp_path / "watch")
    book.add(look(0, ITEMS[0], "present"))
    with (book.folder / LOOKS).open("ab") as file:
        file.write(b'{"item": "x:post:1", "at": "2026-')
    book.add(look(1, ITEMS[0], "gone"))
    with LookIndex(book.folder / LOOKS) as index:
        assert [one.state for one in index.of(ITEMS[0])] == ["present", "gone"]


def test_where_nothing_was_watched_there_are_no_looks() -> None:
    with LookIndex(None) as index:
        assert index.of(ITEMS[0]) == []
        assert index.last_present(ITEMS[0]) is None


def test_a_notice_with_a_line_separator_is_one_look(tmp_path: Path) -> None:
    book = Book(tmp_path / "watch")
    made = look(0, ITEMS[1], "tombstone")
    book.add(made)
    assert book.looks() == {ITEMS[1]: [made]}
