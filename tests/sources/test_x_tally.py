"""Counting an archive without making its items gives what reading it and counting the items gives."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import FIXTURES, export_of, folder_files, tweet, ytd
from wildgrass.flows.counting import count
from wildgrass.model import Problem
from wildgrass.sources.base import Export, PieceSplit, Reading, Source, SourceInfo, Vintage
from wildgrass.sources.report import Tallying
from wildgrass.sources.x import XSource

TWEETS_JS = Vintage("tweets-js", "made")


class OnlyReading:
    """X's reader without its quick count."""

    info: ClassVar[SourceInfo] = XSource.info

    def recognise(self, export: Export) -> Vintage | None:
        return XSource().recognise(export)

    def read(self, export: Export, vintage: Vintage) -> Iterator[Reading]:
        return XSource().read(export, vintage)

    def pieces(self, export: Export, name: str) -> PieceSplit | None:
        return XSource().pieces(export, name)

    def media_made(self, name: str) -> None:
        return None

    def part_key(self, export: Export) -> None:
        return None


def counted(export: Export, vintage: Vintage, source: Source) -> str:
    """Return everything that counting says, in its order."""
    return json.dumps(count(export, source, vintage).to_json())


def is_counted_alike(files: dict[str, bytes | str]) -> bool:
    export = export_of(files)
    return counted(export, TWEETS_JS, XSource()) == counted(export, TWEETS_JS, OnlyReading())


def message(number: str, text: str, **more: object) -> dict[str, object]:
    body = {
        "id": number,
        "senderId": "1",
        "recipientId": "2",
        "text": text,
        "createdAt": "2022-10-19T20:37:25.000Z",
        "mediaUrls": [],
        "urls": [],
        "reactions": [],
        "editHistory": [],
    }
    return {"messageCreate": body | more}


def a_little_of_everything() -> dict[str, bytes | str]:
    """Return data files of the kinds that hold nearly all records."""
    picture = "https://pbs.twimg.com/media/a.jpg"
    media = [{"url": "https://t.co/a", "media_url_https": picture, "type": "photo"}]
    sent = "https://ton.twitter.com/dm/4/a/b.jpg"
    link = {"url": "https://t.co/b", "expanded": "https://example.org", "display": "example.org"}
    status = {"url": "https://t.co/c", "expanded_url": "https://x.com/a/status/99", "indices": ["0", "5"]}
    tweets = [
        tweet(1, 'a "quotation" \\ and a line\nend'),
        tweet(2, "RT @somebody: 离离原上草"),
        tweet(3, "a picture", extended_entities={"media": media}),
        tweet(4, "a quote", entities={"urls": [status]}),
        tweet(5, "something new", brand_new={"field": 1}),
        tweet(1, 'a "quotation" \\ and a line\nend'),
    ]
    conversation = {
        "conversationId": "1-2",
        "messages": [
            message("3", 'says "yes"'),
            message("4", "a\\", mediaUrls=[sent], urls=[link]),
            message("5", "edited", editHistory=[{"editedText": "was"}]),
            {"joinConversation": {"initiatingUserId": "1", "createdAt": "2022-10-19T20:37:25.000Z"}},
            message("3", 'says "yes"'),
        ],
    }
    headers = [
        {"tweet": {"tweet_id": number, "user_id": "1", "created_at": "Wed Oct 19 20:07:25 +0000 2022"}}
        for number in ("1", "2", "77")
    ]
    sent_headers = [{"messageCreate": {"id": one, "senderId": "1", "createdAt": "-"}} for one in ("3", "9")]
    likes = [{"like": {"tweetId": str(n), "fullText": 'a "b" \\', "expandedUrl": "u"}} for n in (1, 2, 2, "")]
    return {
        "data/tweets.js": ytd("tweets", tweets),
        "data/tweets_media/3-a.jpg": b"picture",
        "data/tweets_media/9-a.jpg": b"picture",
        "data/direct-messages.js": ytd("direct_messages", [{"dmConversation": conversation}]),
        "data/direct_messages_media/4-b.jpg": b"picture",
        "data/like.js": ytd("like", likes),
        "data/tweet-headers.js": ytd("tweet_headers", headers),
        "data/direct-message-headers.js": ytd(
            "direct_message_headers",
            [{"dmConversation": {"conversationId": "1-2", "messages": sent_headers}}],
        ),
    }


def test_the_reader_of_x_has_a_quick_count_and_the_other_has_none() -> None:
    assert isinstance(XSource(), Tallying)
    assert not isinstance(OnlyReading(), Tallying)


def test_a_little_of_everything_is_counted_alike() -> None:
    files = a_little_of_everything()
    found = count(export_of(files), XSource(), TWEETS_JS).report
    assert found["items"] == {"event": 1, "like": 3, "message": 3, "post": 3, "quote": 1, "share": 1}
    assert found["attachments"] == 2
    assert found["missing_attachments"] == 0
    assert found["problems"] == 2  # two headers whose record is not there
    assert is_counted_alike(files)


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in (FIXTURES / "x").glob("*/expected.toml")), ids=str
)
def test_every_fixture_is_counted_alike(folder: Path) -> None:
    assert is_counted_alike(dict(folder_files(folder)))


TOKENS = (
    b'"',
    b"\\",
    b'\\"',
    b'\\\\"',
    b"\\u0022",
    b"\\ud83d",
    b"\xff",
    b"null",
    b"{}",
    b"[]",
    b"0",
    b",",
    b"\n",
)
TWICE = (
    b'"id": "3", ',
    b'"text": "a\\\\", ',
    b'"tweetId": "1", ',
    b'"tweet_id": "1", ',
    b'"urls": [], ',
    b'"x": 1, ',
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), st.sampled_from(TOKENS + TWICE)),
    max_size=4,
)


@given(member=st.sampled_from(sorted(a_little_of_everything())), edits=EDITS)
def test_damage_is_counted_alike(member: str, edits: list[tuple[float, int, bytes]]) -> None:
    files = a_little_of_everything()
    data = str(files[member]).encode()
    for place, dropped, token in edits:
        at = int(place * len(data))
        data = data[:at] + token + data[at + dropped :]
    assert is_counted_alike(files | {member: data})


FIRST_PAIR = re.compile(rb'\{\s*("\w+": (?:"[^"\\]*"|\[\]))')


@pytest.mark.parametrize(
    "member", [name for name in sorted(a_little_of_everything()) if name.endswith(".js")]
)
def test_keys_that_come_twice_are_counted_alike(member: str) -> None:
    files = a_little_of_everything()
    data = str(files[member]).encode()
    for pair in FIRST_PAIR.finditer(data):
        twice = data[: pair.start(1)] + pair[1] + b", " + data[pair.start(1) :]
        assert is_counted_alike(files | {member: twice})


@pytest.mark.parametrize(
    ("member", "pair"),
    [("data/tweet-headers.js", '"tweet_id": "1",'), ("data/direct-message-headers.js", '"id": "3",')],
)
def test_a_header_that_was_read_but_has_a_key_twice_is_a_problem(member: str, pair: str) -> None:
    files = a_little_of_everything()
    twice = str(files[member]).replace(pair, pair * 2)
    found = XSource().read(export_of(files | {member: twice}), TWEETS_JS)
    assert "record-key-twice" in {one.code for one in found if isinstance(one, Problem)}
