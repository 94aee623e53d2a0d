"""The letters that PDF files carry with them: Latin, Greek, Cyrillic, Chinese in both scripts, Arabic, Tibetan.

Cut from Noto (SIL Open Font License 1.1, OFL.txt) by `scripts/write_letter_font.py` and `write_letter_fonts_more.py`.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

import zstandard

_MOST: Final = 32 << 20  # bytes of a font when unpacked, and some room
_MORE: Final = ("latin.otf", "rarer.otf", "hant.otf", "arabic.otf", "tibetan.otf")


@cache
def letters() -> bytes:
    """Return the font that most pages need, a TrueType file."""
    return _unpacked("letters.ttf")


def founts() -> Iterator[tuple[str, bytes]]:
    """Yield every font with its file's name."""
    yield "letters.ttf", letters()
    for name in _MORE:
        yield name, _unpacked(name)


@cache
def coverage() -> tuple[list[int], list[int]]:
    """Return the first and last code points of the runs that the fonts have, in order."""
    text = (resources.files("wildgrass.text.fonts") / "coverage.txt").read_text("ascii")
    runs = [line.split("-") for line in text.split()]
    return [int(run[0], 16) for run in runs], [int(run[-1], 16) for run in runs]


def _unpacked(name: str) -> bytes:
    packed = (resources.files("wildgrass.text.fonts") / f"{name}.zst").read_bytes()
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MOST)
