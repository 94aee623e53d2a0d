"""Which members of an export Telegram Desktop wrote: JSON of an account or a chat, pages of either."""

import io
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wildgrass.sources import jsontext, jsonwalk
from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.encodings import detect
from wildgrass.sources.mediatypes import media_type

PATHS: Final = (
    "messages[]",
    "chats.list[].messages[]",
    "left_chats.list[].messages[]",
    "chats[].messages[]",
    "[].messages[]",
    "contacts.list[]",
    "frequent_contacts.list[]",
    "sessions.list[]",
    "web_sessions.list[]",
    "profile_pictures[]",
    "stories[]",
)
CHAT_TYPES: Final = frozenset(
    {
        "personal_chat",
        "bot_chat",
        "saved_messages",
        "replies",
        "verification_codes",
        "private_group",
        "private_supergroup",
        "public_supergroup",
        "private_channel",
        "public_channel",
    }
)
VINTAGES: Final[Mapping[str, str]] = {
    "account-json": "a whole account as JSON, since 2018: Telegram Desktop 1.3.13",
    "chat-json": "one chat as JSON, since 2018; ids with user, channel or chat before them since 2021",
    "account-html": "a whole account as pages, since 2018: export_results.html, lists, chats",
    "chat-html": "one chat as pages, since 2018: messages.html, messages2.html and so on",
    "channel-html": "a public channel's pages as t.me/s/ shows them to everybody, since 2019; saved, or followed",
}


class Form(StrEnum):
    """What a member is."""

    ACCOUNT_JSON = "account-json"
    CHAT_JSON = "chat-json"
    CHAT_PAGE = "chat-page"
    LIST_PAGE = "list-page"  # contacts, sessions, chats
    SUMMARY_PAGE = "summary-page"  # export_results.html
    CHANNEL_PAGE = "channel-page"  # t.me/s/…, which no exporter wrote


JSONS: Final = frozenset({Form.ACCOUNT_JSON, Form.CHAT_JSON})
PAGES: Final = frozenset({Form.CHAT_PAGE, Form.LIST_PAGE, Form.SUMMARY_PAGE})
_TEXTUAL: Final = (".json", ".html", ".htm", ".txt")
_CANDIDATES: Final = 20_000  # an account has a page for each thousand messages
_SHOWN: Final = 5  # records looked at
_JSON_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_CHANNEL_PAGE: Final = re.compile(rb'class="tgme_(?:widget_message[ "]|channel_history[ "]|channel_info")')
_LOCAL_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def recognise(export: Export) -> Vintage | None:
    """Say which form of export this is, None where no member is Telegram's; reads first parts of members."""
    found: dict[Form, str] = {}
    for _, key in zip(range(_CANDIDATES), filter(is_textual, export.members), strict=False):
        form = form_of(export, key)
        if form is not None:
            found.setdefault(form, key)
            if form is Form.ACCOUNT_JSON:
                break
    return _vintage(found)


def _vintage(found: Mapping[Form, str]) -> Vintage | None:
    if Form.ACCOUNT_JSON in found:
        name = found[Form.ACCOUNT_JSON]
        return Vintage("account-json", f"{name} holds chats, contacts or sessions as Telegram lists them")
    if Form.CHAT_JSON in found:
        name = found[Form.CHAT_JSON]
        return Vintage("chat-json", f"{name} holds one chat's messages with Telegram's fields")
    if Form.SUMMARY_PAGE in found or Form.LIST_PAGE in found:
        name = found.get(Form.SUMMARY_PAGE) or found[Form.LIST_PAGE]
        return Vintage("account-html", f"{name} is a page of an account's export")
    if Form.CHAT_PAGE in found:
        return Vintage("chat-html", f"{found[Form.CHAT_PAGE]} is a page of a chat's export")
    if Form.CHANNEL_PAGE in found:
        reason = f"{found[Form.CHANNEL_PAGE]} is a public channel's page"
        return Vintage("channel-html", reason, is_editable=True)
    return None


