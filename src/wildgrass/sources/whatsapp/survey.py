"""The first way through a chat, in constant memory: what notation its headers have, what its dates mean, who writes."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final

from wildgrass.sources.base import MemberError
from wildgrass.sources.lines import MAX_LINE_BYTES
from wildgrass.sources.whatsapp import clock, marks
from wildgrass.sources.whatsapp.dates import DateEvidence, Readings, Settled, readings
from wildgrass.sources.whatsapp.headers import Header, Shape, header, plain
from wildgrass.sources.whatsapp.identity import Beginning, clock_key, date_key
from wildgrass.sources.whatsapp.media import day_named
from wildgrass.sources.whatsapp.people import is_own_line, parted

_SHAPES: Final = 8
_LABELS: Final = 20_000
_MARKS: Final = 500
_MARK_TIMES: Final = 3
_SECOND_SHAPE: Final = 20
_PASTED_PART: Final = 5
_CACHED: Final = 20_000
LIMITS: Final = (40_000, 10_000)
_NEAR_LIMIT: Final = 9_990
_LRM: Final = "\u200e"
_WINDOW: Final = 1 << 20


@dataclass(slots=True)
class ShapeSurvey:
    """What headers of one shape have shown."""

    shape: Shape
    key_of: Callable[[str], str] = str  # what a text's id is made of
    records: int = 0
    messages: int = 0
    first_line: int = 0
    after_crlf: int = 0  # headers after a line that ends with CR LF
    after_lf: int = 0
    dates: DateEvidence = field(default_factory=DateEvidence)
    beginning: Beginning = field(default_factory=Beginning)
    labels: Counter[str] = field(default_factory=Counter)
    own_only: set[str] = field(
        default_factory=set
    )  # labels of which every text so far is set off with a mark
    chat_label: str | None = None
    set_off: Counter[str] = field(
        default_factory=Counter
    )  # texts in angle brackets, with how often they come
    unknown_words: set[str] = field(default_factory=set)
    is_24h: bool = False  # an hour above 12 was written, so no word is needed to tell the half of the day
    _days: dict[str, Readings] = field(default_factory=dict)
    _date: str = ""

    def see(self, found: Header, line: int) -> None:
        """Take a header and the first line of its text into account."""
        self.records += 1
        self.first_line = self.first_line or line
        meaning = self._meaning(found)
        before, after = found["before"], found["after"]
        if found["date"] != self._date:
            self._date = found["date"]
            self._see_date(found, meaning)
        hour, part = int(found["h"]), clock.daypart(before, after)
        self.is_24h |= hour > 12
        if part == clock.UNKNOWN and len(self.unknown_words) < _SHAPES:
            self.unknown_words.add(plain(f"{before} {after}").strip(" ,،."))
        rest = found["rest"]
        if self.records == 1 and self.shape.style == "[":
            self.chat_label = _chat_label(rest)
        said = parted(rest, self.labels, self.chat_label)
        if said is not None and said[0] not in self.labels and is_own_line(said[0]):
            said = None
        if said is not None:
            self._see_said(*said, meaning)
        if not self.beginning.is_whole:
            key = clock_key(date_key(found), clock.hour24(hour, part), found["m"], found["s"])
            self._begin(key, said[1] if said else None, rest)

    def _begin(self, key: str, text: str | None, rest: str) -> None:
        """Take one of the first records into account for the chat's identity."""
        if text is None or text.startswith(_LRM) or marks.is_encryption_notice(text):
            mark = marks.mark(text) if text is not None else None
            self.beginning.see_own(key, rest if text is None else text, is_mark=mark is not None)
        else:
            self.beginning.see_message(key, self.key_of(text))

    def _meaning(self, found: Header) -> Readings:
        text = found["date"]
        meaning = self._days.get(text)
        if meaning is None:
            if len(self._days) >= _CACHED:
                self._days.clear()
            meaning = self._days[text] = readings(found)
        return meaning

    def _see_date(self, found: Header, meaning: Readings) -> None:
        self.dates.see(meaning)
        self.dates.is_year_first_language |= clock.is_year_first(found["before"], found["after"])
        weekday = clock.weekday(found["word"], found["before"])
        if weekday is not None:
            self.dates.see_weekday(meaning, weekday)

    def _see_said(self, label: str, text: str, meaning: Readings) -> None:
        self.messages += 1
        if label in self.labels or len(self.labels) < _LABELS:
            if label not in self.labels:
                self.own_only.add(label)
            self.labels[label] += 1
        if not text.startswith(_LRM):
            self.own_only.discard(label)
        if "-" in text and meaning.is_open() and (taken := day_named(text)):
            self.dates.see_media(meaning, taken)
        if text[:1] == "<" and text[-1:] == ">" and (text in self.set_off or len(self.set_off) < _MARKS):
            self.set_off[text] += 1

    def title(self) -> str | None:
        """Return the chat's name as an iPhone shows it in the chat's own lines."""
        return plain(self.chat_label) if self.chat_label is not None else None

    def settled(self, answer: str | None, modified: datetime | None) -> Settled:
        """Return the order of the dates."""
        return self.dates.settle(answer, modified, self.shape.separator)

    def usual_mark(self) -> str | None:
        """Return the text in angle brackets that comes so often that it must stand for left-out media."""
        for text, times in self.set_off.most_common(1):
            if times >= _MARK_TIMES:
                return plain(text)
        return None


