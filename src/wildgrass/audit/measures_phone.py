"""Whether a domestic phone number hangs on the account, by the export's own security members."""

from collections.abc import Iterator
from typing import Final

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.measures import Measure
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Subject
from wildgrass.audit.traces import shown_number, traces

_KINDS: Final = frozenset({"phone", "account"})


class PhoneMeasure(Measure):
    """Numbers of the owner's account by country code; the number itself is never shown, only its ends."""

    looks_at_own = False

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
        for trace in traces(subject):
            if trace.kind == "phone":
                self._numbers.setdefault(subject.source, {}).setdefault(trace.value, subject.origin.member)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each number, and "unknown" for each platform whose export holds none."""
        for source in sorted(self._sources):
            for number, member in sorted(self._numbers.get(source, {}).items()):
                verdict = Verdict.OVER if number.startswith(self.rule.prefix or "+") else Verdict.UNDER
                if number == "*":  # hidden by the platform, its country too
                    verdict = Verdict.UNKNOWN
                yield self.found(verdict, f"source:{source}", shown_number(number), where=member)
            if source not in self._numbers:
                yield self.found(Verdict.UNKNOWN, f"source:{source}")
