"""Letters through the pages: the same letter as the verb's, as text, page and PDF; nothing typed is kept."""

from web.made_locked import PASSPHRASE, locked_library
from web.setup_pages import export_in, pages_in, words_of
from wildgrass.cli.main import main
from wildgrass.text.language import LANGUAGES


def begun(pages, library, **more) -> str:
    """Look an archive through and return the address that follows."""
    pages.post("/setup/tools/request", library=library, **more)
    job = pages.front.setup.job
    job.wait(60)
    return pages.get("/setup/tools/running").url.path


def letter(pages, **choice):
    return pages.post("/setup/tools/request/letter", **{"law": "gdpr", "letter": "en", **choice})


def test_a_letter_is_read_and_saved_in_each_form_as_the_verb_writes_it(tmp_path):
    export = export_in(tmp_path)
    with pages_in(tmp_path) as pages:
        assert begun(pages, export) == "/setup/tools/request/letter"
        choice = {"platform": "x", "day": "2026-12-01"}
        shown = letter(pages, **choice, form="")
        assert "is to be answered by 2027-01-01" in words_of(shown)
        assert 'lang="en" aria-label="The letter 1"' in shown.text
        for form, start in (("txt", b""), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")):
            answer = letter(pages, **choice, form=form)
            assert answer.headers["content-disposition"] == f'attachment; filename="letter.{form}"'
            file = tmp_path / f"verb.{form}"
            told = ["--law", "gdpr", "--letter", "en", "--day", "2026-12-01", "-o", str(file)]
            assert main(["request", str(export), *told]) == 0
            assert answer.content == file.read_bytes()
            assert answer.content.startswith(start)


def test_what_is_typed_stands_in_the_letter_and_is_kept_nowhere(tmp_path):
    with pages_in(tmp_path) as pages:
        begun(pages, export_in(tmp_path))
        shown = letter(pages, platform="x", name="Ann <b>Grass", contact="call Dora", form="")
        assert "Ann &lt;b&gt;Grass" in shown.text
        assert "Ann" in letter(pages, platform="x", name="Ann <b>Grass", form="txt").text
        assert "Ann" not in pages.get("/setup/tools/request/letter").text
        assert "Ann" not in repr(pages.front.setup)


def test_a_platform_that_is_not_there_is_refused(tmp_path):
    with pages_in(tmp_path) as pages:
        begun(pages, export_in(tmp_path))
        answer = letter(pages, platform="weibo", form="")
        assert answer.status_code == 422
        assert "one platform of this archive: x" in words_of(answer)


def test_a_locked_library_needs_its_passphrase_which_no_page_shows(tmp_path):
    library = locked_library(tmp_path / "locked")
    with pages_in(tmp_path) as pages:
        assert begun(pages, library) == "/setup/ended"
        assert begun(pages, library, passphrase="wrong one") == "/setup/ended"
        assert "wrong one" not in pages.get("/setup/ended").text
        assert begun(pages, library, passphrase=PASSPHRASE) == "/setup/tools/request/letter"
        assert PASSPHRASE not in pages.get("/setup/tools/request").text
        assert PASSPHRASE not in str(vars(pages.front.setup.job))
        pages.client.post("/lock", headers={"origin": "http://127.0.0.1:8124"})
        assert pages.front.setup.job is None


def test_it_speaks_the_languages(tmp_path):
    with pages_in(tmp_path) as pages:
        begun(pages, export_in(tmp_path))
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            assert "web-" not in words_of(pages.get("/setup/tools/request"))
            assert "web-" not in words_of(letter(pages, platform="x", letter="both", law="pipl", form=""))


def test_without_work_the_letter_leads_back(tmp_path):
    with pages_in(tmp_path) as pages:
        assert pages.get("/setup/tools/request/letter").url.path == "/setup/tools/request"
        assert pages.get("/setup/tools/running").url.path == "/setup"
