"""The compare pages without handing over an export, with a third member, and the tables: through the real pages."""

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest

from library.archive_builders import about, build
from observatory.made_chat import made_chat
from web.setup_pages import pages_in, words_of
from wildgrass.flows.compare_blind import Own, make_tags
from wildgrass.library.place import LibraryPlace
from wildgrass.text.language import LANGUAGES

SPOKEN = "4821 9037 5518 2264 7093 1186"


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """Two ends of a chat, a third member's who has everything, and B's file of tags."""
    folder = tmp_path_factory.mktemp("blind")
    chat = made_chat(160, 5, lost=0.05)
    build(folder / "a", chat.a, about("a"))
    build(folder / "b", chat.b, about("b"))
    build(folder / "c", [replace(one, id=f"{one.id}-c") for one in chat.a], about("c"))
    make_tags(Own(LibraryPlace(folder / "b")), folder / "b.tags", SPOKEN.encode(), log2_n=4)
    return folder, chat


def test_a_file_of_tags_is_made_and_the_passphrase_that_was_made_up_is_shown_once(tmp_path, sides):
    folder, _ = sides
    with pages_in(tmp_path) as pages:
        pages.post("/setup/tools/compare/tags", a=folder / "a")
        assert pages.wait() == "/setup/tools/compare/tags/which"
        which = pages.get("/setup/tools/compare/tags/which")
        chosen = re.findall(r'<option value="([^"]+)"', which.text)[0]
        given = {"chat_a": chosen, "file": tmp_path / "mine.tags"}
        differing = pages.post(
            "/setup/tools/compare/tags/which", **given, passphrase_spoken=SPOKEN, again="x"
        )
        assert differing.status_code == 422
        weak = pages.post(
            "/setup/tools/compare/tags/which", **given, passphrase_spoken="short", again="short"
        )
        assert weak.status_code == 422
        assert not (tmp_path / "mine.tags").exists()
        pages.post("/setup/tools/compare/tags/which", **given)
        assert pages.wait() == "/setup/tools/compare/tags/made"
        made = pages.get("/setup/tools/compare/tags/made")
        spoken = re.findall(r"(?:\d{4} ){5}\d{4}", made.text)[0]
        assert (tmp_path / "mine.tags").read_bytes().startswith(b"age-encryption.org/v1\n")
        pages.post("/setup/tools/compare", a=folder / "b", b=tmp_path / "mine.tags", passphrase_b=spoken)
        assert pages.wait() == "/setup/tools/compared"
        assert spoken not in repr(pages.front.setup.drafts)


def test_with_tags_the_pages_show_ones_own_words_alone(tmp_path, sides):
    folder, chat = sides
    with pages_in(tmp_path) as pages:
        asked = {"a": folder / "a", "b": folder / "b.tags"}
        assert pages.post("/setup/tools/compare", **asked).status_code == 422, "no passphrase"
        pages.post("/setup/tools/compare", **asked, passphrase_b="another one that is long enough")
        assert pages.wait() == "/setup/ended"
        pages.post("/setup/tools/compare", **asked, passphrase_b=SPOKEN)
        assert pages.wait() == "/setup/tools/compared"
        page = words_of(pages.get("/setup/tools/compared?show=only_a"))
        lost = [one.text for one in chat.a if one.id in chat.lost]
        assert any(text in page for text in lost)
        assert "words stay with the other end" in page
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            shown = ("/setup/tools/compare", "/setup/tools/compared", "/setup/tools/compare/tags")
            assert not [one for one in shown if re.findall(r"web-|ui\.", words_of(pages.get(one)))]


def test_a_third_member_and_the_tables(tmp_path, sides):
    folder, chat = sides
    with pages_in(tmp_path) as pages:
        pages.post("/setup/tools/compare", a=folder / "a", b=folder / "b", c=folder / "c")
        assert pages.wait() == "/setup/tools/compared"
        page = pages.get("/setup/tools/compared?show=only_a").text
        assert len(re.findall(r'href="#why-third-has"', page)) == len(chat.lost)
        saved = pages.post("/setup/tools/compared", what="tables")
        with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
            names = {name.rpartition("/")[2] for name in archive.namelist()}
            rows = archive.read("compared/messages.jsonl").decode()
        endings = ("csv", "jsonl", "parquet")
        assert names == {"datapackage.json"} | {
            f"{one}.{end}" for one in ("messages", "missing") for end in endings
        }
        assert sum("third-has" in json.loads(row)["why"] for row in rows.splitlines()) == len(chat.lost)
        assert "wxid_1" not in rows
