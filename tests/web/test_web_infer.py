"""Inference through the pages: what the verb finds, what it abstains from; nothing to download, no words alone."""

import json
import re

import pytest

from observatory.made_posts import made_posts
from web.made_locked import PASSPHRASE, locked_library
from web.setup_pages import pages_in, words_of
from wildgrass.text.language import LANGUAGES
from wildgrass.web import tools_infer


@pytest.fixture(scope="module")
def made():
    return made_posts(21, 900, 4, supports=(14,), sizes=(1, 2))


def begun(pages, place, **more):
    pages.post("/setup/tools/infer", library=place, **more)
    pages.front.setup.job.wait(120)
    return pages.get("/setup/tools/running")


def test_findings_stand_with_what_they_rest_on(tmp_path, made):
    file = tmp_path / "posts.jsonl"
    rows = [{"text": one.text, "removed": one.removed, "author": one.author} for one in made.posts]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with pages_in(tmp_path) as pages:
        assert (
            pages.post("/setup/tools/infer", library=file).status_code == 422
        )  # nobody said that she agreed
        page = begun(pages, file, agreed=1, runs=1)
        assert page.url.path == "/setup/tools/infer/found"
        rows = [one for one in re.findall(r"<li>.*?</li>", page.text, re.DOTALL) if "supported" in one]
        assert {frozenset(rule.terms) for rule in made.rules} == {
            frozenset(re.search(r'dir="auto">(.*?)<', one)[1].split(" + ")) for one in rows
        }
        assert all("removed," in one and "%" in one and "confidence" in one for one in rows)
        assert "does not say that a filter used them" in words_of(page)
        assert not re.search(r"download|/save|<textarea", page.text)
    assert set(tools_infer.TAKE) == {"/setup/tools/infer"}  # no way to take words out as a file


def test_too_little_is_said_in_each_language(tmp_path):
    with pages_in(tmp_path) as pages:
        page = begun(pages, locked_library(tmp_path / "locked"), agreed=1, passphrase=PASSPHRASE)
        assert page.url.path == "/setup/tools/infer/found"
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            page = pages.get("/setup/tools/infer/found")
            assert not re.search(r"web-|ui\.", words_of(page) + words_of(pages.get("/setup/tools/infer")))
            assert page.text.count('class="warn"') == 2  # few that were removed, few that were kept


def test_what_is_abstained_from_names_no_words(tmp_path):
    words = {"status": "abstained", "terms": [], "images": [], "removed": 5, "kept": 1, "interval": [0.3, 1]}
    more = {
        "window": None,
        "confidence": 0.2,
        "fdr": None,
        "authors": None,
        "why": ["few-posts"],
        "evidence": [],
    }
    with pages_in(tmp_path) as pages:
        begun(pages, locked_library(tmp_path / "locked"), agreed=1, passphrase=PASSPHRASE)
        pages.front.setup.job.rows.append(words | more)
        said = words_of(pages.get("/setup/tools/infer/found"))
        assert "cannot tell · (too little to name words)" in said
        assert "rests on fewer than 8 posts" in said
