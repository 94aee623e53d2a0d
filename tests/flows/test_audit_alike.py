"""The audit through the real command: what is like a removed item, by words of an earlier export and by pictures."""

# ruff: noqa: RUF001 - Chinese punctuation

import io
import json

import pytest

from files.made_pictures import encoded, scene
from library.archive_builders import FRIEND, about, build, post
from wildgrass.cli.main import main
from wildgrass.library.likeness import prepare
from wildgrass.model import Attachment, Removal, RemovedBy

TEXT = "野火烧不尽，春风吹又生，这条写得足够长，可以比较。"
REMOVED = Removal(by=RemovedBy.PLATFORM, notice="此内容因违规无法查看")


def picture(name):
    return (Attachment(name=name, member=name, media_type="image/jpeg", role="photo"),)


def fetch(member):
    drawn = scene(1, (480, 360))
    return io.BytesIO(encoded(drawn if member == "a.jpg" else drawn.resize((400, 300)), quality=80))


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    pictured = post(3, "", attachments=picture("a.jpg"))
    build(folder, [post(1, TEXT), pictured], about("first"), fetch_attachment=fetch)
    later = [
        post(1, "", removed=REMOVED),
        post(3, "", attachments=picture("a.jpg"), removed=REMOVED),
        post(2, TEXT + "！"),
        post(4, "看图", attachments=picture("b.jpg")),
        post(6, TEXT + "转", author=FRIEND),
        post(7, TEXT + "我自己删的", removed=Removal(by=RemovedBy.AUTHOR), is_deleted=True),
        post(8, TEXT + "也被删", removed=REMOVED),
        post(5, "与它们毫无关系的一句话，说的是天气很好。"),
    ]
    build(folder, later, about("second", days=30), fetch_attachment=fetch)
    return folder


def said(library, capsys):
    main(["audit", str(library), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {
        (one["subject"], one["verdict"], one["value"]) for one in lines if one["rule"] == "cn-like-removed"
    }


def test_words_and_pictures_of_removed_items_are_found_again(library, capsys):
    assert said(library, capsys) == {("archive", "unknown", None)}
    prepare(library)
    assert said(library, capsys) == {
        ("x:post:2", "over", "x:post:8"),
        ("x:post:4", "over", "x:post:3"),
    }
