"""WeChat: what is said on the reference page about its exports, one by one."""

import csv
import io
import json
from typing import Any

import pytest

from sources.made_archives import export_of, items, problems, readings, reports
from wildgrass.model import Item, Kind, RemovedBy, ZoneBasis, canonical_json, item_to_json
from wildgrass.sources.base import Answers, Export, Reading
from wildgrass.sources.wechat import WeChatSource, xmltext

T = 1704164645
APP = "<msg><appmsg><title>{title}</title><type>{kind}</type>{more}</appmsg></msg>"
HEAD = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
CHAT_HEAD = "消息ID,类型,发送人,时间,内容"


def message(number: int, content: object = "你好", code: int = 1, **more: object) -> dict[str, Any]:
    body: dict[str, Any] = {"localId": number, "createTime": T + number, "type": "", "localType": code}
    who = {"isSend": 0, "senderUsername": "wxid_a", "senderDisplayName": "甲"}
    return {**body, "content": content, **who, **more}


def weflow(*messages: object, chat: str = "55@chatroom", **session: object) -> dict[str, Any]:
    about = {"wxid": chat, "displayName": "某群", "type": "群聊", "messageCount": len(messages), **session}
    return {"weflow": {"version": "1.0.3", "exportedAt": T}, "session": about, "messages": list(messages)}


def chatlog(content: str, **more: object) -> dict[str, Any]:
    body: dict[str, Any] = {"seq": 1, "time": "2024-01-02T11:04:05+08:00", "talker": "55@chatroom"}
    who = {"talkerName": "某群", "isChatRoom": True, "sender": "wxid_a", "senderName": "甲", "isSelf": False}
    return {**body, **who, "type": 1, "subType": 0, "content": content, **more}


def lab(*messages: object, platform: str = "wechat", **meta: object) -> dict[str, Any]:
    about = {"name": "某群", "platform": platform, "type": "group", "groupId": "55", **meta}
    return {"chatlab": {"version": "0.0.2"}, "meta": about, "members": [], "messages": list(messages)}


def read(value: object, name: str = "a.json", answers: Answers | None = None) -> list[Reading]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    made = export_of({name: text})
    export = Export(made.name, made.members, (), made.containers, answers or Answers())
    source = WeChatSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def said(found: list[Reading]) -> list[Item]:
    """Return what is no event about the conversation itself, in order."""
    made = [one for one in found if isinstance(one, Item)]
    return [one for one in made if one.extra.get("event") != "conversation"]


def only(found: list[Reading]) -> Item:
    (one,) = said(found)
    return one


def of_xml(content: str, code: int = 49, **more: object) -> list[Reading]:
    return read(weflow(message(1, content, code, **more)))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (1, "text"),
        (3, "image"),
        (34, "voice"),
        (42, "card"),
        (43, "video"),
        (47, "sticker"),
        (48, "place"),
        (50, "call"),
        (10000, "system"),
        (49 + (5 << 32), "link"),
        (49 + (6 << 32), "file"),
        (49 + (19 << 32), "forward"),
        (49 + (33 << 32), "mini-program"),
        (49 + (51 << 32), "channel"),
        (49 + (57 << 32), "quote"),
        (49 + (62 << 32), "pat"),
        (49 + (87 << 32), "notice"),
        (49 + (2000 << 32), "transfer"),
        (49 + (2001 << 32), "red-packet"),
        (49 + (777 << 32), "app"),
        (12345, "unknown"),
    ],
)
def test_type_and_subtype_are_packed_into_one_number(code: int, what: str) -> None:
    found = only(read(weflow(message(1, "x", code))))
    assert found.extra["what"] == what
    if what in ("app", "unknown"):
        assert (found.extra["type"], found.extra.get("subtype")) == (
            code & 0xFFFFFFFF,
            code >> 32 or None,
        )


