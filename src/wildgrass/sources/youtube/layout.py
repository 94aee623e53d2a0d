"""Which members of an export are YouTube's, and what each is: by its first bytes; folders are only hints."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import HEAD_BYTES, Export, MemberError, Vintage, own_name
from wildgrass.sources.encodings import detect
from wildgrass.sources.endings import TEXT, ending_of
from wildgrass.sources.youtube import ids
from wildgrass.sources.youtube.media import is_media

VINTAGES: Final = {
    "tables": "since 2022: comments, live chats, playlists, channels and videos as CSV",
    "blocks": "2020 to 2022: playlists as CSV of two blocks, subscriptions as CSV, comments as a page",
    "lists": "until 2020: subscriptions, playlists, likes and uploads as JSON",
    "history": "watch and search history alone, as JSON or as a page",
    "videos": "a part of a Takeout that holds only videos",
}
PATHS: Final = ("[]", "items[]")
_CANDIDATES: Final = 400  # members looked at where no folder says YouTube
_FOLDER: Final = re.compile(r"(?:\A|/)(YouTube[^/]*)/")
_TAKEOUT: Final = re.compile(r"takeout", re.IGNORECASE)
_HISTORY: Final = re.compile(rb'\[\s*\{[^{}\[\]]{0,2000}"(?:header|title|titleUrl)"\s*:')
_OF_YOUTUBE: Final = re.compile(
    rb'"(?:header|titleUrl|products)"\s*:\s*(?:\[\s*)?"(?:YouTube|https?://(?:www\.|music\.|m\.)?youtube\.)'
)
_API: Final = re.compile(rb'"kind"\s*:\s*"youtube#\w+"')
_CELL: Final = b"outer-cell"
_LINK: Final = re.compile(rb"https?://(?:www\.|music\.|m\.)?(?:youtube\.com|youtu\.be)/")
_SAID_PAGE: Final = re.compile(rb"<ul[^>]*>\s*<li[^>]*>.{0,400}?youtube\.com/", re.DOTALL)
_CHANNEL_ROW: Final = re.compile(
    r"(?m)^\"?UC[A-Za-z0-9_-]{22}\"?[,;\t]\"?https?://(?:www\.)?youtube\.com/channel/"
)
_SAID_ROW: Final = re.compile(
    r"(?m)^\"?Ug[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]+)?\"?[,;\t]\"?UC[A-Za-z0-9_-]{22}"
)
_ENTRY_ROW: Final = re.compile(
    r"(?m)^[A-Za-z0-9_-]{11},20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\+00:00|Z| UTC)\r?$"
)
_VIDEO_ROW: Final = re.compile(r"(?m)^\"?[A-Za-z0-9_-]{11}\"?,\d+,.*\bUC[A-Za-z0-9_-]{22}\b")
_PLAYLIST_ROW: Final = re.compile(r"(?m)^(?:PL|FL|LL)[A-Za-z0-9_-]{10,},.*20\d\d-\d\d-\d\d")
_CHANNEL_LINK: Final = re.compile(r"https?://(?:www\.)?youtube\.com/channe")
_CSV_SIGNS: Final = (
    (_CHANNEL_ROW, "a row of a channel's id and its address"),
    (_SAID_ROW, "a row of a comment's id and a channel's id"),
    (_ENTRY_ROW, "rows of a video's id and a time"),
    (_VIDEO_ROW, "a row of a video's id, its length and a channel's id"),
    (_PLAYLIST_ROW, "a row of a playlist's id and times"),
    (_CHANNEL_LINK, "addresses of channels"),
)


class Form(StrEnum):
    """What a member is."""

    HISTORY = "history"
    API = "api"
    JSON = "json"
    HISTORY_PAGE = "history-page"
    SAID_PAGE = "said-page"
    PAGE = "page"
    TABLE = "table"


def start_of(export: Export, key: str) -> bytes:
    """Return a member's first bytes, read anew: an export may have a hundred thousand members."""
    data = b""
    try:
        with export.members[key].open() as stream:
            while len(data) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(data))):
                data += more
    except MemberError:
        return data[:HEAD_BYTES]
    return data[:HEAD_BYTES]


def youtube_folder(name: str) -> str | None:
    """Return the path up to a folder called YouTube…, with its closing "/": the brand is the same in all languages."""
    found = _FOLDER.search(name)
    return name[: found.end()] if found else None


