"""Going through an export: JSON first, pages where no JSON holds the same, then everything else by name."""

from collections.abc import Iterator
from typing import Final

from wildgrass.model import Moment
from wildgrass.sources.base import Export, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.fetched import Files
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.localtime import LocalClock, day_of_folder
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.telegram.jsonmember import JsonMember
from wildgrass.sources.telegram.layout import JSONS, Form, form_of
from wildgrass.sources.telegram.media import MEDIA_FOLDERS, Media

_LOOKS: Final = ("css/", "js/", "images/")
_SUFFIX_READS: Final = (".html", ".htm", ".json", ".txt")


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    forms = {key: form for key in export.members if (form := form_of(export, key)) is not None}
    reading = _Reading(export)
    channels = [key for key, form in forms.items() if form is Form.CHANNEL_PAGE]
    yield from reading.channels(channels)
    for key, form in forms.items():
        if form in JSONS:
            yield from reading.json(key)
    pages = {key: form for key, form in forms.items() if form not in JSONS and key not in channels}
    yield from reading.pages(pages, forms)
    for key in export.members:
        if key not in forms:
            is_fetched = reading.files.is_claimed(key)
            yield MemberReport(name=key, status="media") if is_fetched else _other(key, reading.media, forms)


def folder_of(key: str) -> str:
    """Return the folder a member lies in, with its closing "/"."""
    folder, slash, _ = own_name(key).rpartition("/")
    return folder + slash


def _made(export: Export) -> Moment | None:
    """Return the day in the exporter's own folder name; nothing in the files says when they were made."""
    for name in (*export.containers, next(iter(export.members), "")):
        day = day_of_folder(name)
        if day is not None:
            return day
    return None


class _Reading:
    """What the members of one export share."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self.media, self.files = Media(export), Files(export)
        self._seen = IdTable()
        self._clock = LocalClock(export.answers.zone)
        self._as_of = _made(export)

    def json(self, key: str) -> Iterator[Reading]:
        member = JsonMember(self._export, key, self.media, self._clock, self._as_of)
        member.seen = self._seen
        yield from member.readings()

    def channels(self, keys: list[str]) -> Iterator[Reading]:
        """Yield what pages of public channels hold, newest page first as they were saved."""
        if keys:
            from wildgrass.sources.telegram.channelpages import ChannelReading  # noqa: PLC0415 - loads lxml

            reading = ChannelReading(self._export, self.media, self.files)
            for key in keys:
                yield from reading.member(key)

    def pages(self, pages: dict[str, Form], forms: dict[str, Form]) -> Iterator[Reading]:
        """Yield what pages hold, unless a JSON of the same export holds it too."""
        folders = [folder_of(key) for key, form in forms.items() if form in JSONS]
        alone = {
            key: form
            for key, form in pages.items()
            if not any(folder_of(key).startswith(one) for one in folders)
        }
        for key in pages:
            if key not in alone:
                yield MemberReport(name=key, status="ignored", note="a JSON file beside it holds the same")
        if alone:
            from wildgrass.sources.telegram.pages import PageReading  # noqa: PLC0415 - loads lxml

            yield from PageReading(self._export, self.media, self._clock, self._as_of).readings(alone)


def _other(key: str, media: Media, forms: dict[str, Form]) -> MemberReport:
    """Return the report of a member that is no text of the exporter's."""
    if media.is_claimed(key):
        return MemberReport(name=key, status="media")
    name = own_name(key)
    for page, form in forms.items():
        inner = name.removeprefix(folder_of(page))
        if form not in JSONS and inner.startswith(_LOOKS):
            return MemberReport(name=key, status="ignored", note="how the pages look, nothing of the person")
    parts = name.split("/")[:-1]
    if MEDIA_FOLDERS.intersection(parts) or (media_type(name) and not name.lower().endswith(_SUFFIX_READS)):
        return MemberReport(name=key, status="unclaimed")
    return MemberReport(name=key, status="unknown")
