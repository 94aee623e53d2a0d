"""A side: one export's messages of one conversation as columns, in the order of their times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.model import Item, Kind
from wildgrass.observatory.compare.wording import normalise, stands_for

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
NO_TIME: Final = np.iinfo(np.int64).min


@dataclass(slots=True)
class Side:
    """Messages of one export. Row n of each column is message n; rows are in order of time, undated ones last.

    `seconds` since 1970 by this export's clock (`NO_TIME`: undated), `coarse` how many seconds a stated time stands
    for. `keys` are equal where two messages say the same, whoever said it. `files` are SHA-256 of attachments;
    `looks` are equal where two pictures are one, re-encoded or not, 0 where there is none or nobody could look.
    """

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, ...]] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recalled: list[bool] = field(default_factory=list)
    edited: list[bool] = field(default_factory=list)
    seconds: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    coarse: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    looks: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.ids)


def side_of(items: Iterable[Item], looks: Mapping[str, int] | None = None) -> Side:
    """Return the side that a conversation's items make. Events that are no messages are left out; recalls stay.

    `looks` gives a number from 1 to the SHA-256 of each picture, one number to pictures that are the same.
    """
    rows = [_row(item) for item in items if item.kind is Kind.MESSAGE or item.removed is not None]
    order = sorted(range(len(rows)), key=lambda n: (rows[n][6] == NO_TIME, rows[n][6]))
    rows = [rows[n] for n in order]
    if not rows:
        return Side()
    ids, texts, files, media, senders, flags, seconds, coarse = (
        list(column) for column in zip(*rows, strict=True)
    )
    side = Side(ids=ids, texts=texts, files=files, media=media, senders=senders)
    side.recalled, side.edited = [recalled for recalled, _ in flags], [edited for _, edited in flags]
    side.seconds, side.coarse = np.array(seconds, np.int64), np.array(coarse, np.int64)
    side.keys = np.array([hash((text, kind)) for text, kind in zip(texts, media, strict=True)], np.int64)
    seen = looks or {}
    side.looks = np.array([seen.get(one[0], 0) if one else 0 for one in files], np.int64)
    return side


_Row = tuple[str, str, tuple[str, ...], str, str, tuple[bool, bool], int, int]


def _row(item: Item) -> _Row:
    text = normalise(item.text)
    kind = stands_for(text) if text else None
    if kind is not None:
        text = ""
    if item.attachments:
        kind = _MEDIA.get(item.attachments[0].role or "", "file")
    files = tuple(one.sha256 for one in item.attachments if one.sha256 is not None)
    sender = "" if item.author is None else item.author.key
    seconds, coarse = NO_TIME, 1
    if item.published is not None:
        seconds = int(item.published.instant.timestamp())
        coarse = max(1, (item.published.precision_ms or 1000) // 1000)
    flags = (item.removed is not None, item.edited is not None)
    return item.id, text, files, kind or "", sender, flags, seconds, coarse
