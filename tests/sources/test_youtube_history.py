"""Watch and search history: pages and JSON, dates of many languages, advertisements, what is torn."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import export_of, problems, reports
from sources.made_archives import readings as readings_at
from sources.made_youtube import write_big
from wildgrass.model import Item, Kind
from wildgrass.sources.base import Reading
from wildgrass.sources.registry import recognise
from wildgrass.sources.youtube.times import PageClock, machine, zones_in

DATES = [  # text, instant, zone; as pages of exports in these languages write them
    ("Aug 17, 2026, 1:14:48 PM CEST", "2026-08-17T11:14:48", "+02:00"),
    ("Dec 31, 2026, 12:00:00 AM CET", "2026-12-30T23:00:00", "+01:00"),
    ("Feb 6, 2025, 12:17:00\u202fPM UTC", "2025-02-06T12:17:00", "UTC"),
    ("15 jun 2026, 9:30:41 CEST", "2026-06-15T07:30:41", "+02:00"),
    ("15 mrt 2026, 20:30:41 CET", "2026-03-15T19:30:41", "+01:00"),
    ("17. Aug. 2026, 22:14:48 MESZ", "2026-08-17T20:14:48", "+02:00"),
    ("27.08.2026, 20:04:54 MESZ", "2026-08-27T18:04:54", "+02:00"),
    ("12.07.2026, 23:29:21 MESZ", "2026-07-12T21:29:21", "+02:00"),
    ("17 Ağu 2026, 22:14:48 GMT+3", "2026-08-17T19:14:48", "+03:00"),
    ("12 de fev. de 2022, 11:38:09 BRT", "2022-02-12T14:38:09", "-03:00"),
    ("4 févr. 2022, 11:38:09 CET", "2022-02-04T10:38:09", "+01:00"),
    ("12 февр. 2022 г., 11:38:09 MSK", "2022-02-12T08:38:09", "+03:00"),  # noqa: RUF001
    ("2026年7月30日 00:23:06 CEST", "2026-07-29T22:23:06", "+02:00"),
    ("2024年1月2日 下午3:04:05 GMT+8", "2024-01-02T07:04:05", "+08:00"),
    ("2021/06/08 20:01:44 JST", "2021-06-08T11:01:44", "+09:00"),
    ("2022. 3. 4. 오후 11:38:09 KST", "2022-03-04T14:38:09", "+09:00"),
    ("23\u200f/07\u200f/2026، 4:20:22 م CEST", "2026-07-23T14:20:22", "+02:00"),
    ("1 ก.พ. 2565 11:38:09 ICT", "2022-02-01T04:38:09", "+07:00"),
    ("11:38:09 10 thg 2, 2022 GMT+7", "2022-02-10T04:38:09", "+07:00"),
    ("12 במאי 2022, 11:38:09 GMT+3", "2022-05-12T08:38:09", "+03:00"),
    ("12 lis 2022, 11:38:09 CET", "2022-11-12T10:38:09", "+01:00"),
    ("Feb 6, 2025, 12:17:00 PM PST", "2025-02-06T12:17:00", "local"),  # Manila has a PST, too
    ("30 Sept 2019, 12:34:56 IST", "2019-09-30T12:34:56", "local"),
]
UNCERTAIN = [
    "3/4/2022, 11:38:09 GMT+1",
    "12. lis 2022. 11:38:09 CET",
    "yesterday",
    "",
    "31 feb 2022, 11:38:09 UTC",
]
CELL = (
    '<div class="outer-cell mdl-cell"><div class="mdl-grid"><div class="header-cell mdl-cell"><p>YouTube<br></p></div>'
    '<div class="content-cell mdl-cell mdl-typography--body-1">{}</div><div class="content-cell mdl-cell'
    ' mdl-typography--body-1 mdl-typography--text-right"></div><div class="content-cell mdl-cell'
    ' mdl-typography--caption"><b>Products:</b><br>&emsp;YouTube<br>{}</div></div></div>'
)
WATCHED = (
    'Watched&nbsp;<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">A &lt;b&gt; &amp;amp; B</a><br>{}'
)


def page(*cells: str) -> str:
    return f'<html><body><div class="mdl-grid">{"".join(cells)}</div></body></html>'


def read(files: dict[str, bytes | str]) -> list[Reading]:
    export = export_of(files)
    source, vintage = recognise(export)
    return list(source.read(export, vintage))


def made(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


@pytest.mark.parametrize(("text", "instant", "zone"), DATES)
def test_a_date_of_a_page(text: str, instant: str, zone: str) -> None:
    found = PageClock(None, None).moment(text)
    assert found is not None
    assert (found.iso()[:19], found.zone) == (instant, zone)


@pytest.mark.parametrize("text", UNCERTAIN)
def test_a_date_that_is_not_certain_stays_unknown(text: str) -> None:
    assert PageClock(None, None).moment(text) is None


def test_winter_is_known_by_summer_beside_it() -> None:
    clock = PageClock(None, None, zones_in(b"x Aug 1, 2024, 1:00:00 PM PDT x"))
    found = clock.moment("Feb 6, 2025, 12:17:00 PM PST")
    assert found is not None
    assert found.zone == "-08:00"


def test_a_person_may_say_the_order_and_the_zone() -> None:
    found = PageClock("Asia/Shanghai", "dmy").moment("3/4/2022, 11:38:09 CST")
    assert found is not None
    assert found.iso() == "2022-04-03T03:38:09.000Z"


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_no_text_is_too_odd_for_a_date(text: str) -> None:
    PageClock(None, None).moment(text)
    machine(text)


@given(st.datetimes())
def test_machine_times_are_exact_to_the_millisecond(shown: object) -> None:
    text = f"{shown:%Y}".zfill(4) + f"-{shown:%m-%dT%H:%M:%S}.123Z"
    found = machine(text)
    assert found is not None
    assert found.iso() == text


def test_markup_is_unescaped_once_and_lines_are_told_apart() -> None:
    more = '<a href="https://www.youtube.com/channel/UCbbbbbbbbbbbbbbbbbbbbbb">C</a><br>Aug 17, 2026, 1:14:48 PM UTC'
    (one,) = made(read({"a.html": page(CELL.format(WATCHED.format(more), ""))}))
    assert one.title == "Watched A <b> &amp; B"
    assert one.target is not None
    assert one.target.id == "UCbbbbbbbbbbbbbbbbbbbbbb"
    assert one.kind is Kind.ACTIVITY
    assert one.is_withheld


@pytest.mark.parametrize(
    "name", ["From Google Ads", "De los anuncios de Google", "来自 Google 广告", "no such word"]
)
def test_advertisements_are_marked_in_any_language(name: str) -> None:
    cell = CELL.format(
        WATCHED.format("Watched at 11:39 AM<br>Aug 17, 2026, 1:14:48 PM UTC"),
        f"<b>D:</b><br>&emsp;{name}<br><b>W</b><br>why",
    )
    record = {"header": "YouTube", "title": "t", "titleUrl": "https://www.youtube.com/watch?v=dQw4w9WgXcQ"}
    record |= {"time": "2026-08-17T13:14:49.000Z", "description": "x 11:39", "details": [{"name": name}]}  # type: ignore[dict-item]
    for one in made(read({"a.html": page(cell), "b.json": json.dumps([record])})):
        assert one.extra["from_ad"] is True


def test_the_page_and_the_json_of_one_history_have_the_same_ids() -> None:
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    (one,) = made(read({"a.html": page(CELL.format(WATCHED.format("Aug 17, 2026, 1:14:48 PM UTC"), ""))}))
    record = {"header": "YouTube", "title": "t", "titleUrl": url, "time": "2026-08-17T13:14:48.523Z"}
    (two,) = made(read({"b.json": json.dumps([record])}))
    assert one.id == two.id


def test_a_search_holds_its_words() -> None:
    record = {"header": "YouTube", "title": "x", "time": "2024-01-01T00:00:00Z"}
    record["titleUrl"] = "https://www.youtube.com/results?search_query=%E9%87%8E%E8%8D%89+a%2Bb"
    (one,) = made(read({"b.json": json.dumps([record])}))
    assert (one.kind, one.text) == (Kind.SEARCH, "野草 a+b")


def test_cells_that_takeout_did_not_write_so_are_read_by_the_rules_of_html() -> None:
    odd = CELL.format(
        "<div><p>Watched <a href='https://youtu.be/dQw4w9WgXcQ'>x</a></p></div><br>1 mei 2026, 07:05:00 CET",
        "",
    )
    (one,) = made(read({"a.html": page(odd)}))
    assert one.url == "https://youtu.be/dQw4w9WgXcQ"
    assert one.published is not None


def test_an_ambiguous_order_is_asked_for_once() -> None:
    cells = [CELL.format(WATCHED.format("3/4/2022, 11:38:09 UTC"), "")] * 3
    found = read({"a.html": page(*cells)})
    assert [code for code, _ in problems(found)] == ["date-order-ambiguous"]
    assert [one.extra["shown_time"] for one in made(found)] == ["3/4/2022, 11:38:09 UTC"] * 3


def test_a_torn_history_loses_what_is_torn() -> None:
    record = '{"header": "YouTube", "title": "t%d", "time": "2024-01-01T00:00:0%dZ"}'
    whole = "[" + ", ".join(record % (n, n) for n in range(3)) + "]"
    found = read({"b.json": whole[:-20]})
    assert len(made(found)) == 2
    assert reports(found)["b.json"].status == "partly"


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_memory_stays_where_it_is_however_large_a_history_is(tmp_path: Path, suffix: str) -> None:
    import tracemalloc

    path = write_big(tmp_path / f"watch-history{suffix}", 12_000)
    tracemalloc.start()
    count = sum(isinstance(one, Item) for one in readings_at_once(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert peak < 24 << 20


def readings_at_once(path: Path) -> object:
    from wildgrass.flows.inspect import inspect

    (inspection,) = inspect([path])
    return inspection.readings()


def test_every_record_of_a_large_page_is_told_apart(tmp_path: Path) -> None:
    found = readings_at(write_big(tmp_path / "h.html", 3000))
    assert len({one.id for one in made(found)}) == 3000