def test_a_sender_before_the_words_is_taken_off_in_rooms_only() -> None:
    room = only(read([chatlog("wxid_a:\n早", sender="", senderName="")]))
    assert room.author is not None
    assert (room.text, room.author.id) == ("早", "wxid_a")
    words = only(read([chatlog("note:\n买菜")]))
    assert words.text == "note:\n买菜"
    friend = chatlog("wxid_a:\n早", talker="wxid_a", isChatRoom=False)
    assert only(read([friend])).text == "wxid_a:\n早"


def test_an_unstated_direction_stays_unknown() -> None:
    found = only(read(weflow(message(1, isSend=None))))
    assert "direction" not in found.extra
    assert only(read(weflow(message(1, isSend=1)))).extra["direction"] == "out"
    row = only(
        read(
            "Time,SenderName,Sender,TalkerName,Talker,Content\n2024-01-02 11:04:05,甲,wxid_a,群,5@chatroom,x"
        )
    )
    assert "direction" not in row.extra


@pytest.mark.parametrize("number", ["0", "-1", 0, -1, "", None])
def test_no_server_id_is_no_id(number: object) -> None:
    found = said(read(weflow(message(1, platformMessageId=number), message(2, platformMessageId=number))))
    assert len({one.id for one in found}) == 2
    assert all(len(one.id.rpartition(":")[2]) == 24 for one in found)


def test_the_servers_id_is_the_messages_id() -> None:
    for value in (
        weflow(message(1, platformMessageId="7100000000000000001")),
        lab(
            {
                "sender": "wxid_a",
                "timestamp": T,
                "type": 0,
                "content": "x",
                "platformMessageId": "7100000000000000001",
            }
        ),
    ):
        assert only(read(value)).id == "wechat:message:7100000000000000001"
    table = f"{HEAD}\n1,3,1,0,0,{T},2,早,2024-01-02 11:04:05,7100000000000000001,群,群,甲"
    assert only(read(table, "m.csv")).id == "wechat:message:7100000000000000001"
    table = f"{CHAT_HEAD}\n7100000000000000001,文本,甲,2024-01-02 11:04:05,早"
    assert only(read(table, "甲.csv")).id == "wechat:message:7100000000000000001"


def test_the_same_words_twice_in_a_second_are_two_messages() -> None:
    same = message(1)
    found = said(read(weflow(same, {**same, "localId": 2}, {**same, "localId": 3})))
    assert len({one.id for one in found}) == 3


def test_a_digest_hangs_on_nothing_that_changes_from_export_to_export() -> None:
    """A local id, a picture's path and the remark of the sender differ; the message is the same."""
    one = only(read(weflow(message(1, "[图片]", 3))))
    other = only(
        read(
            weflow(
                message(1, "media/images/a.jpg", 3, localId=77, senderDisplayName="新备注"),
                displayName="改了名",
            )
        )
    )
    assert one.id == other.id


@pytest.mark.parametrize(
    ("time", "iso", "precision"),
    [
        (T, "2024-01-02T03:04:05.000Z", 1000),
        (str(T), "2024-01-02T03:04:05.000Z", 1000),
        (T * 1000 + 7, "2024-01-02T03:04:05.007Z", 1),
    ],
)
def test_seconds_and_milliseconds(time: object, iso: str, precision: int) -> None:
    published = only(read(weflow(message(1, createTime=time)))).published
    assert published is not None
    assert (published.iso(), published.precision_ms, published.zone_basis) == (
        iso,
        precision,
        ZoneBasis.STATED,
    )


def test_a_time_of_zero_is_no_time() -> None:
    assert only(read(weflow(message(1, createTime=0)))).published is None


def test_a_local_time_has_no_zone_unless_somebody_says() -> None:
    table = (
        f"{CHAT_HEAD}\n7100000000000000001,文本,甲,2024-01-02 11:04:05,早\n,文本,甲,2024-01-02 11:04:06,在"
    )
    first, second = said(read(table, "甲.csv"))
    assert first.published is not None
    assert (first.published.iso(), first.published.zone, first.published.zone_basis) == (
        "2024-01-02T11:04:05.000Z",
        "local",
        ZoneBasis.UNKNOWN,
    )
    answered, later = said(read(table, "甲.csv", Answers(zone="Asia/Shanghai")))
    assert answered.published is not None
    assert (answered.published.iso(), answered.published.zone_basis) == (
        "2024-01-02T03:04:05.000Z",
        ZoneBasis.ASSUMED,
    )
    assert second.id == later.id


