"""Platforms' words for "it is gone", from the dated table in `notices.toml`. What is not there stays unknown."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_LONGEST_GAP: Final = 40
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A wording: what it says about the item, and whether it is about the whole account or its author's window."""

    platform: str
    text: str
    state: str
    by: str
    sure: str
    first_seen: str
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


@cache
def _patterns(platform: str) -> tuple[tuple[re.Pattern[str], Notice], ...]:
    gap = f".{{0,{_LONGEST_GAP}}}?"
    known = [notice for notice in notices() if notice.platform == platform]
    known.sort(key=lambda notice: -len(notice.text))  # a short wording does not answer for a longer one
    return tuple((re.compile(gap.join(map(re.escape, plain(one.text).split("*")))), one) for one in known)


def known_notice(platform: str, shown: str) -> Notice | None:
    """Return the wording that stands in a page's visible text, None where none of the table does."""
    text = plain(shown)
    return next((notice for pattern, notice in _patterns(platform) if pattern.search(text)), None)
