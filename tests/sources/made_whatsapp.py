"""A big exported chat, made in constant memory, and small ones for tests."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

_WORDS: Final = (
    "sun",
    "rain",
    "tea",
    "bread",
    "road",
    "hill",
    "song",
    "lamp",
    "door",
    "window",
    "river",
    "stone",
)
_NAMES: Final = ("Ana Ruiz", "Bo", "\u202a+49\u00a0170\u00a01234567\u202c", "Søren", "小李", "~\u202fLena")
_START: Final = datetime(2021, 1, 2, 7, 30)  # noqa: DTZ001 - a phone's clock has no zone


def records(count: int, seed: int, *, is_iphone: bool) -> Iterator[str]:
    """Yield records without their line ends."""
    random = Random(seed)
    at = _START
    for number in range(count):
        at += timedelta(seconds=random.randrange(240))
        name = random.choice(_NAMES)
        if is_iphone:
            yield f"[{at:%d/%m/%Y, %H:%M:%S}] {name}: {_text(random, number, is_iphone=True)}"
        else:
            yield f"{at:%d/%m/%Y, %H:%M} - {name}: {_text(random, number, is_iphone=False)}"


def _text(random: Random, number: int, *, is_iphone: bool) -> str:
    kind = number % 25
    if kind == 7:
        return "\u200eimage omitted" if is_iphone else "<Media omitted>"
    if kind == 11:
        return f"look https://example.org/{number}"
    if kind == 17:
        return "This message was deleted"
    words = " ".join(random.choice(_WORDS) for _ in range(random.randrange(1, 18)))
    return f"{words}\n{words} \U0001f33f" if kind == 3 else words


def write_big(path: Path, count: int, seed: int, *, is_iphone: bool = False) -> None:
    """Write a chat of `count` records."""
    end = "\r\n" if is_iphone else "\n"
    with path.open("w", encoding="utf-8", newline="") as out:
        for record in records(count, seed, is_iphone=is_iphone):
            out.write(record + end)
