"""How a rule is measured: each class sees every item once and then says what it found."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.registers import platforms
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Subject

LISTED: Final = 2_000
"""So many subjects of a verdict are named one by one; further ones are counted in a last finding."""

_OWN_KINDS: Final = frozenset({"post", "quote", "share", "comment", "message", "profile", "note", "space"})
_PUBLISHED_KINDS: Final = frozenset({"post", "quote", "comment", "space"})


class Measure(ABC):
    """A rule at work on one archive."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Take the rule and the keys of the archive's owners."""
        self.rule = rule
        self.owners = owners

    def is_for(self, kind: str, source: str) -> bool:
        """Say whether it looks at items of a kind on a platform; asked once for each of both, before any `see`."""
        del kind
        return not self.rule.sources or source in self.rule.sources

    @abstractmethod
    def see(self, subject: Subject) -> None:
        """Look at an item."""

    @abstractmethod
    def findings(self) -> Iterator[Finding]:
        """Yield what was found."""

    def is_own(self, subject: Subject) -> bool:
        """Say whether the owner wrote it. Where the export names no owner, what it calls a post is taken for hers."""
        if subject.author is None or not self.owners:
            return subject.kind in _PUBLISHED_KINDS or subject.kind == "share"
        return subject.author.key in self.owners

    def found(
        self, verdict: Verdict, subject: str, value: int | str | None = None, **more: object
    ) -> Finding:
        """Return a finding of this rule."""
        return Finding(rule=self.rule, verdict=verdict, subject=subject, value=value, **more)  # type: ignore[arg-type]


class Listed:
    """The subjects of one verdict: the first named, the rest counted."""

    def __init__(self) -> None:
        """Begin with none."""
        self.named: list[Finding] = []
        self.others = 0

    def add(self, finding: Finding) -> None:
        """Name it, or count it where enough are named."""
        if len(self.named) < LISTED:
            self.named.append(finding)
        else:
            self.others += 1

    def findings(self) -> Iterator[Finding]:
        """Yield those named, the largest values first, then one that stands for the rest."""
        yield from sorted(self.named, key=_largest_first)
        if self.others:
            last = self.named[-1]
            yield Finding(rule=last.rule, verdict=last.verdict, subject="others", others=self.others)


def _largest_first(finding: Finding) -> tuple[int, str]:
    return (-finding.value if isinstance(finding.value, int) else 0, finding.subject)


class CountMeasure(Measure):
    """A number that the platform shows beside an item. What an export does not state is unknown, and never 0."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._near, self._by_verdict = Listed(), {verdict: Listed() for verdict in Verdict}

    def is_for(self, kind: str, source: str) -> bool:
        """Look at the rule's kinds."""
        return kind in self.rule.kinds and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Compare the item's count with the limit."""
        if not self.is_own(subject):
            return
        finding = self._judge(subject)
        (self._near if finding.is_near else self._by_verdict[finding.verdict]).add(finding)

    def _judge(self, subject: Subject) -> Finding:
        name = self.rule.count or ""
        if name in subject.counts:
            value = subject.counts[name]
            verdict = Verdict.OVER if value >= self.rule.limit else Verdict.UNDER
            return self.found(verdict, subject.id, value)
        bounds = subject.bounds(name)
        if bounds is not None:
            at_least, below = bounds
            if at_least >= self.rule.limit:
                return self.found(Verdict.OVER, subject.id, at_least, at_least=True)
            if below is not None and below <= self.rule.limit:
                return self.found(Verdict.UNDER, subject.id, at_least, at_least=True)
            return self.found(Verdict.UNKNOWN, subject.id, at_least, at_least=True)
        return self.found(Verdict.UNKNOWN, subject.id)

    def findings(self) -> Iterator[Finding]:
        """Yield over, near, under, unknown."""
        yield from self._by_verdict[Verdict.OVER].findings()
        yield from self._near.findings()
        yield from self._by_verdict[Verdict.UNDER].findings()
        yield from self._by_verdict[Verdict.UNKNOWN].findings()


