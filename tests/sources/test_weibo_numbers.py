"""Numbers, times and counts of Weibo, each pitfall by itself."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_weibo import START, number
from wildgrass.model import ZoneBasis
from wildgrass.sources.weibo import counts, ids, times


@pytest.mark.parametrize(
    ("letters", "digits"),
    [("z0JH2lOMb", "3501756485200075"), ("1b1AKe", "730379578"), ("J5cW9uZEi", "4512413737386822")],
)
def test_both_forms_of_a_number_are_known_pairs(letters: str, digits: str) -> None:
    assert ids.number_of(letters) == digits
    assert ids.letters_of(digits) == letters


@given(st.integers(10**8, 10**17 - 1))
def test_a_number_comes_back_from_its_letters(value: int) -> None:
    assert ids.number_of(ids.letters_of(str(value))) == str(value)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_for_a_number_is_taken_or_refused(one: str, other: str) -> None:
    found = ids.native(one, other)
    assert found is None or found.number.isdigit()


def test_a_number_tells_the_second() -> None:
    assert ids.made(str(number(START, 12345))) == START
    assert ids.made("4806111732961615") == datetime(2022, 8, 24, 14, 3, 13, tzinfo=UTC)
    assert ids.made("730379578") is None


@pytest.mark.parametrize("damaged", ["4.51241E+15", "4512413737386820", "4512413737386820\t"])
def test_a_number_that_a_spreadsheet_rounded_is_taken_from_the_letters(damaged: str) -> None:
    found = ids.native(damaged, "J5cW9uZEi")
    assert found is not None
    assert (found.number, bool(found.doubt)) == ("4512413737386822", True)


def test_the_number_of_before_2012_gives_way_to_the_letters() -> None:
    assert ids.native("20110061812539159", "1b1AKe") == ids.Native("730379578", "1b1AKe", "20110061812539159")


def test_two_forms_that_name_two_posts_are_doubted() -> None:
    found = ids.native("4512413737386822", "z0JH2lOMb")
    assert found is not None
    assert found.number == "4512413737386822"
    assert "two posts" in found.doubt


@pytest.mark.parametrize(
    "written", [" 4512413737386822\t", '"4512413737386822"', "='4512413737386822'", 4512413737386822]
)
def test_what_tables_put_around_a_number_is_taken_off(written: object) -> None:
    assert ids.digits(written) == "4512413737386822"


@pytest.mark.parametrize(
    ("written", "iso", "precision_ms", "basis"),
    [
        ("Wed Aug 24 22:03:13 +0800 2022", "2022-08-24T14:03:13.000Z", 1000, ZoneBasis.STATED),
        ("2019-12-20", "2019-12-19T16:00:00.000Z", 86_400_000, ZoneBasis.ASSUMED),
        ("2019-12-20 10:10", "2019-12-20T02:10:00.000Z", 60_000, ZoneBasis.ASSUMED),
        ("2019-12-20 10:10:05", "2019-12-20T02:10:05.000Z", 1000, ZoneBasis.ASSUMED),
        ("2024-11-05T16:39:08", "2024-11-05T08:39:08.000Z", 1000, ZoneBasis.ASSUMED),
        ("2019年12月20日 10:10", "2019-12-20T02:10:00.000Z", 60_000, ZoneBasis.ASSUMED),
        (1682757213, "2023-04-29T08:33:33.000Z", 1000, ZoneBasis.STATED),
    ],
)
def test_times_are_china_time_unless_they_say(
    written: object, iso: str, precision_ms: int, basis: str
) -> None:
    found = times.read(written).moment
    assert found is not None
    assert (found.iso(), found.precision_ms, found.zone_basis) == (iso, precision_ms, basis)


@pytest.mark.parametrize(
    ("written", "iso", "precision_ms"),
    [
        ("03-04", "2021-03-03T16:00:00.000Z", 86_400_000),
        ("03月04日 13:06", "2021-03-04T05:06:00.000Z", 60_000),
        ("今天 13:06", "2021-03-04T05:06:00.000Z", 60_000),
        ("5分钟前", "2021-03-04T05:06:00.000Z", 60_000),
        ("3小时前", "2021-03-04T05:00:00.000Z", 3_600_000),
        ("2天前", "2021-03-03T16:00:00.000Z", 86_400_000),
    ],
)
def test_what_a_page_says_of_its_day_is_dated_by_the_posts_number(
    written: str, iso: str, precision_ms: int
) -> None:
    found = times.read(written, str(number(START)))
    assert found.moment is not None
    assert (found.moment.iso(), found.moment.precision_ms, found.kept) == (iso, precision_ms, written)


@pytest.mark.parametrize(
    "written", ["03-05", "昨天 10:00", "2019-13-45", "Wed Foo 24 22:03:13 +0800 2022", "不久前"]
)
def test_what_cannot_be_dated_stays_as_words(written: str) -> None:
    found = times.read(written)
    assert (found.moment, found.kept) == (None, written)


@given(st.text(max_size=40))
def test_any_text_for_a_time_is_read_or_kept(written: str) -> None:
    found = times.read(written, "4512413737386822")
    assert found.moment is not None or found.kept == written.strip()


def test_signed_addresses_tell_when_they_were_handed_out() -> None:
    """The crawler that writes `crawl_time` beside both shows it to the second."""
    portrait = "https://tvax1.sinaimg.cn/crop.0.0.9.9.1024/a.jpg?KID=imgbed,tva&Expires=1682768013&ssig=x"
    video = "http://f.video.weibocdn.com/o0/a.mp4?label=mp4_720p&Expires=1682760813&ssig=x"
    found = [times.served(portrait), times.served(video)]
    assert [one.iso() if one else "" for one in found] == ["2023-04-29T08:33:33.000Z"] * 2
    assert times.served("https://example.org/?Expires=1682760813") is None


@pytest.mark.parametrize(
    ("value", "is_flattened", "expected"),
    [
        (12, False, 12),
        ("12", True, 12),
        ("1,234", False, 1234),
        (0, False, 0),
        ("", False, None),
        (None, False, None),
        (True, False, None),
        ("1.2万", False, {"text": "1.2万", "at_least": 11_500, "below": 13_000}),
        ("3万", False, {"text": "3万", "at_least": 25_000, "below": 40_000}),
        ("100万+", False, {"text": "100万+", "at_least": 1_000_000}),
        ("1.5亿", False, {"text": "1.5亿", "at_least": 145_000_000, "below": 160_000_000}),
        (1_000_000, False, {"text": "1000000", "at_least": 1_000_000}),
        (12_000, True, {"text": "12000", "at_least": 11_500, "below": 13_000}),
        (12_000, False, 12_000),
        (12_345, True, 12_345),
        (3_382_755, True, 3_382_755),
        ("很多", False, {"text": "很多"}),
    ],
)
def test_a_count_is_a_number_only_where_it_is_stated(
    value: object, is_flattened: bool, expected: object
) -> None:
    assert counts.count(value, is_flattened=is_flattened) == expected


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.none(), st.booleans()), st.booleans())
def test_any_value_for_a_count_is_read_or_kept(value: object, is_flattened: bool) -> None:
    found = counts.count(value, is_flattened=is_flattened)
    assert found is None or isinstance(found, int) or "text" in found
