"""The registers: every record has a source and a date, says how far it was checked, and names nobody it should not."""

import json
import re
from datetime import date

import pytest

from wildgrass.audit import registers
from wildgrass.audit.registers import REGISTERS, Case, RecordUnknownError
from wildgrass.audit.ruleset import rules
from wildgrass.cli.main import main

HAN = range(0x4E00, 0xA000)


def every():
    return [(name, entry) for name in REGISTERS for entry in registers.register(name)]


@pytest.mark.parametrize(("name", "least"), [("laws", 30), ("cases", 30), ("platforms", 25)])
def test_a_register_holds_what_it_promises(name: str, least: int) -> None:
    entries = registers.register(name)
    assert len(entries) >= least
    assert len({entry.id for entry in entries}) == len(entries)
    assert registers.reviewed(name) >= date(2026, 11, 22)


@pytest.mark.parametrize(("name", "entry"), every(), ids=lambda value: getattr(value, "id", value))
def test_every_record_has_a_source_and_its_date(name: str, entry: registers.Entry) -> None:
    assert entry.sources
    for source in entry.sources:
        assert source.publisher
        assert date(1990, 1, 1) <= source.date <= registers.reviewed(name)


@pytest.mark.parametrize("law", registers.laws(), ids=lambda law: law.id)
def test_a_law_has_its_dates_in_order_and_its_text_in_both_languages(law: registers.Law) -> None:
    assert law.adopted <= law.in_force
    assert law.until is None or law.in_force <= law.until
    assert all(law.adopted < change.adopted <= change.in_force for change in law.amended)
    assert (law.checked == "seen") == (law.checked_on is not None)
    assert law.checked != "seen" or any(source.seen for source in law.sources)
    assert set(law.title) == set(law.issuer) == {"en", "zh-Hans"}
    assert law.articles
    assert all(one.en and any(ord(letter) in HAN for letter in one.zh_hans) for one in law.articles)


@pytest.mark.parametrize("case", registers.cases(), ids=lambda case: case.id)
def test_a_case_rests_on_known_laws_and_says_when(case: Case) -> None:
    assert set(case.laws) <= {law.id for law in registers.laws()}
    assert case.dates
    assert case.status != "disputed" or case.note
    assert case.outcome.days is None or case.outcome.days > 0


def test_no_case_says_more_than_its_sources() -> None:
    """What nobody opened is said to be unchecked or reported; of courts and pages seen it is documented."""
    standing = {case.id: case.status for case in registers.cases()}
    assert {standing[one] for one in ("xu-zhiyong", "terminus2049", "ilham-tohti")} == {"documented"}
    assert {standing[one] for one in ("zhang-guanghong", "fang-bin", "chen-qiushi")} == {"reported"}
    assert standing["one-video-to-a-friend"] == "unchecked"
    for case in registers.cases():
        if case.status == "unchecked":
            assert not any(source.seen for source in case.sources), case.id


def test_who_is_not_named_is_described_in_small_letters() -> None:
    """A name would stand with a capital: 'a lawyer', not 'Lawyer Li'. Places and platforms may follow."""
    for case in registers.cases():
        if not case.named:
            assert case.who["en"].split()[0] in {"a", "an", "about", "people", "Twitter"}, case.id


@pytest.mark.parametrize("platform", registers.platforms(), ids=lambda platform: platform.id)
def test_a_platform_answers_to_known_laws(platform: registers.Platform) -> None:
    assert set(platform.laws) <= {law.id for law in registers.laws()}
    assert platform.as_of <= registers.reviewed("platforms")
    assert all(finding.publisher and finding.date <= platform.as_of for finding in platform.findings)


def test_where_a_source_was_read_is_an_address_and_a_day() -> None:
    """What was read says when; an address is one, and no record cites the same one twice."""
    for _, entry in every():
        addresses = [source.url for source in entry.sources if source.url]
        assert len(addresses) == len(set(addresses)), entry.id
        assert all(
            address.startswith(("https://", "http://")) and " " not in address for address in addresses
        )
        for source in entry.sources:
            assert source.url is None or source.read, entry.id
            assert source.read is None or source.read <= registers.reviewed("laws")


