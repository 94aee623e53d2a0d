"""The audit's report on sheets of A4 as PDF, with its letters and pictures inside: the same as on the page."""

from collections.abc import Iterator, Sequence
from typing import Final

from wildgrass.audit.addresses import address_table
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding
from wildgrass.audit.pictures import svg
from wildgrass.audit.pictures.shapes import WIDE, Picture
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.report import ExposureSection, Report, Section, made
from wildgrass.text import typeset
from wildgrass.text.typeset import Block, Document, Heading, Part, Points, Said, Sheet, Table, Together

_SIGNS: Final = {"over": "▲", "near": "△", "under": "○", "unknown": "?"}
_COLOURS: Final = {"over": "over", "near": "near", "under": "under", "unknown": "soft"}
_SHOWN: Final = 60
"""So many findings of a section stand on the sheets; the page has more."""
_ANSWERS: Final = (0.13, 0.37, 0.15, 0.17, 0.18)
_TALLEST: Final = 1.2
"""How high a picture may be at most, in widths of the sheet, so that its title and notes stand beside it."""
_CELL: Final = 300
"""Letters of an id or a value that stand in a cell: it must fit on a sheet."""
_NARROW: Final = 0.72
"""How much of the sheet's width a picture of many letters takes."""


def report_sheets(findings: Sequence[Finding | Exposure], language: str) -> bytes:
    """Return the report as PDF, with its title and language, without dates or names in its properties."""
    report = made(findings, language)
    part = Part(language, list(_Setting(report).flow()))
    return typeset.typeset(Document(report.words("title"), [part]))


