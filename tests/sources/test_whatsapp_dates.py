"""Dates of WhatsApp chats: every order, calendar, clock and script of digits, and what settles the order."""

# ruff: noqa: RUF001 - digits and letters of other scripts are what this is about
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import BytesMember
from wildgrass.model import Item, Problem, ZoneBasis
from wildgrass.sources.base import Answers, Export, MemberReport, Reading
from wildgrass.sources.whatsapp import WhatsAppSource
from wildgrass.sources.whatsapp.calendars import Year, day
from wildgrass.sources.whatsapp.headers import header

SOURCE = WhatsAppSource()
NONE = Answers()
MAY = datetime(2021, 5, 1)  # noqa: DTZ001 - a zip states no zone


def chat(text: str, answers: Answers = NONE, modified: datetime | None = None) -> list[Reading]:
    """Return everything in a chat of that text."""
    member = BytesMember("_chat.txt", text.encode())
    member.modified = modified
    export = Export("made", {"_chat.txt": member}, (), ("memory",), answers)
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    return list(SOURCE.read(export, vintage))


def times(text: str, answers: Answers = NONE, modified: datetime | None = None) -> list[str | None]:
    """Return the local times of the items, to the minute."""
    found = [one for one in chat(text, answers, modified) if isinstance(one, Item) and one.kind != "account"]
    return [one.published.iso()[:16] if one.published else None for one in found]


def note(found: list[Reading]) -> str:
    return next(one.note for one in found if isinstance(one, MemberReport))


def asked(found: list[Reading]) -> list[Problem]:
    return [one for one in found if isinstance(one, Problem) and one.code == "date-order-ambiguous"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("[27/3/22, 9:41:35 PM] A: b", "2022-03-27T21:41"),
        ("[27/3/22, 9:41:35\u202fPM] A: b", "2022-03-27T21:41"),
        ("[27.03.22, 21:41:35] A: b", "2022-03-27T21:41"),
        ("[2022-03-27, 12:05:00\u00a0a.\u00a0m.] A: b", "2022-03-27T00:05"),
        ("[21:41:35, 27/3/22] A: b", "2022-03-27T21:41"),
        ("[2026/7/29 02:28:37] A:b", "2026-07-29T02:28"),
        ("27/03/2022, 21:41 - A: b", "2022-03-27T21:41"),
        ("27/03/2022 à 21:41 - A: b", "2022-03-27T21:41"),
        ("27.3.2022 klo 21.41 - A: b", "2022-03-27T21:41"),
        ("27/03/22 20.15 - A: b", "2022-03-27T20:15"),
        ("27. 03. 2022. 21:41 - A: b", "2022-03-27T21:41"),
        ("27.03.22 г., 21:41 ч. - A: b", "2022-03-27T21:41"),
        ("27.03.22, 21:41 Uhr - A: b", "2022-03-27T21:41"),
        ("20/6/2017 8:28\u00a0p.\u00a0m. - A: b", "2017-06-20T20:28"),
        ("2022/3/27 下午9:41 - A: b", "2022-03-27T21:41"),
        ("2022/3/27 凌晨12:41 - A: b", "2022-03-27T00:41"),
        ("2022/3/27 中午12:41 - A: b", "2022-03-27T12:41"),
        ("2022/3/27 中午1:41 - A: b", "2022-03-27T13:41"),
        ("2022/3/27 晚上11:41 - A: b", "2022-03-27T23:41"),
        ("2022年3月27日傍晚6:41 - A: b", "2022-03-27T18:41"),
        ("2022. 3. 27. 오후 9:41 - A: b", "2022-03-27T21:41"),
        ("[2022/03/27 午後0:41:00] A: b", "2022-03-27T12:41"),
        ("[2022/03/27 午前0:41:00] A: b", "2022-03-27T00:41"),
        ("[27/3/2565 21:41:35] A: b", "2022-03-27T21:41"),
        ("[3/27/2565 BE, 14:56:01] A: b", "2022-03-27T14:56"),
        ("[27/3/65 21:41:35] A: b", "2022-03-27T21:41"),
        ("[3/27/R4, 14:56:01] A: b", "2022-03-27T14:56"),
        ("令和4年3月27日 21:41 - A: b", "2022-03-27T21:41"),
        ("平成31年3月27日 21:41 - A: b", "2019-03-27T21:41"),
        ("民國111年3月27日 21:41 - A: b", "2022-03-27T21:41"),
        ("111/3/27 下午9:41 - A: b", "2022-03-27T21:41"),
        ("۱۴۰۱/۱/۷\u060c\u200f ۲۱:۴۱ - A: b", "2022-03-27T21:41"),
        ("\u200f٢٧\u200f/٣\u200f/٢٠٢٢\u060c ٩:٤١ م - A: b", "2022-03-27T21:41"),
        ("[24/8/1443 هـ\u060c 9:41:35 ص] A: b", "2022-03-27T09:41"),
        ("२७/३/२२, ९:४१ अपराह्न - A: b", "2022-03-27T21:41"),
        ("২৭/৩/২২, ৯:৪১ PM - A: b", "2022-03-27T21:41"),
        ("๒๗/๓/๒๕๖๕ ๒๑:๔๑ - A: b", "2022-03-27T21:41"),
        ("3/24/14, 1:59:59 PM: A: b", "2014-03-24T13:59"),
        ("Sun, 27/3/22, 10:00 - A: b", "2022-03-27T10:00"),
        ("27/03/2022, 24:05 - A: b", "2022-03-27T00:05"),
        ("[27/03/2022, 21:41:35] - A: b", "2022-03-27T21:41"),
        ("\ufeff27/03/2022, 21:41 - A: b", "2022-03-27T21:41"),
    ],
)  # fmt: skip
def test_notations(line: str, shown: str) -> None:
    assert times(line) == [shown]