def is_textual(key: str) -> bool:
    """Say whether a member's name leaves open that it is text: an ending of text, none, or one that says nothing."""
    name = own_name(key).rpartition("/")[2].lower()
    return name.endswith(_TEXTUAL) or media_type(name) is None


def form_of(export: Export, key: str) -> Form | None:
    """Say what a member is by its first 64 KiB, None where it is not an exporter's text."""
    if not is_textual(key):
        return None
    head = export.head(key)
    if _JSON_START.match(head):
        return json_form(head)
    encoding = detect(head)
    if encoding != "utf-8":
        head = head.decode(encoding, errors="replace").encode(errors="replace")
        if _JSON_START.match(head):
            return json_form(head)
    return page_form(head)


def json_form(head: bytes) -> Form | None:
    """Say which JSON a member is whose first bytes these are."""
    seen = 0
    for event in jsonwalk.walk(io.BytesIO(head), PATHS):
        if isinstance(event, jsonwalk.Closed):
            if event.records == 0 and event.fields.get("type") in CHAT_TYPES and "id" in event.fields:
                return Form.ACCOUNT_JSON if event.at else Form.CHAT_JSON
            if not event.at and _is_person(event.fields.get("personal_information")):
                return Form.ACCOUNT_JSON
        elif isinstance(event, jsonwalk.Found):
            form = _found_form(event)
            seen += 1
            if form is not None or seen >= _SHOWN:
                return form
    return None


def _found_form(event: jsonwalk.Found) -> Form | None:
    form = Form.CHAT_JSON if event.path == "messages[]" else Form.ACCOUNT_JSON
    if event.parents and _is_person(event.parents[0].get("personal_information")):
        return Form.ACCOUNT_JSON
    if not event.path.endswith("messages[]"):
        return form if _is_account_record(event) else None
    if event.parents[-1].get("type") in CHAT_TYPES and "id" in event.parents[-1]:
        return form
    try:
        value = event.value()
    except jsontext.RecordError:
        return None
    return form if isinstance(value, dict) and _is_message(value) else None


def _is_person(value: object) -> bool:
    return isinstance(value, dict) and "user_id" in value and "phone_number" in value


def _is_message(value: Mapping[str, object]) -> bool:
    if value.get("type") not in ("message", "service", "unsupported"):
        return False
    if "date_unixtime" in value or "text_entities" in value:
        return True
    date = value.get("date")
    names = ("from", "from_id", "actor", "actor_id")
    return isinstance(date, str) and bool(_LOCAL_DATE.match(date)) and any(name in value for name in names)


_RECORD_KEYS: Final = {
    "contacts.list[]": {"first_name", "last_name", "phone_number", "date"},
    "frequent_contacts.list[]": {"category", "rating", "type"},
    "sessions.list[]": {"last_active", "last_ip", "device_model"},
    "web_sessions.list[]": {"last_active", "last_ip", "browser"},
}


def _is_account_record(event: jsonwalk.Found) -> bool:
    try:
        value = event.value()
    except jsontext.RecordError:
        return False
    wanted = _RECORD_KEYS.get(event.path)
    return wanted is not None and isinstance(value, dict) and wanted <= value.keys()


def page_form(head: bytes) -> Form | None:
    """Say which page a member is whose first bytes these are."""
    if b'class="message ' in head and (
        b'class="history"' in head or b'class="pull_right date details"' in head
    ):
        return Form.CHAT_PAGE
    if _CHANNEL_PAGE.search(head):
        return Form.CHANNEL_PAGE
    if b'class="page_wrap' not in head:
        return None
    if b"page_body chat_page" in head:
        return Form.CHAT_PAGE
    if b"page_body list_page" in head:
        return Form.LIST_PAGE
    is_summary = b"<title>Exported Data</title>" in head and b'class="page_body"' in head
    return Form.SUMMARY_PAGE if is_summary else None
