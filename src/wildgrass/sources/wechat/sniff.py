"""Which exporter wrote a member, by the first 64 KiB of what is in it, never by its name."""

import re
from dataclasses import dataclass
from typing import Final

from wildgrass.sources.encodings import detect
from wildgrass.sources.wechat.vintages import Form

_TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"(\s*:)?|[{}\[\]]', re.DOTALL)
_MAX_KEYS: Final = 200
_USERS: Final = re.compile(rb'\A\s*\{\s*"[^"]{1,128}"\s*:\s*\{\s*"wxid"\s*:')
_SPECIAL: Final = re.compile(r"\A[^\n]{0,200}?(?:消息记录|message)", re.IGNORECASE)
_MEMO_HEAD: Final = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?!- |.*(?:\(\d{5,}\)|<[^<>@ ]+@[^<>@ ]+>)$)\S.*\Z"
)
_MESSAGE: Final = frozenset({"localId", "createTime", "localType", "isSend"})
DETAILS: Final = "details"
"""A member that says what an export holds: WeChatDataAnalysis's manifest.json, meta.json and report.json."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a member is, `form` or `DETAILS`, and what shows it."""

    form: Form | None
    reason: str
    encoding: str = "utf-8"


def sniff(head: bytes) -> Sniffed | None:
    """Return what a member is by its first bytes, None where it is none of ours."""
    if not head.strip():
        return None
    encoding = detect(head)
    if encoding != "utf-8":
        head = head.decode(encoding, errors="replace").encode(errors="replace")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = head[:1]
    if first == b"{":
        found = _of_object(head)
    elif first == b"[":
        found = _of_array(head)
    elif first == b"<":
        found = _of_page(head)
    else:
        found = _of_lines(head) or _of_table(head) or _of_text(head)
    if found is None:
        return None
    return Sniffed(found[0], found[1], encoding)


def keys(head: bytes, depth: int) -> list[str]:
    """Return the keys that stand at a depth of brackets in the beginning of a JSON text, in their order."""
    found: list[str] = []
    level = 0
    for token in _TOKEN.finditer(head):
        byte = token[0][:1]
        if byte == b'"':
            if level == depth and token[2] is not None and len(found) < _MAX_KEYS:
                found.append(token[1].decode(errors="replace"))
        elif byte in b"{[":
            level += 1
        else:
            level -= 1
            if level < depth and found and depth > 1:
                break
    return found


def _of_object(head: bytes) -> tuple[Form | None, str] | None:
    line = head.partition(b"\n")[0]
    if b'"_type"' in line and b'"header"' in line and b'"chatlab"' in line:
        return Form.CHATLAB_LINES, 'its first line is a header with "chatlab"'
    top = set(keys(head, 1))
    if "chatlab" in top and b'"chatlab"' in head and ("meta" in top or "messages" in top):
        return Form.CHATLAB, "it holds `chatlab` and `meta`"
    if "weflow" in top and ("session" in top or "messages" in top):
        return Form.WEFLOW, "it holds `weflow` and `session`"
    if "session" in top and "messages" in top and (b'"messageCount"' in head or b'"lastTimestamp"' in head):
        return Form.ECHOTRACE, "it holds `session.messageCount` and `messages`"
    if "messages" in top and set(keys(head[head.find(b'"messages"') :], 2)) >= _MESSAGE:
        return Form.ECHOTRACE, "its messages hold `localType`, `createTime` and `isSend`"
    return _of_export(head, top)


def _of_export(head: bytes, top: set[str]) -> tuple[Form | None, str] | None:
    if {"messages", "talker"} <= top and set(keys(head[head.find(b'"messages"') :], 2)) >= _CHATLOG:
        return Form.CHATLOG_JSON, "its messages hold `talker`, `isSelf` and `time`"
    if "schemaVersion" in top and (found := _of_analysis(top)):
        return found
    if "format" in top and re.search(rb'"format"\s*:\s*"wetrace-plus"', head):
        return Form.WETRACE, 'its `format` is "wetrace-plus"'
    if top & {"posts", "timeline"} and b'"contentDesc"' in head and b'"createTime"' in head:
        return Form.MOMENTS, "its posts hold `contentDesc` and `createTime`"
    if {"posts", "totalPosts", "filters", "exportTime"} <= top:
        return Form.MOMENTS, "it holds `totalPosts` and `posts`"
    return _of_people(head, top)


def _of_people(head: bytes, top: set[str]) -> tuple[Form | None, str] | None:
    if _USERS.match(head) and (b'"remark"' in head or b'"nickname"' in head):
        return Form.CONTACTS_JSON, "it lists people by `wxid`"
    if "items" in top and b'"userName"' in head and (b'"nickName"' in head or b'"alias"' in head):
        return Form.CONTACTS_JSON, "its items hold `userName` and `nickName`"
    return None


