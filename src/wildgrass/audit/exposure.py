"""The exposure audit: what an export shows of its owner and of others, who can ask for it, and how to untie it."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from wildgrass.audit.addresses import UNKNOWN, address_table
from wildgrass.audit.measures import is_own
from wildgrass.audit.registers import Platform, Words, in_script, platforms, told
from wildgrass.audit.shown_places import place_country, sent_from, shown_place
from wildgrass.audit.subject import Subject
from wildgrass.audit.traces import WITHHELD, Trace, phone_country, shown_number, traces
from wildgrass.text import say

MANY: Final = 5_000
"""So many different values of a trace are kept apart for a platform; further ones are only counted."""
_EACH: Final = frozenset({"phone", "email", "carrier", "app", "device", "address", "place"})
"""Traces of which each value is a finding; of the others the number of different ones is."""


_DATED: Final = frozenset({"address", "place"})
"""Traces of which days are kept."""


class Steps(msgspec.Struct, frozen=True, rename={"zh_hans": "zh-Hans"}):
    """Steps that untie, in order."""

    en: tuple[str, ...]
    zh_hans: tuple[str, ...]

    def told(self, language: str) -> tuple[str, ...]:
        """Return the steps in the reader's language."""
        if not language.startswith("zh"):
            return self.en
        return tuple(in_script(step, language) for step in self.zh_hans)


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question asked of every platform's export: a kind of trace, what it means and how to untie it."""

    id: str
    trace: str
    title: Words
    meaning: Words
    steps: Steps


class _Questions(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    question: tuple[Question, ...]


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    mail: dict[str, tuple[str, ...]]
    makers: dict[str, tuple[str, ...]]


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions, in order."""
    return msgspec.convert(tomllib.loads(_text("questions.toml")), _Questions).question


@cache
def _tables() -> _Tables:
    return msgspec.convert(tomllib.loads(_text("tables.toml")), _Tables)


class _Members(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    platform: dict[str, dict[str, tuple[str, ...]]]


@cache
def known_members() -> _Members:
    """Return where in a platform's whole export each question would be answered."""
    return msgspec.convert(tomllib.loads(_text("members.toml")), _Members)


def _text(name: str) -> str:
    return (resources.files("wildgrass.audit.exposures") / name).read_text(encoding="utf-8")


def mail_country(address: str) -> str | None:
    """Return where a mail address's provider is incorporated, None where the table does not say."""
    domain = address.rpartition("@")[2].casefold()
    return next((country for country, known in _tables().mail.items() if domain in known), None)


def maker_country(device: str) -> str | None:
    """Return where a device's maker is incorporated, None where its name does not say."""
    folded = device.casefold()
    return next(
        (
            country
            for country, makers in _tables().makers.items()
            if any(one.casefold() in folded for one in makers)
        ),
        None,
    )


@dataclass(slots=True)
class _Seen:
    count: int = 0
    first: str = ""
    last: str = ""
    more: str = ""
    members: dict[str, None] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)

    def add(self, subject: Subject, trace: Trace) -> None:
        self.count += 1
        when = "" if subject.published is None else subject.published.instant
        if when:
            self.first, self.last = min(self.first or when, when), max(self.last, when)
            if trace.kind in _DATED:
                self.days[when[:10]] = self.days.get(when[:10], 0) + 1
        self.more = self.more or trace.more
        if len(self.members) < 20:
            self.members[subject.origin.member] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What an export shows. `value` is None where it does not say; `country` an ISO 3166 code, None where unknown.

    `values` is how many different ones there are, `count` how many records; `first` and `last` are RFC 3339, `days`
    how many of the records of an address or a shown place are dated on each day (UTC).
    """

    question: Question
    source: str
    value: str | None = None
    values: int | None = None
    country: str | None = None
    count: int | None = None
    first: str | None = None
    last: str | None = None
    more: str = ""
    members: tuple[str, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)

    @property
    def years(self) -> Mapping[str, int]:
        """Return how many of the records are dated in each year."""
        counts: Counter[str] = Counter()
        for day, count in self.days.items():
            counts[day[:4]] += count
        return counts

    def platform(self) -> Platform | None:
        """Return what the register says about the platform."""
        return next((one for one in platforms() if one.id == self.source), None)

    def why_silent(self, language: str) -> str:
        """Return why nothing is said: the members that would say it are not there or hold nothing, or none is known."""
        known = known_members()
        members = known.platform.get(self.source, {}).get(self.question.id)
        if members:
            return say(language, "ui.audit-why-elsewhere", members=", ".join(members))
        return say(language, "ui.audit-why-never", day=known.reviewed)

    def to_json(self, language: str) -> dict[str, object]:
        """Return the object that `audit` prints, its sentences in English or Chinese."""
        platform = self.platform()
        data: dict[str, object] = {
            "rule": f"exposure-{self.question.id}",
            "verdict": "unknown" if self.value is None else "over",
            "subject": f"source:{self.source}",
            "value": self.value,
            "limit": None,
            "source": "; ".join(self.members) or None,
            "advice": list(self.question.steps.told(language)),
            "title": told(self.question.title, language),
            "condition": told(self.question.meaning, language),
            "who_can_ask": None if platform is None else told(platform.authorities, language),
            "laws": [] if platform is None else list(platform.laws),
        }
        for name in ("values", "country", "count", "first", "last", "more"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        if self.value is None:
            data["why"] = self.why_silent(language)
        if self.days:
            data["days"] = dict(self.days)
        if self.question.trace == "address" and self.value is not None:
            data["table"] = address_table().made
        return data


class ExposureAudit:
    """All questions over one archive, in memory that holds different values and not records."""

    def __init__(self, owners: Collection[str] = ()) -> None:
        """Take the keys of the archive's owners: places shown beside what others wrote are not theirs."""
        self._owners = frozenset(owners)
        self._sources: dict[str, None] = {}
        self._seen: dict[tuple[str, str], dict[str, _Seen]] = {}

    def see(self, subject: Subject) -> None:
        """Look at one item; of what she wrote only what stands beside it, of others' the platform."""
        self._sources[subject.source] = None
        place = shown_place(subject)
        if place is not None and is_own(subject, self._owners):
            self._add(subject, Trace("place", place))
        if subject.kind in WITHHELD or subject.kind == "profile":
            for trace in traces(subject):
                self._add(subject, trace)
        elif (address := sent_from(subject)) is not None and is_own(subject, self._owners):
            self._add(subject, Trace("address", address))

    def _add(self, subject: Subject, trace: Trace) -> None:
        values = self._seen.setdefault((subject.source, trace.kind), {})
        value = _shown(trace)
        seen = values.get(value)
        if seen is None:
            if len(values) >= MANY:
                value = ""
            seen = values.setdefault(value, _Seen())
        seen.add(subject, trace)

    def findings(self) -> Iterator[Exposure]:
        """Yield for each question and platform what the export shows, or that it does not say."""
        for question in questions():
            for source in sorted(self._sources):
                values = self._seen.get((source, question.trace))
                if not values:
                    yield Exposure(question=question, source=source)
                elif question.trace in _EACH:
                    yield from _each(question, source, values)
                else:
                    yield _together(question, source, values)


