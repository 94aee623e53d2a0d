"""Other projects' WeChat exports, where they are at hand: counts made by hand against the raw files."""

import csv
from pathlib import Path

import pytest

from sources.made_archives import problems, readings
from wildgrass.model import Item, Kind

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "wechat"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout"
)
BY_HAND = {  # messages, conversations named, the source, problems
    "ChatLab__ChatLab/chatlab.json": (1, 1, "qq", 1),
    "ChatLab__ChatLab/chatlab.jsonl": (1, 1, "telegram", 1),
    "ChatLab__ChatLab/weflow.json": (2, 1, "wechat", 0),
    "xming521__WeClone/test_PII/test_0_730.csv": (62, 0, "wechat", 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    made = [one for one in found if isinstance(one, Item)]
    kinds = [one.kind for one in made if one.extra.get("event") != "conversation"]
    named = sum(one.extra.get("event") == "conversation" for one in made)
    told = problems(found)
    (source,) = {one.source for one in made}
    assert (kinds.count(Kind.MESSAGE), named, source, len(told)) == BY_HAND[name]
    assert len(kinds) == kinds.count(Kind.MESSAGE)
    assert {code for code, _ in told} <= {"message-without-conversation"}


def test_every_row_of_the_table_is_a_message_with_its_words() -> None:
    path = SAMPLES / "xming521__WeClone" / "test_PII" / "test_0_730.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    made = [one for one in readings(path) if isinstance(one, Item) and one.kind is Kind.MESSAGE]
    assert [one.text for one in made] == [row["msg"] for row in table]
