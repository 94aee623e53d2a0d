"""Platforms' words for "it is gone", from the dated table in `notices.toml`. What is not there stays unknown."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Final

import regex

ANY: Final = "*"
"""Of walls that any platform may show."""
_LONGEST_GAP: Final = 40
_LONGEST_NOTICE: Final = 280
"""In characters without spaces; the longest known is X's, with the whole list of countries."""
_LEAST_OF_SENTENCE: Final = 0.35
_LEAST_OF_BLOCK: Final = 0.25
"""A wording is so much of its sentence and its paragraph at least: what explains it is three times as long at most."""
_LEAST_OF_CUT: Final = 0.5
_LEAST_START: Final = 15
_CJK_WEIGHT: Final = 2.5
"""What is left of a wording that was cut off: half of it, and 15 letters or six characters of Chinese."""
_ENDS: Final = re.compile(r"[.。!?;…]+")
"""Ends of sentences, in NFKC, which makes full-width marks narrow."""
_SPACES: Final = re.compile(r"\s+")
_UNSEEN: Final = regex.compile(r"[\s\p{Cf}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A wording: what it says about the item, and whether it is about the whole account or its author's window."""

    platform: str
    text: str
    state: str
    by: str
    sure: str
    first_seen: str
    source: str
    language: str
    account: bool = False
    window: bool = False


@cache
def notices() -> tuple[Notice, ...]:
    """Return every wording that is known."""
    text = resources.files(__package__).joinpath("notices.toml").read_text(encoding="utf-8")
    return tuple(Notice(**one) for one in tomllib.loads(text)["notice"])


def plain(text: str) -> str:
    """Return a text as wordings are compared: NFKC, single spaces, straight apostrophes, small letters."""
    widths = unicodedata.normalize("NFKC", text.replace("\u2019", "'"))
    return _SPACES.sub(" ", widths).strip().casefold()


def bare(text: str) -> str:
    """Return a plain text without spaces and unseen characters: pages break wordings with tags at any place."""
    return _UNSEEN.sub("", plain(text))


@cache
def _patterns(platform: str) -> tuple[tuple[re.Pattern[str], Notice], ...]:
    gap = f".{{0,{_LONGEST_GAP}}}?"
    known = [notice for notice in notices() if notice.platform == platform]
    # a wall says nothing of what is behind it; a short wording does not answer for a longer one
    known.sort(key=lambda notice: (notice.state != "error", -len(notice.text)))
    return tuple(
        (re.compile(gap.join(re.escape(bare(part)) for part in one.text.split("*"))), one) for one in known
    )


def known_notice(platform: str, shown: str) -> Notice | None:
    """Return the wording that stands in a text, None where none of the table does."""
    found = _found(platform, bare(shown))
    return found[1] if found else None


def notice_among(platform: str, blocks: Sequence[str]) -> Notice | None:
    """Return the wording that is most of one of a page's paragraphs, or a wall of any platform.

    A notice stands by itself; within a longer paragraph or sentence somebody quotes it or tells of it.
    """
    short = [text for block in blocks if len(text := bare(block)) <= _LONGEST_NOTICE]
    for name in (platform, ANY):
        found = [one for text in short if (one := _standing(name, text))]
        if found:
            return min(found, key=lambda one: one.state != "error")
    return next((one for text in short if (one := _cut_off(platform, text))), None)


def _cut_off(platform: str, text: str) -> Notice | None:
    """Return the wording of which a whole paragraph is the first half or more, where every one it may be says the same.

    Wordings are cut off where they are too long for their place (WeChatscope's records hold such).
    """
    start = text.rstrip(".…")
    if sum(_CJK_WEIGHT if letter > "\u2e7f" else 1 for letter in start) < _LEAST_START:
        return None
    known = [one for one in notices() if one.platform == platform and _begins(one, start)]
    halves = [one for one in known if len(start) >= _LEAST_OF_CUT * len(_starts(platform)[one.text])]
    if not halves or len({(one.state, one.by, one.account, one.window) for one in known}) > 1:
        return None
    return replace(halves[0], sure="likely")


@cache
def _starts(platform: str) -> dict[str, str]:
    return {one.text: bare(one.text) for one in notices() if one.platform == platform}


def _begins(one: Notice, start: str) -> bool:
    return _starts(one.platform)[one.text].startswith(start)


def _standing(platform: str, text: str) -> Notice | None:
    """Return the wording that stands by itself in a bare text; a wall counts wherever it stands."""
    found = _found(platform, text)
    if found is None:
        return None
    span, notice = found
    size = span.end() - span.start()
    begins = max((end.end() for end in _ENDS.finditer(text, 0, span.start())), default=0)
    ends = _ENDS.search(text, span.end())
    sentence = (ends.start() if ends else len(text)) - begins
    stands = size >= _LEAST_OF_SENTENCE * sentence and size >= _LEAST_OF_BLOCK * len(text)
    return notice if stands or notice.state == "error" else None


def _found(platform: str, text: str) -> tuple[re.Match[str], Notice] | None:
    return next(((span, one) for pattern, one in _patterns(platform) if (span := pattern.search(text))), None)
