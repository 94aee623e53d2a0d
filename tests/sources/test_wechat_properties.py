"""WeChat: whatever the bytes are, parsers answer and never raise; what they answer holds together."""

import csv
import io
import json
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import BytesMember, export_of, items, problems, readings, reports
from sources.made_wechat import write_big
from wildgrass.model import Item, Kind
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.opening import open_export
from wildgrass.sources.wechat import WeChatSource, forwards, kinds, memotrace, texts, xmltext
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.memopage import Page
from wildgrass.sources.wechat.said import Said
from wildgrass.sources.wechat.sniff import sniff
from wildgrass.sources.wechat.system import recall
from wildgrass.sources.wechat.tables import rows
from wildgrass.sources.wechat.times import any_time, identity, written

CLOCK = LocalClock(None)
cells = st.lists(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])), min_size=2)
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["DataList", "DataItems", "DataType", "DataDesc", "RecordXML", "RecordInfo", "SourceName"]
            )
            | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
markup = st.lists(
    st.sampled_from(
        [
            "<msg>",
            "</msg>",
            "<appmsg>",
            "</appmsg>",
            "<type>57</type>",
            "<type>19</type>",
            "<title>",
            "</title>",
            "<refermsg>",
            "<svrid>1</svrid>",
            "</refermsg>",
            "<recorditem>",
            "</recorditem>",
            "<![CDATA[",
            "]]>",
            "<!DOCTYPE x>",
            "&a;",
            "<img aeskey='1'/>",
            "<sysmsg type='pat'>",
            "</sysmsg>",
            "wxid_a:\n",
            "\x00",
            "早",
            '"甲" 撤回了一条消息',
        ]
    )
    | st.text(max_size=6),
    max_size=14,
).map("".join)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_beginning_is_something_or_nothing(head: bytes) -> None:
    sniff(head)


