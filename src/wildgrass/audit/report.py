"""The audit's report for people: a summary, pictures, then details; as one HTML page that runs and asks nothing.

`sheets.py` sets the same on sheets of PDF.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.audit.addresses import address_table
from wildgrass.audit.exposure import Exposure, Question
from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.pictures.drawn import pictures
from wildgrass.audit.pictures.shapes import Picture
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.pictures.svg import as_svg
from wildgrass.audit.registers import Law, Words, told
from wildgrass.audit.ruleset import Rule
from wildgrass.text import say

SHOWN: Final = 200
"""So many findings of a rule stand in the report; further ones are counted."""
_VERDICTS: Final = ("over", "near", "under", "unknown")


@dataclass(frozen=True, slots=True)
class Section:
    """A rule with its findings; `counts` has a number for each verdict."""

    rule: Rule
    law: Law
    findings: Sequence[Finding]
    counts: Counter[str]
    hidden: int

    @property
    def verdict(self) -> str:
        """Return the gravest verdict of the section: over, near, under, or unknown."""
        if self.counts["over"]:
            return "over"
        if any(finding.is_near for finding in self.findings):
            return "near"
        return "under" if self.counts["under"] else "unknown"


def sections(findings: Sequence[Finding]) -> Iterator[Section]:
    """Yield a section for each rule, in the order of the findings; what is under comes last and is only counted."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    for found in by_rule.values():
        counts: Counter[str] = Counter()
        for finding in found:
            counts[str(finding.verdict)] += finding.others or 1
        shown = [one for one in found if (one.verdict is not Verdict.UNDER or one.is_near) and not one.others]
        rule = found[0].rule
        yield Section(rule, rule.legal_text(), shown[:SHOWN], counts, max(0, len(shown) - SHOWN))


@dataclass(frozen=True, slots=True)
class ExposureSection:
    """A question with what each platform's export answers."""

    question: Question
    exposures: Sequence[Exposure]

    @property
    def found(self) -> Sequence[Exposure]:
        """Return the answers that say something."""
        return [one for one in self.exposures if one.value is not None][:SHOWN]

    @property
    def silent(self) -> Sequence[Exposure]:
        """Return the platforms whose export does not say."""
        return [one for one in self.exposures if one.value is None]


def exposure_sections(exposures: Sequence[Exposure]) -> list[ExposureSection]:
    """Return a section for each question, in order."""
    by_question: dict[str, list[Exposure]] = {}
    for exposure in exposures:
        by_question.setdefault(exposure.question.id, []).append(exposure)
    return [ExposureSection(found[0].question, found) for found in by_question.values()]


Part: TypeAlias = tuple[str, Words, int | None]
"""A section's anchor and title, and how many it found, None for none."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the summary: how grave, and which sections stand there, each with how many it found, None for none."""

    verdict: str
    name: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """What stands in a report, on a page or on sheets."""

    language: str
    sections: Sequence[Section]
    exposed: Sequence[ExposureSection]
    pictures: Sequence[Picture]

    def words(self, name: str, **details: object) -> str:
        """Return a phrase of the report."""
        return say(self.language, f"ui.audit-{name}", **details)

    def told(self, words: Words) -> str:
        """Return a sentence of a rule, a question or a register in the reader's language."""
        return told(words, self.language)

    def summary(self) -> Iterator[Told]:
        """Yield the lines that stand first; those that hold nothing are left out."""
        rules = {name: [one for one in self.sections if one.verdict == name] for name in _VERDICTS}
        questions = [(f"exposure-{one.question.id}", one.question.title, one) for one in self.exposed]
        found: list[Part] = [(anchor, title, len(one.found)) for anchor, title, one in questions if one.found]
        silent: list[Part] = [(anchor, title, None) for anchor, title, one in questions if not one.found]
        silent += [(one.rule.id, one.rule.title, None) for one in rules["unknown"]]
        over: list[Part] = [(one.rule.id, one.rule.title, one.counts["over"]) for one in rules["over"]]
        near: list[Part] = [
            (one.rule.id, one.rule.title, sum(each.is_near for each in one.findings)) for one in rules["near"]
        ]
        under: list[Part] = [(one.rule.id, one.rule.title, None) for one in rules["under"]]
        for verdict, name, parts in (
            ("over", "sum-over", over), ("near", "sum-near", near), ("over", "sum-found", found),
            ("unknown", "sum-silent", silent), ("under", "sum-under", under),
        ):  # fmt: skip
            if parts:
                yield Told(verdict, name, parts)


def made(findings: Sequence[Finding | Exposure], language: str) -> Report:
    """Return the report on findings."""
    exposed = [one for one in findings if isinstance(one, Exposure)]
    return Report(
        language,
        list(sections([one for one in findings if isinstance(one, Finding)])),
        exposure_sections(exposed),
        pictures(exposed, Spoken(language)),
    )


def report_page(findings: Sequence[Finding | Exposure], language: str) -> str:
    """Return the report as a page. Nothing in it runs, and every name from the archive is text."""
    environment = Environment(
        loader=PackageLoader("wildgrass.audit", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    report = made(findings, language)
    return environment.get_template("report.html").render(
        report=report,
        sections=report.sections,
        exposed=report.exposed,
        table=address_table().made,
        language=language,
        told=report.told,
        words=report.words,
        spoken=Spoken(language),
        as_svg=as_svg,
    )
