"""The same way with a real AT Protocol server: its repository, its blobs, its words when an account has gone."""

import json
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cli.circle import Circle
from flows.small_archive import brought_back, told, write_archive
from interop.running_pds import ABSENT, IS_THERE, Pds, running_pds
from wildgrass.crypto import cid
from wildgrass.errors import EXIT_STORE
from wildgrass.library import Library

pytestmark = [pytest.mark.soak, pytest.mark.skipif(not IS_THERE, reason=ABSENT)]
CONSENT = "the account of a made-up person, who asked for it in a test"


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    with running_pds(tmp_path_factory.mktemp("pds")) as server:
        yield server


def _picture(pds: Pds, token: str, data: bytes) -> dict:
    headers = {"content-type": "image/png", "authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{pds.url}/xrpc/com.atproto.repo.uploadBlob", data, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())["blob"]


def test_posted_edited_deleted_and_taken_down(circle: Circle, pds: Pds, tmp_path: Path) -> None:
    did = pds.account("grass")
    session = pds.call("com.atproto.server.createSession", {"identifier": did, "password": "made-up"})
    token = session["accessJwt"]

    def post(rkey: str, text: str, **more: object) -> None:
        record = {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": "2025-03-01T08:00:00.000Z",
            **more,
        }
        key = {"repo": did, "collection": "app.bsky.feed.post", "rkey": rkey}
        pds.call("com.atproto.repo.putRecord", {**key, "record": record}, token)

    picture = BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "PNG")
    blob = _picture(pds, token, picture.getvalue())
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "草", "image": blob}]}
    keys = ("3lmade2222222", "3lmade2222223", "3lmade2222224")
    post(keys[0], "一")
    post(keys[1], "two", embed=embed)
    post(keys[2], "three")
    circle.init()
    target = f"bluesky:grass.test@{pds.url}"
    state = ("--state", tmp_path / "state", "--index", "sealed")

    def follow() -> dict:
        said = circle.run("follow", circle.card, target, "--consent", CONSENT, "--pace", 20, "--json", *state)
        return said.rows[0] | {"code": said.code}

    first = follow()
    assert (first["status"], first["is_whole"], first["problems"], first["missing_attachments"]) == (
        "sealed",
        True,
        0,
        0,
    )
    assert any("signature verified" in member["note"] for member in first["members"])
    assert follow()["status"] == "unchanged"
    post(keys[0], "一改过")
    assert follow()["status"] == "sealed"
    pds.call(
        "com.atproto.repo.deleteRecord",
        {"repo": did, "collection": "app.bsky.feed.post", "rkey": keys[1]},
        token,
    )
    assert follow()["is_whole"] is True
    pds.call("com.atproto.server.deactivateAccount", {}, token)
    gone = follow()
    assert (gone["status"], gone["code"]) == ("failed", EXIT_STORE)
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    ids = [f"bluesky:post:at://{did}/app.bsky.feed.post/{key}" for key in keys]
    with Library.open(circle.library) as library:
        assert library.item(ids[0]).text == "一改过"
        assert [one.text for one in library.versions(ids[0])] == ["一"]
        assert library.item(ids[1]).attachments[0].sha256 is not None
        assert [one.present for one in library.sightings(ids[1])] == [True, True, False]
        assert [one.present for one in library.sightings(ids[2])] == [True, True, True]


def test_an_account_goes_to_a_server_and_comes_back(
    circle: Circle, pds: Pds, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Restored from one vault, followed into another: same posts, seconds, threads, pictures and their digests."""
    before = brought_back(circle, write_archive(circle.folder / "x.zip"))
    did = pds.account("yecao")
    password = tmp_path / "password"
    password.write_text("made-up\n")
    target = f"bluesky:yecao.test@{pds.url}"
    words = ("--publish", "--yes", "--show-names", "--password-file", password)
    words = (*words, "--state", tmp_path / "published", "--json")
    restored = circle.run("restore", circle.library, target, *words)
    assert restored.code == 0, restored.err
    (tmp_path / "second").mkdir()
    second = Circle(tmp_path / "second", capsys)
    second.init()
    followed = second.run("follow", second.card, target, "--consent", CONSENT, "--pace", 20, "--json")
    assert followed.code == 0, followed.err
    row = followed.rows[0]
    assert (row["is_whole"], row["problems"], row["missing_attachments"]) == (True, 0, 0)
    assert second.open(*second.answers("Ben", "Chen")).code == 0
    after = told(second)
    assert set(after) == set(before)
    for text, one in before.items():
        came = after[text]
        assert (came.second[:19], came.answers, came.shown) == (one.second[:19], one.answers, one.shown), text
    listed = json.loads(pds.raw("com.atproto.sync.listBlobs", did=did))["cids"]
    signed = {cid.parsed(name).digest.hex() for name in listed}
    assert {digest for one in after.values() for digest in one.digests} <= signed