def test_another_offset_is_the_same_message() -> None:
    one = only(read([chatlog("早")]))
    other = only(read([chatlog("早", time="2024-01-02T03:04:05Z")]))
    third = only(read([chatlog("早", time="2024-01-01T19:04:05-08:00")]))
    assert one.id == other.id == third.id


RECALLS = {
    '"甲" 撤回了一条消息': RemovedBy.AUTHOR,
    "你撤回了一条消息": RemovedBy.AUTHOR,
    "你撤回了一條訊息": RemovedBy.AUTHOR,
    "You recalled a message": RemovedBy.AUTHOR,
    '"Bjørn" has recalled a message.': RemovedBy.AUTHOR,
    '你撤回了成员"乙"的一条消息': RemovedBy.UNKNOWN,
}


@pytest.mark.parametrize("notice", RECALLS)
def test_a_recall_keeps_its_notice_and_says_by_whom(notice: str) -> None:
    found = only(read(weflow(message(1, notice, 10000, isSend=None, senderUsername="55@chatroom"))))
    assert found.removed is not None
    assert (found.removed.by, found.removed.notice, found.text) == (RECALLS[notice], notice, notice)
    assert (found.kind, found.extra["what"]) == (Kind.EVENT, "recall")


def test_words_about_recalling_are_no_recall() -> None:
    found = only(read(weflow(message(1, "他撤回了一条消息 你看到了吗"))))
    assert (found.removed, found.kind) == (None, Kind.MESSAGE)


def test_a_recall_in_xml_names_the_message_that_went() -> None:
    content = (
        '<sysmsg type="revokemsg"><revokemsg><session>55@chatroom</session><newmsgid>7100000000000000009</newmsgid>'
        '<replacemsg><![CDATA["甲" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>'
    )
    found = only(of_xml(content, 10002))
    assert found.removed is not None
    assert found.removed.notice == '"甲" 撤回了一条消息'
    assert found.extra["recalled"] == "wechat:message:7100000000000000009"
    assert found.extra["content"] == content


REFER = (
    "<refermsg><type>1</type>{number}<chatusr>wxid_b</chatusr><displayname>乙</displayname>"
    "<content>{content}</content></refermsg>"
)


def test_a_quote_answers_the_message_whose_id_is_known() -> None:
    refer = REFER.format(number="<svrid>7100000000000000003</svrid>", content="明天吗")
    found = only(of_xml(APP.format(title="好", kind=57, more=refer)))
    assert found.text == "好"
    assert found.in_reply_to == "wechat:message:7100000000000000003"
    assert found.in_reply_to_author is not None
    assert found.in_reply_to_author.id == "wxid_b"
    assert found.extra["quoted"] == {"type": "1", "sender": "wxid_b", "name": "乙", "text": "明天吗"}


def test_a_quote_of_no_known_id_keeps_its_words() -> None:
    refer = REFER.format(number="<svrid>0</svrid>", content="明天吗")
    found = only(of_xml(APP.format(title="好", kind=57, more=refer)))
    assert found.in_reply_to is None
    assert found.extra["quoted"]["text"] == "明天吗"  # type: ignore[index, call-overload]


def test_weflow_says_whose_message_is_quoted() -> None:
    context = {"senderUsername": "wxid_b", "senderDisplayName": "乙", "content": "明天吗"}
    quoted = message(1, "好", 244813135921, type="引用消息", replyContext=context, quotedSender="乙")
    found = only(read(weflow({**quoted, "replyToMessageId": "7100000000000000003"})))
    assert found.in_reply_to == "wechat:message:7100000000000000003"
    assert found.in_reply_to_author is not None
    assert (found.in_reply_to_author.id_kind, found.in_reply_to_author.id) == ("account", "wxid_b")


