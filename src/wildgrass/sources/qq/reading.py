"""Going through an export: each member by its form, chunks in their manifest's order, then everything else."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from wildgrass.model import Item, Problem
from wildgrass.sources import jsontext
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.qq import chatexporter
from wildgrass.sources.qq.chatexporterjson import (
    JsonReader,
    LinesReader,
    Manifest,
    Seen,
    folder_of,
    manifest_of,
    profile,
)
from wildgrass.sources.qq.chatexportertext import OwnTextReader
from wildgrass.sources.qq.files import Files
from wildgrass.sources.qq.layout import Form, form_of, is_textual
from wildgrass.sources.qq.people import Conversation
from wildgrass.sources.qq.plaintext import TextReader

_Read: TypeAlias = Callable[[MemberCount], Iterator[Item | Problem]]


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    forms = {key: form for key in export.members if (form := form_of(export, key)) is not None}
    reading = _Reading(export, forms)
    yield from reading.readings()
    for key in export.members:
        if key not in forms:
            yield _other(key, reading.files)


def _other(key: str, files: Files) -> MemberReport:
    if files.is_claimed(key):
        return MemberReport(name=key, status="media")
    name = own_name(key)
    is_media = media_type(name) is not None and not is_textual(name)
    return MemberReport(name=key, status="unclaimed" if is_media else "unknown")


class _Reading:
    """What the members of one export share."""

    def __init__(self, export: Export, forms: dict[str, Form]) -> None:
        self._export = export
        self._forms = forms
        self.files = Files(export)
        self._seen = Seen()
        self._clock = LocalClock(export.answers.zone)

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and a report for each member that is text."""
        chunks = [key for key, form in self._forms.items() if form is Form.CHATEXPORTER_LINES]
        for key, form in self._forms.items():
            if form is Form.CHATEXPORTER_MANIFEST:
                yield from self._manifest(key, chunks)
        if chunks:
            yield from self._chunks([(key, None) for key in sorted(chunks)], Manifest(), "")
        for key, form in self._forms.items():
            if form not in (Form.CHATEXPORTER_MANIFEST, Form.CHATEXPORTER_LINES):
                yield from self._counted(key, self._reader(key, form))

    def _reader(self, key: str, form: Form) -> _Read:
        if form is Form.CHATEXPORTER_JSON:
            return JsonReader(self._export, key, self.files, self._clock, self._seen).readings
        if form is Form.CHATEXPORTER_TEXT:
            return OwnTextReader(self._export, key, self._clock).readings
        if form is Form.TEXT:
            return TextReader(self._export, key, self._clock).readings
        if form is Form.MHT:
            from wildgrass.sources.qq.mht import MhtReader  # noqa: PLC0415 - loads lxml

            return MhtReader(self._export, key, self._clock).readings
        from wildgrass.sources.qq.pages import PageReader  # noqa: PLC0415 - loads lxml

        return PageReader(self._export, key, self.files, self._clock).readings

    def _counted(self, key: str, read_member: _Read, expected: int | None = None) -> Iterator[Reading]:
        count = MemberCount(key, expected=expected)
        try:
            yield from count.counting(read_member(count))
        except MemberError as error:
            count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=key)
        yield from count.told()
        yield count.report()

    def _manifest(self, key: str, chunks: list[str]) -> Iterator[Reading]:
        """Read a manifest and the chunks that it lists; takes those out of `chunks`."""
        try:
            manifest = manifest_of(self._export, key, self._clock)
        except (jsontext.RecordError, MemberError) as error:
            yield Problem(code="manifest-damaged", reason=str(error), member=key, lost=False)
            yield MemberReport(name=key, status="damaged", note="the chunks are read without it")
            return
        who = chatexporter.owner(manifest.info)
        if who is not None:
            yield profile(key, manifest.info, who, manifest.as_of)
        note = "says whose chat this is and lists its chunks"
        yield MemberReport(name=key, status="read", items=None if who is None else 1, note=note)
        root = folder_of(key)
        there: list[tuple[str, int | None]] = []
        for path, count in manifest.chunks:
            name = root + path
            if name in chunks:
                chunks.remove(name)
                there.append((name, count))
            elif name not in self._export.members:
                reason = "the manifest lists it and it is not there"
                yield Problem(code="member-missing", reason=reason, member=name)
                yield MemberReport(name=name, status="missing", records=0, items=0, expected=count)
        beside = [name for name in chunks if folder_of(name).startswith(root)]
        for name in beside:  # chunks that the manifest forgot
            chunks.remove(name)
            there.append((name, None))
        yield from self._chunks(there, manifest, root)

    def _chunks(
        self, listed: list[tuple[str, int | None]], manifest: Manifest, root: str
    ) -> Iterator[Reading]:
        messages = chatexporter.MessageReader(self.files, root, self._clock, manifest.as_of)
        talk: Conversation | None = None
        for key, expected in listed:
            messages.root = root or folder_of(key)
            reader = LinesReader(self._export, key, messages, manifest, self._seen)
            reader.talk = talk
            yield from self._counted(key, reader.readings, expected)
            talk = reader.talk
