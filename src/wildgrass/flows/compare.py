"""Compare two exports, or libraries, of one conversation from both ends: what reached the other side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.preview import Previewer
from wildgrass.flows.answers import DATE_ORDERS
from wildgrass.flows.chat_pictures import Pictures, pictures, with_digests
from wildgrass.flows.compare_reading import Conversations, Talk, conversations
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor
from wildgrass.observatory.compare.alignment import Alignment, align
from wildgrass.observatory.compare.classes import Result, Results, classify
from wildgrass.observatory.compare.sides import Side
from wildgrass.observatory.compare.statistics import summary
from wildgrass.sources.base import NO_ANSWERS, Answers

TELLING: Final = 6
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
class End:
    """One end: the platform's reader, the conversation's id, and what its people are called by their accounts' keys."""

    source: str
    chat: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of one conversation, paired. `results` has every message of both once; `people` all who are named.

    `joined` leads from accounts that a library's reader joined by hand to the key that stands for their person.
    """

    end_a: End
    end_b: End
    a: Side
    b: Side
    alignment: Alignment
    results: Results
    people: Sequence[Actor]
    joined: Mapping[str, str] = field(default_factory=dict)

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
            "conversation": {"a": self.end_a.chat, "b": self.end_b.chat},
            "messages": {"a": len(self.a), "b": len(self.b)},
            **summary(self.a, self.b, self.results),
            "clock": {
                "anchors": clock.anchors,
                "tolerance_s": clock.tolerance_s,
                "b_minus_a_s": None if clock.b_minus_a_s is None else round(clock.b_minus_a_s, 1),
            },
            "senders": dict(sorted(self.alignment.people.senders.items())),
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
    return compare_read(*both_read(a, b, answers), chats)


def both_read(a: LibraryPlace, b: LibraryPlace, answers: Answers) -> tuple[Conversations, Conversations]:
    """Read both sides. Where one's dates can be read in two ways, they are read as the other's fit them.

    Raises:
        as `compare`.
    """
    of_a, of_b = conversations(a, answers), conversations(b, answers)
    if answers.date_order is None and of_a.is_undated() != of_b.is_undated():
        undated, dated = (of_a, of_b) if of_a.is_undated() else (of_b, of_a)
        read = [conversations(undated.place, replace(answers, date_order=order)) for order in DATE_ORDERS]
        best = max(read, key=lambda one: _days_in_common(one, dated))
        if _days_in_common(best, dated):
            of_a, of_b = (best, of_b) if undated is of_a else (of_a, best)
    return of_a, of_b


def _days_in_common(one: Conversations, other: Conversations) -> int:
    """Return how many texts stand on both sides within a day of each other."""
    said, heard = (
        np.concatenate(
            [talk.maker.texts_by_day(TELLING) for talk in chats.values()] or [np.zeros((0, 2), np.int64)]
        )
        for chats in (one, other)
    )
    _, at_one, at_other = np.intersect1d(said[:, 0], heard[:, 0], return_indices=True)
    return int((np.abs(said[at_one, 1] - heard[at_other, 1]) <= 1).sum())


def compare_read(
    of_a: Conversations, of_b: Conversations, chats: tuple[str | None, str | None] = (None, None)
) -> Comparison:
    """Compare one of each side's `conversations`, as `compare` does.

    Raises:
        NoConversationError, NotOneConversationError: there is nothing to compare.
    """
    places = (of_a.place.folder, of_b.place.folder)
    chat_a, chat_b = chosen(places[0], of_a, chats[0]), chosen(places[1], of_b, chats[1])
    if chat_a is None or chat_b is None:
        chat_a, chat_b = _shared(of_a, of_b, chat_a, chat_b, places)
    side_a, side_b, seen = _looked_at((of_a, chat_a), (of_b, chat_b))
    alignment = align(side_a, side_b, seen.same_file)
    results = classify(side_a, side_b, alignment, seen.same_file)
    ends = (End(of_a.source, chat_a, of_a[chat_a].names), End(of_b.source, chat_b, of_b[chat_b].names))
    people, joined = (*of_a.people, *of_b.people), of_b.joined.accounts | of_a.joined.accounts
    return Comparison(*ends, side_a, side_b, alignment, results, people, joined)


def _looked_at(*ends: tuple[Conversations, str]) -> tuple[Side, Side, Pictures]:
    """Return both sides with what is known of their files: digests, and which pictures are one."""
    read = []
    for of, chat in ends:
        side, members = of[chat].side()
        files, contents = with_digests(side, members)
        read.append((of.place, side, files, contents))
    with Previewer() as previewer:
        seen = pictures([(place, files, contents) for place, _, files, contents in read], previewer)
    first, second = (side.at_hand(files, seen.looks) for _, side, files, _ in read)
    return first, second, seen


def chosen(place: Path, chats: Mapping[str, object], named: str | None) -> str | None:
    """Return the conversation that was named, the only one, or None where there are several.

    Raises:
        NoConversationError: there is none, or none of that name.
    """
    if (named is not None and named not in chats) or not chats:
        known = ", ".join(sorted(chats)[:20]) or "-"
        raise NoConversationError(place=place, named=f" {named}" if named else "", known=known)
    return next(iter(chats)) if named is None and len(chats) == 1 else named


def _shared(
    of_a: Conversations,
    of_b: Conversations,
    chat_a: str | None,
    chat_b: str | None,
    places: tuple[Path, Path],
) -> tuple[str, str]:
    """Return the two conversations with the most texts in common."""
    texts_b = {chat: _texts(talk) for chat, talk in of_b.items() if chat_b in {None, chat}}
    best, most = None, 0
    for chat, talk in of_a.items():
        if chat_a in {None, chat}:
            said = _texts(talk)
            for other, heard in texts_b.items():
                common = len(np.intersect1d(said, heard, assume_unique=True))
                if common > most:
                    best, most = (chat, other), common
    if best is None:
        raise NotOneConversationError(a=places[0], b=places[1])
    return best


def _texts(talk: Talk) -> NDArray[np.int64]:
    """Return the keys of a conversation's texts that tell it from others."""
    return talk.maker.texts(TELLING)
