"""ChatLab's interchange form, JSON and JSON Lines: the platform is what the file says it is."""

import re
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.wechat import kinds
from wildgrass.sources.wechat.chat import Chat, light, rest
from wildgrass.sources.wechat.endings import looks_like_path
from wildgrass.sources.wechat.explain import explain
from wildgrass.sources.wechat.fields import first, names, series, server_id, table, whole, words
from wildgrass.sources.wechat.kinds import MEDIA, ROLES
from wildgrass.sources.wechat.said import File, Said
from wildgrass.sources.wechat.times import epoch

_SLUG: Final = re.compile(r"[^a-z0-9]+")
_NOBODY: Final = frozenset({"SYSTEM", "system", ""})
_READ: Final = names(
    "_type sender accountName timestamp type content platformMessageId replyToMessageId chatRecords"
)
_MAX_DEPTH: Final = 8
_MAX_INNER: Final = 10_000
_OTHER_NAMES: Final = {"weixin": "wechat", "wx": "wechat", "微信": "wechat", "twitter": "x"}
_VOLATILE: Final = frozenset({"name", "groupAvatar"})


def begin(chat: Chat, fields: Mapping[str, JSON]) -> None:
    """Take the header."""
    meta, head = table(fields.get("meta")), table(fields.get("chatlab"))
    chat.platform = platform(words(meta.get("platform")))
    chat.title = words(meta.get("name"))
    chat.is_room = words(meta.get("type")) != "private"
    chat.owner = words(meta.get("ownerId"))
    chat.as_of = epoch(head.get("exportedAt"))
    chat.conversation = first(meta.get("groupId"), meta.get("sourceSessionId"))
    chat.fields = {key: value for key, value in light(meta).items() if key not in _VOLATILE}
    if head.get("generator"):
        chat.fields["generator"] = head["generator"]
    if not chat.conversation:
        chat.shown_in = "\x1f".join((chat.platform, words(meta.get("type")), chat.title))


def platform(name: str) -> str:
    """Return the platform's name as ids begin with it; "chatlab" where the file does not say."""
    slug = _SLUG.sub("-", _OTHER_NAMES.get(name.lower(), name.lower())).strip("-")
    return slug if slug and slug != "unknown" else "chatlab"


def said(chat: Chat, value: Mapping[str, JSON]) -> Said:
    """Return what one message says."""
    return _said(chat, value, 0)


def _said(chat: Chat, value: Mapping[str, JSON], depth: int) -> Said:
    get = value.get
    one = Said(conversation=chat.conversation, shown_in=chat.shown_in, is_room=chat.is_room)
    sender = words(get("sender"))
    if sender not in _NOBODY:
        one.sender, one.sender_name = sender, words(get("accountName"))
        if chat.owner:
            one.is_own = sender == chat.owner
    one.published = epoch(get("timestamp"))
    one.number, one.reply_to = server_id(get("platformMessageId")), server_id(get("replyToMessageId"))
    kind = whole(get("type"))
    one.what = kinds.of_chatlab(kind)
    one.content = words(get("content"))
    if one.what in MEDIA and looks_like_path(one.content):
        one.files.append(File(ROLES[one.what], path=one.content))
    else:
        explain(one, chat.clock)
    if one.what is kinds.What.UNKNOWN and kind is not None:
        one.extra["type"] = kind
    if depth < _MAX_DEPTH:
        inner = series(get("chatRecords"))[:_MAX_INNER]
        one.inner = [_said(chat, table(part), depth + 1) for part in inner]
        for part in one.inner:
            part.number = ""
    one.extra |= rest(value, _READ)
    return one
