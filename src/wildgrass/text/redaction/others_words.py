# ruff: noqa: RUF001 - Chinese punctuation is what is looked for
"""Words that somebody else wrote and the owner quoted, forwarded or shared: withheld unless she chooses to show them.

A text says so by its form (a line that begins with ">", "//@name:", "RT @name:", a line "Forwarded message"), an item
by what the platform kept about it. What the owner quotes of herself is hers.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final

import regex

from wildgrass.model import Actor, Item, Kind
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind

IsOwn = Callable[[str], bool]
"""Says whether a name or handle is the owner's."""


class WordsClass(StrEnum):
    """How words of others come into an archive; each can be shown by itself."""

    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SHARED = "shared"  # a retweet, boost or repost: the whole item


_FORWARDED: Final = ("forwarded_from", "forwarded", "forwarded_in", "forwarded_from_author")
_WHOLE: Final = ("text", "title")
_NOBODYS: Final = frozenset(
    {
        "转发微博",
        "轉發微博",
        "转发",
        "轉發",
        "repost",
        "快转微博",
        "转发帖子",
        "该帖已被删除",
        "抱歉，此微博已被作者删除",
    }
)
_LINES: Final = regex.compile(
    r"(?m)^[ \t]{0,3}[>＞](?=[ >＞\p{L}\p{N}“\"'(（\[])(?:[^\n]*)(?:\n[ \t]{0,3}[>＞][^\n]*)*"
)
_CHAIN: Final = regex.compile(
    r"(?://|‖|\|\|)\s?@([^\s:：@/]{1,40})\s?[:：]\s?((?:(?!(?://|‖|\|\|)\s?@).)+)", regex.DOTALL
)
_RETWEET: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:RT|MT|via)\s@([\w.@-]{1,60})\s?[:：]\s?(.+)", regex.DOTALL
)
_REFERRED: Final = regex.compile(r"[「“]([^：:\n「」]{1,40})[：:]\s?([^「」]+)[」”]\s*\n\s*(?:[-—－]\s?){3,}")
_AFTER: Final = regex.compile(
    r"(?im)^[ \t>]*(?:[-_=*]{3,}\s*(?:forwarded(?: message| from [^\n]{1,60})?|original message|原始邮件|原始郵件|"
    r"转发(?:的)?(?:邮件|消息|信息)|轉寄郵件|轉發的郵件)\s*(?:by [^\n]{1,60})?[-_=*]{3,}|begin forwarded message:|"
    r"[\[【](?:转发|轉發|forwarded)[\]】])[ \t]*\n?(.+)",
    regex.DOTALL,
)
_FROM: Final = regex.compile(
    r"(?:转发自|轉發自|转自|轉自|转载自|forwarded from)\s?([^：:\n]{1,40})[：:]\s?(.+)",
    regex.DOTALL | regex.IGNORECASE,
)


def class_of_item(item: Item, is_own: Callable[[Actor], bool], is_own_name: IsOwn) -> WordsClass | None:
    """Return how an item's whole text came from somebody else, None where its author wrote it."""
    if item.kind is Kind.SHARE:
        is_hers = item.target is not None and is_own(item.target)
        return None if is_hers else WordsClass.SHARED
    if item.kind is Kind.EVENT or not any(item.extra.get(name) for name in _FORWARDED):
        return None
    source = item.extra.get("forwarded_from")
    return None if isinstance(source, str) and is_own_name(source) else WordsClass.FORWARDED


def words_of_others(field: str, text: str, whole: WordsClass | None, is_own: IsOwn) -> list[Span]:
    """Return spans of others' words in a field's text, in order, none over another."""
    if whole is not None and (field in _WHOLE or field.endswith("/alt")):
        found = regex.match(r"RT @[\w.@-]{1,60}:\s", text)
        start = 0 if found is None else found.end()
        return list(_span(text, start, len(text), whole))
    if field != "text":
        return []
    spans: list[Span] = []
    for one in sorted(_quoted(text, is_own), key=lambda span: (span.start, -span.end)):
        if not spans or one.start >= spans[-1].end:
            spans.append(one)
    return spans


def _quoted(text: str, is_own: IsOwn) -> Iterator[Span]:
    for hit in _LINES.finditer(text):
        yield from _span(text, *hit.span(), WordsClass.QUOTED)
    for pattern in (_CHAIN, _RETWEET, _REFERRED):
        for hit in pattern.finditer(text):
            if not is_own(hit[1]):
                yield from _span(text, *hit.span(2), WordsClass.QUOTED)
    for hit in _AFTER.finditer(text):
        yield from _span(text, *hit.span(1), WordsClass.FORWARDED)
    for hit in _FROM.finditer(text):
        if not is_own(hit[1]):
            yield from _span(text, *hit.span(2), WordsClass.FORWARDED)


def _span(text: str, start: int, end: int, why: WordsClass) -> Iterator[Span]:
    """Yield a span without the space around it; nothing where the words are a platform's own or none."""
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = end - (len(words) - len(words.rstrip()))
    if first < last and any(map(str.isalnum, words)) and words.strip().casefold() not in _NOBODYS:
        yield Span(first, last, SpanKind.WORDS, Confidence.LIKELY, str(why), f"words:{why}")
