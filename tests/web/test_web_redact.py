"""Redaction through the pages: all that the flow proposes is shown, each can be dropped, the result is made anew."""

import json
import re

import pytest

from library.archive_builders import FRIEND, build, post
from web.made_locked import PASSPHRASE, locked_library
from web.setup_pages import ORIGIN, pages_in, words_of
from web.test_web_escaping import PAYLOADS
from wildgrass.text.language import LANGUAGES

TEXT = f"昨天和@{FRIEND.handle}吃饭 电话13800138000"


@pytest.fixture
def library(tmp_path):
    build(tmp_path / "library", [post(1, TEXT), post(2, "".join(PAYLOADS) + " +8613800138000")])
    return tmp_path / "library"


def looked(pages, library, ids="x:post:1", **more) -> str:
    pages.post("/setup/tools/redact", library=library, ids=ids, **more)
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running").url.path


def decided(pages, **ticks) -> str:
    pages.post("/setup/tools/redact/proposals", part=1, **ticks)
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running").text


def test_what_is_dropped_stays_and_the_rest_is_replaced(tmp_path, library):
    with pages_in(tmp_path) as pages:
        assert looked(pages, library) == "/setup/tools/redact/proposals"
        page = pages.get("/setup/tools/redact/proposals").text
        assert re.findall(r"<del>(.*?)</del>", page) == [f"@{FRIEND.handle}", "13800138000"]
        assert page.count("checked") == 2
        instead = re.findall(r"<ins>(.*?)</ins>", page)
        shown = decided(pages, p0="1", then="texts")
        assert instead[0] in shown  # the same pseudonym as in the proposal
        assert "13800138000" in shown  # it was not ticked
        assert FRIEND.handle not in shown
        assert pages.get("/setup/tools/redact/proposals").text.count("checked") == 1
        shown = decided(pages, p0="1", p1="1", then="texts")
        assert "13800138000" not in shown
        saved = pages.client.post("/setup/tools/redact/texts", headers=ORIGIN)
        assert saved.headers["content-disposition"] == 'attachment; filename="items.jsonl"'
        (item,) = map(json.loads, saved.text.splitlines())
        assert instead[0] in item["text"]
        assert instead[1] in item["text"]


def test_hostile_words_stay_text(tmp_path, library):
    with pages_in(tmp_path) as pages:
        looked(pages, library, "x:post:2")
        shown = pages.get("/setup/tools/redact/proposals").text + decided(pages, then="texts")
        assert not any(one in shown for one in PAYLOADS if "<" in one)


def test_an_item_that_is_not_there_is_said(tmp_path, library):
    with pages_in(tmp_path) as pages:
        assert looked(pages, library, "x:post:404") == "/setup/ended"
        assert "x:post:404" in pages.get("/setup/ended").text
        assert pages.post("/setup/tools/redact", library=library, ids=" ").status_code == 422


def test_the_reader_brings_an_item_here_and_a_locked_library_is_asked_for_again(tmp_path):
    library = locked_library(tmp_path / "locked")
    with pages_in(tmp_path) as pages:
        answer = pages.post("/setup/tools/redact/from", library=library, ids="x:post:1")
        assert answer.url.path == "/setup/tools/redact"
        assert str(library) in answer.text
        assert "x:post:1" in answer.text
        assert looked(pages, library) == "/setup/ended"
        assert looked(pages, library, passphrase=PASSPHRASE) == "/setup/tools/redact/proposals"
        assert 'type="password"' in pages.get("/setup/tools/redact/proposals").text
        assert "离离原上草" in decided(pages, then="texts", passphrase=PASSPHRASE)


def test_it_speaks_the_languages(tmp_path, library):
    with pages_in(tmp_path) as pages:
        looked(pages, library)
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for page in ("", "/proposals", "/texts"):
                assert "web-" not in words_of(pages.get(f"/setup/tools/redact{page}"))
