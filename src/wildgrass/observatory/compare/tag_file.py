"""A side as a file of tags for the other end: one JSON object a line, to be sealed. Bytes: docs/spec/tags.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from wildgrass.crypto.padding import padme
from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.observatory.compare.columns import Few, Packing, Texts
from wildgrass.observatory.compare.sides import MEDIA, NO_TIME, Side
from wildgrass.observatory.compare.tags import SALT_BYTES, TAG_BYTES, keys_of

FORM: Final = "wildgrass-tags-1"
TAGS: Final = "tags"
"""What ids of messages and people in a file of tags begin with, and what stands for its conversation and platform."""
MINUTE: Final = 60
LOG2_N_MOST: Final = 18
_MESSAGES_MOST: Final = 20_000_000
_NOBODY: Final = ""
_HAS_WORDS: Final = 1
"""The length of words that only the other has: nothing is known of it."""

_Tag = Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{2 * TAG_BYTES}}}$")]
_Print = Annotated[str, msgspec.Meta(pattern="^(?:[0-9a-f]{64})?$")]
_Count = Annotated[int, msgspec.Meta(ge=0, le=_MESSAGES_MOST)]
Line = TypeVar("Line")
_Steps = Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)]


class TagsDamagedError(WildgrassError):
    """A file that opened, but does not hold tags as the specification has them."""

    code = "compare-tags-damaged"
    exit_code = EXIT_INPUT
    message = "{file} holds no tags that can be read: line {line}"
    hint = "ask the other person to make it again; a newer Wildgrass may have made it"


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    form: str
    salt: Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{2 * SALT_BYTES}}}$")]
    log2_n: Annotated[int, msgspec.Meta(ge=1, le=LOG2_N_MOST)]
    step_s: Annotated[int, msgspec.Meta(ge=1, le=86_400)]
    messages: _Count


class _Row(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A message: time in steps, number of its person, tag of its words, kind of media, files, prints, flags."""

    t: _Steps | None = None
    p: _Count | None = None
    w: _Tag | None = None
    k: str = ""
    f: tuple[_Tag, ...] = ()
    q: tuple[_Print, ...] = ()
    r: bool = False
    e: bool = False


class _Foot(msgspec.Struct, forbid_unknown_fields=True):
    pad: str


@dataclass(frozen=True, slots=True)
class Tags:
    """A file of tags as read: what its key is made of, the side, PDQ hashes by files' tags where they were given."""

    salt: bytes
    log2_n: int
    side: Side
    prints: Mapping[str, bytes] = field(default_factory=dict)


def written(
    side: Side, tags: NDArray[np.int64], prints: Mapping[str, bytes], salt: bytes, log2_n: int
) -> bytes:
    """Return a file's bytes: `tags` of words, `side.files` as tags, `prints` by them. Times are cut to minutes."""
    step = max(MINUTE, int(side.coarse.max(initial=1)))
    encode = msgspec.json.encode
    head = encode(_Head(FORM, salt.hex(), log2_n, step, len(side)))
    lines = [head, *map(encode, _rows(side, tags, prints, step))]
    size = sum(map(len, lines)) + len(lines) + len(encode(_Foot(""))) + 1
    lines += [encode(_Foot("0" * (padme(size) - size))), b""]
    return b"\n".join(lines)


