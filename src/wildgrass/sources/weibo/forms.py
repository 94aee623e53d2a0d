"""What a member is, told by its first bytes: which tool or page wrote it. Names play no part."""

import re
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, Vintage
from wildgrass.sources.encodings import detect
from wildgrass.sources.weibo.media import is_media
from wildgrass.sources.weibo.tables import begins_row


class Form(StrEnum):
    """A kind of member, in the order in which members are read: the fullest records first."""

    CRAWLER_JSON = "crawler-json"
    API_JSON = "api-json"
    SPIDER_JSON = "spider-json"
    LINES = "spider-lines"
    DATABASE = "crawler-sqlite"
    TABLE = "crawler-csv"
    USERS = "users-csv"
    PAGE = "pages"
    MOBILE_PAGE = "mobile-pages"
    MEDIA = "media"
    UNKNOWN = "unknown"


VINTAGES: Final = {
    "crawler-json": "weibo-crawler (since 2019) and weiboSpider: one JSON file an account, `user` and `weibo`",
    "crawler-csv": "weibo-crawler, weiboSpider and weibo-search tables of 12 to 41 columns since 2019, and users.csv",
    "crawler-sqlite": "weibo-crawler's weibodata.db (since 2022): accounts, posts, comments, reposts",
    "spider-json": "WeiboSpider (nghuyong) since 2022: a post, comment or account an object, mostly one a line",
    "api-json": "saved answers of m.weibo.cn (`mblog`), weibo.com (`mblogid`) and the open API, 2011 to 2026",
    "pages": "saved pages of weibo.cn, and of m.weibo.cn with the post in a script",
}
_SHOWN: Final = {
    Form.CRAWLER_JSON: "crawler-json",
    Form.API_JSON: "api-json",
    Form.SPIDER_JSON: "spider-json",
    Form.LINES: "spider-json",
    Form.DATABASE: "crawler-sqlite",
    Form.TABLE: "crawler-csv",
    Form.USERS: "crawler-csv",
    Form.PAGE: "pages",
    Form.MOBILE_PAGE: "pages",
}
_REASONS: Final = {
    Form.CRAWLER_JSON: "{name} holds `weibo` records as weibo-crawler and weiboSpider write them",
    Form.API_JSON: "{name} holds posts as Weibo's own servers send them",
    Form.SPIDER_JSON: "{name} holds a record as WeiboSpider writes them, with `_id` and `crawl_time`",
    Form.LINES: "{name} holds a record of Weibo's in each line",
    Form.DATABASE: "{name} is an SQLite database with weibo-crawler's tables",
    Form.TABLE: "{name} has the column names of a Weibo crawler's table of posts",
    Form.USERS: "{name} has the column names of weibo-crawler's table of accounts",
    Form.PAGE: "{name} is a page of weibo.cn",
    Form.MOBILE_PAGE: "{name} is a page of m.weibo.cn with a post in its script",
}
PATHS: Final = (
    "[]", "weibo[]", "weibos[]", "posts[]", "tweets[]", "statuses[]", "reposts[]", "comments[]", "cards[]", "list[]",
    "data[]", "data.cards[]", "data.list[]", "data.data[]", "data.statuses[]", "data.comments[]", "data.reposts[]",
)  # fmt: skip
"""Where records lie in JSON of any shape that Weibo or a tool writes."""
_LOOKED_AT: Final = 400
_CRAWLER: Final = re.compile(rb'\A\{\s*"user"\s*:\s*\{|"weibo"\s*:\s*\[')
_CRAWLED: Final = (b'"attitudes_count"', b'"up_num"', b'"mbrank"', b'"weibo_num"', b'"publish_time"')
_API: Final = (
    b'"mblog"', b'"mblogid"', b'"attitudes_count"', b'"like_counts"', b'"userInfo"', b'"rootid"', b'"floor_number"',
)  # fmt: skip
_BESIDE: Final = (
    b'"reposts_count"',
    b'"screen_name"',
    b'"nick_name"',
    b'"comment_user"',
    b'"followers_count"',
)
_SCHEMA: Final = re.compile(rb"CREATE TABLE[^(]{0,40}\b(?:weibo|comments|reposts|user)\b", re.IGNORECASE)
_RENDERED: Final = re.compile(rb"\$render_data\s*=")


