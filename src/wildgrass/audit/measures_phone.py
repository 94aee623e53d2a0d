"""Whether a domestic phone number hangs on the account, by the export's own security members."""

import re
from collections.abc import Iterator
from typing import Final

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.measures import Measure
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Subject

_KINDS: Final = frozenset({"phone", "account"})
_NUMBER: Final = re.compile(r"(?<![\w.])(?:\+|00)(\d[\d\s().-]{6,18}\d)(?![\w.])")
_BARE: Final = re.compile(r"(?<![\d+])(1[3-9]\d{9})(?!\d)")
"""A mobile number of mainland China as its platforms write it, without the country's code."""
_DOMESTIC: Final = frozenset({"wechat", "qq", "weibo"})


class PhoneMeasure(Measure):
    """Numbers of the owner's account by country code; the number itself is never shown, only its end."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with no number."""
        super().__init__(rule, owners)
        self._numbers: dict[str, dict[str, str]] = {}
        self._sources: set[str] = set()

    def is_for(self, kind: str, source: str) -> bool:
        """Remember every platform, and look at records of the account."""
        self._sources.add(source)
        return kind in _KINDS

    def see(self, subject: Subject) -> None:
        """Look for numbers."""
        said = f"{subject.text}\n{bytes(subject.extra).decode('utf-8', 'replace')}"
        for number in numbers(said, is_domestic=subject.source in _DOMESTIC):
            self._numbers.setdefault(subject.source, {}).setdefault(number, subject.origin.member)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each number, and "unknown" for each platform whose export holds none."""
        for source in sorted(self._sources):
            for number, member in sorted(self._numbers.get(source, {}).items()):
                verdict = Verdict.OVER if number.startswith(self.rule.prefix or "+") else Verdict.UNDER
                yield self.found(verdict, f"source:{source}", shown(number), where=member)
            if source not in self._numbers:
                yield self.found(Verdict.UNKNOWN, f"source:{source}")


def numbers(text: str, *, is_domestic: bool = False) -> set[str]:
    """Return the phone numbers in a text in E.164 form, such as "+8613800000000"."""
    found = {"+" + re.sub(r"\D", "", match) for match in _NUMBER.findall(text)}
    if is_domestic:
        found |= {"+86" + match for match in _BARE.findall(text)}
    return {number for number in found if 8 <= len(number) <= 16}


def shown(number: str) -> str:
    """Return a number as far as a report shows it: its beginning and its last two digits."""
    return f"{number[:3]}…{number[-2:]}"
