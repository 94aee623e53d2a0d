"""Texts with what became of them, as columns; the form in which they are compared."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    """Posts with their comparable texts; `codes` are all their characters, one break after each text."""

    posts: Sequence[Post]
    texts: Sequence[str]
    codes: NDArray[np.int32]
    starts: NDArray[np.int64]
    removed: NDArray[np.bool_]
    strata: NDArray[np.int64]
    alphabet: str = field(repr=False)

    def __len__(self) -> int:
        """Return the number of posts."""
        return len(self.posts)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return how many characters each text has."""
        return np.diff(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> "Corpus":
        """Return a corpus of some of the posts."""
        return corpus_of([self.posts[row] for row in rows.tolist()])


def comparable(text: str) -> str:
    """Return the form in which strings are looked for: NFKC, lower case; scripts stay apart, as filters keep them."""
    return unicodedata.normalize("NFKC", text).lower().replace("\n", " ")


def corpus_of(posts: Iterable[Post]) -> Corpus:
    """Make columns of posts."""
    held = list(posts)
    texts = [comparable(post.text) for post in held]
    joined = "\n".join([*texts, ""])
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    found, where = np.unique(points, return_inverse=True)
    alphabet = "".join(map(chr, found.tolist()))
    counts = np.array([is_part_of_words(char) for char in alphabet], bool)
    codes = np.where(counts, np.arange(len(found)), BREAK).astype(np.int32)[where]
    sizes = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    names = {name: number for number, name in enumerate(dict.fromkeys(post.stratum for post in held))}
    strata = np.fromiter((names[post.stratum] for post in held), np.int64, len(held))
    removed = np.fromiter((post.removed for post in held), bool, len(held))
    return Corpus(held, texts, codes, starts, removed, strata, alphabet)


def is_part_of_words(char: str) -> bool:
    """Say whether a character can be part of a word: a letter, a digit, a mark or a symbol such as a candle."""
    return unicodedata.category(char)[0] not in "ZCP"
