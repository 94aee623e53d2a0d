"""The compare pages: the same classes as the flow, explained, narrowed, in every language; hostile words stay text."""

import re
from dataclasses import replace

import pytest

from library.archive_builders import about, build
from observatory.made_chat import Chat, made_chat
from web.setup_pages import pages_in, words_of
from web.test_web_escaping import OUR_TAGS, PAYLOADS, Tags
from wildgrass.flows.compare import compare
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.classes import REASONS
from wildgrass.text.language import LANGUAGES


def libraries(folder, chat: Chat):
    for side in ("a", "b"):
        build(folder / side, getattr(chat, side), about(f"export-{side}"))
    return folder / "a", folder / "b"


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    return libraries(folder, made_chat(220, 5, lost=0.05, altered=0.1, offset_s=30))


def compared(pages, a, b, **more):
    pages.post("/setup/tools/compare", a=a, b=b, **more)
    return pages.wait()


def test_the_pages_show_what_the_flow_finds(tmp_path, both):
    a, b = both
    comparison = compare(LibraryPlace(a), LibraryPlace(b))
    counts = comparison.summary()["classes"]
    with pages_in(tmp_path) as pages:
        assert compared(pages, a, b) == "/setup/tools/compared"
        page = pages.get("/setup/tools/compared").text
        for name, count in counts.items():
            shown = pages.get(f"/setup/tools/compared?show={name}").text
            assert len(re.findall(rf'class="pair {name}"', shown)) == min(50, count)
            assert not re.search(rf'class="pair (?!{name}")', shown)
        altered = pages.get("/setup/tools/compared?show=altered").text
        assert "<del>" in altered
        assert "<ins>!</ins>" in altered
        assert 'rel="next"' in page
        later = pages.get("/setup/tools/compared?page=2").text
        assert "2 of 5" in words_of(pages.get("/setup/tools/compared?page=2")) or 'rel="prev"' in later
        assert all(f'id="why-{one}"' in page for one in REASONS)


def test_they_speak_the_languages(tmp_path, both):
    with pages_in(tmp_path) as pages:
        compared(pages, *both)
        for language in LANGUAGES:
            pages.post("/setup/settings", language=language)
            for address in ("/setup/tools/compare", "/setup/tools/compared", "/setup/tools/compare/chats"):
                page = pages.get(address)
                assert f'<html lang="{language}"' in page.text
                assert not re.findall(r"web-|ui\.", words_of(page))


def test_conversations_are_chosen_where_there_are_several(tmp_path):
    chat = made_chat(60, 7)
    more = [replace(one, id=f"{one.id}-2", thread="wechat:conversation:2") for one in made_chat(20, 8).a]
    chat.a += more
    a, b = libraries(tmp_path, chat)
    with pages_in(tmp_path) as pages:
        compared(pages, a, b)
        answer = pages.get("/setup/tools/compared")
        assert answer.url.path == "/setup/tools/compare/chats"
        assert "wechat:conversation:2" in answer.text
        pages.post("/setup/tools/compare/chats", chat_a="", chat_b="")
        assert pages.wait() == "/setup/tools/compared"
        assert "wechat:conversation:1" in pages.get("/setup/tools/compared").text
        pages.post("/setup/tools/compare/chats", chat_a="wechat:conversation:2", chat_b="")
        assert pages.wait() == "/setup/tools/compared"
        assert "A: <bdi>wechat:conversation:2</bdi> (20)" in pages.get("/setup/tools/compared").text


def test_two_that_share_nothing_are_not_compared(tmp_path):
    a, b = libraries(tmp_path, Chat(a=made_chat(20, 7).a, b=[]))
    with pages_in(tmp_path) as pages:
        assert compared(pages, a, b) == "/setup/ended"
        assert "holds no conversation" in words_of(pages.get("/setup/ended"))
        assert "web-" not in words_of(pages.get("/setup/ended"))


def test_a_locked_library_is_compared_with_its_passphrase(tmp_path):
    chat, folder = made_chat(40, 7), tmp_path / "locked"
    folder.mkdir()
    keys = LibraryKeys.new()
    write_key_file(folder, keys.sealed(b"six blades", work_factor=4))
    with LibraryWriter.open(LibraryPlace(folder, keys=keys)) as writer:
        writer.add_export(about("a"), iter(chat.a))
    build(tmp_path / "b", chat.b, about("b"))
    with pages_in(tmp_path) as pages:
        assert compared(pages, folder, tmp_path / "b", passphrase_a="wrong") == "/setup/ended"
        assert compared(pages, folder, tmp_path / "b", passphrase_a="six blades") == "/setup/tools/compared"
        assert "six blades" not in pages.get("/setup/tools/compare").text
        assert "six blades" not in repr(pages.front.setup)


def test_hostile_words_stay_text(tmp_path):
    words = [word.encode("utf-8", "replace").decode() for word in PAYLOADS]
    chat = made_chat(len(words) * 3, 3, lost=0)
    for side in (chat.a, chat.b):
        for at, one in enumerate(side):
            word = words[at % len(words)]
            who = replace(one.author, id=word, name=word, handle=word)
            text = f"{word} {at}" + (" altered" * (side is chat.b and at % 2))
            side[at] = replace(one, text=text, author=who, thread=f"x:conversation:{words[1]}")
    folder = tmp_path / "<script>alert(1)"
    folder.mkdir()
    a, b = libraries(folder, chat)
    with pages_in(tmp_path) as pages:
        assert compared(pages, a, b) == "/setup/tools/compared"
        for page in ("/setup/tools/compare", "/setup/tools/compared", "/setup/tools/compare/chats"):
            tags = Tags()
            tags.feed(pages.get(page).text)
            assert tags.tags <= OUR_TAGS | {"textarea"}, page
            assert not [name for name in tags.attributes if name.startswith("on") or name == "style"], page
            assert tags.scripts == ["/setup/static/setup.js"], page


def test_what_is_missing_or_forgotten_is_said(tmp_path, both):
    with pages_in(tmp_path) as pages:
        assert pages.get("/setup/tools/compared").url.path == "/setup/tools/compare"
        assert pages.post("/setup/tools/compare", a=both[0], b="").status_code == 422
        compared(pages, *both)
        pages.post("/lock")
        assert pages.front.setup.job is None


def test_the_report_is_saved_and_names_nobody_unless_asked(tmp_path, both):
    with pages_in(tmp_path) as pages:
        compared(pages, *both)
        assert "show names in it" in words_of(pages.get("/setup/tools/compared"))
        hidden = pages.post("/setup/tools/compared")
        assert "attachment" in hidden.headers["content-disposition"]
        assert hidden.text.startswith("<!doctype html>")
        assert "备注1" not in hidden.text
        assert "wxid_1" not in hidden.text
        assert "备注1" in pages.post("/setup/tools/compared", names="shown").text
