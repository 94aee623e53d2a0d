"""Other projects' QQ exports, where they are at hand: counts made by hand against the raw files."""

from pathlib import Path

import pytest

from sources.made_archives import problems, readings
from wildgrass.model import Item, Kind

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "qq"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout"
)
BY_HAND = {  # messages, events, attachments, problems
    "ChatLab__ChatLab/qq-group.txt": (2, 0, 1, 0),
    "hikariyo__qq-chat-history/file.txt": (2, 0, 0, 0),
    "shuakami__qq-chat-exporter/JsonExporter.groupMixedMedia.snap.json": (7, 0, 3, 0),
    "shuakami__qq-chat-exporter/TextExporter.groupMixedMedia.snap.txt": (7, 0, 3, 0),
    "shuakami__qq-chat-exporter/HtmlExporter.groupMixedMedia.snap.html": (7, 0, 3, 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    made = [one for one in found if isinstance(one, Item)]
    kinds = [one.kind for one in made]
    attached = sum(len(one.attachments) for one in made)
    counts = (kinds.count(Kind.MESSAGE), kinds.count(Kind.EVENT), attached, len(problems(found)))
    assert counts == BY_HAND[name]
