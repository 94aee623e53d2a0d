"""The pages over a vault in two places, one of which was away: what is said after sealing, and the copying."""

from web.setup_pages import export_in, pages_in, words_of
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.verify import verify


def test_a_place_that_was_away_is_told_and_caught_up_from_the_page(tmp_path):
    first, second, kit = tmp_path / "vault", tmp_path / "stick" / "vault", tmp_path / "kit"
    with pages_in(tmp_path, "zh-Hans") as pages:
        pages.post("/setup/place", place=first, go="more")
        pages.post("/setup/places", further=second, go="on")
        for name, country in (("Ana", "Norway"), ("Ben", "Japan")):
            pages.add(name, country=country)
        pages.post("/setup/threshold", threshold=2)
        pages.post("/setup/coordinator", recipient=pages.key("coordinator")[1])
        pages.post("/setup/kit", kit=kit)
        pages.post("/setup/review")
        (tmp_path / "stick").rename(tmp_path / "elsewhere")
        pages.seal(kit, export_in(tmp_path))
        page = pages.get("/setup/sealed")
        assert page.text.count('role="alert"') == 1
        assert str(second) in words_of(page)
        assert "setup-" not in words_of(page)
        (tmp_path / "elsewhere").rename(tmp_path / "stick")
        pages.post("/setup/tools/verify", vault=f"{first}\n{second}", remember="")
        assert pages.wait() == "/setup/tools/verified"
        assert 'class="complaint"' in pages.get("/setup/tools/verified").text
        pages.post("/setup/tools/verify", vault=f"{first}\n{second}", remember="", catch_up="1")
        assert pages.wait() == "/setup/tools/verified"
        said = words_of(pages.get("/setup/tools/verified"))
        assert str(second) in said
        assert "verify-" not in said
    found = [verify(FolderStore(place)) for place in (first, second)]
    assert found[0].root == found[1].root
    assert found[0].problems == found[1].problems == ()
