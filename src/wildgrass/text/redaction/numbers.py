# ruff: noqa: RUF001 - Chinese signs and look-alikes are what is looked for
"""Phone numbers, in digits and in words, with what is dialled after them; other long numbers as ids, less sure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers

from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, span_of

_NUMBER: Final = re.compile(
    r"(?<![a-z0-9.])\+?\(?\d(?:(?: ?\(\d{1,5}\) ?|[ .)·/\u20e3-]{0,2})\d){6,18}\u20e3?(?![a-z0-9%])"
)
_NUMERALS: Final = plain("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两")
_VALUES: Final = str.maketrans(_NUMERALS, "001234567891" + "1234567892")
_SPOKEN: Final = re.compile(rf"(?:[{_NUMERALS}][ -]?){{6,14}}[{_NUMERALS}]")
_MIXED: Final = re.compile(rf"(?<![0-9])[1一幺壹{plain('幺')}](?:[ -]?[0-9{_NUMERALS}]){{10}}(?![0-9])")
_EXTENSION: Final = re.compile(r"[ ,，]{0,2}(?:转|分机号?|内线|ext(?:ension)?\.?|x|#)[ :：]?\d{1,6}(?!\d)")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-./ ][01]?\d[-./ ][0-3]?\d(?:[ T]?[0-2]?\d(?:[-.: ]?[0-5]\d){0,2})?"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[ T-]?[0-2]\d[-.:]?[0-5]\d(?:[-.:]?[0-5]\d)?)?"
    r"|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d|(?:19|20)\d\d ?- ?(?:19|20)\d\d"
)
_ADDRESS: Final = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|\d{1,4}\.\d{4,}")  # of a machine, or a fraction
_PRICE: Final = re.compile(r"[¥$€£][\s]?$|(?:rmb|usd)\s?$")
_CALLED: Final = re.compile(
    r"(?:电话|手机|联系|号码|tel|phone|mobile|call|cell|whatsapp|signal|fax|ring|تېلېفون|نومۇر|ཁ་པར)[^\d]{0,12}$"
)
_MOBILE: Final = re.compile(r"(?:86|0086)?1[3-9]\d{9}")
_REGIONS: Final = ("CN", "US", "GB", "HK", "TW", "DE", "FR", "TR", "KZ", "IN", "NP", "JP", "AU", "CH")


def is_date(text: str) -> bool:
    """Say whether a number is a date, with or without a time."""
    return _DATE.fullmatch(text) is not None


def phones(text: Plain) -> Iterator[Span]:
    """Yield phone numbers, and other long numbers as ids that are less sure."""
    for hit in _NUMBER.finditer(text.text):
        said = hit[0].rstrip(" .()·/-")
        before = text.text[max(0, hit.start() - 24) : hit.start()]
        if is_date(said) or _ADDRESS.fullmatch(said) or _PRICE.search(before):
            continue
        digits = re.sub(r"\D", "", said)
        said = said.replace("\u20e3", "")
        kind, confidence = _number_kind(said, digits, is_called=_CALLED.search(before) is not None)
        if kind is not None:
            who = f"{kind}:{_one_form(said, digits) if kind is SpanKind.PHONE else digits}"
            end = hit.start() + len(hit[0].rstrip(" .()·/-"))
            more = _EXTENSION.match(text.text, end)
            end = end if more is None else more.end()
            yield span_of(text, hit.start(), end, kind, confidence, f"{kind}-number", who)
    yield from _in_words(text)


def _in_words(text: Plain) -> Iterator[Span]:
    for pattern in (_SPOKEN, _MIXED):
        for hit in pattern.finditer(text.text):
            digits = re.sub(r"\D", "", hit[0].translate(_VALUES))
            if hit[0].isascii():
                continue  # digits alone: found already
            sure = Confidence.LIKELY if len(digits) == 11 else Confidence.POSSIBLE
            who = f"phone:{_one_form(digits, digits)}"
            yield span_of(text, *hit.span(), SpanKind.PHONE, sure, "number-in-words", who)


def _number_kind(said: str, digits: str, *, is_called: bool) -> tuple[SpanKind | None, Confidence]:
    if _e164(said) is not None:
        return SpanKind.PHONE, Confidence.SURE if said.startswith("+") or is_called else Confidence.LIKELY
    if _MOBILE.fullmatch(digits) or (is_called and len(digits) <= 15):
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
