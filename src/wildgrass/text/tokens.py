"""Cut folded text into the words of a full-text index, so that the index finds what a scan would find.

Each character but white space and punctuation begins one token: a Han character (or kana, or Hangul) a pair, any
other a group of three, both shorter where white space or punctuation ends them. So `六四ok` is `六四 四o ok k`. A word
that is looked for becomes the same tokens, which must follow one another; its last is a prefix where the word ends
before the token does. A word without white space and punctuation is then found exactly where it stands in a text.

The classes are ranges of code points of our own and not Python's: a library outlives a version of Unicode, and what
an index holds can only be taken out again by the same tokens.
"""

import re
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

TOKENS_VERSION: Final = "1"
"""Changes whenever any text is cut differently; a library built with another version is built again."""

MARK: Final = "\uff1d"
"""Begins the index's own words about an item: folding makes it "=", so no folded text holds it."""

# Characters that no token begins with or goes on over: by the two upper bytes of the code point, then by the lowest.
_SKIPPED: Final = {
    0x00: (*range(0x30), *range(0x3A, 0x61), *range(0x7B, 0xC0)),
    0x20: tuple(range(0x70)),
    0x30: (*range(0x05), *range(0x08, 0x21), 0x30, *range(0x3D, 0x40), 0xFB),
}
_PAIR_BLOCKS: Final = (*range(0x2E, 0xA0), *range(0xAC, 0xD8), 0xF9, 0xFA)  # the middle byte, in plane 0
_PAIR_PLANES: Final = (2, 3)
_CODE: Final = "I"  # the array's name for 32 bits
_UTF_32: Final = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_WINDOW: Final = 1 << 13  # characters cut at a time: some forty bytes of memory each
_TOKENS_MAX: Final = 64  # of a word that is looked for; the text confirms the rest
_APART_MAX: Final = (
    12  # characters of a word that is looked for with its characters apart: nobody parts a sentence
)
_PART: Final = "\x1f"  # parts a text from a title, so nothing goes over it


def _mask(members: Sequence[int]) -> bytes:
    """Return a table for `bytes.translate`: 0xFF for members, 0 for the others."""
    return bytes(0xFF * (byte in members) for byte in range(256))


_IS_SKIPPED: Final = tuple((_mask((block,)), _mask(lows)) for block, lows in _SKIPPED.items())
_IS_PLANE_0: Final = _mask((0,))
_IS_PAIR_BLOCK: Final = _mask(_PAIR_BLOCKS)
_IS_PAIR_PLANE: Final = _mask(_PAIR_PLANES)


_GAP: Final = "[{}]".format(
    "".join(
        f"\\U{block << 8 | low:08x}"
        for block, lows in _SKIPPED.items()
        for low in lows
        if block << 8 | low != ord(_PART)
    )
)
_GAPS: Final = re.compile(f"{_GAP}+")


def _is_skipped(character: str) -> bool:
    code = ord(character)
    return code & 0xFF in _SKIPPED.get(code >> 8, ())


def _length(character: str) -> int:
    """Return how many characters the token that begins with `character` has, where nothing ends it before."""
    plane, block = ord(character) >> 16, ord(character) >> 8 & 0xFF
    return 2 if plane in _PAIR_PLANES or (plane == 0 and block in _PAIR_BLOCKS) else 3


def cut(texts: Sequence[str]) -> list[str]:
    """Return each folded text as its tokens, apart by spaces and NULs, for FTS5's tokeniser `ascii`.

    All texts are cut together, by arithmetic on whole arrays: a quarter of the time that a loop over characters takes.
    """
    joined = "\n".join(texts)
    cutting = "".join(
        _cut(joined[start : start + _WINDOW + 2], min(_WINDOW, len(joined) - start))
        for start in range(0, len(joined), _WINDOW)
    )
    ends = accumulate(len(text) + 1 for text in texts)
    return [cutting[4 * (end - len(text) - 1) : 4 * (end - 1)] for text, end in zip(texts, ends, strict=True)]


def _cut(text: str, count: int) -> str:
    """Return the tokens that begin in the first `count` characters of `text`, four characters for each.

    A number's lane of 32 bits holds one character; zeros become NULs, which part tokens as well as spaces do.
    """
    codes = text.encode("utf-32-le")
    begins, goes_on = (_widened(mask, len(text)) for mask in _masks(codes))
    first = int.from_bytes(codes, "little") & begins
    second = first >> 32 & begins
    third = first >> 64 & goes_on
    out = array(_CODE, [0x20]) * (4 * len(text))
    for place, lanes in enumerate((first, second, third)):
        out[place::4] = array(_CODE, lanes.to_bytes(len(codes), sys.byteorder))
    return out[: 4 * count].tobytes().decode(_UTF_32)


