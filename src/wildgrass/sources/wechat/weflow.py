"""WeFlow (and its arkme form) and EchoTrace JSON: one file a chat, `session` and `messages`."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.wechat import kinds
from wildgrass.sources.wechat.chat import Chat, is_room, light, rest
from wildgrass.sources.wechat.endings import looks_like_path
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import first, names, server_id, table, truth, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What
from wildgrass.sources.wechat.said import ROOM, File, Said
from wildgrass.sources.wechat.times import any_time, epoch

_AT: Final = re.compile(r"<atuserlist>\s*(?:<!\[CDATA\[)?([^<\]]{1,20000})")
_READ: Final = names(
    "localId createTime formattedTime type localType content isSend senderUsername senderDisplayName senderAvatarKey"
    " senderID source platformMessageId serverId replyToMessageId quotedSender quotedContent quotedType appMsgType"
    " quotedSenderDisplayName emojiMd5 emojiCdnUrl locationLat locationLng locationPoiname locationLabel"
    " linkTitle linkUrl"
)
_COMMON: Final = names(
    "localId createTime formattedTime type localType content isSend senderUsername senderDisplayName senderAvatarKey"
    " senderID source platformMessageId"
)
_VOLATILE: Final = frozenset({"messageCount", "lastTimestamp"})


def begin(chat: Chat, fields: Mapping[str, JSON]) -> None:
    """Take the session."""
    session = table(fields.get("session"))
    chat.conversation = first(session.get("wxid"), session.get("accountId"), session.get("username"))
    chat.title = first(session.get("displayName"), session.get("remark"), session.get("nickname"))
    chat.is_room = is_room(chat.conversation, session.get("type"))
    chat.expected = whole(session.get("messageCount"))
    weflow = table(fields.get("weflow"))
    chat.as_of = epoch(weflow.get("exportedAt")) or any_time(words(fields.get("exportTime")), chat.clock)
    chat.fields = {key: value for key, value in light(session).items() if key not in _VOLATILE}


def said(chat: Chat, value: Mapping[str, JSON], *, is_local_id_kept: bool = False) -> Said:
    """Return what one message says."""
    get = value.get
    one = Said(conversation=chat.conversation, is_room=chat.is_room, is_own=truth(get("isSend")))
    _sender(chat, one, value)
    one.published = epoch(get("createTime"))
    one.number = server_id(get("platformMessageId")) or server_id(get("serverId"))
    one.reply_to = server_id(get("replyToMessageId"))
    label = words(get("type"))
    one.code, one.subtype, one.what = _what(label, whole(get("localType")), whole(get("appMsgType")))
    content = get("content")
    if isinstance(content, str):
        one.content = content
    elif isinstance(content, Mapping | list):
        one.extra["content"] = content
    role = ROLES.get(one.what)
    if role and looks_like_path(one.content):
        one.files.append(File(role, path=one.content))
    else:
        explain(one, chat.clock)
    if not _COMMON.issuperset(value):
        _more(one, value, role)
        one.extra |= rest(value, _READ)
    source = words(get("source"))
    if source:
        _source(one, source)
    if one.what is What.UNKNOWN and label:
        one.extra["label"] = label
    if is_local_id_kept and whole(get("localId")) is not None:
        one.extra["localId"] = get("localId")
    return one


def echotrace(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message of EchoTrace says: its `localId` is the database's own."""
    return said(chat, value, is_local_id_kept=True)


def _sender(chat: Chat, one: Said, value: Mapping[str, JSON]) -> None:
    profile = chat.senders.get(whole(value.get("senderID")) or -1)
    sender = words(value.get("senderUsername")) or (words(profile.get("accountId")) if profile else "")
    if sender.endswith(ROOM):  # the room itself: a system line
        return
    one.sender = "" if sender == "unknown" else sender
    shown = first(value.get("senderDisplayName"), value.get("senderRemark"), value.get("senderNickname"))
    one.sender_name = shown or (words(profile.get("displayName")) if profile else "")


@lru_cache(maxsize=4096)
def _what(label: str, local_type: int | None, app_type: int | None) -> tuple[int | None, int | None, What]:
    """Return type, subtype and what it is: `localType` is not always right, the word says more, except when vague."""
    code, subtype = kinds.unpacked(local_type, app_type)
    by_label, by_code = kinds.of_label(label), kinds.of_code(code, subtype)
    is_vague = by_label is What.LINK and code == 49 and by_code not in (What.APP, What.UNKNOWN)
    return code, subtype, by_code if is_vague or by_label is What.UNKNOWN else by_label


def _more(one: Said, value: Mapping[str, JSON], role: str | None) -> None:
    """Take what stands beside the content."""
    get = value.get
    if one.what is What.STICKER and (get("emojiMd5") or get("emojiCdnUrl")):
        url = words(get("emojiCdnUrl"))
        file = one.files[0] if one.files else File(role or "sticker")
        file.digest, file.url = (
            words(get("emojiMd5")),
            url if url.startswith(("http://", "https://")) else None,
        )
        one.files[:] = [file]
    context = table(get("replyContext"))
    if get("quotedSender") or get("quotedContent") or context:
        one.quoted = {
            key: value
            for key, value in (
                ("sender", words(context.get("senderUsername"))),
                ("name", first(get("quotedSender"), get("quotedSenderDisplayName"))),
                ("text", first(get("quotedContent"), context.get("content"))),
                ("type", words(get("quotedType"))),
            )
            if value
        }
    place = {
        key: get(key)
        for key in ("locationLat", "locationLng", "locationPoiname", "locationLabel")
        if get(key)
    }
    if place:
        one.extra["place"] = place
    if get("linkUrl"):
        one.link(words(get("linkUrl")), words(get("linkTitle")))


def _source(one: Said, source: str) -> None:
    """Keep what the app wrote beside the message; it lists who is meant by an @."""
    one.extra["source"] = source
    listed = _AT.search(source)
    if listed is not None:
        one.named += [part.strip() for part in listed[1].split(",") if part.strip()]
