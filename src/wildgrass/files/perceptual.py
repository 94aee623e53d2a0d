"""Tell whether two pictures show the same, however they were encoded: PDQ, with dHash as a second opinion.

PDQ as published (Meta, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", 2019): a picture's
luminance, blurred and reduced to 64 x 64, its 16 x 16 lowest frequencies, and of each whether it is above the median.
Blur, reduction and cosines are linear, so each is a matrix here. Thresholds: docs/design/0014-likeness.md says how they
were measured. Pixels come from `preview.Previewer.pixels`; nothing here decodes.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from wildgrass.files.pixels import Pixels

PRINT_VERSION: Final = "1"
"""Changes whenever any picture gets another fingerprint."""

SAME_MOST: Final = 31
"""PDQ bits of 256 that two encodings of one picture differ in; no two different pictures did when it was measured."""
CANDIDATE_MOST: Final = 70
SECOND_MOST: Final = 10
"""Bits of 64 that dHash may differ in for a person to be asked."""
QUALITY_LEAST: Final = 50
"""Of 100; below, there is too little in a picture (a sky, a line of text) for its hash to mean anything."""

HASH_BYTES: Final = 32
_SIDE: Final = 64
_KEPT: Final = 16
_SMALLEST: Final = 5  # pixels; PDQ says nothing of smaller pictures
_PASSES: Final = 2
_QUALITY_SCALE: Final = 90
_TRIMMED_TONE: Final = (
    4  # of 255: a row is border while all but 2 % of it is no further from the corners' tone
)
_TRIMMED_NOISE: Final = 0.02
_TRIMMED_LEAST: Final = 0.3  # of a side must be left
_NINTHS: Final = 9

Luma: TypeAlias = NDArray[np.float32]


class Change(StrEnum):
    """What was done to a picture before its variant's hash was taken."""

    ROTATED_90 = "rotated-90"
    ROTATED_180 = "rotated-180"
    ROTATED_270 = "rotated-270"
    FLIPPED = "flipped"  # upside down
    MIRRORED = "mirrored"
    TRANSPOSED = "transposed"
    TRANSVERSED = "transversed"
    TRIMMED = "trimmed"  # of a border of one tone
    INNER_94 = "inner-94"  # the middle 94 % of both sides
    INNER_90 = "inner-90"
    INNER_80 = "inner-80"
    LESS_TOP = "less-top"  # without the upper 12 %: a caption bar
    LESS_BOTTOM = "less-bottom"


