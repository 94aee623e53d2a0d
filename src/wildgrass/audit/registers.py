"""The registers of laws, cases and platforms: reviewed records with sources and dates, read from TOML.

Every record says how far it was checked; what nobody compared with the original says so.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias

import msgspec

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.text.places import gazetteer

Tongue: TypeAlias = Literal["en", "zh-Hans"]
Words: TypeAlias = Mapping[Tongue, str]
"""The same sentence in English and in simplified Chinese."""
Day: TypeAlias = date
"""A day, where a record's own field is called `date`."""


def told(words: Words, language: str) -> str:
    """Return a sentence in the reader's language."""
    return in_script(words["zh-Hans"], language) if language.startswith("zh") else words["en"]


def in_script(chinese: str, language: str) -> str:
    """Return a sentence of simplified Chinese, in traditional Chinese where that is asked for and at hand."""
    return _traditional().get(chinese, chinese) if language == "zh-Hant" else chinese


def in_tongue(english: str, language: str) -> str:
    """Return a note, an operator or our words for a source, kept in English, in the reader's language."""
    if not language.startswith("zh"):
        return english
    return in_script(_chinese().get(english, english), language)


def where(jurisdiction: str, language: str) -> str:
    """Return the names of the countries whose law it is, as the table of places has them; a code where it has none."""
    places = gazetteer().places
    comma = "、" if language.startswith("zh") else ", "
    said = ((code, in_tongue(code, language)) for code in jurisdiction.split(", "))
    return comma.join(
        places[code].label(language) if name == code and code in places else name for code, name in said
    )


@cache
def _chinese() -> Mapping[str, str]:
    return msgspec.convert(_read("chinese")["sentence"], dict[str, str])


@cache
def _traditional() -> Mapping[str, str]:
    text = (resources.files("wildgrass.audit") / "traditional.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["sentence"], dict[str, str])


class RecordUnknownError(WildgrassError):
    """No record of a register goes by the id that was asked for."""

    code = "register-record-unknown"
    exit_code = EXIT_USAGE
    message = "the register of {register} has no record {record}"
    hint = "run `wildgrass register {register}` to see the ids"


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all records share: nothing that the specification does not name is accepted."""


class Source(_Record, frozen=True, omit_defaults=True):
    """Where a record comes from: an official `title`, or `about`, our words for a page.

    `seen` says that somebody read text of it, or of a copy, that states the fact: on the day `read`, at `url`.
    """

    publisher: str
    date: date
    language: str
    title: str | None = None
    about: str | None = None
    seen: bool | None = None
    read: Day | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        """A source has a title or says what it is about; only what was seen was read somewhere on a day.

        Raises:
            ValueError: it has neither, or was read and is not said to be seen.
        """
        if not (self.title or self.about):
            raise ValueError("a source has a title or says what it is about")
        if (self.read or self.url) and not self.seen:
            raise ValueError("a source that was read is seen")


class Amendment(_Record, frozen=True):
    """A later version of a law."""

    adopted: date
    in_force: date
    note: str


class Article(_Record, frozen=True, rename={"zh_hans": "zh-Hans"}):
    """An article in our own words."""

    number: str
    en: str
    zh_hans: str


class Popular(_Record, frozen=True, rename={"zh_hans": "zh-Hans"}):
    """How a law is told among people, and whether its text says something else."""

    en: str
    zh_hans: str
    differs: bool


class Law(_Record, frozen=True, omit_defaults=True):
    """A law, rule, notice or platform's terms. `until` is None while it is in force."""

    id: str
    kind: Literal[
        "law", "regulation", "judicial-interpretation", "rule", "notice", "foreign-order", "platform-terms"
    ]
    jurisdiction: str
    title: Words
    issuer: Words
    adopted: date
    in_force: date
    topics: tuple[str, ...]
    affects: tuple[str, ...]
    checked: Literal["seen", "reported"]
    articles: tuple[Article, ...]
    sources: tuple[Source, ...]
    number: str | None = None
    until: date | None = None
    amended: tuple[Amendment, ...] = ()
    checked_on: date | None = None
    popular: Popular | None = None

    def in_force_on(self, day: date) -> bool:
        """Say whether it was in force on a day, in any of its versions."""
        return self.in_force <= day and (self.until is None or day <= self.until)


class Outcome(_Record, frozen=True, rename={"zh_hans": "zh-Hans"}, omit_defaults=True):
    """What became of a person; `days` of prison or detention where a length is known, None where it is not."""

    en: str
    zh_hans: str
    days: int | None = None


class Case(_Record, frozen=True, omit_defaults=True):
    """A documented case. `named` is False where the person is described and not named."""

    id: str
    named: bool
    who: Words
    platforms: tuple[str, ...]
    act: Words
    outcome: Outcome
    dates: Mapping[str, str]
    crosses_borders: bool
    forced_deletion: bool
    laws: tuple[str, ...]
    status: Literal["documented", "reported", "unchecked", "disputed"]
    sources: tuple[Source, ...]
    note: str | None = None


class Messages(_Record, frozen=True):
    """Whether private messages are end-to-end encrypted without being asked to."""

    default_e2ee: Literal["yes", "no", "some", "unknown"]
    note: str


class Finding(_Record, frozen=True, rename={"zh_hans": "zh-Hans"}):
    """What somebody published about a platform."""

    en: str
    zh_hans: str
    publisher: str
    date: date


class Platform(_Record, frozen=True, omit_defaults=True):
    """A platform or app: who runs it, whose law it answers to, what it can read, as of a day."""

    id: str
    name: Words
    kind: str
    operator: str
    jurisdiction: str
    laws: tuple[str, ...]
    messages: Messages
    collects: tuple[str, ...]
    needs_phone: Literal["yes", "no", "unknown"]
    authorities: Words
    safer: Words
    as_of: date
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...] = ()


Entry: TypeAlias = Law | Case | Platform


class _Laws(_Record, frozen=True):
    reviewed: date
    law: tuple[Law, ...]


class _Cases(_Record, frozen=True):
    reviewed: date
    case: tuple[Case, ...]


class _Platforms(_Record, frozen=True):
    reviewed: date
    platform: tuple[Platform, ...]


REGISTERS: Final = ("laws", "cases", "platforms")


@cache
def laws() -> tuple[Law, ...]:
    """Return the register of laws, as the file orders it."""
    return msgspec.convert(_read("laws"), _Laws).law


@cache
def cases() -> tuple[Case, ...]:
    """Return the register of documented cases, as the file orders it."""
    return msgspec.convert(_read("cases"), _Cases).case


@cache
def platforms() -> tuple[Platform, ...]:
    """Return the register of platforms, as the file orders it."""
    return msgspec.convert(_read("platforms"), _Platforms).platform


def register(name: str) -> tuple[Entry, ...]:
    """Return a register by its name, one of `REGISTERS`."""
    entries: dict[str, tuple[Entry, ...]] = {"laws": laws(), "cases": cases(), "platforms": platforms()}
    return entries[name]


def reviewed(name: str) -> date:
    """Return the day on which a register was last read through."""
    day: date = _read(name)["reviewed"]  # type: ignore[assignment]  # a date, as every register's test checks
    return day


def record(name: str, record_id: str) -> Entry:
    """Return one record.

    Raises:
        RecordUnknownError: the register has no such id.
    """
    for entry in register(name):
        if entry.id == record_id:
            return entry
    raise RecordUnknownError(register=name, record=record_id)


@cache
def _read(name: str) -> Mapping[str, object]:
    file = resources.files("wildgrass.audit.register") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
