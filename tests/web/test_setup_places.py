"""Further places of a vault: each checked and listed, everything in each of them, and each enough to check alone."""

import pytest

from web.setup_pages import export_in, pages_in, words_of
from wildgrass.flows.check import check
from wildgrass.text import LANGUAGES, explain
from wildgrass.vault.card import Card
from wildgrass.web import setup_further


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pages_in(tmp_path) as pages:
        yield pages


def test_the_list_comes_after_the_first_place(pages, tmp_path):
    assert pages.get("/setup/places").url.path == "/setup/place"
    assert pages.post("/setup/places", further=tmp_path / "b", go="on").url.path == "/setup/place"
    assert "Add further places" in words_of(pages.get("/setup/place"))
    assert pages.post("/setup/place", place=tmp_path / "a", go="more").url.path == "/setup/places"
    assert str(tmp_path / "a") in words_of(pages.get("/setup/places"))


def test_places_are_added_listed_and_taken_out(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "a", go="more")
    page = pages.post("/setup/places", further=tmp_path / "b", go="add")
    assert page.url.path == "/setup/places"
    assert "on the same disk as place 1" in words_of(page)
    pages.post("/setup/places", further=tmp_path / "c", go="add")
    page = pages.post("/setup/places", remove=0)
    assert str(tmp_path / "b") not in page.text
    assert pages.front.setup.choices.places == [str(tmp_path / "a"), str(tmp_path / "c")]
    assert pages.post("/setup/places", go="on", further="").url.path == "/setup/trustees"
    assert 'href="/setup/places"' in pages.get("/setup/trustees").text
    assert not any((tmp_path / name).exists() for name in "abc")


def test_a_place_that_was_typed_is_not_forgotten_by_going_on(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "a", go="more")
    assert pages.post("/setup/places", go="on", further=tmp_path / "b").url.path == "/setup/trustees"
    assert str(tmp_path / "b") in pages.front.setup.choices.places
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    page = pages.post("/setup/places", go="on", further=tmp_path / "full")
    assert page.status_code == 422
    assert f'value="{tmp_path / "full"}"' in page.text


def test_no_two_places_lie_in_each_other(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "a" / "vault", go="more")
    (tmp_path / "link").symlink_to(tmp_path)
    for wrong in ("a/vault", "a/vault/in", "a", "link/a/vault"):
        page = pages.post("/setup/places", further=tmp_path / wrong, go="add")
        assert page.status_code == 422, wrong
        assert "one lies in the other" in words_of(page), wrong
    assert "not answered" in words_of(pages.post("/setup/places", further="", go="add"))
    pages.post("/setup/places", further=tmp_path / "b", go="add")
    assert "one lies in the other" in words_of(pages.post("/setup/place", place=tmp_path / "b" / "in"))
    assert "cannot lie inside" in words_of(pages.post("/setup/kit", kit=tmp_path / "b" / "kit"))


def test_there_is_an_end_to_places(pages, tmp_path):
    pages.post("/setup/place", place=tmp_path / "0", go="more")
    for number in range(1, setup_further.MOST_PLACES + 3):
        page = pages.post("/setup/places", further=tmp_path / str(number), go="add")
    assert "room for no more" in words_of(page)
    assert len(pages.front.setup.choices.places) == setup_further.MOST_PLACES


def test_a_further_place_is_looked_for_in_folders(pages, tmp_path):
    (tmp_path / "stick").mkdir()
    pages.post("/setup/place", place=tmp_path / "a", go="more")
    assert pages.post("/setup/places", further=tmp_path / "stick", browse="further").url.path == "/setup/look"
    page = pages.post("/setup/look", go="this")
    assert page.url.path == "/setup/places"
    assert f'value="{tmp_path / "stick"}"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_and_needs_no_script(pages, tmp_path, language):
    pages.post("/setup/settings", language=language, back="/setup")
    pages.post("/setup/place", place=tmp_path / "a", go="more")
    page = pages.post("/setup/places", further=tmp_path / "b", go="add")
    assert "setup-" not in words_of(page)
    assert page.text.count("<form") == page.text.count('method="post"')
    page = pages.post("/setup/places", further=tmp_path / "b", go="add")
    sentence, hint = explain(
        setup_further.PlaceTwiceError(path=tmp_path / "b", other=tmp_path / "b"), language
    )
    assert sentence in words_of(page)
    assert hint in words_of(page)


def test_everything_is_in_each_place(pages, tmp_path):
    """Through the pages to the end: the review lists both, the card names both, and an export is sealed into both."""
    first, second, kit = (tmp_path / name for name in ("vault", "stick/vault", "kit"))
    pages.post("/setup/place", place=first, go="more")
    pages.post("/setup/places", further=second, go="on")
    for name, country in (("Ana", "Norway"), ("Ben", "Japan")):
        pages.add(name, country=country)
    pages.post("/setup/threshold", threshold=2)
    pages.post("/setup/coordinator", recipient=pages.key("coordinator")[1])
    review = pages.post("/setup/kit", kit=kit)
    assert review.url.path == "/setup/review", words_of(review)
    assert str(first) in review.text
    assert str(second) in review.text
    assert pages.post("/setup/review").url.path == "/setup/made"
    assert list(Card.from_text((kit / "vault.card").read_text()).places) == [str(first), str(second)]
    pages.seal(kit, export_in(tmp_path))
    found = [check(str(place)).to_json() for place in (first, second)]
    assert found[0]["root"] == found[1]["root"]
    assert found[0]["objects"] == found[1]["objects"] > 5
