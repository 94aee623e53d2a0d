"""The registers' pages: every record in every language, narrowed, with a library and before there is one."""

import re

import pytest

from web.made_reader import reader_on, write_library
from web.setup_pages import pages_in
from wildgrass.flows.register import REGISTERS, records
from wildgrass.text.language import LANGUAGES


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return write_library(tmp_path_factory.mktemp("register"))


def words_in(page):
    return re.sub(r"<[^>]+>", " ", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_has_its_page_with_sources(library, language):
    with reader_on(library, language) as opened:
        for name in REGISTERS:
            listed = opened.page(f"/register/{name}")
            for one in records(name):
                assert f'href="/register/{name}/{one.id}"' in listed
                page = opened.page(f"/register/{name}/{one.id}")
                assert one.sources[0].publisher.replace("'", "&#39;") in page
                assert not re.findall(r"\bui\.|web-", words_in(page)), one.id


def test_lists_are_narrowed_and_name_no_word_of_ours_raw(library):
    with reader_on(library) as opened:
        page = opened.page("/register/laws?topic=vpn")
        assert "cn-2013-online-defamation" not in page
        assert len(re.findall(r"/register/laws/[\w-]+", page)) == sum(
            "vpn" in one.topics for one in records("laws")
        )
        for name in REGISTERS:
            page = opened.page(f"/register/{name}")
            assert "web-" not in words_in(page)
            ways = [way.replace("&amp;", "&") for way in re.findall(r'href="(/register/\w+\?[^"]+)"', page)]
            assert ways
            for way in ways:
                assert '<ul class="records">' in opened.page(way)


def test_what_is_not_there_is_said(library):
    with reader_on(library) as opened:
        opened.page("/register/streets", 404)
        opened.page("/register/laws/none", 404)


def test_they_stand_beside_the_tools_before_there_is_a_library(tmp_path):
    with pages_in(tmp_path) as pages:
        assert "/register/laws" in pages.get("/setup/tools").text
        answer = pages.get("/register/laws/cn-2013-online-defamation")
        assert answer.status_code == 200
        assert "setup.css" in answer.text
        assert pages.get("/register/cases?platform=wechat").status_code == 200
        assert pages.get("/register/laws/none").status_code == 404