class _Setting:
    """Sets a report's parts one after another."""

    def __init__(self, report: Report) -> None:
        self.report, self.words = report, report.words
        self.told = report.told
        spoken = Spoken(report.language)
        self.country, self.platform = spoken.country, spoken.platform

    def flow(self) -> Iterator[Block]:
        """Yield everything."""
        yield Heading(self.words("title"), 1)
        yield Said(self.words("lead"))
        yield Said(self.words("danger"), colour="over")
        yield from self.summary()
        if self.report.pictures:
            yield Sheet()
            yield Heading(self.words("pictures"), 2)
            for picture in self.report.pictures:
                yield from self.picture(picture)
        yield Sheet()
        yield Heading(self.words("details"), 2)
        for exposed in self.report.exposed:
            yield from self.question(exposed)
        for section in self.report.sections:
            yield from self.rule(section)

    def summary(self) -> Iterator[Block]:
        """Yield the lines of the summary."""
        comma = self.words("list-comma")
        for line in self.report.summary():
            yield Heading(f"{_SIGNS[line.verdict]} {self.words(line.name)}", 2, _COLOURS[line.verdict])
            parts = [
                self.told(title) + (f" ({count})" if count is not None else "")
                for _, title, count in line.parts
            ]
            yield Said(comma.join(parts))

    def picture(self, picture: Picture) -> Iterator[Block]:
        """Yield a picture with its title, notes and numbers; where the export does not say, that sentence."""
        parts: list[Block] = [Heading(picture.title, 3)]
        if picture.shapes:
            share = 1.0 if picture.id == "map" else _NARROW
            share = min(share, _TALLEST * WIDE / picture.high)
            parts.append(typeset.Picture(svg.as_print(picture), f"{picture.title}. {picture.told}", share))
        else:
            parts.append(Said(picture.told, colour="soft"))
        parts += [Said(note, small=True, colour="soft") for note in picture.notes]
        yield Together(parts)
        if picture.rows and not picture.id.startswith("who-"):
            yield Table(picture.head, picture.rows, _columns(len(picture.head)))

    def question(self, section: ExposureSection) -> Iterator[Block]:
        """Yield what exports say to a question."""
        yield Heading(self.told(section.question.title), 3)
        yield Said(self.told(section.question.meaning))
        if section.found:
            head = [self.words(name) for name in ("platform", "value", "country", "records", "where")]
            yield Table(head, [self.exposed(one) for one in section.found[:_SHOWN]], _ANSWERS)
            if len(section.found) > _SHOWN:
                yield self.small("hidden", count=len(section.found) - _SHOWN)
            if section.question.trace == "address":
                yield self.small("table", day=address_table().made)
            yield from self.untied(section)
        for one in section.silent:
            why = one.why_silent(self.report.language)
            said = f"{self.platform(one.source)}: {self.words('unknown')} ({why})"
            yield Said(said, small=True, colour="soft")

    def untied(self, section: ExposureSection) -> Iterator[Block]:
        """Yield the steps that untie, and who may ask."""
        yield Said(f"{self.words('steps')}:")
        yield Points(section.question.steps.told(self.report.language), numbered=True)
        platforms = {one.source: one.platform() for one in section.found}
        for platform in platforms.values():
            if platform is not None:
                said = f"{self.told(platform.name)}: {self.told(platform.authorities)}"
                yield Said(said, small=True, colour="soft")

    def small(self, name: str, **details: object) -> Said:
        """Return a phrase in small letters."""
        return Said(self.words(name, **details), small=True, colour="soft")

    def exposed(self, one: Exposure) -> tuple[str, ...]:
        """Return an answer's cells."""
        value = self.country(one.value or "") if one.question.trace == "address" else one.value or ""
        dates = f" {one.first[:10]} … {(one.last or one.first)[:10]}" if one.first else ""
        more = f" · {one.more[:300]}" if one.more else ""
        country = self.country(one.country) if one.country else self.words("not-said")
        return (
            self.platform(one.source),
            value[:120] + more,
            country,
            f"{one.count}{dates}",
            ", ".join(one.members)[:120],
        )

    def rule(self, section: Section) -> Iterator[Block]:
        """Yield what was found by a rule."""
        yield Heading(self.told(section.rule.title), 3)
        counts = [f"{self.words(name)}: {section.counts[name]}" for name in _SIGNS if section.counts[name]]
        yield Said(" · ".join(counts), colour=_COLOURS[section.verdict])
        if section.findings:
            head = [self.words(name) for name in ("subject", "value", "verdict")]
            yield Table(head, [self.found(one) for one in section.findings[:_SHOWN]], (0.56, 0.22, 0.22))
        hidden = section.hidden + max(0, len(section.findings) - _SHOWN)
        if hidden:
            yield self.small("hidden", count=hidden)
        yield from self.law_of(section)

    def law_of(self, section: Section) -> Iterator[Block]:
        """Yield the law that a rule rests on, with its days, and what to do."""
        law, rule = section.law, section.rule
        number = f" ({law.number})" if law.number else ""
        until = f" … {law.until}" if law.until else ""
        yield Said(f"{self.words('rule')}: {law.title['zh-Hans']}{number}{rule.section}")
        yield Said(
            f"{law.in_force}{until} · {self.words(f'checked-{law.checked}')}", small=True, colour="soft"
        )
        for name in ("condition", "advice", "practice"):
            yield Said(f"{self.words(name)}: {self.told(getattr(rule, name))}")

    def subject(self, subject: str) -> str:
        """Return what a finding is about: a platform by its name, else its id."""
        kind, _, rest = subject.partition(":")
        return self.platform(rest) if kind == "source" else subject

    def found(self, one: Finding) -> tuple[str, ...]:
        """Return a finding's cells."""
        verdict = "near" if one.is_near else str(one.verdict)
        value = self.words("not-said") if one.value is None else f"{'≥ ' if one.at_least else ''}{one.value}"
        where = f" ({one.where})" if one.where else ""
        if one.is_before_law or one.is_after_law:
            where += " " + self.words("before-law" if one.is_before_law else "after-law", day=one.day)
        return (
            f"{self.subject(one.subject)[:_CELL]}{where[:_CELL]}",
            value[:_CELL],
            f"{_SIGNS[verdict]} {self.words(verdict)}",
        )


def _columns(count: int) -> list[float]:
    """Return shares: of a map's table (a number, a name, a count, words), else the first a little wider."""
    return [0.07, 0.3, 0.17, 0.46] if count == 4 else [0.16] + [0.84 / (count - 1)] * (count - 1)
