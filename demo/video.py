"""A short video written by hand: H.264 with uncompressed macroblocks (I_PCM) in an MP4, so no encoder is needed.

Grass in the wind under a sun that sets, a few seconds, 96 by 64 pixels. Any player that knows H.264 baseline shows it
(ITU-T H.264 sections 7.3.2.1, 7.3.2.2, 7.3.3, 7.3.5; ISO/IEC 14496-12 and 14496-15 for the boxes).
"""

import math
import re
import struct
from random import Random

COLUMNS, ROWS = 6, 4  # macroblocks of 16 by 16 pixels
WIDTH, HEIGHT = COLUMNS * 16, ROWS * 16
FRAMES, PER_SECOND = 16, 4


def video(seed: str) -> bytes:
    """Return an MP4 file; the same seed gives the same bytes."""
    random = Random(seed)
    look = (random.uniform(0, 6), random.randint(20, 76), random.randint(90, 120))
    frames = [_frame(number, look) for number in range(FRAMES)]
    return _file([struct.pack(">I", len(frame)) + frame for frame in frames])


class _Bits:
    """Bits in the order of the standard: most significant first, numbers in Exp-Golomb code."""

    def __init__(self) -> None:
        self._text = ""

    def fixed(self, count: int, value: int) -> "_Bits":
        """Write an unsigned number of `count` bits: u(n)."""
        self._text += f"{value:0{count}b}"
        return self

    def golomb(self, *values: int) -> "_Bits":
        """Write numbers in Exp-Golomb code: ue(v)."""
        for value in values:
            self._text += "0" * ((value + 1).bit_length() - 1) + f"{value + 1:b}"
        return self

    def aligned(self) -> bytes:
        """Return the bytes, filled up with zero bits."""
        text = self._text + "0" * (-len(self._text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")

    def ended(self) -> bytes:
        """Return the bytes, ended with the stop bit."""
        return self.fixed(1, 1).aligned()


def _sequence_set() -> bytes:
    bits = _Bits().fixed(8, 66).fixed(8, 0xC0).fixed(8, 30)  # baseline, level 3
    bits.golomb(0, 0, 2, 0).fixed(
        1, 0
    )  # set 0, 4 bits of frame number, order as decoded, no reference frames
    bits.golomb(COLUMNS - 1, ROWS - 1).fixed(1, 1).fixed(1, 1).fixed(1, 0).fixed(1, 0)
    return b"\x67" + bits.ended()


def _picture_set() -> bytes:
    bits = _Bits().golomb(0, 0).fixed(2, 0).golomb(0, 0, 0).fixed(3, 0).golomb(0, 0, 0)
    return b"\x68" + bits.fixed(1, 1).fixed(2, 0).ended()  # the slice says whether edges are smoothed


def _frame(number: int, look: tuple[float, int, int]) -> bytes:
    """Return one picture as an IDR slice: every frame stands alone."""
    head = _Bits().golomb(0, 7, 0).fixed(4, 0).golomb(number % 2).fixed(2, 0).golomb(0, 1)
    data = b""
    for place in range(COLUMNS * ROWS):
        kind = head if place == 0 else _Bits()
        data += kind.golomb(25).aligned() + _block(number, place % COLUMNS * 16, place // COLUMNS * 16, look)
    # 00 00 0x would look like a start code: the standard puts a 03 between.
    return b"\x65" + re.sub(b"\0\0(?=[\0-\3])", b"\0\0\3", data + b"\x80")


def _block(number: int, left: int, top: int, look: tuple[float, int, int]) -> bytes:
    """Return 256 luma and twice 64 chroma samples of one macroblock."""
    luma = bytes(_pixel(left + at % 16, top + at // 16, number, look)[0] for at in range(256))
    corners = [_pixel(left + at % 8 * 2, top + at // 8 * 2, number, look) for at in range(64)]
    return luma + bytes(corner[1] for corner in corners) + bytes(corner[2] for corner in corners)


def _pixel(x: int, y: int, number: int, look: tuple[float, int, int]) -> tuple[int, int, int]:
    """Return luma and both chroma values: sun, sky, and grass that leans with the wind."""
    phase, sun, brightness = look
    if (x - sun) ** 2 + (y - 10 - number) ** 2 < 60:
        return 225, 60, 170
    ground = 44 + 4 * math.sin(x / 11 + phase) - 5 * abs(math.sin(x * 1.7 + math.sin(number / 2 + phase)))
    if y > ground:
        return 70 + (x * 7 + y * 3) % 30, 95, 105
    return brightness + 70 - y, 128 + (40 - y) // 2, 120 + y // 2


def _file(samples: list[bytes]) -> bytes:
    kinds = _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomavc1mp42")
    start = len(kinds) + len(_movie(samples, 0)) + 8
    return kinds + _movie(samples, start) + _box(b"mdat", *samples)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _movie(samples: list[bytes], start: int) -> bytes:
    """Return the box that describes the samples, which begin at `start` in the file."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    length = struct.pack(">II", PER_SECOND, len(samples))  # time units per second, and the duration in them
    header = _box(
        b"mvhd", bytes(12), length, struct.pack(">IH", 0x10000, 0x100), bytes(10), matrix, bytes(24), _u32(2)
    )
    size = struct.pack(">II", WIDTH << 16, HEIGHT << 16)
    track_head = _box(b"tkhd", _u32(3), bytes(8), _u32(1, 0, len(samples)), bytes(16), matrix, size)
    media_head = _box(b"mdhd", bytes(12), length, struct.pack(">HH", 0x55C4, 0))
    handler = _box(b"hdlr", bytes(8), b"vide", bytes(12), b"grass\0")
    here = _box(b"dinf", _box(b"dref", _u32(0, 1), _box(b"url ", _u32(1))))
    described = _box(b"minf", _box(b"vmhd", _u32(1), bytes(8)), here, _table(samples, start))
    track = _box(b"trak", track_head, _box(b"mdia", media_head, handler, described))
    return _box(b"moov", header, track)


def _table(samples: list[bytes], start: int) -> bytes:
    sets = [struct.pack(">H", len(one)) + one for one in (_sequence_set(), _picture_set())]
    config = _box(b"avcC", b"\1", _sequence_set()[1:4], b"\xff\xe1", sets[0], b"\1", sets[1])
    shape = (
        struct.pack(">HHII", WIDTH, HEIGHT, 0x480000, 0x480000)
        + _u32(0)
        + b"\0\1"
        + bytes(32)
        + b"\0\x18\xff\xff"
    )
    entry = _box(b"avc1", bytes(6), b"\0\1", bytes(16), shape, config)
    return _box(
        b"stbl",
        _box(b"stsd", _u32(0, 1), entry),
        _box(b"stts", _u32(0, 1, len(samples), 1)),
        _box(b"stsc", _u32(0, 1, 1, len(samples), 1)),
        _box(b"stsz", _u32(0, 0, len(samples)), _u32(*map(len, samples))),
        _box(b"stco", _u32(0, 1, start)),
    )


def _u32(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)
