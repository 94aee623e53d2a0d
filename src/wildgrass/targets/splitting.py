"""A long text cut into parts that a network takes: at the end of a paragraph or a sentence, never inside a character.

A character is what a reader sees as one (an extended grapheme cluster), which is what networks count.
"""

# ruff: noqa: RUF001 - punctuation of many scripts is meant

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from wildgrass.targets.runs import Run, RunKind

_CHARACTER: Final = regex.compile(r"\X")
_PARAGRAPH, _SENTENCE, _CLAUSE, _SPACE = 4, 3, 2, 1
_SENTENCE_ENDS: Final = frozenset("。！？…!?｡།་༎᠃᠉۔।")
_CLAUSE_ENDS: Final = frozenset("，、；：,;:᠂")
_CLOSERS: Final = frozenset("”’」』）》】)]\"'")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one part may hold: characters as a reader counts them, bytes of UTF-8, and code points where they count."""

    graphemes: int
    size_bytes: int
    code_points: int = 1 << 62


def graphemes(text: str) -> int:
    """Count the characters of a text as a reader does."""
    return len(text) if text.isascii() and "\r" not in text else sum(1 for _ in _CHARACTER.finditer(text))


def fits(text: str, budget: Budget) -> bool:
    """Say whether a text is within both limits."""
    if len(text) > budget.code_points:
        return False
    if len(text) <= budget.graphemes and len(text) * 4 <= budget.size_bytes:
        return True
    return len(text.encode()) <= budget.size_bytes and graphemes(text) <= budget.graphemes


def split(runs: Sequence[Run], budget: Budget) -> list[tuple[Run, ...]]:
    """Cut runs into parts within a budget; one part where they fit. Links, tags and mentions stay whole."""
    if fits("".join(run.text for run in runs), budget):
        return [tuple(runs)]
    atoms = list(_atoms(runs, budget))
    parts: list[tuple[Run, ...]] = []
    start = 0
    while start < len(atoms):
        end = _end(atoms, start, budget)
        part = _part(atoms[start:end])
        if part:
            parts.append(part)
        start = end
    return parts


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is never cut: a character, or a whole link, tag or mention. `after` is how good a cut after it is."""

    run: Run
    graphemes: int
    size_bytes: int
    after: int = 0


def _atoms(runs: Sequence[Run], budget: Budget) -> Iterator[_Atom]:
    for run in runs:
        size = graphemes(run.text)
        if run.kind is not RunKind.TEXT and fits(run.text, budget):
            yield _Atom(run, size, len(run.text.encode()), _SPACE)
        else:
            yield from _characters(run.text, budget)


def _characters(text: str, budget: Budget) -> Iterator[_Atom]:
    found = _CHARACTER.findall(text)
    if any(len(one.encode()) > budget.size_bytes or len(one) > budget.code_points for one in found):
        found = list(text)  # thousands of marks on one letter: nothing that a reader could tell apart
    for number, one in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else ""
        yield _Atom(
            Run(one), 1, len(one.encode()), _worth(one, following, found[number - 1] if number else "")
        )


def _worth(one: str, following: str, before: str) -> int:
    """Return how good a cut after a character is."""
    if one == "\n":
        return _PARAGRAPH
    ends = one if one not in _CLOSERS else before
    if following in _CLOSERS and following:
        return 0
    if ends in _SENTENCE_ENDS or (ends == "." and following.isspace()):
        return _SENTENCE
    if one in _CLAUSE_ENDS:
        return _CLAUSE
    return _SPACE if one.isspace() else 0


def _end(atoms: Sequence[_Atom], start: int, budget: Budget) -> int:
    """Return where the part that begins at `start` ends: the best cut in its second half, as late as possible."""
    left, room, points = budget.graphemes, budget.size_bytes, budget.code_points
    end = start
    while end < len(atoms):
        left -= atoms[end].graphemes
        room -= atoms[end].size_bytes
        points -= len(atoms[end].run.text)
        if min(left, room, points) < 0:
            break
        end += 1
    if end == len(atoms):
        return end
    best, worth = end, 0
    for place in range(end, start + (end - start) // 2, -1):
        if atoms[place - 1].after > worth:
            best, worth = place, atoms[place - 1].after
    return best


def _part(atoms: Sequence[_Atom]) -> tuple[Run, ...]:
    made: list[Run] = []
    for atom in atoms:
        if made and atom.run.kind is made[-1].kind is RunKind.TEXT:
            made[-1] = Run(made[-1].text + atom.run.text)
        else:
            made.append(atom.run)
    if made and made[0].kind is RunKind.TEXT:
        made[0] = Run(made[0].text.lstrip())
    if made and made[-1].kind is RunKind.TEXT:
        made[-1] = Run(made[-1].text.rstrip())
    return tuple(run for run in made if run.text)
