"""Other projects' Takeouts, where they are at hand: counts made by hand against the raw files."""

from pathlib import Path

import pytest

from sources.made_archives import problems, readings
from wildgrass.model import Item, Kind

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "youtube"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout"
)
BY_HAND = {
    "TeamNewPipe__NewPipeExtractor/youtube_takeout_import_test.json": {Kind.FOLLOW: 7},
    "TeamNewPipe__NewPipeExtractor/youtube_takeout_import_test_1.csv": {Kind.FOLLOW: 5},
    "TeamNewPipe__NewPipeExtractor/youtube_takeout_import_test_1.zip": {Kind.FOLLOW: 5},
    "what-if-horizon__what-if-data-donation/public_testfiles/YT_public_test_file.zip": {
        Kind.ACCOUNT: 4,
        Kind.PROFILE: 1,
        Kind.COMMENT: 5,  # two comments, three messages in live chats
        Kind.ACTIVITY: 8,  # three of each history, two rows more about a video
        Kind.BOOKMARK: 10,  # three playlists of three videos, one song
        Kind.LIST: 3,
        Kind.POST: 1,
        Kind.FOLLOW: 3,
    },
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    kinds = [one.kind for one in found if isinstance(one, Item)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == BY_HAND[name]
    assert not problems(found)
