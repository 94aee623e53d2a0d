"""Make the founts that PDFs use besides letters.ttf.zst: rarer Chinese, traditional forms, Arabic letters, Tibetan.

`letters.ttf.zst` (see write_letter_font.py) holds what most pages need. These add, of the same family Noto (OFL, see
src/wildgrass/text/fonts/OFL.txt): `rarer`, the other characters of GBK, among them many in people's names; `hant`, how
Taiwan writes the first level of Big5, where forms differ from the mainland's; `latin`, whose quotation marks are no
wider than its letters; `arabic`, for Uyghur; `tibetan`. These three keep their shaping tables, without which letters
neither join nor stack. Needs `pip install fonttools` and Debian's fonts-noto-cjk and fonts-noto-core.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import zstandard
from fontTools import subset
from fontTools.ttLib import TTFont

NOTO: Final = Path("/usr/share/fonts")
CJK: Final = NOTO / "opentype/noto/NotoSansCJK-Regular.ttc"
FOLDER: Final = Path(__file__).parent.parent / "src" / "wildgrass" / "text" / "fonts"
MAINLAND, TAIWAN = 2, 3  # faces of the collection


def of(encoding: str, rows: Iterable[int]) -> Iterator[int]:
    """Yield the code points of an encoding's rows; private ones are nobody's letters."""
    for first in rows:
        for second in range(0x40, 0xFF):
            try:
                letter = bytes([first, second]).decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(letter) == 1 and not 0xE000 <= ord(letter) <= 0xF8FF:
                yield ord(letter)


def cut(font: TTFont, points: set[int], *, shapes: bool) -> TTFont:
    """Return the font with those letters alone."""
    options = subset.Options()
    options.hinting, options.notdef_outline, options.name_IDs = False, True, [0, 1, 2, 3, 4, 6, 13, 14]
    options.layout_features = ["*"] if shapes else []
    options.drop_tables += [] if shapes else ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    return font


def write(name: str, font: TTFont) -> None:
    """Write a font under a family's name of ours."""
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = f"Wildgrass {name.title()}"
        elif record.nameID in {3, 6}:
            record.string = f"Wildgrass{name.title()}"
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames = [f"Wildgrass{name.title()}"]
        table.topDictIndex[0].FamilyName = f"Wildgrass {name.title()}"
        table.topDictIndex[0].FullName = f"Wildgrass {name.title()}"
    out = io.BytesIO()
    font.save(out)
    file = FOLDER / f"{name}.otf.zst"
    file.write_bytes(zstandard.ZstdCompressor(level=19).compress(out.getvalue()))
    sys.stdout.write(f"{name}: {len(font.getGlyphOrder())} glyphs, {file.stat().st_size:,} bytes\n")


def cover() -> None:
    """Write what all founts have, as runs of code points, without what is not seen and turns or ends a line."""
    points: set[int] = set()
    for file in sorted(FOLDER.glob("*.zst")):
        data = zstandard.ZstdDecompressor().decompress(file.read_bytes(), max_output_size=32 << 20)
        points |= set(TTFont(io.BytesIO(data)).getBestCmap())
    runs: list[list[int]] = []
    unseen = {0, 0xD, 0xAD, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF}
    for point in sorted(points - unseen):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    text = "\n".join(f"{first:x}-{last:x}" if first != last else f"{first:x}" for first, last in runs)
    (FOLDER / "coverage.txt").write_text(text + "\n", "ascii")


def main() -> None:
    """Write the founts."""
    packed = (FOLDER / "letters.ttf.zst").read_bytes()
    there = TTFont(io.BytesIO(zstandard.ZstdDecompressor().decompress(packed, max_output_size=16 << 20)))
    known = set(there.getBestCmap())
    symbols = {*range(0x2190, 0x219A), *range(0x25A0, 0x2600), *range(0x2460, 0x2474), 0x2713, 0x26A0, 0x22EF}
    arabic = TTFont(NOTO / "truetype/noto/NotoNaskhArabic-Regular.ttf")
    write("arabic", cut(arabic, {*range(0x600, 0x700), 0x200C, 0x200D}, shapes=True))
    tibetan = TTFont(NOTO / "truetype/noto/NotoSerifTibetan-Regular.ttf")
    write("tibetan", cut(tibetan, set(range(0xF00, 0x1000)), shapes=True))
    latin = TTFont(NOTO / "truetype/noto/NotoSans-Regular.ttf")
    write("latin", cut(latin, {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040)}, shapes=True))
    taiwan = {point for point in of("big5", range(0xA4, 0xC7)) if point > 0x3000}
    taiwan |= {*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F)}
    write("hant", cut(TTFont(CJK, fontNumber=TAIWAN), taiwan, shapes=False))
    rarer = {*of("gbk", range(0x81, 0xFF)), *symbols} - known
    write("rarer", cut(TTFont(CJK, fontNumber=MAINLAND), rarer, shapes=False))
    cover()


if __name__ == "__main__":
    main()
