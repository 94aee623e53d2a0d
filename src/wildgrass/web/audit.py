"""The audit of the open library as pages: a summary first, then each question and rule with what was found.

Nothing is written to disk. With hidden names, numbers and mail addresses go, and items stand by their dates only.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from wildgrass.audit.addresses import UNKNOWN, address_table
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding
from wildgrass.audit.pictures.drawn import pictures
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.pictures.svg import as_svg
from wildgrass.audit.registers import Platform, told
from wildgrass.audit.report import ExposureSection, Section, exposure_sections, sections
from wildgrass.library.shelves import Numbered
from wildgrass.targets.site.chrome import number
from wildgrass.targets.words import clean, glimpse
from wildgrass.text import say
from wildgrass.text.places import gazetteer
from wildgrass.web.auditing import Findings, auditing_of
from wildgrass.web.notes import way_to
from wildgrass.web.talks import talk_title
from wildgrass.web.view import View, to

_SHOWN: Final = 8  # of a section; the others stand on its own page
_QUICK_S: Final = 1.0
_REFRESHED_S: Final = 3
_HIDDEN: Final = "•••"
_HIDES_VALUE: Final = frozenset({"phone", "email"})


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding on a page: what it is about, the way there ("" for none), what was counted, the verdict's word."""

    about: str
    href: str
    where: str
    value: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """An answer on a page; `country` is "" where nobody can know it."""

    platform: str
    value: str
    more: str
    country: str
    count: str
    dates: str
    members: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule's section: `left` findings more stand on its own page."""

    section: Section
    rows: list[FindingRow]
    left: int

    @property
    def place(self) -> int:
        """Where it stands in the summary: what needs a look comes first."""
        return ("over", "near", "under", "unknown").index(self.section.verdict)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question: what was found, on which platforms nothing is said and why, and who may ask the platform."""

    section: ExposureSection
    rows: list[ExposureRow]
    left: int
    silent: list[tuple[str, str]]
    platforms: list[Platform]

    @property
    def is_silent(self) -> bool:
        """Say whether no export says anything."""
        return not self.rows


def audit(view: View) -> Response:
    """Return the summary and its sections, how far the audit is, or the page that asks to begin."""
    auditing = auditing_of(view.reading)
    if auditing.findings is None:
        answer = view.page(
            "audit_ask.html",
            done=number(auditing.done) if auditing.is_running else "",
            is_running=auditing.is_running,
            failure=auditing.failure,
        )
        if auditing.is_running:
            answer.headers["Refresh"] = str(_REFRESHED_S)  # works without script
        return answer
    return _page(view, auditing.findings, only="")


def section(view: View) -> Response:
    """Return one section whole."""
    findings = auditing_of(view.reading).findings
    if findings is None:
        return to("/audit")
    known = {one.rule.id if isinstance(one, Finding) else one.question.id for one in findings}
    return _page(view, findings, only=view.path["id"]) if view.path["id"] in known else view.missing()


def look(view: View) -> Response:
    """Begin, stop, or forget what was found."""
    auditing = auditing_of(view.reading)
    if view.form.get("do") == "stop":
        auditing.stop()
    else:
        auditing.start()
        auditing.wait(_QUICK_S)  # a small library needs no page that says how far it is
    return to("/audit")


def _page(view: View, findings: Findings, *, only: str) -> Response:
    rules = list(sections([one for one in findings if isinstance(one, Finding)]))
    asked = exposure_sections([one for one in findings if isinstance(one, Exposure)])
    most = None if only else _SHOWN
    spoken = Spoken(view.language, view.names.text, view.names.is_hiding)
    counts = Counter(one.verdict for one in rules)
    return view.page(
        "audit.html",
        a=lambda name, **details: say(view.language, f"ui.audit-{name}", **details),
        told=told,
        told_in=view.language if view.language.startswith("zh") else "en",
        only=only,
        rules=[_rule(view, one, most) for one in rules if only in ("", one.rule.id)],
        questions=[_question(view, one, most) for one in asked if only in ("", one.question.id)],
        counts=[(name, counts[name]) for name in ("over", "near", "under", "unknown")],
        found=sum(1 for one in asked if one.found),
        silent=sum(1 for one in asked if not one.found),
        table=address_table().made,
        pictures=[] if only else pictures([one for one in findings if isinstance(one, Exposure)], spoken),
        as_svg=as_svg,
    )


def _rule(view: View, one: Section, most: int | None) -> RuleView:
    shown = one.findings[:most]
    return RuleView(one, [_finding(view, each) for each in shown], len(one.findings) - len(shown))


def _finding(view: View, one: Finding) -> FindingRow:
    about, href = _about(view, one.subject)
    sign = "≥ " if one.at_least else ""
    notes = [view.names.glimpse(one.where or "", 80)]
    if one.is_before_law or one.is_after_law:
        name = "before-law" if one.is_before_law else "after-law"
        notes.append(say(view.language, f"ui.audit-{name}", day=one.day))
    return FindingRow(
        about=about,
        href=href,
        where=" · ".join(note for note in notes if note),
        value=sign + _counted(view, one),
        verdict="near" if one.is_near else str(one.verdict),
    )


def _counted(view: View, one: Finding) -> str:
    if one.value is None:
        return say(view.language, "ui.audit-not-said")
    if isinstance(one.value, int):
        return number(one.value)
    hides = view.names.is_hiding and one.rule.measure in _HIDES_VALUE
    return _HIDDEN if hides else view.names.glimpse(one.value, 80)


def _about(view: View, subject: str) -> tuple[str, str]:
    """Return what a finding is about in words, and the page where that is."""
    kind, _, rest = subject.partition(":")
    if kind == "source":
        return view.words.source(rest), ""
    if subject == "archive":
        return view.words("audit-archive"), ""
    no = view.shelves.number(subject)
    item = view.shelves.item(no) if no is not None else None
    if no is not None and item is not None:
        moment = view.when(item.published)
        said = view.names.glimpse(clean(item.text or item.title or ""), 60)
        parts = (moment.day if moment else view.words.site("undated"), said)
        href = f"/item/{no}" if item.is_withheld else way_to(view, Numbered(no, item))
        return " · ".join(part for part in parts if part), href
    slug = view.overview.slug(subject)
    talk = view.overview.talks.get(slug)
    if talk is not None:
        return talk_title(view, talk), f"/chats/{slug}"
    return (_HIDDEN if view.names.is_hiding else glimpse(subject, 120)), ""


def _question(view: View, one: ExposureSection, most: int | None) -> QuestionView:
    shown = one.found[:most]
    platforms = {each.source: each.platform() for each in one.found}
    return QuestionView(
        section=one,
        rows=[_exposure(view, each) for each in shown],
        left=len(one.found) - len(shown),
        silent=[(view.words.source(each.source), each.why_silent(view.language)) for each in one.silent],
        platforms=[platform for platform in platforms.values() if platform is not None],
    )


def _exposure(view: View, one: Exposure) -> ExposureRow:
    hides = view.names.is_hiding and one.question.trace in _HIDES_VALUE
    value = (
        _country(view, one.value)
        if one.question.trace == "address"
        else view.names.glimpse(one.value or "", 120)
    )
    return ExposureRow(
        platform=view.words.source(one.source),
        value=_HIDDEN if hides else value,
        more="" if hides else view.names.glimpse(one.more, 400),
        country=_country(view, one.country),
        count=number(one.count or 0),
        dates=f"{one.first[:10]} … {(one.last or one.first)[:10]}" if one.first else "",
        members=view.names.glimpse(", ".join(one.members), 200),
    )


def _country(view: View, code: str | None) -> str:
    """Return a country's name and code; "" where it is not known."""
    if not code:
        return ""
    if code == UNKNOWN:
        return view.words("audit-country-unknown")
    place = gazetteer().places.get(code)
    name = code if place is None else place.label(view.language)
    return name if name == code else f"{name} ({code})"
