"""What an export leaves open is asked, and the answer that was sealed with it is used by whoever opens it."""

import json
from pathlib import Path

import pytest

from cli.circle import Circle
from wildgrass.flows.answers import ZoneError, answers, from_about, to_about
from wildgrass.library import Library
from wildgrass.sources.base import NO_ANSWERS, Answers

CHAT = """\
03/04/2021, 21:15 - Messages and calls are end-to-end encrypted.
03/04/2021, 21:16 - Ana: 你好
03/05/2021, 08:00 - Ben: good morning
"""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Ana.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def published(text: str) -> list[str | None]:
    return [(json.loads(line)["published"] or {}).get("instant") for line in text.splitlines()]


def test_a_date_of_two_readings_is_asked_and_not_guessed(circle: Circle, chat: Path) -> None:
    asked = circle.run("inspect", chat)
    assert asked.code == 1
    assert "--dates dmy" in asked.out
    assert circle.run("inspect", chat, "--json").rows[0]["questions"] == ["date-order-ambiguous"]
    assert published(circle.run("inspect", chat, "--items").out) == [None] * 3


@pytest.mark.parametrize(("order", "first"), [("dmy", "2021-04-03T13:15"), ("mdy", "2021-03-04T13:15")])
def test_an_answer_settles_dates_and_zone(circle: Circle, chat: Path, order: str, first: str) -> None:
    said = circle.run("inspect", chat, "--items", "--dates", order, "--zone", "Asia/Shanghai")
    assert said.code == 0
    found = published(said.out)
    assert str(found[0]).startswith(first)
    assert None not in found


def test_the_answer_goes_with_the_sealed_export(circle: Circle, chat: Path) -> None:
    """The coordinator says nothing and gets the dates that the writer knew."""
    circle.init()
    added = circle.run("add", circle.card, chat, "--dates", "dmy", "--zone", "+08:00", "--json")
    assert added.code == 0
    assert circle.open(*circle.answers("Ana", "Ben")).rows[0]["items"] == 3
    with Library.open(circle.library) as library:
        days = sorted(item.published.iso()[:10] for item in library.items() if item.published)
    assert days == ["2021-04-03", "2021-04-03", "2021-05-03"]


def test_what_the_writer_did_not_know_the_coordinator_may_say(circle: Circle, chat: Path) -> None:
    circle.init()
    assert circle.run("add", circle.card, chat).code == 0
    assert circle.open(*circle.answers("Ana", "Ben"), more=("--dates", "mdy")).code == 0
    with Library.open(circle.library) as library:
        days = {item.published.iso()[:10] for item in library.items() if item.published}
    assert days == {"2021-03-04", "2021-03-05"}


def test_a_zone_that_is_none_is_refused(circle: Circle, chat: Path) -> None:
    refused = circle.run("inspect", chat, "--zone", "Middle/Earth")
    assert refused.code == 2
    assert "Middle/Earth" in refused.err


@pytest.mark.parametrize("zone", ["+24:00", "../etc/passwd", "", "+8", "Asia/Shanghai\0"])
def test_only_real_zones_are_answers(zone: str) -> None:
    with pytest.raises(ZoneError):
        answers(zone)


def test_sealed_answers_are_untrusted() -> None:
    """Anybody with the card may have written them."""
    given = answers("+08:00", "dmy", "Ana")
    assert from_about(to_about(given), NO_ANSWERS) == given
    assert from_about({"answer.zone": "no/where", "answer.date-order": "x"}, NO_ANSWERS) == NO_ANSWERS
    assert from_about(to_about(given), Answers(date_order="ymd")).date_order == "ymd"