@dataclass(slots=True)
class Survey:
    """What the first way through a chat has shown."""

    key_of: Callable[[str], str] = str
    shapes: dict[Shape, ShapeSurvey] = field(default_factory=dict)
    untold: int = 0  # lines that look like headers of yet another shape
    broken: int = 0  # lines after CR LF that are no headers

    def see(self, text: str, line: int, *, after_crlf: bool) -> None:
        """Take a line into account."""
        seen = header(text)
        if seen is None:
            self.broken += after_crlf and text != ""
            return
        found, shape = seen
        one = self.shapes.get(shape)
        if one is None:
            if len(self.shapes) >= _SHAPES:
                self.untold += 1
                return
            one = self.shapes[shape] = ShapeSurvey(shape, self.key_of)
        if line > 1:
            one.after_crlf += after_crlf
            one.after_lf += not after_crlf
        one.see(found, line)

    def main(self) -> ShapeSurvey | None:
        """Return what most headers have shown, the first of equals."""
        return max(self.shapes.values(), key=lambda one: one.records, default=None)

    def accepted(self) -> list[ShapeSurvey]:
        """Return the shapes that are headers here: one, or two where somebody put two exports into one file."""
        main = self.main()
        if main is None:
            return []
        others = [
            one
            for one in self.shapes.values()
            if one is not main and one.records >= max(_SECOND_SHAPE, main.records / 3)
        ]
        return [main, *others]

    def needs_crlf(self, one: ShapeSurvey) -> bool:
        """Say whether only a line after CR LF can be a header: so iPhones end records, and lines of a text with LF.

        Many files were edited since. Where a text goes on after CR LF the line ends tell nothing.
        """
        return self.broken == 0 and 0 < one.after_lf * _PASTED_PART <= one.after_crlf

    def is_cut(self) -> bool:
        """Say whether the oldest messages are probably missing: many records, and no line that starts a chat."""
        main = self.main()
        return main is not None and main.records >= _NEAR_LIMIT and not main.beginning.is_born


def _chat_label(rest: str) -> str | None:
    """Return the chat's name as an iPhone puts it before the chat's first line."""
    label, mark, _ = rest.partition(f": {_LRM}")
    if mark:
        return label
    label, colon, text = rest.partition(": ")
    return label if colon and marks.is_encryption_notice(text) else None


def survey(stream: BinaryIO, key_of: Callable[[str], str] = str) -> Survey:
    """Go through a chat; what a damaged member gives up to its damage is enough here."""
    found = Survey(key_of)
    try:
        for number, text, after_crlf in numbered(stream):
            found.see(text, number, after_crlf=after_crlf)
    except MemberError:
        return found  # told of when the chat is read
    return found


def numbered(stream: BinaryIO) -> Iterator[tuple[int, str, bool]]:
    """Yield each line's number, its text, and whether the line before it ends with CR LF.

    The same lines as `lines.lines` in half the time; a longer line than 16 MiB comes in parts.
    """
    number, is_crlf, left = 1, False, b""
    while data := stream.read(_WINDOW):
        parts = (left + data).split(b"\n")
        left = parts.pop()
        for part in parts:
            yield number, decoded(part.rstrip(b"\r")), is_crlf
            is_crlf = part.endswith(b"\r")
            number += 1
        if len(left) >= MAX_LINE_BYTES:
            left = left[-_WINDOW:]  # no header is that long, and its text does not matter here
    if left:
        yield number, decoded(left), is_crlf


def decoded(data: bytes) -> str:
    """Return a line's text; bytes that are none become U+FFFD."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(errors="replace")