def _each(question: Question, source: str, values: Mapping[str, _Seen]) -> Iterator[Exposure]:
    for value, seen in sorted(values.items(), key=lambda one: (-one[1].count, one[0])):
        label, _, country = value.rpartition("\0")
        yield Exposure(
            question=question,
            source=source,
            value=label or "…",
            country=country or None,
            count=seen.count,
            first=seen.first or None,
            last=seen.last or None,
            more=seen.more,
            members=tuple(seen.members),
            days=dict(sorted(seen.days.items())),
        )


def _together(question: Question, source: str, values: Mapping[str, _Seen]) -> Exposure:
    members = dict.fromkeys(member for seen in values.values() for member in seen.members)
    largest = sorted(values.items(), key=lambda one: (-one[1].count, one[0]))[:20]
    names = [] if question.trace == "contact" else [value.rpartition("\0")[0] for value, _ in largest]
    return Exposure(
        question=question,
        source=source,
        value=str(len(values)),
        values=len(values),
        count=sum(seen.count for seen in values.values()),
        more="; ".join(name for name in names if name),
        members=tuple(members)[:20],
    )


def _shown(trace: Trace) -> str:
    """Return what a report may show of a trace, a NUL and its country: a number's ends, an address's country."""
    if trace.kind == "phone":
        country = phone_country(trace.value) or ""
        return f"{shown_number(trace.value)}\0{country}"
    if trace.kind == "email":
        first, _, domain = trace.value.rpartition("@")
        return f"{first[:1]}…@{domain}\0{mail_country(trace.value) or ''}"
    if trace.kind == "address":
        country = address_table().country(trace.value.strip()) or UNKNOWN
        return f"{country}\0{'' if country == UNKNOWN else country}"
    if trace.kind == "place":
        return f"{trace.value}\0{place_country(trace.value) or ''}"
    if trace.kind == "device":
        return f"{trace.value}\0{maker_country(trace.value) or ''}"
    return f"{trace.value}\0"
