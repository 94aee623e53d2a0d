"""What an inference comes to: findings, what was left out, and what nothing explains."""

from collections import Counter
from dataclasses import dataclass

from wildgrass.observatory.infer.finding import Finding, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What was found, and what was not: `why` says why nothing could be inferred at all."""

    findings: tuple[Finding, ...]
    why: tuple[str, ...]
    removed: int
    kept: int
    left_out: dict[str, int]
    unexplained: int
    rate: float
    needs: dict[str, int | None]
    runs: int
    by_chance: dict[str, float] | None

    def summary(self) -> dict[str, object]:
        """Return the object that closes the output."""
        statuses = Counter(str(finding.status) for finding in self.findings)
        return {
            "status": "abstained" if self.why else "inferred",
            "why": list(self.why),
            "removed": self.removed,
            "kept": self.kept,
            "left_out": self.left_out,
            "findings": {str(status): statuses.get(str(status), 0) for status in Status},
            "unexplained": self.unexplained,
            "unexplained_rate": round(self.rate, 6),
            "needs_removed": self.needs,
            "permutations": self.runs,
            "rules_by_chance": self.by_chance,
        }
