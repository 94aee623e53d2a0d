"""The audit's report for people: one HTML page without script, in English or Chinese, that asks nothing outside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.audit.addresses import address_table
from wildgrass.audit.exposure import Exposure, Question
from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.registers import Law
from wildgrass.audit.ruleset import Rule
from wildgrass.text import say

SHOWN: Final = 200
"""So many findings of a rule stand in the report; further ones are counted."""


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
    def silent(self) -> Sequence[str]:
        """Return the platforms whose export does not say."""
        return [one.source for one in self.exposures if one.value is None]


def exposure_sections(exposures: Sequence[Exposure]) -> list[ExposureSection]:
    """Return a section for each question, in order."""
    by_question: dict[str, list[Exposure]] = {}
    for exposure in exposures:
        by_question.setdefault(exposure.question.id, []).append(exposure)
    return [ExposureSection(found[0].question, found) for found in by_question.values()]


def report_page(findings: Sequence[Finding | Exposure], language: str) -> str:
    """Return the page. Nothing in it runs, and every name from the archive is text."""
    environment = Environment(
        loader=PackageLoader("wildgrass.audit", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def words(name: str, **details: object) -> str:
        return say(language, f"ui.audit-{name}", **details)

    page = environment.get_template("report.html")
    law_language = "zh-Hans" if language.startswith("zh") else "en"
    legal = [one for one in findings if isinstance(one, Finding)]
    exposed = [one for one in findings if isinstance(one, Exposure)]
    return page.render(
        sections=list(sections(legal)),
        exposed=exposure_sections(exposed),
        table=address_table().made,
        language=language,
        law_language=law_language,
        words=words,
    )