def test_a_quoted_app_message_is_quoted_by_its_title() -> None:
    inner = "&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;表格&lt;/title&gt;&lt;/appmsg&gt;&lt;/msg&gt;"
    found = only(of_xml(APP.format(title="收到", kind=57, more=REFER.format(number="", content=inner))))
    assert found.extra["quoted"]["text"] == "表格"  # type: ignore[index, call-overload]


def entry(text: str, kind: int = 1, more: str = "") -> str:
    return (
        f'<dataitem datatype="{kind}"><sourcename>丙</sourcename><sourcetime>2024-01-01 10:00:00</sourcetime>'
        f"<srcMsgCreateTime>1704074400</srcMsgCreateTime><datadesc>{text}</datadesc>{more}</dataitem>"
    )


def record(*entries: str) -> str:
    listed = f'<datalist count="{len(entries)}">{"".join(entries)}</datalist>'
    return f"<recordinfo><title>聊天记录</title>{listed}</recordinfo>"


def test_a_merged_forward_is_opened_however_deep() -> None:
    deep = record(entry("一"), entry("", 17, f"<recordxml>{record(entry('二'), entry('三'))}</recordxml>"))
    found = said(
        of_xml(APP.format(title="聊天记录", kind=19, more=f"<recorditem><![CDATA[{deep}]]></recorditem>"))
    )
    parent = found[0]
    texts = {one.id.rpartition("-")[2]: one.text for one in found[1:]}
    assert sorted(texts.values()) >= ["一", "三", "二"]
    assert all(one.extra["forwarded_in"] == parent.id for one in found[1:])
    assert all(one.author is not None and one.author.id_kind == "label" for one in found[1:])
    published = found[1].published
    assert published is not None
    assert published.iso() == "2024-01-01T02:00:00.000Z"
    assert {one.thread for one in found[1:]} == {f"wechat:forward:{parent.id.rpartition(':')[2]}"}
    assert parent.thread == "wechat:conversation:55@chatroom"


def test_forwards_in_forwards_end_somewhere() -> None:
    inner: dict[str, Any] = {"DataType": "1", "SourceName": "甲", "DataDesc": "最里面"}
    for number in range(11):
        listed = {"DataList": {"DataItems": [inner]}}
        inner = {"DataType": "17", "DataTitle": f"第{number}层", "RecordXML": {"RecordInfo": listed}}
    contents = {"title": "聊天记录", "recordInfo": {"DataList": {"DataItems": [inner]}}}
    found = said(read([chatlog("", type=49, subType=19, contents=contents)]))
    assert 1 < len(found) <= 10
    assert "最里面" in str(found[-1].extra["unopened"])


BOMB = (
    '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<msg><appmsg><title>&b;</title><type>5</type></appmsg></msg>"
)


def test_a_document_type_is_never_read_and_its_text_kept() -> None:
    for content in (f"<?xml version='1.0'?>{BOMB}", "<msg><!ENTITY x SYSTEM 'file:///etc/passwd'></msg>"):
        found = only(of_xml(content))
        assert found.extra["content"] == content
        assert "aaaa" not in found.text
        assert "root" not in found.text


@pytest.mark.parametrize(
    "content", ["<msg><img", "<msg></appmsg>", "<msg>" * 3000, "<msg>\x00\x01</msg>", "<?xml"]
)
def test_broken_xml_is_kept_as_it_stands(content: str) -> None:
    found = only(of_xml(content, 3))
    assert found.extra["content"] == content
    assert [one.member for one in found.attachments] == [None]


def test_keys_of_encrypted_media_are_never_kept() -> None:
    content = '<msg><img aeskey="0011223344" cdnthumbaeskey=\'5566\' md5="ab" length="7"/><aeskey>7788</aeskey></msg>'
    found = only(of_xml(content, 3))
    kept = canonical_json(item_to_json(found)).decode()
    assert not any(secret in kept for secret in ("0011223344", "5566", "7788"))
    assert "quarantined" in kept
    quoted = "&lt;img aeskey=&quot;99887766&quot;/&gt;"
    assert "99887766" not in xmltext.without_keys(quoted)


