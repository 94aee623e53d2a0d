"""How a rule is measured: each class sees every item once and then says what it found."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.registers import platforms
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Subject

LISTED: Final = 2_000
"""So many subjects of a verdict are named one by one; further ones are counted in a last finding."""

_OWN_KINDS: Final = frozenset({"post", "quote", "share", "comment", "message", "profile", "note", "space"})
PUBLISHED_KINDS: Final = frozenset({"post", "quote", "comment", "space"})


def is_own(subject: Subject, owners: frozenset[str]) -> bool:
    """Say whether the owner wrote it. Where the export names no owner, what it calls a post is taken for hers.

    A comment is not, where it has an author: exports hold the comments of others below one's posts.
    """
    if subject.author is None:
        return subject.kind in PUBLISHED_KINDS or subject.kind == "share"
    if not owners:
        return subject.kind != "comment" and (subject.kind in PUBLISHED_KINDS or subject.kind == "share")
    return subject.author.key in owners


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

    looks_at_own: ClassVar[bool] = True
    """Whether it is shown the owner's items only."""

    @abstractmethod
    def see(self, subject: Subject) -> None:
        """Look at an item."""

    @abstractmethod
    def findings(self) -> Iterator[Finding]:
        """Yield what was found."""

    def found(
        self, verdict: Verdict, subject: str, value: int | str | None = None, **more: object
    ) -> Finding:
        """Return a finding of this rule."""
        return Finding(rule=self.rule, verdict=verdict, subject=subject, value=value, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Named:
    """A subject that is named."""

    id: str
    day: str
    value: int | str | None
    at_least: bool


class Listed:
    """The subjects of one verdict: the first named, the rest counted."""

    def __init__(self, rule: Rule, verdict: Verdict) -> None:
        """Begin with none."""
        self._rule, self._verdict = rule, verdict
        self.named: list[_Named] = []
        self.others = 0

    def add(self, subject: Subject, value: int | str | None = None, *, at_least: bool = False) -> None:
        """Name it with what was counted, or count it where enough are named."""
        if len(self.named) < LISTED:
            day = "" if subject.published is None else subject.published.instant[:10]
            self.named.append(_Named(subject.id, day, value, at_least))
        else:
            self.others += 1

    def findings(self) -> Iterator[Finding]:
        """Yield those named, the largest values first, then one that stands for the rest."""
        rule, verdict = self._rule, self._verdict
        for one in sorted(self.named, key=_largest_first):
            yield Finding(
                rule=rule,
                verdict=verdict,
                subject=one.id,
                value=one.value,
                at_least=one.at_least,
                day=one.day,
            )
        if self.others:
            yield Finding(rule=rule, verdict=verdict, subject="others", others=self.others)


def _largest_first(named: _Named) -> tuple[int, str]:
    return (-named.value if isinstance(named.value, int) else 0, named.id)


class CountMeasure(Measure):
    """A number that the platform shows beside an item. What an export does not state is unknown, and never 0."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._over, self._near, self._under, self._unknown = (
            Listed(rule, verdict) for verdict in (Verdict.OVER, Verdict.UNDER, Verdict.UNDER, Verdict.UNKNOWN)
        )
        self._count, self._limit = rule.count or "", rule.limit
        self._near_from = rule.limit if rule.near is None else rule.near

    def is_for(self, kind: str, source: str) -> bool:
        """Look at the rule's kinds."""
        return kind in self.rule.kinds and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Compare the item's count with the limit."""
        value = subject.counts.get(self._count)
        if value is None:
            self._see_unstated(subject)
        elif value >= self._limit:
            self._over.add(subject, value)
        elif value >= self._near_from:
            self._near.add(subject, value)
        else:
            self._under.add(subject, value)

    def _see_unstated(self, subject: Subject) -> None:
        """Take what is known where no exact number is stated: a rounded one decides only where its whole range does."""
        bounds = subject.bounds(self._count)
        if bounds is None:
            self._unknown.add(subject)
            return
        at_least, below = bounds
        if at_least >= self._limit:
            listed = self._over
        elif below is None or below > self._limit:
            listed = self._unknown
        else:
            listed = self._near if at_least >= self._near_from else self._under
        listed.add(subject, at_least, at_least=True)

    def findings(self) -> Iterator[Finding]:
        """Yield over, near, under, unknown."""
        for listed in (self._over, self._near, self._under, self._unknown):
            yield from listed.findings()


class _OwnItems(Measure):
    """Counts the owner's items of some nature, and names them."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with nothing seen."""
        super().__init__(rule, owners)
        self._looked_at = 0
        self._found = Listed(rule, Verdict.OVER)

    def is_for(self, kind: str, source: str) -> bool:
        """Look at what people write."""
        return kind in _OWN_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Name the item where it is one of these."""
        self._looked_at += 1
        what = self.what(subject)
        if what is not None:
            self._found.add(subject, what)

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


_LETTER: Final = re.compile(r"[A-Za-z\u017f\u0130\u0131\u212a]")
"""What a word of Latin letters begins with, in whatever case."""


class WordMeasure(_OwnItems):
    """Own items in which one of a few words stands."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Put the words into one pattern, for texts that hold one."""
        super().__init__(rule, owners)
        self._any = re.compile("|".join(map(re.escape, rule.words)), re.IGNORECASE)
        self._caseless = tuple(word for word in rule.words if word.lower() == word.upper())
        self._cased = tuple(word.casefold() for word in rule.words if word.lower() != word.upper())

    def what(self, subject: Subject) -> str | None:
        """Return the first of the words that stands in the item, as it is written there."""
        if not self._holds_one(subject.text):  # ten times as fast as the pattern
            return None
        found = self._any.search(subject.text)
        return None if found is None else found[0]

    def _holds_one(self, text: str) -> bool:
        for word in self._caseless:
            if word in text:
                return True
        if _LETTER.search(text) is None:
            return False
        folded = text.casefold()
        return any(word in folded for word in self._cased)


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
        return kind in PUBLISHED_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Count a public item; where the export does not say who could see it, count that apart."""
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
