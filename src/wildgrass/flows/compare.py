"""Compare two exports, or libraries, of one conversation from both ends: what reached the other side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.content import Content
from wildgrass.files.preview import Previewer
from wildgrass.flows.audit import is_library
from wildgrass.flows.chat_pictures import Pictures, pictures, with_digests
from wildgrass.flows.inspect import inspect
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.library.rows import CONVERSATION_KINDS
from wildgrass.model import Item
from wildgrass.observatory.compare.alignment import Alignment, align
from wildgrass.observatory.compare.classes import Result, classify
from wildgrass.observatory.compare.sides import Side, side_of
from wildgrass.observatory.compare.statistics import summary, tally
from wildgrass.observatory.compare.wording import normalise
from wildgrass.sources.base import NO_ANSWERS, Answers, Member

_TELLING: Final = 6
"""A text of so many characters that stands on both sides is a sign that two conversations are one."""


class NoConversationError(WildgrassError):
    """A side holds no conversation, or not the one that was named."""

    code = "compare-no-conversation"
    exit_code = EXIT_DECIDE
    message = "{place} holds no conversation{named}"
    hint = "name one of its conversations with --chat-a or --chat-b: {known}"


class NotOneConversationError(WildgrassError):
    """No two conversations of both sides have texts in common."""

    code = "compare-nothing-in-common"
    exit_code = EXIT_DECIDE
    message = "no conversation of {a} shares a text with one of {b}"
    hint = "check that both are of one conversation, or name it on each side with --chat-a and --chat-b"


class Conversations(dict[str, list[Item]]):
    """The messages of each conversation of a place, by the conversation's id.

    `files` has the members that hold the attachments of an export's items, by the items' ids; a library has its own.
    """

    def __init__(self, place: LibraryPlace) -> None:
        """Begin with none."""
        super().__init__()
        self.place = place
        self.files: dict[str, tuple[Member | None, ...]] = {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of one conversation, paired. `results` yields every message of both once."""

    chat_a: str
    chat_b: str
    a: Side
    b: Side
    alignment: Alignment
    pictures: Pictures

    def results(self) -> Iterator[Result]:
        """Yield what became of each message."""
        return classify(self.a, self.b, self.alignment, self.pictures.same_file)

    def to_json(self, result: Result) -> dict[str, object]:
        """Return the object that `compare` prints for a message."""
        return {
            "class": str(result.kind),
            "a": None if result.row_a is None else self.a.ids[result.row_a],
            "b": None if result.row_b is None else self.b.ids[result.row_b],
            "why": list(result.why),
        }

    def summary(self) -> dict[str, object]:
        """Return counts, rates and what was learnt about the clocks and the senders."""
        clock = self.alignment.clock
        return {
            "conversation": {"a": self.chat_a, "b": self.chat_b},
            "messages": {"a": len(self.a), "b": len(self.b)},
            **summary(tally(self.a, self.b, self.results())),
            "clock": {
                "anchors": clock.anchors,
                "tolerance_s": clock.tolerance_s,
                "b_minus_a_s": None if not len(clock.offsets) else round(float(clock.offsets.mean()), 1),
            },
            "senders": dict(sorted(self.alignment.senders.items())),
        }


def compare(
    a: LibraryPlace,
    b: LibraryPlace,
    *,
    chats: tuple[str | None, str | None] = (None, None),
    answers: Answers = NO_ANSWERS,
) -> Comparison:
    """Compare one conversation of two exports or libraries; without `chats` the two that share most texts.

    Raises:
        ExportError and the errors of `Library.open`: a side cannot be read.
        NoConversationError, NotOneConversationError: there is nothing to compare.
    """
    of_a, of_b = conversations(a, answers), conversations(b, answers)
    return compare_read(of_a, of_b, chats)


def compare_read(
    of_a: Conversations, of_b: Conversations, chats: tuple[str | None, str | None] = (None, None)
) -> Comparison:
    """Compare one of each side's `conversations`, as `compare` does.

    Raises:
        NoConversationError, NotOneConversationError: there is nothing to compare.
    """
    places = (of_a.place.folder, of_b.place.folder)
    chat_a, chat_b = _chosen(places[0], of_a, chats[0]), _chosen(places[1], of_b, chats[1])
    if chat_a is None or chat_b is None:
        chat_a, chat_b = _shared(of_a, of_b, chat_a, chat_b, places)
    items_a, contents_a = with_digests(of_a[chat_a], of_a.files)
    items_b, contents_b = with_digests(of_b[chat_b], of_b.files)
    seen = _seen((of_a.place, items_a, contents_a), (of_b.place, items_b, contents_b))
    side_a, side_b = side_of(items_a, seen.looks), side_of(items_b, seen.looks)
    return Comparison(chat_a, chat_b, side_a, side_b, align(side_a, side_b, seen.same_file), seen)


def _seen(*sides: tuple[LibraryPlace, Sequence[Item], Mapping[str, Content]]) -> Pictures:
    with Previewer() as previewer:
        return pictures(sides, previewer)


def conversations(place: LibraryPlace, answers: Answers) -> Conversations:
    """Return the conversations of a library or an export."""
    found = Conversations(place)
    for item, files in _items(place, answers):
        if item.thread is not None and item.kind in CONVERSATION_KINDS:
            found.setdefault(item.thread, []).append(item)
            if any(files):
                found.files[item.id] = files
    return found


def _items(place: LibraryPlace, answers: Answers) -> Iterator[tuple[Item, tuple[Member | None, ...]]]:
    if is_library(place.folder):
        with Library.open(place) as library:
            yield from ((item, ()) for item in library.items(CONVERSATION_KINDS))
        return
    for inspection in inspect([place.folder], answers):
        members = inspection.export.members
        for reading in inspection.readings():
            if isinstance(reading, Item):
                yield reading, tuple(members.get(one.member or "") for one in reading.attachments)


def _chosen(place: Path, chats: Mapping[str, object], named: str | None) -> str | None:
    if (named is not None and named not in chats) or not chats:
        known = ", ".join(sorted(chats)[:20]) or "-"
        raise NoConversationError(place=place, named=f" {named}" if named else "", known=known)
    return next(iter(chats)) if named is None and len(chats) == 1 else named


def _shared(
    of_a: Mapping[str, list[Item]],
    of_b: Mapping[str, list[Item]],
    chat_a: str | None,
    chat_b: str | None,
    places: tuple[Path, Path],
) -> tuple[str, str]:
    """Return the two conversations with the most texts in common."""
    texts_b = {chat: _texts(items) for chat, items in of_b.items() if chat_b in {None, chat}}
    best, most = None, 0
    for chat, items in of_a.items():
        if chat_a in {None, chat}:
            said = _texts(items)
            for other, heard in texts_b.items():
                common = len(said & heard)
                if common > most:
                    best, most = (chat, other), common
    if best is None:
        raise NotOneConversationError(a=places[0], b=places[1])
    return best


def _texts(items: Iterable[Item]) -> set[str]:
    return {text for item in items if len(text := normalise(item.text)) >= _TELLING}
