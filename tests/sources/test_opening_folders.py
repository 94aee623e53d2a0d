"""A folder of downloads is taken for the exports in it; nothing else in it is lost."""

from pathlib import Path

from sources.made_archives import tweet, write_zip, ytd
from wildgrass.flows.inspect import inspect
from wildgrass.sources.opening import open_export

TWEETS = {"data/tweets.js": ytd("tweets", [tweet(5, "a")])}
ACCOUNT = 'window.YTD.account.part0 = [{"account": {"accountId": "%s", "username": "a"}}]'


def test_a_folder_of_zips_is_the_zips(tmp_path: Path) -> None:
    """A note beside them goes with the first."""
    write_zip(tmp_path / "a.zip", TWEETS)
    other = write_zip(tmp_path / "b.zip", {"data/tweets.js": ytd("tweets", [tweet(6, "b")])})
    (tmp_path / "note.txt").write_text("mine")
    first, second = open_export([tmp_path])
    assert sorted(first.members) == ["data/tweets.js", "note.txt"]
    assert list(second.members) == ["data/tweets.js"]
    assert second.name == other.name
    reports = []
    for inspection in inspect([tmp_path]):
        found = list(inspection.readings())
        assert found
        reports.append(inspection.report())
    assert [report["items"] for report in reports] == [{"post": 1}, {"post": 1}]
    assert reports[0]["unknown"] == 1


def test_a_folder_that_is_an_export_stays_one(tmp_path: Path) -> None:
    """Also where a zip lies in it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/tweets.js").write_text(TWEETS["data/tweets.js"])
    write_zip(tmp_path / "more.zip", TWEETS)
    (export,) = open_export([tmp_path])
    assert sorted(export.members) == ["data/tweets.js", "more.zip"]


def test_parts_in_one_folder_become_one_export(tmp_path: Path) -> None:
    write_zip(tmp_path / "1.zip", TWEETS)
    write_zip(tmp_path / "2.zip", {"data/account.js": ACCOUNT % "1"})
    (export,) = open_export([tmp_path])
    assert sorted(export.members) == ["data/account.js", "data/tweets.js"]
