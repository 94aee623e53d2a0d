"""What can be read of WeChat: files that a person's own tool wrote, with where their shape is shown."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Form(StrEnum):
    """The shape of one member."""

    CHATLOG_JSON = "chatlog-json"
    CHATLOG_CSV = "chatlog-csv"
    WEFLOW = "weflow-json"
    ECHOTRACE = "echotrace-json"
    MEMOTRACE_FULL = "memotrace-csv-full"
    MEMOTRACE_CHAT = "memotrace-csv-chat"
    MEMOTRACE_HTML = "memotrace-html"
    MEMOTRACE_JSON = "memotrace-json"
    MEMOTRACE_TXT = "memotrace-txt"
    ANALYSIS = "wechat-data-analysis"
    ANALYSIS_TXT = "wechat-data-analysis-txt"
    PYWXDUMP_CSV = "pywxdump-csv"
    PYWXDUMP_JSON = "pywxdump-json"
    KEEPER = "chatlog-keeper"
    WETRACE = "wetrace-json"
    CHATLAB = "chatlab-json"
    CHATLAB_LINES = "chatlab-jsonl"
    MOMENTS = "moments-json"
    CONTACTS_CSV = "contacts-csv"
    CONTACTS_JSON = "contacts-json"
    PERSONAL = "personal-information"


VINTAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Form.CHATLOG_JSON: "chatlog's JSON since 2025: seq, time, talker, isSelf, contents (its model/message.go)",
        Form.CHATLOG_CSV: "chatlog's CSV since 2025, both headers; without and with IsSelf (its http and export code)",
        Form.WEFLOW: "WeFlow JSON and its arkme form since 2025: weflow, session, messages (its JsonFormatter.ts)",
        Form.ECHOTRACE: "EchoTrace JSON since 2025: session, messages, exportTime (its chat_export_service.dart)",
        Form.MEMOTRACE_FULL: "WeChatMsg/MemoTrace CSV of 2023 to 2024: localId, TalkerId, StrContent; the early"
        " release too that wrote MsgSvrID unnamed (its exporter_csv.py, package_msg.py)",
        Form.MEMOTRACE_CHAT: "MemoTrace CSV since 2024, one chat a file: 消息ID, 类型, 发送人, 时间, 内容",
        Form.MEMOTRACE_HTML: "WeChatMsg/MemoTrace HTML since 2023: the list chatMessages in its script",
        Form.MEMOTRACE_JSON: "MemoTrace JSON since 2024, beside its HTML: server_id, is_send, xml_dict",
        Form.MEMOTRACE_TXT: "WeChatMsg/MemoTrace text since 2023: time and name, the words, a blank line",
        Form.ANALYSIS: "WeChatDataAnalysis zip since 2025: manifest.json, report.json, a folder a conversation",
        Form.ANALYSIS_TXT: "WeChatDataAnalysis text since 2025: messages.txt in a conversation's folder",
        Form.PYWXDUMP_CSV: "PyWxDump CSV since 2023: MsgSvrID, type_name, is_sender, talker, room_name, msg, src",
        Form.PYWXDUMP_JSON: "PyWxDump JSON since 2023: the same fields, with users.json (its exportJSON.py)",
        Form.KEEPER: "chatlog-keeper wechat_messages.json since 2026: ts, sender_wxid, server_id, source_offset",
        Form.WETRACE: "Wetrace Plus JSON v1 of 2026: format, account, conversations (its docs)",
        Form.CHATLAB: "ChatLab interchange JSON since 2025, of whatever platform it names (its format code)",
        Form.CHATLAB_LINES: "ChatLab interchange JSON Lines since 2025, of whatever platform it names",
        Form.MOMENTS: "Moments (朋友圈) as WeFlow and others export them since 2026: posts, likes, comments",
        Form.CONTACTS_CSV: "contact and room lists of chatlog and MemoTrace as CSV",
        Form.CONTACTS_JSON: "contact lists of PyWxDump (users.json) and chatlog as JSON",
        Form.PERSONAL: "WeChat's own personal information export; its shape is not public, so this is unverified:"
        " a page or text that names itself 个人信息浏览与导出",
    }
)

JSON_FORMS: Final = frozenset(
    {
        Form.CHATLOG_JSON,
        Form.WEFLOW,
        Form.ECHOTRACE,
        Form.MEMOTRACE_JSON,
        Form.ANALYSIS,
        Form.PYWXDUMP_JSON,
        Form.KEEPER,
        Form.WETRACE,
        Form.CHATLAB,
        Form.MOMENTS,
        Form.CONTACTS_JSON,
    }
)

PATHS: Final = (
    "[]",
    "messages[]",
    "members[]",
    "senders[]",
    "groupMembers[]",
    "conversations[].messages[]",
    "posts[]",
    "timeline[]",
    "items[]",
)
"""Where records lie in any of the JSON forms: one list for all, so that a member splits without a look into it."""
