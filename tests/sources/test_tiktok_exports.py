"""TikTok's downloads: every year's sections, what is unknown, texts, what is torn, merging, memory."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, reports
from sources.made_tiktok import write_big
from wildgrass.flows.inspect import inspect
from wildgrass.model import Audience, Item, Kind, RemovedBy
from wildgrass.sources.base import Answers, Reading
from wildgrass.sources.registry import recognise
from wildgrass.sources.splitting import split
from wildgrass.sources.tiktok import TikTokSource, textlines
from wildgrass.sources.tiktok.rules import rule_of
from wildgrass.sources.tiktok.values import Clock

SHARE = "https://www.tiktokv.com/share/video/7000000000000000001/"
LIKED = {"Activity": {"Like List": {"ItemFavoriteList": [{"Date": "2021-01-05 12:00:00", "Link": SHARE}]}}}
KINDS = [
    ("Activity/Video Browsing History/VideoList", Kind.ACTIVITY),
    ("Your Activity/Watch History/VideoList", Kind.ACTIVITY),
    ("Video/Videos/VideoList", Kind.POST),
    ("Post/Posts/VideoList", Kind.POST),
    ("Activity/Like List/ItemFavoriteList", Kind.LIKE),
    ("Likes and Favorites/Like List/ItemFavoriteList", Kind.LIKE),
    ("Likes and Favourites/Favourite Videos/FavouriteVideoList", Kind.BOOKMARK),
    ("Your Activity/Favorite Videos/FavoriteVideoList", Kind.BOOKMARK),
    ("Activity/Follower List/FansList", Kind.FOLLOWER),
    ("Profile And Settings/Follower/FansList", Kind.FOLLOWER),
    ("Profile And Settings/Following/Following", Kind.FOLLOW),
    ("App Settings/Block List/BlockList", Kind.BLOCK),
    ("Comment/Comments/CommentsList", Kind.COMMENT),
    ("Activity/Login History/LoginHistoryList", Kind.LOGIN),
    ("Activity/Status/Status List", Kind.DEVICE),
    ("Activity/Search History/SearchList", Kind.SEARCH),
    ("Your Activity/Searches/SearchList", Kind.SEARCH),
    ("Direct Message/Direct Messages/ChatHistory/Chat History with blockshop:", Kind.MESSAGE),
    ("Direct Message/Group Chat/GroupChat/Following", Kind.MESSAGE),
    ("Ads and data/Usage Data From Third-Party Apps And Websites/UsageDataList", Kind.AD),
    ("Tiktok Shopping/Order History/OrderHistories", Kind.COMMERCE),
    ("Activity/Purchase History/SendGifts/SendGifts", Kind.COMMERCE),
    ("Income Plus Wallet Transactions/Transaction History/TransactionsList", Kind.COMMERCE),
    ("Tiktok Live/Go Live History/GoLiveList", Kind.SPACE),
    ("Tiktok Live/Watch Live History/WatchLiveMap/7100000000000000002/Comments", Kind.COMMENT),
    ("Tiktok Live/Go Live Settings/SettingsMap/Blocked words", Kind.ACCOUNT),
    ("Profile/Profile Information/ProfileMap", Kind.ACCOUNT),
    ("Nobody/Knows/This", Kind.ACTIVITY),
]


def read(files: dict[str, bytes | str], answers: Answers | None = None) -> list[Reading]:
    export = export_of(files)
    if answers is not None:
        object.__setattr__(export, "answers", answers)
    source, vintage = recognise(export)
    return list(source.read(export, vintage))


def made(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


def one_list(path: str, records: list[object]) -> str:
    value: object = records
    for key in reversed(path.split("/")):
        value = {key: value}
    assert isinstance(value, dict)
    return json.dumps({**value, "Likes and Favorites": LIKED["Activity"]}, ensure_ascii=False)


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_sections_of_every_year_are_known_by_their_words(path: str, kind: Kind) -> None:
    assert rule_of(tuple(path.split("/"))).kind is kind


@pytest.mark.parametrize("path", ["A/B/C/D/E/F", "Activity/Deep/Deeper/Deepest/List", "X"])
def test_every_list_anywhere_is_read(path: str) -> None:
    found = made(read({"user_data.json": one_list(path, [{"a": 1}, "text", 3])}))
    assert sum(one.extra["section"] == " / ".join(path.split("/")) for one in found) == 3


def test_what_is_not_available_is_unknown() -> None:
    record = {
        "Date": "N/A",
        "Link": "N/A",
        "Likes": "N/A",
        "Title": "N/A",
        "Location": "",
        "WhoCanView": "N/A",
    }
    (one,) = (
        one
        for one in made(read({"a.json": one_list("Video/Videos/VideoList", [record])}))
        if one.kind is Kind.POST
    )
    assert one.published is one.url is None
    assert not one.counts
    assert one.text == ""
    assert set(one.extra) == {"section"}
    assert one.audience is Audience.UNKNOWN


def test_a_deleted_post_says_so() -> None:
    record = {"Date": "2025-01-01 00:00:00", "Title": "gone"}
    found = made(read({"a.json": one_list("Post/Recently Deleted Posts/PostList", [record])}))
    (one,) = (one for one in found if one.kind is Kind.POST)
    assert one.removed is not None
    assert (one.removed.by, one.removed.sure) == (RemovedBy.AUTHOR, "likely")


def test_a_zone_is_stated_noted_answered_or_unknown() -> None:
    assert str(Clock(None, is_utc=False).moment("2021-01-01 12:00:00 UTC").zone) == "UTC"  # type: ignore[union-attr]
    assert Clock(None, is_utc=False).moment("2021-01-01 12:00:00").zone == "local"  # type: ignore[union-attr]
    assert Clock(None, is_utc=True).moment("2021-01-01 12:00:00").zone == "UTC"  # type: ignore[union-attr]
    answered = Clock("+08:00", is_utc=False).moment("2021-01-01 12:00:00")
    assert answered is not None
    assert answered.iso() == "2021-01-01T04:00:00.000Z"
    assert Clock(None, is_utc=False).moment("2021-02-30 12:00:00") is None


def test_secrets_never_enter_an_item() -> None:
    record = {
        "Date": "2021-01-01 12:00:00",
        "session_key": "abcdef",
        "jwt": "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF",
    }
    found = made(read({"a.json": one_list("Activity/Login History/LoginHistoryList", [record])}))
    text = repr(found)
    assert "abcdef" not in text
    assert "SflKxwRJ" not in text
    assert "quarantined" in text


def test_json_and_texts_of_one_account_have_the_same_ids() -> None:
    chat = [{"Date": "2021-01-12 12:00:00", "From": "a", "Content": "hello: there"}]
    data = {**LIKED, "Direct Messages": {"Chat History": {"ChatHistory": {"Chat History with a:": chat}}}}
    texts = {
        "T/Activity/Like List.txt": f"Date: 2021-01-05 12:00:00 UTC\nLink: {SHARE}\n\n",
        "T/Direct Messages/Direct Messages.txt": ">>> Chat History with a::\n2021-01-12 12:00:00 UTC a: hello: there\n",
    }
    assert set(items(read({"user_data.json": json.dumps(data)}))) == set(items(read(dict(texts))))


def test_an_earlier_export_is_a_part_of_a_later_one() -> None:
    more = {"Activity": {"Like List": {"ItemFavoriteList": [{"Date": "2022-01-05 12:00:00", "Link": SHARE}]}}}
    more["Activity"]["Like List"]["ItemFavoriteList"] += LIKED["Activity"]["Like List"]["ItemFavoriteList"]
    assert set(items(read({"a.json": json.dumps(LIKED)}))) < set(items(read({"b.json": json.dumps(more)})))


def test_a_link_that_expires_is_no_part_of_a_posts_id() -> None:
    def post(link: str) -> str:
        found = read(
            {"a.json": one_list("Post/Posts/VideoList", [{"Date": "2025-01-01 00:00:00", "Link": link}])}
        )
        return next(one.id for one in made(found) if one.kind is Kind.POST)

    assert post("https://v16.example.org/1?expire=1") == post("https://v19.example.org/2?expire=2")


def test_a_message_of_several_lines_in_a_text() -> None:
    text = ">>> Chat History with b::\n\n2021-01-12 12:00:00 UTC b: one\n\ntwo: three\n"
    text += "2021-01-12 12:00:01 UTC a: four\n"
    found = made(read({"Direct Messages.txt": text}))
    assert [one.text for one in found] == ["one\n\ntwo: three", "four"]


def test_a_section_without_data_is_told_of_and_not_made_up() -> None:
    files = {
        "A/Like List.txt": f"Date: 2021-01-05 12:00:00\nLink: {SHARE}\n",
        "A/Searches.txt": "Aucune donnée.\n",
    }
    report = reports(read(dict(files)))["A/Searches.txt"]
    assert (report.records, report.items) == (0, 0)
    assert "1 lines" in report.note


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_records_or_lines(text: str) -> None:
    import io

    for block in textlines.blocks(io.BytesIO(text.encode(errors="replace"))):
        assert isinstance(block, str) or block.fields


KEYS = st.sampled_from(
    ["Activity", "ChatHistory", "Date", "Link", "UserName", "VideoList", "ProfileMap", "userName"]
)
PLAIN = st.none() | st.text(max_size=5) | st.integers()
NESTED = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=80, deadline=None)
@given(NESTED)
def test_any_value_in_a_section_is_read(value: object) -> None:
    found = read({"a.json": json.dumps({**LIKED, "Post": value})})
    assert reports(found)["a.json"].status == "read"


def test_a_torn_file_loses_what_is_torn() -> None:
    whole = json.dumps(
        {
            "Activity": {
                "Like List": {
                    "ItemFavoriteList": [
                        {"Date": f"2021-01-0{n} 12:00:00", "Link": SHARE} for n in range(1, 6)
                    ]
                }
            }
        }
    )
    found = read({"a.json": whole[:-60]})
    assert len(made(found)) == 4
    assert problems(found)


@pytest.mark.parametrize(
    "files",
    [
        {"user_data.json": '{"users": [{"name": "x"}]}'},
        {"user_data_tiktok.json": '{"Activity": {"things": []}}'},
        {"a.json": '{"Settings": {"SettingsMap": {}}}'},
        {"Like List.txt": "Date: today\nLink: https://example.org/\n"},
        {"notes.txt": "Date: 2021-01-01\nText: something\n"},
        {"user_data.json": '[{"Date": "2021-01-01", "Link": "https://www.tiktok.com/@a/video/1"}]'},
    ],
)
def test_what_is_not_tiktoks_is_not_claimed(files: dict[str, bytes | str]) -> None:
    assert TikTokSource().recognise(export_of(files)) is None


def test_memory_stays_where_it_is_and_pieces_are_the_records(tmp_path: Path) -> None:
    path = write_big(tmp_path / "renamed.json", 20_000)
    (inspection,) = inspect([path])
    tracemalloc.start()
    numbers = [one.origin.record for one in inspection.readings() if isinstance(one, Item)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert numbers == list(range(20_000))
    assert peak < 24 << 20
    (name,) = inspection.export.members
    how = inspection.source.pieces(inspection.export, name)
    assert how is not None
    with inspection.export.members[name].open() as stream:
        assert sum(len(spans) for _, spans in split(stream, how)) == 20_000
