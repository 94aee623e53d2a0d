"""What is known about an item that was looked at, as `watch` prints it: its state, by whom it went, on what grounds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wildgrass.watch.media import Media, Purged

ABSENT: Final = frozenset({"gone", "tombstone"})
"""The states of an item, or of one look, that is not there any more."""
HIDDEN: Final = ABSENT | {"blocked"}
"""The same, and where it is shown to some alone."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Where an item is not shown and where it is, by ways: `how` is "withheld" or "network"."""

    how: str
    there: tuple[str, ...]
    seen: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as a verdict prints it."""
        return {"how": self.how, "there": list(self.there), "seen": list(self.seen)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known about an item: `last_seen` and `first_missing` bound when it went; None where that was not seen.

    `by` and `notice` are the platform's words. Deleted "by the author" is no consent: it may have been forced. `needs`
    is what a verdict still lacks: "time", "way", "control" or "words". `blocked` says where it is seen, and where not.
    """

    item: str
    state: str
    by: str
    notice: str
    last_seen: datetime | None
    first_missing: datetime | None
    checked: datetime
    looks: int
    records: tuple[str, ...]
    of_account: bool = False
    window: bool = False
    returned: bool = False
    sure: str = "likely"
    words: str = ""
    needs: tuple[str, ...] = ()
    blocked: Blocked | None = None
    withheld: tuple[str, ...] = ()
    replies: tuple[int, int] | None = None
    """The most answers that were ever counted, and the newest count, where it fell."""
    purged: Purged | None = None
    comments: str = ""
    """What the newest look says of answers: "closed", "limited" or nothing."""
    media: Media | None = None
    of_thread: bool = False
    """What is said concerns the post that a comment stands below."""

    def to_json(self) -> dict[str, object]:
        """Return the object that `watch` prints."""
        evidence: dict[str, object] = {
            "notice": self.notice,
            "looks": self.looks,
            "records": list(self.records),
        }
        if self.state in HIDDEN:
            evidence["sure"] = self.sure
        if self.words:
            evidence["unread"] = self.words
        if self.needs:
            evidence["needs"] = list(self.needs)
        data: dict[str, object] = {
            "id": self.item,
            "state": self.state,
            "by": self.by,
            "evidence": evidence,
            "checked": self.checked.isoformat(),
            "last_seen": None if self.last_seen is None else self.last_seen.isoformat(),
            "first_missing": None if self.first_missing is None else self.first_missing.isoformat(),
        }
        for name in ("of_account", "window", "returned", "of_thread"):
            if getattr(self, name):
                data[name] = True
        if self.blocked is not None:
            data["blocked"] = self.blocked.to_json()
        if self.withheld:
            data["withheld"] = list(self.withheld)
        if self.replies is not None:
            data["replies"] = {"most": self.replies[0], "now": self.replies[1]}
        return data | self._within()

    def _within(self) -> dict[str, object]:
        """Return what is known of answers and pictures."""
        data: dict[str, object] = {}
        if self.purged is not None:
            data["comments_purged"] = self.purged.to_json()
        if self.comments:
            data["comments"] = self.comments
        if self.media is not None:
            data["media"] = self.media.to_json()
            if self.media.missing or self.media.replaced:
                data["media_missing"] = True
        return data
