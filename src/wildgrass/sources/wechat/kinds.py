"""What a message is, by WeChat's own numbers and by the words of each exporter."""

from enum import StrEnum
from typing import Final


class What(StrEnum):
    """What a message holds."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    STICKER = "sticker"
    CARD = "card"
    PLACE = "place"
    LINK = "link"
    MUSIC = "music"
    FORWARD = "forward"
    MINI_PROGRAM = "mini-program"
    CHANNEL = "channel"
    QUOTE = "quote"
    PAT = "pat"
    NOTICE = "notice"
    TRANSFER = "transfer"
    RED_PACKET = "red-packet"
    CALL = "call"
    SYSTEM = "system"
    RECALL = "recall"
    REQUEST = "friend-request"
    APP = "app"
    UNKNOWN = "unknown"


EVENTS: Final = frozenset({What.SYSTEM, What.RECALL, What.PAT, What.CALL})
"""What a conversation says about itself; a call too, as for every platform."""

MEDIA: Final = frozenset({What.IMAGE, What.VOICE, What.VIDEO, What.FILE, What.STICKER})

ROLES: Final = {
    What.IMAGE: "photo",
    What.VOICE: "voice",
    What.VIDEO: "video",
    What.FILE: "file",
    What.STICKER: "sticker",
}

_BASE: Final = {
    1: What.TEXT,
    2: What.TEXT,
    3: What.IMAGE,
    34: What.VOICE,
    37: What.REQUEST,
    42: What.CARD,
    43: What.VIDEO,
    47: What.STICKER,
    48: What.PLACE,
    49: What.APP,
    50: What.CALL,
    62: What.VIDEO,
    66: What.CARD,
    10000: What.SYSTEM,
    10002: What.SYSTEM,
}

_APP: Final = {
    1: What.TEXT,
    2: What.IMAGE,
    3: What.MUSIC,
    4: What.LINK,
    5: What.LINK,
    6: What.FILE,
    8: What.STICKER,
    15: What.STICKER,
    16: What.CARD,
    17: What.PLACE,
    19: What.FORWARD,
    33: What.MINI_PROGRAM,
    36: What.MINI_PROGRAM,
    40: What.FORWARD,
    50: What.CHANNEL,
    51: What.CHANNEL,
    53: What.TEXT,
    57: What.QUOTE,
    62: What.PAT,
    63: What.CHANNEL,
    68: What.LINK,
    74: What.FILE,
    76: What.MUSIC,
    87: What.NOTICE,
    88: What.CHANNEL,
    92: What.MUSIC,
    2000: What.TRANSFER,
    2001: What.RED_PACKET,
    2003: What.RED_PACKET,
}

_PACKED: Final = 1 << 32


def unpacked(code: int | None, subtype: int | None) -> tuple[int | None, int | None]:
    """Return type and subtype; version 4 writes both in one number, the subtype above bit 32."""
    if code is not None and code >= _PACKED:
        return code & 0xFFFF_FFFF, code >> 32
    return code, subtype


def of_code(code: int | None, subtype: int | None) -> What:
    """Return what WeChat's numbers mean. `unpacked` first."""
    if code is None:
        return What.UNKNOWN
    if code == 49:
        return _APP.get(subtype or 0, What.APP)
    if code == 10000 and subtype == 4:  # version 3 files a pat as a system line
        return What.PAT
    return _BASE.get(code, What.UNKNOWN)


def of_app(subtype: int | None) -> What:
    """Return what an app message is."""
    return _APP.get(subtype or 0, What.APP)