CHANGES: Final = tuple(Change)
_CROPS: Final = {  # top, bottom, left, right, as parts of the sides
    Change.INNER_94: (0.03, 0.97, 0.03, 0.97),
    Change.INNER_90: (0.05, 0.95, 0.05, 0.95),
    Change.INNER_80: (0.1, 0.9, 0.1, 0.9),
    Change.LESS_TOP: (0.12, 1.0, 0.0, 1.0),
    Change.LESS_BOTTOM: (0.0, 0.88, 0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a picture is recognised by: `pdq` of 256 bits, its quality from 0 to 100, `dhash` of 64 bits.

    `variants` are the PDQ hashes of the changed picture, 32 bytes for each of `CHANGES`, in that order.
    """

    pdq: bytes
    quality: int
    dhash: bytes
    variants: bytes

    @property
    def is_telling(self) -> bool:
        """Say whether there is enough in the picture to match it without a person."""
        return self.quality >= QUALITY_LEAST

    def variant(self, change: Change) -> bytes:
        """Return the hash of the changed picture."""
        at = CHANGES.index(change) * HASH_BYTES
        return self.variants[at : at + HASH_BYTES]


_NOTHING: Final = Fingerprint(bytes(HASH_BYTES), 0, bytes(8), bytes(HASH_BYTES * len(CHANGES)))
"""Of a picture too small to say anything of."""


def fingerprint(pixels: Pixels) -> Fingerprint:
    """Return a picture's fingerprint; some 4 ms for 512 x 512 pixels."""
    luma = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.width).astype(np.float32)
    if min(luma.shape) < _SMALLEST:
        return _NOTHING
    reduced = _reduced(luma)
    frequencies = _frequencies(reduced)
    variants = [_bits(turned) for turned in _turned(frequencies)]
    variants.append(_bits(_frequencies(_reduced(trimmed(luma)))))
    variants += [_bits(_frequencies(_reduced(_crop(luma, *_CROPS[change])))) for change in _CROPS]
    return Fingerprint(_bits(frequencies), _quality(reduced), dhash(luma), b"".join(variants))


def pdq(luma: Luma) -> tuple[bytes, int]:
    """Return the PDQ hash, in the byte order that hash lists write in hex, and the quality."""
    if min(luma.shape) < _SMALLEST:
        return bytes(HASH_BYTES), 0
    reduced = _reduced(luma)
    return _bits(_frequencies(reduced)), _quality(reduced)


def distance(one: bytes, other: bytes) -> int:
    """Return the number of bits in which two hashes of one kind differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


class Verdict(StrEnum):
    """What two fingerprints say: `same` needs no person, `candidate` does, `other` is nothing to look at."""

    SAME = "same"
    CANDIDATE = "candidate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A verdict, and why: `basis` is "pdq", "dhash" or a `Change`; `bits` is how far apart by that basis."""

    verdict: Verdict
    basis: str
    bits: int


def compared(one: Fingerprint, other: Fingerprint) -> Likeness:
    """Compare two pictures, each way round."""
    bits = distance(one.pdq, other.pdq)
    if bits <= SAME_MOST and one.is_telling and other.is_telling:
        return Likeness(Verdict.SAME, "pdq", bits)
    if not (one.is_telling and other.is_telling):
        # A plain picture's hash is noise: only what is all but equal by both hashes is worth a look.
        is_near = bits <= SAME_MOST and distance(one.dhash, other.dhash) <= SECOND_MOST
        return Likeness(Verdict.CANDIDATE if is_near else Verdict.OTHER, "pdq", bits)
    if bits <= CANDIDATE_MOST:
        return Likeness(Verdict.CANDIDATE, "pdq", bits)
    return _compared_changed(one, other, bits)


def _compared_changed(one: Fingerprint, other: Fingerprint, bits: int) -> Likeness:
    found = [
        (distance(changed.variant(change), plain.pdq), change)
        for changed, plain in ((one, other), (other, one))
        for change in CHANGES
    ]
    least, change = min(found)
    if least <= SAME_MOST:
        return Likeness(Verdict.CANDIDATE, change, least)
    second = distance(one.dhash, other.dhash)
    if second <= SECOND_MOST:
        return Likeness(Verdict.CANDIDATE, "dhash", second)
    return Likeness(Verdict.OTHER, "pdq", bits)


def dhash(luma: Luma) -> bytes:
    """Return 64 bits: of the picture as 8 rows of 9, whether each is darker than the next to its right."""
    small = _averages(luma.shape[0], 8) @ luma @ _averages(luma.shape[1], _NINTHS).T
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes()


def trimmed(luma: Luma) -> Luma:
    """Return the picture without a border of one tone; the picture itself where little would be left."""
    tone = float(np.median([luma[0, 0], luma[0, -1], luma[-1, 0], luma[-1, -1]]))
    is_other = np.abs(luma - tone) > _TRIMMED_TONE
    rows, columns = (np.flatnonzero(is_other.mean(axis=axis) > _TRIMMED_NOISE) for axis in (1, 0))
    if not rows.size or not columns.size:
        return luma
    cut = luma[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    is_enough = all(left >= whole * _TRIMMED_LEAST for left, whole in zip(cut.shape, luma.shape, strict=True))
    return cut if is_enough and min(cut.shape) >= _SMALLEST else luma


def _crop(luma: Luma, top: float, bottom: float, left: float, right: float) -> Luma:
    height, width = luma.shape
    return luma[round(height * top) : round(height * bottom), round(width * left) : round(width * right)]


def _reduced(luma: Luma) -> Luma:
    """Return 64 x 64 pixels: twice blurred each way by a box, then every so many-th."""
    if luma.shape == (_SIDE, _SIDE):
        return luma
    return cast("Luma", _reducing(luma.shape[0]) @ luma @ _reducing(luma.shape[1]).T)


@cache
def _reducing(size: int) -> Luma:
    """Return the matrix that blurs `size` pixels and picks 64 of them."""
    window = (size + 2 * _SIDE - 1) // (2 * _SIDE)
    after = (window + 2) // 2
    box = np.zeros((size, size))
    for at in range(size):
        box[at, max(0, at + after - window) : at + after] = 1
    box /= box.sum(axis=1, keepdims=True)
    picked = [int((at + 0.5) * size / _SIDE) for at in range(_SIDE)]
    return np.linalg.matrix_power(box, _PASSES)[picked].astype(np.float32)


@cache
def _averages(size: int, count: int) -> Luma:
    """Return the matrix that makes `count` averages of `size` pixels, with parts of pixels at the edges."""
    edges = np.arange(count + 1) * size / count
    starts = np.arange(size)
    covered = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    weights = np.clip(covered, 0, None)
    averages: Luma = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return averages


@cache
def _cosines() -> Luma:
    """Return the 16 lowest frequencies but the constant, over 64 pixels."""
    rows, columns = np.arange(1, _KEPT + 1)[:, None], np.arange(_SIDE)[None, :]
    waves = np.sqrt(2 / _SIDE) * np.cos(np.pi / 2 / _SIDE * rows * (2 * columns + 1))
    return cast("Luma", waves.astype(np.float32))


def _frequencies(reduced: Luma) -> Luma:
    return cast("Luma", _cosines() @ reduced @ _cosines().T)


def _bits(frequencies: Luma) -> bytes:
    """Return 256 bits, the highest frequency's first; the median is the lower of the two in the middle."""
    flat = frequencies.ravel()
    median = np.partition(flat, flat.size // 2 - 1)[flat.size // 2 - 1]
    return np.packbits((flat > median)[::-1]).tobytes()


def _turned(frequencies: Luma) -> list[Luma]:
    """Return the frequencies of the picture turned and mirrored: signs change, rows become columns."""
    odd = np.where(np.arange(_KEPT) % 2 == 0, np.float32(-1), np.float32(1))
    down, across = frequencies * odd[:, None], frequencies * odd[None, :]
    both = down * odd[None, :]
    return [across.T, both, down.T, down, across, frequencies.T, both.T]


def _quality(reduced: Luma) -> int:
    """Return how much changes from pixel to pixel, from 0 to 100."""
    steps = (np.diff(reduced, axis=axis) * 100 / 255 for axis in (0, 1))
    total = sum(int(np.abs(np.trunc(step)).sum()) for step in steps)
    return min(100, total // _QUALITY_SCALE)
