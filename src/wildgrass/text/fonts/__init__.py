"""The letters that PDF files carry with them: Latin, Greek, Cyrillic and Chinese in both scripts.

Cut from Noto Sans CJK (SIL Open Font License 1.1, OFL.txt) by `scripts/write_letter_font.py`.
"""

from functools import cache
from importlib import resources
from typing import Final

import zstandard

_MOST: Final = 16 << 20  # bytes of the font when unpacked, and some room


@cache
def letters() -> bytes:
    """Return the font, a TrueType file."""
    packed = (resources.files("wildgrass.text.fonts") / "letters.ttf.zst").read_bytes()
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MOST)