_WORDS: Final = {
    "文本": What.TEXT,
    "粘贴的文本": What.TEXT,
    "接龙": What.TEXT,
    "图片": What.IMAGE,
    "语音": What.VOICE,
    "视频": What.VIDEO,
    "动画表情": What.STICKER,
    "表情": What.STICKER,
    "表情包": What.STICKER,
    "gif表情": What.STICKER,
    "用户上传的gif表情": What.STICKER,
    "名片": What.CARD,
    "推荐公众号": What.CARD,
    "个人/公众号名片": What.CARD,
    "企业微信名片": What.CARD,
    "位置": What.PLACE,
    "位置分享": What.PLACE,
    "位置共享": What.PLACE,
    "地图信息": What.PLACE,
    "链接": What.LINK,
    "链接分享": What.LINK,
    "分享链接": What.LINK,
    "卡片式链接": What.LINK,
    "(分享)卡片式链接": What.LINK,
    "图文": What.LINK,
    "音乐": What.MUSIC,
    "音乐卡片": What.MUSIC,
    "音乐分享": What.MUSIC,
    "(分享)音乐": What.MUSIC,
    "文件": What.FILE,
    "聊天记录": What.FORWARD,
    "合并转发": What.FORWARD,
    "聊天记录合并转发": What.FORWARD,
    "合并转发的聊天记录": What.FORWARD,
    "收藏笔记": What.FORWARD,
    "小程序": What.MINI_PROGRAM,
    "小程序分享": What.MINI_PROGRAM,
    "分享的小程序": What.MINI_PROGRAM,
    "(分享)小程序": What.MINI_PROGRAM,
    "视频号": What.CHANNEL,
    "视频号直播卡片": What.CHANNEL,
    "(分享)视频号视频": What.CHANNEL,
    "(分享)视频号名片": What.CHANNEL,
    "视频号直播或直播回放": What.CHANNEL,
    "视频号直播或直播回放等": What.CHANNEL,
    "引用": What.QUOTE,
    "引用回复": What.QUOTE,
    "带有引用的文本": What.QUOTE,
    "拍一拍": What.PAT,
    "群公告": What.NOTICE,
    "转账": What.TRANSFER,
    "转账卡片": What.TRANSFER,
    "红包": What.RED_PACKET,
    "红包卡片": What.RED_PACKET,
    "赠送红包封面": What.RED_PACKET,
    "通话": What.CALL,
    "语音通话": What.CALL,
    "视频通话": What.CALL,
    "音视频通话": What.CALL,
    "系统": What.SYSTEM,
    "系统通知": What.SYSTEM,
    "邀请加群": What.SYSTEM,
    "撤回": What.RECALL,
    "添加好友": What.REQUEST,
}

VAGUE: Final = frozenset({What.LINK, What.UNKNOWN, What.APP, What.SYSTEM})
"""Kinds that exporters also say when they do not know better; a subtype tells more."""


def of_label(label: str) -> What:
    """Return what an exporter's Chinese word means: 文本, 文本消息, (分享)音乐, 消息撤回1."""
    name = label.strip().lower().replace("\uff08", "(").replace("\uff09", ")")
    if not name:
        return What.UNKNOWN
    found = _WORDS.get(name) or _WORDS.get(name.removesuffix("消息"))
    if found is not None:
        return found
    return What.RECALL if "撤回" in name else What.UNKNOWN


_CHATLAB: Final = {
    0: What.TEXT,
    1: What.IMAGE,
    2: What.VOICE,
    3: What.VIDEO,
    4: What.FILE,
    5: What.STICKER,
    7: What.LINK,
    8: What.PLACE,
    20: What.RED_PACKET,
    21: What.TRANSFER,
    22: What.PAT,
    23: What.CALL,
    24: What.MINI_PROGRAM,
    25: What.QUOTE,
    26: What.FORWARD,
    27: What.CARD,
    80: What.SYSTEM,
    81: What.RECALL,
}


def of_chatlab(number: int | None) -> What:
    """Return what a number of ChatLab's list means."""
    return What.UNKNOWN if number is None else _CHATLAB.get(number, What.UNKNOWN)


_RENDERED: Final = {
    "text": What.TEXT,
    "system": What.SYSTEM,
    "image": What.IMAGE,
    "emoji": What.STICKER,
    "video": What.VIDEO,
    "voice": What.VOICE,
    "link": What.LINK,
    "file": What.FILE,
    "transfer": What.TRANSFER,
    "redPacket": What.RED_PACKET,
    "quote": What.QUOTE,
    "voip": What.CALL,
    "chatHistory": What.FORWARD,
    "location": What.PLACE,
    "card": What.CARD,
}


def of_rendered(name: str) -> What:
    """Return what a `renderType` of WeChatDataAnalysis means."""
    return _RENDERED.get(name, What.UNKNOWN)


_PLACEHOLDERS: Final = frozenset(
    f"{left}{word}{right}"
    for left, right in (("[", "]"), ("【", "】"))
    for word in (
        "图片",
        "语音",
        "语音消息",
        "视频",
        "动画表情",
        "表情",
        "表情包",
        "文件",
        "图片消息",
        "视频消息",
        "Photo",
        "Image",
        "Voice",
        "Video",
        "Sticker",
        "File",
    )
)


def is_placeholder(text: str) -> bool:
    """Say whether a text only stands in a picture's, voice's, video's or file's place."""
    return text.strip() in _PLACEHOLDERS
