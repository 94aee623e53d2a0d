"""Pages for people as PDF: every script in its own letters, data never markup, nothing from outside."""

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.read_pdf import assert_for_everybody, said, tags
from wildgrass.text.typeset import (
    Document,
    Gap,
    Heading,
    Part,
    Picture,
    Points,
    Said,
    Sheet,
    Table,
    Together,
    typeset,
)
from wildgrass.text.typeset.setting import with_glyphs

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="50" height="50"/>'
    '<text x="60" y="20" font-size="12">{}</text></svg>'
)


def one(*blocks, language: str = "zh-Hans") -> bytes:
    return typeset(Document("题目", [Part(language, [Heading("章", 1), *blocks])]))


@pytest.mark.parametrize(
    "text",
    [
        "直骨返邊",
        "朱镕基 喆 堃",
        "ئۇيغۇرچە تېكىست",
        "བོད་སྐད་ཀྱི་ཡི་གེ",
        "Ünïcödé “quoted”",
        "x:post:1500000000000000001",
    ],
)
def test_every_script_is_set_in_its_own_letters_and_can_be_copied(text: str) -> None:
    data = one(
        Said(text),
        Table(["一", "二"], [[text, "1"]], [0.2, 0.8]),
        Picture(SVG.format(text), "一张图里的文字"),
    )
    assert "〓" not in said(data)
    copied = "".join(said(data).split())
    letters = sorted(char for char in text if not char.isspace())
    assert not [char for char in letters if char not in copied]


def test_traditional_chinese_has_the_forms_of_taiwan() -> None:
    mainland, taiwan = (one(Said("直骨返"), language=language) for language in ("zh-Hans", "zh-Hant"))
    assert b"WildgrassHant" in taiwan
    assert b"WildgrassHant" not in mainland


def test_what_no_fount_has_is_a_geta_and_nothing_turns_the_line() -> None:
    assert with_glyphs("a\U0001f56f\u202eb\x00\ud83d\nc") == "a〓〓b〓〓 c"


@settings(max_examples=25)
@given(st.lists(st.text(max_size=60), min_size=8, max_size=8), st.sampled_from(["en", "zh-Hans", "zh-Hant"]))
def test_no_text_is_markup_and_none_breaks_a_page(texts: list[str], language: str) -> None:
    a, b, c, d, e, f, g, h = texts
    blocks = [
        Heading(a, 2), Said(b, small=True, colour="over"), Points([c, d]), Points([e], numbered=True), Gap(),
        Table([f, "x"], [[g, h], [a, b]], [0.3, 0.7]), Together([Heading(c, 3), Said(d)]), Sheet(),
    ]  # fmt: skip
    assert one(*blocks, language=language) == one(*blocks, language=language)


def test_markup_is_shown_as_it_was_written() -> None:
    typed = '#read("/etc/passwd") *b* $x$ <l> @r [c] \\u{41} #import "@preview/x:1.0.0"'
    assert typed.replace(" ", "") in "".join(said(one(Said(typed), language="en")).split())


def test_tables_lists_and_pictures_are_tagged_as_such() -> None:
    blocks = [
        Points(["一", "二"]),
        Table(["甲", "乙"], [["1", "2"]], [0.5, 0.5]),
        Picture(SVG.format("字"), "一张写着一个字的小图 左边是方块"),
    ]
    data = one(*blocks)
    assert_for_everybody(data, "zh-Hans", pictures=1)
    document = pypdfium2.PdfDocument(data)
    try:
        kinds = {kind for kind, _ in tags(document)}
    finally:
        document.close()
    assert kinds >= {"Table", "TR", "TH", "TD", "L", "LI", "Figure"}
