"""Compare with somebody to whom the export itself is not given: a sealed file of keyed tags goes instead.

Both derive keys from one passphrase that they tell each other by voice. Bytes: docs/spec/tags.md; what a file gives
away, and to whom: docs/design/0017-blind-compare.md.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from wildgrass.crypto import age
from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT, WildgrassError
from wildgrass.files.perceptual import Fingerprint
from wildgrass.files.preview import Previewer
from wildgrass.flows.answers import DATE_ORDERS
from wildgrass.flows.chat_pictures import TaggedPictures, prints_of, with_digests
from wildgrass.flows.compare import (
    TELLING,
    Comparison,
    End,
    NotOneConversationError,
    chosen,
)
from wildgrass.flows.compare_reading import Conversations, conversations
from wildgrass.flows.kit import FileTroubleError, write_new
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.alignment import align
from wildgrass.observatory.compare.classes import classify
from wildgrass.observatory.compare.sides import NO_TIME, Side
from wildgrass.observatory.compare.tag_file import LOG2_N_MOST, TAGS, Tags, read, written
from wildgrass.observatory.compare.tags import (
    SALT_BYTES,
    file_tag,
    prepared,
    refuse_weak,
    tag_key,
    tagged,
    with_file_tags,
    words_tags,
)
from wildgrass.sources.base import NO_ANSWERS, Answers
from wildgrass.vault.trustees_keys import PassphraseEmptyError

_LARGEST: Final = 4 << 30


class WhichConversationError(WildgrassError):
    """An export of several conversations, and nobody said which one's tags may leave."""

    code = "compare-which-conversation"
    exit_code = EXIT_DECIDE
    message = "{place} holds {count} conversations"
    hint = "name the one whose tags are to be made with --chat-a: {known}"


class TagsSealedError(WildgrassError):
    """The passphrase does not open a file of tags."""

    code = "compare-tags-sealed"
    exit_code = EXIT_INPUT
    message = "the passphrase does not open {file}"
    hint = "ask for it again by voice; case, spaces and hyphens do not count"


class NotTagsError(WildgrassError):
    """A file that is no file of tags, or was changed on its way."""

    code = "compare-not-tags"
    exit_code = EXIT_INPUT
    message = "{file} is no file of tags, or was changed on its way"
    hint = "give the file that the other person made with --blind-out, exactly as she made it"


@dataclass(frozen=True, slots=True)
class Own:
    """One's own end: an export or a library, which of its conversations (None: the one that fits), how it is read."""

    place: LibraryPlace
    chat: str | None = None
    answers: Answers = NO_ANSWERS


@dataclass(frozen=True, slots=True)
class Made:
    """A file of tags: of which conversation, how many messages, how many pictures may be told when re-encoded."""

    chat: str
    messages: int
    prints: int
    file: Path

    def to_json(self) -> dict[str, object]:
        """Return the object that `compare --blind-out` prints."""
        return {
            "conversation": self.chat,
            "messages": self.messages,
            "prints": self.prints,
            "file": str(self.file),
        }


def make_tags(
    own: Own,
    file: Path,
    passphrase: bytes,
    *,
    shows_pictures: bool = False,
    random: Callable[[int], bytes] = os.urandom,
    log2_n: int = LOG2_N_MOST,
) -> Made:
    """Write a conversation's tags, sealed under a passphrase; `shows_pictures` adds what tells re-encoded pictures.

    Raises:
        PassphraseWeakError: a machine would guess it.
        NoConversationError, WhichConversationError: there is none, or more than one.
        FileThereError, FileTroubleError: the file was not written. And the errors of `conversations`.
    """
    secret = prepared(passphrase)
    refuse_weak(secret)
    of = conversations(own.place, own.answers)
    name = _only(of, own.chat)
    side, prints = _own(of, name, looks=shows_pictures)
    salt = random(SALT_BYTES)
    key = tag_key(secret, salt, log2_n)
    shown = {file_tag(digest, key): one.pdq for digest, one in prints.items() if one.is_telling}
    data = written(with_file_tags(side, key), words_tags(side, key), shown, salt, log2_n)
    write_new(file, age.encrypt(data, [age.ScryptRecipient(secret, log2_n)], random=random))
    return Made(name, len(side), len(shown), file)


def _only(of: Conversations, chat: str | None) -> str:
    found = chosen(of.place.folder, of, chat)
    if found is None:
        known = ", ".join(sorted(of, key=lambda one: -of[one].count)[:20])
        raise WhichConversationError(place=of.place.folder, count=len(of), known=known)
    return found


def _own(of: Conversations, chat: str, *, looks: bool) -> tuple[Side, Mapping[str, Fingerprint]]:
    """Return a conversation of one's own with its files' digests, and what its pictures show."""
    side, members = of[chat].side()
    files, contents = with_digests(side, members)
    prints: Mapping[str, Fingerprint] = {}
    if looks:
        with Previewer() as previewer:
            prints = prints_of([(of.place, files, contents)], previewer)
    return side.at_hand(files, {}), prints


