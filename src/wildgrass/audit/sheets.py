"""The audit's report on sheets of A4 as PDF, with its letters and pictures inside: the same as on the page."""

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from wildgrass.audit.addresses import address_table
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding
from wildgrass.audit.letterpress import fount, with_glyphs
from wildgrass.audit.pictures.shapes import WIDE, Picture
from wildgrass.audit.pictures.sheet import flowable
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.report import ExposureSection, Report, Section, made

_PAGE: Final = (595.28, 841.89)
_EDGE: Final = 48.0
_ROOM: Final = _PAGE[0] - 2 * _EDGE
_SIGNS: Final = {"over": "▲", "near": "△", "under": "○", "unknown": "?"}
_COLOURS: Final = {"over": "#a4161a", "near": "#8a5a00", "under": "#1b6e3c", "unknown": "#55606b"}
_SOFT: Final = "#55606b"
_SHOWN: Final = 60
"""So many findings of a section stand on the sheets; the page has more."""
_ANSWERS: Final = (0.13, 0.37, 0.15, 0.17, 0.18)
_TALLEST: Final = 600.0
"""Points of a sheet that a picture may take, so that its title and notes stand beside it."""
_CELL: Final = 300
"""Letters of an id or a value that stand in a cell: it must fit on a sheet."""
_NARROW: Final = 0.72
"""How much of the sheet's width a picture of many letters takes."""


