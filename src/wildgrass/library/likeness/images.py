"""Take the fingerprint of every picture, and pair those that look alike."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wildgrass.files import hamming
from wildgrass.files.content import Content
from wildgrass.files.perceptual import (
    CANDIDATE_MOST,
    CHANGES,
    HASH_BYTES,
    SAME_MOST,
    SECOND_MOST,
    Fingerprint,
    Verdict,
    compared,
)
from wildgrass.files.preview import Previewer, PreviewError
from wildgrass.files.recognising import picture_print
from wildgrass.library.likeness import tables

_PLAIN_BELOW: Final = 10  # of quality: all that is white is like all that is white
_AT_ONCE: Final = 256
_CHANGED_AT_ONCE: Final = 5_000
_NOT_TAKEN: Final = """SELECT DISTINCT sha256 FROM item_attachments JOIN items ON no = item_no
    WHERE sha256 IS NOT NULL AND withheld = 0 AND sha256 NOT IN (SELECT sha256 FROM likeness_images) ORDER BY sha256"""
_HELD: Final = """(SELECT sha256 FROM item_attachments JOIN items ON no = item_no
    WHERE withheld = 0 AND sha256 IS NOT NULL)"""
_PRINTS: Final = """SELECT no, sha256, pdq, quality, dhash, variants FROM likeness_images
    WHERE quality >= ? ORDER BY no"""

Find: TypeAlias = Callable[[str], Content | None]
Tick: TypeAlias = Callable[[int, int], None]


def waiting(connection: sqlite3.Connection) -> list[str]:
    """Return the files that nobody looked at yet."""
    return [row[0] for row in connection.execute(_NOT_TAKEN)]


def take(connection: sqlite3.Connection, find: Find, previewer: Previewer) -> Iterator[None]:
    """Take the fingerprint of each file that waits; yield after each."""
    for sha256 in waiting(connection):
        connection.execute(
            "INSERT INTO likeness_images (sha256, quality, pdq, dhash, variants, reason) VALUES (?, ?, ?, ?, ?, ?)",
            (sha256, *_seen(find(sha256), previewer)),
        )
        yield
    connection.execute(f"DELETE FROM likeness_images WHERE sha256 NOT IN {_HELD}")  # noqa: S608 - our words
    for side in ("one", "other"):
        connection.execute(f"DELETE FROM likeness_image_pairs WHERE {side} NOT IN {_HELD}")  # noqa: S608


def _seen(content: Content | None, previewer: Previewer) -> tuple[object, ...]:
    """Return quality, PDQ, dHash, variants, and why there are none."""
    nothing = (None, None, None, None)
    if content is None:
        return *nothing, "missing"
    try:
        seen = picture_print(content, previewer)
    except (PreviewError, OSError):
        return *nothing, "not-decoded"
    if seen is None:
        return *nothing, "no-picture"
    return seen.quality, seen.pdq, seen.dhash, seen.variants, None


def prints(connection: sqlite3.Connection) -> list[tuple[int, str, Fingerprint]]:
    """Return number, SHA-256 and fingerprint of the pictures that say anything."""
    return [
        (number, sha256, Fingerprint(pdq, quality, dhash, variants))
        for number, sha256, pdq, quality, dhash, variants in connection.execute(_PRINTS, (_PLAIN_BELOW,))
    ]


def pair(connection: sqlite3.Connection, tick: Tick) -> int:
    """Compare the pictures that are new with all; return how many pairs are alike. `tick` hears how far it is."""
    rows = prints(connection)
    paired = int(tables.told(connection, tables.IMAGES_PAIRED) or 0)
    fresh = next((at for at, row in enumerate(rows) if row[0] > paired), len(rows))
    if fresh == len(rows):
        return 0
    found = 0
    for first, second in sorted(_candidates([row[2] for row in rows], fresh, tick)):
        likeness = compared(rows[first][2], rows[second][2])
        if likeness.verdict is Verdict.OTHER:
            continue
        one, other = sorted((rows[first][1], rows[second][1]))
        is_same = likeness.verdict is Verdict.SAME
        row = (one, other, is_same, str(likeness.basis), likeness.bits)
        connection.execute("INSERT OR REPLACE INTO likeness_image_pairs VALUES (?, ?, ?, ?, ?)", row)
        found += 1
    tables.tell(connection, tables.IMAGES_PAIRED, str(rows[-1][0]))
    return found


def _candidates(seen: Sequence[Fingerprint], fresh: int, tick: Tick) -> set[tuple[int, int]]:
    """Return the pairs of places, one of them from `fresh` on, that `compared` may find alike."""
    plain = hamming.table([one.pdq for one in seen])
    changed = hamming.table([one.variants for one in seen])  # so many rows for each
    second_opinions = np.frombuffer(b"".join(one.dhash for one in seen), np.uint64)
    per = len(CHANGES)
    found: set[tuple[int, int]] = set()

    def add(firsts: NDArray[np.int64], seconds: NDArray[np.int64]) -> None:
        pairs = zip(firsts.tolist(), seconds.tolist(), strict=True)
        found.update((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])

    for start in range(fresh, len(seen), _AT_ONCE):
        end = min(start + _AT_ONCE, len(seen))
        tick(start - fresh, len(seen) - fresh)
        first, second, _ = hamming.within(CANDIDATE_MOST, plain[start:end], plain)
        add(first + start, second)
        bits = np.bitwise_count(second_opinions[start:end, None] ^ second_opinions[None, :])
        first, second = np.nonzero(bits <= SECOND_MOST)
        add(first + start, second)
    # The changed forms of each with every new one as it is, and of each new one with those before it.
    for start in range(0, len(seen), _CHANGED_AT_ONCE):
        end = min(start + _CHANGED_AT_ONCE, len(seen))
        tick(start, len(seen))
        others = 0 if end > fresh else fresh
        first, second, _ = hamming.within_near(changed[start * per : end * per], plain[others:], SAME_MOST)
        add(first // per + start, second + others)
    return found


def near(
    rows: Sequence[tuple[int, str, Fingerprint]], one: Fingerprint
) -> Iterator[tuple[str, Verdict, str, int]]:
    """Yield what looks like a picture among those taken: SHA-256, verdict, basis, bits; the nearest first."""
    if not rows:
        return
    per = len(CHANGES)
    seen = [row[2] for row in rows]
    plain = hamming.distances(one.pdq, hamming.table([other.pdq for other in seen]))
    turned = (
        hamming.distances(one.pdq, hamming.table([other.variants for other in seen]))
        .reshape(-1, per)
        .min(axis=1)
    )
    own = [one.variants[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in range(per)]
    table = hamming.table([other.pdq for other in seen])
    changed = np.min([hamming.distances(variant, table) for variant in own], axis=0)
    second = np.bitwise_count(
        np.frombuffer(b"".join(other.dhash for other in seen), np.uint64)
        ^ np.frombuffer(one.dhash, np.uint64)
    )
    is_near = (
        (plain <= CANDIDATE_MOST) | (turned <= SAME_MOST) | (changed <= SAME_MOST) | (second <= SECOND_MOST)
    )
    found = [(rows[at][1], compared(one, seen[at])) for at in np.flatnonzero(is_near).tolist()]
    found.sort(key=lambda pair: (pair[1].verdict is not Verdict.SAME, pair[1].bits, pair[0]))
    for sha256, likeness in found:
        if likeness.verdict is not Verdict.OTHER:
            yield sha256, likeness.verdict, str(likeness.basis), likeness.bits
