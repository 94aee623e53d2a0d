"""Mastodon: markup, audiences, files, collections, tables; pitfalls one by one, and other projects' archives."""

import json
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, readings, reports, write_zip
from sources.made_mastodon import ME, PUBLIC, actor, collection, note, write_big
from wildgrass.model import Audience, Item, Kind
from wildgrass.sources import htmltext, isotime
from wildgrass.sources.base import Reading
from wildgrass.sources.mastodon import MastodonSource
from wildgrass.sources.registry import recognise

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "mastodon"


def read(files: dict[str, bytes | str]) -> list[Reading]:
    export = export_of(files)
    source, vintage = recognise(export)
    assert source.info.name == "mastodon"
    return list(source.read(export, vintage))


def made(records: list[Any], files: dict[str, bytes | str] | None = None) -> list[Item]:
    files = {"actor.json": json.dumps(actor()), "outbox.json": collection(records)} | (files or {})
    return [one for one in read(files) if isinstance(one, Item) and one.kind is not Kind.PROFILE]


def post(content: str = "<p>hi</p>", **more: Any) -> Item:
    (item,) = made([note(1, content, **more)])
    return item


@pytest.mark.parametrize("name", ["x", "actor", "whatever.json"])
def test_recognised_by_what_it_holds(name: str) -> None:
    assert recognise(export_of({name: collection([note(1)])}))[0].info.name == "mastodon"
    assert recognise(export_of({name: json.dumps(actor())}))[1].name == "part"
    both = {f"a/{name}": collection([]), f"b/{name}": json.dumps(actor())}
    assert recognise(export_of(both))[1].name == "archive"


@pytest.mark.parametrize(
    "files",
    [
        {"outbox.json": '{"orderedItems": []}'},
        {"actor.json": '{"name": "x", "inbox": "y"}'},
        {"following_accounts.csv": "name,age\nx,1\n"},
        {"lists.csv": "a,b\n1,2\n"},
        {"likes.json": "[]"},
    ],
)
def test_others_files_of_the_same_names_are_not_taken(files: dict[str, bytes | str]) -> None:
    assert MastodonSource().recognise(export_of(files)) is None


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "folder"])
@pytest.mark.parametrize("top", ["", "archive-20240301120000-0123456789abcdef/"])
def test_every_container_with_and_without_a_folder_on_top(tmp_path: Path, kind: str, top: str) -> None:
    picture = "media_attachments/files/1/original/a.png"
    attachment = {"type": "Document", "mediaType": "image/png", "url": f"/bucket/{picture}", "name": "alt"}
    files = {
        f"{top}actor.json": json.dumps(actor()),
        f"{top}outbox.json": collection([note(1, attachment=[attachment])]),
        f"{top}{picture}": b"\x89PNG",
    }
    folder = tmp_path / "in"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    path = folder
    if kind == "zip":
        path = write_zip(tmp_path / "a.zip", files)
    elif kind == "tar.gz":
        path = tmp_path / "archive-20240301120000-0123456789abcdef.tar.gz"
        with tarfile.open(path, "w:gz") as tar:
            tar.add(folder, ".", filter=None)
    found = readings(path)
    (item,) = (one for one in items(found).values() if one.attachments)
    assert (item.attachments[0].member or "").endswith(picture)
    assert item.attachments[0].alt == "alt"
    if top or kind == "tar.gz":
        assert item.as_of is not None
        assert item.as_of.iso() == "2024-03-01T12:00:00.000Z"


@pytest.mark.parametrize(
    ("to", "cc", "audience", "visibility"),
    [
        ([PUBLIC], [f"{ME}/followers"], Audience.PUBLIC, None),
        (["as:Public"], [], Audience.PUBLIC, None),
        ([f"{ME}/followers"], [PUBLIC], Audience.PUBLIC, "unlisted"),
        ([f"{ME}/followers"], [], Audience.FOLLOWERS, None),
        (["https://x.example/users/a"], [], Audience.DIRECT, None),
        ("https://x.example/users/a", None, Audience.DIRECT, None),
    ],
)
def test_audiences(to: Any, cc: Any, audience: Audience, visibility: str | None) -> None:
    item = post(to=to, cc=cc)
    assert (item.audience, item.extra.get("visibility")) == (audience, visibility)


def test_a_key_that_mastodon_writes_twice_loses_nothing() -> None:
    """Since 4.3 an empty `orderedItems` stands before the real one."""
    text = collection([note(1), note(2)], totalItems=2).replace(
        '"orderedItems"', '"orderedItems":[],"orderedItems"'
    )
    found = read({"outbox.json": text})
    assert len(items(found)) == 2
    assert problems(found) == []


