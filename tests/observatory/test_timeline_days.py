"""Days, coincidences, what may be published, and lines of observations that cannot be used."""

import io
import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.observed_rows import observed
from wildgrass.audit.registers import cases
from wildgrass.flows.timeline import register_events
from wildgrass.observatory.timeline.coincidence import Event, coincidences
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.gate import iso_week, may_be_published, publishable
from wildgrass.observatory.timeline.observed import ObservationUnreadableError, read_csv, read_lines
from wildgrass.observatory.timeline.tables import Column, Table, as_csv, as_json_lines

DAY_0 = 18_628  # 2021-01-01


def days(gone=(), there=(), looked=range(DAY_0, DAY_0 + 200)) -> Days:
    return Days(
        [{"since": a, "missing": b, "cause": why, "posts": n} for a, b, why, n in gone],
        [{"since": a, "until": b, "posts": n} for a, b, n in there],
        [{"day": day, "records": 1} for day in looked],
    )


def test_a_removal_is_certain_possible_and_spread() -> None:
    found = days(
        [(DAY_0, DAY_0, "platform", 2), (DAY_0, DAY_0 + 3, "platform", 4)], [(DAY_0, DAY_0 + 9, 6)], [DAY_0]
    )
    rows = [one.to_json() for one in found.rows()]
    assert [(row["certain"], row["possible"], row["expected"]) for row in rows] == [
        (2, 6, 3.0), (0, 4, 1.0), (0, 4, 1.0), (0, 4, 1.0),
    ]  # fmt: skip
    assert [row["day"] for row in rows][:2] == ["2021-01-01", "2021-01-02"]
    assert [row["looks"] for row in rows] == [1, 0, 0, 0], "a day on which nobody looked says so"
    assert {row["watched"] for row in rows} == {6}


SPANS = st.lists(
    st.tuples(st.integers(DAY_0, DAY_0 + 60), st.integers(0, 40), st.sampled_from("ab"), st.integers(1, 5)),
    min_size=1,
    max_size=20,
)


@given(SPANS)
def test_every_removal_is_spread_exactly_once(spans: list) -> None:
    found = days([(low, low + more, why, n) for low, more, why, n in spans], looked=[])
    assert sum(one.expected for one in found.rows()) == pytest.approx(sum(n for *_, n in spans))
    assert all(one.certain <= one.possible and one.expected <= one.possible + 1e-9 for one in found.rows())


def planted(extra: int) -> Days:
    """One removal a day among 100 posts; ten on days 97 to 103 where there is more."""
    every = [(DAY_0 + n, DAY_0 + n, "platform", 1 + (extra if abs(n - 100) <= 3 else 0)) for n in range(200)]
    return days(every, [(DAY_0, DAY_0 + 199, 100)])


def test_an_unchecked_case_is_shown_and_never_tested() -> None:
    """It has no rate, and leaves the discovery rate of the others as it is without it."""
    sure = Event(day=date(2021, 4, 11), name="law", title="a law", kind="law")
    unsure = Event(day=date(2021, 4, 11), name="case", title="a case", kind="case", is_unchecked=True)
    alone, beside = coincidences(planted(9), [sure]), coincidences(planted(9), [sure, unsure])
    shown, told = (
        next(one for one in beside if one.event is unsure),
        next(one for one in beside if one.event is sure),
    )
    assert (shown.why, shown.rate, shown.p, shown.q) == ("unchecked", None, None, None)
    assert alone == [told]
    assert told.p is not None


def test_cases_of_the_register_that_nobody_checked_say_so() -> None:
    standing = {case.id: case.status for case in cases()}
    events = [event for event in register_events("en") if event.kind == "case"]
    assert events
    assert all(event.is_unchecked == (standing[event.name] == "unchecked") for event in events)


def event(day: int) -> Event:
    return Event(day=date(2021, 1, 1) + timedelta(days=day), name=f"e{day}", title="", kind="own")


def test_more_takedowns_around_an_event_are_found_and_no_others() -> None:
    found = {one.event.name: one for one in coincidences(planted(9), [event(100), event(50), event(150)])}
    assert found["e100"].q < 0.05
    assert found["e100"].rate == pytest.approx(100)
    assert found["e100"].usual == pytest.approx(10)
    assert found["e50"].p > 0.5
    assert found["e150"].p > 0.5


def test_where_nobody_looked_or_all_was_young_nothing_is_compared() -> None:
    (young, known) = coincidences(planted(9), [event(5), event(100)])
    assert (young.why, young.p, young.rate) == ("too-early", None, None)
    assert known.p is not None
    blind = days([(DAY_0, DAY_0, "platform", 1)], [(DAY_0, DAY_0 + 199, 9)], [DAY_0, DAY_0 + 199])
    (unlooked,) = coincidences(blind, [event(100)])
    assert (unlooked.why, unlooked.rate) == ("not-looked", None)


def test_what_an_author_deleted_coincides_with_nothing() -> None:
    by_author = [(DAY_0 + n, DAY_0 + n, "author", 50) for n in range(97, 104)]
    (found,) = coincidences(days(by_author, [(DAY_0, DAY_0 + 199, 1000)]), [event(100)])
    assert found.rate == 0
    assert found.p == 1


