"""Made-up posts for the benchmarks of the library: words common and rare as in a language, and two scripts.

A file holds a text a line and another the same texts folded, so that every program searches the same and making
them costs no measurement anything. Texts of `../shared/samples`, where that folder is, are mixed in; none is kept.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.text import fold_table
from wildgrass.text.fold import searchable

ME = Actor(platform="x", id_kind="account", id="1", handle="example", name="野草")
START = datetime(2010, 1, 1, tzinfo=UTC)
APART = timedelta(seconds=60)
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
COMMON = bytes(byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell))
LATIN = "ai vpn iphone china covid news github telegram hello world python claire".split()  # noqa: SIM905
MARKS = "，。！？、…"  # noqa: RUF001
_RUN = re.compile(r"[\u4e00-\u9fff][^\"'<>{}\[\]\\\x00-\x1f]{4,80}")


def post(number: int, text: str, **more: Any) -> Item:
    """Return a post a minute after the one before; every tenth of another platform, every 97th deleted."""
    return Item(
        **{
            "id": f"x:post:{1_500_000_000_000_000_000 + number}",
            "kind": Kind.POST,
            "source": "weibo" if is_weibo(number) else "x",
            "origin": Origin(member="data/tweets.js", record=number),
            "author": ME,
            "published": Moment(instant=START + APART * number, precision_ms=1000),
            "text": text,
            "audience": Audience.PUBLIC,
            "is_deleted": is_removed(number),
        }
        | more
    )


def is_weibo(number: int) -> bool:
    """Say whether a post is of the other platform."""
    return number % 10 == 0


def is_removed(number: int) -> bool:
    """Say whether a post is one that was deleted."""
    return number % 97 == 0


def build(readings: Iterator[Item] | list[Item], folder: Path) -> None:
    """Build a library of one export."""
    with LibraryWriter.open(folder) as writer:
        writer.add_export(ExportAbout(key="1", name="bench", source="x", vintage="bench"), readings)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts in a folder: a line each, and folded a line each."""

    folder: Path
    count: int

    @property
    def folded(self) -> Path:
        """The folded texts, oldest first."""
        return self.folder / f"folded-{self.count}.txt"

    @property
    def written(self) -> Path:
        """The texts as they were written."""
        return self.folder / f"texts-{self.count}.txt"

    def items(self) -> Iterator[Item]:
        """Yield the posts, oldest first."""
        for number, text in enumerate(self.lines(self.written)):
            yield post(number, text)

    def lines(self, file: Path) -> Iterator[str]:
        """Yield the texts of a file."""
        with file.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line[:-1]

    def make(self) -> None:
        """Write both files, unless they are there."""
        if self.folded.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        writer = Writer(4, sample_texts(SAMPLES))
        unfinished = self.folded.with_suffix(".part")
        with (
            self.written.open("w", encoding="utf-8", newline="\n") as texts,
            unfinished.open("w", encoding="utf-8", newline="\n") as folded,
        ):
            for _ in range(self.count):
                text = writer.text()
                texts.write(f"{text}\n")
                folded.write(f"{searchable(text)}\n")
        unfinished.rename(self.folded)


def sample_texts(folder: Path, most: int = 50_000) -> list[str]:
    """Return stretches of Chinese in the files of a folder, none where there is no such folder."""
    found: dict[str, None] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix not in {".csv", ".json", ".js", ".txt", ".html"} or file.stat().st_size > 4 << 20:
            continue
        found |= dict.fromkeys(map(str.strip, _RUN.findall(file.read_text("utf-8", "replace"))))
        if len(found) >= most:
            break
    return [text for text in found if text.isprintable()]


class Writer:
    """Writes posts, the same for the same seed and samples."""

    def __init__(self, seed: int, samples: list[str]) -> None:
        """Make up a vocabulary in which the n-th word is n times rarer than the first."""
        self.rng = random.Random(seed)
        self.samples = samples
        characters = COMMON.decode("gb2312", "ignore")
        weights = list(accumulate(1 / (n + 8) for n in range(len(characters))))
        shuffled = self.rng.sample(characters, len(characters))
        lengths = self.rng.choices((1, 2, 3, 4), (5, 70, 15, 10), k=40_000)
        self.words = ["".join(self.rng.choices(shuffled, cum_weights=weights, k=n)) for n in lengths]
        self.weights = list(accumulate(1 / (n + 20) for n in range(len(self.words))))
        classes = [group for group in fold_table.HAN_CLASSES.split() if len(group) == 2]
        self.traditional = str.maketrans({group[0]: group[1] for group in classes})

    def text(self) -> str:
        """Return a post of some forty characters."""
        rng = self.rng
        parts = []
        for word in rng.choices(self.words, cum_weights=self.weights, k=rng.randint(5, 28)):
            parts.append(word)
            if rng.random() < 0.18:
                parts.append(rng.choice(MARKS))
        if rng.random() < 0.10:
            parts.insert(rng.randrange(len(parts)), rng.choice(LATIN))
        if rng.random() < 0.08:
            parts.append(" https://t.co/" + "".join(rng.choices("abcdefghijkABCDEFGHIJK0123456789", k=10)))
        if rng.random() < 0.10:
            parts.append(rng.choice("🕯🌾🙏😂"))
        if self.samples and rng.random() < 0.10:
            parts = [rng.choice(self.samples)]
        text = "".join(parts)
        return text.translate(self.traditional) if rng.random() < 0.35 else text
