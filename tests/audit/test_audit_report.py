"""The audit's report: a summary, pictures and details, the same on a page and on sheets; sealed where asked for."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.read_pdf import assert_for_everybody
from wildgrass.audit.exposure import Exposure, ExposureAudit, questions
from wildgrass.audit.legal import LegalAudit
from wildgrass.audit.pictures.drawn import pictures
from wildgrass.audit.pictures.shapes import WIDE, Box, Disc, Outline, Words, set_lines, width
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.pictures.svg import as_svg
from wildgrass.audit.pictures.world import outlines
from wildgrass.audit.registers import platforms, told
from wildgrass.audit.ruleset import rules
from wildgrass.audit.subject import subject_of_item
from wildgrass.cli.main import main
from wildgrass.crypto.age import X25519Identity, decrypt
from wildgrass.flows.audit import report_bytes
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.text.language import LANGUAGES

FIXTURES = Path(__file__).parent.parent / "sources" / "fixtures"
CHINA, AMERICA = "114.114.114.114", "8.8.8.8"


def record(number: int, kind: Kind, day: datetime | None = None, source: str = "x", **extra) -> Item:
    return Item(
        id=f"{source}:{kind}:{number}",
        kind=kind,
        source=source,
        origin=Origin(member="data/m.js", record=number),
        audience=Audience.SELF,
        published=None if day is None else Moment(instant=day, precision_ms=1000),
        extra=extra,
    )


def exposures(*items: Item) -> list[Exposure]:
    audit = ExposureAudit()
    for one in items:
        audit.see(subject_of_item(one))
    return list(audit.findings())


def sign_ins() -> list[Item]:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    days = [record(n, Kind.LOGIN, start + timedelta(days=n % 4), ip=CHINA) for n in range(10)]
    return [*days, record(10, Kind.LOGIN, start, ip=AMERICA), record(11, Kind.LOGIN, None, ip=AMERICA)]


def drawn(*items: Item, language: str = "en") -> dict[str, object]:
    return {one.id: one for one in pictures(exposures(*items), Spoken(language))}


def test_the_map_counts_countries_and_says_where_its_outlines_are_from() -> None:
    world = drawn(*sign_ins(), record(20, Kind.PHONE, phoneNumber="+4915112345678"))["map"]
    assert world.rows == (
        ("1", "China (CN)", "10", ""),
        ("2", "US", "2", ""),
        ("3", "Germany (DE)", "", "phone numbers: 1"),
    )
    assert [one.text for one in world.shapes if isinstance(one, Words)] == ["1", "2", "3"]
    assert [one.role for one in world.shapes if isinstance(one, Outline)] == ["land", "used", "used", "land"]
    assert any("Natural Earth" in note and "2018" in note for note in world.notes)


def test_every_country_of_addresses_has_a_place_on_the_map() -> None:
    """Hong Kong, Macao and Singapore are too small for an outline and have a point; Taiwan has both."""
    assert {"HK", "MO", "SG", "TW", "MT"} <= outlines().points.keys()
    assert {"CN", "TW", "US", "RU"} <= outlines().outlines.keys()
    for x, y in outlines().points.values():
        assert 0 <= x <= outlines().wide
        assert -5 <= y <= outlines().high + 60  # the far south lies off the sheet; marks are kept on it
    for path in outlines().outlines.values():
        assert re.fullmatch(r"(?:M-?\d+ -?\d+l[-\d ]+z)*", path)


def test_marks_do_not_cover_each_other_and_stay_on_the_sheet() -> None:
    crowd = [
        "141.1.1.1",
        "80.10.246.2",
        "212.58.244.1",
        "145.97.20.1",
        "130.59.31.1",
        "131.130.1.1",
        "193.166.3.1",
    ]
    items = [record(n, Kind.LOGIN, ip=address) for n, address in enumerate(crowd)]
    world = drawn(*items)["map"]
    marks = [one for one in world.shapes if isinstance(one, Disc) and one.radius > 3]
    assert len(marks) == len(world.rows) >= 5
    for at, one in enumerate(marks):
        assert one.radius <= one.x <= WIDE - one.radius
        assert all((one.x - two.x) ** 2 + (one.y - two.y) ** 2 >= 13**2 for two in marks[at + 1 :])


def test_the_timeline_has_a_bar_for_each_day_of_each_country() -> None:
    time = drawn(*sign_ins())["logins"]
    bars = [one.d.count("M") for one in time.shapes if isinstance(one, Outline)]
    assert bars == [4, 1]
    assert time.head == ("when", "China", "US")
    assert time.rows[0] == ("2020-01-01", "3", "1")
    assert time.rows[3] == ("2020-01-04", "2", "")
    assert time.notes[-1].startswith("1 more records have no date")


def test_a_long_time_is_drawn_in_columns_of_some_days_and_none_is_lost() -> None:
    start = datetime(2010, 1, 1, tzinfo=UTC)
    time = drawn(*(record(n, Kind.LOGIN, start + timedelta(days=9 * n), ip=CHINA) for n in range(500)))[
        "logins"
    ]
    (bars,) = [one for one in time.shapes if isinstance(one, Outline)]
    assert 250 < bars.d.count("M") <= 330
    assert sum(int(row[1]) for row in time.rows) == 500
    assert [row[0] for row in time.rows][:2] == ["2010", "2011"]


def test_who_got_what_names_apps_advertisers_and_authorities_by_law() -> None:
    items = [
        record(1, Kind.APP, name="Quiz", permissions=["read"]),
        record(2, Kind.AD, advertiserInfo={"advertiserName": "Acme"}),
        record(3, Kind.PHONE, phoneNumber="+8613800138000"),
    ]
    who = drawn(*items)["who-x"]
    told = dict(who.rows)
    assert told["You gave, or your device did"] == "phone numbers: 1"
    assert told["Connected apps that may read"] == "1: Quiz"
    assert told["Carriers that route its codes"] == "your export does not say"
    assert "court orders" in told["Authorities may ask the platform"]
    said = " ".join(one.text for one in who.shapes if isinstance(one, Words))
    assert "Quiz" in said
    assert "your export does not say" in said
    assert [one.role for one in who.shapes if isinstance(one, Box)].count("unsaid") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_an_export_does_not_say_there_is_a_sentence_and_no_empty_picture(language: str) -> None:
    post = record(1, Kind.POST)
    found = drawn(post, language=language)
    for name in ("map", "logins"):
        assert found[name].shapes == ()
        assert found[name].rows == ()
        assert len(found[name].told) > 10
    page = report_bytes(exposures(post), ".html", language).decode()
    assert found["map"].told in page
    assert page.count("<svg") == 1  # who got what, where all but the authorities is silence


def test_a_picture_is_an_image_with_a_name_and_what_it_says_escaped() -> None:
    who = drawn(record(1, Kind.APP, name='<script>"&'))["who-x"]
    svg = as_svg(who)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert 'role="img" aria-labelledby="picture-who-x-t picture-who-x-d"' in svg
    assert f'<title id="picture-who-x-t">{who.title}' in svg
    assert "style=" not in svg


@given(st.text(max_size=120), st.integers(6, 16), st.integers(60, 300))
def test_lines_are_never_wider_than_their_room(text: str, size: int, wide: int) -> None:
    lines = set_lines(text, size, wide, most=50)
    for line in lines:
        marks = sum(char in "，。、；：！？）」』》”…,.;:!?)·" for char in line)  # noqa: RUF001
        assert width(line, size) <= wide + (marks + 18) * size
    if len(lines) < 50:
        assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_hold_what_the_page_holds_in_every_language(language: str) -> None:
    found = exposures(*sign_ins(), record(20, Kind.PHONE, phoneNumber="+8613800138000"))
    data = report_bytes(found, ".pdf", language)
    assert data == report_bytes(found, ".pdf", language)
    document = pypdfium2.PdfDocument(data)
    try:
        said = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
        assert document.get_metadata_dict()["Title"] == Spoken(language)("title")
        outline = [one.get_title() for one in document.get_toc()]
    finally:
        document.close()
    spoken = Spoken(language)
    for phrase in (spoken("danger"), spoken("map-title"), spoken("logins-title"), spoken.country("CN")):
        assert "".join(phrase.split()) in said
    assert spoken("map-title") in outline
    assert "+86…00" in said.replace("⋯", "…")
    assert "13800138000" not in said
    assert "〓" not in said
    assert_for_everybody(data, language, pictures=3)


def test_the_command_writes_each_form_for_its_owner_only(tmp_path, capsys) -> None:
    for name in ("report.html", "report.pdf"):
        file = tmp_path / name
        assert main(["audit", str(FIXTURES / "x/tweets-js"), "--report", str(file)]) == 1
        assert file.stat().st_mode & 0o077 == 0
        assert "dangerous to leave lying about" in capsys.readouterr().err
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert main(["audit", str(FIXTURES / "x/tweets-js"), "--report", str(tmp_path / "report.pdf")]) == 2


def test_a_sealed_report_never_lies_there_in_clear(tmp_path, capsys) -> None:
    one, two = (X25519Identity.from_secret(bytes([n]) * 32) for n in (7, 8))
    file = tmp_path / "report.pdf.age"
    to = [part for who in (one, two) for part in ("--to", who.recipient().text)]
    assert main(["audit", str(FIXTURES / "x/tweets-js"), "--report", str(file), *to]) == 1
    assert "sealed" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf.age"]
    for who in (one, two):
        assert decrypt(file.read_bytes(), [who]).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "to"),
    [("report.txt", []), ("report.pdf.age", []), ("report.age", []), ("report.pdf", ["--to", "{recipient}"])],
)
def test_a_name_that_says_no_form_is_refused_before_anything_is_read(name, to, tmp_path, capsys) -> None:
    recipient = X25519Identity.from_secret(b"\7" * 32).recipient().text
    chosen = [part.format(recipient=recipient) for part in to]
    assert main(["audit", str(tmp_path / "nothing-here"), "--report", str(tmp_path / name), *chosen]) == 2
    assert "none of the forms" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_all_questions_stand_in_the_summary_once() -> None:
    page = report_bytes(exposures(*sign_ins()), ".html", "en").decode()
    summary = page[page.index('<dl class="summary">') : page.index("</dl>")]
    assert re.findall(r'href="#exposure-([a-z-]+)"', summary).count("login-address") == 1
    assert sorted(re.findall(r'href="#exposure-([a-z-]+)"', summary)) == sorted(one.id for one in questions())


def test_rules_questions_and_platforms_speak_traditional_chinese() -> None:
    """Every sentence has its own, and none holds a character that only simplified Chinese has."""
    sentences = [
        words for rule in rules() for words in (rule.title, rule.condition, rule.advice, rule.practice)
    ]
    sentences += [words for one in questions() for words in (one.title, one.meaning)]
    sentences += [words for one in platforms() for words in (one.name, one.authorities)]
    steps = [step for one in questions() for step in one.steps.told("zh-Hant")]
    for text in [*(told(words, "zh-Hant") for words in sentences), *steps]:
        assert not set(text) & set("这为么们说账话发无时间关设备应将让过还进与书东"), text
    assert told(rules()[0].title, "zh-Hant") != told(rules()[0].title, "zh-Hans")
    assert told(rules()[0].title, "zh-Hans") == rules()[0].title["zh-Hans"]
    assert told(rules()[0].title, "en") == rules()[0].title["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_however_long_or_odd_breaks_a_report(language: str) -> None:
    """A picture or a row that is taller than a sheet would end the setting of a PDF."""
    odd = ["长" * 5_000, "W" * 5_000, "word " * 1_000, "\ud83d", "🕯\u202e\x00<b>&", ""]
    items = [record(n, Kind.APP, name=name, permissions=[name] * 3) for n, name in enumerate(odd)]
    items += [record(20 + n, Kind.AD, advertiserInfo={"advertiserName": name}) for n, name in enumerate(odd)]
    items += [record(40 + n, Kind.DEVICE, device=name, carrier=name) for n, name in enumerate(odd)]
    items += [record(60 + n, Kind.LOGIN, user_agent=name, ip=CHINA) for n, name in enumerate(odd[:3])]
    legal = LegalAudit(["x:account:1"])
    mine = Actor(platform="x", id_kind="account", id="1")
    for n, name in enumerate(odd):
        post = record(80 + n, Kind.POST, source="x")
        legal.see(subject_of_item(replace(post, id=f"x:post:{n}{name}", author=mine, counts={"shares": 900})))
    found = [*legal.findings(), *exposures(*items)]
    assert report_bytes(found, ".pdf", language).startswith(b"%PDF")
    assert b"<b>" not in report_bytes(found, ".html", language)


def test_where_names_are_hidden_a_mail_domain_is_too() -> None:
    found = exposures(record(1, Kind.EMAIL, email="me@lihua.example"))
    shown, hidden = (
        next(dict(one.rows) for one in pictures(found, Spoken("en", is_hiding=hides)) if one.id == "who-x")
        for hides in (False, True)
    )
    assert shown["Mail providers that get its letters"] == "1: lihua.example"
    assert hidden["Mail providers that get its letters"] == "1"
