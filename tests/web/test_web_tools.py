"""The tools' pages: look at an export, check a vault, bring a library back after seeing what would appear."""

import shutil

import pytest

from web.made_reader import write_library
from web.setup_pages import export_in, pages_in, words_of
from wildgrass.sources.registry import SOURCES
from wildgrass.targets.registry import target_infos
from wildgrass.text.language import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_tools_speak_the_language(tmp_path, language):
    with pages_in(tmp_path, language) as pages:
        assert "/setup/tools" in pages.get("/setup").text
        for page in ("", "/inspect", "/verify", "/restore", "/compare", "/sources", "/targets"):
            answer = pages.get(f"/setup/tools{page}")
            assert answer.status_code == 200
            assert "web-" not in words_of(answer)


def test_an_export_is_looked_at_and_nothing_is_written(tmp_path):
    export = export_in(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pages_in(tmp_path) as pages:
        pages.post("/setup/tools/inspect", exports=export)
        assert pages.wait() == "/setup/tools/inspected"
        said = words_of(pages.get("/setup/tools/inspected"))
        assert "twitter-made-up.zip" in said
        assert "Recognised as X" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_vault_is_checked_and_what_is_damaged_is_named(tmp_path):
    export = export_in(tmp_path)
    with pages_in(tmp_path) as pages:
        vault, kit = pages.make_vault()
        pages.seal(kit, export)
        pages.post("/setup/tools/verify", vault=vault)
        assert pages.wait() == "/setup/tools/verified"
        assert "Everything is there and unaltered" in words_of(pages.get("/setup/tools/verified"))
        pack = max(
            (file for file in vault.rglob("*") if file.is_file()), key=lambda file: file.stat().st_size
        )
        data = bytearray(pack.read_bytes())
        data[len(data) // 2] ^= 1
        pack.chmod(0o600)
        pack.write_bytes(data)
        pages.post("/setup/tools/verify", vault=vault)
        pages.wait()
        said = words_of(pages.get("/setup/tools/verified"))
        assert "Damaged or missing: 1" in said
        assert pack.name[:12] in said


def test_a_vault_that_was_set_back_shows_where_it_was_remembered(tmp_path):
    export, seen = export_in(tmp_path), tmp_path / "seen.txt"
    with pages_in(tmp_path) as pages:
        vault, kit = pages.make_vault()
        shutil.copytree(vault, tmp_path / "older")
        pages.seal(kit, export)
        pages.post("/setup/tools/verify", vault=vault, remember=seen)
        assert pages.wait() == "/setup/tools/verified"
        assert f"remembered in {seen}" in words_of(pages.get("/setup/tools/verified"))
        kept = seen.read_text()
        pages.post("/setup/tools/verify", vault=tmp_path / "older", remember="")
        pages.wait()
        assert "Everything is there" in words_of(pages.get("/setup/tools/verified"))  # it cannot know
        pages.post("/setup/tools/verify", vault=f"{vault}\n{tmp_path / 'older'}", remember=seen)
        pages.wait()
        said = words_of(pages.get("/setup/tools/verified"))
        assert "Everything is there and unaltered" in said
        assert "still says what was seen before" in said
        assert seen.read_text() == kept


def test_a_library_comes_back_after_what_would_appear_was_seen(tmp_path):
    library, site = write_library(tmp_path), tmp_path / "site"
    with pages_in(tmp_path) as pages:
        pages.post("/setup/tools/restore", library=library, folder=site, target="site")
        assert pages.wait() == "/setup/tools/restored"
        assert "nothing is written yet" in words_of(pages.get("/setup/tools/restored"))
        assert not site.exists()
        pages.post("/setup/tools/restored")
        assert pages.wait() == "/setup/tools/restored"
        assert "Done." in words_of(pages.get("/setup/tools/restored"))
    assert (site / "index.html").is_file()


@pytest.mark.parametrize("page", ["inspect", "verify", "restore"])
def test_a_path_that_leads_nowhere_is_said(tmp_path, page):
    fields = dict.fromkeys(("exports", "vault", "library", "folder"), tmp_path / "not there")
    with pages_in(tmp_path) as pages:
        answer = pages.post(f"/setup/tools/{page}", **fields)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_lists_name_everything_that_is_registered(tmp_path):
    with pages_in(tmp_path) as pages:
        sources, targets = pages.get("/setup/tools/sources").text, pages.get("/setup/tools/targets").text
    assert all(f"<code>{one.info.name}</code>" in sources for one in SOURCES)
    assert all(f"<code>{one.name}:" in targets for one in target_infos())


def test_results_without_work_lead_back(tmp_path):
    with pages_in(tmp_path) as pages:
        for page in ("inspected", "verified", "restored"):
            assert pages.get(f"/setup/tools/{page}").url.path.startswith("/setup/tools/")
            assert not pages.get(f"/setup/tools/{page}").url.path.endswith("ed")


def test_the_reader_hands_its_library_over_unless_names_are_hidden(tmp_path):
    library = write_library(tmp_path)
    with pages_in(tmp_path) as pages:
        pages.front._open_library(library)
        home, item = pages.get("/"), pages.get("/item/1")
        assert f'name="library" value="{library}"' in home.text
        assert f'name="library" value="{library}"' in item.text
        assert pages.post("/setup/tools/here", library=library).url.path == "/setup/tools"
        for tool in ("restore", "publish", "watch", "infer", "request", "redact"):
            assert f'value="{library}"' in pages.get(f"/setup/tools/{tool}").text
        pages.post("/settings", names="hide")
        assert str(library) not in pages.get("/").text + pages.get("/item/1").text