def cell(posts: dict[str, int], cause: str = "platform") -> list[dict]:
    return [
        {"week": 2660, "platform": "weibo", "cause": cause, "archive": who, "posts": n}
        for who, n in posts.items()
    ]


@pytest.mark.parametrize(
    ("posts", "passes"),
    [
        ({"a": 4, "b": 4, "c": 4, "d": 4, "e": 4}, True),
        ({"a": 4, "b": 4, "c": 4, "d": 4, "e": 3}, False),  # 19 posts
        ({"a": 9, "b": 9, "c": 9, "d": 9}, False),  # 4 archives
        ({"a": 10, "b": 3, "c": 3, "d": 2, "e": 2}, True),  # half
        ({"a": 11, "b": 3, "c": 3, "d": 2, "e": 2}, False),  # more than half
    ],
)
def test_a_cell_is_published_only_where_nobody_stands_out(posts: dict[str, int], passes: bool) -> None:
    found = publishable(cell(posts))
    assert may_be_published(posts) is passes
    assert [one.posts for one in found.cells] == ([sum(posts.values())] if passes else [])
    assert found.withheld == (0 if passes else 1)


@pytest.mark.parametrize("cause", ["author", "window", "permission"])
def test_what_may_have_been_free_is_never_published(cause: str) -> None:
    """Guardrail: "author deleted" is no consent, and is in no published count."""
    found = publishable(cell(dict.fromkeys("abcdefgh", 9), cause))
    assert (found.cells, found.withheld) == ((), 0)


def test_weeks_are_iso_weeks() -> None:
    assert iso_week(0) == "1970-W01"
    assert iso_week((DAY_0 + 3) // 7) == "2020-W53"


GOOD = {
    "archive": "a",
    "item": "i",
    "platform": "weibo",
    "published": "2021-01-01T00:00:00+08:00",
    "cause": "platform",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"archive": ""},
        {"item": 7},
        {"published": "2021-01-01T00:00:00"},
        {"published": "yesterday"},
        {"published": None},
        {"cause": "the police"},
        {"returned": "yes"},
        {"first_missing": "2020-01-01T00:00:00+00:00"},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_used_is_named(wrong: dict) -> None:
    lines = [json.dumps(GOOD), "", json.dumps(GOOD | wrong)]
    with pytest.raises(ObservationUnreadableError, match="line 3"):
        list(read_lines(lines))


@pytest.mark.parametrize("line", ["{", "[]", "1", '{"archive": "a"}', "[" * 100_000])
def test_what_is_no_observation_is_named(line: str) -> None:
    with pytest.raises(ObservationUnreadableError, match="line 1"):
        list(read_lines([line]))


def test_what_is_written_is_read_again() -> None:
    made = list(observed(200, seed=8))
    assert list(read_lines(json.dumps(one.to_json()) for one in made)) == made


def test_a_spreadsheet_runs_no_cell() -> None:
    table = Table(
        "t", [Column("a", "string", "", ""), Column("n", "integer", "", "")], [{"a": "=1+1", "n": None}]
    )
    assert as_csv(table) == b"a,n\r\n'=1+1,\r\n"
    assert as_json_lines(table) == b'{"a": "=1+1", "n": null}\n'


HEAD = "archive,item,platform,published,last_seen,first_missing,cause,returned,title\n"


def test_csv_says_what_lines_say_and_an_empty_cell_is_unknown() -> None:
    rows = (
        'a,"i,1",weibo,2021-01-01T00:00:00+08:00,,,,,"two\nlines"\n'
        "'=b,2,x,,2021-01-02T00:00:00Z,2021-01-03T00:00:00Z,state,true,\n"
    )
    first, second = read_csv(io.StringIO(HEAD + rows, newline=""), "0/")
    assert (first.archive, first.item, first.last_seen, first.first_missing) == ("0/a", "i,1", None, None)
    assert (first.cause, first.returned) == ("unknown", False)
    assert (second.archive, second.published, second.cause, second.returned) == ("0/=b", None, "state", True)


@pytest.mark.parametrize(
    "text",
    [
        "archive,item,platform,published,last_seen\na,1,x,,\n",
        HEAD + "a,1,x,2021-01-01,,,,,\n",
        HEAD + "a,1,x,2021-01-01T00:00:00,,,,,\n",
        HEAD + "a,1,x,2021-01-01T00:00:00Z,,,,maybe,\n",
        HEAD + "a,1,x,2021-01-01T00:00:00Z,,,the police,,\n",
        HEAD + "a,1,x\n",
        HEAD + 'a,1,x,"' + "9" * 200_000 + '",,,,,\n',
    ],
)  # fmt: skip
def test_csv_that_cannot_be_used_is_named(text: str) -> None:
    """A day without a time is no moment, and a time without a zone is none either: nothing is guessed."""
    with pytest.raises(ObservationUnreadableError, match="line"):
        list(read_csv(io.StringIO(text, newline="")))


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_csv(text: str) -> None:
    with suppress(ObservationUnreadableError):
        assert all(one.archive and one.item for one in read_csv(io.StringIO(HEAD + text, newline="")))
