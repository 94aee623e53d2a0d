"""What is known of the pictures inside a post and of the answers below it: values that a verdict prints."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A picture that is not there, or may not be: by its own address, with the looks that say so.

    `state` is as an item's, or "replaced" where another file stands in its place.
    """

    number: int
    state: str
    by: str
    notice: str
    last_seen: datetime | None
    first_missing: datetime | None
    sure: str
    needs: tuple[str, ...]
    records: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return it as a verdict prints it."""
        data: dict[str, object] = {
            "number": self.number,
            "state": self.state,
            "by": self.by,
            "notice": self.notice,
            "last_seen": _iso(self.last_seen),
            "first_missing": _iso(self.first_missing),
            "sure": self.sure,
            "records": list(self.records),
        }
        return data | ({"needs": list(self.needs)} if self.needs else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A post's pictures: how many the archive holds, the newest answer names (None: not said) and were looked at.

    `missing` and `replaced` are those that two looks bear out; `needs` is what the rest still lacks.
    """

    archived: int
    named: int | None
    looked_at: int
    missing: int
    replaced: int
    needs: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as a verdict prints it."""
        data: dict[str, object] = {
            "archived": self.archived,
            "named": self.named,
            "looked_at": self.looked_at,
            "missing": self.missing,
            "replaced": self.replaced,
        }
        more = {"needs": list(self.needs)} if self.needs else {}
        return data | more | ({"pictures": [one.to_json() for one in self.lost]} if self.lost else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """A count of answers that fell to half or less, with the post unchanged, in two looks apart."""

    most: int
    now: int
    last_full: datetime | None
    first_fewer: datetime
    records: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return it as a verdict prints it."""
        return {
            "from": self.most,
            "to": self.now,
            "last_full": _iso(self.last_full),
            "first_fewer": self.first_fewer.isoformat(),
            "records": list(self.records),
        }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
