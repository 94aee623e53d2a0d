"""Rules that look back: what is old, what an unlocked device would show, and what is like things that were removed."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.measures import PUBLISHED_KINDS, Listed, Measure
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Subject

_SHOWN_KINDS: Final = PUBLISHED_KINDS | {"share", "message"}


class OldItemsMeasure(Measure):
    """Public items of the owner's that are `limit` years or more older than the newest item of hers."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._by_day: Counter[str] = Counter()

    def is_for(self, kind: str, source: str) -> bool:
        """Look at what is published."""
        return (kind in PUBLISHED_KINDS or kind == "share") and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Count a public item under its day."""
        if subject.audience == "public" and subject.published is not None:
            self._by_day[subject.published.instant[:10]] += 1

    def findings(self) -> Iterator[Finding]:
        """Yield how many are old, by the archive's own newest day; unknown where no public item has a date."""
        if not self._by_day:
            yield self.found(Verdict.UNKNOWN, "archive")
            return
        newest = max(self._by_day)
        before = f"{int(newest[:4]) - self.rule.limit:04d}{newest[4:]}"
        old = sum(count for day, count in self._by_day.items() if day <= before)
        if old:
            yield self.found(Verdict.OVER, "archive", old, day=min(self._by_day))
        else:
            yield self.found(Verdict.UNDER, "archive", 0)


class HandsetMeasure(Measure):
    """How many items of each platform its app shows to who holds the unlocked device, private ones among them."""

    looks_at_own: ClassVar[bool] = False

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._shown: dict[str, int] = {}

    def is_for(self, kind: str, source: str) -> bool:
        """Look at what an app shows as a list: posts, answers, shares and messages."""
        return kind in _SHOWN_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Count the item."""
        self._shown[subject.source] = self._shown.get(subject.source, 0) + 1

    def findings(self) -> Iterator[Finding]:
        """Yield a count for each platform."""
        for source, count in sorted(self._shown.items()):
            yield self.found(Verdict.OVER, f"source:{source}", count)


@dataclass(frozen=True, slots=True)
class Alike:
    """An item that is still there and like a removed one, by the ids of both."""

    removed: str
    item: str


FindLike: TypeAlias = Callable[[], Sequence[Alike] | None]
"""Finds what is like the owner's removed items; None where none is known, or nobody looked for likenesses yet."""


class LikeRemovedMeasure(Measure):
    """Items of the owner's that are still there and like one of hers that the platform or an authority removed."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing to ask: an export alone holds no likenesses."""
        super().__init__(rule, owners)
        self.find_like: FindLike = lambda: None

    def is_for(self, kind: str, source: str) -> bool:
        """Look at no item: the library knows what is alike."""
        del kind, source
        return False

    def see(self, subject: Subject) -> None:
        """See nothing."""

    def findings(self) -> Iterator[Finding]:
        """Yield each item that is alike once."""
        alike = self.find_like()
        if alike is None:
            yield self.found(Verdict.UNKNOWN, "archive")
            return
        listed = Listed(self.rule, Verdict.OVER)
        for item, removed in {one.item: one.removed for one in alike}.items():
            listed.add(Subject(id=item, kind="", source=""), removed)
        yield from listed.findings()
        if not alike:
            yield self.found(Verdict.UNDER, "archive", 0)
