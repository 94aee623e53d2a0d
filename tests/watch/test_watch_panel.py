"""A random panel: drawn by a seed with known probabilities, and an estimate whose interval covers the truth."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from watch.played_platforms import Days, looked, page, played
from wildgrass.cli.main import main
from wildgrass.observatory.share import Stratum, estimated
from wildgrass.watch.panel import UNDATED, Panel, draw

NOW = datetime(2026, 11, 1, tzinfo=UTC)
KEY = b"k" * 32


def archive(sizes: dict[int, int]) -> dict[str, datetime | None]:
    """Return items by year."""
    return {
        f"i{year}-{n}": None if year == UNDATED else datetime(year, 6, 1, tzinfo=UTC)
        for year, count in sizes.items()
        for n in range(count)
    }


def test_a_panel_follows_from_its_seed_and_takes_of_every_year_its_share() -> None:
    items = archive({2010: 400, 2011: 200, 2012: 200, 2013: 3, UNDATED: 100})
    panel = draw(items, 90, NOW, seed="one", key=KEY)
    assert panel == draw(dict(reversed(items.items())), 90, NOW, seed="one", key=b"other")
    assert panel.items != draw(items, 90, NOW, seed="two", key=KEY).items
    assert draw(items, 90, NOW, seed="", key=KEY).items != draw(items, 90, NOW, seed="", key=b"z" * 32).items
    assert {layer.name: (layer.size, len(layer.items)) for layer in panel.layers} == {
        "undated": (100, 10),
        "2010": (400, 40),
        "2011": (200, 20),
        "2012-2013": (203, 20),
    }
    assert len(panel.items) == 90
    assert Panel.from_json(json.loads(json.dumps(panel.to_json()))) == panel


def test_every_item_is_as_likely_to_be_drawn_as_its_layer_says() -> None:
    items = archive({2010: 30, 2011: 10})
    drawn = Counter(item for n in range(400) for item in draw(items, 12, NOW, seed=f"s{n}", key=KEY).items)
    assert all(abs(drawn[item] / 400 - 0.3) < 0.09 for item in items)


@pytest.mark.parametrize(("wanted", "expected"), [(1, 1), (3, 3), (500, 40), (40, 40)])
def test_small_and_large_panels(wanted: int, expected: int) -> None:
    assert len(draw(archive({2010: 30, 2011: 10}), wanted, NOW, seed="s", key=KEY).items) == expected


SHARES = [
    {2010: (300, 0.02), 2011: (150, 0.05), 2012: (90, 0.2)},
    {2010: (150, 0.5), 2011: (150, 0.1)},
    {2010: (600, 0.01)},
    {2010: (100, 0.0), 2011: (100, 0.9)},
    {2010: (120, 0.12), 2011: (40, 0.6)},
]


@pytest.mark.parametrize("shares", SHARES)
def test_the_interval_covers_the_true_share_as_often_as_it_says_and_the_estimate_is_unbiased(
    shares: dict[int, tuple[int, float]],
) -> None:
    chance, runs, covered, middle = Random(7), 150, 0, 0.0
    items = archive({year: size for year, (size, _) in shares.items()})
    gone = {item for item in items if chance.random() < shares[int(item[1:5])][1]}
    true = len(gone) / len(items)
    for run in range(runs):
        panel = draw(items, 60, NOW, seed=f"run {run}", key=KEY)
        share = estimated(
            [
                Stratum(
                    name=layer.name,
                    size=layer.size,
                    drawn=len(layer.items),
                    hits=len(gone.intersection(layer.items)),
                )
                for layer in panel.layers
            ]
        )
        assert share is not None
        covered += share.between[0] - 1e-9 <= true <= share.between[1] + 1e-9
        middle += share.low / runs
    assert covered / runs >= 0.94
    assert abs(middle - true) < 0.01


def test_what_is_unknown_widens_the_interval_and_is_never_nothing() -> None:
    known = estimated([Stratum(name="a", size=1000, drawn=100, hits=10)])
    unsure = estimated([Stratum(name="a", size=1000, drawn=100, hits=10, unknown=30)])
    assert known is not None
    assert unsure is not None
    assert (unsure.low, round(unsure.high, 3)) == (known.low, 0.4)
    assert unsure.between[0] == known.between[0]
    assert unsure.between[1] > 0.45
    nothing = estimated([Stratum(name="a", size=1000, drawn=50, hits=0)])
    assert nothing is not None
    assert nothing.between[1] > 0.05
    assert estimated([Stratum(name="a", size=9, drawn=9, hits=3)]).between == (3 / 9, 3 / 9)  # type: ignore[union-attr]
    assert estimated([Stratum(name="a", size=9, drawn=0, hits=0)]) is None


def panelled(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[dict[str, str], dict]:
    assert main(["watch", str(folder), "--once", "--json", "--panel", "4", "--seed", "s", *options]) in {0, 1}
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["id"]: row["state"] for row in rows if "id" in row}, rows[-1]["panel"]


def test_the_command_looks_at_the_panel_alone_and_tells_the_share_with_its_interval(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "wechat", monkeypatch, posts=9) as (plays, server, folder):
        plays.gone = {n: {"page": page("<h2>此内容因违规无法查看</h2>")} for n in (1, 2, 3)}
        seen, first = panelled(folder, capsys, "--consent", "yes")
        assert len(seen) == 4
        assert len({plays.number(path) for _, path, _, _ in server.asked}) == 4
        assert (first["size"], first["items"], first["removed"]["at_least"]) == (9, 4, 0.0)
        Days.at = Days.at.replace(hour=1)
        again, said = panelled(folder, capsys)
        assert set(again) <= set(seen)  # the same panel, and of it what is due to be sure
        states = seen | again
        gone = sum(state == "tombstone" for state in states.values())
        assert said["removed"]["at_least"] == said["removed"]["at_most"] == round(gone / 4, 6)
        low, high = said["removed"]["between"]
        assert low <= 3 / 9 <= high
        assert said["by"] == ({"platform": said["removed"]} if gone else {})
        member = next(iter(seen))
        assert main(["watch", str(folder), "--forget", member]) == 0
        assert member not in (folder / "watch" / "panels.jsonl").read_text("utf-8")
        _, left = panelled(folder, capsys)
        assert (left["size"], left["items"]) == (8, 3)
        rest = looked(folder, capsys, days=1)
        assert len({f"wechat:post:{n}" for n in rest} - set(seen)) == 5  # the others are due as before
