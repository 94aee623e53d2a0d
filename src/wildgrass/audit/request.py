"""A disclosure request: a letter under a law, filled from what an export shows and from what it does not say.

Nothing stands in it that the audit does not show: numbers and addresses in part, never devices' names, inferences or
people. What the export does not say becomes a question. Names and accounts are blanks unless the person types them.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.audit.addresses import UNKNOWN
from wildgrass.audit.controllers import controller
from wildgrass.audit.exposure import Exposure
from wildgrass.audit.registers import Words, in_tongue, laws, platforms
from wildgrass.audit.terms import Terms
from wildgrass.errors import EXIT_USAGE, WildgrassError

NAMED: Final = 12
"""So many values of a question stand in a letter by name."""
BLANK: Final = "________________"
LANGUAGES: Final = ("en", "zh-Hans")
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS_MORE: Final = ("August", "September", "October", "November", "December")


class RequestPlatformError(WildgrassError):
    """Which platform the letter goes to is open, or nothing of it is in the archive."""

    code = "request-platform"
    exit_code = EXIT_USAGE
    message = "the letter needs one platform of this archive: {platforms}"
    hint = "name it with --platform"


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked about one question of the audit: `shown` has the places {n} and {names}."""

    question: str
    names: bool
    shown: Words
    found: Words
    unsaid: Words


class _Asks(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    ask: tuple[Ask, ...]
    always: tuple[Words, ...]
    words: dict[str, Words]


@cache
def asks() -> _Asks:
    """Return what letters ask."""
    text = (resources.files("wildgrass.audit.requests") / "asks.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Asks)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes; "" is a blank to be filled by hand."""

    name: str = ""
    contact: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a letter is made from. `day` is the day it arrives, `exposures` what the audit says of the platform."""

    terms: Terms
    platform: str
    day: date
    exposures: Sequence[Exposure]
    sender: Sender = Sender()

    def letter(self, language: str) -> list[str]:
        """Return the letter's lines: "# " before its title, "## " before headings, "- " before points."""
        template = _environment().get_template(f"{self.terms.id}.{language}.txt")
        text = template.render(
            sender=self._sender(language),
            controller=self._controller(language),
            platform=_platform_name(self.platform, language),
            **self._days(language),
            **self._said(language),
        )
        return [line.rstrip() for line in text.splitlines()]

    def cover(self, language: str) -> list[str]:
        """Return the lines of the page that stays with the sender: what the letter rests on, and what it is not."""
        law = next((one for one in laws() if one.id == self.terms.law), None)
        text = (
            _environment()
            .get_template(f"cover.{language}.txt")
            .render(
                law=None if law is None else _in(law.title, language),
                whom=_in(self.terms.whom, language),
                counting=_in(self.terms.counting, language),
                identity=_in(self.terms.identity, language),
                risk=_in(self.terms.risk, language),
                controller=self._controller(language) | {"basis": self._basis(language)},
                **{"deadline": None, **self._days(language)},
            )
        )
        return [line.rstrip() for line in text.splitlines()]

    def _basis(self, language: str) -> str:
        known = controller(self.platform, self.terms.region)
        if known is None:
            return _word("no-controller", language)
        told = "controller-read" if known.source.seen else "controller-not-read"
        source = f"{known.source.publisher}, {known.source.date}"
        basis = _word(told, language).format(day=known.as_of, source=source)
        if known.source.seen and known.address and not known.address_seen:
            return f"{basis} {_word('address-not-read', language)}"
        return basis

    def _days(self, language: str) -> dict[str, str]:
        deadline = self.terms.deadline(self.day)
        days = {"day": self.day, "deadline": deadline.until, "later": deadline.later}
        days["suggested"] = deadline.suggested
        return {name: written(day, language) for name, day in days.items() if day is not None}

    def _said(self, language: str) -> dict[str, object]:
        shown, found, unsaid = [], [], []
        for ask in asks().ask:
            seen = [one for one in self.exposures if one.question.id == ask.question]
            if not seen:
                continue
            if all(one.value is None for one in seen):
                unsaid.append(_in(ask.unsaid, language))
                continue
            shown.append(_shown(ask, seen, language))
            found.append(_in(ask.found, language))
        always = [_in(one, language) for one in asks().always]
        return {"shown": shown, "found": found, "unsaid": unsaid, "always": always}

    def _sender(self, language: str) -> dict[str, str]:
        typed = {"name": self.sender.name, "contact": self.sender.contact, "account": self.sender.account}
        return {key: one_line(value) or f"{BLANK} {_word(key, language)}" for key, value in typed.items()}

    def _controller(self, language: str) -> dict[str, str]:
        known = controller(self.platform, self.terms.region)
        if known is not None:
            return {"name": known.name, "address": known.address or _word("address", language)}
        register = next((one for one in platforms() if one.id == self.platform), None)
        name = in_tongue(register.operator, language) if register else _platform_name(self.platform, language)
        return {"name": name, "address": _word("address", language)}


def requested(exposures: Sequence[Exposure], platform: str | None) -> tuple[str, list[Exposure]]:
    """Return the platform to write to and what the audit says of it.

    Raises:
        RequestPlatformError: none was named and several are there, or the one named is not.
    """
    there = sorted({one.source for one in exposures})
    chosen = platform or (there[0] if len(there) == 1 else None)
    if chosen not in there:
        raise RequestPlatformError(platforms=", ".join(there) or "-")
    return chosen, [one for one in exposures if one.source == chosen]


def written(day: date, language: str) -> str:
    """Return a day in words."""
    if language == "en":
        return f"{day.day} {(*_MONTHS, *_MONTHS_MORE)[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def one_line(text: str) -> str:
    """Return text from an export or a person as a part of one line, without what cannot be seen."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:200]


def _shown(ask: Ask, seen: Sequence[Exposure], language: str) -> str:
    count = sum(one.values or 1 for one in seen)
    names = list(_names(seen, language)) if ask.names else []
    more = "…" if len(names) > NAMED else ""
    joined = _word("between", language).join(names[:NAMED]) + more
    return _in(ask.shown, language).format(n=count, names=joined)


def _names(seen: Sequence[Exposure], language: str) -> Iterator[str]:
    for one in seen:
        if one.values is not None:  # the value is how many there are; the largest stand in `more`
            yield from map(one_line, one.more.split("; "))
        else:
            value = one_line(one.value or "")
            yield _word("unknown", language) if value == UNKNOWN else value


def _platform_name(platform: str, language: str) -> str:
    register = next((one for one in platforms() if one.id == platform), None)
    return platform if register is None else _in(register.name, language)


def _word(name: str, language: str) -> str:
    return _in(asks().words[name], language)


def _in(words: Words, language: str) -> str:
    return words["zh-Hans" if language.startswith("zh") else "en"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("wildgrass.audit", "requests/letters"),
        autoescape=False,  # noqa: S701 - plain lines; `audit.sheet` escapes them for HTML and PDF
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
