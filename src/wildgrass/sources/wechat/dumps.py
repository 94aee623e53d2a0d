"""PyWxDump (CSV and JSON), chatlog-keeper and Wetrace Plus."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources import jsontext
from wildgrass.sources.wechat import forwards, kinds
from wildgrass.sources.wechat.chat import Chat, is_room, rest
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import names, server_id, table, truth, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import any_time

_NOBODY: Final = frozenset({"我", "未知", "系统", ""})
_PYWXDUMP_READ: Final = names(
    "id MsgSvrID type_name is_sender talker room_name msg src CreateTime content extra"
)
_QUOTED: Final = re.compile(r"(.*?)\n\n\[引用\]\(([^)\n]{0,40})\)([^\n:]{0,200}):(.*)\Z", re.DOTALL)
_ANCHOR: Final = re.compile(r'\s*<a href="[^"]*">点击查看详情</a>\s*\Z')
_KEEPER_READ: Final = names(
    "ts ts_iso sender sender_wxid chat_room conversation_id content msg_type is_self account_id thread_id server_id"
    " source_offset conversation_type is_group_chat"
)
_WETRACE_READ: Final = names("id time timestamp sender_id sender_name direction is_self type subtype content")


def pywxdump(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message of PyWxDump says; its older JSON has `content: {msg, src}`."""
    get = value.get
    older = _older(get("content"))
    room = words(get("room_name"))
    one = Said(conversation=room, is_room=is_room(room), is_own=truth(get("is_sender")))
    talker = words(get("talker"))
    if talker not in _NOBODY:
        one.sender = talker
    one.number = server_id(get("MsgSvrID"))
    one.published = any_time(get("CreateTime"), chat.clock)
    label = words(get("type_name"))
    one.what = kinds.of_label(label)
    one.content = words(get("msg")) or words(older.get("msg"))
    source = get("src") or older.get("src")
    _pywxdump_content(chat, one, source)
    if table(get("extra")):
        one.extra["extra"] = get("extra")
    if one.what is What.UNKNOWN and label:
        one.extra["label"] = label
    one.extra |= rest(value, _PYWXDUMP_READ)
    return one


def _older(content: JSON) -> Mapping[str, JSON]:
    """Return `content` of releases before 2024: {"src": …, "msg": …}, in their CSV as JSON; words where it is none."""
    if not isinstance(content, str):
        return table(content)
    try:
        return table(jsontext.decode(content.encode(errors="surrogatepass"))) or {"msg": content}
    except jsontext.RecordError:
        return {"msg": content}


def _pywxdump_content(chat: Chat, one: Said, source: JSON) -> None:
    role = ROLES.get(one.what)
    if isinstance(source, Mapping):
        if one.what is What.FORWARD:
            one.inner = forwards.of_table(source, chat.clock)
        else:
            one.extra["src"] = source
        source = ""
    path = words(source)
    is_url = path.startswith(("http://", "https://"))
    quoted = _QUOTED.match(one.content) if one.what is What.QUOTE else None
    if quoted is not None:
        one.text = quoted[1]
        one.quoted = {
            key: part for key, part in (("time", quoted[2]), ("name", quoted[3]), ("text", quoted[4])) if part
        }
    elif role is not None:
        one.text = "" if one.content in ("图片", "视频", "表情") or one.what is What.FILE else one.content
        name = one.content if one.what is What.FILE else ""
        one.files.append(File(role, path="" if is_url else path, name=name, url=path if is_url else None))
        path = ""
    else:
        explain(one, chat.clock)
        if one.what is What.LINK:
            one.text = _ANCHOR.sub("", one.text)
    if is_url and role is None:
        one.link(path)
    elif path:
        one.extra["src"] = path


def keeper(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message of chatlog-keeper says; `thread_id` separates two accounts' chats with one person."""
    get = value.get
    room = words(get("conversation_id")) or words(get("chat_room"))
    one = Said(conversation=room, is_own=truth(get("is_self")), sender=words(get("sender_wxid")))
    one.is_room = is_room(room, get("is_group_chat"), get("conversation_type"))
    if not one.is_room and get("thread_id"):
        one.conversation = words(get("thread_id"))
    name = words(get("sender"))
    one.sender_name = "" if name == one.sender else name
    chat.title = words(get("chat_room"))
    one.published = any_time(get("ts") if get("ts") is not None else get("ts_iso"), chat.clock)
    one.number = server_id(get("server_id"))
    one.code, one.subtype = kinds.unpacked(whole(get("msg_type")), None)
    one.what = kinds.of_code(one.code, one.subtype)
    one.content = words(get("content"))
    explain(one, chat.clock)
    if get("account_id"):
        one.extra["account"] = get("account_id")
    one.extra |= rest(value, _KEEPER_READ)
    return one


def wetrace_begin(chat: Chat, fields: Mapping[str, JSON]) -> None:
    """Take the account."""
    chat.owner = words(table(fields.get("account")).get("id"))


def wetrace(chat: Chat, value: Mapping[str, JSON], parents: Sequence[Mapping[str, JSON]]) -> Said:
    """Return what one message of Wetrace Plus says."""
    get = value.get
    talk: Mapping[str, JSON] = parents[-1] if len(parents) > 1 else {}
    one = Said(conversation=words(talk.get("id")), sender=words(get("sender_id")))
    one.is_room = is_room(one.conversation, talk.get("type"))
    chat.title = words(talk.get("name"))
    one.sender_name = words(get("sender_name"))
    direction = words(get("direction")).lower()
    one.is_own = truth(get("is_self"))
    if one.is_own is None and direction:
        one.is_own = direction in ("outgoing", "sent") if direction in _DIRECTIONS else None
    one.published = any_time(get("time") if get("time") not in (None, "") else get("timestamp"), chat.clock)
    one.number = server_id(get("id"))
    one.code, one.subtype = kinds.unpacked(whole(get("type")), whole(get("subtype")))
    one.what = kinds.of_code(one.code, one.subtype) if (one.code or 0) > 0 else What.TEXT
    one.content = words(get("content"))
    explain(one, chat.clock)
    one.extra |= rest(value, _WETRACE_READ)
    return one


_DIRECTIONS: Final = frozenset({"outgoing", "sent", "incoming", "received"})
