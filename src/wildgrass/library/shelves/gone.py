"""What is gone: items that carry a notice or a mark, and items that a later export of the account has no more."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from wildgrass.library.indexing import fact_token
from wildgrass.library.shelves.base import Tables, marks
from wildgrass.library.windows import WINDOW_MARGIN, WINDOWED
from wildgrass.model import RemovedBy

_MARKED: Final = f"""SELECT no, coalesce(json_extract(json, '$.removed.by'), '')
    FROM tokens CROSS JOIN places ON place = tokens.rowid CROSS JOIN items ON no = item_no
    WHERE tokens MATCH '"{fact_token("is:removed")}"' ORDER BY published DESC, no DESC"""  # noqa: S608
_JUDGED: Final = f"""SELECT id FROM tokens CROSS JOIN places ON place = tokens.rowid CROSS JOIN items ON no = item_no
    WHERE tokens MATCH '"{fact_token("is:removed")}"' AND json_extract(items.json, '$.removed.by') IN (?1, ?2)
    UNION SELECT id FROM versions JOIN items ON no = item_no
    WHERE json_extract(versions.json, '$.removed.by') IN (?1, ?2) ORDER BY 1"""  # noqa: S608
_ACCOUNTS: Final = """SELECT source, owner, no FROM exports WHERE owner IS NOT NULL AND as_of IS NOT NULL
    ORDER BY source, owner, as_of, no"""
_REACH: Final = f"""SELECT published FROM sightings JOIN items ON no = item_no
    WHERE export_no = ? AND published IS NOT NULL AND withheld = 0
    ORDER BY published LIMIT 1 OFFSET {WINDOW_MARGIN}"""  # noqa: S608 - a number of ours
_KINDS: Final = """SELECT DISTINCT kind FROM sightings JOIN items ON no = item_no WHERE export_no = ?"""


class Marked(NamedTuple):
    """An item that is marked as gone; `by` is who removed it as the item says, "" where it says only that it is."""

    no: int
    by: str


class Missing(NamedTuple):
    """An item that a later export lacks: the numbers of the last export with it and the first without."""

    no: int
    seen: int
    missed: int


class GoneShelf(Tables):
    """Asks for what is gone."""

    def marked(self) -> list[Marked]:
        """Return what is marked as gone, newest first; walks the marked ones."""
        return [Marked(*row) for row in self.rows(_MARKED)]

    def judged(self) -> list[str]:
        """Return the ids of items that the platform or an authority removed, as any of their readings says."""
        return [str(row[0]) for row in self.rows(_JUDGED, RemovedBy.PLATFORM, RemovedBy.STATE)]

    def missing(self) -> list[Missing]:
        """Return posts and messages that the account's latest exports have no more, newest first; walks all sightings.

        An export counts as lacking something only if it holds that kind at all.
        """
        accounts: dict[tuple[str, str], list[int]] = {}
        for source, owner, number in self.rows(_ACCOUNTS):
            accounts.setdefault((source, owner), []).append(number)
        found = []
        for (source, _), exports in accounts.items():
            if len(exports) > 1:
                reach = {number: self._reach(number) for number in exports} if source in WINDOWED else {}
                found += self._missing_of(exports, reach)
        return [one for _, one in sorted(found, reverse=True)]

    def _reach(self, export: int) -> str | None:
        """Return the time back to which an export of only the latest certainly goes, None where it has too few."""
        return next((str(row[0]) for row in self.rows(_REACH, export)), None)

    def _missing_of(
        self, exports: Sequence[int], reach: Mapping[int, str | None]
    ) -> list[tuple[str, Missing]]:
        kinds = {number: {row[0] for row in self.rows(_KINDS, number)} for number in exports}
        rows = self.rows(
            f"""SELECT item_no, kind, coalesce(published, ''), group_concat(export_no)
            FROM sightings CROSS JOIN items ON no = item_no
            WHERE export_no IN ({marks(exports)}) AND withheld = 0
            GROUP BY item_no HAVING sum(export_no = ?) = 0""",  # noqa: S608
            *exports,
            exports[-1],
        )
        found = []
        for number, kind, published, seen_in in rows:
            seen = max(map(exports.index, map(int, seen_in.split(","))))
            later = [
                one
                for one in exports[seen + 1 :]
                if one not in reach or (reach[one] is not None and published > str(reach[one]))
            ]
            missed = _first_without(later, kind, kinds)
            if missed is not None:
                found.append((published, Missing(number, exports[seen], missed)))
        return found


def _first_without(later: Sequence[int], kind: str, kinds: Mapping[int, set[str]]) -> int | None:
    """Return the first later export that holds the kind, and so could hold the item."""
    return next((number for number in later if kind in kinds[number]), None)
