"""The list of media that were left out, as it is sealed beside an export."""

import json

import pytest
from demo.x_facts import ArchiveFacts
from hypothesis import given
from hypothesis import strategies as st

from cli.circle import Circle
from wildgrass.flows import leaving_out
from wildgrass.flows.leaving_out import ABOUT_KEY, LeftOut, from_about, to_about

MEMBERS = st.builds(LeftOut, st.text(), st.integers(0, 1 << 40), st.integers(0, (1 << 32) - 1))


def test_the_form_that_the_specification_gives() -> None:
    assert to_about([LeftOut("data/tweets_media/1-a.jpg", 12, 99)]) == '[["data/tweets_media/1-a.jpg",12,99]]'


@given(st.lists(MEMBERS))
def test_what_is_written_comes_back(members: list[LeftOut]) -> None:
    assert from_about({ABOUT_KEY: to_about(members)}) == members


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "7",
        "{}",
        "null",
        '["a"]',
        '[["a", 1]]',
        '[["a", true, 2]]',
        "[[1, 2, 3]]",
        "[[[]]]",
        "[" * 100_000,
    ],
)
def test_what_somebody_else_wrote_is_no_list(text: str) -> None:
    """Anybody with the card can seal anything; a damaged list means that nothing was left out."""
    assert from_about({ABOUT_KEY: text}) == []


@given(st.text())
def test_any_text_is_read_without_harm(text: str) -> None:
    assert isinstance(from_about({ABOUT_KEY: text}), list)


def test_good_rows_are_kept_beside_bad_ones() -> None:
    rows = [["a", 1, 2], ["b", "1", 2]]
    assert from_about({ABOUT_KEY: json.dumps(rows)}) == [LeftOut("a", 1, 2)]


def test_a_list_that_names_what_is_there_twice_costs_nothing(
    circle: Circle, months: list[ArchiveFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody with the card may seal a list that names a member twice, or one that the export itself holds."""
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    honest = to_about

    def hostile(members: list[LeftOut]) -> str:
        listed = list(members)
        return honest([*listed, *listed, LeftOut("data/tweets.js", 1, 1), LeftOut("data/tweets.js", 1, 2)])

    monkeypatch.setattr(leaving_out, "to_about", hostile)
    since = ("--media-since", months[0].generated.date().isoformat())
    assert circle.run("add", circle.card, *months[1].paths, *since).code == 0
    opened = circle.open(*circle.answers("Ana", "Ben"))
    assert opened.code == 0, opened.err
    assert opened.rows[0]["found"] == []
