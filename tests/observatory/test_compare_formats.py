"""Two formats of one chat, with everything that makes comparing hard: what was taken out is found, and nothing else."""

from pathlib import Path

import pytest

from observatory.made_exports import (
    PAIRS,
    Line,
    Way,
    made_ends,
    telegram_json,
    twice,
    whatsapp_android,
    whatsapp_ios,
)
from observatory.made_truth import scored
from wildgrass.flows.answers import answers
from wildgrass.flows.compare import Comparison, compare
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.classes import Class


def compared(folder: Path, name: str, a: list[Line], b: list[Line]) -> Comparison:
    write_a, write_b, way = PAIRS[name]
    for end in ("a", "b"):
        (folder / end).mkdir()
    places = LibraryPlace(write_a(folder / "a", a)), LibraryPlace(write_b(folder / "b", b))
    return compare(*places, answers=answers("UTC" if way.shift_h else "Asia/Shanghai", "dmy"))


@pytest.mark.parametrize("name", PAIRS)
def test_what_each_side_lacks_is_found_and_nothing_else(tmp_path: Path, name: str) -> None:
    """Bursts, renames, edits, recalls, other zones, minutes, a part exported twice, other beginnings and ends."""
    ends = made_ends(1_200, 3, PAIRS[name][2])
    found = compared(tmp_path, name, ends.a, twice(ends.b))
    score = scored(found, ends)
    assert score.missing > 10
    assert (score.links, score.precision, score.recall) == (1, 1, 1)
    assert len(found.b) == len(ends.b), "by its id, or as a part that stands there twice"
    altered = found.results.rows_a[found.results.of(Class.ALTERED)]
    assert len(altered) == len({one.number for one in ends.a} & ends.altered)


def test_what_lies_outside_the_other_export_is_never_missing(tmp_path: Path) -> None:
    """B begins inside A and goes on after it: the rest of each is unclear, for the other says nothing of it."""
    ends = made_ends(600, 5, Way(7, lost=0.0))
    a, b = ends.a[:400], [one for one in ends.b if one.number >= 200]
    write_a, write_b = whatsapp_ios, whatsapp_android
    for end in ("a", "b"):
        (tmp_path / end).mkdir()
    places = LibraryPlace(write_a(tmp_path / "a", a)), LibraryPlace(write_b(tmp_path / "b", b))
    results = compare(*places, answers=answers("UTC", "dmy")).results
    assert not results.of(Class.ONLY_A).any()
    assert not results.of(Class.ONLY_B).any()
    assert int(results.because("outside").sum() + results.because("hole").sum()) > 300


def test_a_notice_of_a_recall_explains_one_message_of_its_sender(tmp_path: Path) -> None:
    """Three are lost around a recall; two of them are another's or no longer explained."""
    ends = made_ends(400, 6, Way(lost=0.0, notice_s=40))
    kept = [one for one in ends.b if one.kind == "text"]
    gone = kept[100]
    notice = Line(gone.number, gone.who, gone.name, gone.at, "", "recall")
    others = [one for one in kept[101:] if one.who != gone.who][:2]
    left = [notice if one is gone else one for one in ends.b if one not in others]
    found = compared(tmp_path, "WeChat: PyWxDump CSV, chatlog JSON", ends.a, left)
    recalled = found.results.because("recalled")
    assert int((recalled & found.results.of(Class.UNCLEAR)).sum()) >= 1
    lost = {found.a.texts[row] for row in found.results.rows_a[found.results.of(Class.ONLY_A)].tolist()}
    assert {one.text for one in others} <= lost
    assert gone.text not in lost


def test_dates_that_can_be_read_in_two_ways_are_read_as_the_other_side_fits_them(tmp_path: Path) -> None:
    """No day is over twelve, so the phone's export alone leaves open which is the month."""
    ends = made_ends(120, 7, Way(lost=0.0, notice_s=None))
    gone = next(one for one in ends.b if one.number in range(50, 60) and len(one.text) > 8)
    for end in ("a", "b"):
        (tmp_path / end).mkdir()
    left = [one for one in ends.b if one is not gone]
    places = (
        LibraryPlace(telegram_json(tmp_path / "a", ends.a)),
        LibraryPlace(whatsapp_android(tmp_path / "b", left)),
    )
    found = compare(*places, answers=answers("UTC"))
    assert found.b.seconds.min() > 0
    (row,) = found.results.rows_a[found.results.of(Class.ONLY_A)].tolist()
    assert found.a.texts[row] == gone.text


def test_without_any_dates_the_order_tells_what_is_missing(tmp_path: Path) -> None:
    ends = made_ends(120, 7, Way(lost=0.0, notice_s=None))
    gone = next(one for one in ends.a if one.number in range(50, 60) and len(one.text) > 8)
    for end in ("a", "b"):
        (tmp_path / end).mkdir()
    places = (
        LibraryPlace(whatsapp_android(tmp_path / "a", ends.a)),
        LibraryPlace(whatsapp_android(tmp_path / "b", [one for one in ends.a if one is not gone])),
    )
    found = compare(*places)
    assert found.results.counts() == {"matched": len(ends.a) - 1, "only_a": 1}
    (row,) = found.results.rows_a[found.results.of(Class.ONLY_A)].tolist()
    assert found.a.texts[row] == gone.text
