"""Seeded damage to bytes: what disks, networks and hostile people do to files."""

import re
from collections.abc import Callable, Sequence
from random import Random

_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"4294967296",
    b"18446744073709551616",
    b"9" * 400,
    b"1e999",
    b"0x1",
)
_TOKENS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"\\",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\\ud800",
    b" = ",
    b"../",
)


def damaged(data: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return `data` with one to four kinds of damage; `others` are files of the same kind to splice from."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = random.choice(_KINDS)(data, random, others)
    return data


def _flip(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _time in range(random.choice((1, 1, 2, 8)) if data else 0):
        changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, size = _range(data, random)
    return (
        data[:start]
        + random.choice((bytes(size), b"\xff" * size, random.randbytes(size)))
        + data[start + size :]
    )


def _cut_end(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _drop(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, size = _range(data, random)
    return data[:start] + data[start + size :]


def _repeat(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start, size = _range(data, random)
    return (
        data[: start + size] + data[start : start + size] * random.choice((1, 2, 50)) + data[start + size :]
    )


def _swap(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    first, second = sorted((_range(data, random), _range(data, random)))
    (start, size), (later, other_size) = first, second
    if start + size > later:
        return data
    middle = data[start + size : later]
    return (
        data[:start]
        + data[later : later + other_size]
        + middle
        + data[start : start + size]
        + data[later + other_size :]
    )


def _insert(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    start = random.randrange(len(data) + 1)
    token = random.choice(_TOKENS) * random.choice((1, 1, 2, 3000))
    return data[:start] + token + data[start:]


def _number(data: bytes, random: Random, _: Sequence[bytes]) -> bytes:
    """Replace a run of digits: counts, offsets and lengths that lie."""
    places = (
        [place for place in range(len(data)) if data[place : place + 1].isdigit()]
        if len(data) < 100_000
        else []
    )
    if not places:
        return data
    start = end = random.choice(places)
    while end < len(data) and data[end : end + 1].isdigit():
        end += 1
    return data[:start] + random.choice(_NUMBERS) + data[end:]


def _splice(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Put a piece of another file of the same kind into this one."""
    other = random.choice(others) if others else data
    start, size = _range(other, random)
    place = random.randrange(len(data) + 1)
    return data[:place] + other[start : start + size] + data[place + random.choice((0, size)) :]


def _range(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data) - start, random.choice((1, 2, 4, 16, 64, 1000, len(data))))


_DIGITS = re.compile(rb"[0-9]+")
_Kind = Callable[[bytes, Random, Sequence[bytes]], bytes]
_KINDS: tuple[_Kind, ...] = (
    _flip,
    _flip,
    _overwrite,
    _cut_end,
    _drop,
    _repeat,
    _swap,
    _insert,
    _number,
    _splice,
)
