"""Part zips of one export become one; exports of other accounts or days stay apart."""

from pathlib import Path

import pytest

from sources.made_archives import items, problems, readings, reports, tweet, write_zip, ytd
from wildgrass.errors import all_errors
from wildgrass.flows.inspect import inspect
from wildgrass.sources.base import ExportError
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import NotRecognisedError, recognise


def manifest(account: str = "1", day: str = "03", **files: int) -> str:
    """Return a manifest that promises files and their counts."""
    types = ", ".join(
        f'"{name}": {{"files": [{{"fileName": "data/{name}.js", "globalName": "x", "count": "{count}"}}]}}'
        for name, count in files.items()
    )
    return (
        f'window.__THAR_CONFIG = {{"userInfo": {{"accountId": "{account}"}}, "archiveInfo": '
        f'{{"generationDate": "2023-05-{day}T00:00:00.000Z", "isPartialArchive": true}}, "dataTypes": {{{types}}}}}'
    )


def part(path: Path, made: str | None, **members: str) -> Path:
    files = {f"data/{name}.js": text for name, text in members.items()}
    return write_zip(path, files | ({"data/manifest.js": made} if made else {}))


PHOTO = {
    "type": "photo",
    "url": "https://t.co/a",
    "media_url_https": "https://pbs.twimg.com/media/P1.jpg",
    "indices": ["2", "16"],
}


def test_parts_of_one_export_are_read_as_one(tmp_path: Path) -> None:
    """Posts in one part, their pictures in the other; the promised counts hold for both together."""
    made = manifest(tweets=1, like=1)
    record = tweet(5, "a https://t.co/a", extended_entities={"media": [PHOTO]})
    one = part(tmp_path / "1.zip", made, tweets=ytd("tweets", [record]))
    two = write_zip(
        tmp_path / "2.zip",
        {
            "data/manifest.js": made,
            "data/like.js": ytd("like", [{"like": {"tweetId": "7"}}]),
            "data/tweets_media/5-P1.jpg": b"p",
        },
    )
    found = readings(one, two)
    assert set(items(found)) == {"x:post:5", "x:like:7"}
    (attachment,) = items(found)["x:post:5"].attachments
    assert attachment.member == "data/tweets_media/5-P1.jpg"
    assert problems(found) == []
    (export,) = open_export([two, one])
    assert export.containers == ("2.zip", "1.zip")
    assert {member.container for member in export.members.values()} == {"1.zip", "2.zip"}


def test_a_part_without_a_manifest_joins_the_others(tmp_path: Path) -> None:
    one = part(tmp_path / "1.zip", manifest(tweets=1), tweets=ytd("tweets", [tweet(5, "a")]))
    two = write_zip(tmp_path / "2.zip", {"data/tweets_media/5-P1.jpg": b"p"})
    assert len(open_export([one, two])) == 1


def test_other_days_and_accounts_stay_apart(tmp_path: Path) -> None:
    posts = ytd("tweets", [tweet(5, "a")])
    paths = [
        part(tmp_path / "1.zip", manifest(), tweets=posts),
        part(tmp_path / "2.zip", manifest(day="04"), tweets=posts),
        part(tmp_path / "3.zip", manifest(account="2"), tweets=posts),
    ]
    assert [one.containers for one in open_export(paths)] == [("1.zip",), ("2.zip",), ("3.zip",)]


def test_parts_that_contradict_each_other_are_both_kept(tmp_path: Path) -> None:
    made = manifest()
    one = part(tmp_path / "1.zip", made, tweets=ytd("tweets", [tweet(5, "a"), tweet(6, "same")]))
    two = part(tmp_path / "2.zip", made, tweets=ytd("tweets", [tweet(5, "b"), tweet(6, "same")]))
    found = readings(one, two)
    assert sorted(one.text for one in found if hasattr(one, "text")) == ["a", "b", "same"]
    assert ("part-contradicts", "data/tweets.js") in problems(found)
    assert set(reports(found)) == {"data/tweets.js", "data/tweets.js#2", "data/manifest.js"}


def test_two_old_exports_without_a_manifest_stay_apart(tmp_path: Path) -> None:
    one = part(tmp_path / "1.zip", None, tweet=ytd("tweet", [tweet(5, "a")]))
    two = part(tmp_path / "2.zip", None, tweet=ytd("tweet", [tweet(6, "b")]))
    assert len(open_export([one, two])) == 2


def test_a_top_folder_in_the_zip_is_found(tmp_path: Path) -> None:
    inner = {
        "twitter-2023-05-03-abc/data/manifest.js": manifest(tweets=1, verified=2),
        "twitter-2023-05-03-abc/data/tweets.js": ytd(
            "tweets", [tweet(5, "a https://t.co/a", extended_entities={"media": [PHOTO]})]
        ),
        "twitter-2023-05-03-abc/data/tweets_media/5-P1.jpg": b"p",
        "twitter-2023-05-03-abc/assets/x.js": "run()",
    }
    found = readings(write_zip(tmp_path / "x.zip", inner))
    assert {name: one.status for name, one in reports(found).items()} == {
        "twitter-2023-05-03-abc/data/manifest.js": "read",
        "twitter-2023-05-03-abc/data/tweets.js": "read",
        "twitter-2023-05-03-abc/data/tweets_media/5-P1.jpg": "media",
        "twitter-2023-05-03-abc/assets/x.js": "ignored",
        "twitter-2023-05-03-abc/data/verified.js": "missing",
    }


def test_pieces_agree_with_reading(tmp_path: Path) -> None:
    """The vault cuts every data member, wherever the archive starts, and no other."""
    inner = {
        "top/data/tweets.js": ytd("tweets", [tweet(5, "a")]),
        "top/data/js/tweets/2012_01.js": "Grailbird.data.tweets_2012_01 = [ ]",
        "top/data/new-thing.js": ytd("new_thing", [{"a": 1}]),
        "top/data/manifest.js": manifest(),
        "top/data/tweets_media/5-P1.jpg": "p",
        "top/assets/x.js": "run()",
    }
    (export,) = open_export([write_zip(tmp_path / "x.zip", inner)])
    source, _ = recognise(export)
    cut = [name for name in export.members if source.pieces(export, name) is not None]
    assert cut == ["top/data/tweets.js", "top/data/js/tweets/2012_01.js", "top/data/new-thing.js"]


def test_what_is_not_recognised_says_what_was_looked_at(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "holiday.zip", {"beach.jpg": b"1", "tweets.js": "console.log('not an export')"}
    )
    with pytest.raises(NotRecognisedError) as caught:
        list(inspect([path]))
    assert "holiday.zip" in str(caught.value)
    assert "beach.jpg" in str(caught.value)
    assert "X (Twitter)" in caught.value.hint_text()


def test_every_error_of_this_room_builds_its_sentence() -> None:
    details = dict.fromkeys(("name", "reason", "member", "count", "examples", "known", "key"), "1")
    found = [error for error in all_errors() if issubclass(error, ExportError)]
    assert len(found) > 8
    for error in found:
        assert str(error(**details))
        assert error(**details).hint_text()
