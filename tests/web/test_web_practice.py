"""Practising through the pages alone: two friends answer, the coordinator opens, the made-up posts can be read."""

import re

from web.setup_pages import pages_in, words_of
from wildgrass.flows.practice import PASSPHRASE
from wildgrass.library import Library
from wildgrass.text.language import LANGUAGES

HERE, MADE = "/setup/tools/practice", "/setup/tools/practice/made"


def filled(page) -> dict[str, str]:
    """Return what a page's fields hold already."""

    inputs = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', page.text)
    return {name: value for name, value in inputs if value}


def test_a_person_plays_every_part(tmp_path):
    with pages_in(tmp_path) as pages:
        pages.post(HERE, folder=tmp_path / "practice")
        pages.front.setup.job.wait(120)
        assert pages.get("/setup/tools/running").url.path == MADE
        for name in ("Ana", "Ben"):
            share = pages.post(MADE, who=name)
            assert share.url.path == "/ceremony/share"
            checked = pages.post("/ceremony/share", **filled(share), passphrase=PASSPHRASE)
            answered = pages.post("/ceremony/share", **filled(checked), passphrase=PASSPHRASE, go="answer")
            assert answered.status_code == 200
            assert "back to the steps" in words_of(answered)
            assert pages.get(MADE).url.path == MADE
        vault = pages.post(MADE, who="")
        unlock = pages.post(vault.url.path, **filled(vault))
        answers = pages.post(unlock.url.path, **filled(unlock), passphrase=PASSPHRASE)
        pages.post(answers.url.path, **filled(answers), go="folder")
        library = pages.post(answers.url.path, go="open")
        assert library.url.path == "/ceremony/library"
        pages.post(library.url.path, **filled(library), lock="no")
        assert pages.wait() == "/ceremony/opened"
    with Library.open(tmp_path / "practice" / "library") as opened:
        assert [one.text for one in opened.search("春风吹又生")] == ["野火烧不尽，春风吹又生。"]  # noqa: RUF001


def test_pages_speak_every_language_and_a_used_folder_is_refused(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pages_in(tmp_path) as pages:
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            assert "web-" not in words_of(pages.get(HERE))
        assert pages.get(MADE).url.path == HERE
        pages.post(HERE, folder=tmp_path / "full")
        pages.front.setup.job.wait(60)
        assert pages.get("/setup/tools/running").url.path == "/setup/ended"
        assert [path.name for path in (tmp_path / "full").iterdir()] == ["file"]
