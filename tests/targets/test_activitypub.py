"""The archive in Mastodon's shape: read by a second reader written from that shape, and by our own."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import json
import zipfile
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import pytest

from sources.made_archives import readings
from targets.archive_in_memory import MemoryArchive
from targets.local_contract import LocalContract, restored
from targets.made_up_life import FRIEND, OWNER, at, life, other, picture, post
from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.model import Audience, Item, Kind, Moment
from wildgrass.sources.base import MemberReport
from wildgrass.targets.activitypub.addresses import HOST
from wildgrass.targets.runs import WORD_JOINER
from wildgrass.targets.words import slug

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
USER = f"{HOST}/users/yecao_demo"


class TestActivityPubIsLocal(LocalContract):
    """The contract of targets on this machine."""

    everything: ClassVar = {"private": True, "likes": True}

    def spec(self, folder: Path) -> str:
        return f"activitypub:{folder / 'archive.zip'}"

    def all_bytes(self, folder: Path) -> dict[str, bytes]:
        return members(folder / "archive.zip")


def members(path: Path) -> dict[str, bytes]:
    """Everything in a ZIP file."""
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += {"br": "\n", "p": "\n\n" if self.text else ""}.get(tag, "")

    def handle_data(self, data: str) -> None:
        self.text += data


def words(html: str) -> str:
    """The text of a note."""
    parser = _Words()
    parser.feed(html)
    return parser.text.replace(WORD_JOINER, "")


def as_sharkey_reads(path: Path) -> list[dict[str, Any]]:
    """Read what an importer does: creations of notes, files by the last part of their address, replies within."""
    found = members(path)
    actor, outbox = json.loads(found["actor.json"]), json.loads(found["outbox.json"])
    assert isinstance(actor["@context"], list)
    assert outbox["totalItems"] == len(outbox["orderedItems"])
    files = {
        name.rpartition("/")[2]: data
        for name, data in found.items()
        if name.startswith("media_attachments/files/")
    }
    assert len(files) == sum(name.startswith("media_attachments/") for name in found), "last parts are unique"
    notes = [one["object"] for one in outbox["orderedItems"] if one["type"] == "Create"]
    known = {note["id"] for note in notes}
    for note in notes:
        assert note["type"] == "Note"
        assert datetime.fromisoformat(note["published"]).tzinfo is not None
        assert isinstance(note["sensitive"], bool)
        assert note["inReplyTo"] is None or note["inReplyTo"] in known
        note["files"] = [files[one["url"].rpartition("/")[2]] for one in note["attachment"]]
        assert {one["type"] for one in note["tag"]} <= {"Hashtag"}, "nobody is notified"
    return notes


def shown(item: Item) -> str:
    """An item's text with its links written out."""
    text = item.text
    for link in item.links:
        text = text.replace(link.url, link.target)
    return text


@pytest.fixture
def archive(tmp_path: Path) -> MemoryArchive:
    """The made-up archive with one of everything, and some posts that matter here."""
    files = tmp_path / "files"
    files.mkdir()
    made = life(files)
    made.add(
        post(
            60, "2022-10-29 10:00", "#春天 和 @spring_wind 说 <b>不是标签</b>\n\n\n再见", mentions=(FRIEND,)
        ),
        post(
            61,
            "2022-10-29 11:00",
            "two pictures alike",
            attachments=(made.put(picture(300, 200, 5), "1.jpg"),) * 2,
        ),
        post(62, "2022-10-29 12:00", "not for everybody", extra={"possibly_sensitive": True}),
        post(63, at("2022-10-29 12:00:01.250", precision_ms=1), "with a title", title="Title & co"),
        other(Kind.LIKE, "1582000000000000001", None, "LIKED-WORDS again", audience=Audience.PUBLIC),
    )
    return made


def test_a_second_reader_finds_every_post(archive: MemoryArchive, tmp_path: Path) -> None:
    """Words, dates, threads, descriptions and files, from the shape alone."""
    path = tmp_path / "me.zip"
    outcomes = restored(archive, f"activitypub:{path}")
    notes = {note["id"]: note for note in as_sharkey_reads(path)}
    done = [one for one in outcomes if one.status == "done" and one.target_id != "actor.json"]
    assert {one.target_id for one in done} == set(notes)
    for one in done:
        item, note = archive.item(one.id), notes[str(one.target_id)]
        assert item is not None
        assert item.published is not None
        assert datetime.fromisoformat(note["published"]) == item.published.instant
        expected = f"{item.title}\n\n{shown(item)}" if item.title else shown(item)
        assert words(note["content"]) == expected
        assert note["to"] == [PUBLIC]
        if item.in_reply_to and archive.item(item.in_reply_to):
            assert note["inReplyTo"] == f"{USER}/statuses/{slug(item.in_reply_to)}"
        lacks = len(item.attachments) - len(note["files"])
        assert (one.reason == "attachment-not-shown") == (lacks > 0)
    marked = notes[f"{USER}/statuses/x.post.60"]
    assert [tag["name"] for tag in marked["tag"]] == ["#春天"]
    assert "@spring_wind" not in marked["content"], "a server that imports it must notify nobody"
    assert notes[f"{USER}/statuses/x.post.62"]["sensitive"] is True
    assert notes[f"{USER}/statuses/x.post.2"]["attachment"][0]["name"] == "山坡上的草，雾还没散。"
    assert notes[f"{USER}/statuses/x.post.21"]["inReplyTo"] is None, "an answer to another stands alone"
    actor = json.loads(members(path)["actor.json"])
    assert actor["preferredUsername"] == "yecao_demo"
    assert {"avatar", "header"} <= {name.partition(".")[0] for name in members(path)}
    assert actor["icon"]["url"] in members(path)


