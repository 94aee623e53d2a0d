"""Two exports of one WeChat chat become one chat in the library."""

import json
from pathlib import Path
from typing import Any

import pytest

from sources.made_archives import export_of
from wildgrass.library import Added, ExportAbout, Library, LibraryWriter
from wildgrass.model import Kind
from wildgrass.sources.wechat import WeChatSource

T = 1704164645
NUMBER = 7_100_000_000_000_000_000


def weflow(count: int, *, has_ids: bool, **session: object) -> str:
    messages: list[dict[str, Any]] = [
        {
            "localId": number,
            "createTime": T + number // 3,
            "type": "文本消息",
            "localType": 1,
            "content": f"第{number // 2}句",
            "isSend": number % 2,
            "senderUsername": ("wxid_a", "wxid_me")[number % 2],
            **({"platformMessageId": str(NUMBER + number)} if has_ids else {}),
        }
        for number in range(count)
    ]
    about = {"wxid": "wxid_a", "displayName": "甲", "type": "私聊", "messageCount": count, **session}
    return json.dumps(
        {"weflow": {"exportedAt": T}, "session": about, "messages": messages}, ensure_ascii=False
    )


def add(folder: Path, key: str, files: dict[str, str]) -> Added:
    export = export_of(files)
    source = WeChatSource()
    vintage = source.recognise(export)
    assert vintage is not None
    about = ExportAbout(key=key, name=key, source="wechat", vintage=vintage.name)
    with LibraryWriter.open(folder) as writer:
        return writer.add_export(about, source.read(export, vintage))


@pytest.mark.parametrize("has_ids", [True, False])
def test_a_later_export_adds_only_what_is_new(tmp_path: Path, has_ids: bool) -> None:
    early = add(tmp_path, "early", {"a.json": weflow(10, has_ids=has_ids)})
    again = add(tmp_path, "again", {"renamed.json": weflow(10, has_ids=has_ids)})
    later = add(tmp_path, "later", {"a.json": weflow(13, has_ids=has_ids)})
    assert (early.new_items, again.new_items, again.changed) == (11, 0, 0)
    assert (later.new_items, later.changed) == (3, 0)
    with Library.open(tmp_path) as library:
        (chat,) = library.conversations()
        assert chat.count >= 13


def test_a_new_remark_is_another_version_of_what_is_said_of_the_chat(tmp_path: Path) -> None:
    add(tmp_path, "early", {"a.json": weflow(4, has_ids=True)})
    later = add(tmp_path, "later", {"a.json": weflow(4, has_ids=True, displayName="老甲", remark="老甲")})
    assert (later.new_items, later.changed) == (0, 1)


def test_another_exporters_file_of_the_same_chat_joins_by_the_servers_ids(tmp_path: Path) -> None:
    add(tmp_path, "weflow", {"a.json": weflow(6, has_ids=True)})
    rows = "\n".join(
        f"{NUMBER + number},文本,甲,2024-01-02 11:04:05,第{number // 2}句" for number in range(8)
    )
    table = add(tmp_path, "memotrace", {"甲(wxid_a)/甲.csv": f"消息ID,类型,发送人,时间,内容\n{rows}\n"})
    assert table.items[Kind.MESSAGE] == 8
    with Library.open(tmp_path) as library:
        (chat,) = library.conversations()
        assert chat.id == "wechat:conversation:wxid_a"