@pytest.mark.parametrize("answer", ["dmy", "mdy"])
def test_what_nothing_settles_is_asked_and_settled_by_the_answer(answer: str) -> None:
    """One problem with both readings; items without a date keep them; a date that reads the same either way has one."""
    text = "3/4/21, 10:00 - A: b\n5/5/21, 11:00 - A: c\n6/7/21, 12:00:30 - A: d\n"
    found = chat(text)
    (problem,) = asked(found)
    assert not problem.lost
    assert "3 April 2021 or 4 March 2021" in problem.reason
    items = [one for one in found if isinstance(one, Item)]
    assert [one.published is None for one in items] == [True, False, True]
    assert items[0].extra["date_readings"] == ["2021-04-03T10:00", "2021-03-04T10:00"]
    assert items[0].extra["date_text"] == "3/4/21, 10:00"
    assert items[2].extra["date_readings"] == ["2021-07-06T12:00:30", "2021-06-07T12:00:30"]
    settled = chat(text, Answers(date_order=answer))
    assert asked(settled) == []
    assert "as answered" in note(settled)
    first = next(one for one in settled if isinstance(one, Item))
    assert first.published is not None
    assert first.published.iso()[:10] == ("2021-04-03" if answer == "dmy" else "2021-03-04")
    assert [one.id for one in settled if isinstance(one, Item)] == [one.id for one in items]


@pytest.mark.parametrize(
    ("text", "first", "why"),
    [
        ("3/4/21, 10:00 - A: b\n13/4/21, 10:00 - A: b", "2021-04-03T10:00", "above 12"),
        ("3/4/21, 10:00 - A: b\n4/13/21, 10:00 - A: b", "2021-03-04T10:00", "above 12"),
        ("5/4/21, 9:00 - A: b\n6/4/21, 9:00 - A: b\n7/3/21, 9:00 - A: b", "2021-05-04T09:00", "in order"),
        ("5/4/21, 9:00 - A: b\n6/4/21, 9:00 - A: b\n1/5/21, 9:00 - A: b", "2021-04-05T09:00", "in order"),
        ("Sat, 3/4/21, 10:00 - A: b", "2021-04-03T10:00", "days of the week"),
        ("3/4/21, 9:00 - A: IMG-20210403-WA0001.jpg (file attached)", "2021-04-03T09:00", "media"),
        ("[3/4/21, 9:00:00] A: <attached: 00000001-PHOTO-2021-03-04-09-00-00.jpg>", "2021-03-04T09:00", "media"),
        ("3.4.21, 9:00 - A: b", "2021-04-03T09:00", "weak evidence"),
        ("1/1/21, 9:00 - A: b\n2/2/21, 9:00 - A: b", "2021-01-01T09:00", "reads the same"),
        ("2021/3/4 9:00 - A: b", "2021-03-04T09:00", "year stands first"),
        ("21/3/4 下午9:00 - A: b", "2021-03-04T21:00", "language"),
    ],
)  # fmt: skip
def test_what_settles_the_order_is_told(text: str, first: str, why: str) -> None:
    found = chat(text)
    assert asked(found) == []
    assert times(text)[0] == first
    assert why in note(found)


def test_a_file_that_is_older_than_its_messages_is_weak_evidence() -> None:
    text = "3/4/21, 10:00 - A: b\n3/9/21, 10:00 - A: b"
    assert times(text) == [None, None]
    assert times(text, modified=MAY) == ["2021-03-04T10:00", "2021-03-09T10:00"]
    assert "younger than the file (weak" in note(chat(text, modified=MAY))


def test_a_year_of_two_digits_may_stand_first() -> None:
    """Korean without words beside the time: 22. 3. 27. is March 2022, for the messages stand in order only so."""
    text = "".join(f"22. {day:%-m. %-d}. 21:41 - A: b\n" for day in days(date(2022, 3, 27), 9))
    assert times(text)[0] == "2022-03-27T21:41"
    assert times("27/03/22, 10:00 - A: b") == ["2022-03-27T10:00"]


