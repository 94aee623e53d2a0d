"""A side: one export's messages of one conversation as columns, in the order of their times."""

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.model import Attachment, Item, Kind
from wildgrass.observatory.compare.columns import Few, Packing, Texts
from wildgrass.observatory.compare.wording import normalise, stands_for

MEDIA: Final = ("", "image", "video", "audio", "sticker", "file", "media")
"""What a message is besides words; `Side.media` has places in this. "media": the export does not say which kind."""
UNKNOWN_MEDIA: Final = MEDIA.index("media")
_MEDIA: Final = {
    "photo": "image",
    "image": "image",
    "animated_gif": "image",
    "video": "video",
    "audio": "audio",
    "voice": "audio",
    "sticker": "sticker",
    "file": "file",
}
_MESSAGE: Final = Kind.MESSAGE
_RECALLED, _EDITED, _LINKED = 1, 2, 4
_AT_MEDIA, _AT_COARSE, _AT_LENGTH = 4, 8, 36
"""Where in a number what is known of a message stands: one number takes less time and space than four."""
_NAMED: Final = re.compile('["\u201c\u300c](.{1,80}?)["\u201d\u300d]')
"""Whom a notice of a recall names."""
_REPEATED: Final = 3
"""So many different messages in a row that stood there already are a part that was exported twice."""
_AT_ONCE: Final = 4096
NO_TIME: Final = np.iinfo(np.int64).min


def _no_numbers() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


def _no_flags() -> NDArray[np.bool_]:
    return np.zeros(0, bool)


@dataclass(slots=True)
class Side:
    """Messages of one export. Row n of each column is message n; rows are in order of time, undated ones last.

    `seconds` since 1970 by this export's clock (`NO_TIME`: undated), `coarse` how many seconds a stated time stands
    for. `keys` are equal where two messages say the same, whoever said it; `lengths` count the characters that are
    compared. `senders` are places in `people`, the keys of accounts. `files` are SHA-256 of attachments; `looks` are
    equal where two pictures are one, re-encoded or not, 0 where there is none or nobody could look. `twice` is how
    many messages stood in the export a second time and are left out. `is_blind`: of the words only tags are known, and
    `lengths` are 0 or not.
    """

    ids: Texts = field(default_factory=Texts)
    texts: Texts = field(default_factory=Texts)
    people: list[str] = field(default_factory=list)
    files: Few[str] = field(default_factory=Few)
    attachments: Few[Attachment] = field(default_factory=Few)
    media: NDArray[np.int64] = field(default_factory=_no_numbers)
    senders: NDArray[np.int64] = field(default_factory=_no_numbers)
    lengths: NDArray[np.int64] = field(default_factory=_no_numbers)
    seconds: NDArray[np.int64] = field(default_factory=_no_numbers)
    coarse: NDArray[np.int64] = field(default_factory=_no_numbers)
    keys: NDArray[np.int64] = field(default_factory=_no_numbers)
    looks: NDArray[np.int64] = field(default_factory=_no_numbers)
    recalled: NDArray[np.bool_] = field(default_factory=_no_flags)
    edited: NDArray[np.bool_] = field(default_factory=_no_flags)
    linked: NDArray[np.bool_] = field(default_factory=_no_flags)
    twice: int = 0
    is_blind: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def compared(self, row: int) -> str:
        """Return a message's words as they are compared: "" where they only stand for media."""
        return normalise(self.texts[row]) if self.lengths[row] else ""

    def kind(self, row: int) -> str:
        """Return what a message is besides words, "" for words alone."""
        return MEDIA[int(self.media[row])]

    def person(self, row: int) -> str:
        """Return the key of who sent a message, "" where nobody says."""
        return self.people[int(self.senders[row])]

    def at_hand(self, files: Few[str], looks: Mapping[str, int]) -> "Side":
        """Return the side with what is known of its files: their SHA-256, and the number of what pictures show."""
        seen = np.zeros(len(self), np.int64)
        for row, digests in files.items():
            seen[row] = looks.get(digests[0], 0) if digests else 0
        return replace(self, files=files, looks=seen)


