"""How a platform said that something is gone. Absence alone is never a removal, and "author" is not consent."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class RemovedBy(StrEnum):
    """Who made it unavailable, as far as the platform's own notice or field says."""

    AUTHOR = "author"  # deleted, recalled or unsent by whoever wrote it
    PLATFORM = "platform"  # rules of the platform, a complaint, an order that it carried out
    STATE = "state"  # the notice names a law, a court or an authority
    ACCOUNT = "account"  # the whole account was suspended, closed or deleted
    WINDOW = "window"  # older than the days that its author lets others see
    PERMISSION = "permission"  # only some people may see it
    UNKNOWN = "unknown"  # gone, and nothing says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What was said in an item's place: `notice` in the original words, `sure` how far the cause follows from it.

    `sure` is "stated" (a field or a notice that is known to mean it) or "likely" (words that other causes share).
    """

    by: RemovedBy
    notice: str = ""
    sure: str = "stated"

    def to_json(self) -> dict[str, str]:
        """Return the removal's JSON object."""
        return {"by": str(self.by), "notice": self.notice, "sure": self.sure}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Self:
        """Rebuild a removal from `to_json`."""
        return cls(by=RemovedBy(data["by"]), notice=data["notice"], sure=data["sure"])
