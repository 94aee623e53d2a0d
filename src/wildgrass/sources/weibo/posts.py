"""A post's record to items: the post, and the one it passes on, which is an item of its own with its own author.

One reader serves every shape: the crawlers' own fields, m.weibo.cn's `mblog`, weibo.com's `mblogid` answers, the lines
of WeiboSpider, rows of tables. What differs is which names a fact stands under.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Link, Moment, Problem, Removal
from wildgrass.model.item import ItemDraft
from wildgrass.sources.weibo import ids, notices, parts, people, times
from wildgrass.sources.weibo.people import PLATFORM
from wildgrass.sources.weibo.plaintext import MARKUP, ZERO_WIDTH, Plain, from_markup, plain
from wildgrass.sources.weibo.state import Manner, Place, State

RETWEETS: Final = ("retweeted_status", "retweet", "retweeted")
_NUMBERS: Final = ("id", "mid", "idstr", "_id", "weibo_id")
_LETTERS: Final = ("bid", "mblogid")
_TEXTS: Final = ("text_raw", "text", "raw_text", "content")
_TIMES: Final = ("full_created_at", "created_at", "publish_time")
_COUNTS: Final = {
    "attitudes_count": "likes",
    "up_num": "likes",
    "like_count": "likes",
    "comments_count": "comments",
    "comment_num": "comments",
    "reposts_count": "shares",
    "retweet_num": "shares",
    "reads_count": "views",
}
_KEPT: Final = {
    "source": "source", "publish_tool": "source", "location": "location", "publish_place": "location",
    "region_name": "region_name", "ip_location": "region_name", "ip": "region_name", "article_url": "article_url",
    "edited": "edited", "edit_count": "edit_count", "geo": "geo",
}  # fmt: skip
_OBSERVED: Final = frozenset(
    {
        "favorited", "rid", "crawl_time", "analysis_extra", "number_display_strategy", "readtimetype", "hot_page",
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
        *RETWEETS, *_NUMBERS, *_LETTERS, *_TEXTS, *_TIMES, *_COUNTS, *_KEPT, *parts.KEYS, "user", "user_id",
        "screen_name", "nick_name", "topics", "at_users", "url_struct", "topic_struct", "tag_struct", "longText",
        "isLongText", "is_long_text", "is_original", "is_retweet", "original", "deleted", "edit_at", "url",
        "retweet_id", "profile_image_url", "unnamed", "live_photo", "continue_tag", "scheme",
    }
)  # fmt: skip
_WORDLESS: Final = frozenset(
    {"", "转发微博", "轉發微博", "转发", "Repost", "repost", "快转了", "快转微博", "转发图片", "轉發"}
)
_AUDIENCES: Final = {0: Audience.PUBLIC, 1: Audience.SELF, 10: Audience.FOLLOWERS}
_ENDS: Final = ("...", "…", "......")
_MENTION: Final = re.compile(r"@([\w·-]{1,40})")
_TOPIC: Final = re.compile(r"#([^#\n]{1,60})#")


def read(
    record: Mapping[str, JSON], place: Place, manner: Manner, state: State, *, is_inner: bool = False
) -> Iterator[Item | Problem]:
    """Yield a post and the one it passes on; nothing for copies of what was read before."""
    native = _native(record)
    if native is None:
        yield place.problem("record-without-id", "a post without a number")
        return
    if native.doubt:
        yield place.problem("record-odd", native.doubt, lost=False)
    author = _author(record, manner, state, is_inner=is_inner)
    found = _plain(record, manner)
    as_of = _seen_at(record, manner)
    item = _item(record, native, author, found, place, as_of)
    gone = _removal(record, author, found.text, is_inner=is_inner)
    if gone is not None:
        _empty(item, gone)
    counts, bounds = people.stated_counts(record, _COUNTS, is_flattened=manner.is_flattened)
    item.counts = {} if gone is not None and not any(counts.values()) else counts
    item.attachments = state.media.attach(native.number, parts.parts(record))
    item.extra = _extra(record, found, native, bounds)
    inner = _passed_on(record, item, manner, place, state)
    item.__class__ = Item
    if state.is_new(cast("Item", item)):
        yield cast("Item", item)
    yield from inner


def _native(record: Mapping[str, JSON]) -> ids.Native | None:
    """Return the post's number: `idstr` goes before the `id` of posts before 2012, which is of another kind."""
    numbers = [record[key] for key in _NUMBERS if record.get(key) not in (None, "")]
    letters = next(
        (record[key] for key in _LETTERS if isinstance(record.get(key), str) and record[key]), None
    )
    stated = next((one for one in numbers if ids.digits(one)), numbers[0] if numbers else None)
    return ids.native(stated, letters)


def _author(record: Mapping[str, JSON], manner: Manner, state: State, *, is_inner: bool) -> Actor | None:
    who = people.user(record.get("user"))
    if who is None:
        who = people.actor(record.get("user_id"), record.get("screen_name") or record.get("nick_name"))
    if who is None and not is_inner and "user" not in record and not record.get("deleted"):
        who = manner.owner
    return state.named(who)


