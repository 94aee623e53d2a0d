"""Pages in a core language: what stands in for a sentence says which language it is in, where an element may be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from web.made_reader import reader_on, walk, write_library
from wildgrass.web.tongues import marking, told_apart
from wildgrass.web.words import Words

MARKS = re.compile("[\ufdd0\ufdd1]")
HAN = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return write_library(tmp_path_factory.mktemp("tongues"))


def language_of(node):
    """Return the language that a screen reader takes for an element."""
    return next((one.get("lang") for one in [node, *node.iterancestors()] if one.get("lang")), None)


@pytest.mark.parametrize("tongue", ["ug", "bo"])
def test_every_heading_and_label_that_stands_in_says_so(library, tongue):
    stand_ins = 0
    with reader_on(library) as opened:
        opened.client.cookies.set("l", tongue)
        for address, answer in walk(opened):
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            assert not MARKS.search(answer.text), address
            page = html.fromstring(answer.text)
            assert page.get("lang") == tongue
            for told in page.iter("h1", "h2", "legend", "label"):
                said = (told.text or "").strip()
                if re.search(r"\d", said):
                    continue  # a date, as the site writes it
                assert not HAN.search(said) or language_of(told) != tongue or told.get("dir") == "auto", (
                    address,
                    said,
                )
            stand_ins += len(page.findall(".//span[@lang='zh-Hans']"))
    assert stand_ins > 50


def test_where_no_element_may_stand_there_is_none():
    words = Words("ug")
    said = marking(words)("home-heading") if not words.has_own("home-heading") else marking(words)("no-such")
    assert MARKS.search(said)
    page = (
        f'<title>{said}</title><p title="{said}">{said}</p><option>{said}</option><textarea>{said}</textarea>'
    )
    shown = told_apart(page, words)
    assert shown.count("<span") == 1
    assert '<p title="' + MARKS.sub("", said) + '"><span lang="zh-Hans" dir="ltr">' in shown
    assert not MARKS.search(shown)


def test_a_whole_language_is_left_as_it_is():
    words = Words("zh-Hant")
    assert marking(words) is words
    assert told_apart("<p>\ufdd0 of an archive</p>", words) == "<p>\ufdd0 of an archive</p>"


@given(st.text(alphabet="a<>&\"' \ufdd0\ufdd1/b=", max_size=60))
def test_no_text_makes_an_element_of_its_own(text):
    """Marks in what somebody wrote make at most the language's own element, and are gone."""
    shown = told_apart(text, Words("bo"))
    assert not MARKS.search(shown)
    assert re.sub(r'<span lang="zh-Hans" dir="ltr">|</span>', "", shown) == MARKS.sub(
        "", text.replace("</span>", "")
    )