class _OwnItems(Measure):
    """Counts the owner's items of some nature, and names them."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._looked_at = 0
        self._found = Listed()

    def is_for(self, kind: str, source: str) -> bool:
        """Look at what people write."""
        return kind in _OWN_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Name the item where it is one of these."""
        if not self.is_own(subject):
            return
        self._looked_at += 1
        what = self.what(subject)
        if what is not None:
            self._found.add(self.found(Verdict.OVER, subject.id, what))

    @abstractmethod
    def what(self, subject: Subject) -> str | None:
        """Return what makes the item one of these, None where it is not."""

    def findings(self) -> Iterator[Finding]:
        """Yield each, or that there is none, or that there was nothing to look at."""
        if self._found.named:
            yield from self._found.findings()
        else:
            verdict = Verdict.UNDER if self._looked_at else Verdict.UNKNOWN
            yield self.found(verdict, "archive", 0 if self._looked_at else None)


class WordMeasure(_OwnItems):
    """Own items in which one of a few words stands."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Put the words into one pattern: a pass over each text."""
        super().__init__(rule, owners)
        self._any = re.compile("|".join(map(re.escape, rule.words)), re.IGNORECASE)

    def what(self, subject: Subject) -> str | None:
        """Return the first of the words that stands in the item, as it is written there."""
        found = self._any.search(subject.text)
        return None if found is None else found[0]


class LinkMeasure(_OwnItems):
    """Own items that link to one of a few sites."""

    def what(self, subject: Subject) -> str | None:
        """Return the first of the sites that the item links to."""
        if not subject.links:
            return None
        hosts = {host for link in subject.links for host in (_host(link.url), _host(link.target)) if host}
        return next(
            (
                word
                for word in self.rule.words
                if any(host == word or host.endswith("." + word) for host in hosts)
            ),
            None,
        )


def _host(address: str) -> str:
    rest = address.partition("://")[2] or address
    return rest.split("/", 1)[0].split("?", 1)[0].rpartition("@")[2].partition(":")[0].casefold()


class ForeignPlatformMeasure(Measure):
    """How many public items of the owner's stand on platforms abroad, a number for each platform."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._public: dict[str, int] = {}
        self._unsaid: dict[str, int] = {}

    def is_for(self, kind: str, source: str) -> bool:
        """Look at what is published on the rule's platforms."""
        return kind in _PUBLISHED_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Count a public item; where the export does not say who could see it, count that apart."""
        if not self.is_own(subject):
            return
        if subject.audience == "public":
            self._public[subject.source] = self._public.get(subject.source, 0) + 1
        elif subject.audience == "unknown":
            self._unsaid[subject.source] = self._unsaid.get(subject.source, 0) + 1

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each platform, "unknown" where the export does not say who could see the items."""
        for source in sorted(self._public.keys() | self._unsaid.keys()):
            if source in self._public:
                yield self.found(Verdict.OVER, f"source:{source}", self._public[source])
            else:
                yield self.found(Verdict.UNKNOWN, f"source:{source}", where=f"{self._unsaid[source]} items")


class PlatformLawMeasure(Measure):
    """Whether the platform of an account answers to the rule's law, as the register of platforms says."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._sources: set[str] = set()

    def is_for(self, kind: str, source: str) -> bool:
        """Remember the platform; no item of it needs a look."""
        if super().is_for(kind, source):
            self._sources.add(source)
        return False

    def see(self, subject: Subject) -> None:
        """See nothing more."""

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each platform: over, under, or unknown where the register has no such platform."""
        known = {platform.id: platform for platform in platforms()}
        for source in sorted(self._sources):
            if source not in known:
                yield self.found(Verdict.UNKNOWN, f"source:{source}")
                continue
            verdict = Verdict.OVER if self.rule.law in known[source].laws else Verdict.UNDER
            yield self.found(verdict, f"source:{source}", known[source].operator)
