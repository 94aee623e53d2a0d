"""Read what a person typed into a search box: words, "phrases", -without, one OR another, and fields such as from:.

Nothing of it is an index's syntax, and nothing is an error but a field's value that cannot be meant. Full-width
signs and the Chinese names of fields are taken as their plain ones, in either script.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.model import Kind
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.text.fold import fold, searchable

TERMS_MAX: Final = 200  # SQLite takes expressions a thousand deep
CHARACTERS_MAX: Final = 10_000


class QueryError(WildgrassError):
    """A field of a query has a value that it cannot have."""

    code = "query-field-wrong"
    exit_code = EXIT_USAGE
    message = "{field} cannot be {value}"
    hint = "it may be {allowed}; to search for the text itself, put it in quotation marks"


class QueryTooLongError(WildgrassError):
    """A query has more words than can be searched for at once."""

    code = "query-too-long"
    exit_code = EXIT_USAGE
    message = "the query has more than {limit} words"
    hint = "search for fewer words, or put a sentence in quotation marks"


class QueryTooLargeError(WildgrassError):
    """A query is a document."""

    code = "query-too-large"
    exit_code = EXIT_USAGE
    message = "the query has more than {limit} characters"
    hint = "search for a sentence of the text, not for all of it"


@dataclass(frozen=True, slots=True)
class Word:
    """Text that must stand in an item just so, as `searchable` makes it; its characters apart, too, with `is_loose`."""

    text: str
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What an item must be: `kind`, `on`, `has` and `is` a word, `from` and `with` a person's name.

    `since` (inclusive) and `until` (exclusive) hold a time as RFC 3339 in UTC with milliseconds.
    """

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Without:
    """What an item must not be."""

    part: "Part"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these, or several."""

    parts: "tuple[Part, ...]"


Part: TypeAlias = Word | Field | Without | AnyOf

# A quotation runs to its closing mark, or to the end without one. Folding made full-width marks plain.
_QUOTED: Final = r'"(?P<q1>[^"]*)"?|“(?P<q2>[^”]*)”?|「(?P<q3>[^」]*)」?|『(?P<q4>[^』]*)』?'
_OR: Final = frozenset({"OR", "\uff2f\uff32", "或"})
_REMOVED: Final = frozenset(map(searchable, ("已删", "已删除")))


def _by_folded(names: Mapping[str, str]) -> dict[str, str]:
    """Return every name of a value, folded: `{"image": "图 图片"}` names it image, 图 and 图片."""
    return {searchable(name): value for value, others in names.items() for name in (value, *others.split())}


_FIELDS: Final = _by_folded(
    {
        "from": "来自",
        "with": "与 和",
        "on": "平台",
        "kind": "类型",
        "since": "自",
        "until": "至",
        "has": "有",
        "is": "是",
    }
)
_TERM: Final = re.compile(
    rf'(?P<minus>-(?=\S))?(?:(?P<field>{"|".join(_FIELDS)}):(?=\S))?(?:{_QUOTED}|(?P<plain>[^\s"“「『]+))'
)
_KINDS: Final = _by_folded(
    {kind.value: "" for kind in Kind if kind not in WITHHELD_KINDS}
    | {"post": "帖子 微博 推文", "message": "消息 私信 短信", "comment": "评论 回复", "share": "转发", "quote": "引用"}
    | {"like": "赞 点赞 喜欢", "bookmark": "收藏 书签", "note": "笔记", "profile": "资料", "event": "事件"}
)  # fmt: skip
_HAS: Final = _by_folded(
    {"image": "图 图片 照片", "video": "视频 影片", "file": "文件 档案", "link": "链接 连结 网址"}
)
_MEDIA: Final = frozenset(map(searchable, ("media", "媒体")))
_IS: Final = _by_folded({"removed": "deleted 已删 已删除"})
_PLATFORMS: Final = _by_folded(
    {
        "x": "twitter 推特",
        "weibo": "微博",
        "wechat": "微信",
        "facebook": "脸书",
        "telegram": "电报",
        "tiktok": "抖音",
    }
)
_VALUES: Final = {"kind": _KINDS, "has": _HAS, "is": _IS}
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def parse(query: str) -> tuple[Part, ...]:
    """Return what must all be so of an item; nothing where the query says nothing.

    `a b OR c d` is a, and one of b and c, and d.

    Raises:
        QueryError: a field's value cannot be meant. QueryTooLongError: there are more than `TERMS_MAX` terms.
        QueryTooLargeError: there are more than `CHARACTERS_MAX` characters.
    """
    if len(query) > CHARACTERS_MAX:
        raise QueryTooLargeError(limit=CHARACTERS_MAX)
    parts: list[Part] = []
    is_or = False
    count = 0
    for term in _terms(query):
        count += term is not None
        if count > TERMS_MAX:
            raise QueryTooLongError(limit=TERMS_MAX)
        if term is None:
            is_or = bool(parts)
        elif is_or:
            before = parts.pop()
            parts.append(AnyOf((*(before.parts if isinstance(before, AnyOf) else (before,)), term)))
            is_or = False
        elif term not in parts:
            parts.append(term)
    return tuple(parts)


def words(part: Part) -> Iterator[Word]:
    """Yield the words of a part that an item found may show: not what it is without."""
    if isinstance(part, Word):
        yield part
    elif isinstance(part, AnyOf):
        for one in part.parts:
            yield from words(one)


def _terms(query: str) -> Iterator[Part | None]:
    """Yield the terms of a query in their order, None for an OR."""
    folded = fold(query)  # keeps offsets, so that OR can be told from or
    for match in _TERM.finditer(folded):
        if query[slice(*match.span())] in _OR:
            yield None
        elif term := _term(match):
            yield Without(term) if match["minus"] else term


def _term(match: re.Match[str]) -> Part | None:
    """Return a term, None where it says nothing."""
    quoted = "".join(match[name] or "" for name in ("q1", "q2", "q3", "q4"))
    plain = match["plain"]
    value = searchable(quoted if plain is None else plain)
    if match["field"]:
        return _field(_FIELDS[match["field"]], value)
    if plain is not None and value in _REMOVED:
        return Field("is", "removed")
    return Word(value) if value.strip() else None


def _field(name: str, value: str) -> Field | AnyOf:
    if name in {"since", "until"}:
        return Field(name, _bound(name, value))
    if name in {"from", "with"}:
        return Field(name, value)
    if name == "on":
        return Field(name, _PLATFORMS.get(value, value))
    known = _VALUES[name]
    if name == "has" and value in _MEDIA:
        return AnyOf((Field(name, "image"), Field(name, "video")))
    if value not in known:
        allowed = ", ".join([*dict.fromkeys(known.values()), *(["media"] if name == "has" else [])])
        raise QueryError(field=name, value=value or '""', allowed=allowed)
    return Field(name, known[value])


def _bound(name: str, value: str) -> str:
    """Return where a day, a month or a year begins, or, for `until`, ends: the day named is still in it."""
    try:
        first, following = _span(value)
        moment = first if name == "since" else following
    except (ValueError, OverflowError) as error:
        raise QueryError(field=name, value=value or '""', allowed="2022-11-26, 2022-11, 2022") from error
    return f"{moment.isoformat()}T00:00:00.000Z"


def _span(value: str) -> tuple[date, date]:
    """Return the first day of what is named, and the first day after it."""
    match = _DAY.fullmatch(value)
    if match is None:
        raise ValueError(value)
    year, month, day = (int(part) if part else None for part in match.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        return first, first + timedelta(days=1)
    if month:
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, date(first.year + 1, 1, 1)
