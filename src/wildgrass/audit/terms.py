"""The laws that a disclosure request can rest on, and until when each wants an answer."""

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Final, Literal

import msgspec

from wildgrass.audit.registers import Words

LAWS: Final = ("gdpr", "uk-gdpr", "ccpa", "pipl", "plain")
SUGGESTED_DAYS: Final = 30
"""Asked for where the law names no term: a wish of the letter's, from no text."""
_SATURDAY: Final = 5


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"whom": "for"}):
    """A law's term. `months` and `days` are 0 where it names none; `first` is the language the letter is sent in.

    `counting`, `identity` and `risk` stand on the page that stays with the sender: how the term counts, what may be
    asked of her about who she is, and what sending does.
    """

    id: str
    region: str
    first: Literal["en", "zh-Hans"]
    weekend: bool
    whom: Words
    counting: Words
    identity: Words
    risk: Words
    law: str | None = None
    months: int = 0
    more_months: int = 0
    days: int = 0
    more_days: int = 0

    def deadline(self, day: date) -> "Deadline":
        """Return until when a letter that arrives on `day` is to be answered."""
        if not self.months and not self.days:
            return Deadline(None, None, day + timedelta(days=SUGGESTED_DAYS))
        whole = self.months + self.more_months
        until = months_after(day, self.months) + timedelta(days=self.days)
        later = months_after(day, whole) + timedelta(days=self.days + self.more_days)
        if self.weekend:
            until, later = working_day(until), working_day(later)
        return Deadline(until, later, until)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`until`, and `later` with the longest extension, are None where the law names no term; `suggested` is asked."""

    until: date | None
    later: date | None
    suggested: date


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def working_day(day: date) -> date:
    """Return `day`, or the Monday after where it is a Saturday or Sunday; holidays are not known here."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


class _File(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    terms: tuple[Terms, ...]


@cache
def terms() -> dict[str, Terms]:
    """Return the laws by id, in order."""
    text = (resources.files("wildgrass.audit.requests") / "terms.toml").read_text(encoding="utf-8")
    return {one.id: one for one in msgspec.convert(tomllib.loads(text), _File).terms}
