"""Notices in the place of posts, from the dated table in `notices.toml`: who made a post unavailable."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from wildgrass.model import Removal, RemovedBy
from wildgrass.text.fold import fold

_CAUSES: Final = {
    "author": RemovedBy.AUTHOR,
    "platform": RemovedBy.PLATFORM,
    "account": RemovedBy.ACCOUNT,
    "window": RemovedBy.WINDOW,
    "permission": RemovedBy.PERMISSION,
    "unclear": RemovedBy.UNKNOWN,
}
_HELP: Final = re.compile(r"查看(?:帮助|幫助).*\Z", re.DOTALL)
MAX_NOTICE: Final = 200
"""Longer texts are no notices: the longest known one has 52 characters with its link."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry of the table."""

    text: str
    cause: str
    sure: str
    first_seen: str
    source: str

    @property
    def by(self) -> RemovedBy:
        """Who made it unavailable."""
        return _CAUSES[self.cause]


@cache
def table() -> tuple[Notice, ...]:
    """Return every known notice."""
    text = resources.files(__package__).joinpath("notices.toml").read_text(encoding="utf-8")
    return tuple(Notice(**one) for one in tomllib.loads(text)["notice"])


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Notice], ...]:
    """Return the longest notices first, so that a short one does not answer for its longer forms."""
    found = sorted(table(), key=lambda one: one.text.startswith("*"))
    found = sorted(found, key=lambda one: -len(one.text) if not one.text.startswith("*") else 0)
    return tuple(
        (re.compile(".{0,24}?".join(map(re.escape, map(_folded, one.text.split("*"))))), one) for one in found
    )


def _folded(text: str) -> str:
    plain = fold(_HELP.sub("", text))
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LN")


def known(text: str) -> Notice | None:
    """Return the notice that a text is, None where no notice of the table begins it or it is too long for one."""
    if not text or len(text) > MAX_NOTICE:
        return None
    folded = _folded(text)
    return next((notice for pattern, notice in _patterns() if pattern.match(folded)), None)


def removal(text: str, *, is_deleted: bool = False) -> Removal:
    """Return what a notice says; unknown words stay unknown. `is_deleted` is Weibo's own flag beside it."""
    notice = known(text)
    if notice is not None:
        return Removal(by=notice.by, notice=text, sure=notice.sure)
    return Removal(by=RemovedBy.UNKNOWN, notice=text, sure="stated" if is_deleted else "likely")
