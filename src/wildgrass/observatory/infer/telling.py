"""Which kept posts can speak against what nothing explains yet: those with a string that is removed unusually often.

Of very many kept posts only some are looked at, drawn by chance, and chance leaves out most of the few that would have
told a word from the combination it stands in. So what is left is looked at again, beside every kept post that holds
one of the one or two characters most enriched among it: with these the counts are whole.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.corpus import Corpus
from wildgrass.observatory.infer.items import IMAGE, LEAST, distinct, learnt, places_of
from wildgrass.observatory.infer.scores import TENTATIVE, Scale

_LONGEST: Final = 2
_PIECE: Final = 8192

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Telling:
    """The kept rows that can tell, and the strings all of whose kept posts are among them."""

    rows: Rows
    whole: frozenset[str]

    def is_whole(self, string: str) -> bool:
        """Say whether all kept posts with a string, or an image, are here."""
        return string.startswith(IMAGE) or any(
            string[at : at + size] in self.whole
            for size in range(1, _LONGEST + 1)
            for at in range(len(string) - size + 1)
        )


def telling(corpus: Corpus, removed: Rows, kept: Rows, sample: Rows, most: int) -> Telling:
    """Return which of the kept rows can speak against what explains the removed ones: about `most` of them.

    `sample` are kept rows drawn by chance, by which it is judged what is said anyway.
    """
    strings, _, tables = learnt([corpus.texts[row] for row in removed.tolist()], _LONGEST)
    worth = _worth(corpus, tables, len(strings), (removed, kept, sample))
    enough = _enough(corpus, tables, worth, sample, most * len(sample) / max(1, len(kept)))
    wanted = worth >= enough
    shown = _shown(corpus, removed)
    found = [piece[_holding(corpus, tables, wanted, piece)] for piece in _pieces(kept)]
    pictured = [row for row in kept.tolist() if shown & set(corpus.posts[row].images)] if shown else []
    rows = np.unique(np.concatenate([*found, np.array(pictured, np.int64)]))
    return Telling(rows, frozenset(strings[at] for at in np.flatnonzero(wanted).tolist()))


def _worth(
    corpus: Corpus, tables: Sequence[NDArray[np.int64]], count: int, rows: tuple[Rows, Rows, Rows]
) -> NDArray[np.float64]:
    """Return how much more each string is removed than all are, by what the sample says of kept posts."""
    removed, kept, sample = rows
    gone = _counts(corpus, tables, count, removed)
    left = _counts(corpus, tables, count, sample) * len(kept) // max(1, len(sample))
    return Scale.of(len(removed) / (len(removed) + len(kept)), 0).enrichment(gone, left)


def _counts(corpus: Corpus, tables: Sequence[NDArray[np.int64]], count: int, rows: Rows) -> NDArray[np.int64]:
    """Return in how many of these texts each string stands."""
    counts = np.zeros(count, np.int64)
    for piece in _pieces(rows):
        cells = places_of(_texts(corpus, piece), tables)
        counts += np.bincount(distinct(cells) & 0xFFFF_FFFF, minlength=count)
    return counts


def _enough(
    corpus: Corpus, tables: Sequence[NDArray[np.int64]], worth: NDArray[np.float64], sample: Rows, most: float
) -> float:
    """Return the worth from which on so many rows of the sample hold a string worth as much.

    What is worth less than the threshold of a rule cannot be told from chance by any count.
    """
    best = np.sort(np.concatenate([_best(corpus, tables, worth, piece) for piece in _pieces(sample)]))
    at = max(0, len(best) - int(most) - 1)
    return max(TENTATIVE, float(np.nextafter(best[at], np.inf)) if len(best) else 0.0)


def _best(
    corpus: Corpus, tables: Sequence[NDArray[np.int64]], worth: NDArray[np.float64], rows: Rows
) -> NDArray[np.float64]:
    """Return for each text the most that a string in it is worth."""
    cells = places_of(_texts(corpus, rows), tables)
    values = worth[cells & 0xFFFF_FFFF]
    held = values > 0
    best = np.zeros(len(rows))
    np.maximum.at(best, cells[held] >> 32, values[held])
    return best


def _holding(
    corpus: Corpus, tables: Sequence[NDArray[np.int64]], wanted: NDArray[np.bool_], rows: Rows
) -> NDArray[np.bool_]:
    """Mark the texts that hold one of the wanted strings."""
    cells = places_of(_texts(corpus, rows), tables)
    holding = np.zeros(len(rows), bool)
    holding[cells[wanted[cells & 0xFFFF_FFFF]] >> 32] = True
    return holding


def _pieces(rows: Rows) -> list[Rows]:
    return [rows[at : at + _PIECE] for at in range(0, len(rows), _PIECE)]


def _texts(corpus: Corpus, rows: Rows) -> list[str]:
    return [corpus.texts[row] for row in rows.tolist()]


def _shown(corpus: Corpus, rows: Rows) -> set[str]:
    """Return the images that enough of these posts show."""
    counts = Counter(image for row in rows.tolist() for image in set(corpus.posts[row].images))
    return {image for image, count in counts.items() if count >= LEAST}
