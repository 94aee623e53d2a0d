"""Days of other calendars: Buddhist, Persian, Umm al-Qura, Japanese eras and the Republic of China's years.

Which calendar it is follows from the year's size: of the years since WhatsApp began (2009) no two calendars share one
of four digits. Persian years begin with the solar 1388, those of Umm al-Qura with the lunar 1430.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

_BUDDHIST: Final = 543
_BUDDHIST_FIRST: Final = 52
_REPUBLIC: Final = 1911
_ERAS: Final = {"令和": 2018, "令": 2018, "r": 2018, "平成": 1988, "平": 1988, "h": 1988}
_REPUBLIC_NAMES: Final = ("民國", "民国", "中華民國", "中华民国")
# Which months of 1430 to 1500 have 30 days, the lowest bit for Muharram. The calendar follows tables that Saudi Arabia
# publishes, not a rule; these are those of hijridate 2.6.0, which took them from R. H. van Gent's comparison.
_UMM_AL_QURA_FIRST: Final = 1430
_UMM_AL_QURA_START: Final = date(2008, 12, 29)
_UMM_AL_QURA: Final = (
    *(
        0xAA6,
        0x956,
        0x2AE,
        0x56D,
        0x36A,
        0xB55,
        0xAAA,
        0x94D,
        0x49D,
        0x95D,
        0x2BA,
        0x5B5,
        0x5AA,
        0xD55,
        0xA9A,
    ),
    *(
        0x92E,
        0x26E,
        0x55D,
        0xADA,
        0x6D4,
        0x6A5,
        0x54B,
        0xA97,
        0x54E,
        0xAAE,
        0x5AC,
        0xBA9,
        0xD92,
        0xB25,
        0x64B,
    ),
    *(
        0xCAB,
        0x55A,
        0xB55,
        0x6D2,
        0xEA5,
        0xE4A,
        0xA95,
        0x52D,
        0xAAD,
        0x36C,
        0x759,
        0x6D2,
        0x695,
        0x52D,
        0xA5B,
    ),
    *(
        0x4BA,
        0x9BA,
        0x3B4,
        0xB69,
        0xB52,
        0xAA6,
        0x4B6,
        0x96D,
        0x2EC,
        0x6D9,
        0xEB2,
        0xD54,
        0xD2A,
        0xA56,
        0x4AE,
    ),
    *(0x96D, 0xD6A, 0xB54, 0xB29, 0xA93, 0x52B, 0xA57, 0x536, 0xAB5, 0x6AA, 0xE93),
)
_PERSIAN_FIRST: Final = 1300


class Year(NamedTuple):
    """A year as it is written: its digits, how many they are, and a word or letter that stands with it."""

    number: int
    digits: int
    era: str = ""


def day(year: Year, month: int, number: int) -> date | None:
    """Return the day, None where no calendar has it; two digits from 52 on are of a Buddhist year (2552 is 2009)."""
    try:
        if year.era in _ERAS:
            return date(_ERAS[year.era] + year.number, month, number)
        if year.era in _REPUBLIC_NAMES or year.digits == 3:
            return date(_REPUBLIC + year.number, month, number)
        return _numbered(year, month, number)
    except (ValueError, OverflowError):
        return None


def _numbered(year: Year, month: int, number: int) -> date | None:
    written = year.number
    if year.digits <= 2:
        return date((2500 - _BUDDHIST if written >= _BUDDHIST_FIRST else 2000) + written, month, number)
    if written >= 2400:
        return date(written - _BUDDHIST, month, number)
    if written >= 1900:
        return date(written, month, number)
    if _UMM_AL_QURA_FIRST <= written < _UMM_AL_QURA_FIRST + len(_UMM_AL_QURA):
        return _umm_al_qura(written, month, number)
    if _PERSIAN_FIRST <= written < _UMM_AL_QURA_FIRST:
        return _persian(written, month, number)
    return None


def name(year: Year) -> str:
    """Return the name of a calendar that is not the usual one, "" for the usual one."""
    if year.era in _ERAS:
        return "Japanese eras"
    if year.era in _REPUBLIC_NAMES or year.digits == 3:
        return "Republic of China"
    if year.number >= 2400 or (year.digits <= 2 and year.number >= _BUDDHIST_FIRST):
        return "Buddhist"
    if year.digits <= 2 or year.number >= 1900:
        return ""
    return "Umm al-Qura" if year.number >= _UMM_AL_QURA_FIRST else "Persian"


def _umm_al_qura(year: int, month: int, number: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    lengths = [29 + (bits >> place & 1) for bits in _UMM_AL_QURA for place in range(12)]
    at = (year - _UMM_AL_QURA_FIRST) * 12 + month - 1
    if not 1 <= number <= lengths[at]:
        return None
    return _UMM_AL_QURA_START + timedelta(days=sum(lengths[:at]) + number - 1)


def _persian(year: int, month: int, number: int) -> date | None:
    """Return a day of the Solar Hijri calendar by the rule of 33 years, which is exact for 1244 to 1472."""
    if not 1 <= month <= 12:
        return None
    last = 31 if month <= 6 else 30 if month <= 11 or _is_persian_leap(year) else 29
    if not 1 <= number <= last:
        return None
    leaps = sum(map(_is_persian_leap, range(_PERSIAN_FIRST, year)))
    days = (year - _PERSIAN_FIRST) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + number - 1
    return date(1921, 3, 21) + timedelta(days=days)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)


def is_era(word: str) -> bool:
    """Say whether a word before a date names the era that its years are counted in."""
    return word in _ERAS or word in _REPUBLIC_NAMES
