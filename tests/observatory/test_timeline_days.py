"""Days, coincidences, what may be published, and lines of observations that cannot be used."""

import io
import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks import timeline_calibration as calibration
from hypothesis import given
from hypothesis import strategies as st

from observatory.observed_rows import observed
from wildgrass.audit.registers import cases
from wildgrass.flows.timeline import register_events
from wildgrass.observatory.tables import Column, Table, as_csv, as_json_lines
from wildgrass.observatory.timeline.coincidence import Event, coincidences
from wildgrass.observatory.timeline.days import Days
from wildgrass.observatory.timeline.drawing import takedowns
from wildgrass.observatory.timeline.gate import iso_week, may_be_published, publishable
from wildgrass.observatory.timeline.interrupted import Series
from wildgrass.observatory.timeline.observed import ObservationUnreadableError, read_csv, read_lines
from wildgrass.observatory.timeline.weeks import hints, weeks_of

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
    assert found["e100"].low <= 10 <= found["e100"].high < 100
    assert found["e100"].watched == 100
    assert found["e50"].p > 0.2
    assert found["e150"].p > 0.2


def test_where_all_was_young_nothing_is_compared() -> None:
    (young, known) = coincidences(planted(9), [event(5), event(100)])
    assert (young.why, young.p, young.rate) == ("too-early", None, None)
    assert known.p is not None


def quiet(outage: range, *, hidden: int) -> Days:
    """One removal a day among 100 posts; in an outage nobody looks, and what goes then is known to the whole of it."""
    each = [(DAY_0 + n, DAY_0 + n, "platform", 1) for n in range(200) if n not in outage]
    lost = [(DAY_0 + outage.start, DAY_0 + outage.stop, "platform", hidden)] if hidden else []
    looks = [DAY_0 + n for n in range(200) if n not in outage]
    return days([*each, *lost], [(DAY_0, DAY_0 + 199, 100)], looks)


def test_an_outage_is_neither_quiet_nor_an_event() -> None:
    """Guardrail: when it went is not known, so no day of it has a rate, and the day after it is no burst."""
    outage = range(90, 130)
    inside, after = coincidences(quiet(outage, hidden=40), [event(110), event(140)])
    assert (inside.why, inside.rate, inside.p) == ("not-looked", None, None)
    assert after.p > 0.2
    weeks = [
        one
        for one in quiet(outage, hidden=40).weeks()
        if "2021-04-05" <= one.first.isoformat() < "2021-05-03"
    ]
    assert {one.rate for one in weeks} == {None}
    assert {one.score for one in weeks} == {None}


def test_days_through_which_all_posts_are_known_to_have_stood_are_quiet() -> None:
    (inside,) = coincidences(quiet(range(90, 130), hidden=0), [event(110)])
    assert inside.rate == 0
    assert inside.p > 0.2


def test_before_the_first_look_of_all_nothing_is_known() -> None:
    """Posts of an archive were published long before anybody looked; what went before that is in no archive."""
    found = days(
        [
            (DAY_0, DAY_0 + 100, "platform", 1),
            *((DAY_0 + n, DAY_0 + n, "platform", 1) for n in range(100, 200)),
        ],
        [(DAY_0, DAY_0 + 199, 100)],
        range(DAY_0 + 100, DAY_0 + 200),
    )
    (before,) = coincidences(found, [event(60)])
    assert (before.why, before.rate) == ("not-looked", None)


def test_one_more_platform_is_no_burst() -> None:
    """Each is compared with itself: posts of another, of which ten times as many go, come in half-way."""
    late = [(DAY_0 + n, DAY_0 + n, "platform", 10) for n in range(100, 200)]
    gone = [(DAY_0 + n, DAY_0 + n, "platform", 1) for n in range(200)]
    rows = [
        [{"since": a, "missing": b, "cause": why, "posts": n, "platform": name} for a, b, why, n in of]
        for name, of in (("weibo", gone), ("x", late))
    ]
    there = [
        {"since": DAY_0 + since, "until": DAY_0 + 199, "posts": 100, "platform": name}
        for name, since in (("weibo", 0), ("x", 100))
    ]
    both = Days([*rows[0], *rows[1]], there, [{"day": DAY_0 + n, "records": 1} for n in range(200)])
    (found,) = coincidences(both, [event(104)])
    assert found.p is None or found.p > 0.05


def test_p_is_even_where_nothing_happens() -> None:
    """Forty events at random in worlds with clumps, trends, weeks, an outage and archives that join."""
    found = []
    for seed in range(4):
        random = np.random.default_rng(seed)
        drawn = [calibration.event(int(n)) for n in random.integers(40, calibration.SIZE - 10, 40)]
        found += [one.p for one in coincidences(calibration.world(random), drawn, seed) if one.p is not None]
    assert len(found) > 120
    assert np.mean(np.array(found) <= 0.05) < 0.1
    assert 0.38 < np.mean(np.array(found) <= 0.5) < 0.62