def test_money_is_told_in_words() -> None:
    pay = (
        "<wcpayinfo><paysubtype>1</paysubtype><feedesc>￥20.00</feedesc><pay_memo>咖啡</pay_memo></wcpayinfo>"
    )
    found = only(of_xml(APP.format(title="微信转账", kind=2000, more=pay)))
    assert found.text == "￥20.00 咖啡"
    assert found.extra["money"]["paysubtype"] == "1"  # type: ignore[index, call-overload]


def test_a_system_line_with_a_template_names_people() -> None:
    content = (
        '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template><template><![CDATA["$a$"邀请"$b$"加入了群聊]]>'
        '</template><link_list><link name="a"><memberlist><member><username>wxid_a</username><nickname>甲</nickname>'
        '</member></memberlist></link><link name="b"><memberlist><member><username>wxid_b</username><nickname>乙'
        "</nickname></member></memberlist></link></link_list></content_template></sysmsgtemplate></sysmsg>"
    )
    found = only(of_xml(content, 10000))
    assert found.text == '"甲"邀请"乙"加入了群聊'
    assert [one.id for one in found.mentions] == ["wxid_a", "wxid_b"]


def test_a_placeholder_is_a_missing_attachment_not_words() -> None:
    found = only(read(weflow(message(1, "[语音]", 34))))
    assert found.text == ""
    assert [(one.role, one.member) for one in found.attachments] == [("voice", None)]


def test_media_beside_the_chat_is_attached() -> None:
    value = json.dumps(weflow(message(1, "media/images/a.jpg", 3)), ensure_ascii=False)
    made = export_of(
        {"群/群.json": value, "群/media/images/a.jpg": b"\xff\xd8\xff", "群/media/b.jpg": b"\xff\xd8\xff"}
    )
    source = WeChatSource()
    vintage = source.recognise(made)
    assert vintage is not None
    found = list(source.read(made, vintage))
    assert [one.member for one in only(found).attachments] == ["群/media/images/a.jpg"]
    told = reports(found)
    assert (told["群/media/images/a.jpg"].status, told["群/media/b.jpg"].status) == ("media", "unclaimed")


@pytest.mark.parametrize("path", ["../../etc/passwd.jpg", "/etc/shadow.jpg", "..\\x.jpg", "C:\\x\\a.jpg"])
def test_a_path_that_leads_out_leads_nowhere(path: str) -> None:
    found = only(read(weflow(message(1, path, 3))))
    assert [one.member for one in found.attachments] == [None]


def test_the_stated_number_of_messages_is_compared() -> None:
    found = read(weflow(message(1), message(2), messageCount=3))
    assert [code for code, _ in problems(found)] == ["count-differs"]
    assert reports(found)["a.json"].expected == 3


def test_a_header_behind_the_messages_counts_too() -> None:
    value = weflow(message(1), message(2))
    late = {"messages": value["messages"], "session": value["session"], "weflow": value["weflow"]}
    assert set(items(read(late))) == set(items(read(value)))


def test_sorted_keys_are_the_same_messages() -> None:
    value = weflow(message(1), message(2))
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    assert set(items(read(text))) == set(items(read(value)))


def test_the_early_release_wrote_a_value_more_than_the_header_names() -> None:
    """In rooms 13 values, with friends 12, of strangers 10, under a header of 12 names."""
    number = 7100000000000000001
    table = (
        f"{HEAD}\n1,3,1,0,0,{T},2,房间,2024-01-02 11:04:05,{number},备注群,群,甲\n"
        f"2,4,1,0,1,{T + 1},2,朋友,2024-01-02 11:04:06,{number + 1},老金,金\n"
        f"3,5,1,0,0,{T + 2},2,生人,2024-01-02 11:04:07,{number + 2}\n"
    )
    room, friend, stranger = said(read(table, "messages.csv"))
    assert [one.text for one in (room, friend, stranger)] == ["房间", "朋友", "生人"]
    assert room.author is not None
    assert room.author.name == "甲"
    assert room.extra["chat_names"] == {"remark": "备注群", "nickname": "群"}
    assert friend.extra["direction"] == "out"
    assert len({one.thread for one in (room, friend, stranger)}) == 3


