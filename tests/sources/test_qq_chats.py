"""QQ: what is said on the reference page about its exports, one by one."""

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, reports
from sources.made_qq import write_big_json, write_big_mht, write_big_text
from wildgrass.model import Item, Kind, ZoneBasis
from wildgrass.model.removal import RemovedBy
from wildgrass.sources.base import Answers, Export, Reading
from wildgrass.sources.encodings import detect
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.opening import open_export
from wildgrass.sources.qq import QQSource
from wildgrass.sources.qq.markup import marked, parsed
from wildgrass.sources.qq.mht import parts_of, rows
from wildgrass.sources.qq.times import any_form, shown, stamp
from wildgrass.sources.qq.words import left_out, recalled

BANNER = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n"  # noqa: RUF001 - QQ's own words
HEAD = BANNER + "=" * 64 + "\n消息分组:我的QQ群\n" + "=" * 64 + "\n消息对象:群\n" + "=" * 64 + "\n\n"
FOREIGN = {
    "weflow.json": {"session": {"wxid": "x"}, "messages": [{"localId": 1, "createTime": 1, "content": "a"}]},
    "telegram.json": {
        "type": "personal_chat",
        "id": 1,
        "messages": [{"id": 1, "type": "message", "date": "2020"}],
    },
    "discord.json": {"messages": [{"id": "1", "content": "x", "author": {"id": "1"}, "timestamp": "2020"}]},
    "chunked.json": {"chunks": [1, 2]},
}


def read(files: dict[str, bytes | str], answers: Answers | None = None) -> list[Reading]:
    made = export_of(files)
    export = Export(made.name, made.members, (), made.containers, answers or Answers())
    source = QQSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def text(*messages: str, head: str = HEAD, between: str = "\n\n") -> dict[str, bytes | str]:
    return {"记录.txt": head + between.join(messages) + "\n"}


