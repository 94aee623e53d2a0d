"""Real and staged exports of other people's repositories, where the shared samples are at hand; counted in the files.

Headers were counted with grep, files left out and deletions by eye.
"""

from pathlib import Path

import pytest

from sources.made_archives import items, problems, readings, reports
from wildgrass.model import Item, Kind
from wildgrass.sources.base import Reading

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "whatsapp"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not at hand")
WHATS_JSON = "starkdmi__whats_json/test/data/languages"


# sample: records, own lines and calls, files named, deletions, first time
COUNTS = {
    "ChatLab__ChatLab/_chat.txt": (3, 1, 0, 0, "2026-07-09T23:39"),
    "ChatLab__ChatLab/与Alice的 WhatsApp 聊天.txt": (4, 1, 2, 0, None),
    "eyra__port-poc/_chat.txt": (10, 1, 0, 0, "2022-03-16T15:10"),
    "eyra__port-poc/whatsapp_chat.zip": (10, 1, 0, 0, "2022-03-16T15:10"),
    "Pustur__whatsapp-chat-parser-website/whatsapp-chat-parser-example.zip": (
        52,
        4,
        4,
        0,
        "2019-06-20T15:58",
    ),
    "joweich__chat-miner/whatsapp/test_[mmddyy]_24hrs.txt": (9, 2, 0, 0, "2019-01-01T11:25"),
    "joweich__chat-miner/whatsapp/test_ddmmyy_24hrs.txt": (9, 2, 0, 0, "2019-01-01T11:25"),
    "joweich__chat-miner/whatsapp/test_mmddyy_24hrs.txt": (9, 2, 0, 0, "2019-01-01T11:25"),
    "joweich__chat-miner/whatsapp/test_mmddyyyy_12hrs.txt": (9, 2, 0, 0, "2019-01-01T11:25"),
    "joweich__chat-miner/whatsapp/test_yyyymmdd_24hrs.txt": (9, 2, 0, 0, "2019-01-01T11:25"),
    "mlomb__chat-analytics/whatsapp/2A_5M.txt": (5, 0, 1, 0, "2021-01-01T12:00"),
    "lucasrodes__whatstk/chats/whatsapp/lorem.txt": (500, 0, 0, 0, "2020-01-15T02:22"),
    "lucasrodes__whatstk/chats/whatsapp/pokemon.txt": (20, 2, 0, 0, "2016-04-15T15:04"),
    "starkdmi__whats_json/example/_chat.txt": (25, 3, 14, 2, "2022-03-18T14:56"),
    "starkdmi__whats_json/example/_chat_with_media.txt": (25, 3, 14, 2, "2022-03-18T14:56"),
    f"{WHATS_JSON}/deutch_android_media.txt": (41, 3, 21, 7, "2022-03-23T13:31"),
    f"{WHATS_JSON}/deutch_ios.txt": (23, 1, 14, 2, "2022-03-18T14:56"),
    f"{WHATS_JSON}/english_android.txt": (60, 3, 29, 8, "2022-03-23T13:31"),
    f"{WHATS_JSON}/english_android_media.txt": (60, 3, 29, 8, "2022-03-23T13:31"),
    f"{WHATS_JSON}/english_ios.txt": (23, 1, 14, 2, "2022-03-18T14:56"),
    f"{WHATS_JSON}/english_ios_media.txt": (25, 3, 14, 2, "2022-03-18T14:56"),
    f"{WHATS_JSON}/french_ios.txt": (23, 1, 14, 2, "2022-03-18T14:56"),
    f"{WHATS_JSON}/russian_android.txt": (60, 3, 29, 8, "2022-03-23T13:31"),
}


def said(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


@pytest.mark.parametrize("name", COUNTS)
def test_every_record_of_a_sample_is_an_item(name: str) -> None:
    records, own, attached, deleted, first = COUNTS[name]
    found = readings(SAMPLES / name)
    shown = said(found)
    assert problems(found) == []
    assert len(shown) == records
    assert sum(one.kind is Kind.EVENT for one in shown) == own
    assert sum(len(one.attachments) for one in shown) == attached
    assert sum(one.removed is not None for one in shown) == deleted
    start = shown[0].published
    assert (start and start.iso()[:16]) == first
    assert len(items(found)) == records


@pytest.mark.parametrize("name", ["4A_11M.txt", "4A_11M.zip"])
def test_a_chat_of_one_day_below_13_is_asked_about(name: str) -> None:
    """14 records of 12/9/20, 3 of them WhatsApp's own."""
    found = readings(SAMPLES / "mlomb__chat-analytics" / "whatsapp" / name)
    assert [code for code, _ in problems(found)] == ["date-order-ambiguous"]
    assert [one.kind for one in said(found)].count(Kind.MESSAGE) == 11
    minutes = {str(one.extra["date_readings"]) for one in said(found)}
    assert minutes == {
        str([f"2020-{day}T23:{minute}" for day in ("09-12", "12-09")]) for minute in (16, 55, 56)
    }


def test_an_account_report_lists_three_contacts_and_four_groups() -> None:
    found = said(readings(SAMPLES / "eyra__port-poc" / "account_info.zip"))
    assert [one.kind for one in found] == [Kind.CONTACT] * 3 + [Kind.ACCOUNT] * 4


def test_media_of_a_staged_export_are_attached() -> None:
    found = readings(SAMPLES / "Pustur__whatsapp-chat-parser-website" / "whatsapp-chat-parser-example.zip")
    statuses = [one.status for one in reports(found).values()]
    assert (statuses.count("media"), statuses.count("ignored"), statuses.count("read")) == (4, 1, 1)
    (poll,) = [one.extra["poll"] for one in said(found) if "poll" in one.extra]
    assert str(poll).count("votes") == 5
