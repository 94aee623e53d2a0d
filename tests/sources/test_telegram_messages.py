"""Telegram: what is said on the reference page about its exports, one by one."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, readings, reports
from sources.made_telegram import write_big
from wildgrass.model import Item, Kind, ZoneBasis
from wildgrass.sources.base import Answers, Export, Reading
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.registry import recognise
from wildgrass.sources.telegram import TelegramSource, layout
from wildgrass.sources.telegram.media import is_notice
from wildgrass.sources.telegram.texts import text_of
from wildgrass.sources.telegram.times import local, moment, on_page

NOTICES = (
    "(File not included. Change data exporting settings to download.)",
    "(File exceeds maximum size. Change data exporting settings to download.)",
    "(File unavailable, please try again later)",
    "report.pdf (File not included. Change data exporting settings to download.)",
    "(Файл не включён. Измените настройки экспорта.)",
    "（未包含文件。请更改导出设置。）",  # noqa: RUF001 - as Chinese writes it
)


def message(number: int, text: object = "hi", **more: object) -> dict[str, Any]:
    body = {
        "id": number,
        "type": "message",
        "date": "2021-05-01T10:00:00",
        "date_unixtime": str(1619856000 + number),
    }
    return {**body, "from": "Ann", "from_id": "user1", "text": text, **more}


def chat(*messages: object, **more: object) -> dict[str, Any]:
    return {"name": "Bo", "type": "personal_chat", "id": 77, **more, "messages": list(messages)}


def read(value: object, answers: Answers | None = None, name: str = "result.json") -> list[Reading]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    made = export_of({name: text})
    export = Export(made.name, made.members, (), made.containers, answers or Answers())
    source = TelegramSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def only(found: list[Reading]) -> Item:
    (one,) = items(found).values()
    return one


def test_ids_repeat_between_chats() -> None:
    """Message 1 of two chats stays two messages."""
    found = read({"chats": {"list": [chat(message(1)), chat(message(1), id=78, name="Cy")]}})
    assert set(items(found)) == {"telegram:message:77.1", "telegram:message:78.1"}


def test_a_chat_described_after_its_messages_is_the_same_chat() -> None:
    late = {"messages": [message(1), message(2)], "name": "Bo", "type": "personal_chat", "id": 77}
    assert set(items(read(late))) == set(items(read(chat(message(1), message(2)))))


def test_old_and_new_ids_of_one_channel_are_one() -> None:
    """A channel of 2020 was numbered 2^33 higher, and its posts bare of a prefix."""
    old = chat(message(5, from_id=10_000_000_000 - 1), type="private_channel", id=10_000_000_000 - 1)
    new = chat(message(5, from_id="channel1410065407"), type="private_channel", id=1410065407)
    one, other = only(read(old)), only(read(new))
    assert one.id == other.id == "telegram:message:1410065407.5"
    assert one.author == other.author
    assert one.thread == other.thread


def test_a_plain_number_is_an_account() -> None:
    author = only(read(chat(message(1, from_id=123)))).author
    assert author is not None
    assert (author.id_kind, author.id) == ("account", "user123")


def test_seconds_win_over_the_local_clock() -> None:
    published = only(read(chat(message(0)))).published
    assert published is not None
    assert (published.iso(), published.zone_basis) == ("2021-05-01T08:00:00.000Z", ZoneBasis.STATED)


def test_a_local_date_alone_has_no_zone_unless_somebody_says() -> None:
    body = message(1)
    del body["date_unixtime"]
    unknown = only(read(chat(body))).published
    assert unknown is not None
    assert (unknown.iso(), unknown.zone, unknown.zone_basis) == (
        "2021-05-01T10:00:00.000Z",
        "local",
        ZoneBasis.UNKNOWN,
    )
    said = only(read(chat(body), Answers(zone="Asia/Shanghai"))).published
    assert said is not None
    assert (said.iso(), said.zone_basis) == ("2021-05-01T02:00:00.000Z", ZoneBasis.ASSUMED)


def test_a_reaction_may_have_set_the_edit() -> None:
    """tdesktop#30647: `edited` with reactions is no proof that the text changed."""
    edited = {"edited": "2021-05-01T11:00:00", "edited_unixtime": "1619859600"}
    sure = only(read(chat(message(1, **edited))))
    unsure = only(read(chat(message(1, **edited, reactions=[{"emoji": "👍", "count": 2}]))))
    assert sure.edited is not None
    assert unsure.edited is None
    assert unsure.extra["edited_unixtime"] == "1619859600"
    assert unsure.counts == {"reactions": 2}


