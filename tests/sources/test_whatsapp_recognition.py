"""A chat is known by what stands in it, whatever its name; other people's texts are not claimed."""

from pathlib import Path

import pytest

from sources.made_archives import export_of, folder_files, reports, write_zip
from sources.made_archives import readings as readings_at
from wildgrass.model import Item
from wildgrass.sources.base import PieceSplit
from wildgrass.sources.registry import SOURCES, recognise
from wildgrass.sources.whatsapp import WhatsAppSource

SOURCE = WhatsAppSource()
FIXTURES = Path(__file__).parent / "fixtures"
OTHERS = sorted(
    path.parent for path in FIXTURES.glob("*/*/expected.toml") if path.parent.parent.name != "whatsapp"
)
CHAT = "27/03/2022, 21:41 - Ana: hi\n27/03/2022, 21:42 - Bo: hi\n"


@pytest.mark.parametrize(
    "name", ["_chat.txt", "backup.log", "0", "notes.md", "聊天.TXT", "a/b/chat.txt", "x.bin"]
)
def test_a_renamed_chat_is_known(name: str) -> None:
    vintage = SOURCE.recognise(export_of({name: CHAT}))
    assert vintage is not None
    assert vintage.is_editable
    assert "2 of 2 lines that begin like '27/03/2022, 21:41 -'" in vintage.reason
    assert "Ana" not in vintage.reason


def test_a_group_that_begins_with_many_joins_is_known() -> None:
    """In a language of no table, and with one message in five lines."""
    joins = "".join(f"27/03/2022, 21:{number:02} - Nani ajiunga {number}\n" for number in range(4))
    assert SOURCE.recognise(export_of({"_chat.txt": joins + "27/03/2022, 21:41 - Ana: hi\n"})) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ana: hi\nBo: hi\n",
        "[2024-05-01 12:00:00] INFO: started\n[2024-05-01 12:00:01] ERROR: failed\n",
        "[2024-05-01 12:00:00] production.ERROR: failed\n",
        "[27/03/2022 21:41] name#1234\nhello\n\n[27/03/2022 21:42] other#5678\nhi\n",
        "2022-03-27 21:41:00 Ana(12345)\nhello\n\n2022-03-27 21:42:00 Bo(54321)\nhi\n",
        "2024-05-01 10:00:00,123 - root - INFO - message: text\n",
        "2022/03/27(日)\n21:41\tAna\thello\n",
        "date,time,sender,text\n27/03/2022,21:41,Ana,hi\n",
        "1\n00:00:01,000 --> 00:00:02,000\nA subtitle: text\n",
        "Dear Ana,\nsee you on 27/03/2022, 21:41 - Bo: sleep well\n" * 3,
    ],
)
def test_other_texts_are_not_claimed(text: str) -> None:
    assert SOURCE.recognise(export_of({"_chat.txt": text})) is None


@pytest.mark.parametrize("folder", OTHERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_exports_of_other_platforms_are_not_claimed(folder: Path) -> None:
    assert SOURCE.recognise(export_of(folder_files(folder))) is None


@pytest.mark.parametrize("folder", sorted((FIXTURES / "whatsapp").iterdir()), ids=lambda path: path.name)
def test_no_other_reader_claims_a_chat(folder: Path) -> None:
    source, _ = recognise(export_of(folder_files(folder)))
    assert source.info.name == "whatsapp"
    claims = [one.info.name for one in SOURCES if one.recognise(export_of(folder_files(folder)))]
    assert claims == ["whatsapp"]


def test_a_zip_with_many_media_is_known_by_its_one_text(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"IMG-20220327-WA{number:04}.jpg": b"x" for number in range(3000)}
    made = write_zip(tmp_path / "a.zip", {**files, "WhatsApp Chat with Ana.txt": CHAT})
    found = readings_at(made)
    assert sum(isinstance(one, Item) for one in found) == 2
    assert sum(one.status == "unclaimed" for one in reports(found).values()) == 3000


def test_several_chats_in_one_folder_are_all_read() -> None:
    other = CHAT.replace("hi", "ho")
    export = export_of(
        {"WhatsApp Chat with Ana.txt": CHAT, "b/WhatsApp Chat with Bo.txt": other, "c.pdf": b"%PDF"}
    )
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    found = list(SOURCE.read(export, vintage))
    assert len({one.thread for one in found if isinstance(one, Item)}) == 2
    assert {name: one.status for name, one in reports(found).items()} == {
        "WhatsApp Chat with Ana.txt": "read",
        "b/WhatsApp Chat with Bo.txt": "read",
        "c.pdf": "unknown",
    }


def test_chats_split_into_lines_and_media_do_not() -> None:
    export = export_of({"_chat.txt": CHAT, "a.jpg": b"x"})
    assert SOURCE.pieces(export, "_chat.txt") == PieceSplit(is_lines=True)
    assert SOURCE.pieces(export, "a.jpg") is None
    assert SOURCE.media_made("IMG-20220327-WA0001.jpg") is None
