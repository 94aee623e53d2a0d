"""WeChatMsg, later MemoTrace: both kinds of CSV, and the fields that its JSON and HTML share."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.wechat import kinds
from wildgrass.sources.wechat.chat import Chat, is_room, rest
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import first, names, series, server_id, table, truth, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import epoch, written

_NAMED: Final = 9  # the columns up to StrTime, which every release wrote in this order
_COLUMNS: Final = (
    "localid",
    "talkerid",
    "type",
    "subtype",
    "issender",
    "createtime",
    "status",
    "strcontent",
    "strtime",
)
_AFTER: Final = ("remark", "nickname", "sender")
_SERVER_DIGITS: Final = 15
_READ: Final = names(
    "type sub_type is_send timestamp server_id display_name displayname avatar_src avatar_path is_chatroom text path"
    " url title description quote_server_id quote_text quote_type refer_text messages file_name file_size file_md5"
    " thumb_path cover_url voice_to_text duration str_time display_content link_url"
)


def full_cells(fields: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    """Return a row's cells by column.

    The early release queried MsgSvrID too and wrote it, unnamed, between StrTime and Remark, so that what follows is
    shifted by one; a message with a friend then has as many values as the header has names. One export of a single
    chat wrote the database's blobs behind it as well.
    """
    if tuple(header[:_NAMED]) != _COLUMNS:
        return dict(zip(header, fields, strict=False))
    cells = dict(zip(_COLUMNS, fields, strict=False))
    after = list(fields[_NAMED:])
    if after and len(after[0]) >= _SERVER_DIGITS and after[0].lstrip("-").isdecimal():
        cells["msgsvrid"] = after.pop(0)
        blobs = [part for part in after if part.startswith(("b'", 'b"'))]
        after = [part for part in after if part not in blobs]
        if blobs:
            cells["blobs"] = str(len(blobs))
    cells |= dict(zip(_AFTER, after, strict=False))
    extra = after[len(_AFTER) :]
    if any(extra):
        cells["more"] = "\x1f".join(extra)
    return cells


def full(chat: Chat, cells: Mapping[str, str]) -> Said:
    """Return what one row of the full CSV says. `TalkerId` is a number of one database, not an account."""
    get = cells.get
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_own=truth(get("issender")))
    one.is_room = is_room(one.conversation)
    _people(chat, one, cells)
    one.number = server_id(get("msgsvrid", ""))
    one.published = epoch(get("createtime", "")) or written(get("strtime", ""), chat.clock)
    one.code, one.subtype = kinds.unpacked(whole(get("type")), whole(get("subtype")))
    one.what = kinds.of_code(one.code, one.subtype)
    one.content = get("strcontent", "")
    explain(one, chat.clock)
    for name in ("localid", "talkerid", "status", "more", "blobs"):
        if get(name):
            one.extra[name] = cells[name]
    if one.what in (What.SYSTEM, What.RECALL):
        one.sender = one.sender_name = ""
    return one


def _people(chat: Chat, one: Said, cells: Mapping[str, str]) -> None:
    """Take sender and names. Where one file holds all chats, the names are the chat's, else they are the sender's.

    `TalkerId` counts within one of several databases, so a chat without an id is told by it and by its name.
    """
    get = cells.get
    sender, name = get("sender", ""), first(get("remark"), get("nickname"))
    is_account = bool(sender) and sender != "我" and sender.isascii() and " " not in sender
    one.sender = sender if is_account else ""
    if "msgsvrid" in cells or not is_account:
        one.sender_name = "" if sender == "我" else sender or ("" if one.is_own else name)
        names: dict[str, JSON] = {key: cells[key] for key in ("remark", "nickname") if get(key)}
        if not one.conversation:
            chat.title = name
            if names:
                one.extra["chat_names"] = names
    else:
        one.sender_name = name
    if not one.conversation:
        shown = first(get("nickname"), get("remark")) if "msgsvrid" in cells else ""
        one.shown_in = f"talker {get('talkerid', '')} {shown}".strip()


def per_chat(chat: Chat, cells: Mapping[str, str]) -> Said:
    """Return what one row of the CSV of one chat says: 消息ID is the server's id, the sender only a name."""
    get = cells.get
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_room=chat.is_room)
    one.number = server_id(get("消息id", ""))
    one.sender_name = get("发送人", "")
    one.published = written(get("时间", ""), chat.clock)
    label = get("类型", "")
    one.what = kinds.of_label(label)
    one.content = get("内容", "")
    if one.what is What.FORWARD or one.content.startswith("【"):
        one.text = "" if kinds.is_placeholder(one.content) else one.content
        if one.what is What.FILE:
            one.files.append(_file(one.content))
    else:
        explain(one, chat.clock)
    if one.what in (What.SYSTEM, What.RECALL):
        one.sender_name = ""
    extra = {key: value for key, value in cells.items() if key not in _CHAT_READ and value}
    if extra.get("更多信息") == "more":
        del extra["更多信息"]
    one.extra |= extra
    if one.what is What.UNKNOWN and label:
        one.extra["label"] = label
    return one


