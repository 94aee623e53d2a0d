"""Locking through the page: a library locked, its passphrase changed, made readable; nothing typed is shown."""

import pytest

from web.made_reader import write_library
from web.setup_pages import pages_in, words_of
from wildgrass.library.keys import read_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.text.language import LANGUAGES

OLD, NEW = "older grass 1", "newer 草 2"


def sent(pages, library, act, **more):
    answer = pages.post("/setup/tools/lock", library=library, act=act, **more)
    if answer.status_code != 200:
        return answer
    pages.front.setup.job.wait(60)
    return pages.get("/setup/tools/running")


def test_locked_changed_and_made_readable(tmp_path):
    library = write_library(tmp_path)
    with pages_in(tmp_path) as pages:
        said = sent(pages, library, "lock", new=OLD, again=OLD)
        assert said.url.path == "/setup/tools/lock/done"
        assert LibraryPlace(library).is_locked
        assert not (library / "library.sqlite").exists()
        assert (
            sent(pages, library, "passphrase", passphrase="wrong", new=NEW, again=NEW).url.path
            == "/setup/ended"
        )
        assert sent(pages, library, "passphrase", passphrase=OLD, new=NEW, again=NEW).status_code == 200
        assert read_key_file(library, NEW.encode()) is not None
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for address in ("/setup/tools/lock", "/setup/tools/lock/done"):
                page = pages.get(address)
                assert "web-" not in words_of(page)
                assert OLD not in page.text
                assert NEW not in page.text
        assert sent(pages, library, "unlock", passphrase=NEW).url.path == "/setup/tools/lock/done"
        assert not LibraryPlace(library).is_locked
        assert NEW not in repr(vars(pages.front.setup.job))


@pytest.mark.parametrize("typed", [{}, {"new": OLD}, {"new": OLD, "again": NEW}])
def test_a_passphrase_is_typed_twice(tmp_path, typed):
    (tmp_path / "library").mkdir()
    with pages_in(tmp_path) as pages:
        assert sent(pages, tmp_path / "library", "lock", **typed).status_code == 422
        assert sent(pages, tmp_path / "library", "burn", **typed).status_code == 422