def _masks(codes: bytes) -> tuple[int, int]:
    """Return, with a byte for each character, which begin a token, and which begin one that reaches a third."""
    low, block, plane = (codes[place::4] for place in range(3))
    size = len(low)

    def those(found: bytes, table: bytes) -> int:
        return int.from_bytes(found.translate(table), "little")

    in_plane_0 = those(plane, _IS_PLANE_0)
    skipped = 0
    for blocks, lows in _IS_SKIPPED:
        skipped |= those(block, blocks) & those(low, lows)
    pairs = in_plane_0 & those(block, _IS_PAIR_BLOCK) | those(plane, _IS_PAIR_PLANE)
    every = (1 << 8 * size) - 1
    begins = every ^ (skipped & in_plane_0)
    return begins, begins & begins >> 8 & ~pairs


def _widened(mask: int, size: int) -> int:
    """Return a mask of a byte for each character as one of 32 bits; a code point needs 21."""
    narrow = mask.to_bytes(size, "little")
    wide = bytearray(4 * size)
    for place in range(3):
        wide[place::4] = narrow
    return int.from_bytes(wide, "little")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must follow one another; the last is a prefix with `is_prefix`.

    Every text that holds the word has them. With `is_exact`, no other text has; otherwise the text itself must say.
    """

    tokens: tuple[str, ...]
    is_prefix: bool
    is_exact: bool


def phrase(word: str) -> Phrase:
    """Return what to ask the index for a folded word; no tokens where the index cannot narrow the search."""
    is_whole = len(word) <= _TOKENS_MAX
    looked_at = word[: _TOKENS_MAX + 2]
    tokens: list[str] = []
    is_prefix = False
    covered = 0  # the first character that no token holds yet
    for at, character in enumerate(word[:_TOKENS_MAX]):
        if _is_skipped(character) or (is_whole and covered == len(word)):
            continue
        end = _token_end(looked_at, at)
        is_prefix = end is None
        covered = len(looked_at) if end is None else end
        tokens.append(word[at:covered])
    return Phrase(tuple(tokens), is_prefix, is_whole and not any(map(_is_skipped, word)))


def _token_end(word: str, at: int) -> int | None:
    """Return where the token beginning at `at` ends; None where the word ends before one can tell."""
    length = _length(word[at])
    for end in range(at + 1, at + length):
        if end == len(word):
            return None
        if _is_skipped(word[end]):
            return end
    return at + length


def may_stand_apart(word: str) -> bool:
    """Say whether a loose search takes a word's characters apart: a few, of those that are cut in pairs, none else."""
    return 1 < len(word) <= _APART_MAX and all(_length(one) == 2 and not _is_skipped(one) for one in word)


def bare(text: str) -> str:
    """Return a folded text without white space and punctuation, but for what parts it from a title."""
    return _GAPS.sub("", text)


def apart_pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word in folded text, its characters apart or not."""
    return re.compile(f"{_GAP}*".join(map(re.escape, word)))


def apart(word: str) -> tuple[tuple[Phrase, ...], ...]:
    """Return what to ask the index for a word whose characters may stand apart: of each group, one phrase or another.

    Every text that holds the word so has them; `bare` confirms it. A group is about two characters that follow one
    another: they are a token, or the first is one by itself and the next begins the one after it.
    """
    groups = []
    for at in range(len(word) - 1):
        one, other, following = word[at], word[at + 1], word[at + 2 : at + 3]
        together = Phrase((one + other,), is_prefix=False, is_exact=False)
        if following:
            parted = tuple(
                Phrase((one, then), is_prefix=False, is_exact=False) for then in (other + following, other)
            )
        else:
            parted = (Phrase((one, other), is_prefix=True, is_exact=False),)
        groups.append((together, *parted))
    return tuple(groups)


def token_data() -> dict[str, object]:
    """Return for another language's program what no token begins with, and where a token is a pair.

    `skipped` and `pairs` are (first, last) code points; `tokens_max` is the limit of `phrase`.
    """
    skipped = sorted(block << 8 | low for block, lows in _SKIPPED.items() for low in lows)
    pairs = [[block << 8, block << 8 | 0xFF] for block in _PAIR_BLOCKS]
    planes = [[plane << 16, plane << 16 | 0xFFFF] for plane in _PAIR_PLANES]
    return {"skipped": [[code, code] for code in skipped], "pairs": pairs + planes, "tokens_max": _TOKENS_MAX}
