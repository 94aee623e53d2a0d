"""What a comparison found, held against what was really taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatory.made_exports import Ends, Line
from wildgrass.flows.compare import Comparison
from wildgrass.observatory.compare.classes import Class
from wildgrass.observatory.compare.sides import Side


@dataclass(frozen=True)
class Score:
    """Shares of right links, and of missing messages that are said to be missing, both directions together."""

    links: float
    precision: float
    recall: float
    missing: int


def scored(found: Comparison, ends: Ends) -> Score:
    """Check every link and every missing message.

    Two equal words of one person with nothing between them are one to any observer, so they are one here.
    """
    of_a, of_b = numbers(found.a, ends.a), numbers(found.b, ends.b)
    same = same_to_anybody(ends)
    results = found.results
    said = {same[of_a[row]] for row in results.rows_a[results.of(Class.ONLY_A)].tolist()}
    said |= {same[of_b[row]] for row in results.rows_b[results.of(Class.ONLY_B)].tolist()}
    true = {same[number] for number in ends.lacks_a | ends.lacks_b}
    links = list(zip(found.alignment.rows_a.tolist(), found.alignment.rows_b.tolist(), strict=True))
    right = sum(same[of_a[left]] == same[of_b[other]] for left, other in links)
    hits = len(said & true)
    return Score(right / len(links), hits / max(1, len(said)), hits / max(1, len(true)), len(true))


def numbers(side: Side, lines: Sequence[Line]) -> list[int]:
    """Return the number of each row's message: rows are the export's messages in order of its own clock."""
    coarse = max(1, int(side.coarse.max()))
    ordered = sorted(lines, key=lambda line: int(line.at.timestamp()) // coarse)
    assert len(ordered) == len(side), (len(ordered), len(side))
    return [line.number for line in ordered]


def same_to_anybody(ends: Ends) -> dict[int, int]:
    """Return the first number of each run of equal words of one person, for every number."""
    lines = {line.number: line for line in (*ends.b, *ends.a)}
    found: dict[int, int] = {}
    last = None
    for number in sorted(lines):
        line = lines[number]
        said = (line.who, line.text, line.kind)
        found[number] = found[last[0]] if last is not None and last[1] == said else number
        last = (number, said)
    if ends.notice_s:
        _told_by_one_notice(ends, lines, found)
    return found


def _told_by_one_notice(ends: Ends, lines: dict[int, Line], found: dict[int, int]) -> None:
    """Where a person lost another message just before her notice of a recall, nobody can tell which was recalled."""
    notices = [line for line in ends.b if line.kind == "recall"]
    for number in ends.lacks_b:
        for one in notices:
            if lines[number].who == one.who and 0 <= (one.at - lines[number].at).total_seconds() <= 180:
                found[number] = found[one.number]
