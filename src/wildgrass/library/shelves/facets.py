"""What a list of items can be narrowed to, and how many there are of each on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from wildgrass.library.indexing import fact_token
from wildgrass.library.shelves.base import Tables, marks
from wildgrass.model import Kind

_OWN: Final = "author IN (SELECT owner FROM exports WHERE owner IS NOT NULL)"
_REMOVED: Final = f"""SELECT item_no FROM tokens CROSS JOIN places ON place = tokens.rowid
    WHERE tokens MATCH '"{fact_token("is:removed")}"'"""  # noqa: S608 - our words
_WITH_FILES: Final = "SELECT DISTINCT item_no FROM item_attachments"
_GROUPED: Final = f"kind, source, coalesce({_OWN}, 0), substr(published, 1, 10), count(*)"
_DAYS: Final = {
    "all": f"SELECT {_GROUPED} FROM items GROUP BY 1, 2, 3, 4",  # noqa: S608
    "files": f"SELECT {_GROUPED} FROM ({_WITH_FILES}) CROSS JOIN items ON no = item_no GROUP BY 1, 2, 3, 4",  # noqa: S608
    "removed": f"SELECT {_GROUPED} FROM ({_REMOVED}) CROSS JOIN items ON no = item_no GROUP BY 1, 2, 3, 4",  # noqa: S608
    "both": f"""SELECT {_GROUPED} FROM ({_REMOVED}) CROSS JOIN items ON no = item_no
        WHERE no IN ({_WITH_FILES}) GROUP BY 1, 2, 3, 4""",  # noqa: S608
}

# What has a day and no time stands at a full hour; only there the item itself is asked.
_HOURS: Final = """SELECT kind, CAST(substr(published, 12, 2) AS INTEGER), count(*) FROM items
    WHERE published IS NOT NULL AND NOT (substr(published, 14) = '00:00.000Z'
        AND coalesce(json_extract(json, '$.published.precision_ms'), 1) >= 3600000) GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What items are asked for: of these kinds, and where said of one platform, the owner's own, gone, with files."""

    kinds: tuple[Kind, ...]
    source: str = ""
    is_own: bool = False
    is_removed: bool = False
    has_files: bool = False

    @property
    def among(self) -> str:
        """Which of the counts of `FacetShelf.facet_days` holds them."""
        return (
            ("both" if self.has_files else "removed")
            if self.is_removed
            else "files"
            if self.has_files
            else "all"
        )


class FacetDay(NamedTuple):
    """How many items of one kind, platform and side a day has, in UTC; `day` None for those without a date."""

    kind: str
    source: str
    is_own: bool
    day: str | None
    total: int


class FacetShelf(Tables):
    """Asks for items by what they can be narrowed to."""

    def facet_days(self, among: str) -> list[FacetDay]:
        """Return the counts of "all" items, those with "files", those "removed", or "both"; walks an index."""
        return [FacetDay(*row) for row in self.rows(_DAYS[among])]

    def hours(self) -> list[tuple[str, int, int]]:
        """Return (kind, hour in UTC, count) of what has more than a day; walks an index."""
        return self.rows(_HOURS)

    def numbers_between(
        self, wanted: Wanted, start: str, end: str, *, limit: int, offset: int = 0
    ) -> list[int]:
        """Return the numbers of items from `start` (inclusive) to `end` (exclusive), newest first."""
        where, values = conditions_of(wanted)
        sql = (
            f"SELECT no FROM items WHERE {where} AND published >= ? AND published < ?"  # noqa: S608
            " ORDER BY published DESC, no DESC LIMIT ? OFFSET ?"
        )
        return [row[0] for row in self.rows(sql, *values, start, end, limit, offset)]

    def undated(self, wanted: Wanted, *, limit: int, offset: int = 0) -> list[int]:
        """Return the numbers of items without a date."""
        where, values = conditions_of(wanted)
        sql = f"SELECT no FROM items WHERE {where} AND published IS NULL ORDER BY no LIMIT ? OFFSET ?"  # noqa: S608
        return [row[0] for row in self.rows(sql, *values, limit, offset)]


def conditions_of(wanted: Wanted) -> tuple[str, Sequence[object]]:
    """Return the SQL condition on a row of `items`, and its values."""
    conditions, values = [f"kind IN ({marks(wanted.kinds)})"], list(map(str, wanted.kinds))
    if wanted.source:
        conditions.append("source = ?")
        values.append(wanted.source)
    if wanted.is_own:
        conditions.append(_OWN)
    if wanted.is_removed:
        conditions.append(f"no IN ({_REMOVED})")
    if wanted.has_files:
        conditions.append("EXISTS (SELECT 1 FROM item_attachments WHERE item_no = no)")
    return " AND ".join(conditions), values
