"""Each question of the wizard: what is taken, what is refused and why, and that nothing is written too early."""

import os
import re
from pathlib import Path

import pytest

from web.setup_pages import ORIGIN, PASSPHRASE, export_in, pages_in, sealed_key, words_of
from wildgrass.text import LANGUAGES
from wildgrass.text.catalogue import catalogue
from wildgrass.web import setup_front
from wildgrass.web.guard import HEADERS
from wildgrass.web.setup_front import SHOW, TAKE


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pages_in(tmp_path) as pages:
        yield pages


def address(path):
    return path.replace("{number:int}", "3")


@pytest.mark.parametrize(
    "path", [*SHOW, *TAKE, "/", "/style/auto.css", "/setup/static/setup.css", "/setup/none"]
)
def test_nothing_is_shown_without_a_session(pages, path):
    pages.client.cookies.clear()
    answer = pages.client.get(address(path), follow_redirects=False)
    assert answer.status_code == 403
    assert "ildgrass" not in answer.text


@pytest.mark.parametrize("path", [*SHOW, "/setup/static/setup.js", "/setup/none"])
def test_every_page_is_answered_and_never_kept(pages, path):
    answer = pages.client.get(address(path))
    assert answer.status_code in {200, 404}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", list(TAKE))
def test_forms_from_elsewhere_are_refused(pages, path):
    answer = pages.client.post(path, data={"go": "on"}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert pages.client.post(path, data={"go": "on"}).status_code == 403


@pytest.mark.parametrize("path", list(TAKE))
def test_an_empty_form_is_a_question_and_no_fault(pages, path):
    assert pages.post(path).status_code in {200, 422}


@pytest.mark.parametrize("path", list(TAKE))
def test_a_form_of_nonsense_is_answered_in_words(pages, path):
    nonsense = dict.fromkeys(
        ("place", "card", "exports", "share", "key", "folder", "answer", "library", "kit", "entry", "remove"),
        "\0/😀",
    )
    for go in ("on", "answer", "folder", "open", "take", "🌱"):
        answer = pages.post(
            path, **nonsense, go=go, name="\u202e", threshold="²", home="9" * 40, w1="x", w="y"
        )
        assert answer.status_code in {200, 422}


def test_a_huge_form_is_refused(pages):
    assert pages.post("/setup/place", place="a" * 70_000).status_code == 413
    assert (
        pages.client.post("/setup/place", content=b"&".join([b"a=b"] * 200), headers=ORIGIN).status_code
        == 413
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language(pages, language):
    pages.post("/setup/settings", language=language, back="/setup")
    for path in SHOW:
        text = pages.get(address(path)).text
        assert "setup-" not in words_of(pages.get(address(path)))
        assert "ceremony-" not in re.sub(r"<[^>]+>", "", text)
    assert f'lang="{language}"' in pages.get("/setup").text


def test_every_sentence_of_the_pages_is_in_the_catalogue():
    templates = Path(setup_front.__file__).parent / "templates"
    files = [*templates.glob("setup_*.html"), *templates.glob("ceremony_*.html")]
    said = {
        (file.name, one) for file in files for one in re.findall(r'\bt\("([a-z0-9-]+)"[,)]', file.read_text())
    }
    assert len(said) > 100
    assert {one for one in said if f"ui.web-{one[1]}" not in catalogue()} == set()


def test_places_are_checked_before_anything_is_written(pages, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "note.txt").write_text("x")
    for wrong, words in (
        ("", "not answered"),
        (full, "holds other files"),
        (full / "note.txt", "not a folder"),
        (full / "note.txt" / "below", "not a folder"),
        ("s3://bucket/x", "there is nothing at"),
    ):
        answer = pages.post("/setup/place", place=wrong)
        assert answer.status_code == 422
        assert words in words_of(answer), wrong
    assert pages.post("/setup/place", place=f' "{tmp_path}/new/deep" ').url.path == "/setup/trustees"
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the super-user may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(pages, tmp_path):
    tmp_path.joinpath("shut").mkdir(mode=0o500)
    assert "nothing can be written" in words_of(pages.post("/setup/place", place=tmp_path / "shut" / "vault"))


def test_a_vault_is_told_from_an_empty_folder(pages):
    place, kit = pages.make_vault()
    assert "is a vault already" in words_of(pages.post("/setup/place", place=place))
    assert "holds other files" in words_of(pages.post("/setup/place", place=kit))


def test_the_kit_never_lies_in_the_vault(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "vault")
    for kit in (tmp_path / "vault", tmp_path / "vault" / "kit", tmp_path / "a" / ".." / "vault" / "kit"):
        assert "cannot lie inside the vault" in words_of(pages.post("/setup/kit", kit=kit))


def test_a_trustee_is_named_once_and_by_a_recipient(pages):
    secret, public = pages.key("Ana")
    pages.add("Ana", public, country="Norway")
    for form, words in (
        ({"name": "ana", "kind": "paper"}, "named twice"),
        ({"name": "Eva", "kind": "key", "recipient": public.read_text()}, "named twice"),
        ({"name": "", "kind": "paper"}, "cannot be called"),
        ({"name": "Eva", "kind": "key", "recipient": "age1nonsense"}, "not an age recipient"),
        ({"name": "Eva", "kind": "key", "recipient": ""}, "not answered"),
        ({"name": "Eva", "kind": "key", "recipient": secret}, "a secret key"),
    ):
        answer = pages.post("/setup/trustee", **form)
        assert answer.status_code == 422
        assert words in words_of(answer), form


def test_a_secret_key_that_was_pasted_is_refused_and_not_shown_again(pages):
    secret, _ = pages.key("Ana")
    text = secret.read_text().strip()
    for path in ("/setup/trustee", "/setup/coordinator"):
        answer = pages.post(path, name="Ana", kind="key", recipient=text)
        assert "a secret key" in words_of(answer)
        browsing = pages.post(path, name="Ana", kind="key", recipient=text, browse="recipient")
        for page in (browsing, pages.get(path), pages.get("/setup/trustees")):
            assert text not in page.text
    assert text not in repr(pages.front.setup)


def test_what_was_typed_is_there_again_when_somebody_comes_back(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "vault")
    assert str(tmp_path / "vault") in pages.get("/setup/place").text
    pages.add("Ana", country="Norway")
    pages.add("Ben", country="Peru")
    pages.post("/setup/threshold", threshold=2)
    assert 'value="2" aria-describedby="k2-means" checked' in pages.get("/setup/threshold").text


@pytest.mark.parametrize("wrong", ["", "1", "4", "x", "-2", "²"])
def test_a_threshold_nobody_can_deal_is_refused(pages, wrong):
    for name in ("Ana", "Ben", "Chen"):
        pages.add(name, country=name)
    assert pages.post("/setup/threshold", threshold=wrong).status_code == 422


def test_a_majority_in_one_country_is_said_and_asked_again(pages):
    pages.add("Ana", country="China ")
    pages.add("Ben", country="china")
    pages.add("Chen", country="Peru")
    answer = pages.post("/setup/threshold", threshold=2)
    assert answer.url.path == "/setup/spread"
    assert "2 of 3 trustees live in China" in words_of(answer)
    assert pages.post("/setup/spread", go="on").status_code == 422
    assert pages.get("/setup/review").url.path != "/setup/review"
    assert pages.post("/setup/spread", go="change").url.path == "/setup/trustees"
    assert pages.post("/setup/spread", go="on", read="yes").url.path == "/setup/coordinator"


def test_a_household_is_found_through_others(pages):
    pages.add("Ana", country="a")
    pages.add("Ben", country="b", home=1)
    pages.add("Chen", country="c", home=2)
    pages.add("Dora", country="d", home=0)
    answer = words_of(pages.post("/setup/threshold", threshold=3))
    assert "3 of 4 trustees share one household (Ana, Ben, Chen)" in answer
    assert "1 of 4 trustees live with the owner" in answer


def test_people_within_reach_are_said(pages):
    pages.add("Ana", country="a", reach="yes")
    pages.add("Ben", country="b", reach="unknown")
    pages.add("Chen", country="c")
    assert "2 of 3 trustees can be reached" in words_of(pages.post("/setup/threshold", threshold=2))
    assert pages.post("/setup/threshold", threshold=3).url.path == "/setup/coordinator"


def test_where_people_are_is_asked_and_written_nowhere(pages, tmp_path):
    assert pages.post("/setup/trustee", name="Ana", kind="paper").url.path == "/setup/trustee/where"
    assert pages.post("/setup/trustee/where", reach="no").status_code == 422
    assert pages.post("/setup/trustee/where", country="Norway").status_code == 422
    pages.get("/setup/trustees")
    pages.make_vault()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or not any(
            country in path.read_bytes() for country in (b"Norway", b"Japan", b"Canada")
        )
    assert "Norway" not in repr(pages.front.setup)


def test_removing_somebody_asks_again(pages):
    for name in ("Ana", "Ben", "Chen"):
        pages.add(name, country="one")
    pages.post("/setup/trustees", remove=1)
    names = [holder.name for holder in pages.front.setup.choices.holders]
    assert names == ["Ana", "Chen"]
    assert pages.post("/setup/trustees", remove=7).status_code == 200


def test_the_last_page_cannot_be_reached_past_the_questions(pages):
    for path in ("/setup/review", "/setup/made", "/setup/sealed", "/ceremony/opened", "/setup/paper/1"):
        assert pages.get(path).url.path != path or pages.get(path).status_code == 404
    pages.post("/setup/review")
    assert pages.front.setup.made is None


def test_the_printed_page_keeps_its_look_under_our_policy(pages):
    pages.make_vault()
    page = pages.get("/setup/paper/3")
    assert "<style" not in page.text
    assert "<svg" in page.text
    assert "@page" in pages.get("/setup/paper-style").text
    assert pages.get("/setup/paper/1").status_code == 404


def test_looking_into_folders_takes_a_path_back(pages, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "b" / "a.card").write_text("x")
    pages.post("/setup/card", card=tmp_path, browse="card")
    listing = words_of(pages.get("/setup/look"))
    assert "b" in listing
    assert ".hidden" not in listing
    pages.post("/setup/look", entry=0)
    assert pages.post("/setup/look", entry=0).url.path == "/setup/card"
    assert str(tmp_path / "b" / "a.card") in pages.get("/setup/card").text
    assert pages.post("/setup/look", entry=0).url.path == "/setup"


def test_names_on_the_disk_are_text_only(pages, tmp_path):
    (tmp_path / "<script>alert(1)<&>").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe")).mkdir()
    page = pages.post("/setup/place", place=tmp_path, browse="place")
    assert "<script>alert" not in page.text
    assert page.status_code == 200


def test_a_card_is_told_from_another_file(pages, tmp_path):
    (tmp_path / "no.card").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "no.card", export_in(tmp_path), tmp_path, tmp_path / "none"):
        assert pages.post("/setup/card", card=path).status_code == 422


def test_an_export_that_is_none_is_said(pages, tmp_path):
    _, kit = pages.make_vault()
    (tmp_path / "notes.txt").write_text("no export")
    pages.post("/setup/card", card=kit / "vault.card")
    assert pages.post("/setup/export", exports="").status_code == 422
    assert pages.post("/setup/export", exports=tmp_path / "none").status_code == 422
    pages.post("/setup/export", exports=tmp_path / "notes.txt")
    assert pages.wait() == "/setup/ended"
    assert "It did not work" in pages.get("/setup/ended").text
    assert "Nothing was written" in pages.get("/setup/ended").text


def test_sealing_is_stopped_and_taken_up_again(pages, tmp_path):
    _, kit = pages.make_vault()
    pages.post("/setup/card", card=kit / "vault.card")
    pages.post("/setup/export", exports=export_in(tmp_path))
    pages.wait()
    pages.post("/setup/seen")
    answer = pages.post("/setup/stop")
    assert answer.url.path in {"/setup/ended", "/setup/sealed"}
    assert pages.front.setup.job.is_over
    pages.post("/setup/seen")
    assert pages.wait() == "/setup/sealed"


def test_a_lock_forgets_everything(pages, tmp_path):
    pages.make_vault()
    pages.post("/setup/place", place=tmp_path / "other")
    assert pages.client.post("/lock", headers=ORIGIN).status_code == 200
    setup = pages.front.setup
    assert setup.made is None
    assert setup.drafts == {}
    assert setup.choices.place == ""
    assert pages.get("/setup").status_code == 403


def test_a_library_that_is_none_is_said(pages, tmp_path):
    assert "there is no library" in words_of(pages.post("/setup/library", library=tmp_path))


def test_a_key_is_made_with_its_line_beside_it(pages, tmp_path):
    form = {"key": tmp_path / "eva.key", "passphrase": PASSPHRASE}
    assert "differ" in words_of(pages.post("/ceremony/key", **form, again="other"))
    assert "empty" in words_of(pages.post("/ceremony/key", key=tmp_path / "eva.key"))
    assert not (tmp_path / "eva.key").exists()
    answer = pages.post("/ceremony/key", **form, again=PASSPHRASE)
    line = (tmp_path / "eva.key.pub").read_text().strip()
    assert line in answer.text
    assert PASSPHRASE not in answer.text
    assert pages.post(
        "/setup/trustee", name="Eva", kind="key", recipient=tmp_path / "eva.key.pub"
    ).url.path.endswith("/where")
    assert "exists already" in words_of(pages.post("/ceremony/key", **form, again=PASSPHRASE))


def test_passphrases_are_never_put_back_into_a_page(pages, tmp_path):
    sealed_key(tmp_path / "eva.key")
    for path, form in (
        ("/ceremony/share", {"share": "none", "key": tmp_path / "eva.key", "passphrase": PASSPHRASE}),
        ("/ceremony/key", {"key": tmp_path / "x.key", "passphrase": PASSPHRASE, "again": "other"}),
    ):
        assert PASSPHRASE not in pages.post(path, **form).text
        assert PASSPHRASE not in pages.get(path).text
    assert PASSPHRASE not in repr(pages.front.setup)
