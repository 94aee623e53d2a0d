"""WeChatDataAnalysis: a zip with a folder for each conversation, `messages.json` and `meta.json` in it."""

from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.base import own_name
from wildgrass.sources.wechat import forwards, kinds, xmltext
from wildgrass.sources.wechat.chat import Chat, is_room, light, rest
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import first, names, series, server_id, table, truth, whole, words
from wildgrass.sources.wechat.kinds import ROLES, What
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import any_time, epoch

_ROLES: Final = {
    "image": "photo",
    "emoji": "sticker",
    "video": "video",
    "video_thumb": "preview",
    "voice": "voice",
    "file": "file",
}
_READ: Final = names(
    "localId serverId serverIdStr createTime createTimeText sortSeq type renderType isSent senderUsername"
    " senderDisplayName senderAvatarPath conversationUsername isGroup content title url imageMd5 emojiMd5 emojiUrl"
    " videoMd5 fileMd5 fileSize offlineMedia quoteTitle quoteContent quoteUsername quoteServerId quoteType amount"
    " paySubType transferStatus transferId recordItem"
)


def begin(chat: Chat, fields: Mapping[str, JSON]) -> None:
    """Take the conversation; in privacy mode it has no id, so that its folder has to do."""
    talk = table(fields.get("conversation"))
    chat.conversation = words(talk.get("username"))
    chat.title = words(talk.get("displayName"))
    chat.is_room = is_room(chat.conversation, talk.get("isGroup"))
    account = words(fields.get("account"))
    chat.owner = "" if account == "hidden" else account
    chat.as_of = any_time(words(fields.get("exportedAt")), chat.clock)
    chat.fields = light(talk)
    if table(fields.get("filters")):
        chat.fields["filters"] = light(table(fields.get("filters")))
    if not chat.conversation:
        chat.shown_in = own_name(chat.member).rpartition("/")[0].rpartition("/")[2] or chat.member


def said(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message says."""
    get = value.get
    one = Said(conversation=words(get("conversationUsername")) or chat.conversation, shown_in=chat.shown_in)
    one.is_room = is_room(one.conversation, get("isGroup"))
    one.is_own = truth(get("isSent"))
    one.sender, one.sender_name = words(get("senderUsername")), words(get("senderDisplayName"))
    if not chat.owner and not chat.conversation:  # privacy mode: "me", "other", "member_1" are no accounts
        one.sender = ""
    one.published = epoch(get("createTime"))
    one.number = server_id(get("serverIdStr")) or server_id(get("serverId"))
    one.code, one.subtype = kinds.unpacked(whole(get("type")), None)
    one.what = _what(words(get("renderType")), one)
    one.content = words(get("content"))
    explain(one, chat.clock)
    _more(one, value)
    record = words(get("recordItem"))
    if record and not one.inner:
        one.inner = forwards.of_xml(record, chat.clock)
        one.extra["recordItem"] = xmltext.without_keys(record)
    one.extra |= rest(value, _READ)
    for key in ("localId", "sortSeq"):
        if get(key):
            one.extra[key] = get(key)
    return one


def _what(rendered: str, one: Said) -> What:
    by_code, by_name = kinds.of_code(one.code, one.subtype), kinds.of_rendered(rendered)
    if by_code in kinds.VAGUE and by_name is not What.UNKNOWN:
        return by_name
    return by_code if by_code is not What.UNKNOWN else by_name


def _more(one: Said, value: Mapping[str, JSON]) -> None:
    get = value.get
    role = ROLES.get(one.what)
    media = [table(part) for part in series(get("offlineMedia"))]
    if media:
        one.files[:] = [
            File(
                _ROLES.get(words(part.get("kind")), "file"),
                path=words(part.get("path")),
                name=words(part.get("title")),
                digest=words(part.get("md5")),
            )
            for part in media
        ]
    elif role is not None:
        digest = first(get("imageMd5"), get("emojiMd5"), get("videoMd5"), get("fileMd5"))
        url = first(get("emojiUrl"), get("imageUrl"), get("videoUrl"))
        name = words(get("title")) if one.what is What.FILE else ""
        file = File(role, name=name, digest=digest, size_bytes=whole(get("fileSize")))
        file.url = url if url.startswith(("http://", "https://")) else None
        one.files[:] = [file]
    if one.what is What.FILE:
        one.text = ""
    elif get("url"):
        one.link(words(get("url")), words(get("title")))
        one.text = "\n".join(dict.fromkeys(part for part in (words(get("title")), one.text) if part))
    one.reply_to = server_id(get("quoteServerId"))
    quoted = (
        ("sender", words(get("quoteUsername"))),
        ("name", words(get("quoteTitle"))),
        ("text", words(get("quoteContent"))),
        ("type", words(get("quoteType"))),
    )
    one.quoted = {key: part for key, part in quoted if part}
    money = {key: get(key) for key in ("amount", "paySubType", "transferStatus", "transferId") if get(key)}
    if money:
        one.extra["money"] = money