def _plain(record: Mapping[str, JSON], manner: Manner) -> Plain:
    """Return the post's words, the long ones where a second answer brought them."""
    raw = record.get("text_raw")
    long = record.get("longText")
    written = next((str(record[key]) for key in _TEXTS if isinstance(record.get(key), str)), "")
    if isinstance(long, Mapping):
        whole = next(
            (long[key] for key in ("longTextContent", "content") if isinstance(long.get(key), str)), ""
        )
        if len(str(whole)) > len(written) // 2 and whole:
            raw, written = None, str(whole)
    if isinstance(raw, str) or not (manner.is_markup or MARKUP.search(written)):
        found = plain(written)
        _named_in(record, found)
    else:
        found = from_markup(written)
        _named_in(record, found)
    if record.get("isLongText") is True and not isinstance(long, Mapping) and found.text.endswith(_ENDS):
        found.is_truncated = True
    return found


def _named_in(record: Mapping[str, JSON], found: Plain) -> None:
    """Add what the record lists beside its text: full addresses, topics, people."""
    given = record.get("url_struct")
    full = {
        str(one["short_url"]): one
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, Mapping) and isinstance(one.get("short_url"), str)
    }
    if full:
        known = {link.url for link in found.links}
        found.links = [_expanded(link, full.get(link.url)) for link in found.links]
        found.links += [
            _expanded(Link(url=url, target=url), one) for url, one in full.items() if url not in known
        ]
    topics = record.get("topics")
    if isinstance(topics, str) and topics.strip():
        whole = topics.strip()
        found.topics = [whole] if f"#{whole}#" in found.text else [one for one in whole.split(",") if one]
    listed = record.get("topic_struct")
    if not found.topics and isinstance(listed, list):
        found.topics = [
            str(one["topic_title"]) for one in listed if isinstance(one, Mapping) and one.get("topic_title")
        ]
    if not found.topics and "text_raw" in record:
        found.topics = _TOPIC.findall(found.text)
    at_users = record.get("at_users")
    if isinstance(at_users, str) and at_users.strip():
        found.mentions = [(one.strip(), "") for one in at_users.split(",") if one.strip()]
    elif not found.mentions and "text_raw" in record:
        found.mentions = [(name, "") for name in _MENTION.findall(found.text)]


def _expanded(link: Link, given: JSON) -> Link:
    if not isinstance(given, Mapping):
        return link
    target = next(
        (given[key] for key in ("long_url", "ori_url") if isinstance(given.get(key), str) and given[key]), ""
    )
    shown = given.get("url_title")
    return Link(
        url=link.url,
        target=str(target or link.target),
        shown=shown if isinstance(shown, str) else "",
        start=link.start,
        end=link.end,
    )


def _item(
    record: Mapping[str, JSON],
    native: ids.Native,
    author: Actor | None,
    found: Plain,
    place: Place,
    as_of: Moment | None,
) -> Any:
    number = native.number
    published = _published(record, number)
    visible = record.get("visible")
    kind = visible.get("type") if isinstance(visible, Mapping) else None
    edit = record.get("edit_at")
    home = f"https://weibo.com/{author.id}" if author and author.id_kind == "account" else ""
    return ItemDraft(
        id=f"weibo:post:{number}",
        kind=Kind.POST,
        source=PLATFORM,
        origin=place.origin(),
        author=author,
        published=published.moment,
        as_of=as_of,
        text=found.text,
        audience=_AUDIENCES.get(kind, Audience.UNKNOWN) if isinstance(kind, int) else Audience.UNKNOWN,
        edited=times.read(edit).moment if edit else None,
        url=f"{home}/{native.letters}" if home else f"https://m.weibo.cn/detail/{number}",
        links=tuple(found.links),
        mentions=tuple(who for name, given in found.mentions if (who := people.actor(given, name))),
    )


def _published(record: Mapping[str, JSON], number: str) -> times.Read:
    """Read when the post was made; the finest of the times that it states."""
    best = times.Read(None)
    for key in _TIMES:
        value = record.get(key)
        if value in (None, ""):
            continue
        found = times.read(value, number)
        if found.moment is None:
            best = best if best.moment or best.kept else found
        elif best.moment is None or found.moment.precision_ms < best.moment.precision_ms:
            best = found
    return best


def _seen_at(record: Mapping[str, JSON], manner: Manner) -> Moment | None:
    """Return when the post was crawled: where it says so, where a signed address tells, as its member says."""
    seconds = record.get("crawl_time")
    if isinstance(seconds, int) and (stated := times.since_1970(seconds)):
        return stated
    video = record.get("video_url") or record.get("video")
    if isinstance(video, str) and "Expires=" in video and (told := times.served(video)):
        return told
    return manner.as_of


