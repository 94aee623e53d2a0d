"""Which members of an export hold QQ chats, and which tool wrote them."""

import io
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources import encodings, jsontext, jsonwalk
from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.mediatypes import media_type

PATHS: Final = ("messages[]", "chunks[].messages[]", "avatars.*")
VINTAGES: Final[Mapping[str, str]] = {
    "text": "消息记录 as text, from the message manager of QQ and TIM for Windows, until about 2023 (9.7.25)",
    "mht": "消息记录 as one web page with its pictures (Save by Tencent MsgMgr), until about 2023 (9.7.25)",
    "qce-json": "QQChatExporter V4 (2025) to V6 as JSON, or as manifest.json with chunks of JSON lines",
    "qce-text": "QQChatExporter as text",
    "qce-html": "QQChatExporter as a page",
}


class Form(StrEnum):
    """What a member is."""

    TEXT = "text"
    MHT = "mht"
    CHATEXPORTER_JSON = "qce-json"
    CHATEXPORTER_MANIFEST = "qce-manifest"
    CHATEXPORTER_LINES = "qce-lines"
    CHATEXPORTER_TEXT = "qce-text"
    CHATEXPORTER_PAGE = "qce-html"


LINED: Final = frozenset({Form.TEXT, Form.CHATEXPORTER_LINES, Form.CHATEXPORTER_TEXT, Form.CHATEXPORTER_PAGE})
_OF_FORM: Final = {
    Form.MHT: ("mht", "is a web page with its pictures that Tencent's message manager saved"),
    Form.TEXT: ("text", "is QQ's text of a chat: 消息记录, or lines of time and name with (number)"),
    Form.CHATEXPORTER_JSON: ("qce-json", "holds `chatInfo` and messages with QQChatExporter's fields"),
    Form.CHATEXPORTER_MANIFEST: ("qce-json", "lists chunks of a chat as QQChatExporter does"),
    Form.CHATEXPORTER_LINES: ("qce-json", "holds messages with QQChatExporter's fields, one a line"),
    Form.CHATEXPORTER_TEXT: ("qce-text", "is QQChatExporter's text of a chat"),
    Form.CHATEXPORTER_PAGE: ("qce-html", "is QQChatExporter's page of a chat"),
}
_ENDINGS: Final = (".json", ".jsonl", ".ndjson", ".txt", ".html", ".htm", ".mht", ".mhtml", ".log", ".bak~")
_CANDIDATES: Final = 20_000
_SHOWN: Final = 3

DATE: Final = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
CLOCK: Final = r"(?:(?:上午|下午|[AP]M) ?)?\d{1,2}:\d{2}:\d{2}(?: [AP]M)?"
HEADER: Final = re.compile(rf"({DATE}) ({CLOCK})(?: (.*))?\Z")
WITH_ID: Final = re.compile(r"(.*?)(?:\((\d{4,12})\)|<([^<>\s]+@[^<>\s]+)>)\s*\Z", re.DOTALL)
_BANNER: Final = re.compile(r"\ufeff?\s*消息记录")
_GROUPING: Final = re.compile(r"^消息(?:分组|对象):", re.MULTILINE)
_TEXT_LINE: Final = re.compile(rf"^{DATE} {CLOCK} .*(?:\(\d{{4,12}}\)|<[^<>\s]+@[^<>\s]+>)\s*$", re.MULTILINE)
_MHT: Final = re.compile(rb"(?:Save by Tencent MsgMgr|Subject:\s*Tencent IM Message)")
_OWN_TEXT: Final = re.compile(r"\A\ufeff?\s*\[QQChatExporter|QQ聊天记录导出文件")
_JSON_START: Final = re.compile(r"\ufeff?\s*[\[{]\s*[\]}\[{\"]")
_OWN_PAGE: Final = re.compile(
    "QQChatExporter|qq-chat-exporter|QCE_METADATA|的聊天记录导出文件|QQ聊天记录导出工具"
)