def days(start: date, count: int) -> list[date]:
    return [start + timedelta(days=number) for number in range(count)]


def test_two_exports_in_one_file_keep_their_certain_dates() -> None:
    """Two phones, two orders: what only one order can read has a date, the rest is asked."""
    text = "".join(
        f"{day:%d/%m/%Y}, 10:00 - A: b\n{day:%m/%d/%Y}, 10:00 - B: b\n" for day in days(date(2021, 3, 10), 9)
    )
    found = chat(text)
    assert len(asked(found)) == 1
    items = [one for one in found if isinstance(one, Item)]
    assert sum(one.published is None for one in items) == 6  # the 10th to the 12th, twice
    assert {one.published.iso()[:10] for one in items if one.published} == {
        f"2021-03-{day}" for day in range(13, 19)
    }


def test_an_impossible_date_keeps_its_message() -> None:
    found = chat("31/02/2021, 10:00 - A: b\n01/03/2021, 25:00 - A: c\n30/03/2021, 10:00 - A: d")
    items = [one for one in found if isinstance(one, Item)]
    assert [one.published is None for one in items] == [True, True, False]
    assert [one.code for one in found if isinstance(one, Problem)] == ["date-impossible"]


def test_an_unknown_word_beside_the_time_is_told() -> None:
    found = chat("13/02/2021, 9:41 qqq - A: b\n14/02/2021, 9:41 zzz - A: c")
    (problem,) = [one for one in found if isinstance(one, Problem)]
    assert problem.code == "clock-word-unknown"
    assert "'qqq', 'zzz'" in problem.reason
    assert {one.published.precision_ms for one in found if isinstance(one, Item) and one.published} == {
        43_200_000
    }


def test_precision_and_zone_are_those_of_the_phone_or_of_the_answer() -> None:
    """Nobody writes the zone: the local clock stands for UTC until the person says where the phone was."""
    text = "27/03/2022, 21:41 - A: b"
    (moment,) = [one.published for one in chat(text) if isinstance(one, Item)]
    assert moment is not None
    assert (moment.zone, moment.zone_basis, moment.precision_ms) == ("local", ZoneBasis.UNKNOWN, 60_000)
    answered = chat(text, Answers(zone="Asia/Shanghai"))
    (moment,) = [one.published for one in answered if isinstance(one, Item)]
    assert moment is not None
    assert (moment.iso()[:16], moment.zone_basis) == ("2022-03-27T13:41", ZoneBasis.ASSUMED)
    assert "zone" not in note(answered)


def test_persian_leap_years_and_new_years() -> None:
    """Known days: Nowruz of 1399, 1400 and 1404, and the last days of two leap years."""
    assert day(Year(1399, 4), 1, 1) == date(2020, 3, 20)
    assert day(Year(1399, 4), 12, 30) == date(2021, 3, 20)
    assert day(Year(1400, 4), 1, 1) == date(2021, 3, 21)
    assert day(Year(1403, 4), 12, 30) == date(2025, 3, 20)
    assert day(Year(1404, 4), 1, 1) == date(2025, 3, 21)
    assert day(Year(1400, 4), 12, 30) is None


def test_umm_al_qura_new_years() -> None:
    """The first of Muharram as Saudi Arabia kept it."""
    assert day(Year(1430, 4), 1, 1) == date(2008, 12, 29)
    assert day(Year(1443, 4), 1, 1) == date(2021, 8, 9)
    assert day(Year(1445, 4), 1, 1) == date(2023, 7, 19)
    assert day(Year(1443, 4), 1, 31) is None
    assert day(Year(1501, 4), 1, 1) is None


_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙")


NOTATIONS = st.tuples(
    st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y-%m-%d", "%d. %m. %Y.", "%Y年%m月%d日"]
    ),
    st.sampled_from([", ", " ", "\u060c ", "\u202f", " um "]),
    st.sampled_from(["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S\u202f%p"]),
).map("".join)


@given(
    st.dates(date(2009, 1, 1), date(2049, 12, 31)),
    st.times(),
    NOTATIONS,
    st.sampled_from(["[{}] A: b", "{} - A: b", "\u200e[{}] \u202aA\u202c: b"]),
    st.sampled_from(_DIGITS),
)
def test_a_written_time_is_read_back(day: date, clock: time, notation: str, frame: str, digits: str) -> None:
    """Any notation, in any script of digits; a day above 12 beside it settles the order."""
    shown = datetime.combine(day, clock)
    lines = []
    for one in (shown, shown.replace(day=25)):
        stamp = one.strftime(notation).translate(str.maketrans("0123456789", digits))
        lines.append(frame.format(stamp))
    assert times("\n".join(lines))[0] == shown.isoformat()[:16]


@given(st.text(max_size=60))
def test_any_line_has_a_header_or_not(line: str) -> None:
    found = header(line)
    assert found is None or line.endswith(found[0]["rest"])
