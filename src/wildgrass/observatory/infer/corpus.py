"""Texts with what became of them, as columns; the form in which they are compared."""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BREAK: Final = -1
"""Stands for what no string of ours contains: white space, punctuation, the end of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A text of a consenting author: removed by the platform or still there. `seconds` is POSIX time; None: unknown."""

    id: str
    text: str
    removed: bool
    author: str | None = None
    seconds: int | None = None
    stratum: str = ""
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Posts with their comparable texts, and columns of what is counted; `authors` are numbers, -1: not known."""

    posts: Sequence[Post]
    texts: Sequence[str]
    lengths: NDArray[np.int64]
    removed: NDArray[np.bool_]
    strata: NDArray[np.int64]
    authors: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of posts."""
        return len(self.posts)

    def take(self, rows: NDArray[np.int64]) -> "Corpus":
        """Return a corpus of some of the posts."""
        wanted = rows.tolist()
        return Corpus(
            [self.posts[row] for row in wanted],
            [self.texts[row] for row in wanted],
            self.lengths[rows],
            self.removed[rows],
            self.strata[rows],
            self.authors[rows],
        )


def comparable(text: str) -> str:
    """Return the form in which strings are looked for: NFKC, lower case; scripts stay apart, as filters keep them."""
    made = unicodedata.normalize("NFKC", text).lower().replace("\n", " ")
    return text if made == text else made  # equal texts are held once


def corpus_of(posts: Iterable[Post]) -> Corpus:
    """Make columns of posts."""
    held = list(posts)
    texts = [comparable(post.text) for post in held]
    names: dict[str | None, int] = {None: -1}
    strata: dict[str, int] = {}
    return Corpus(
        held,
        texts,
        np.fromiter(map(len, texts), np.int64, len(held)),
        np.fromiter((post.removed for post in held), bool, len(held)),
        np.fromiter((strata.setdefault(post.stratum, len(strata)) for post in held), np.int64, len(held)),
        np.fromiter((names.setdefault(post.author, len(names) - 1) for post in held), np.int64, len(held)),
    )


def characters(texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return all characters of texts, one break after each text, and where each text starts."""
    joined = "\n".join([*texts, ""])
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.int32)
    sizes = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return _WORDS.codes(points), np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


class _Words:
    """Which characters can be part of a word, as a table that fills as they are met."""

    def __init__(self) -> None:
        self._known = np.zeros(sys.maxunicode + 1, np.int8)

    def codes(self, points: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the characters, breaks instead of those that no word contains."""
        known = self._known[points]
        if not known.all():
            for point in np.unique(points[known == 0]).tolist():
                self._known[point] = 1 if is_part_of_words(chr(point)) else -1
            known = self._known[points]
        return np.where(known > 0, points, np.int32(BREAK))


def is_part_of_words(char: str) -> bool:
    """Say whether a character can be part of a word: a letter, a digit, a mark or a symbol such as a candle."""
    return unicodedata.category(char)[0] not in "ZCP"


_WORDS: Final = _Words()