def made(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


def message(number: int, said: str = "hi", **more: object) -> dict[str, Any]:
    sender = {"uid": "u_a", "uin": "10001", "name": "A"}
    content = {"text": said, "elements": [], "resources": []}
    return {"id": str(number), "timestamp": 1704067200 + number, "sender": sender, "content": content, **more}


def chat(*messages: object, **info: object) -> dict[str, bytes | str]:
    about = {"name": "QQChatExporter V5"}
    value = {"metadata": about, "chatInfo": {"name": "g", "type": "group", **info}, "messages": messages}
    return {"x.json": json.dumps(value, ensure_ascii=False)}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
def test_every_encoding_that_editors_leave(encoding: str) -> None:
    """Recognised, and read to the same items."""
    plain = text("2024-01-02 3:04:05 阿明(10001)\n早上好", "2024-01-02 13:04:05 小红(10002)\n[图片]")[
        "记录.txt"
    ]
    assert isinstance(plain, str)
    found = made(read({"renamed": plain.replace("\n", "\r\n").encode(encoding)}))
    assert [(one.author.id, one.text) for one in found if one.author] == [
        ("10001", "早上好"),
        ("10002", "[图片]"),
    ]


def test_the_local_clock_has_no_zone_unless_somebody_says() -> None:
    files = text("2024-01-02 3:04:05 阿明(10001)\n早", "2024-01-02 3:04:06 阿明(10001)\n早")
    one = made(read(files))[0].published
    other = made(read(files, Answers(zone="+08:00")))[0].published
    assert one is not None
    assert other is not None
    assert (one.iso(), one.zone_basis) == ("2024-01-02T03:04:05.000Z", ZoneBasis.UNKNOWN)
    assert (other.iso(), other.zone_basis) == ("2024-01-01T19:04:05.000Z", ZoneBasis.ASSUMED)


def test_equal_messages_of_one_second_stay_apart() -> None:
    found = read(text(*["2024-01-02 3:04:05 阿明(10001)\n哈"] * 3))
    assert len(items(found)) == 3


def test_a_longer_export_repeats_the_ids_of_a_shorter_one() -> None:
    parts = [f"2024-01-02 3:04:{second:02} 阿明(10001)\n哈" for second in (5, 5, 6, 7)]
    early, late = items(read(text(*parts[:3]))), items(read(text(*parts)))
    assert set(early) < set(late)


def test_a_pasted_chat_is_text_in_a_group() -> None:
    pasted = "2024-01-02 3:04:05 阿明(10001)\n看\n2019-01-01 8:00:00 某某(99999)\n旧\n\n2019-01-01 8:00:00 无号\n旧"
    found = made(read(text(pasted, "2024-01-02 3:05:00 小红(10002)\n好")))
    assert [one.author.id for one in found if one.author] == ["10001", "10002"]


def test_files_without_blank_lines_are_read_too() -> None:
    files = text("2024-01-02 3:04:05 阿明(10001)\n一", "2024-01-02 3:04:06 小红(10002)\n二", between="\n")
    assert [one.text for one in made(read(files))] == ["一", "二"]


def test_lines_of_time_and_name_are_enough() -> None:
    """The banner may be gone; two lines with a time, a name and (number) are QQ's."""
    files = text("2024-01-02 3:04:05 A(10001)\n一", "2024-01-02 3:04:06 B<b@example.org>\n二", head="")
    assert [one.author.id_kind for one in made(read(files)) if one.author] == ["account", "handle"]


@pytest.mark.parametrize(
    ("notice", "by"),
    [
        ("阿明撤回了一条消息", RemovedBy.AUTHOR),
        ("你撤回了一条消息", RemovedBy.AUTHOR),
        ("管理员撤回了一条成员消息", RemovedBy.UNKNOWN),
        ("阿明撤回了小红的一条消息", RemovedBy.UNKNOWN),
    ],
)
def test_a_recall_says_by_whom_as_far_as_its_words_do(notice: str, by: RemovedBy) -> None:
    found = recalled(notice)
    assert found is not None
    assert (found.by, found.notice) == (by, notice)


def test_talk_about_recalling_removes_nothing() -> None:
    (one,) = made(read(text("2024-01-02 3:04:05 阿明(10001)\n他昨天撤回了一条消息，你看到了吗" + "？" * 300)))  # noqa: RUF001
    assert one.removed is None
    assert one.kind is Kind.MESSAGE


def test_placeholders_are_missing_files() -> None:
    assert [one.role for one in left_out("[图片]x[表情][语音]")] == ["photo", "sticker", "audio"]
    assert all(one.member is None for one in left_out("[图片]"))
    assert left_out("[图片: a.jpg] [别的]") == ()


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        (1704067200, "2024-01-01T00:00:00.000Z"),
        (1704067200123, "2024-01-01T00:00:00.123Z"),
        ("1704067200", "2024-01-01T00:00:00.000Z"),
        ("1704067200123", "2024-01-01T00:00:00.123Z"),
        ("2024-01-01T00:00:00.500Z", "2024-01-01T00:00:00.500Z"),
        ("2024-01-01T08:00:00+08:00", "2024-01-01T00:00:00.000Z"),
        ("2024/1/1 08:00:00", "2024-01-01T08:00:00.000Z"),
    ],
)
def test_every_form_of_timestamp(stated: object, iso: str) -> None:
    found = any_form(stated, LocalClock(None))  # type: ignore[arg-type]
    assert found is not None
    assert found.iso() == iso


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none()), st.text(max_size=12))
def test_any_timestamp_is_a_moment_or_none(value: object, clock_text: str) -> None:
    clock = LocalClock("Asia/Shanghai")
    for found in (any_form(value, clock), stamp(value), shown(str(value), clock_text, clock)):  # type: ignore[arg-type]
        assert found is None or found.precision_ms >= 1


def test_number_and_opaque_id_are_two_ids() -> None:
    found = made(read(chat(message(1), message(2, sender={"uid": "u_b", "uin": 0, "name": "B"}))))
    assert [one.author.id for one in found if one.author] == ["10001", "u_b"]
    assert found[0].extra["sender"] == {"uid": "u_a"}


def test_a_reply_names_the_message_and_its_author() -> None:
    reply = {
        "text": "x",
        "elements": [{"type": "reply", "data": {"referencedMessageId": "1", "senderUin": "7"}}],
    }
    found = made(read(chat(message(1), message(2, content=reply))))[1]
    assert found.in_reply_to == "qq:message:1"
    assert found.in_reply_to_author is not None
    assert found.in_reply_to_author.id == "7"


