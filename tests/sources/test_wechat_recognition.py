"""WeChat exports are known by what is in them, under any name; other platforms' files are left alone."""

import json
from pathlib import Path

import pytest

from sources.made_archives import FIXTURES, export_of, folder_files
from wildgrass.sources.opening import open_export
from wildgrass.sources.wechat import WeChatSource
from wildgrass.sources.wechat.sniff import sniff
from wildgrass.sources.wechat.vintages import VINTAGES

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
CHATS = sorted(
    path
    for path in (FIXTURES / "wechat").rglob("*")
    if path.suffix in (".json", ".jsonl", ".csv", ".html", ".txt") and "golden" not in path.name
)
OTHERS = sorted(
    path
    for path in FIXTURES.glob("*/*")
    if path.is_dir() and path.parent.name not in ("wechat", "wechat-personal")
)
FOREIGN = {
    "facebook.json": {
        "participants": [],
        "messages": [{"sender_name": "A", "timestamp_ms": 1, "content": "x"}],
    },
    "result.json": {
        "name": "Bo",
        "type": "personal_chat",
        "id": 7,
        "messages": [{"id": 1, "type": "message"}],
    },
    "qce.json": {"metadata": {}, "chatInfo": {"type": "group"}, "messages": [{"seq": "1", "timestamp": 1}]},
    "bot.json": {"session": {"id": 1}, "messages": [{"role": "user", "content": "hi", "createTime": 1}]},
    "posts.json": {"posts": [{"id": 1, "text": "x"}], "totalPosts": 1},
    "list.json": [{"time": "2020", "sender": "a", "content": "b"}],
    "users.json": {"alice": {"nickname": "A", "remark": "b"}},
    "chatlab.json": {"version": "1", "note": "a file about chatlab"},
}
TEXTS = {
    "whatsapp.txt": "2024-01-02 11:04:05 - Ann: hello\n\n2024-01-02 11:04:06 - Bo: hi\n",
    "qq.txt": "消息记录\n\n2024-01-02 11:04:05 某人(12345678)\n你好\n\n2024-01-02 11:04:06 甲(87654321)\n在\n",
    "mail.txt": "2024-01-02 11:04:05 某人<a@example.invalid>\n你好\n\n2024-01-02 11:04:06 乙<b@example.invalid>\n在\n",
    "diary.txt": "2024-01-02 11:04:05 Monday\nIt rained.\n\nThen the sun came.\n\nWe went home.\n",
    "people.csv": "name,alias,remark\na,b,c\n",
    "weibo.csv": "id,bid,user_id,text,created_at\n1,a,2,x,2020\n",
    "page.html": "<html><body><div class='message'>x</div></body></html>",
    "news.html": "<html><body><p>如何导出微信聊天记录</p></body></html>",
}


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.name)
def test_a_renamed_file_is_what_it_was(path: Path) -> None:
    """Not its name but its bytes decide; a manifest alone is no export."""
    data = path.read_bytes()
    known = sniff(data[: 64 << 10])
    for name in ("x", "message_1.json", "_chat.txt", "result.json"):
        vintage = WeChatSource().recognise(export_of({name: data}))
        form = None if known is None else known.form
        assert (vintage.name if vintage else None) == form


def test_every_form_has_a_fixture() -> None:
    forms = {known.form for path in CHATS if (known := sniff(path.read_bytes()[: 64 << 10])) and known.form}
    assert forms == set(VINTAGES)


@pytest.mark.parametrize("name", FOREIGN)
def test_json_of_others_is_left_alone(name: str) -> None:
    assert WeChatSource().recognise(export_of({name: json.dumps(FOREIGN[name])})) is None


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_others_are_left_alone(name: str) -> None:
    assert WeChatSource().recognise(export_of({name: TEXTS[name]})) is None


@pytest.mark.parametrize("folder", OTHERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_fixtures_of_others_are_left_alone(folder: Path) -> None:
    assert WeChatSource().recognise(export_of(folder_files(folder))) is None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout")
def test_samples_of_others_are_left_alone() -> None:
    """Every real file of another platform that is at hand; ChatLab's own, which name their platform, are read here."""
    taken: list[str] = []
    for path in sorted(SAMPLES.rglob("*")):
        place = path.relative_to(SAMPLES).as_posix()
        if not path.is_file() or place.startswith(("wechat/", "vectors/")) or path.stat().st_size > 32 << 20:
            continue
        for export in open_export([path]):
            vintage = WeChatSource().recognise(export)
            if vintage is not None and not vintage.name.startswith("chatlab"):
                taken.append(f"{place}: {vintage}")
    assert taken == []


def test_an_empty_file_is_nothing() -> None:
    assert (
        WeChatSource().recognise(export_of({"a.json": b"", "b.csv": b"\xef\xbb\xbf", "c.txt": b" \n"}))
        is None
    )
