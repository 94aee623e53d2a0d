"""Each export is known by its own reader alone, whatever it is called; foreign files are known by none."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from sources.made_archives import FIXTURES, export_of, folder_files
from wildgrass.sources.registry import SOURCES

FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expected.toml"))
every_fixture = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


FOREIGN = {
    "package.json": json.dumps({"name": "x", "version": "1.0.0", "messages": [1, 2], "chats": {"list": []}}),
    "result.json": json.dumps([{"id": 1, "text": "a"}]),
    "messages.csv": "id,text,date\n1,hello,2021-01-01\n",
    "tweets.js": "export const tweets = [];\n",
    "index.html": "<!doctype html><title>a</title><p class=message>hello",
    "log.txt": "2021-01-01 10:00:00 INFO started\n2021-01-01 10:00:01 WARN Ana: x\n",
    "app.log": "[2021-01-01 10:00:00,123] INFO main: started\n[2021-01-01 10:00:01,456] WARN main: stopped\n",
    "chat.txt": "Ana: hello\nBen: hi\n",
    "notes.md": "# 3/4/21\n- Ana: hello\n",
    "outbox.json": json.dumps({"type": "x", "orderedItems": "none"}),
    "user_data.json": json.dumps({"name": "Ana", "age": 3}),
    "repo.car": b"\x3a\xa2\x65roots\x80\x67version\x01",
    "mail.mbox": "From here on it goes well\nSubject: none\n",
    "picture.png": picture(),
    "weibo.json": json.dumps({"weibo": "none"}),
    "empty.txt": "",
    "data.sqlite": b"SQLite format 3\0" + bytes(200),
}


@every_fixture
def test_one_reader_knows_an_export(folder: Path) -> None:
    export = export_of(folder_files(folder))
    assert [source.info.name for source in SOURCES if source.recognise(export)] == [folder.parent.name]


@every_fixture
def test_a_reason_is_given(folder: Path) -> None:
    """In words that say what was seen, not only which reader it was."""
    export = export_of(folder_files(folder))
    (vintage,) = (found for source in SOURCES if (found := source.recognise(export)))
    assert len(vintage.reason) > 15
    (source,) = (source for source in SOURCES if source.recognise(export))
    assert vintage.name in source.info.vintages


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files_are_known_by_none(name: str) -> None:
    """A name proves nothing, and neither does a shape that many files have."""
    data = FOREIGN[name]
    export = export_of({name: data})
    assert [source.info.name for source in SOURCES if source.recognise(export)] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.info.name)
def test_a_folder_of_many_foreign_files_is_looked_through_quickly(source: object) -> None:
    """A hundred thousand members, of which few are opened."""
    opened = 0

    class Counting(dict):  # type: ignore[type-arg]
        def __getitem__(self, name: str) -> object:
            nonlocal opened
            opened += 1
            return super().__getitem__(name)

    export = export_of({f"photos/{number}.jpg": b"\xff\xd8\xff" for number in range(20_000)})
    object.__setattr__(export, "members", Counting(export.members))
    assert source.recognise(export) is None  # type: ignore[attr-defined]
    assert opened < 2_000


LONE = [folder for folder in FOLDERS if len(folder_files(folder)) == 1]


@pytest.mark.parametrize("folder", LONE, ids=lambda path: f"{path.parent.name}-{path.name}")
@pytest.mark.parametrize("name", ["download", "1 (2).tmp", "下载.dat"])
def test_a_lone_file_is_known_whatever_it_is_called(folder: Path, name: str) -> None:
    ((_, data),) = folder_files(folder).items()
    export = export_of({name: data})
    assert [source.info.name for source in SOURCES if source.recognise(export)] == [folder.parent.name]
