# ruff: noqa: RUF001 - Chinese punctuation and look-alikes are what is looked for
"""What is somebody's by its form alone: mentions, mails, phone numbers, ids, pages of profiles."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers
import regex

from wildgrass.text.redaction.plain import Plain
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind

_MAIL: Final = regex.compile(
    r"(?<![a-z0-9._%+-])[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}._%+-]{0,63}(?:@|\s?[\[(]at[\])]\s?)"
    r"(?:[\p{L}\p{M}\p{N}-]{1,63}(?:\.|\s?[\[(]dot[\])]\s?)){1,6}[a-z]{2,24}(?![a-z0-9])"
)
_MENTION: Final = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}.@])@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.·-]{0,62}[\p{L}\p{M}\p{N}_])?"
    r"(?:@(?:[a-z0-9-]+\.)+[a-z]{2,24})?)"
)
_AFTER_HAN: Final = regex.compile(r"(?<=[\p{Han}])@([a-z0-9_][a-z0-9_.-]{1,62}|[\p{Han}]{2,12})")
_HOSTS: Final = (
    "x\\.com|twitter\\.com|weibo\\.(?:com|cn)|facebook\\.com|fb\\.com|fb\\.me|instagram\\.com|threads\\.(?:net|com)"
    "|t\\.me|telegram\\.me|wa\\.me|tiktok\\.com|douyin\\.com|youtube\\.com|bsky\\.app|zhihu\\.com|bilibili\\.com"
    "|linkedin\\.com|vk\\.com|github\\.com|line\\.me|signal\\.me|discord\\.gg|qzone\\.qq\\.com|xiaohongshu\\.com"
)
_PAGE: Final = re.compile(
    rf"(?:https?://)?(?<![a-z0-9.-])(?:[a-z0-9-]+\.){{0,2}}(?:{_HOSTS})/[^\s<>\"'，。；！？、）》」』]+"
    rf"|https?://[^\s/<>\"']+/(?:@|users?/|u/|profile/|people/)[^\s<>\"'，。；！？、）》」』]+"
)
_NUMBER: Final = re.compile(
    r"(?<![a-z0-9.])\+?\(?\d(?:(?: ?\(\d{1,5}\) ?|[ .)·/-]{0,2})\d){6,18}(?![a-z0-9%])"
)
_SPOKEN: Final = re.compile(r"[零〇一二三四五六七八九幺]{7,15}")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-./ ]?[01]?\d[-./ ]?[0-3]?\d(?:[ T]?[0-2]?\d(?:[-.: ]?[0-5]\d){0,2})?"
    r"|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d|(?:19|20)\d\d ?- ?(?:19|20)\d\d"
)
_ADDRESS: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{1,4}\.\d{4,}")  # of a machine, or a fraction
_PRICE: Final = re.compile(r"[¥$€£][\s]?$|(?:rmb|usd)\s?$")
_CALLED: Final = re.compile(
    r"(?:电话|手机|联系|号码|tel|phone|mobile|call|cell|whatsapp|signal|fax|ring|تېلېفون|نومۇر|ཁ་པར)[^\d]{0,12}$"
)
_IDS: Final = (
    ("wechat-id", re.compile(r"(?<![a-z0-9])wxid_[0-9a-z]{6,32}|(?<![a-z0-9])gh_[0-9a-f]{12}")),
    ("wechat-room", re.compile(r"\d{5,20}@(?:im\.)?chatroom")),
    (
        "wechat-named",
        re.compile(
            r"(?:微信号?|微x|wechat(?: id)?|weixin|(?<![a-z])vx|(?<![a-z])wx)[ :=]{0,3}([a-z][a-z0-9_-]{5,19})"
        ),
    ),
    ("qq-number", re.compile(r"(?:(?<![a-z])qq|扣扣)(?:号码?|群|number)?[ :=]{0,3}([1-9]\d{4,10})(?!\d)")),
    ("user-number", re.compile(r"(?<![a-z])(?:uid|user ?id|用户id)[ :=#]{0,3}(\d{4,20})")),
    ("did", re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]+[a-z0-9])")),
    ("nostr-key", re.compile(r"(?:npub|nprofile)1[02-9ac-hj-np-z]{20,}")),
    ("identity-card", re.compile(r"(?<![0-9a-z])[1-9]\d{5}(?:19|20)\d\d[01]\d[0-3]\d{4}[\dx](?![0-9a-z])")),
    (
        "passport",
        re.compile(r"(?:护照|passport)[^a-z0-9]{0,10}(?:no\.?|number)?[ :]{0,2}([a-z]{1,2}\d{7,8})(?!\d)"),
    ),
)
_REGIONS: Final = ("CN", "US", "GB", "HK", "TW", "DE", "FR", "TR", "KZ", "IN", "NP", "JP", "AU", "CH")


def mails(text: Plain) -> Iterator[Span]:
    """Yield mail addresses, also those that write the sign as a word."""
    if not any(sign in text.text for sign in ("@", "at]", "at)")):
        return
    for hit in _MAIL.finditer(text.text):
        value = re.sub(r"\s?[\[(]at[\])]\s?", "@", hit[0])
        value = re.sub(r"\s?[\[(]dot[\])]\s?", ".", value)
        local = regex.search(r"[a-z0-9._%+-]+$", value.partition("@")[0])
        cut = 0 if local is None or value.isascii() else local.start()  # Chinese runs into an address
        who = f"mail:{value[cut:]}"
        yield _span(text, hit.start() + cut, hit.end(), SpanKind.MAIL, Confidence.SURE, "mail", who)


def mentions(text: Plain) -> Iterator[Span]:
    """Yield "@handle", in any script."""
    if "@" not in text.text:
        return
    for pattern in (_MENTION, _AFTER_HAN):
        for hit in pattern.finditer(text.text):
            is_plain = hit[1].isascii()
            sure = Confidence.SURE if is_plain else Confidence.LIKELY
            yield _span(text, hit.start(), hit.end(), SpanKind.HANDLE, sure, "mention", f"handle:{hit[1]}")


def profiles(text: Plain) -> Iterator[Span]:
    """Yield addresses of pages on platforms where the address names somebody."""
    if "/" not in text.text:
        return
    for hit in _PAGE.finditer(text.text):
        value = hit[0].rstrip(".,;:!?)")
        end = hit.start() + len(value)
        bare = value.removeprefix("https://").removeprefix("http://")
        yield _span(
            text, hit.start(), end, SpanKind.PROFILE, Confidence.SURE, "profile-address", f"page:{bare}"
        )


def ids(text: Plain) -> Iterator[Span]:
    """Yield ids of platforms, identity cards and passports."""
    for why, pattern in _IDS:
        for hit in pattern.finditer(text.text):
            group = 1 if pattern.groups else 0
            start, end = hit.span(group)
            yield _span(text, start, end, SpanKind.ID, Confidence.SURE, why, f"id:{hit[group]}")


def phones(text: Plain) -> Iterator[Span]:
    """Yield phone numbers, and other long numbers as ids that are less sure."""
    for hit in _NUMBER.finditer(text.text):
        said = hit[0].rstrip(" .()·/-")
        before = text.text[max(0, hit.start() - 24) : hit.start()]
        if _DATE.fullmatch(said) or _ADDRESS.fullmatch(said) or _PRICE.search(before):
            continue
        digits = re.sub(r"\D", "", said)
        kind, confidence = _number_kind(said, digits, is_called=_CALLED.search(before) is not None)
        if kind is not None:
            who = f"{kind}:{_one_form(said, digits) if kind is SpanKind.PHONE else digits}"
            yield _span(text, hit.start(), hit.start() + len(said), kind, confidence, f"{kind}-number", who)
    for hit in _SPOKEN.finditer(text.text):
        digits = hit[0].translate(str.maketrans("零〇一二三四五六七八九幺", "001234567891"))
        sure = Confidence.LIKELY if len(digits) == 11 else Confidence.POSSIBLE
        yield _span(
            text, *hit.span(), SpanKind.PHONE, sure, "number-in-words", f"phone:{_one_form(digits, digits)}"
        )


def _number_kind(said: str, digits: str, *, is_called: bool) -> tuple[SpanKind | None, Confidence]:
    if _e164(said) is not None:
        return SpanKind.PHONE, Confidence.SURE if said.startswith("+") or is_called else Confidence.LIKELY
    if is_called and len(digits) <= 15:
        return SpanKind.PHONE, Confidence.LIKELY
    if len(digits) >= 8 or said.startswith("+"):
        return SpanKind.ID, Confidence.POSSIBLE
    return None, Confidence.POSSIBLE


def _one_form(said: str, digits: str) -> str:
    return _e164(said) or digits


@lru_cache(maxsize=4096)
def _e164(said: str) -> str | None:
    """Return a number in its one international form, None where it is a number of no region that is tried."""
    number = f"+{said[2:]}" if said.startswith("00") else said
    for region in (None,) if number.startswith("+") else _REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return None


def _span(  # noqa: PLR0913, PLR0917 - the fields of a span, in its order
    text: Plain, start: int, end: int, kind: SpanKind, confidence: Confidence, why: str, who: str
) -> Span:
    first, last = text.span(start, end)
    return Span(first, last, kind, confidence, why, who)
