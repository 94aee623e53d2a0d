"""Accounts that a library's reader joined by hand are one person in a comparison: one count, name and pseudonym."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from library.archive_builders import about, build
from observatory.made_chat import made_chat
from wildgrass.cli.main import main

WORK, HOME = "wechat:account:wxid_1", "wechat:account:wxid_2"


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of A's library two accounts are joined and named; in B's export both are what they were."""
    folder = tmp_path_factory.mktemp("joined")
    chat = made_chat(200, 4, lost=0.05)
    for name in ("a", "b"):
        items = [
            replace(one, author=replace(one.author, id_kind="account"))
            for one in getattr(chat, name)
            if one.author
        ]
        build(folder / name, items, about(name))
    assert main(["people", str(folder / "a"), "--merge", WORK, HOME]) == 0
    assert main(["people", str(folder / "a"), "--name", WORK, "阿树"]) == 0
    return folder / "a", folder / "b"


def test_she_is_counted_as_one(sides: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "compare", *map(str, sides)]) == 1
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])["summary"]
    senders = [one for one in summary["missing"]["a"] if one.startswith("sender ")]
    assert f"sender {WORK}" in senders
    assert f"sender {HOME}" not in senders
    assert len(senders) == 5


def test_she_has_one_pseudonym_and_one_name_on_both_sides(
    sides: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = tuple(map(str, sides))
    main(["compare", *both, "--tables", str(tmp_path / "hidden"), "--report", str(tmp_path / "hidden.html")])
    main(["compare", *both, "--tables", str(tmp_path / "plain"), "--show-names"])
    main(["compare", *both, "--report", str(tmp_path / "plain.html"), "--show-names"])
    rows, plain = (
        [json.loads(line) for line in (tmp_path / name / "messages.jsonl").read_text("utf-8").splitlines()]
        for name in ("hidden", "plain")
    )
    pairs = zip(rows, plain, strict=True)
    hers = {(hidden["sender_a"], hidden["sender_b"]) for hidden, shown in pairs if shown["sender_a"] == WORK}
    assert len({one for pair in hers for one in pair if one}) == 1
    assert len({row["sender_a"] for row in rows if row["sender_a"]}) == 5
    assert "阿树" in (tmp_path / "plain.html").read_text("utf-8")
    assert "阿树" not in (tmp_path / "hidden.html").read_text("utf-8")
    capsys.readouterr()