def test_the_later_release_is_not_shifted() -> None:
    table = f"{HEAD}\n1,3,1,0,0,{T},2,早,2024-01-02 11:04:05,备注,昵称,wxid_a\n"
    found = only(read(table, "汉娜(wxid_a)/汉娜_utf8.csv"))
    assert found.author is not None
    assert (found.author.id_kind, found.author.id, found.author.name) == ("account", "wxid_a", "备注")
    assert found.thread == "wechat:conversation:wxid_a"


@pytest.mark.parametrize("content", ['{"src": "", "msg": "哦吼"}', "哦吼"])
def test_the_older_dumps_keep_words_in_a_json_of_their_own(content: str) -> None:
    row = ["2", "7594861486645126963", "文本", "1", "我", "wxid_a", content, "2023-08-12 23:22:54"]
    out = io.StringIO()
    head = ["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "content", "CreateTime"]
    csv.writer(out).writerows([head, row])
    found = only(read(out.getvalue(), "wxid_a_0.csv"))
    assert (found.text, found.extra["direction"], found.thread) == (
        "哦吼",
        "out",
        "wechat:conversation:wxid_a",
    )


def test_what_chatlog_sends_to_a_webhook_is_its_json() -> None:
    sent = {"keyword": "", "length": 1, "messages": [chatlog("早")], "sender": "", "talker": "55@chatroom"}
    assert only(read(sent)).id == only(read([chatlog("早")])).id


def test_a_chat_that_no_id_names_says_so() -> None:
    found = read(f"{CHAT_HEAD}\n7100000000000000001,文本,甲,2024-01-02 11:04:05,早", "甲.csv")
    assert problems(found) == [("message-without-conversation", "甲.csv")]
    assert only(found).thread is not None


@pytest.mark.parametrize(
    ("stated", "source"),
    [
        ("wechat", "wechat"),
        ("WeChat", "wechat"),
        ("qq", "qq"),
        ("telegram", "telegram"),
        ("whatsapp", "whatsapp"),
        ("line", "line"),
        ("unknown", "chatlab"),
        ("", "chatlab"),
    ],
)
def test_chatlab_keeps_the_platform_that_its_file_names(stated: str, source: str) -> None:
    one = {"sender": "u1", "accountName": "甲", "timestamp": T, "type": 0, "content": "早"}
    found = only(read(lab(one, platform=stated)))
    assert found.author is not None
    assert (found.source, found.author.platform, found.id.partition(":")[0]) == (source, source, source)


def test_chatlab_short_ids_count_within_a_chat() -> None:
    def chat(name: str) -> Item:
        one = {"sender": "u1", "timestamp": T, "type": 0, "content": "早", "platformMessageId": "5"}
        answer = {**one, "platformMessageId": "6", "replyToMessageId": "5"}
        first, second = said(read(lab(one, answer, groupId=name)))
        assert second.in_reply_to == first.id
        return first

    assert chat("55").id != chat("56").id


def test_numbers_that_count_from_one_are_told_apart_by_their_chats() -> None:
    """Tools that had no id of the server's number the rows of each file."""
    table = f"{CHAT_HEAD}\n1,文本,我,2024-01-02 11:04:05,早\n2,文本,我,2024-01-02 11:04:06,早"
    made = export_of({"甲(wxid_a)/甲.csv": table, "乙(wxid_b)/乙.csv": table})
    source = WeChatSource()
    vintage = source.recognise(made)
    assert vintage is not None
    assert len({one.id for one in said(list(source.read(made, vintage)))}) == 4


def test_chats_that_only_names_tell_apart_stay_apart() -> None:
    one = {"sender": "u1", "timestamp": T, "type": 0, "content": "早", "platformMessageId": "5"}
    bare = {key: value for key, value in one.items() if key != "platformMessageId"}
    for record in (one, bare):
        chats = [only(read(lab(record, groupId="", name=name))) for name in ("甲群", "乙群")]
        assert chats[0].id != chats[1].id


def test_a_key_that_stands_twice_is_told_of() -> None:
    text = json.dumps(weflow(message(1), message(2)), ensure_ascii=False)
    found = read(text.replace('"content": "你好"', '"content": "你好", "content": "改过"', 1))
    assert [code for code, _ in problems(found)] == ["record-key-twice"]
    assert len(said(found)) == 1


def test_a_broken_record_costs_itself() -> None:
    text = json.dumps(weflow(message(1), message(2), message(3)), ensure_ascii=False, indent=1)
    found = read(text.replace('"content": "你好"', '"content": 你好', 1))
    assert len(said(found)) == 2
    assert [code for code, _ in problems(found)] == ["record-not-json"]


def test_a_chat_that_breaks_off_says_so() -> None:
    text = json.dumps(weflow(*map(message, range(1, 30))), ensure_ascii=False, indent=1)
    found = read(text[: len(text) // 2])
    assert "member-cut-off" in [code for code, _ in problems(found)]
    assert reports(found)["a.json"].status in ("damaged", "partly")
    assert len(said(found)) > 10


def test_a_name_is_a_label_and_no_id() -> None:
    """Two people of one name, and a remark that only the exporter gave, are not joined."""
    found = said(read(weflow(message(1), message(2, senderUsername="wxid_b"))))
    assert len({one.author.key for one in found if one.author}) == 2


def test_moments_have_an_unknown_audience() -> None:
    posts = [
        {
            "id": "14300000000000000001",
            "username": "wxid_a",
            "nickname": "甲",
            "createTime": T,
            "contentDesc": "下雪了",
            "likes": ["乙"],
            "comments": [
                {"id": "1", "nickname": "乙", "content": "好"},
                {"id": "2", "content": "谢", "refCommentId": "1"},
            ],
        }
    ]
    value = {"exportTime": "2026-01-01", "totalPosts": 1, "filters": {}, "posts": posts}
    post, first, second = said(read(value))
    assert (post.kind, str(post.audience), post.extra["reactions"]) == (Kind.POST, "unknown", ["乙"])
    assert (first.in_reply_to, second.in_reply_to) == (post.id, first.id)


def test_what_a_recall_and_a_message_share_is_no_conflict() -> None:
    """The line that says so stays, the message that the exporter still had stays too."""
    gone = message(1, "说错了", platformMessageId="7100000000000000001")
    line = message(2, '"甲" 撤回了一条消息', 10000, platformMessageId="7100000000000000002")
    assert [one.removed is not None for one in said(read(weflow(gone, line)))] == [False, True]


def test_the_official_export_is_withheld_and_marked_unverified() -> None:
    page = "<html><title>个人信息浏览与导出</title><body><h1>微信</h1><p>手机号 +86 130****0000</p></body></html>"
    source = WeChatSource()
    made = export_of({"导出.html": page})
    vintage = source.recognise(made)
    assert vintage is not None
    assert not vintage.is_editable
    assert "unverified" in vintage.reason
    assert {one.kind for one in items(list(source.read(made, vintage))).values()} <= {
        Kind.ACCOUNT,
        Kind.PHONE,
    }


def test_exporters_files_are_editable() -> None:
    vintage = WeChatSource().recognise(export_of({"a.json": json.dumps(weflow(message(1)))}))
    assert vintage is not None
    assert vintage.is_editable


def test_a_reading_is_the_same_through_the_front_door(tmp_path: Any) -> None:
    (tmp_path / "a.json").write_text(json.dumps(weflow(message(1))), encoding="utf-8")
    assert len(said(readings(tmp_path / "a.json"))) == 1