@given(st.lists(cells, min_size=1, max_size=8))
def test_rows_come_back_as_they_were_written(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    width = len(table[0])
    found = [row.fields for row in rows(io.BytesIO(out.getvalue().encode()))]
    if all(len(row) == width and not any("," in cell and "\n" in cell for cell in row) for row in table):
        assert found == table


@given(st.binary(max_size=400))
def test_any_bytes_are_rows(data: bytes) -> None:
    for row in rows(io.BytesIO(data)):
        assert row.line >= 1
        assert row.fields or row.reason


@given(st.lists(st.tuples(st.integers(0, 99), st.text(max_size=30)), max_size=6), st.booleans())
def test_a_page_gives_back_its_list(entries: list[tuple[int, str]], is_json: bool) -> None:
    if is_json:
        listed = ",".join(json.dumps({"type": kind, "text": text}) for kind, text in entries)
    else:
        quoted = [text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") for _, text in entries]
        listed = ",".join(
            f"{{ type:{kind}, text:'{text}',is_send:0}}"
            for (kind, _), text in zip(entries, quoted, strict=True)
        )
    data = f"<script>const chatMessages = [\n{listed}\n]; alert(1)</script>".encode(errors="replace")
    found = [(one.value.get("type"), one.value.get("text")) for one in Page(io.BytesIO(data)).entries()]
    assert found == [
        (kind, text.encode(errors="replace").decode() if not is_json else text) for kind, text in entries
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page(data: bytes) -> None:
    for one in Page(io.BytesIO(b"chatMessages = [" + data)).entries():
        assert one.value or one.reason


@given(st.text(max_size=300), st.sampled_from([texts.MEMOTRACE, texts.ANALYSIS]))
def test_any_text_is_blocks_and_loses_no_line(text: str, begins: Any) -> None:
    data = text.encode(errors="replace")
    found = list(texts.blocks(io.BytesIO(data), begins))
    assert found[0].head == ""
    kept = sum(len(block.body) + bool(block.head) for block in found)
    assert kept == len(list(io.BytesIO(data)))


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = written(text, CLOCK)
    assert found is None or (found.precision_ms >= 1 and identity(found))


@given(
    st.datetimes(datetime(1995, 1, 1)),  # noqa: DTZ001 - what a clock shows has no zone
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S"]),
)
def test_a_time_is_what_was_written(when: Any, shape: str) -> None:
    when = when.replace(microsecond=0)
    found = written(when.strftime(shape), CLOCK)
    assert found is not None
    assert found.iso() == when.isoformat() + ".000Z"
    told = written(when.strftime(shape), LocalClock("Asia/Shanghai"))
    assert told is None or identity(told) == identity(found)


@given(st.integers() | st.floats() | st.text(max_size=20) | st.none() | st.booleans())
def test_any_number_is_a_time_or_none(value: Any) -> None:
    found = any_time(value, CLOCK)
    assert found is None or found.precision_ms >= 1


@given(markup, st.sampled_from(list(kinds.What)), st.booleans())
def test_any_content_says_something(content: str, what: kinds.What, is_room: bool) -> None:
    one = Said(
        content=content, what=what, is_room=is_room, conversation="5@chatroom" if is_room else "wxid_a"
    )
    explain(one, CLOCK)
    whole = one.text + json.dumps(one.extra, ensure_ascii=False) + str(one.quoted)
    assert (
        "<!DOCTYPE" not in content or not xmltext.looks_like_xml(content) or xmltext.parsed(content) is None
    )
    assert len(whole) < 20_000


@given(st.text(max_size=200))
def test_a_notice_is_kept_verbatim(text: str) -> None:
    found = recall(text)
    assert found is None or found.notice == text


@given(st.dictionaries(st.sampled_from(["DataList", "recordinfo", "datalist"]), values, max_size=3))
def test_any_record_opens_to_messages_or_none(record: dict[str, Any]) -> None:
    found = forwards.of_table(record, CLOCK)
    places = [place for place, _ in forwards.walked(found)]
    assert len(set(places)) == len(places)


@given(st.lists(st.text(max_size=12), max_size=16))
def test_any_row_of_the_full_table_keeps_its_values(fields: list[str]) -> None:
    header = (
        "localid,talkerid,type,subtype,issender,createtime,status,strcontent,strtime,remark,nickname,sender"
    )
    found = memotrace.full_cells(fields, header.split(","))
    assert all(part in fields or key in ("more", "blobs") for key, part in found.items())


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(["早", "好", "在吗"]), st.sampled_from(["wxid_a", "wxid_b"])
        ),
        max_size=12,
    ),
    st.data(),
)
def test_a_later_export_repeats_an_earlier_ones_ids(
    said: list[tuple[int, str, str]], data: st.DataObject
) -> None:
    """Messages without an id of their own: the longer export begins with the shorter one's ids."""
    whole = [
        {
            "localId": number,
            "createTime": 1_700_000_000 + second,
            "localType": 1,
            "isSend": 0,
            "content": words,
        }
        | {"senderUsername": who}
        for number, (second, words, who) in enumerate(sorted(said, key=lambda one: one[0]), 1)
    ]
    part = whole[: data.draw(st.integers(0, len(whole)))]

    def ids(messages: list[dict[str, Any]]) -> list[str]:
        value = {"weflow": {}, "session": {"wxid": "wxid_a", "type": "私聊"}, "messages": messages}
        made = export_of({"a.json": json.dumps(value, ensure_ascii=False)})
        source = WeChatSource()
        vintage = source.recognise(made)
        assert vintage is not None
        found = source.read(made, vintage)
        return [one.id for one in found if isinstance(one, Item) and one.kind is Kind.MESSAGE]

    early, late = ids(part), ids(whole)
    assert len(set(late)) == len(whole)
    assert late[: len(early)] == early


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    path = write_big(tmp_path / "a.json", 20_000)
    (export,) = open_export([path])
    source = WeChatSource()
    vintage = source.recognise(export)
    assert vintage is not None
    tracemalloc.start()
    count = sum(isinstance(one, Item) for one in source.read(export, vintage))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 40 << 20


def test_a_big_export_is_explained(tmp_path: Path) -> None:
    found = readings(write_big(tmp_path / "a.json", 2_000))
    assert (problems(found), len(items(found)), reports(found)["a.json"].status) == ([], 2_001, "read")


def test_a_member_that_cannot_be_opened_is_damaged() -> None:
    class Broken(BytesMember):
        def open(self) -> io.BytesIO:
            return io.BytesIO(b"")

    value = {"weflow": {}, "session": {"wxid": "wxid_a", "messageCount": 2}, "messages": []}
    made = export_of({"a.json": json.dumps(value)})
    source = WeChatSource()
    vintage = source.recognise(made)
    assert vintage is not None
    made.members["a.json"] = Broken("a.json", b"")  # type: ignore[index]
    assert "a.json" in reports(list(source.read(made, vintage)))
