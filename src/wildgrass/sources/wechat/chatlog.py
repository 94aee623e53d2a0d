"""chatlog: its JSON, an array over all chats, and both of its CSV headers."""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.wechat import forwards, kinds
from wildgrass.sources.wechat.chat import Chat, is_room, rest
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import first, names, table, truth, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import any_time, written

_READ: Final = names(
    "time talker talkerName isChatRoom sender senderName isSelf type subType content contents typeDesc"
)
_CONTENTS_READ: Final = names(
    "md5 rawmd5 path imgfile videofile voice thumb title url desc refer recordInfo host"
)
_SYSTEM: Final = frozenset({"系统消息", "系统"})
_CSV_READ: Final = frozenset(
    {"time", "sendername", "sender", "talkername", "talker", "content", "isself", "type", "typedesc"}
)


def said(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message says."""
    get = value.get
    talker = words(get("talker"))
    one = Said(conversation=talker, is_own=truth(get("isSelf")), sender=words(get("sender")))
    one.is_room = is_room(talker, get("isChatRoom"))
    one.sender_name = words(get("senderName"))
    chat.title = words(get("talkerName"))
    one.published = any_time(get("time"), chat.clock)
    one.code, one.subtype = kinds.unpacked(whole(get("type")), whole(get("subType")))
    one.what = kinds.of_code(one.code, one.subtype)
    if one.sender in _SYSTEM:
        one.sender = ""
    one.content = words(get("content"))
    explain(one, chat.clock)
    _contents(chat, one, table(get("contents")))
    one.extra |= rest(value, _READ)
    return one


def _contents(chat: Chat, one: Said, contents: Mapping[str, JSON]) -> None:
    """Take what chatlog has read out of the XML."""
    if not contents:
        return
    get = contents.get
    role = ROLES.get(one.what)
    title, url = words(get("title")), words(get("url"))
    if role is not None:
        path = first(get("path"), get("imgfile"), get("videofile"), get("voice"))
        digest = first(get("md5"), get("rawmd5"))
        one.files[:] = [File(role, path=path, name=title, digest=digest)]
    elif title or url or get("desc"):
        one.text = one.text or "\n".join(dict.fromkeys(part for part in (title, words(get("desc"))) if part))
        one.link(url, title)
    refer = table(get("refer"))
    if refer:
        _refer(one, refer)
    record = table(get("recordInfo"))
    if record:
        one.inner = forwards.of_table(record, chat.clock)
    left = rest(contents, _CONTENTS_READ)
    if left:
        one.extra["contents"] = left


def _refer(one: Said, refer: Mapping[str, JSON]) -> None:
    title = table(refer.get("contents")).get("title")
    quoted = {
        "type": words(refer.get("type")),
        "sender": words(refer.get("sender")),
        "name": words(refer.get("senderName")),
        "time": words(refer.get("time")),
        "text": words(refer.get("content")) or words(title),
    }
    one.quoted = {key: value for key, value in quoted.items() if value and value != "0"}


def row(chat: Chat, cells: Mapping[str, str]) -> Said:
    """Return what one row of the CSV says; one header has no direction, which stays unknown."""
    talker = cells.get("talker", "")
    one = Said(conversation=talker, is_room=is_room(talker), sender=cells.get("sender", ""))
    one.sender_name = cells.get("sendername", "")
    one.is_own = truth(cells.get("isself"))
    one.published = written(cells.get("time", ""), chat.clock)
    chat.title = cells.get("talkername", "")
    code = whole(cells.get("type"))
    one.code, one.subtype = kinds.unpacked(code, None)
    one.content = cells.get("content", "")
    one.what = _what(code, cells.get("typedesc", ""), one)
    if one.sender in _SYSTEM:
        one.sender = ""
        one.what = What.SYSTEM
    explain(one, chat.clock)
    one.extra |= {key: value for key, value in cells.items() if key not in _CSV_READ and value}
    return one


def _what(code: int | None, label: str, one: Said) -> What:
    by_label = kinds.of_label(label)
    if by_label is not What.UNKNOWN:
        return by_label
    if code is not None:
        return kinds.of_code(one.code, one.subtype)
    return What.UNKNOWN if one.content.startswith("<") else _of_words(one.content)


_WORDS: Final = {
    "![图片]": What.IMAGE,
    "[图片]": What.IMAGE,
    "[语音]": What.VOICE,
    "![视频]": What.VIDEO,
    "[视频]": What.VIDEO,
    "[动画表情]": What.STICKER,
    "[GIF表情]": What.STICKER,
    "[名片]": What.CARD,
    "[语音通话]": What.CALL,
    "[文件|": What.FILE,
    "[链接|": What.LINK,
    "[分享|": What.LINK,
    "[小程序": What.MINI_PROGRAM,
    "[视频号": What.CHANNEL,
    "[合并转发": What.FORWARD,
    "[群公告]": What.NOTICE,
    "[红包]": What.RED_PACKET,
    "[转账|": What.TRANSFER,
    "> [引用]": What.QUOTE,
}


def _of_words(content: str) -> What:
    """Return what the words in a message's place say it is; chatlog's own, so that a user's own words seldom match."""
    if not content.startswith(("[", "![", "> [")):
        return What.TEXT
    return next((what for start, what in _WORDS.items() if content.startswith(start)), What.TEXT)
