"""Two exports of one account made at different times become one library without loss and without doubles."""

from collections.abc import Iterable
from pathlib import Path

from sources.made_meta import export, said, thread
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Kind
from wildgrass.sources.base import Export
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise

OLD = "messages/inbox/ven_1234567890/"
NEW = "your_facebook_activity/messages/inbox/vennen_1234567890/"


def library(folder: Path, exports: Iterable[dict[str, object]], platform: str = "facebook") -> Library:
    """File exports one after the other."""
    for number, members in enumerate(exports):
        undated = export(members)
        made = Export("x", undated.members, (), (f"{platform}-ven-202{number}-01-31-AbCd.zip",))
        source, vintage = recognise(made)
        about = ExportAbout(key=str(number), name=str(number), source=source.info.name, vintage=vintage.name)
        with LibraryWriter.open(folder) as writer:
            writer.add_export(about, iter(source.read(made, vintage)))
    return Library.open(folder)


def picture(folder: str) -> dict[str, object]:
    return {"photos": [{"uri": f"{folder}photos/1_n.jpg", "creation_timestamp": 3}]}


def test_a_conversation_of_two_layouts_and_two_names_is_one(tmp_path: Path) -> None:
    """The folders were renamed, the thread has a new title and new messages, and one message was taken back."""
    old = [said("c", 3000), said("b", 2000), said(None, 1000, **picture(OLD))]
    new = [
        said("d", 4000),
        said("c", 3000),
        said(None, 2000, is_unsent=True),
        said(None, 1000, **picture(NEW)),
    ]
    with library(
        tmp_path, [{OLD + "message_1.json": thread(old)}, {NEW + "message_1.json": thread(new)}]
    ) as made:
        found = [one for one in made.items() if one.kind is Kind.MESSAGE]
        assert sorted(one.text for one in found if not one.attachments and not one.removed) == ["c", "d"]
        assert len(found) == 4
        (taken,) = [one for one in found if one.removed]
        assert "b" in {version.text for version in made.versions(taken.id)}
        (conversation,) = made.conversations()
        assert {actor.name for actor in conversation.participants} == {"Ven", "Åse"}


def test_posts_and_follows_are_the_same_in_a_later_export(tmp_path: Path) -> None:
    post = {
        "media": [{"uri": "media/posts/a_17900000000000001.jpg", "creation_timestamp": 1, "title": ""}],
        "title": "å",
    }
    follow = {"title": "", "media_list_data": [], "string_list_data": [{"value": "ana", "timestamp": 5}]}
    first = {"content/posts_1.json": [post], "f/following.json": {"relationships_following": [follow]}}
    later = {
        "your_instagram_activity/content/posts_1.json": [post],
        "connections/followers_and_following/following.json": {
            "relationships_following": [{"title": "ana", "string_list_data": [{"timestamp": 5}]}]
        },
    }
    with library(tmp_path, [first, later], "instagram") as made:
        assert sorted(one.kind for one in made.items()) == ["follow", "post"]


def test_two_zips_are_one_export(tmp_path: Path) -> None:
    """The messages lie in one part and their pictures in another."""
    from sources.made_archives import write_zip

    first = export({OLD + "message_1.json": thread([said(None, 1000, **picture(OLD))])})
    (name,) = first.members
    one = write_zip(tmp_path / "a.zip", {name: first.members[name].open().read()})
    two = write_zip(
        tmp_path / "b.zip",
        {"friends/friends.json": '{"friends": [{"name": "a", "timestamp": 1}]}', OLD + "photos/1_n.jpg": "x"},
    )
    (made,) = open_export([one, two])
    source, vintage = recognise(made)
    items = [item for item in source.read(made, vintage) if getattr(item, "attachments", ())]
    assert [part.member for item in items for part in item.attachments] == [OLD + "photos/1_n.jpg"]
