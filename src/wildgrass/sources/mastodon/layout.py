"""Which members of an archive are what: an actor, collections of activities or addresses, tables, statuses."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, Vintage, own_name
from wildgrass.sources.mediatypes import media_type

VINTAGES: Final[Mapping[str, str]] = {
    "archive": "actor.json and outbox.json, since Mastodon 2.3 of 2018; Pleroma and Akkoma since 2021",
    "part": "a collection or an actor of an archive without the rest",
    "statuses": "statuses as the API gives them, saved by mastodon-archive and other clients",
    "tables": "following_accounts.csv, lists.csv and so on, from the page of data exports",
}
PATHS: Final = (
    "orderedItems[]",
    "items[]",
    "statuses[]",
    "favourites[]",
    "bookmarks[]",
    "mentions[]",
    "notifications[]",
    "followers[]",
    "following[]",
    "mutes[]",
    "blocks[]",
    "[]",
)


class Form(StrEnum):
    """What a member is."""

    ACTOR = "actor"
    COLLECTION = "collection"
    STATUSES = "statuses"
    ACCOUNT = "account"
    FOLLOWING = "following"
    MUTES = "mutes"
    BLOCKS = "blocks"
    DOMAINS = "domains"
    LISTS = "lists"
    BOOKMARKS = "bookmarks"


TABLES: Final = frozenset({Form.FOLLOWING, Form.MUTES, Form.BLOCKS, Form.DOMAINS, Form.LISTS, Form.BOOKMARKS})
_CANDIDATES: Final = 5000
_CONTEXT: Final = b"https://www.w3.org/ns/activitystreams"
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_ACCOUNT_NAMES: Final = (b'"acct"', b'"created_at"', b'"note"', b'"followers_count"', b'"statuses_count"')
_ACCOUNT: Final = rb"@?[\w.+-]+@[\w-]+(?:\.[\w-]+)*(?::\d+)?"
_HEADED: Final = (
    (re.compile(rb"Account address,Hide notifications", re.IGNORECASE), Form.MUTES),
    (re.compile(rb"Account address(?:,Show boosts|\s*$)", re.IGNORECASE | re.MULTILINE), Form.FOLLOWING),
)
_BARE: Final = (
    (re.compile(r"follow"), re.compile(_ACCOUNT + rb"\s*$", re.MULTILINE), Form.FOLLOWING),
    (re.compile(r"mute"), re.compile(_ACCOUNT + rb"\s*$", re.MULTILINE), Form.MUTES),
    (re.compile(r"domain"), re.compile(rb"(?:#domain|[\w-]+(?:\.[\w-]+)+\s*$)", re.MULTILINE), Form.DOMAINS),
    (re.compile(r"block"), re.compile(_ACCOUNT + rb"\s*$", re.MULTILINE), Form.BLOCKS),
    (
        re.compile(r"list"),
        re.compile(rb'(?:"[^"\n]+"|[^",\n]+),' + _ACCOUNT + rb"\s*$", re.MULTILINE),
        Form.LISTS,
    ),
    (re.compile(r"bookmark"), re.compile(rb"https?://[^\s,]+\s*$", re.MULTILINE), Form.BOOKMARKS),
)


def recognise(export: Export) -> Vintage | None:
    """Say which form of archive this is, None where no member is of one; reads first parts of members."""
    found: dict[Form, str] = {}
    for _, key in zip(range(_CANDIDATES), filter(_is_textual, export.members), strict=False):
        form = form_of(export, key)
        if form is not None:
            found.setdefault(form, key)
            if Form.ACTOR in found and Form.COLLECTION in found:
                break
    return _vintage(found)


def _vintage(found: Mapping[Form, str]) -> Vintage | None:
    if Form.ACTOR in found and Form.COLLECTION in found:
        actor, other = found[Form.ACTOR], found[Form.COLLECTION]
        root = _folder(actor)
        return Vintage("archive", f"{actor} is an ActivityPub actor, {other} an OrderedCollection", root)
    for form, what in ((Form.COLLECTION, "an OrderedCollection"), (Form.ACTOR, "an ActivityPub actor")):
        if form in found:
            return Vintage("part", f"{found[form]} is {what}", _folder(found[form]))
    for form, what in ((Form.STATUSES, "statuses"), (Form.ACCOUNT, "an account")):
        if form in found:
            reason = f"{found[form]} holds {what} as Mastodon's API gives them"
            return Vintage("statuses", reason, _folder(found[form]), is_editable=True)
    tables = [key for form, key in found.items() if form in TABLES]
    if tables:
        reason = f"{tables[0]} is a table as Mastodon's data exports are"
        return Vintage("tables", reason, _folder(tables[0]), is_editable=True)
    return None


def _folder(key: str) -> str:
    folder, slash, _ = own_name(key).rpartition("/")
    return folder + slash


def _is_textual(key: str) -> bool:
    name = own_name(key).rpartition("/")[2].lower()
    return name.endswith((".json", ".csv", ".txt")) or media_type(name) is None


def form_of(export: Export, key: str) -> Form | None:
    """Say what a member is by its first 64 KiB."""
    if not _is_textual(key):
        return None
    head = export.head(key)
    if _START.match(head):
        return _json_form(head)
    return _table_form(own_name(key).rpartition("/")[2].lower(), head)


def _json_form(head: bytes) -> Form | None:
    head = head.replace(b"\\/", b"/")  # as PHP writes it
    if _CONTEXT in head:
        if b'"orderedItems"' in head:
            return Form.COLLECTION
        if b'"preferredUsername"' in head and (b'"inbox"' in head or b'"outbox"' in head):
            return Form.ACTOR
    names = (b'"acct"', b'"created_at"', b'"content"', b'"visibility"', b'"spoiler_text"')
    if all(name in head for name in names):
        return Form.STATUSES
    is_account = head.lstrip().startswith(b"{") and all(name in head for name in _ACCOUNT_NAMES)
    return Form.ACCOUNT if is_account and b'"content"' not in head else None


def _table_form(name: str, head: bytes) -> Form | None:
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, form in _HEADED:
        if pattern.match(head):
            return form
    if not name.endswith(".csv"):
        return None
    for word, pattern, form in _BARE:
        if word.search(name) and pattern.match(head):
            return form
    return None