_CHAT_READ: Final = frozenset({"消息id", "类型", "发送人", "时间", "内容"})


_FILE: Final = re.compile(r"【文件】(.*?) \d+\.\d\d [KMG]?B (.*) (\S*) (\S*)\s*\Z", re.DOTALL)


def _file(content: str) -> File:
    """Return the file in "【文件】report.pdf 0.10 MB ./file/report.pdf pdf 0123…": name, size, path, type, MD5."""
    found = _FILE.match(content)
    if found is None:
        return File("file", name=content.removeprefix("【文件】").strip())
    return File("file", name=found[1], path=found[2], digest=found[4] if len(found[4]) == 32 else "")


def entry(chat: Chat, value: Mapping[str, JSON], *, is_escaped: bool = False) -> Said:
    """Return what one message of its JSON says, or of the list in its HTML, where texts are escaped once."""
    if is_escaped:
        value = table(_unescaped(value))
    get = value.get
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_room=chat.is_room)
    one.is_room = one.is_room or truth(get("is_chatroom")) is True
    one.is_own = truth(get("is_send"))
    one.sender_name = first(get("display_name"), get("displayname"))
    one.number = server_id(get("server_id"))
    one.reply_to = server_id(get("quote_server_id"))
    one.published = epoch(get("timestamp")) or written(words(get("str_time")), chat.clock)
    one.code, one.subtype = kinds.unpacked(whole(get("type")), whole(get("sub_type")))
    one.what = What.SYSTEM if one.code == 0 else kinds.of_code(one.code, one.subtype)
    _content(chat, one, value)
    if one.what in (What.SYSTEM, What.RECALL):
        one.sender_name, one.is_own = "", None
    quoted = first(get("quote_text"), get("refer_text"))
    if quoted:
        one.quoted = {"text": quoted}
    one.inner = [entry(chat, table(part)) for part in series(get("messages"))]
    for part in one.inner:
        if part.number:
            part.extra["original"] = part.number
        part.number = ""
    one.extra |= rest(value, _READ)
    return one


def _content(chat: Chat, one: Said, value: Mapping[str, JSON]) -> None:
    get = value.get
    role = ROLES.get(one.what)
    text = words(get("text"))
    if role is None:
        one.content = text or words(get("display_content"))
        explain(one, chat.clock)
        title, description = words(get("title")), words(get("description"))
        one.text = "\n".join(dict.fromkeys(part for part in (title, one.text, description) if part))
        url = first(get("url"), get("link_url"))
        if url.startswith(("http://", "https://")):
            one.link(url, title)
        return
    path = first(get("path"), text)
    is_url = path.startswith(("http://", "https://"))
    name = words(get("file_name")) if one.what is What.FILE else ""
    size = whole(get("file_size"))
    file = File(role, path="" if is_url else path, name=name, url=path if is_url else None, size_bytes=size)
    one.files.append(file)
    one.text = words(get("voice_to_text"))


def _unescaped(value: JSON) -> JSON:
    if isinstance(value, str):
        return html.unescape(value)
    if isinstance(value, Mapping):
        return {key: _unescaped(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_unescaped(part) for part in value]
    return value
