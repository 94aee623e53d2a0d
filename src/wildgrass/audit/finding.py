"""A finding: what a rule says about one subject of an archive. It describes and judges nobody."""

from dataclasses import dataclass
from enum import StrEnum

from wildgrass.audit.registers import in_script, told
from wildgrass.audit.ruleset import Rule


class Verdict(StrEnum):
    """Where a subject stands; "unknown" where the export does not say, never 0."""

    OVER = "over"
    UNDER = "under"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says about a subject.

    `subject` is an item's id, a conversation's, or "source:platform". `value` is what was counted, None where the
    export does not say; `at_least` says that it is a lower bound. `others` is how many more subjects of the same
    verdict this finding stands for. `day` is the day of the subject, ISO 8601 in UTC, "" where it has none.
    """

    rule: Rule
    verdict: Verdict
    subject: str
    value: int | str | None = None
    at_least: bool = False
    others: int = 0
    where: str | None = None
    day: str = ""

    @property
    def is_before_law(self) -> bool:
        """Say whether it is from before the rule came into force; such items have been used all the same."""
        return bool(self.day) and self.day < self.rule.legal_text().in_force.isoformat()

    @property
    def is_after_law(self) -> bool:
        """Say whether it is from after the rule was no longer in force."""
        until = self.rule.legal_text().until
        return bool(self.day) and until is not None and self.day > until.isoformat()

    @property
    def is_near(self) -> bool:
        """Say whether it is under the limit but worth a look."""
        near = self.rule.near
        return (
            self.verdict is Verdict.UNDER
            and near is not None
            and isinstance(self.value, int)
            and self.value >= near
        )

    def to_json(self, language: str) -> dict[str, object]:
        """Return the object that `audit` prints, its sentences in English or Chinese."""
        law = self.rule.legal_text()
        article = self.rule.article_text()
        data: dict[str, object] = {
            "rule": self.rule.id,
            "verdict": str(self.verdict),
            "subject": self.subject,
            "value": self.value,
            "limit": self.rule.limit,
            "source": f"{law.title['zh-Hans']} § {self.rule.article}",
            "advice": told(self.rule.advice, language),
            "title": told(self.rule.title, language),
            "condition": told(self.rule.condition, language),
            "practice": told(self.rule.practice, language),
            "law": law.id,
            "in_force": law.in_force.isoformat(),
        }
        if law.until is not None:
            data["until"] = law.until.isoformat()
        if article is not None:
            data["says"] = in_script(article.zh_hans, language) if language.startswith("zh") else article.en
        if self.at_least:
            data["at_least"] = True
        if self.is_near:
            data["near"] = True
        if self.others:
            data["others"] = self.others
        if self.where:
            data["where"] = self.where
        if self.day:
            data["day"] = self.day
            data["in_force_then"] = not (self.is_before_law or self.is_after_law)
        return data