def _rows(side: Side, tags: NDArray[np.int64], prints: Mapping[str, bytes], step: int) -> Iterator[_Row]:
    people: dict[str, int] = {}
    words = tags.astype(">i8").tobytes().hex()
    steps = np.where(side.seconds == NO_TIME, 0, side.seconds // step).tolist()
    for row, key in enumerate(side.people[one] for one in side.senders.tolist()):
        files = side.files[row]
        shown = tuple(prints.get(one, b"").hex() for one in files)
        yield _Row(
            t=None if side.seconds[row] == NO_TIME else steps[row],
            p=people.setdefault(key, len(people)) if key else None,
            w=words[2 * TAG_BYTES * row : 2 * TAG_BYTES * (row + 1)] if side.lengths[row] else None,
            k=side.kind(row),
            f=files,
            q=shown if any(shown) else (),
            r=bool(side.recalled[row]),
            e=bool(side.edited[row]),
        )


def read(data: bytes, file: object) -> Tags:
    """Return what a file holds.

    Raises:
        TagsDamagedError: it does not follow the specification.
    """
    lines = data.split(b"\n")
    head = _decoded(lines, 0, msgspec.json.Decoder(_Head), file)
    if head.form != FORM or len(lines) != head.messages + 3 or lines[-1]:
        raise TagsDamagedError(file=file, line=1)
    foot = _decoded(lines, len(lines) - 2, msgspec.json.Decoder(_Foot), file)
    if re.fullmatch("0*", foot.pad) is None:
        raise TagsDamagedError(file=file, line=len(lines) - 1)
    decoder = msgspec.json.Decoder(_Row)
    taking = _Taking(head.step_s)
    for number in range(1, head.messages + 1):
        row = _decoded(lines, number, decoder, file)
        if row.k not in MEDIA or (row.q and len(row.q) != len(row.f)):
            raise TagsDamagedError(file=file, line=number + 1)
        taking.take(row)
    side = taking.side()
    late = np.where(side.seconds == NO_TIME, np.iinfo(np.int64).max, side.seconds)
    if (late[1:] < late[:-1]).any():
        raise TagsDamagedError(file=file, line=int(np.flatnonzero(late[1:] < late[:-1])[0]) + 3)
    return Tags(bytes.fromhex(head.salt), head.log2_n, side, taking.prints)


def _decoded(lines: Sequence[bytes], at: int, decoder: "msgspec.json.Decoder[Line]", file: object) -> Line:
    try:
        return decoder.decode(lines[at])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TagsDamagedError(file=file, line=at + 1) from error


class _Taking:
    """Lines becoming columns."""

    def __init__(self, step_s: int) -> None:
        self.prints: dict[str, bytes] = {}
        self._step = step_s
        self._people: dict[str, int] = {}
        self._ids = Packing()
        self._words: list[str] = []
        self._facts: list[tuple[int, int, int, int, bool, bool]] = []
        self._files: Few[str] = Few()

    def take(self, row: _Row) -> None:
        """Take a line."""
        number = len(self._facts)
        person = _NOBODY if row.p is None else f"{TAGS}:{row.p}"
        self._ids.take(f"{TAGS}:{number + 1}")
        self._words.append(row.w or "0" * 2 * TAG_BYTES)
        seconds = NO_TIME if row.t is None else row.t * self._step
        sender = self._people.setdefault(person, len(self._people))
        has_words = _HAS_WORDS if row.w else 0
        self._facts.append((seconds, sender, MEDIA.index(row.k), has_words, row.r, row.e))
        if row.f:
            self._files[number] = row.f
            shown = zip(row.f, row.q, strict=bool(row.q))
            self.prints |= {one: bytes.fromhex(print_) for one, print_ in shown if print_}

    def side(self) -> Side:
        """Return the columns; nothing is known of the words but their tags."""
        count = len(self._facts)
        seconds, senders, media, lengths, recalled, edited = np.array(self._facts, np.int64).reshape(-1, 6).T
        tags = np.frombuffer(bytes.fromhex("".join(self._words)), ">i8").astype(np.int64)
        return Side(
            ids=self._ids.texts(),
            texts=Texts(b"", np.zeros(count, np.int64)),
            people=list(self._people) or [_NOBODY],
            files=self._files,
            media=media,
            senders=senders,
            lengths=lengths,
            seconds=seconds,
            coarse=np.full(count, self._step),
            keys=keys_of(tags, media),
            looks=np.zeros(count, np.int64),
            recalled=recalled > 0,
            edited=edited > 0,
            linked=np.zeros(count, bool),
            is_blind=True,
        )