def recognise(export: Export) -> Vintage | None:
    """Say which tool wrote an export, None where no member is QQ's; reads first parts of members."""
    best: tuple[Form, str] | None = None
    order = list(_OF_FORM)
    for _, key in zip(range(_CANDIDATES), filter(is_textual, export.members), strict=False):
        form = form_of(export, key)
        if form is not None and (best is None or order.index(form) < order.index(best[0])):
            best = (form, key)
            if form is order[0]:
                break
    if best is None:
        return None
    name, what = _OF_FORM[best[0]]
    return Vintage(name, f"{best[1]} {what}", is_editable=True)


def is_textual(key: str) -> bool:
    """Say whether a member's name leaves open that it is text: an ending of text, none, or one that says nothing."""
    name = own_name(key).rpartition("/")[2].lower()
    return name.endswith(_ENDINGS) or media_type(name) is None


def form_of(export: Export, key: str) -> Form | None:
    """Say what a member is by its first 64 KiB, None where it is nothing of QQ's."""
    if not is_textual(key):
        return None
    head = export.head(key)
    if _MHT.search(head[:2048]):
        return Form.MHT
    text = head.decode(encodings.detect(head), errors="replace")
    if _JSON_START.match(text):
        return _json_form(text.encode(errors="replace"))
    return _text_form(text)


def _text_form(text: str) -> Form | None:
    if text.lstrip("\ufeff \r\n").startswith("<"):
        has_messages = 'class="message' in text or "chat-container" in text or "message-block" in text
        before = text.partition('class="message')[0]  # a message may quote anything
        return Form.CHATEXPORTER_PAGE if has_messages and _OWN_PAGE.search(before) else None
    if _OWN_TEXT.search(text[:2000]):
        return Form.CHATEXPORTER_TEXT
    if _BANNER.match(text) or len(_GROUPING.findall(text[:4000])) > 1:
        return Form.TEXT
    return Form.TEXT if len(_TEXT_LINE.findall(text)) > 1 else None


def _json_form(head: bytes) -> Form | None:
    first, _, rest = head.partition(b"\n")
    if rest.lstrip()[:1] == b"{" and first.rstrip().endswith(b"}"):
        return Form.CHATEXPORTER_LINES if _is_message(_value(first)) else None
    seen = 0
    for event in jsonwalk.walk(io.BytesIO(head), PATHS):
        if isinstance(event, jsonwalk.Found):
            seen += 1
            if event.path == "avatars.*":
                continue
            if _is_message(_value(event.data)):
                return Form.CHATEXPORTER_JSON if event.parents else None
            if seen >= _SHOWN:
                return None
        elif isinstance(event, jsonwalk.Closed) and not event.at:
            return _closed_form(event)
    return None


def _closed_form(event: jsonwalk.Closed) -> Form | None:
    """Say what an object without messages in its first part is."""
    chunked, info, metadata = (event.fields.get(name) for name in ("chunked", "chatInfo", "metadata"))
    if isinstance(chunked, dict) and isinstance(chunked.get("chunks"), list):
        return Form.CHATEXPORTER_MANIFEST
    if _is_message(event.fields):
        return Form.CHATEXPORTER_LINES
    if (
        isinstance(info, dict)
        and isinstance(metadata, dict)
        and "QQChatExporter" in str(metadata.get("name"))
    ):
        return Form.CHATEXPORTER_JSON
    return None


def _value(data: bytes) -> JSON:
    try:
        return jsontext.decode(data)
    except jsontext.RecordError:
        return None


def _is_message(value: JSON) -> bool:
    """Say whether a record is a message of QQChatExporter's, of any version."""
    if not isinstance(value, dict):
        return False
    sender, content = value.get("sender"), value.get("content")
    if (
        not isinstance(sender, dict)
        or not isinstance(content, dict)
        or ("uid" not in sender and "uin" not in sender)
    ):
        return False
    has_time = "timestamp" in value or "time" in value
    return has_time and bool(content.keys() & {"text", "elements", "resources", "emojis", "html"})
