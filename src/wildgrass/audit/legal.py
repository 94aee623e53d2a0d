"""The legal-risk audit: every rule over every item of an archive, once, in memory that holds counts and not texts.

Start with `LegalAudit`: show it the items with `see`, then ask for `findings`.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, TypeAlias

from wildgrass.audit.finding import Finding
from wildgrass.audit.measures import (
    CountMeasure,
    ForeignPlatformMeasure,
    LinkMeasure,
    Measure,
    PlatformLawMeasure,
    WordMeasure,
    is_own,
)
from wildgrass.audit.measures_groups import GroupAbroadMeasure, GroupOwnerMeasure, GroupSizeMeasure
from wildgrass.audit.measures_history import (
    FindLike,
    HandsetMeasure,
    LikeRemovedMeasure,
    OldItemsMeasure,
)
from wildgrass.audit.measures_phone import PhoneMeasure
from wildgrass.audit.ruleset import Rule, rules
from wildgrass.audit.subject import Subject

_MEASURES: Final[dict[str, type[Measure]]] = {
    "count": CountMeasure,
    "group-owner": GroupOwnerMeasure,
    "group-size": GroupSizeMeasure,
    "group-abroad": GroupAbroadMeasure,
    "platform-law": PlatformLawMeasure,
    "phone": PhoneMeasure,
    "words": WordMeasure,
    "links": LinkMeasure,
    "foreign-platform": ForeignPlatformMeasure,
    "old-items": OldItemsMeasure,
    "handset": HandsetMeasure,
    "like-removed": LikeRemovedMeasure,
}
Owners: TypeAlias = Collection[str]
"""Keys of the accounts whose archive this is; empty where the export does not say."""


class LegalAudit:
    """All rules over one archive. Own items only: others' words are counted nowhere."""

    def __init__(
        self, owners: Owners, chosen: Iterable[Rule] | None = None, *, find_like: FindLike = lambda: None
    ) -> None:
        """Take the owners' keys, the rules (default: all), and what finds likenesses where there is a library."""
        self._owners = frozenset(owners)
        self._measures = [_MEASURES[rule.measure](rule, self._owners) for rule in chosen or rules()]
        for measure in self._measures:
            if isinstance(measure, LikeRemovedMeasure):
                measure.find_like = find_like
        self._looking: dict[tuple[str, str], tuple[list[Measure], list[Measure]]] = {}

    def see(self, subject: Subject) -> None:
        """Look at one item with every rule that looks at its kind and platform."""
        nature = subject.kind, subject.source
        looking = self._looking.get(nature)
        if looking is None:
            looking = self._looking[nature] = self._looks(*nature)
        of_anybody, of_hers = looking
        for measure in of_anybody:
            measure.see(subject)
        if of_hers and is_own(subject, self._owners):
            for measure in of_hers:
                measure.see(subject)

    def _looks(self, kind: str, source: str) -> tuple[list[Measure], list[Measure]]:
        """Return the measures that look at anybody's items of a nature, and those that look at the owner's."""
        looking = [measure for measure in self._measures if measure.is_for(kind, source)]
        return [one for one in looking if not one.looks_at_own], [one for one in looking if one.looks_at_own]

    def findings(self) -> Iterator[Finding]:
        """Yield what was found, rule by rule; a rule without anything to look at says "unknown"."""
        for measure in self._measures:
            yield from measure.findings()