def test_a_source_that_was_read_is_said_to_be_seen() -> None:
    with pytest.raises(ValueError, match="is seen"):
        registers.Source(
            publisher="a", date=date(2020, 1, 1), language="en", about="a", read=date(2020, 1, 2)
        )


def test_article_numbers_follow_the_law_as_it_stands() -> None:
    """The Cybersecurity Law's articles moved by two in 2026: both numbers are told."""
    law = registers.record("laws", "cn-2016-cybersecurity-law")
    assert isinstance(law, registers.Law)
    told = [one.number for one in law.articles]
    assert told == [
        "21 (23 since 2026)",
        "24 (26 since 2026)",
        "28 (30 since 2026)",
        "46-47 (48-49 since 2026)",
    ]


def test_every_rule_rests_on_an_article_that_the_register_tells() -> None:
    for rule in rules():
        assert rule.article == "105(2)" or rule.article_text() is not None, rule.id


def test_the_law_of_five_hundred_shares_says_what_people_say_and_what_it_says() -> None:
    law = registers.record("laws", "cn-2013-online-defamation")
    assert isinstance(law, registers.Law)
    assert law.popular is not None
    assert law.popular.differs
    assert law.in_force_on(date(2013, 9, 10))
    assert not law.in_force_on(date(2013, 9, 9))


def test_a_law_that_ended_is_no_longer_in_force() -> None:
    notice = registers.record("laws", "cn-2017-vpn-notice")
    assert isinstance(notice, registers.Law)
    assert not notice.in_force_on(date(2018, 4, 1))


def test_an_unknown_record_is_said_to_be_unknown() -> None:
    with pytest.raises(RecordUnknownError):
        registers.record("laws", "no-such-law")


@pytest.mark.parametrize("name", REGISTERS)
def test_the_command_prints_a_json_object_for_each_record(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["register", name, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [entry.id for entry in registers.register(name)]
    assert all(source["date"] for line in lines for source in line["sources"])


def test_a_record_is_shown_whole_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "zh-Hans", "register", "laws", "cn-2017-chat-groups"]) == 0
    out = capsys.readouterr().out
    assert "群组建立者" in out
    assert "2017-10-08" in out
    assert main(["register", "cases", "nobody"]) == 2


def _only_english() -> set[str]:
    said = {
        one.about
        for name in registers.REGISTERS
        for entry in registers.register(name)
        for one in entry.sources
    }
    said |= {change.note for law in registers.laws() for change in law.amended}
    said |= {one.number for law in registers.laws() for one in law.articles if re.search("[a-z]", one.number)}
    said |= {case.note for case in registers.cases()}
    for platform in registers.platforms():
        said |= {platform.operator, platform.messages.note}
        said |= {platform.jurisdiction} if re.search("[a-z]", platform.jurisdiction) else set()
    said |= {law.jurisdiction for law in registers.laws()} & {"EU", "US-CA", "CN-XJ"}
    return {one for one in said if one}


def test_what_stands_in_english_only_is_told_in_chinese_too() -> None:
    """Sources, notes and operators have a sentence each, and none is left of what was changed."""
    assert set(registers._chinese()) == _only_english()
    for english in _only_english():
        assert registers.in_tongue(english, "en") == english
    assert registers.in_tongue("privacy policy in force on that day", "zh-Hant") == "當日有效的隱私政策"


def test_where_a_law_holds_is_told_by_name() -> None:
    """Codes are names of countries; what is no country has a sentence."""
    assert registers.where("AE, VG", "zh-Hans") == "阿拉伯联合酋长国、英属维尔京群岛"
    assert registers.where("US-CA", "zh-Hant") == "美國加利福尼亞州"
    for entry in (*registers.laws(), *registers.platforms()):
        assert not re.search("[A-Za-z]", registers.where(entry.jurisdiction, "zh-Hans")), entry.id


@pytest.mark.parametrize("name", REGISTERS)
def test_a_reader_of_chinese_alone_reads_every_register(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No sentence is English; names, ids and official titles are as they are."""
    for entry in registers.register(name):
        assert main(["--lang", "zh-Hans", "register", name, entry.id]) == 0
        for line in (re.sub(r"\([^()]*\)$", "", one) for one in capsys.readouterr().out.splitlines()):
            assert "←" in line or not re.search(
                r"\b(the|of|is|are|was|by|with|from|that|end|since)\b", line
            ), line
