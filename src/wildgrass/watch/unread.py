"""Wordings that the table of notices lacks: they say nothing, and are kept so that somebody may read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from wildgrass.watch.looks import Look
from wildgrass.watch.notices import bare


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A wording as a platform showed it: how often and when, at how many items, and the record of the newest look.

    `record` names the WARC record with the whole page and the page's SHA-256.
    """

    platform: str
    words: str
    looks: int
    items: int
    first: datetime
    last: datetime
    record: str
    status: int | None

    def to_json(self) -> dict[str, object]:
        """Return the object that `watch --notices` prints."""
        identity, _, digest = self.record.partition(" ")
        return {
            "platform": self.platform,
            "notice": self.words,
            "status": self.status,
            "looks": self.looks,
            "items": self.items,
            "first_seen": self.first.isoformat(),
            "last_seen": self.last.isoformat(),
            "record": identity,
            "digest": digest,
        }


def unread(looks: Iterable[Sequence[Look]]) -> list[Unread]:
    """Return the wordings that nobody knows, those at most items first."""
    groups: dict[tuple[str, str], list[Look]] = {}
    for look in (one for of_item in looks for one in of_item if one.words.strip()):
        groups.setdefault((look.item.partition(":")[0], bare(look.words)), []).append(look)
    found = [
        _of_group(platform, sorted(group, key=lambda look: look.at))
        for (platform, _), group in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.items, -one.looks, one.platform, one.words))


def _of_group(platform: str, group: Sequence[Look]) -> Unread:
    return Unread(
        platform=platform,
        words=group[-1].words,
        looks=len(group),
        items=len({look.item for look in group}),
        first=group[0].at,
        last=group[-1].at,
        record=group[-1].record,
        status=group[-1].status,
    )