def _of_analysis(top: set[str]) -> tuple[Form | None, str] | None:
    """Tell WeChatDataAnalysis's chats from what it says about them."""
    if "conversation" in top and ("messages" in top or "filters" in top):
        return Form.ANALYSIS, "it holds `schemaVersion`, `conversation` and `messages`"
    if "exportId" in top and top & {"missingMedia", "stats"}:
        return None, "it is WeChatDataAnalysis's manifest or report"
    if {"username", "isGroup", "messageCount"} <= top:
        return None, "it is WeChatDataAnalysis's description of a conversation"
    return None


_CHATLOG: Final = frozenset({"talker", "isSelf", "type", "content", "time"})
_ARRAYS: Final = (
    (Form.PYWXDUMP_JSON, frozenset({"MsgSvrID", "type_name", "is_sender"})),
    (Form.KEEPER, frozenset({"sender_wxid", "msg_type", "is_self"})),
    (Form.CHATLOG_JSON, _CHATLOG),
    (Form.MEMOTRACE_JSON, frozenset({"is_send", "timestamp", "server_id", "display_name"})),
    (Form.MOMENTS, frozenset({"contentDesc", "createTime", "username"})),
    (Form.CONTACTS_JSON, frozenset({"userName", "nickName", "remark"})),
)


def _of_array(head: bytes) -> tuple[Form | None, str] | None:
    found = set(keys(head, 2))
    for form, wanted in _ARRAYS:
        if wanted <= found:
            return form, f"its records hold {', '.join(f'`{key}`' for key in sorted(wanted)[:3])}"
    return None


def _of_page(head: bytes) -> tuple[Form | None, str] | None:
    if b"chatMessages" in head or (b".chat-refer" in head and b"content-wrapper-left" in head):
        return Form.MEMOTRACE_HTML, "its script holds the list `chatMessages`"
    text = head.decode(errors="replace")
    return _of_personal(text)


def _of_personal(text: str) -> tuple[Form | None, str] | None:
    if "个人信息浏览与导出" in text and ("微信" in text or "WeChat" in text):
        return Form.PERSONAL, "it names itself 个人信息浏览与导出 (unverified)"
    return None


def _of_lines(head: bytes) -> tuple[Form | None, str] | None:
    """Return ChatLab's lines behind comments."""
    for line in head.split(b"\n")[:50]:
        text = line.strip()
        if text and not text.startswith(b"#"):
            return _of_object(text) if text.startswith(b'{"_type"') else None
    return None


_TABLES: Final = (
    (Form.PYWXDUMP_CSV, frozenset({"msgsvrid", "type_name", "is_sender"})),
    (Form.MEMOTRACE_FULL, frozenset({"localid", "talkerid", "type", "issender", "createtime", "strcontent"})),
    (Form.MEMOTRACE_CHAT, frozenset({"消息id", "类型", "发送人", "时间", "内容"})),
    (Form.CHATLOG_CSV, frozenset({"time", "talker", "sender", "sendername", "content"})),
    (Form.CONTACTS_CSV, frozenset({"username", "alias", "remark", "nickname"})),
    (Form.CONTACTS_CSV, frozenset({"name", "remark", "nickname", "owner", "usercount"})),
)


def _of_table(head: bytes) -> tuple[Form | None, str] | None:
    line = head.partition(b"\n")[0].decode(errors="replace")
    if "," not in line or len(line) > 4096:
        return None
    import csv  # noqa: PLC0415 - few members are tables; saves 2 ms

    try:
        found = set(header(next(csv.reader([line.replace("\r", "")]), [])))
    except csv.Error:
        return None
    for form, wanted in _TABLES:
        if wanted <= found:
            return form, f"its header holds {', '.join(f'`{key}`' for key in sorted(wanted)[:3])}"
    return None


def header(fields: list[str]) -> list[str]:
    """Return a header's names in one form."""
    return [field.removeprefix("\ufeff").strip().lower() for field in fields]


def _of_text(head: bytes) -> tuple[Form | None, str] | None:
    text = head.decode(errors="replace").replace("\r", "")
    if text.startswith("会话: ") and "\n账号: " in text[:2000]:
        return Form.ANALYSIS_TXT, "its first lines are 会话 and 账号"
    if _SPECIAL.match(text):
        return _of_personal(text)
    blocks = [part for part in text.split("\n\n") if part.strip()]
    whole = blocks[:-1] if len(head) > 60_000 else blocks
    heads = [part.lstrip("\n").partition("\n")[0] for part in whole]
    if len(heads) >= 2 and _MEMO_HEAD.match(heads[0]) and _are_dated(heads):
        return Form.MEMOTRACE_TXT, "each message begins with date, time and name behind a blank line"
    return _of_personal(text)


def _are_dated(heads: list[str]) -> bool:
    """Say whether most paragraphs begin with a date: a message may hold blank lines of its own."""
    dated = sum(_MEMO_HEAD.match(one) is not None for one in heads)
    return dated >= 2 and dated * 2 > len(heads)