def test_our_own_reader_gives_the_same_posts_back(archive: MemoryArchive, tmp_path: Path) -> None:
    """Round trip: the same words, dates, threads, audiences and files, byte for byte those of a site."""
    path = tmp_path / "me.zip"
    outcomes = restored(archive, f"activitypub:{path}", private=True, likes=True)
    read = readings(path)
    back = {one.id: one for one in read if isinstance(one, Item)}
    assert not [one for one in read if not isinstance(one, Item | MemberReport)]
    assert {one.status for one in read if isinstance(one, MemberReport)} <= {"read", "media"}
    found = members(path)
    restored(archive, f"site:{tmp_path / 'site'}", private=True)
    site = {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in (tmp_path / "site").rglob("media/*/*")
    }
    done = {one.id: str(one.target_id) for one in outcomes if one.status == "done"}
    for item_id, target in done.items():
        item = archive.item(item_id)
        assert item is not None
        if item.kind is Kind.PROFILE:
            assert back[f"mastodon:profile:{USER}"].title == "野草 Yecao"
            continue
        if item.kind in {Kind.LIKE, Kind.BOOKMARK}:
            assert f"mastodon:{item.kind}:https://x.com/i/status/1582000000000000001" in back
            continue
        made = back[f"mastodon:post:{target}"]
        assert item.published is not None
        assert made.published is not None
        assert made.published.instant == item.published.instant
        text = f"{item.title}\n\n{shown(item)}" if item.title else shown(item)
        assert made.text.replace(WORD_JOINER, "") == text
        assert (made.audience is Audience.PUBLIC) == (item.audience is Audience.PUBLIC)
        parent = done.get(item.in_reply_to or "")
        assert made.in_reply_to == (f"mastodon:post:{parent}" if parent else None)
        assert (made.kind is Kind.QUOTE) == (item.kind is Kind.QUOTE)
        named = [str(attachment.member).rpartition("/")[2] for attachment in made.attachments]
        whole = [one.sha256 for one in item.attachments if not one.name.endswith((".pdf", ".svg"))]
        assert [name.partition(".")[0] for name in named] == whole
        for name in named:
            assert found[f"media_attachments/files/{name}"] == site[f"{name[:2]}/{name}"]


def test_shares_go_as_links_and_what_has_no_date_stays_out(tmp_path: Path) -> None:
    """Other people's words are not in it; a reader would make up a date."""
    items = [
        post(1, "2022-01-01 00:00", "RT @plain_fire: THEIR-WORDS", kind=Kind.SHARE, shares="x:post:77"),
        post(2, "2022-01-01 01:00", "RT @plain_fire: MORE-WORDS", kind=Kind.SHARE, shares=""),
        post(3, None, "UNDATED-WORDS"),
        post(4, "2022-01-02 00:00", "an answer to the share", in_reply_to="x:post:1"),
    ]
    path = tmp_path / "me.zip"
    outcomes = {one.id: one for one in restored(MemoryArchive(items, owners=(OWNER,)), f"activitypub:{path}")}
    outbox = json.loads(members(path)["outbox.json"])["orderedItems"]
    assert [one["type"] for one in outbox] == ["Announce", "Create"]
    assert outbox[0]["object"] == "https://x.com/i/status/77"
    assert outbox[1]["object"]["inReplyTo"] is None
    assert b"WORDS" not in b"".join(members(path).values())
    assert (outcomes["x:post:2"].reason, outcomes["x:post:3"].reason) == ("no-link", "no-date")


def test_another_file_is_left_alone(archive: MemoryArchive, tmp_path: Path) -> None:
    """Neither a text, nor a ZIP file of somebody else's, nor a link is written over."""
    (tmp_path / "text").write_text("mine")
    with zipfile.ZipFile(tmp_path / "zip", "w") as file:
        file.writestr("mine", b"")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("text", "zip", "link"):
        with pytest.raises(WildgrassError) as caught:
            restored(archive, f"activitypub:{tmp_path / name}")
        assert caught.value.code == "target-file-foreign"
        assert caught.value.exit_code == EXIT_DECIDE
    assert (tmp_path / "text").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_run_that_is_stopped_leaves_nothing_and_the_old_file(
    archive: MemoryArchive, tmp_path: Path
) -> None:
    """Half an archive never stands where a whole one did."""
    from wildgrass.targets.base import RestoreOptions
    from wildgrass.targets.registry import find_target

    path = tmp_path / "out" / "me.zip"
    restored(archive, f"activitypub:{path}")
    before = path.read_bytes()
    target, place = find_target(f"activitypub:{path}")
    run = iter(target.restore(archive, place, RestoreOptions(private=True)))
    next(run)
    run.close()  # type: ignore[attr-defined]
    assert [one.name for one in path.parent.iterdir()] == ["me.zip"]
    assert path.read_bytes() == before


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    """Twelve hundred posts of two thousand characters pass through without being kept."""
    import tracemalloc

    class Long(MemoryArchive):
        """An archive that makes its items as they are asked for."""

        def items(self, kinds=None, *, newest_first=False, include_withheld=False):  # type: ignore[no-untyped-def]
            start = datetime(2015, 1, 1, tzinfo=UTC)
            for number in range(1_200):
                moment = Moment(instant=start + timedelta(hours=number), precision_ms=1000)
                yield post(number, moment, f"{number} " + "长" * 2000)

        def item(self, item_id: str) -> None:
            return None

    tracemalloc.start()
    try:
        restored(Long([], owners=(OWNER,)), f"activitypub:{tmp_path / 'me.zip'}", simulate=True)
        tracemalloc.reset_peak()
        target = iter(restored(Long([], owners=(OWNER,)), f"activitypub:{tmp_path / 'me.zip'}"))
        assert len(list(target)) == 1_200
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000, "the text alone is 14 MB in the file"