def test_a_burst_stands_out_among_five_events_and_laws_beside_them_change_nothing() -> None:
    random = np.random.default_rng(1)
    drawn = [400, *random.integers(40, calibration.SIZE - 10, 4).tolist()]
    laws = [replace(event(int(n)), kind="law") for n in random.integers(40, calibration.SIZE - 10, 40)]
    told = coincidences(
        calibration.world(random, burst=(400, 5.0)), [*map(calibration.event, drawn), *laws], 1
    )
    assert next(one for one in told if one.event.name == "e400").q < 0.05


def test_what_an_author_deleted_coincides_with_nothing() -> None:
    by_author = [(DAY_0 + n, DAY_0 + n, "author", 50) for n in range(97, 104)]
    (found,) = coincidences(days(by_author, [(DAY_0, DAY_0 + 199, 1000)]), [event(100)])
    assert found.rate == 0
    assert found.p == 1


def weekly(counts: list[float], size: float = 1000) -> list:
    went = np.repeat(np.array(counts) / 7, 7)
    series = Series(went, np.full(len(went), size), np.ones(len(went), dtype=bool))
    return weeks_of(date(2021, 1, 4), "weibo", series)


def test_weeks_at_which_to_look() -> None:
    """A burst and another level are hints; even weeks give none, and none is more than a hint."""
    random = np.random.default_rng(2)
    even = random.poisson(20, 60).astype(float).tolist()
    assert [one for one in weekly(even) if one.hint == "change"] == []
    burst = [*even[:30], 70.0, *even[31:]]
    assert [one.name for one in hints(weekly(burst)) if one.hint == "burst"] == ["2021-W31"]
    levels = [*even[:30], *(3 * one for one in even[30:])]
    (change,) = [number for number, one in enumerate(weekly(levels)) if one.hint == "change"]
    assert abs(change - 30) <= 1
    assert weekly([]) == []


def test_a_week_of_which_too_little_is_known_has_no_rate() -> None:
    known = np.ones(70, dtype=bool)
    known[14:18] = known[21:28] = False
    found = weeks_of(date(2021, 1, 4), "weibo", Series(np.ones(70), np.full(70, 100.0), known))
    assert [(one.known, one.rate) for one in found[1:5]] == [(7, 10.0), (3, None), (0, None), (7, 10.0)]
    assert found[2].gone is None
    assert all(one.score is None and not one.hint for one in found[2:4])


def places(drawn: str) -> list[tuple[float, float]]:
    """Return from where to where each date below the axis is written."""
    found = re.findall(r'class="tick"[^>]*x="([\d.]+)"[^>]*>([\d-]+)<', drawn)
    return [(float(x) - 0.56 * 13 * len(text) / 2, float(x) + 0.56 * 13 * len(text) / 2) for x, text in found]


@pytest.mark.parametrize("size", [1, 2, 130, 177, 400, 1200, 3700])
def test_dates_and_numbers_of_a_drawing_are_whole(size: int) -> None:
    """No date runs over the edge, no mark of the axis is half a post, and where too little is known is dashed."""
    rows = [(DAY_0 + n, DAY_0 + n, "platform", 1) for n in range(0, size, 3)]
    drawn = takedowns(days(rows, [(DAY_0, DAY_0 + size - 1, 5)], range(DAY_0, DAY_0 + size)), [], str, "told")
    assert places(drawn)
    assert max(end for _, end in places(drawn)) <= 640
    assert not re.search(r">\d+\.5<", drawn)
    outage = takedowns(quiet(range(90, 130), hidden=40), [], str)
    assert 'class="unlooked"' in outage
    assert 'class="unlooked"' not in takedowns(quiet(range(0), hidden=0), [], str)


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


def test_what_is_published_is_rounded_down() -> None:
    """Who took part, and how much of it was hers, cannot be reckoned from one number and one's own share."""
    (found,) = publishable(cell({"a": 7, "b": 6, "c": 5, "d": 4, "e": 1, "f": 1})).cells
    assert (found.posts, found.archives) == (20, 5)
    (more,) = publishable(cell({chr(97 + n): 2 for n in range(12)})).cells
    assert (more.posts, more.archives) == (20, 10)


@pytest.mark.parametrize(("withheld", "told"), [(0, 5), (1, 5), (5, 5), (6, 10)])
def test_how_many_cells_were_withheld_is_told_roughly(withheld: int, told: int) -> None:
    """One more withheld than in the last release would say that somebody joined."""
    rows = [row | {"week": week} for week in range(withheld) for row in cell({"a": 1})]
    assert publishable(rows).withheld_at_most == told


def test_two_releases_cannot_be_subtracted() -> None:
    """Sixty posts of six archives, and of five when one of them took her consent back: hers are the difference."""
    six = dict.fromkeys("abcdef", 10)
    first, second = publishable(cell(six)), publishable(cell(dict.fromkeys("abcde", 10)))
    assert [one.posts for one in second.cells] == [50]
    assert second.after(first.cells).cells == ()
    assert second.after(first.cells).withheld == 1
    assert first.after(first.cells) == first, "what is as it was may be said again"
    assert first.after([]) == first


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
    first, second = read_csv(io.StringIO(HEAD + rows, newline=""))
    assert (first.archive, first.item, first.last_seen, first.first_missing) == ("a", "i,1", None, None)
    assert (first.cause, first.returned) == ("unknown", False)
    assert (second.archive, second.published, second.cause, second.returned) == ("=b", None, "state", True)


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