def report_sheets(findings: Sequence[Finding | Exposure], language: str) -> bytes:
    """Return the report as PDF, with its title and language, without dates or names in its properties."""
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - half a second that only PDFs need

    report, out = made(findings, language), io.BytesIO()
    sheets = SimpleDocTemplate(
        out, pagesize=_PAGE, leftMargin=_EDGE, rightMargin=_EDGE, topMargin=_EDGE, bottomMargin=_EDGE + 8,
        invariant=1, author="", title=report.words("title"), lang=language, displayDocTitle=1,
    )  # fmt: skip

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont(fount(), 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(_EDGE, 30, with_glyphs(report.words("title")))
        canvas.drawRightString(_PAGE[0] - _EDGE, 30, report.words("page", number=document.page))

    sheets.build(list(_Setting(report).flow()), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


class _Setting:
    """Sets a report's parts one after another."""

    def __init__(self, report: Report) -> None:
        from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415

        self.report, self.words = report, report.words
        self.told = report.told
        spoken = Spoken(report.language)
        self.country, self.platform = spoken.country, spoken.platform
        wrap = "CJK" if report.language.startswith("zh") else None
        body = ParagraphStyle(
            "body", fontName=fount(), fontSize=9.5, leading=14.2, wordWrap=wrap, spaceAfter=3
        )
        stays = {"keepWithNext": 1}
        self.styles = {
            "body": body,
            "cell": ParagraphStyle("cell", parent=body, fontSize=8.2, leading=11.4, wordWrap="CJK", spaceAfter=0),
            "small": ParagraphStyle("small", parent=body, fontSize=8.2, leading=12, textColor=_SOFT),
            "h1": ParagraphStyle("h1", parent=body, fontSize=17, leading=24, spaceAfter=8),
            "h2": ParagraphStyle("h2", parent=body, fontSize=14, leading=20, spaceBefore=14, spaceAfter=6, **stays),
            "h3": ParagraphStyle("h3", parent=body, fontSize=11.5, leading=16, spaceBefore=12, spaceAfter=3, **stays),
        }  # fmt: skip

    def flow(self) -> Iterator[Any]:
        """Yield everything."""
        from reportlab.platypus import PageBreak  # noqa: PLC0415

        yield self.headed(self.words("title"), "h1")
        yield self.set(self.words("lead"))
        yield self.set(self.words("danger"), colour=_COLOURS["over"])
        yield from self.summary()
        if self.report.pictures:
            yield PageBreak()
            yield self.headed(self.words("pictures"), "h2")
            for picture in self.report.pictures:
                yield from self.picture(picture)
        yield PageBreak()
        yield self.headed(self.words("details"), "h2")
        for exposed in self.report.exposed:
            yield from self.question(exposed)
        for section in self.report.sections:
            yield from self.rule(section)

    def set(self, text: str, style: str = "body", *, colour: str = "") -> Any:
        """Return text as a paragraph."""
        from reportlab.platypus import Paragraph  # noqa: PLC0415

        said = escape(with_glyphs(text))
        return Paragraph(f'<font color="{colour}">{said}</font>' if colour else said, self.styles[style])

    def headed(self, text: str, style: str) -> Any:
        """Return a heading that also stands in the outline beside the sheets."""
        from reportlab.platypus import Paragraph  # noqa: PLC0415

        level = int(style[1]) - 1
        said = with_glyphs(text)

        class Heading(Paragraph):  # type: ignore[misc]
            """A paragraph with an entry of the outline."""

            def draw(self) -> None:
                """Set it and note where."""
                key = f"{level}-{id(self)}"
                self.canv.bookmarkPage(key)
                self.canv.addOutlineEntry(said, key, level, closed=level > 0)
                super().draw()

        return Heading(escape(said), self.styles[style])

    def summary(self) -> Iterator[Any]:
        """Yield the lines of the summary."""
        comma = self.words("list-comma")
        for line in self.report.summary():
            yield self.set(
                f"{_SIGNS[line.verdict]} {self.words(line.name)}", "h3", colour=_COLOURS[line.verdict]
            )
            parts = [
                self.told(title) + (f" ({count})" if count is not None else "")
                for _, title, count in line.parts
            ]
            yield self.set(comma.join(parts))

    def picture(self, picture: Picture) -> Iterator[Any]:
        """Yield a picture with its title, notes and numbers; where the export does not say, that sentence."""
        from reportlab.platypus import KeepTogether, Spacer  # noqa: PLC0415

        parts = [self.headed(picture.title, "h3")]
        if picture.shapes:
            wide = min(_ROOM * (_NARROW if picture.id != "map" else 1), _TALLEST * WIDE / picture.high)
            parts += [Spacer(0, 4), flowable(picture, wide), Spacer(0, 6)]
        else:
            parts.append(self.set(picture.told, colour=_SOFT))
        parts += [self.set(note, "small") for note in picture.notes]
        yield KeepTogether(parts)
        if picture.rows and not picture.id.startswith("who-"):
            yield self.table(picture.head, picture.rows)

    def question(self, section: ExposureSection) -> Iterator[Any]:
        """Yield what exports say to a question."""
        yield self.headed(self.told(section.question.title), "h3")
        yield self.set(self.told(section.question.meaning))
        if section.found:
            head = [self.words(name) for name in ("platform", "value", "country", "records", "where")]
            yield self.table(
                head, [self.exposed(one) for one in section.found[:_SHOWN]], (0.13, 0.37, 0.15, 0.17, 0.18)
            )
            if len(section.found) > _SHOWN:
                yield self.set(self.words("hidden", count=len(section.found) - _SHOWN), "small")
            if section.question.trace == "address":
                yield self.set(self.words("table", day=address_table().made), "small")
            yield from self.untied(section)
        for one in section.silent:
            why = one.why_silent(self.report.language)
            yield self.set(f"{self.platform(one.source)}: {self.words('unknown')} ({why})", "small")

    def untied(self, section: ExposureSection) -> Iterator[Any]:
        """Yield the steps that untie, and who may ask."""
        steps = section.question.steps.told(self.report.language)
        yield self.set(f"{self.words('steps')}:")
        for number, step in enumerate(steps, 1):
            yield self.set(f"{number}. {step}")
        platforms = {one.source: one.platform() for one in section.found}
        for platform in platforms.values():
            if platform is not None:
                yield self.set(f"{self.told(platform.name)}: {self.told(platform.authorities)}", "small")

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

    def rule(self, section: Section) -> Iterator[Any]:
        """Yield what was found by a rule."""
        yield self.headed(self.told(section.rule.title), "h3")
        counts = [f"{self.words(name)}: {section.counts[name]}" for name in _SIGNS if section.counts[name]]
        yield self.set(" · ".join(counts), colour=_COLOURS[section.verdict])
        if section.findings:
            head = [self.words(name) for name in ("subject", "value", "verdict")]
            yield self.table(head, [self.found(one) for one in section.findings[:_SHOWN]], (0.56, 0.22, 0.22))
        hidden = section.hidden + max(0, len(section.findings) - _SHOWN)
        if hidden:
            yield self.set(self.words("hidden", count=hidden), "small")
        yield from self.law_of(section)

    def law_of(self, section: Section) -> Iterator[Any]:
        """Yield the law that a rule rests on, with its days, and what to do."""
        law, rule = section.law, section.rule
        number = f" ({law.number})" if law.number else ""
        until = f" … {law.until}" if law.until else ""
        yield self.set(f"{self.words('rule')}: {law.title['zh-Hans']}{number}{rule.section}")
        yield self.set(f"{law.in_force}{until} · {self.words(f'checked-{law.checked}')}", "small")
        for name in ("condition", "advice", "practice"):
            yield self.set(f"{self.words(name)}: {self.told(getattr(rule, name))}")

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

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], parts: Sequence[float] = ()) -> Any:
        """Return a table whose head stands on every sheet that it reaches."""
        from reportlab.platypus import Table  # noqa: PLC0415

        cells = [[self.set(cell, "cell", colour=_SOFT) for cell in head]]
        cells += [[self.set(cell, "cell") for cell in row] for row in rows]
        widths = [_ROOM * part for part in parts] or _columns(len(head))
        style = [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#c9ced4"), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]  # fmt: skip
        return Table(
            cells, colWidths=widths, style=style, repeatRows=1, hAlign="LEFT", spaceBefore=4, spaceAfter=6
        )


def _columns(count: int) -> list[float]:
    """Return widths: of a map's table (a number, a name, a count, words), else the first a little wider."""
    if count == 4:
        return [_ROOM * part for part in (0.07, 0.3, 0.17, 0.46)]
    return [_ROOM * 0.16] + [_ROOM * 0.84 / (count - 1)] * (count - 1)