def is_sealed(place: Path) -> bool:
    """Say whether a path names a sealed file, as a file of tags is, and no export or library."""
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(len(age.VERSION_LINE)) == age.VERSION_LINE


def open_tags(file: Path, passphrase: bytes) -> tuple[Tags, bytes]:
    """Return what a file of tags holds, and the key of its tags.

    Raises:
        TagsSealedError, NotTagsError, TagsDamagedError, PassphraseEmptyError, FileTroubleError.
    """
    secret = prepared(passphrase)
    if not secret:
        raise PassphraseEmptyError
    try:
        if file.stat().st_size > _LARGEST:
            raise NotTagsError(file=file)
        data = age.decrypt(file.read_bytes(), [age.ScryptIdentity(secret, LOG2_N_MOST)])
    except OSError as error:
        raise FileTroubleError(file=file, reason=error.strerror) from error
    except age.NoMatchError as error:
        raise TagsSealedError(file=file) from error
    except age.AgeError as error:
        raise NotTagsError(file=file) from error
    tags = read(data, file)
    return tags, tag_key(secret, tags.salt, tags.log2_n)


def compare_blind(own: Own, file: Path, passphrase: bytes) -> Comparison:
    """Compare one's own export with a file of the other's tags; nothing of the other's can be read in what is returned.

    Raises:
        the errors of `open_tags` and `conversations`.
        NoConversationError, NotOneConversationError: there is nothing to compare.
    """
    tags, key = open_tags(file, passphrase)
    of, name = _fitting(own, tags, key, file)
    plain, prints = _own(of, name, looks=bool(tags.prints))
    mine = tagged(plain, key)
    by_tag = {file_tag(digest, key): one for digest, one in prints.items()}
    seen = TaggedPictures(by_tag, tags.prints, mine.files, tags.side.files)
    a, b = mine.at_hand(mine.files, seen.looks), _with_lengths(tags.side, mine)
    b = b.at_hand(b.files, seen.looks)
    alignment = align(a, b, seen.same_file)
    results = classify(a, b, alignment, seen.same_file)
    names = of[name].names
    theirs = {other: names.get(one, "") for one, other in alignment.people.senders.items()}
    ends = End(of.source, name, names), End(TAGS, TAGS, theirs)
    return Comparison(*ends, a, b, alignment, results, tuple(of.people), of.joined.accounts)


def _fitting(own: Own, tags: Tags, key: bytes, file: Path) -> tuple[Conversations, str]:
    """Return the conversation that shares most tags. Ambiguous dates are read as the other's fit them."""
    best: tuple[tuple[int, int], Conversations | None, str] = ((0, 0), None, "")
    for of in _readings(own, tags):
        named = chosen(own.place.folder, of, own.chat)
        for name in of if named is None else [named]:
            score = _in_common(of[name].side()[0], tags.side, key)
            if score > best[0]:
                best = (score, of, name)
    if best[1] is None:
        raise NotOneConversationError(a=own.place.folder, b=file)
    return best[1], best[2]


def _readings(own: Own, tags: Tags) -> Iterator[Conversations]:
    of = conversations(own.place, own.answers)
    yield of
    if own.answers.date_order is None and of.is_undated() and (tags.side.seconds != NO_TIME).any():
        for order in DATE_ORDERS:
            yield conversations(own.place, replace(own.answers, date_order=order))


def _in_common(own: Side, theirs: Side, key: bytes) -> tuple[int, int]:
    """Return how many telling texts stand on both sides within a day of each other, and how many at all."""
    own = replace(own, files=type(own.files)())
    telling = own.lengths >= TELLING
    keys, at = np.unique(tagged(own, key).keys[telling], return_index=True)
    their_keys, at_theirs = np.unique(theirs.keys[theirs.lengths > 0], return_index=True)
    _, first, second = np.intersect1d(keys, their_keys, assume_unique=True, return_indices=True)
    times = own.seconds[telling][at[first]], theirs.seconds[theirs.lengths > 0][at_theirs[second]]
    dated = (times[0] != NO_TIME) & (times[1] != NO_TIME)
    near = np.abs(times[0][dated] // 86_400 - times[1][dated] // 86_400) <= 1
    return int(near.sum()), len(first)


def _with_lengths(theirs: Side, own: Side) -> Side:
    """Return the other's side with the lengths of those words that are one's own too."""
    keys, first = np.unique(own.keys, return_index=True)
    if not len(keys):
        return theirs
    at = np.minimum(np.searchsorted(keys, theirs.keys), len(keys) - 1)
    known = keys[at] == theirs.keys
    return replace(theirs, lengths=np.where(known, own.lengths[first[at]], theirs.lengths))
