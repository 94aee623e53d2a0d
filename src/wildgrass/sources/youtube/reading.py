"""Going through a Takeout: tables that others refer to first, then the rest by name, then files that nobody named."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from wildgrass.model import Item, Problem
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.openquotes import Row
from wildgrass.sources.youtube import ids, layout, members, tables
from wildgrass.sources.youtube.archive import Archive
from wildgrass.sources.youtube.layout import Form
from wildgrass.sources.youtube.media import is_media
from wildgrass.sources.youtube.sheets import Sheet

_Read: TypeAlias = Callable[[Archive, str, MemberCount], Iterator[Item | Problem]]
_OTHER_SERVICE: Final = "another of Google's services; only YouTube is read here"
_MAIL: Final = "e-mail of the same account; it is read where it is given on its own"
_FIRST: Final = {tables.Form.CHANNELS: 0, tables.Form.PLAYLISTS: 1}


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    yield from export.problems
    yield from _Reading(export, vintage).readings()


class _Reading:
    """One pass over one export."""

    def __init__(self, export: Export, vintage: Vintage) -> None:
        self._export = export
        self._root = vintage.root
        self._archive = Archive.of(export)

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and a report for each member."""
        mine = {key: form for key in self._export.members if (form := self._form(key)) is not None}
        ordered = sorted(self._ordered(mine), key=lambda one: one[:2])
        for _, key, read in ordered:
            yield from self._counted(key, read)
        done = {key for _, key, _ in ordered}
        for key in self._export.members:
            if key not in done:
                yield self._other(key)

    def _form(self, key: str) -> Form | None:
        """Say what a member is, None where it is another service's or holds no records."""
        name = own_name(key)
        if not layout.is_textual(self._export, key) or (self._root and layout.youtube_folder(name) is None):
            return None
        form = layout.form_at(self._export, key, layout.start_of(self._export, key))
        if form is Form.JSON and not self._root:
            return None
        return form

    def _ordered(self, mine: dict[str, Form]) -> Iterator[tuple[int, str, _Read]]:
        """Yield each member with its place: channels tell the owner, playlists the ids of those named elsewhere."""
        for key, form in mine.items():
            if form is Form.TABLE:
                place = self._table_place(key)
                if place is not None:
                    yield place, key, members.read_table
            elif form is not Form.PAGE:
                yield 3, key, _page_reader(form) if form in _PAGES else members.read_json

    def _table_place(self, key: str) -> int | None:
        """Return when a table is read, None where it is no form of YouTube's and no folder says that it is."""
        try:
            table, row = members.first_row(self._archive, key)
        except MemberError:
            return 2
        if table.form is tables.Form.OTHER and not self._root and table.header:
            return None
        if row is not None:
            self._learn_owner(Sheet(self._archive, table, key), row)
        return _FIRST.get(table.form, 2)

    def _learn_owner(self, sheet: Sheet, row: Row) -> None:
        """Take the owner from the channel's own table, else from a playlist."""
        form, known = sheet.table.form, self._archive.owner
        if form is tables.Form.CHANNELS:
            number, title = sheet.field(row, "id"), sheet.field(row, "title")
            if ids.CHANNEL.match(number) and (known is None or title):
                self._archive.owner = ids.channel(number, title)
        elif form is tables.Form.PLAYLISTS and known is None:
            number = sheet.field(row, "channel")
            if ids.CHANNEL.match(number):
                self._archive.owner = ids.channel(number)

    def _counted(self, key: str, read: _Read) -> Iterator[Reading]:
        count = MemberCount(key)
        try:
            yield from count.counting(read(self._archive, key, count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        yield count.report()

    def _other(self, key: str) -> MemberReport:
        """Return the report of a member that holds no records of YouTube."""
        if self._archive.media.is_claimed(key):
            return MemberReport(name=key, status="media")
        name = own_name(key).lower()
        stem = name.rpartition("/")[2]
        if stem == "archive_browser.html":
            return MemberReport(name=key, status="ignored", note="a list of contents for the browser")
        if name.endswith("/") or stem in ("thumbs.db", ".ds_store"):
            return MemberReport(name=key, status="ignored", note="not of the export")
        if self._root and layout.youtube_folder(own_name(key)) is None:
            return MemberReport(
                name=key, status="unknown", note=_MAIL if name.endswith(".mbox") else _OTHER_SERVICE
            )
        return MemberReport(name=key, status="unclaimed" if is_media(key) else "unknown")


_PAGES: Final = frozenset({Form.HISTORY_PAGE, Form.SAID_PAGE})


def _page_reader(form: Form) -> _Read:
    from wildgrass.sources.youtube import pages  # noqa: PLC0415 - lxml, which many Takeouts do not need

    return pages.activities if form is Form.HISTORY_PAGE else pages.comments
