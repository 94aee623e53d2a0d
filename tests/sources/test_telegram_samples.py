"""Other projects' Telegram exports, where they are at hand: counts made by hand against the raw files."""

from pathlib import Path

import pytest

from sources.made_archives import problems, readings
from wildgrass.model import Item, Kind

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "telegram"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout"
)
BY_HAND = {  # messages, events, attachments, problems
    "ChatLab__ChatLab/telegram.json": (1, 0, 0, 0),
    "Mehrdad-esn__Telegram-Export-Parser/test_data.json": (7, 0, 0, 0),
    "innerdvations__telegram-chat-parser/bot.json": (2, 0, 0, 0),
    "innerdvations__telegram-chat-parser/error.json": (2, 0, 0, 0),
    "innerdvations__telegram-chat-parser/error-unexpected.json": (15, 1, 9, 1),
    "innerdvations__telegram-chat-parser/personal.json": (0, 0, 0, 0),
    "innerdvations__telegram-chat-parser/private_channel.json": (5, 2, 0, 0),
    "innerdvations__telegram-chat-parser/private_group.json": (1, 1, 0, 0),
    "innerdvations__telegram-chat-parser/public_channel.json": (5, 2, 0, 0),
    "innerdvations__telegram-chat-parser/public_supergroup.json": (1, 3, 0, 0),
    "innerdvations__telegram-chat-parser/saved.json": (20, 1, 9, 0),
    "innerdvations__telegram-chat-parser/users_test.json": (8, 1, 3, 0),
    "joweich__chat-miner/telegram/test_batch_export.json": (2, 0, 0, 0),
    "joweich__chat-miner/telegram/test_single_export.json": (2, 0, 0, 0),
    "mlomb__chat-analytics/telegram/BIG_20A_5475M.json": (5475, 0, 0, 0),
    "mlomb__chat-analytics/telegram/DM_2A_7M.json": (6, 2, 2, 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    made = [one for one in found if isinstance(one, Item)]  # one sample has two messages of one id
    kinds = [one.kind for one in made]
    attached = sum(len(one.attachments) for one in made)
    counts = (kinds.count(Kind.MESSAGE), kinds.count(Kind.EVENT), attached, len(problems(found)))
    assert counts == BY_HAND[name]
