"""Make src/wildgrass/text/fonts/letters.ttf.zst: the letters that printed pages and PDF files carry with them.

A PDF whose letters are not inside it is blank squares on a phone without Chinese fonts. The glyphs are of Noto Sans
CJK (OFL, see src/wildgrass/text/fonts/OFL.txt), cut down to Latin, Greek, Cyrillic, punctuation, GB 2312 and the first
level of Big5, their curves turned to quadratic ones, which every PDF writer embeds. Needs `pip install fonttools` and
Debian's fonts-noto-cjk; nothing else needs either.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import zstandard
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

COLLECTION = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = Path(__file__).parent.parent / "src" / "wildgrass" / "text" / "fonts" / "letters.ttf.zst"
SIMPLIFIED = 2  # the collection's face for the mainland
MAX_ERROR = 1.5  # units of 1000 to the em by which a curve may differ: not to be seen on paper


def wanted() -> Iterator[int]:
    """Yield the code points that a letter may need."""
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x4FF), (0x2010, 0x2027), (0x2030, 0x205E)):
        yield from range(first, last + 1)
    yield from (
        0x20AC,
        0x2116,
        0x2122,
        0x2190,
        0x2191,
        0x2192,
        0x2193,
        0x2260,
        0x2264,
        0x2265,
        0x25A1,
        0x3013,
    )
    yield from range(0x3000, 0x3020)
    yield from range(0xFF01, 0xFF5F)
    for encoding, rows in (("gb2312", range(0xA1, 0xF8)), ("big5", range(0xA4, 0xC7))):
        for first in rows:
            for second in range(0x40, 0xFF):
                try:
                    yield ord(bytes([first, second]).decode(encoding))
                except UnicodeDecodeError:
                    continue


def quadratic(font: TTFont) -> None:
    """Turn the outlines of a font with cubic curves into quadratic ones, in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, outlines
    for name in ("CFF ", "VORG", "vmtx", "vhea"):
        if name in font:
            del font[name]
    _measures(font, order)


def _measures(font: TTFont, order: list[str]) -> None:
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"):
        setattr(maxp, name, 0)
    maxp.maxZones = 1
    maxp.maxStackElements = maxp.maxSizeOfInstructions = maxp.maxComponentElements = 0
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"
    font.setGlyphOrder(order)
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = "Wildgrass Letters"
        elif record.nameID in {3, 6}:
            record.string = "WildgrassLetters"


def main() -> None:
    """Write the font."""
    font = TTFont(COLLECTION, fontNumber=SIMPLIFIED)
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.name_IDs, options.drop_tables = [0, 1, 3, 4, 6, 13, 14], ["GSUB", "GPOS", "GDEF", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(wanted()))
    cutter.subset(font)
    quadratic(font)
    out = io.BytesIO()
    font.save(out)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(zstandard.ZstdCompressor(level=19).compress(out.getvalue()))
    sys.stdout.write(f"{len(font.getGlyphOrder())} glyphs, {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
