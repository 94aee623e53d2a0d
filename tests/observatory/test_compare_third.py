"""A third member's export: what only one end lacks was sent, what both lack was perhaps never."""

import json
from pathlib import Path

import pytest

from observatory.made_exports import PAIRS, Way, made_ends, telegram_html, telegram_json, whatsapp_ios
from wildgrass.cli.main import main
from wildgrass.text import say

ASKED = ["--zone", "UTC", "--dates", "dmy"]


def test_a_third_member_tells_what_was_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two messages are lost to B alone, two to B and C: each says which, in what is printed and in the report."""
    ends = made_ends(300, 8, Way(lost=0.0, notice_s=None))
    common = {one.number for one in ends.a} & {one.number for one in ends.b}
    told = [one.number for one in ends.a if one.number in common and len(one.text) > 9 and one.kind == "text"]
    by_b, by_both = {told[40], told[90]}, {told[60], told[120]}
    places = []
    for name, lines in (
        ("a", ends.a),
        ("b", [one for one in ends.b if one.number not in by_b | by_both]),
        ("c", [one for one in ends.b if one.number not in by_both]),
    ):
        (tmp_path / name).mkdir()
        write = {"a": telegram_json, "b": telegram_html, "c": whatsapp_ios}[name]
        places.append(str(write(tmp_path / name, lines)))
    report = tmp_path / "report.html"
    asked = ["--json", "--lang", "en", "compare", *places[:2], "--third", places[2], *ASKED]
    assert main([*asked, "--report", str(report)]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()][:-1]
    why = {int(one["a"].rpartition(".")[2]) - 1: one["why"] for one in rows if one["class"] == "only_a"}
    assert {number: ["third-has"] for number in by_b} | {number: ["third-lacks"] for number in by_both} == why
    page = report.read_text("utf-8")
    assert say("en", "ui.compare-explained-third-has") in page
    assert 'id="why-third-lacks"' in page


def test_without_a_third_nothing_is_said_of_one(tmp_path: Path) -> None:
    ends = made_ends(200, 8, PAIRS["Telegram: JSON, HTML"][2])
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    a, b = telegram_json(tmp_path / "a", ends.a), telegram_html(tmp_path / "b", ends.b)
    report = tmp_path / "report.html"
    assert main(["--lang", "en", "compare", str(a), str(b), *ASKED, "--report", str(report)]) == 1
    assert say("en", "ui.compare-explained-third-has") not in report.read_text("utf-8")
