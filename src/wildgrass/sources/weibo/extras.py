"""What a post's record says that has no place of its own in an item."""

import html
import re
from collections.abc import Mapping
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources.weibo import ids, parts, people
from wildgrass.sources.weibo.keys import COUNTS, NUMBERS, RETWEETS, TEXTS, TIMES
from wildgrass.sources.weibo.plaintext import Plain

_KEPT: Final = {
    "source": "source", "publish_tool": "source", "location": "location", "publish_place": "location",
    "region_name": "region_name", "ip_location": "region_name", "ip": "region_name", "article_url": "article_url",
    "edited": "edited", "edit_count": "edit_count", "geo": "geo",
}  # fmt: skip
_OBSERVED: Final = frozenset(
    {
        "favorited", "rid", "analysis_extra", "number_display_strategy", "readtimetype", "hot_page",
        "content_auth", "mlevel", "can_edit", "can_remark", "textLength", "url_title", "ab_switcher", "mblogtype",
        "itemid", "cardid", "share_repost_type", "is_paid", "mblog_vip_type", "show_additional_indication",
        "show_feed_repost", "show_feed_comment", "reprint_cmt_count", "pending_approval_count", "attitudes_status",
        "comment_manage_info", "darwin_tags", "mblog_menu_new_style", "new_comment_style", "text_length", "title",
        "customIcons", "extern_safe", "safe_tags", "region_opt", "isTop", "isAd", "keyword",
    }
)  # fmt: skip
"""What says more of the day of the crawl, or of the page, than of the post."""
_USED: Final = frozenset(
    {
        *RETWEETS, *NUMBERS, "bid", "mblogid", *TEXTS, *TIMES, *COUNTS, *_KEPT, *parts.KEYS, "user", "user_id",
        "screen_name", "nick_name", "topics", "at_users", "url_struct", "topic_struct", "tag_struct", "longText",
        "isLongText", "is_long_text", "is_original", "is_retweet", "original", "deleted", "edit_at", "url",
        "retweet_id", "profile_image_url", "unnamed", "live_photo", "continue_tag", "scheme",
        "crawl_time",
    }
)  # fmt: skip
_EDITS: Final = ("edited", "edit_count")
_NEVER: Final = (False, 0, "0", "False", "false", "否")
_SILENT: Final = _USED - frozenset(_KEPT)


def read(
    record: Mapping[str, JSON], found: Plain, native: ids.Native, bounds: dict[str, JSON], kept: str
) -> dict[str, JSON]:
    """Return what has no place of its own in an item; `observed` is what says more of the crawl than of the post."""
    extra: dict[str, JSON] = {}
    observed: dict[str, JSON] = {"bounds": bounds} if bounds else {}
    for key, value in record.items():
        if key in _SILENT or _says_nothing(key, value):
            continue
        if key in _KEPT:
            extra.setdefault(_KEPT[key], _tool(value) if _KEPT[key] == "source" else value)
        elif key in _OBSERVED:
            observed[key] = value
        elif not (key == "visible" and _is_public(value)):
            extra[key] = value
    user = record.get("user")
    if isinstance(user, dict) and (more := people.rest(user)):
        observed["author"] = more
    if observed:
        extra["observed"] = observed
    if kept or native.other:
        extra.update(
            {key: value for key, value in (("created_at", kept), ("other_id", native.other)) if value}
        )
    if found.topics or found.location or found.article or found.is_truncated or "unnamed" in record:
        _add_found(extra, found, record)
    return extra


def _add_found(extra: dict[str, JSON], found: Plain, record: Mapping[str, JSON]) -> None:
    """Add what stood in the text's markup."""
    if found.topics:
        extra["topics"] = list[JSON](found.topics)
    if found.location:
        extra.setdefault("location", found.location)
    if found.article:
        extra.setdefault("article_url", found.article)
    if found.is_truncated:
        extra["truncated"] = True
    if "unnamed" in record:
        extra["unnamed_columns"] = record["unnamed"]


def _says_nothing(key: str, value: JSON) -> bool:
    return value is None or value in ("", []) or (key in _EDITS and value in _NEVER)


def _is_public(visible: JSON) -> bool:
    return isinstance(visible, dict) and visible.get("type") == 0


def _tool(value: JSON) -> JSON:
    """Return the name of the program a post was sent with, without the link around it."""
    if isinstance(value, str) and "<" in value:
        return html.unescape(re.sub(r"<[^<>]{0,2048}>", "", value)).strip()
    return value
