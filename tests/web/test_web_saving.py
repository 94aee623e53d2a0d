"""A part of the library as a zip: hashes fit, no script, hostile words are text, hidden names stay hidden."""

import hashlib
import json
import re
import zipfile
from io import BytesIO

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND
from web.made_reader import GROUP, LONG, reader_on, write_items, write_library
from web.test_web_escaping import PAYLOADS, Tags, hostile


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with reader_on(write_library(tmp_path_factory.mktemp("saving"))) as opened:
        yield opened


def saved(opened, address, **fields):
    """Return the files of a saved zip after checking its hashes."""
    answer = opened.send(address + "/save", **fields)
    assert answer.headers["content-type"] == "application/zip", answer.text[:200]
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return files


def test_what_was_found_is_saved_with_its_json(opened):
    files = saved(opened, opened.send("/search", words="needle").url.path)
    assert set(files) == {"index.html", "items.jsonl"}
    assert "needle 维权 here" in files["index.html"].decode()
    assert [json.loads(line)["id"] for line in files["items.jsonl"].splitlines()] == ["x:message:long120"]


def test_a_thread_and_a_chat_are_saved_whole(opened):
    thread = saved(opened, f"/item/{opened.number('x:post:11')}")
    assert len(thread["items.jsonl"].splitlines()) > 3
    talk = saved(opened, opened.chat(LONG))
    assert len(talk["items.jsonl"].splitlines()) == 251
    assert "not public: 251" in talk["index.html"].decode()


def test_files_come_when_asked_for_under_names_of_ours(opened):
    files = saved(opened, opened.send("/search", words="Files of other kinds").url.path, files="1")
    held = [name for name in files if name.startswith("files/")]
    assert held
    assert [name for name in held if not re.fullmatch(r"files/[0-9a-f]{12}\.[a-z0-9]{2,4}", name)] == []
    assert all(f'href="{name}"' in files["index.html"].decode() for name in held)


def test_hidden_names_stay_hidden(opened):
    opened.send("/settings", names="hide")
    files = saved(opened, opened.chat(GROUP), files="1")
    opened.send("/settings", names="show")
    assert set(files) == {"index.html"}
    assert FRIEND.name not in files["index.html"].decode()


def test_what_is_kept_apart_is_not_saved(opened):
    number = re.search(r'id="i(\d+)"', opened.page("/apart/token"))[1]
    assert opened.send(f"/item/{number}/save").status_code == 404


def test_hostile_words_are_text_in_what_is_saved(tmp_path):
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], files=tmp_path / "files")
    with reader_on(write_items(tmp_path, list(hostile(archive)), archive)) as opened:
        page = saved(opened, opened.send("/search", kind="quote").url.path, files="1")["index.html"].decode()
    tags = Tags()
    tags.feed(page)
    assert not tags.tags & {"script", "img", "svg", "iframe", "object", "form", "base"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert [way for way in re.findall(r'href="([^"]*)"', page) if not way.startswith("files/")] == []
    assert len(PAYLOADS) == page.count("<article")
