"""What went when, through the pages: drawings in the page itself, in each language, and a locked library."""

import re

import pytest

from observatory.observed_rows import observed, write
from web.made_locked import PASSPHRASE, locked_library
from web.setup_pages import pages_in, words_of
from wildgrass.text import say
from wildgrass.text.language import LANGUAGES
from wildgrass.web.settings import LANGUAGE_COOKIE


def begun(pages, place, **more):
    pages.post("/setup/tools/timeline", library=place, **more)
    pages.front.setup.job.wait(120)
    return pages.get("/setup/tools/running")


@pytest.mark.parametrize("language", LANGUAGES)
def test_takedowns_lives_and_coincidences_are_told(tmp_path, language):
    file = write(tmp_path / "obs.jsonl", observed(300, seed=3))
    own = tmp_path / "own.csv"
    own.write_text("2021-06-01,<script>alert(1)</script>\n", encoding="utf-8")
    with pages_in(tmp_path, language) as pages:
        assert not re.search(r"web-|ui\.", words_of(pages.get("/setup/tools/timeline")))
        unsaid = pages.post("/setup/tools/timeline", library=file, events=own)
        assert "timeline-undeclared" not in unsaid.text
        assert 'name="collection"' in unsaid.text, "whose archives it is of is asked on the same page"
        page = begun(pages, file, events=own, collection="made-up archives of our own")
        assert page.url.path == "/setup/tools/timeline/found"
        assert page.text.count("<desc>") == 2
        assert "&lt;script&gt;" in page.text
        assert not re.search(r"\bui\.|web-timeline|style=", page.text)
        for other in LANGUAGES:  # she may change the language after the work is done
            pages.client.cookies.set(LANGUAGE_COOKIE, other)
            turned = pages.get("/setup/tools/timeline/found")
            for name in ("timeline-takedowns", "timeline-lives"):
                assert f"<title>{say(other, f'ui.{name}')}</title>" in turned.text, (other, name)
            assert say(other, "ui.timeline-by-platform") in re.findall("<desc>([^<]+)", turned.text)[0]


def test_a_locked_library_of_which_nothing_is_gone(tmp_path):
    library = locked_library(tmp_path / "locked")
    with pages_in(tmp_path) as pages:
        page = begun(pages, library, passphrase=PASSPHRASE)
        assert page.url.path == "/setup/tools/timeline/found"
        assert "Nothing of these archives is known to be gone" in words_of(page)