def test_old_reactions_without_counts_are_kept_uncounted() -> None:
    reactions = [{"emoji": "👍", "from": "Ann"}]
    found = only(read(chat(message(1, reactions=reactions))))
    assert found.extra["reactions"] == reactions
    assert found.counts == {}


@pytest.mark.parametrize("notice", NOTICES)
def test_a_sentence_in_the_place_of_a_file_is_a_missing_attachment(notice: str) -> None:
    found = only(read(chat(message(1, file=notice))))
    assert [one.member for one in found.attachments] == [None]
    assert found.extra["file"] == notice
    assert "(" not in found.attachments[0].name


@pytest.mark.parametrize(
    "path", ["files/a (1).pdf", "files/a", "photos/photo_1@01-01-2020_00-00-00.jpg", "f/a(1)"]
)
def test_a_path_is_no_sentence(path: str) -> None:
    assert not is_notice(path)


def test_links_and_mentions_stand_at_code_points() -> None:
    parts = [
        "😀 ",
        {"type": "link", "text": "https://a.example"},
        " ",
        {"type": "text_link", "text": "там", "href": "https://b.example"},
    ]
    found = only(read(chat(message(1, parts))))
    assert [found.text[link.start : link.end] for link in found.links] == ["https://a.example", "там"]
    assert [link.target for link in found.links] == ["https://a.example", "https://b.example"]


entities = st.fixed_dictionaries(
    {"type": st.sampled_from(["link", "text_link", "mention", "bold", "mention_name"]), "text": st.text()},
    optional={"href": st.text(), "user_id": st.integers()},
)
anything = st.dictionaries(st.text(), st.text(), max_size=3)


@given(st.lists(st.one_of(st.text(), st.none(), st.integers(), anything, entities)), st.booleans())
def test_any_text_gives_links_where_they_stand(parts: list[Any], has_entities: bool) -> None:
    said = text_of({"text": parts, **({"text_entities": parts} if has_entities else {})})
    for link in said.links:
        assert said.text[link.start : link.end] in (link.url, link.shown)


@given(st.text(max_size=40), st.one_of(st.none(), st.integers(), st.text(max_size=20)))
def test_any_date_is_a_moment_or_none(shown: str, seconds: object) -> None:
    clock = LocalClock(None)
    for found in (moment(seconds, shown, clock), local(shown, clock), on_page(shown, clock)):  # type: ignore[arg-type]
        assert found is None or found.precision_ms >= 1


@pytest.mark.parametrize(
    ("shown", "iso", "zone"),
    [
        ("21.06.2020 12:34:56 UTC+03:00", "2020-06-21T09:34:56.000Z", "+03:00"),
        ("21.06.2020 12:34:56 UTC-03:30", "2020-06-21T16:04:56.000Z", "-03:30"),
        ("21.06.2020 12:34:56", "2020-06-21T12:34:56.000Z", "local"),
        ("12.02.2025 08:37:48 UTC", "2025-02-12T08:37:48.000Z", "UTC"),
        ("9 September 2020, 18:44:51", "2020-09-09T18:44:51.000Z", "local"),
    ],
)
def test_a_date_on_a_page(shown: str, iso: str, zone: str) -> None:
    found = on_page(shown, LocalClock(None))
    assert found is not None
    assert (found.iso(), found.zone) == (iso, zone)


def test_control_characters_that_no_json_reader_takes() -> None:
    r"""Telegram Desktop writes U+000B as \x0B; a real backslash before an x stays."""
    text = json.dumps(chat(message(1, "a|b \\x0B")), indent=1).replace("|", "\\x0B")
    found = read(text)
    assert only(found).text == "a\x0bb \\x0B"
    assert problems(found) == []


