"""Search from the page: what is asked stands in no address, and each hit leads to the place where it was said."""

import re

import pytest

from targets.made_up_life import FRIEND, post
from web.made_reader import LONG, reader_on, write_items, write_library


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with reader_on(write_library(tmp_path_factory.mktemp("search"))) as opened:
        yield opened


def test_a_search_is_a_number_to_the_browser(opened):
    answer = opened.send("/search", follow=False, words="维权")
    assert re.fullmatch(r"/search/\d+", answer.headers["location"])
    page = opened.page(answer.headers["location"])
    assert "<mark>维权</mark>" in page
    assert "维权" not in re.sub(r'value="[^"]*"', "", "".join(re.findall(r"<[^>]*>", page)))


def test_a_hit_leads_to_its_place_and_is_marked_there(opened):
    page = opened.send("/search", words="維權").text
    way = re.search(r'class="permalink" href="([^"]*)"', page)[1].replace("&amp;", "&")
    number = opened.number("x:message:long120")
    assert way.startswith(f"{opened.chat(LONG)}?at={number}&of=")
    assert way.endswith(f"#i{number}")
    assert "<mark>维权</mark>" in opened.page(way.partition("#")[0])


def test_filters_narrow_a_search(opened):
    found = opened.send(
        "/search", words="line", kind="message", person="spring_wind", after="2021-03-01"
    ).text
    assert " 249 of many" in found
    assert " 179 of many" not in found
    assert 'value="2021-03-01"' in found
    only = opened.send("/search", person=FRIEND.key, before="2021-01-02", source="x", order="best").text
    assert " 1 of many" in only


def test_results_come_in_pages(opened):
    first = opened.send("/search", words="many", kind="message")
    assert "249 found" in first.text
    assert "1 to 50" in first.text
    second = opened.page(f"{first.url.path}?page=2")
    assert "51 to 100" in second
    last = opened.page(f"{first.url.path}?page=5")
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_nothing_found_is_said(opened):
    assert "Nothing found" in opened.send("/search", words="zzzz-not-there").text


def test_a_search_for_nothing_leads_to_the_form(opened):
    assert opened.send("/search", words="  ").url.path == "/search"


@pytest.mark.parametrize(
    "fields", [{"words": "kind:nonsense"}, {"words": "a", "after": "yesterday"}, {"words": "a " * 240}]
)
def test_what_cannot_be_meant_is_said_on_the_page(opened, fields):
    page = opened.send("/search", **fields).text
    assert 'role="alert"' in page
    assert "Traceback" not in page


def test_a_search_that_was_forgotten_leads_to_the_form(opened):
    assert opened.client.get("/search/424242").url.path == "/search"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²"])
def test_an_odd_page_number_is_the_first_or_last(opened, page):
    first = opened.send("/search", words="many", kind="message")
    assert opened.client.get(f"{first.url.path}?page={page}").status_code == 200


def test_chips_change_one_thing_and_keep_the_words_out_of_addresses(opened):
    page = opened.send("/search", words="line", person="spring_wind").text
    ways = [way.replace("&amp;", "&") for way in re.findall(r'href="(/search/\d+/narrow\?[^"]*)"', page)]
    assert ways
    assert not [way for way in ways if "line" in way or "spring" in way]
    everybody = opened.client.get(next(way for way in ways if way.endswith("person=")))
    assert "250 found" in everybody.text or "249 found" in everybody.text
    assert 'value="line"' in everybody.text


def test_gone_and_pictures_narrow_a_search(opened):
    found = opened.send("/search", gone="1").text
    assert all("gone" in kinds for kinds in re.findall(r'<article class="post ([^"]*)"', found))
    assert "x" in opened.send("/search", pictures="1", kind="post").text
    assert "Nothing found" in opened.send("/search", words="line", pictures="1").text


def test_a_search_that_is_typed_on_keeps_its_number(opened):
    first = opened.send("/search", words="needl").url.path
    assert opened.send("/search", words="needle", **{"goes-on": first.rpartition("/")[2]}).url.path == first
    assert opened.send("/search", words="needle", **{"goes-on": "99999"}).url.path != first
    assert "needle" in opened.page(first)


def test_words_cannot_be_changed_by_an_address(opened):
    first = opened.send("/search", words="needle").url.path
    assert 'value="needle"' in opened.client.get(f"{first}/narrow?words=other&gone=").text


def test_characters_apart_are_found_only_when_asked(tmp_path):
    said = [post("apart", "2022-01-01 10:00", "记得六·四和六 四"), post("whole", "2022-01-02 10:00", "六四")]
    with reader_on(write_items(tmp_path, said)) as opened:
        strict = opened.send("/search", words="六四")
        assert "1 found" in strict.text
        assert "spaces between" not in strict.text
        loose = opened.send("/search", words="六四", loose="1")
        assert "2 found" in loose.text
        assert "Also found with signs or spaces between: 六·四" in loose.text
        assert "<mark>六·四</mark>" in loose.text
        way = re.search(r'href="(/item/\d+\?of=\d+)"', loose.text)
        assert way is not None
        assert "<mark>" in opened.page(way[1])
        assert "1 found" in opened.client.get(f"{loose.url.path}/narrow?loose=").text
        answer = opened.send(f"{loose.url.path}/save")
        assert len(answer.content) > len(opened.send(f"{strict.url.path}/save").content)


def test_the_help_says_what_to_type(opened):
    assert "on:weibo" in opened.page("/keys")
    assert "/keys#find" in opened.page("/search")
