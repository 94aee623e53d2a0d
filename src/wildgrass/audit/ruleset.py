"""The rules of the legal-risk audit, read from `rules/*.toml`; each rests on a law of the register."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from wildgrass.audit.registers import Article, Law, Words, record


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule: what it measures, from which number on, and what is said about it in English and Chinese.

    `near` is the number from which an item is worth a look although it is under the limit.
    """

    id: str
    law: str
    article: str
    measure: Literal[
        "count",
        "group-owner",
        "group-size",
        "group-abroad",
        "platform-law",
        "phone",
        "words",
        "links",
        "foreign-platform",
        "old-items",
        "handset",
        "like-removed",
    ]
    title: Words
    condition: Words
    advice: Words
    practice: Words
    limit: int = 1
    near: int | None = None
    count: str | None = None
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    prefix: str | None = None
    words: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """Return " § 9" for a person to read, "" where the whole law is meant."""
        return "" if self.article == "whole" else f" § {self.article}"

    def legal_text(self) -> Law:
        """Return the law that the rule rests on.

        Raises:
            RecordUnknownError: the register has no such law.
        """
        found = record("laws", self.law)
        assert isinstance(found, Law)
        return found

    def article_text(self) -> Article | None:
        """Return the article that the rule rests on, in our words."""
        return next((one for one in self.legal_text().articles if one.number == self.article), None)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    reviewed: date
    rule: tuple[Rule, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their files."""
    folder = resources.files("wildgrass.audit.rules")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    return tuple(
        rule for file in files for rule in msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File).rule
    )
