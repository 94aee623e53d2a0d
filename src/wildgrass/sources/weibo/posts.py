"""A post's record to items: the post, and the one it passes on, which is an item of its own with its own author.

One reader serves every shape: the crawlers' own fields, m.weibo.cn's `mblog`, weibo.com's `mblogid` answers, the lines
of WeiboSpider, rows of tables. What differs is which names a fact stands under.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment, Problem, Removal
from wildgrass.model.item import ItemDraft
from wildgrass.sources.weibo import extras, ids, notices, parts, people, times, words
from wildgrass.sources.weibo.keys import COUNTS, NUMBERS, RETWEETS, TEXTS, TIMES
from wildgrass.sources.weibo.people import PLATFORM
from wildgrass.sources.weibo.plaintext import ZERO_WIDTH, Plain, from_markup
from wildgrass.sources.weibo.state import Manner, Place, State

_WORDLESS: Final = frozenset(
    {"", "转发微博", "轉發微博", "转发", "Repost", "repost", "快转了", "快转微博", "转发图片", "轉發"}
)
_AUDIENCES: Final = {0: Audience.PUBLIC, 1: Audience.SELF, 10: Audience.FOLLOWERS}


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
    author = _author(record, manner, is_inner=is_inner)
    found = words.read(record, manner)
    as_of = _seen_at(record, manner)
    published = _published(record, native.number)
    item = _item(record, native, author, found, place, as_of)
    item.published = published.moment
    gone = _removal(record, author, found.text, is_inner=is_inner)
    if gone is not None:
        _empty(item, gone)
    counts, bounds = people.stated_counts(record, COUNTS, is_flattened=manner.is_flattened)
    item.counts = {} if gone is not None and not any(counts.values()) else counts
    item.attachments = state.media.attach(native.number, parts.parts(record))
    item.extra = extras.read(record, found, native, bounds, published.kept)
    inner = _passed_on(record, item, manner, place, state)
    item.__class__ = Item
    if state.is_new(cast("Item", item)):
        yield cast("Item", item)
    yield from inner


def _native(record: Mapping[str, JSON]) -> ids.Native | None:
    """Return the post's number: `idstr` goes before the `id` of posts before 2012, which is of another kind."""
    letters, own = record.get("bid") or record.get("mblogid"), record.get("id")
    if isinstance(own, int):
        return ids.native(own, letters)
    numbers = [record[key] for key in NUMBERS if record.get(key) not in (None, "")]
    stated = next((one for one in numbers if ids.digits(one)), numbers[0] if numbers else None)
    return ids.native(stated, letters)


def _author(record: Mapping[str, JSON], manner: Manner, *, is_inner: bool) -> Actor | None:
    who = people.user(record.get("user"))
    if who is None:
        who = people.actor(record.get("user_id"), record.get("screen_name") or record.get("nick_name"))
    if who is None and not is_inner and "user" not in record and not record.get("deleted"):
        who = manner.owner
    return who


def _item(
    record: Mapping[str, JSON],
    native: ids.Native,
    author: Actor | None,
    found: Plain,
    place: Place,
    as_of: Moment | None,
) -> Any:
    number = native.number
    visible = record.get("visible")
    kind = visible.get("type") if isinstance(visible, dict) else None
    edit = record.get("edit_at")
    home = f"https://weibo.com/{author.id}" if author and author.id_kind == "account" else ""
    return ItemDraft(
        id=f"weibo:post:{number}",
        kind=Kind.POST,
        source=PLATFORM,
        origin=place.origin(),
        author=author,
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
    for key in TIMES:
        value = record.get(key)
        if value is None or value == "":
            continue
        found = times.read(value, number)
        if found.moment is not None and found.moment.precision_ms <= 1000:
            return found
        if found.moment is None:
            best = best if best.moment or best.kept else found
        elif best.moment is None or found.moment.precision_ms < best.moment.precision_ms:
            best = found
    return best


def _seen_at(record: Mapping[str, JSON], manner: Manner) -> Moment | None:
    """Return when the post was crawled: where it says so, where a signed address tells, as its member says."""
    if stated := people.crawled(record):
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
    if flag is None and author is not None:
        return None
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
    item.audience = Audience.UNKNOWN  # what `visible` says of a notice is not what it said of the post
    item.links = item.mentions = ()


def _passed_on(
    record: Mapping[str, JSON], item: Any, manner: Manner, place: Place, state: State
) -> Iterator[Item | Problem]:
    """Make the item a share or a quote where it passes a post on; return that post's own readings."""
    key, inner = "", None
    for key in RETWEETS:
        inner = record.get(key)
        if inner and isinstance(inner, dict):
            break
        inner = None
    if isinstance(inner, dict):
        native = _native(inner)
        who = _author(inner, manner, is_inner=True)
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
    known = {*TEXTS, "user", "deleted"}
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
    said = item.text.replace(ZERO_WIDTH, "").strip()
    if said in _WORDLESS or (len(said) > 2 and said.rstrip(".。") in _WORDLESS):
        item.kind, item.shares, item.target = Kind.SHARE, wanted, who
    else:
        item.kind, item.quotes = Kind.QUOTE, wanted or None
