"""Where the words that were looked for stand in a text, so that a reader can mark them."""

from collections.abc import Iterator, Sequence

from wildgrass.text.fold import searchable, searchable_offsets
from wildgrass.text.query import Word
from wildgrass.text.tokens import apart_pattern


def places_of(words: Sequence[Word], text: str) -> list[tuple[int, int]]:
    """Return the stretches of `text` that hold a word, in code points, in order; those that touch are one."""
    looked_in = searchable(text)
    found = sorted(place for word in words for place in _places(word, looked_in))
    if not found:
        return []
    offsets = searchable_offsets(text) if len(looked_in) != len(text) else range(len(text) + 1)
    marks: list[tuple[int, int]] = []
    for start, end in found:
        first, last = offsets[start], offsets[end - 1] + 1
        if marks and first <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(last, marks[-1][1]))
        else:
            marks.append((first, last))
    return marks


def _places(word: Word, text: str) -> Iterator[tuple[int, int]]:
    if word.is_loose:
        yield from (match.span() for match in apart_pattern(word.text).finditer(text))
        return
    start = text.find(word.text)
    while start >= 0:
        yield start, start + len(word.text)
        start = text.find(word.text, start + len(word.text))
