"""`similar` and `places`, as a person or a program calls them."""

import json
from pathlib import Path
from typing import Any

import pytest

from files.made_pictures import encoded, scene
from library.archive_builders import build, post
from library.test_likeness import OTHER, POEM, POEM_HANT, attached, fetch
from wildgrass.cli.main import main


@pytest.fixture(scope="module")
def library(tmp_path_factory: Any) -> Path:
    folder: Path = tmp_path_factory.mktemp("verbs") / "library"
    items = [
        post(1, POEM, attachments=attached("a.jpg")),
        post(2, POEM_HANT, attachments=attached("b.webp")),
        post(3, OTHER, attachments=attached("c.jpg")),
    ]
    build(folder, items, fetch_attachment=fetch)
    return folder


def said(capsys: Any, *arguments: object) -> tuple[int, list[dict[str, Any]], str]:
    code = main([*map(str, arguments), "--json", "--lang", "en"])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_before_it_is_prepared_a_library_says_what_to_do(tmp_path: Path, capsys: Any) -> None:
    build(tmp_path / "library", [post(1, POEM)])
    code, rows, err = said(capsys, "places", tmp_path / "library")
    assert (code, rows[0]["error"]) == (1, "likeness-not-prepared")
    assert "--prepare" in err


def test_groups_an_item_and_a_file(library: Path, tmp_path: Path, capsys: Any) -> None:
    code, rows, _ = said(capsys, "similar", library, "--prepare")
    assert code == 0
    assert [[one["id"] for one in row["texts"]] for row in rows if "texts" in row] == [
        ["x:post:1", "x:post:2"]
    ]
    assert [row["match"] for row in rows if "images" in row] == ["same", "candidate", "candidate"]
    _, rows, _ = said(capsys, "similar", library, "x:post:1", "--texts")
    assert [(row["id"], row["nearness"]) for row in rows] == [("x:post:2", 1.0)]
    file = tmp_path / "elsewhere.gif"
    file.write_bytes(encoded(scene(1, (480, 360)), "GIF"))
    _, rows, _ = said(capsys, "similar", library, file)
    assert {tuple(row["items"]): row["match"] for row in rows} == {
        ("x:post:1",): "same",
        ("x:post:2",): "same",
        ("x:post:3",): "candidate",
    }


def test_what_is_neither_item_nor_picture_is_said(library: Path, tmp_path: Path, capsys: Any) -> None:
    said(capsys, "similar", library, "--prepare")
    code, rows, _ = said(capsys, "similar", library, "x:post:404")
    assert (code, rows[0]["error"]) == (1, "similar-unknown")
    (tmp_path / "note.jpg").write_text("no picture")
    code, rows, _ = said(capsys, "similar", library, tmp_path / "note.jpg")
    assert (code, rows[0]["error"]) == (3, "preview-failed")


def test_places_and_the_items_that_name_one(library: Path, capsys: Any) -> None:
    code, rows, _ = said(capsys, "places", library, "--prepare")
    assert code == 0
    beijing = next(row for row in rows if row["name"] == "北京")
    assert beijing["places"] == [{"id": "CN-11", "level": "province", "name": "Beijing", "in": ["China"]}]
    assert beijing["years"] == {"2022": 1}
    for name in ("上海", "Shanghai", "上海市"):
        _, rows, _ = said(capsys, "places", library, name)
        assert [row["id"] for row in rows] == ["x:post:3"]
    code, rows, _ = said(capsys, "places", library, "nowhere at all")
    assert (code, rows[0]["error"]) == (1, "place-not-listed")


def test_people_read_lines(library: Path, capsys: Any) -> None:
    """Without --json the same stands in words, in the person's language."""
    assert main(["similar", str(library), "--prepare", "--lang", "zh-Hans"]) == 0
    out, err = capsys.readouterr()
    assert "同一张图片" in out
    assert "找到 4 项" in err
    assert main(["places", str(library), "--lang", "zh-Hant"]) == 0
    assert "北京市 < 中國" in capsys.readouterr().out