class SideMaker:
    """Takes a conversation's items one after the other, and keeps no item."""

    def __init__(self, joined: Mapping[str, str] | None = None) -> None:
        """Begin with none; `joined` leads from an account's key to the one that stands for its person."""
        self._joined = {} if joined is None else joined
        self._ids, self._texts = Packing(), Packing()
        self._take_id, self._take_text = self._ids.take, self._texts.take
        self._people: dict[str, int] = {}
        self._labels: dict[str, int] = {}
        self._attachments: Few[Attachment] = Few()
        self._keys, self._seconds = array("q"), array("q")
        self._senders, self._facts = array("i"), array("q")

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, item: Item) -> int | None:
        """Take an item; return its number, None for an event that is no message. Recalls stay."""
        if item.kind is not _MESSAGE and item.removed is None:
            return None
        number, text, when = len(self._keys), item.text, item.published
        key, length, media, flags = _said(text) if len(text) > _OFTEN else _said_often(text)
        if item.attachments:
            kind = _kind_of(item.attachments[0])
            self._attachments[number] = item.attachments
            if MEDIA[media] != kind:
                media = MEDIA.index(kind)
                key = hash((normalise(text) if length else "", kind))
        if item.removed is not None:
            flags |= _RECALLED
        if item.edited is not None:
            flags |= _EDITED
        self._take_id(item.id)
        self._take_text(text)
        self._keys.append(key)
        self._senders.append(self._sender(item))
        coarse = 1
        if when is None:
            self._seconds.append(NO_TIME)
        else:
            self._seconds.append(int(when.instant.timestamp()))
            coarse = when.precision_ms // 1000 or 1
        self._facts.append(flags | media << _AT_MEDIA | coarse << _AT_COARSE | length << _AT_LENGTH)
        if not number % _AT_ONCE:
            self._ids.pack()
            self._texts.pack()
        return number

    def _sender(self, item: Item) -> int:
        """Return a number for who sent an item; of a notice that somebody recalled something, whom its words name."""
        who = item.author
        if who is None:
            named = _NAMED.search(item.text) if item.removed is not None else None
            if named is not None and named[1] in self._labels:
                return self._labels[named[1]]
            return self._people.setdefault("", len(self._people))
        key = who.key
        code = self._people.get(key)
        if code is None or self._joined:
            key = self._joined.get(key, key)
            code = self._people.setdefault(key, len(self._people))
        self._labels[who.name or who.id] = code
        return code

    def texts(self, least: int) -> NDArray[np.int64]:
        """Return the keys of texts of at least so many characters, each once."""
        lengths = np.array(self._facts, np.int64) >> _AT_LENGTH
        return np.unique(np.array(self._keys, np.int64)[lengths >= least])

    def texts_by_day(self, least: int) -> NDArray[np.int64]:
        """Return keys of dated texts of at least so many characters, and the day of each, in two columns."""
        seconds = np.array(self._seconds, np.int64)
        chosen = (np.array(self._facts, np.int64) >> _AT_LENGTH >= least) & (seconds != NO_TIME)
        keys = np.array(self._keys, np.int64)[chosen]
        return np.stack([keys, seconds[chosen] // 86_400], axis=1)

    def side(self) -> tuple[Side, NDArray[np.int64]]:
        """Return the side, and the number that each row was taken under. A part exported twice counts once."""
        seconds, keys = np.array(self._seconds, np.int64), np.array(self._keys, np.int64)
        senders = np.array(self._senders, np.int64)
        twice = _twice(keys, senders, seconds)
        late = np.where(seconds == NO_TIME, np.iinfo(np.int64).max, seconds)
        order = np.argsort(late, kind="stable").astype(np.int64)
        order = order[~twice[order]]
        place = np.full(len(keys), -1)
        place[order] = np.arange(len(order))
        with_files = ((int(place[number]), one) for number, one in self._attachments.items())
        facts = np.array(self._facts, np.int64)[order]
        side = Side(
            ids=self._ids.texts().taken(order),
            texts=self._texts.texts().taken(order),
            people=list(self._people) or [""],
            attachments=Few({row: one for row, one in with_files if row >= 0}),
            media=(facts >> _AT_MEDIA) & 0xF,
            senders=senders[order],
            lengths=facts >> _AT_LENGTH,
            seconds=seconds[order],
            coarse=(facts >> _AT_COARSE) & 0xFFF_FFFF,
            keys=keys[order],
            recalled=(facts & _RECALLED) > 0,
            edited=(facts & _EDITED) > 0,
            linked=(facts & _LINKED) > 0,
            twice=int(twice.sum()),
        )
        return side.at_hand(digests_of(side.attachments), {}), order


def _kind_of(one: Attachment) -> str:
    """Return the kind of media that a message has; what an export left out without a word may be any."""
    if one.role is None and one.media_type is None and not one.name:
        return "media"
    return _MEDIA.get(one.role or "", "file")


def _said(text: str) -> tuple[int, int, int, int]:
    """Return the key of what a text says, how many characters are compared, what it stands for, and flags."""
    plain = normalise(text)
    kind = stands_for(plain) if plain else None
    if kind is not None:
        return hash(("", kind)), 0, MEDIA.index(kind), 0
    is_linked = "://" in plain and ("http://" in plain or "https://" in plain)
    return hash((plain, None)), len(plain), 0, _LINKED if is_linked else 0


_OFTEN: Final = 12
_said_often = lru_cache(maxsize=1 << 16)(_said)
"""Short texts are said again and again."""


def _twice(
    keys: NDArray[np.int64], senders: NDArray[np.int64], seconds: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which messages, in the export's own order, stand in a run of different ones that stood there before."""
    said = keys ^ (senders * 0x5851F42D4C957F2D) ^ (seconds * 0x2545F4914F6CDD1D)
    again = np.ones(len(said), bool)
    again[np.unique(said, return_index=True)[1]] = False
    again &= seconds != NO_TIME
    if not again.any():
        return again
    edges = np.flatnonzero(np.diff(again.astype(np.int8), prepend=0, append=0))
    is_new = np.ones(len(said) + 1, np.int64)
    is_new[1:-1] = said[1:] != said[:-1]
    total = np.concatenate([[0], np.cumsum(is_new)])
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if total[end] - total[start] < _REPEATED:
            again[start:end] = False
    return again


def digests_of(attachments: Few[Attachment]) -> Few[str]:
    """Return the SHA-256 of each row's attachments, as far as they are known."""
    return Few(
        {
            row: tuple(one.sha256 for one in named if one.sha256 is not None)
            for row, named in attachments.items()
        }
    )


def side_of(items: Iterable[Item], looks: Mapping[str, int] | None = None) -> Side:
    """Return the side that a conversation's items make. Events that are no messages are left out; recalls stay.

    `looks` gives a number from 1 to the SHA-256 of each picture, one number to pictures that are the same.
    """
    maker = SideMaker()
    for item in items:
        maker.add(item)
    side, _ = maker.side()
    return side.at_hand(side.files, looks or {})
