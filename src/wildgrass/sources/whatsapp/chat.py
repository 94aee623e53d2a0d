"""The second way through a chat: a header and the lines up to the next one are a record, and become an item."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from wildgrass.model import Item, Problem
from wildgrass.sources.base import Export, MemberReport
from wildgrass.sources.lines import Line, lines
from wildgrass.sources.whatsapp import counts
from wildgrass.sources.whatsapp.bodies import BodyReader
from wildgrass.sources.whatsapp.frames import Head, frames, matched
from wildgrass.sources.whatsapp.headers import Shape
from wildgrass.sources.whatsapp.identity import ChatIdentity
from wildgrass.sources.whatsapp.making import ItemMaker
from wildgrass.sources.whatsapp.media import Media
from wildgrass.sources.whatsapp.survey import ShapeSurvey, Survey, decoded

_MAX_TEXT: Final = 4 << 20
_NO_SHAPE: Final = Shape("-", is_time_first=False, separator="/", year_at=-1, has_word=False)


class Chat:
    """One chat on its way to items."""

    def __init__(self, export: Export, name: str, seen: Survey, title: str | None, media: Media) -> None:
        """Take what the survey has shown, and the title in the file's name."""
        self.is_damaged = False
        self._name = name
        self._seen = seen
        self._has_zone = export.answers.zone is not None
        self._frames = frames(seen, export.answers.date_order, export.members[name].modified)
        main = self._frames[0].seen if self._frames else ShapeSurvey(_NO_SHAPE)
        identity = ChatIdentity(title, main.beginning, is_cut=seen.is_cut())
        bodies = BodyReader(media, name.rpartition("/")[0], main.usual_mark())
        self._maker = ItemMaker(name, main, identity, bodies, export.answers.zone)
        self._head: Head | None = None
        self._text: list[str] = []
        self._size = 0

    def problems(self) -> Iterator[Problem]:
        """Yield what the survey could not settle."""
        return counts.told(self._frames, self._name)

    def items(self, stream: BinaryIO, *, is_numbered: bool) -> Iterator[Item]:
        """Yield an item for each record; `is_numbered` says that the vault numbers the same lines."""
        self._maker.is_numbered = is_numbered
        end = 0
        for line in lines(stream):
            text = decoded(line.data)
            self._maker.counts.bad_bytes += "\ufffd" in text
            head = self._begun(line, text, after_crlf=line.start - end > 1)
            end = line.start + len(line.data)
            if head is None:
                self._continue(text)
                continue
            if self._head is not None and len(self._text) == 1:
                yield self._maker.item(self._head, self._text[0])
            else:
                yield from self.rest()
            self._head, self._text, self._size = head, [head.found["rest"]], 0
        yield from self.rest()

    def rest(self) -> Iterator[Item]:
        """Yield the record that was being read; what stands before the first header is one of its own."""
        head, text = self._head, "\n".join(self._text)
        self._head, self._text = None, []
        if head is not None:
            yield self._maker.item(head, text.rstrip("\n"))
        elif text.strip("\ufeff\n "):
            yield self._maker.preamble(text.strip("\ufeff\n "))

    def _begun(self, line: Line, text: str, *, after_crlf: bool) -> Head | None:
        """Return a line's header if a record begins with it."""
        found = None if line.is_cut else matched(self._frames, text)
        if found is None:
            return None
        frame, header, day = found
        if frame.needs_crlf and line.number > 1 and not after_crlf:
            self._maker.counts.pasted += 1
            return None
        return Head(line.number, line.group, header, day)

    def _continue(self, text: str) -> None:
        """Add a line to the text of the record at hand."""
        if self._size < _MAX_TEXT:
            self._size += len(text) + 1
            self._text.append(text)
            self._maker.counts.cut_texts += self._size >= _MAX_TEXT

    def report(self) -> Iterator[Problem | MemberReport]:
        """Yield what came up on the way, and the chat's line in the completeness report."""
        found = self._maker.counts
        yield from found.problems(self._name)
        notes = found.notes(self._seen, self._frames, has_zone=self._has_zone)
        status = "damaged" if self.is_damaged else "read"
        yield MemberReport(
            name=self._name, status=status, records=found.records, items=found.records, note="; ".join(notes)
        )