def test_a_forum_names_the_topic_of_what_answers_in_it() -> None:
    topic = {
        "id": 3,
        "type": "service",
        "date": "2023-01-01T00:00:00",
        "actor": "A",
        "action": "topic_created",
        "title": "Jokes",
    }
    found = read(
        chat(
            topic,
            message(4, reply_to_message_id=3),
            message(5, reply_to_message_id=4),
            message(6),
            type="private_supergroup",
        )
    )
    topics = {one.id: one.extra.get("topic") for one in items(found).values()}
    assert topics["telegram:message:77.5"] == {"id": 3, "title": "Jokes"}
    assert topics["telegram:message:77.6"] is None


def test_two_exports_of_one_chat_have_the_same_items() -> None:
    """A later export of a longer chat repeats the earlier one's items exactly."""
    early, late = read(chat(message(1), message(2))), read(chat(message(1), message(2), message(3)))
    before, after = items(early), items(late)
    assert len(after) == 3
    assert all(after[key] == one for key, one in before.items())


def test_a_message_that_stands_twice_is_one() -> None:
    found = read({"chats": {"list": [chat(message(1)), chat(message(1))]}})
    assert len(items(found)) == 1
    assert "twice" in reports(found)["result.json"].note


def test_a_broken_record_costs_itself() -> None:
    text = json.dumps(chat(message(1), message(2), message(3)), indent=1).replace(
        '"text": "hi"', '"text": hi', 1
    )
    found = read(text)
    assert len(items(found)) == 2
    assert [code for code, _ in problems(found)] == ["record-not-json"]


def test_a_chat_that_breaks_off_says_so() -> None:
    text = json.dumps(chat(*map(message, range(1, 30))), indent=1)
    found = read(text[: len(text) // 2])
    assert reports(found)["result.json"].status in ("damaged", "partly")
    assert problems(found)


def test_the_day_in_the_folder_dates_the_export() -> None:
    made = export_of({"ChatExport_2024-05-31/result.json": json.dumps(chat(message(1)))})
    source = TelegramSource()
    vintage = source.recognise(made)
    assert vintage is not None
    as_of = only(list(source.read(made, vintage))).as_of
    assert as_of is not None
    assert as_of.iso().startswith("2024-05-31")


def test_pages_beside_a_json_of_the_same_chats_are_not_read_again() -> None:
    page = '<div class="page_wrap"><div class="history"><div class="message default clearfix" id="message1">'
    made = export_of({"E/result.json": json.dumps(chat(message(1))), "E/messages.html": page})
    source, vintage = recognise(made)
    found = list(source.read(made, vintage))
    assert len(items(found)) == 1
    assert reports(found)["E/messages.html"].status == "ignored"


FOREIGN = {
    "message_1.json": {
        "participants": [],
        "messages": [{"sender_name": "A", "timestamp_ms": 1, "content": "x"}],
    },
    "result.json": {"chats": [{"id": 1}], "messages": [{"id": "1", "type": "Default", "timestamp": "2020"}]},
    "qce.json": {
        "metadata": {},
        "chatInfo": {"type": "group"},
        "messages": [{"seq": "1", "timestamp": 1, "type": "type_1", "sender": {}}],
    },
    "list.json": [{"text": "a", "created_at": "2020"}],
    "contacts.json": {"contacts": {"list": [{"name": "x"}]}},
}


@pytest.mark.parametrize("name", FOREIGN)
def test_others_files_are_left_alone(name: str) -> None:
    assert TelegramSource().recognise(export_of({name: json.dumps(FOREIGN[name])})) is None


def test_a_foreign_page_is_left_alone() -> None:
    assert layout.page_form(b'<html><div class="message">x</div><div class="history">') is None


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    path = write_big(tmp_path / "result.json", 20_000)
    tracemalloc.start()
    kinds = {one.kind for one in readings(path)[:1] if isinstance(one, Item)}
    tracemalloc.reset_peak()
    source = TelegramSource()
    from wildgrass.sources.opening import open_export

    (export,) = open_export([path])
    vintage = source.recognise(export)
    assert vintage is not None
    count = sum(isinstance(one, Item) for one in source.read(export, vintage))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert kinds == {Kind.MESSAGE}
    assert count == 20_000
    assert peak < 40 << 20
