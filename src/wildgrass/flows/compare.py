"""Compare two exports, or libraries, of one conversation from both ends: what reached the other side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.audit import is_library
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
from wildgrass.sources.base import NO_ANSWERS, Answers

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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of one conversation, paired. `results` yields every message of both once."""

    chat_a: str
    chat_b: str
    a: Side
    b: Side
    alignment: Alignment

    def results(self) -> Iterator[Result]:
        """Yield what became of each message."""
        return classify(self.a, self.b, self.alignment)

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
    return compare_read(of_a, of_b, (a.folder, b.folder), chats)


def compare_read(
    of_a: Mapping[str, list[Item]],
    of_b: Mapping[str, list[Item]],
    places: tuple[Path, Path],
    chats: tuple[str | None, str | None] = (None, None),
) -> Comparison:
    """Compare one of each side's `conversations`, as `compare` does.

    Raises:
        NoConversationError, NotOneConversationError: there is nothing to compare.
    """
    chat_a, chat_b = _chosen(places[0], of_a, chats[0]), _chosen(places[1], of_b, chats[1])
    if chat_a is None or chat_b is None:
        chat_a, chat_b = _shared(of_a, of_b, chat_a, chat_b, places)
    side_a, side_b = side_of(of_a[chat_a]), side_of(of_b[chat_b])
    return Comparison(chat_a, chat_b, side_a, side_b, align(side_a, side_b))


def conversations(place: LibraryPlace, answers: Answers) -> dict[str, list[Item]]:
    """Return the messages of each conversation of a library or an export, by the conversation's id."""
    found: dict[str, list[Item]] = {}
    for item in _items(place, answers):
        if item.thread is not None and item.kind in CONVERSATION_KINDS:
            found.setdefault(item.thread, []).append(item)
    return found


def _items(place: LibraryPlace, answers: Answers) -> Iterator[Item]:
    if is_library(place.folder):
        with Library.open(place) as library:
            yield from library.items(CONVERSATION_KINDS)
        return
    for inspection in inspect([place.folder], answers):
        yield from (reading for reading in inspection.readings() if isinstance(reading, Item))


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
