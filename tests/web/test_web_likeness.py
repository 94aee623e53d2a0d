"""Find without words: near texts, pictures that look alike, places; prepared from the page, and with names hidden."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import build, message, post
from library.test_likeness import OTHER, POEM, POEM_HANT, POEM_LONGER, attached, fetch
from web.made_reader import reader_on
from wildgrass.library.likeness import prepare
from wildgrass.text.language import LANGUAGES
from wildgrass.web.likeness import differing
from wildgrass.web.looking import looking_of


def write(folder: Path) -> Path:
    items = [
        post(1, POEM, attachments=attached("a.jpg")),
        post(2, POEM_HANT, attachments=attached("b.webp", "broken.jpg")),
        message(3, POEM_LONGER, attachments=attached("c.jpg", "notes.txt")),
        post(4, OTHER, attachments=attached("d.jpg")),
        post(5, "在朝阳看见王小草，他说要去上海。"),  # noqa: RUF001 - Chinese punctuation
        *(post(100 + number, f"转发微博：今天的会议取消了，请大家转告{number}") for number in range(12)),  # noqa: RUF001
    ]
    build(folder / "library", items, fetch_attachment=fetch)
    return folder / "library"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: Any):
    library = write(tmp_path_factory.mktemp("alike"))
    prepare(library)
    with reader_on(library) as opened:
        yield opened


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.partition("<main")[2]))


def test_from_nothing_to_found_with_forms_alone(tmp_path: Path) -> None:
    """No script: the button begins, the page comes again by itself, and the lists are there."""
    with reader_on(write(tmp_path)) as opened:
        page = opened.page("/alike")
        assert "Look at everything now" in page
        assert opened.page("/alike/texts") == page  # each list leads to the button
        assert opened.page("/places") == page
        answer = opened.send("/alike", do="look")
        assert answer.status_code == 200
        looking_of(opened.reader.reading).wait(60)
        page = opened.page("/alike")
        assert "Look at everything now" not in page
        assert "6 files were looked at; 4 of them are pictures. 1 could not be decoded" in text_of(page)
        assert "2 groups of near texts" in text_of(page)


def test_it_can_be_stopped_and_says_how_far_it_is(tmp_path: Path) -> None:
    with reader_on(write(tmp_path)) as opened:
        opened.send("/alike", do="look")
        answer = opened.client.get("/alike")
        is_running = "refresh" in answer.headers
        assert is_running == ("Stop; go on later" in answer.text)
        opened.send("/alike", do="stop")
        assert not looking_of(opened.reader.reading).is_running
        assert "refresh" not in opened.client.get("/alike").headers


def test_near_texts_show_what_differs_by_character(opened: Any) -> None:
    page = opened.page("/alike/texts")
    assert "12 together" in page
    assert "3 together" in page
    assert "<del>生</del><ins>绿</ins>" in page.replace("\n", "")
    assert "一歲一枯榮" in page  # the other script is no difference
    assert re.search(r'href="/alike/to/\d+">All 12', page)


def test_all_of_a_group_are_one_page_further(opened: Any) -> None:
    number = opened.number("x:post:100")
    page = opened.page(f"/alike/to/{number}")
    assert page.count("<li><p") == 12
    assert opened.page("/alike/to/999999", status=404)


def test_what_is_like_an_item_is_its_texts_and_pictures(opened: Any) -> None:
    number = opened.number("x:post:1")
    assert f'href="/alike/to/{number}"' in opened.page(f"/item/{number}")
    said = text_of(opened.page(f"/alike/to/{number}"))
    assert "82%" in said
    assert "The same picture" in said
    assert "Perhaps mirrored" in said


def test_pictures_come_as_small_copies_of_the_readers_own(opened: Any) -> None:
    page = opened.page("/alike/pictures")
    sources = re.findall(r'<img src="([^"]+)"', page)
    assert len(sources) == 2
    assert all(re.fullmatch(r"/file/\d+/\d+/small", source) for source in sources)
    assert opened.client.get(sources[0]).headers["content-type"].startswith("image/")
    assert "Perhaps mirrored" in opened.page("/alike/pictures?show=maybe")


def test_places_lead_to_their_items_and_addresses_name_none(opened: Any) -> None:
    page = opened.page("/places")
    assert "Shanghai" in page
    assert "ambiguous" in page
    assert "Chaoyang, Liaoning" in text_of(page)
    way = re.search(r'href="(/places/[0-9a-f]+)"><bdi>Shanghai', page)
    assert way is not None
    place = opened.page(way[1])
    assert "2 entries" in place
    assert "南京路" in place
    assert opened.page("/places/0000000000000000", status=404)
    assert "Shanghai" not in opened.page("/places?level=county")
    assert "Shanghai" in opened.page("/places?level=province")
    assert opened.page("/places?level=elsewhere").count("<tr>") == page.count("<tr>")


def test_a_years_strip_says_each_year_in_words(opened: Any) -> None:
    assert re.search(r'<li class="s5" title="2022: \d"><span class="spoken">2022: \d', opened.page("/places"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_each_language(opened: Any, language: str) -> None:
    opened.send("/settings", language=language)
    addresses = ("/alike", "/alike/texts", "/alike/pictures", "/alike/pictures?show=maybe", "/places")
    pages = [opened.page(address) for address in (*addresses, f"/alike/to/{opened.number('x:post:1')}")]
    assert not [page for page in pages if "ui.web-" in page]
    opened.send("/settings", language="en")


def test_with_names_hidden_no_name_stands_and_pictures_are_blurred(opened: Any) -> None:
    opened.send("/settings", names="hide")
    try:
        pages = [opened.page(address) for address in ("/alike/texts", "/alike/pictures", "/places")]
        way = re.search(r'href="(/places/[0-9a-f]+)"><bdi>Shanghai', pages[2])
        assert way is not None
        pages.append(opened.page(way[1]))
        assert not [page for page in pages if "王小草" in page or "wang_example" in page]
        assert 'class="blurred"' in pages[1]
    finally:
        opened.send("/settings", names="show")


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_not_struck_out_is_the_text(text: str, first: str) -> None:
    """And what is not new is the first text, but for its script."""
    bits = list(differing(text, first))
    assert "".join(bit.text for bit in bits if bit.tone != "gone") == text
    assert len("".join(bit.text for bit in bits if bit.tone != "added")) == len(first)


def test_long_texts_are_not_compared() -> None:
    assert [bit.tone for bit in differing("草" * 4000, "木" * 10)] == [""]
