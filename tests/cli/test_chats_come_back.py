"""Chats through the whole way: sealed, opened from answers, in the library with their files, on a page."""

from pathlib import Path

import pytest

from cli.circle import Circle
from wildgrass.library import Library

FIXTURES = Path(__file__).parents[1] / "sources" / "fixtures"
CHATS = {  # files that must be in the library
    "qq/mht": 2,
    "qq/qce-v5": 1,
    "telegram/account": 5,  # a thumbnail and a profile picture have the same bytes
    "telegram/pages": 1,  # the picture and its thumbnail have the same bytes
}


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_comes_back_with_its_files(name: str, circle: Circle) -> None:
    circle.init()
    added = circle.run("add", circle.card, FIXTURES / name, "--json")
    assert added.code == 0, added.err
    opened = circle.open(*circle.answers("Ben", "Chen"))
    assert opened.code == 0, opened.err
    assert opened.rows[0]["items"] == added.rows[0]["items"]
    with Library.open(circle.library) as library:
        kept = {
            part.sha256
            for item in library.items(include_withheld=True)
            for part in item.attachments
            if part.sha256 and library.attachment_path(part.sha256)
        }
    assert len(kept) == CHATS[name]
    assert circle.run("restore", circle.library, f"site:{circle.folder / 'site'}").code == 0
