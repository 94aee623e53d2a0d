"""Exports: their members, problems and files, and how much there is in all."""

from typing import Final, NamedTuple

from wildgrass.library.shelves.base import FORWARD, Tables

_COUNTED: Final = {
    "chats": f"SELECT count(*) FROM conversations WHERE instr(id, '{FORWARD}') = 0",  # noqa: S608 - our word
    "people": "SELECT count(*) FROM actors",
    "media": "SELECT count(*) FROM item_attachments WHERE sha256 IS NOT NULL",
}


class MemberRow(NamedTuple):
    """One line of a completeness report."""

    name: str
    status: str
    records: int | None
    items: int | None
    expected: int | None
    note: str


class ProblemCount(NamedTuple):
    """How often a problem was met, and how many records were lost to it."""

    code: str
    total: int
    lost: int


class ProblemRow(NamedTuple):
    """One problem."""

    code: str
    reason: str
    member: str
    place: str


class ExportShelf(Tables):
    """Asks for exports."""

    def count_of(self, table: str) -> int:
        """Return how many conversations, actors or held attachments there are."""
        return int(self.rows(_COUNTED[table])[0][0])

    def export_keys(self) -> list[tuple[int, str]]:
        """Return (number, key) of the exports, in the order they were added."""
        return self.rows("SELECT no, key FROM exports ORDER BY no")

    def members(self, export_no: int) -> list[MemberRow]:
        """Return (name, status, records, items, expected, note) of an export's members."""
        sql = "SELECT name, status, records, items, expected, note FROM members WHERE export_no = ? ORDER BY rowid"
        return [MemberRow(*row) for row in self.rows(sql, export_no)]

    def problems(self, export_no: int) -> list[ProblemCount]:
        """Return (code, how many, how many records were lost) of an export."""
        sql = "SELECT code, count(*), sum(lost) FROM problems WHERE export_no = ? GROUP BY code ORDER BY 2 DESC, 1"
        return [ProblemCount(*row) for row in self.rows(sql, export_no)]

    def problem_lines(self, export_no: int, limit: int) -> list[ProblemRow]:
        """Return (code, reason, member, place) of an export's first problems."""
        sql = "SELECT code, reason, member, place FROM problems WHERE export_no = ? ORDER BY rowid LIMIT ?"
        return [ProblemRow(*row) for row in self.rows(sql, export_no, limit)]

    def files_of(self, export_no: int) -> tuple[int, int]:
        """Return how many attachments an export's items name, and how many of them no export holds."""
        rows = self.rows(
            "SELECT count(*), sum(sha256 IS NULL) FROM sightings JOIN item_attachments USING (item_no)"
            " WHERE export_no = ?",
            export_no,
        )
        return int(rows[0][0]), int(rows[0][1] or 0)