def test_notices_that_share_a_number_stay_apart() -> None:
    """Without an id a number within the chat is all there is, and a recall has that of the message."""
    bodies = [message(1, seq="5"), message(2, seq="5", system=True)]
    for body in bodies:
        del body["id"]
    assert len(items(read(chat(*bodies)))) == 2


def test_what_describes_the_chat_may_stand_after_its_messages() -> None:
    late = {
        "messages": [message(1), message(2)],
        "chatInfo": {"name": "g", "type": "group"},
        "metadata": {"name": "q"},
    }
    found = made(read({"x.json": json.dumps(late)}))
    assert {one.thread for one in found} == {made(read(chat(message(1))))[0].thread}


def test_fewer_messages_than_stated_are_told() -> None:
    value = {
        "metadata": {},
        "chatInfo": {"name": "g"},
        "statistics": {"totalMessages": 3},
        "messages": [message(1)],
    }
    found = read({"x.json": json.dumps(value)})
    assert [code for code, _ in problems(found)] == ["count-differs"]
    assert reports(found)["x.json"].expected == 3


def test_chunks_are_read_without_a_manifest() -> None:
    found = read(
        {
            "c2.jsonl": json.dumps(message(2)) + "\n",
            "c1.jsonl": json.dumps(message(1)) + "\n" + json.dumps(message(2)),
        }
    )
    assert list(items(found)) == ["qq:message:1", "qq:message:2"]


@pytest.mark.parametrize("name", FOREIGN)
def test_others_files_are_left_alone(name: str) -> None:
    assert QQSource().recognise(export_of({name: json.dumps(FOREIGN[name])})) is None


@pytest.mark.parametrize(
    "foreign",
    [
        "2024-01-02 03:04 - Ann: hi\n2024-01-02 03:05 - Bo: hi",
        "[2024/1/2 03:04:05] Ann: hi",
        "id,time\n1,2024-01-02 03:04:05\n",
        "<html><div class='message'>x</div></html>",
    ],
)
def test_others_texts_are_left_alone(foreign: str) -> None:
    assert QQSource().recognise(export_of({"chat.txt": foreign})) is None


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_rows_come_back_in_order(data: bytes, step: int) -> None:
    found = list(rows(Dripping(b"<table>" + data + b"<tr><td>x</td></tr>", step), -1))  # type: ignore[arg-type]
    assert found
    assert b"".join(part for _, part in found).endswith(b"<tr><td>x</td></tr>")
    for offset, part in found:
        assert (b"<table>" + data + b"<tr><td>x</td></tr>")[offset : offset + len(part)] == part


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_container_has_parts_or_none(data: bytes, step: int) -> None:
    whole = b'boundary="b"\n' + data + b"\n--b\nx\n--b\nContent-Location:y\n\nz\n--b--\n"
    parts = parts_of(Dripping(whole, step))  # type: ignore[arg-type]
    place = parts.find("y")
    assert place is not None
    assert whole[place[0] :].startswith(b"--b")


@given(st.text(max_size=200))
def test_any_markup_is_text(markup: str) -> None:
    tree = parsed(f"<div>{markup}</div>".encode(errors="replace"))
    said = marked(tree) if tree is not None else None
    for link in said.links if said else ():
        assert said is not None
        assert link.start < 0 or said.text[link.start : link.end] == link.shown


@given(st.text(min_size=40).filter(lambda one: "\x00" not in one))
def test_utf8_is_never_taken_for_utf16(plain: str) -> None:
    assert detect(plain.encode(errors="replace")) == "utf-8"


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(self._step)


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    """20,000 messages of each kind, and an mht of 12 MB with 3,000 pictures."""
    paths = [
        write_big_text(tmp_path / "a.txt", 20_000),
        write_big_json(tmp_path / "b.json", 20_000),
        write_big_mht(tmp_path / "c.mht", 4_000, 3_000),
    ]
    source = QQSource()
    for path, count in zip(paths, (20_000, 20_001, 4_000), strict=True):
        (export,) = open_export([path])
        vintage = source.recognise(export)
        assert vintage is not None
        tracemalloc.start()
        found = sum(isinstance(one, Item) for one in source.read(export, vintage))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        assert peak < 40 << 20