def form(export: Export, name: str) -> Form:
    """Say what a member is."""
    if is_media(name):
        return Form.MEDIA
    return of_head(export.head(name))


def of_head(head: bytes) -> Form:
    """Say what begins with these bytes."""
    if head.startswith(b"SQLite format 3\0"):
        return _database(head)
    encoding = detect(head)
    if encoding != "utf-8":
        head = head.decode(encoding, errors="replace").encode()
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return _json(text)
    if text[:1] == b"<":
        return _page(text)
    return _table(text)


def _database(head: bytes) -> Form:
    is_ours = _SCHEMA.search(head) and b"weibo" in head and (b"screen_name" in head or b"nick_name" in head)
    return Form.DATABASE if is_ours else Form.UNKNOWN


def _json(text: bytes) -> Form:
    if text[:1] == b"{" and _CRAWLER.search(text[:8192]) and any(mark in text for mark in _CRAWLED):
        return Form.CRAWLER_JSON
    is_api = any(mark in text for mark in _API) and any(mark in text for mark in _BESIDE)
    is_user = b'"mbrank"' in text and b'"followers_count"' in text
    if not (is_api or is_user):
        return Form.UNKNOWN
    if _is_lines(text):
        return Form.LINES
    is_spider = b'"_id"' in text and (b'"crawl_time"' in text or b'"nick_name"' in text)
    return Form.SPIDER_JSON if is_spider else Form.API_JSON


def _is_lines(text: bytes) -> bool:
    """Say whether each line is an object of its own."""
    first, _, second = text.partition(b"\n")
    first, second = first.rstrip(), second.lstrip()
    if text[:1] != b"{" or not first.endswith(b"}") or len(first) < 20:
        return False
    return second[:1] == b"{" or (not second and b'"_id"' in first)


def _page(text: bytes) -> Form:
    if _RENDERED.search(text) and b"weibo" in text:
        return Form.MOBILE_PAGE
    marks = (b'class="ctt"', b'class="tc"', b'id="M_', b'class="pms"', b'class="tip"')
    is_page = b"weibo.cn" in text and b"MobileOptimized" in text
    return Form.PAGE if is_page and any(mark in text for mark in marks) else Form.UNKNOWN


def is_album(head: bytes) -> bool:
    """Say whether a page of weibo.cn shows all pictures of one post, and no post."""
    return b"picId=" in head and b"/mblog/pic/" in head and b'id="M_' not in head


def _table(text: bytes) -> Form:
    from wildgrass.sources.weibo import columns  # noqa: PLC0415 - only where a text is at hand

    for line in text[:8192].splitlines()[:3]:
        header = line.decode(errors="replace").split(",")
        if columns.is_posts(header):
            return Form.TABLE
        if columns.is_users(header):
            return Form.USERS
        if _begins_row(line):
            return Form.TABLE
    return Form.UNKNOWN


def _begins_row(line: bytes) -> bool:
    if not line[:1].isdigit() or line.count(b",") < 10:
        return False
    return begins_row(line.decode(errors="replace"))


def candidates(export: Export) -> list[str]:
    """Return the members worth a look, those in text first: an export may hold a hundred thousand pictures."""
    found = []
    for name in export.members:
        if not is_media(name) and not name.startswith("__MACOSX/"):
            found.append(name)
            if len(found) >= _LOOKED_AT:
                break
    return found


def recognise(export: Export) -> Vintage | None:
    """Say which form an export is of: the first of the fullest kind. People and their tools wrote all of them."""
    best: tuple[int, Form, str] | None = None
    order = list(Form)
    for name in candidates(export):
        found = form(export, name)
        if found in _SHOWN and (best is None or order.index(found) < best[0]):
            best = (order.index(found), found, name)
    if best is None:
        return None
    _, found, name = best
    return Vintage(name=_SHOWN[found], reason=_REASONS[found].format(name=repr(name)), is_editable=True)
