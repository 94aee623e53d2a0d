"""The synthetic archive: the same every time, in the platform's shape, and counted rightly."""

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from demo.x_archive import ArchiveFacts, main, write_archive

SMALL = {
    "seed": 5,
    "posts": 300,
    "media": 40,
    "likes": 60,
    "conversations": 7,
    "messages": 90,
    "followers": 20,
}
POST_FILES = ("tweets", "deleted-tweets", "community-tweet", "twitter-circle-tweet")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ArchiveFacts]:
    path = tmp_path_factory.mktemp("archive") / "x.zip"
    return path, write_archive(path, **SMALL, parts=3)


def records(data: bytes, name: str = "") -> list[Any]:
    """Cut a data file at its first "=" and parse the rest."""
    head, _, body = data.decode().partition("=")
    assert re.fullmatch(r"window\.YTD\.[a-z_0-9]+\.part\d+ ", head), name
    return json.loads(body)


def posts(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    found = []
    for name in archive.namelist():
        if re.fullmatch(rf"data/({'|'.join(POST_FILES)})(-part\d+)?\.js", name):
            found += [record["tweet"] for record in records(archive.read(name))]
    return found


def test_the_same_seed_gives_the_same_bytes(made: tuple[Path, ArchiveFacts], tmp_path: Path) -> None:
    path, facts = made
    again = write_archive(tmp_path / "again.zip", **SMALL, parts=3)
    assert (tmp_path / "again.zip").read_bytes() == path.read_bytes()
    assert again == facts or again.files == facts.files


def test_another_seed_gives_other_posts(made: tuple[Path, ArchiveFacts], tmp_path: Path) -> None:
    other = write_archive(tmp_path / "other", **{**SMALL, "seed": 6, "media": 0})
    assert not set(other.posts) & set(made[1].posts)


def test_facts_name_every_member_with_its_size_and_digest(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == list(facts.files)
        for name, (size, sha256) in facts.files.items():
            data = archive.read(name)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (size, sha256), name
            stored = archive.getinfo(name).compress_type == zipfile.ZIP_STORED
            assert stored == name.endswith((".jpg", ".png", ".mp4"))


def test_a_folder_holds_the_same_files_as_the_zip(made: tuple[Path, ArchiveFacts], tmp_path: Path) -> None:
    facts = write_archive(tmp_path / "folder", **SMALL, parts=3)
    found = {
        str(path.relative_to(tmp_path / "folder"))
        for path in (tmp_path / "folder").rglob("*")
        if path.is_file()
    }
    assert found == set(facts.files)
    assert facts.files == made[1].files


def test_every_data_file_parses_and_holds_as_many_records_as_the_manifest_says(
    made: tuple[Path, ArchiveFacts],
) -> None:
    path, facts = made
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("data/manifest.js").partition(b"=")[2])
        listed = [file for entry in manifest["dataTypes"].values() for file in entry.get("files", ())]
        for file in listed:
            data = archive.read(file["fileName"])
            assert data.startswith(f"window.{file['globalName']} = [".encode())
            assert len(records(data)) == int(file["count"]) == facts.records[file["fileName"]]
    assert {file["fileName"] for file in listed} == set(facts.records)
    assert sum(name.startswith("data/tweets") for name in facts.records) == 3


def test_posts_are_as_many_as_asked_and_every_kind_occurs(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    with zipfile.ZipFile(path) as archive:
        found = posts(archive)
    assert {post["id_str"] for post in found} == set(facts.posts)
    assert len(found) == len(facts.posts) == 300 + len([post for post in found if "deleted_at" in post]) + 7
    assert facts.counts["tweets"] == 300
    assert facts.counts["share"] == sum(post["full_text"].startswith("RT @") for post in found)
    assert facts.counts["replies"] == sum("in_reply_to_status_id" in post for post in found)
    assert facts.counts["attachments"] == 40 + len(facts.missing)
    assert facts.counts["media files"] == 40
    for kind in (
        "post",
        "share",
        "quote",
        "replies",
        "versions",
        "long posts",
        "deleted",
        "event",
        "reactions",
    ):
        assert facts.counts[kind] > 0, kind


def test_indices_point_at_what_they_name(made: tuple[Path, ArchiveFacts]) -> None:
    with zipfile.ZipFile(made[0]) as archive:
        found = posts(archive)
    seen = 0
    for post in found:
        text, entities = post["full_text"], post["entities"]
        named = [(one, one["url"]) for one in entities["urls"] + entities.get("media", [])]
        named += [(one, "#" + one["text"]) for one in entities["hashtags"]]
        named += [(one, "@" + one["screen_name"]) for one in entities["user_mentions"]]
        for one, expected in named:
            start, end = map(int, one["indices"])
            assert text[start:end] == expected
            seen += 1
    assert seen > 150
    assert any("&amp;" in post["full_text"] or "&lt;" in post["full_text"] for post in found)


def test_edited_posts_name_their_whole_chain(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    with zipfile.ZipFile(path) as archive:
        found = {post["id_str"]: post for post in posts(archive)}
    for number, fact in facts.posts.items():
        info = found[number]["edit_info"]
        if fact.version_of and number != fact.version_of:
            assert info["edit"]["initialTweetId"] == fact.version_of
            chain = info["edit"]["editControlInitial"]["editTweetIds"]
        else:
            chain = info["initial"]["editTweetIds"]
        assert number in chain
        assert len(chain) == 1 or {facts.posts[one].version_of for one in chain} == {chain[0]}


def test_a_long_post_is_cut_where_it_stands_and_whole_in_its_note(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    with zipfile.ZipFile(path) as archive:
        found = {post["id_str"]: post for post in posts(archive)}
        notes = [
            record["noteTweet"]["core"]["text"] for record in records(archive.read("data/note-tweet.js"))
        ]
    cut = {number: post for number, post in found.items() if facts.posts[number].text in notes}
    assert len(cut) == len(notes) == facts.counts["long posts"]
    for number, post in cut.items():
        assert facts.posts[number].text.startswith(post["full_text"].partition("…")[0])


def test_media_lie_where_their_posts_say(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    promised = {name for fact in facts.posts.values() for name in fact.attachments}
    with zipfile.ZipFile(path) as archive:
        present = {name for name in archive.namelist() if name.startswith("data/tweets_media/")}
        for name in present:
            head = archive.read(name)[:8]
            assert head.startswith((b"\xff\xd8\xff", b"\x89PNG")) or head[4:] == b"ftyp"
    assert present - promised == set(facts.unclaimed)
    assert promised - present == set(facts.missing)
    assert facts.missing


def test_messages_are_as_many_as_asked_newest_first(made: tuple[Path, ArchiveFacts]) -> None:
    path, facts = made
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in ("data/direct-messages.js", "data/direct-messages-group.js"):
            for record in records(archive.read(name)):
                times = [
                    next(iter(entry.values()))["createdAt"] for entry in record["dmConversation"]["messages"]
                ]
                assert times == sorted(times, reverse=True)
                creates = [entry.get("messageCreate") for entry in record["dmConversation"]["messages"]]
                found |= {one["id"]: one["text"] for one in creates if one}
    assert found == facts.messages
    assert len(found) == 90


def test_a_month_later_the_account_has_grown(made: tuple[Path, ArchiveFacts], tmp_path: Path) -> None:
    before = made[1]
    after = write_archive(tmp_path / "later.zip", **SMALL, parts=1, month=2)
    assert len(set(after.posts) - set(before.posts)) == 6
    assert after.counts["deleted"] > 0
    assert after.counts["like"] > before.counts["like"]
    assert set(before.messages.items()) < set(after.messages.items())
    media = [{name for name in facts.files if "_media/" in name} for facts in (before, after)]
    assert len(media[1] - media[0]) > 0
    for name in media[0] & media[1]:
        assert before.files[name] == after.files[name]


def test_several_zips_hold_each_member_once(tmp_path: Path) -> None:
    facts = write_archive(tmp_path / "x.zip", **SMALL, zip_parts=3)
    names = [name for path in facts.paths for name in zipfile.ZipFile(path).namelist()]
    assert [path.name for path in facts.paths] == ["x-part1.zip", "x-part2.zip", "x-part3.zip"]
    assert sorted(names) == sorted(facts.files)


def test_incompressible_media_do_not_compress(tmp_path: Path) -> None:
    import zlib

    facts = write_archive(tmp_path / "x", **SMALL, media_bytes="incompressible")
    name = next(
        name for name in facts.files if name.startswith("data/tweets_media/") and name not in facts.unclaimed
    )
    data = (tmp_path / "x" / name).read_bytes()
    assert len(zlib.compress(data)) > len(data) * 0.99


def test_an_empty_account_is_an_archive_too(tmp_path: Path) -> None:
    nothing = dict.fromkeys(("posts", "media", "likes", "conversations", "messages", "followers"), 0)
    facts = write_archive(tmp_path / "x.zip", seed=1, **nothing)
    assert facts.posts == {}
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.read("data/tweets.js") == b"window.YTD.tweets.part0 = [ ]"


def test_the_command_writes_an_archive_and_its_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                str(tmp_path / "x.zip"),
                "--posts",
                "30",
                "--media",
                "4",
                "--facts",
                str(tmp_path / "facts.json"),
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["tweets"] == 30
    assert "data/tweets.js" in json.loads((tmp_path / "facts.json").read_text("utf-8"))["files"]
