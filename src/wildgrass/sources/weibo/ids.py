"""Numbers of posts in their two forms, and the time that a number holds.

Weibo writes one post as a number ("4512413737386822": `id`, `mid`, `idstr`) and as letters ("J5cW9uZEi": `bid`,
`mblogid`). The letters are base 62 of the number, taken in groups of seven digits (four letters) from the right.
Since the end of 2011 a number's upper bits count seconds: `(number >> 22) + 515483463`, which gave the exact second
in every post and comment of the samples that states one.
"""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Final, NamedTuple

_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_LETTERS: Final = re.compile(r"[0-9A-Za-z]{5,11}\Z")
_NUMBER: Final = re.compile(r"[0-9]{5,19}\Z")
_OLD_MID: Final = re.compile(r"20[0-9]{15}\Z")
"""Until 2011 `id` could be a date and a count; the letters, `idstr` and the links used another number."""
_ROUNDED: Final = re.compile(r"([0-9])\.([0-9]+)[Ee]\+?(1[0-9])\Z")
_EPOCH: Final = 515_483_463
_FIRST_DATED: Final = 1 << 51


class Native(NamedTuple):
    """A post's number and what the record said otherwise: `doubt` where its two forms name two posts."""

    number: str
    letters: str
    other: str = ""
    doubt: str = ""


def number_of(letters: str) -> str:
    """Return the number that a short form stands for, "" where it is none."""
    if not _LETTERS.match(letters):
        return ""
    pairs, size = _pairs(), len(letters)
    rest = size % 4
    number = ""
    if rest:
        number = str(
            sum(_VALUES[letter] * 62**power for power, letter in enumerate(reversed(letters[:rest])))
        )
    for at in range(rest, size, 4):
        value = pairs[letters[at : at + 2]] * 3844 + pairs[letters[at + 2 : at + 4]]
        if value > 9_999_999:
            return ""
        number += f"{value:07}" if number else str(value)
    return number


@cache
def _pairs() -> dict[str, int]:
    """Return what two letters stand for: taken two at a time, a number is read in half the time."""
    return {one + two: _VALUES[one] * 62 + _VALUES[two] for one in _ALPHABET for two in _ALPHABET}


def letters_of(number: str) -> str:
    """Return a number's short form, "" where it is none."""
    if not _NUMBER.match(number):
        return ""
    ends = range(len(number), 0, -7)
    groups = [_in_letters(int(number[max(0, end - 7) : end])) for end in ends]
    head, *rest = reversed(groups)
    return head + "".join(group.rjust(4, "0") for group in rest)


def _in_letters(value: int) -> str:
    text = ""
    while value:
        value, rest = divmod(value, 62)
        text = _ALPHABET[rest] + text
    return text or "0"


def native(number: object, letters: object) -> Native | None:
    """Return the one number of a post that a record names in one form or both, None where it names none."""
    stated = digits(number)
    short = letters.strip() if isinstance(letters, str) else ""
    if not stated and isinstance(number, str) and not short and _LETTERS.match(number.strip()):
        short = number.strip()  # the cookie crawler calls the letters `id`
    meant = number_of(short)
    if meant == stated and meant:
        return Native(stated, short)
    if not stated:
        return Native(meant, short) if meant else None
    if not meant:
        return Native(stated, short if meant else letters_of(stated))
    if _OLD_MID.match(stated):
        return Native(meant, short, other=stated)
    if _is_rounded(number, stated, meant):
        return Native(meant, short, other=str(number).strip(), doubt="a spreadsheet rounded its number")
    doubt = f"its number and its short form name two posts, {stated} and {meant}"
    return Native(stated, letters_of(stated), other=short, doubt=doubt)


def digits(value: object) -> str:
    """Return a number as digits, "" where it is none; "4.45158E+15" as a spreadsheet leaves it behind counts."""
    if isinstance(value, int):
        text = str(value)
        return text if _NUMBER.match(text) and value is not True else ""
    if not isinstance(value, str):
        return ""
    text = value.strip().strip("\"'=")
    if _NUMBER.match(text):
        return text.lstrip("0") or ""
    found = _ROUNDED.match(text)
    if found:
        return (found[1] + found[2]).ljust(int(found[3]) + 1, "0")
    return ""


def _is_rounded(written: object, stated: str, meant: str) -> bool:
    """Say whether a spreadsheet made `stated` of `meant`: it keeps fifteen digits, and shows fewer."""
    if len(stated) != len(meant):
        return False
    kept = stated.rstrip("0")
    if isinstance(written, str) and "E" in written.upper():
        return abs(int(stated) - int(meant)) < int(10 ** (len(stated) - len(kept)))
    return len(kept) <= 15 and abs(int(stated) - int(meant)) < 10 ** max(0, len(stated) - 15)


def made(number: str) -> datetime | None:
    """Return when a post or comment was made, by its number; None for numbers of before the end of 2011."""
    if not number.isdigit() or not _FIRST_DATED <= int(number) < 1 << 63:
        return None
    seconds = (int(number) >> 22) + _EPOCH
    return datetime.fromtimestamp(seconds, UTC) if seconds < 4_102_444_800 else None