def is_textual(export: Export, name: str) -> bool:
    """Say whether a member may hold records."""
    return ending_of(export, name) in ("json", "csv", "html", TEXT)


def form_at(export: Export, name: str, head: bytes) -> Form | None:
    """Say what a member is, None where it is none of Takeout's forms."""
    ending = ending_of(export, name)
    if ending in ("csv", TEXT):
        return Form.TABLE
    if ending == "json":
        return _json_form(_utf8(head))
    return _page_form(_utf8(head)) if ending == "html" else None


def _utf8(head: bytes) -> bytes:
    encoding = detect(head)
    return head if encoding == "utf-8" else head.decode(encoding, errors="replace").encode()


def _json_form(head: bytes) -> Form:
    if _API.search(head):
        return Form.API
    return Form.HISTORY if _HISTORY.search(head) else Form.JSON


def _page_form(head: bytes) -> Form:
    if _CELL in head:
        return Form.HISTORY_PAGE
    return Form.SAID_PAGE if _SAID_PAGE.search(head) else Form.PAGE


def sign_of(export: Export, name: str, head: bytes) -> str | None:
    """Say what in a member is YouTube's alone, None where nothing is."""
    form = form_at(export, name, head)
    if form is Form.HISTORY and _OF_YOUTUBE.search(head):
        return "activities of YouTube"
    if form is Form.API:
        return "records of the kind youtube#…"
    if form is Form.HISTORY_PAGE and (_LINK.search(head) or b">YouTube" in head):
        return "cells of activities that lead to YouTube"
    if form is Form.SAID_PAGE:
        return "a list of comments on YouTube"
    if form is Form.TABLE:
        text = _utf8(head).decode(errors="replace")
        return next((sign for pattern, sign in _CSV_SIGNS if pattern.search(text)), None)
    return None


def recognise(export: Export) -> Vintage | None:
    """Say which Takeout of YouTube this is; a Takeout without YouTube is not."""
    inside = [name for name in export.members if youtube_folder(own_name(name))]
    names = [name for name in inside or export.members if is_textual(export, name)][:_CANDIDATES]
    found = None
    for name in names:
        head = export.head(name) if len(names) < 20 else start_of(export, name)
        sign = sign_of(export, name, head)
        if sign is not None:
            found = found or (name, sign)
            if form_at(export, name, head) not in (Form.HISTORY, Form.HISTORY_PAGE):
                break
    if found is None:
        return _only_videos(export, inside)
    folder = youtube_folder(own_name(found[0]))
    reason = f"{found[0]} holds {found[1]}"
    return Vintage(_vintage(export, inside or list(export.members)), reason, folder or "")


def _only_videos(export: Export, inside: list[str]) -> Vintage | None:
    """Recognise a part that holds videos only: under Takeout/YouTube…, or in an archive so called."""
    is_takeout = any(_TAKEOUT.match(name) for name in export.containers)
    for name in filter(is_media, inside):
        if is_takeout or _TAKEOUT.search(own_name(name).partition("/")[0]):
            folder = youtube_folder(own_name(name)) or ""
            return Vintage("videos", f"{folder} holds videos, and no tables", folder)
    return None


def _vintage(export: Export, names: list[str]) -> str:
    """Say which era it is by what it holds."""
    forms = {form: name for name, form in _forms(export, names)}
    if Form.API in forms:
        return "lists"
    tables = [name for name in names if ending_of(export, name) in ("csv", TEXT)]
    if Form.SAID_PAGE in forms or any(is_blocks(export, name) for name in tables[:20]):
        return "blocks"
    return "tables" if tables else "history"


def _forms(export: Export, names: list[str]) -> Iterator[tuple[str, Form]]:
    pages = [name for name in names if ending_of(export, name) in ("json", "html")]
    for name in pages[:_CANDIDATES]:
        form = form_at(export, name, start_of(export, name))
        if form is not None:
            yield name, form


def is_blocks(export: Export, name: str) -> bool:
    """Say whether a table is a playlist of two blocks: one row about it, a blank line, its videos."""
    text = start_of(export, name)[:4096].decode(errors="replace").replace("\r\n", "\n")
    lines = text.split("\n")
    return (
        len(lines) > 4
        and lines[0].count(",") >= 4
        and bool(ids.PLAYLIST.match(lines[1].partition(",")[0]))
        and "" in lines[2:12]
    )