def test_a_private_key_is_quarantined_and_a_public_one_stays() -> None:
    secret = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----"
    body = actor(
        publicKey={"publicKeyPem": "-----BEGIN PUBLIC KEY-----"}, keys={"privateKeyPem": "abc"}, other=secret
    )
    (item,) = items(read({"actor.json": json.dumps(body)})).values()
    shown = json.dumps(item.extra)
    assert "BEGIN PUBLIC KEY" in shown
    assert "RSA PRIVATE" not in shown
    assert '"abc"' not in shown
    assert shown.count("quarantined") == 2


def test_a_stated_number_of_posts_that_differs_is_told() -> None:
    found = read({"outbox.json": collection([note(1)], totalItems=3)})
    assert problems(found) == [("count-differs", "outbox.json")]
    assert reports(found)["outbox.json"].expected == 3


def test_markup_becomes_text_once() -> None:
    item = post(
        '<p>a &amp;amp; &lt;i&gt;<br>b</p><p>c <a href="https://x.example/y">x<b>y</b></a></p><script>no</script>'
    )
    assert item.text == "a &amp; <i>\nb\n\nc xy"
    (link,) = item.links
    assert item.text[link.start : link.end] == "xy"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p>", "a"),
        ("a<br><br>b", "a\n\nb"),
        ("<p>a <br /> b</p>", "a\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\nb\n\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>a\n   b</p>", "a b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("&lt;p&gt;", "<p>"),
        ("<a href='javascript:x()'>a</a>", "a"),
        ("", ""),
        ("<p></p>", ""),
        ("<!-- x -->a<style>b</style>", "a"),
    ],
)
def test_html_to_text(markup: str, text: str) -> None:
    found = htmltext.plain(markup)
    assert found.text == text
    assert found.anchors == ()


@given(st.text(st.sampled_from("<>pabr/ =\"'hrefht:&;\n \x00é"), max_size=80))
def test_any_markup_has_links_that_lie_in_its_text(markup: str) -> None:
    found = htmltext.plain(f'{markup}<a href="https://x.example">{markup}</a>')
    for anchor in found.anchors:
        assert -1 <= anchor.start <= anchor.end <= len(found.text)


@given(st.text(max_size=40))
def test_text_that_was_escaped_comes_back(text: str) -> None:
    import html

    kept = " ".join(text.replace("\x00", "").split())
    if kept.isprintable():
        assert htmltext.plain(f"<p>{html.escape(kept)} <b>x</b></p>").text == f"{kept} x".strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000Z 1000 UTC stated"),
        ("2024-01-01T00:00:00.123456Z", "2024-01-01T00:00:00.123Z 1 UTC stated"),
        ("2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00.000Z 1000 +02:00 stated"),
        ("2024-01-01 00:00", "2024-01-01T00:00:00.000Z 60000 local unknown"),
    ],
)
def test_iso_times(text: str, shown: str) -> None:
    found = isotime.moment(text)
    assert found is not None
    assert found.to_text() == shown


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-13-01T00:00:00Z", "2024-01-01T25:00:00Z", None, 7, "x" * 99]
)
def test_times_that_are_none(text: Any) -> None:
    assert isotime.moment(text) is None


def test_two_archives_name_posts_alike_and_an_edit_is_another_content() -> None:
    (old,), (new,) = (
        made([note(1, "<p>old</p>")]),
        made([note(1, "<p>new</p>", updated="2024-01-01T00:00:00Z")]),
    )
    assert old.id == new.id
    assert new.edited is not None
    assert old.text != new.text


def test_a_boost_of_ones_own_post_for_followers_holds_its_text() -> None:
    inner = note(5, "<p>mine</p>", to=[f"{ME}/followers"], cc=[])["object"]
    share = {
        "id": f"{ME}/statuses/6/activity",
        "type": "Announce",
        "actor": ME,
        "object": inner,
        "to": [PUBLIC],
        "cc": [],
    }
    (item,) = made([share])
    assert (item.kind, item.text, item.shares) == (Kind.SHARE, "mine", f"mastodon:post:{ME}/statuses/5")


def test_a_large_archive_is_read_whole(tmp_path: Path) -> None:
    found = readings(write_big(tmp_path / "outbox.json", 3000))
    assert len(items(found)) == 3000
    assert problems(found) == []


BY_HAND = {  # items by kind, problems
    "goija__mastodon": ({"like": 8, "post": 290, "profile": 1, "quote": 2, "share": 13}, 0),
    "eramdam__mastodon-archive-viewer/archive-data": (
        {"post": 9, "profile": 1},
        1,
    ),  # it states 8 and holds 9
    "mastodon__mastodon": ({"follow": 4, "list": 3, "mute": 2}, 0),
    "perkeep__perkeep": ({"post": 2}, 0),
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout")
@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    assert (counted(found), len(problems(found))) == BY_HAND[name]


def counted(found: Sequence[Reading]) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for one in items(found).values():
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    return kinds