def _removal(
    record: Mapping[str, JSON], author: Actor | None, text: str, *, is_inner: bool
) -> Removal | None:
    """Say whether a record stands for a post that cannot be seen: it is flagged, or names nobody and is a notice.

    A post inside another always names its author where it can be seen; one of a member's own posts may go without.
    """
    flag = record.get("deleted")
    is_deleted = flag not in (None, "", 0, "0", False)
    if is_deleted or (author is None and is_inner):
        return notices.removal(text, is_deleted=is_deleted)
    names_nobody = author is None and ("user" in record or "user_id" in record)
    if names_nobody and (notices.known(text) is not None or record.get("user", "") is None):
        return notices.removal(text)
    return None


def _empty(item: Any, gone: Removal) -> None:
    """Take the notice out of what the person wrote."""
    item.removed = gone
    item.text = ""
    item.links = item.mentions = ()


def _extra(
    record: Mapping[str, JSON], found: Plain, native: ids.Native, bounds: dict[str, JSON]
) -> dict[str, JSON]:
    extra: dict[str, JSON] = {}
    observed: dict[str, JSON] = {"bounds": bounds} if bounds else {}
    for key, value in record.items():
        if value is None or value in ("", []):
            continue
        if key in _KEPT:
            extra.setdefault(_KEPT[key], _tool(value) if _KEPT[key] == "source" else value)
        elif key in _OBSERVED:
            observed[key] = value
        elif key not in _USED and not (key == "visible" and _is_public(value)):
            extra[key] = value
    user = record.get("user")
    if isinstance(user, Mapping) and (more := people.rest(user)):
        observed["author"] = more
    kept = _published(record, native.number).kept
    told: dict[str, JSON] = {
        "topics": list(found.topics),
        "location": found.location if "location" not in extra else None,
        "article_url": found.article if "article_url" not in extra else None,
        "created_at": kept,
        "other_id": native.other,
        "truncated": found.is_truncated or None,
        "observed": observed,
        "unnamed_columns": record.get("unnamed"),
    }
    extra.update({key: value for key, value in told.items() if value})
    return extra


def _is_public(visible: JSON) -> bool:
    return isinstance(visible, Mapping) and visible.get("type") == 0


def _tool(value: JSON) -> JSON:
    """Return the name of the program a post was sent with, without the link around it."""
    if isinstance(value, str) and "<" in value:
        return html.unescape(re.sub(r"<[^<>]{0,2048}>", "", value)).strip()
    return value


def _passed_on(
    record: Mapping[str, JSON], item: Any, manner: Manner, place: Place, state: State
) -> Iterator[Item | Problem]:
    """Make the item a share or a quote where it passes a post on; return that post's own readings."""
    key = next((key for key in RETWEETS if isinstance(record.get(key), Mapping) and record[key]), "")
    inner = record.get(key) if key else None
    if isinstance(inner, Mapping):
        native = _native(inner)
        who = _author(inner, manner, state, is_inner=True)
        _point(item, f"weibo:post:{native.number}" if native else "", who)
        below = Manner(as_of=manner.as_of, is_flattened=manner.is_flattened, is_markup=manner.is_markup)
        if native is None:
            return iter(_nameless(inner, item, place.under(key), who))
        return read(inner, place.under(key), below, state, is_inner=True)
    other = record.get("retweet_id") or record.get("ori_mid")
    native = ids.native(other, None) if other not in (None, "", 0, "0") else None
    if native is not None and f"weibo:post:{native.number}" != item.id:
        if record.get("ori_mid") and item.author and str(record.get("ori_uid")) == item.author.id:
            _point(item, f"weibo:post:{native.number}", item.author)
            item.author = None  # a quick repost shows the first author; who passed it on is not in the record
        else:
            _point(item, f"weibo:post:{native.number}", None)
    elif record.get("is_retweet") is True or record.get("is_original") in (False, "False", "false"):
        _point(item, "", None)
    return iter(())


def _nameless(inner: Mapping[str, JSON], item: Any, place: Place, who: Actor | None) -> list[Item | Problem]:
    """Return an item for a post without a number of its own: the post around it tells which it is."""
    number = item.id.rpartition(":")[2]
    text = str(inner.get("text_raw") or inner.get("text") or "")
    found = from_markup(text)
    gone = notices.removal(found.text, is_deleted=bool(inner.get("deleted"))) if who is None else None
    inner_id = f"weibo:post:in-{number}"
    if item.kind is Kind.SHARE:
        item.shares = inner_id
    else:
        item.quotes = inner_id
    known = {*_TEXTS, "user", "deleted"}
    return [
        Item(
            id=inner_id,
            kind=Kind.POST,
            source=PLATFORM,
            origin=place.origin(),
            author=who,
            as_of=item.as_of,
            text="" if gone else found.text,
            removed=gone,
            links=() if gone else tuple(found.links),
            extra={
                key: value for key, value in inner.items() if key not in known and value not in (None, "", [])
            },
        )
    ]


def _point(item: Any, wanted: str, who: Actor | None) -> None:
    words = item.text.replace(ZERO_WIDTH, "").strip(" .。")
    if words in _WORDLESS:
        item.kind, item.shares, item.target = Kind.SHARE, wanted, who
    else:
        item.kind, item.quotes = Kind.QUOTE, wanted or None
