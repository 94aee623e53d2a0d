"""Other spellings of what is looked for, where a person asks for them: characters kept apart, and words for words.

Who writes under a censor writes 六·四 or 六 四, 陆肆 or 8964. A loose search finds the first two by 六四. What
stands for what is a person's own list, a line for each group of words of which any finds the others:

    # 日期
    六四 陆肆 8964 八平方

Neither is on unless asked for, since both find more than was typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wildgrass.errors import EXIT_INPUT, WildgrassError
from wildgrass.text.fold import searchable
from wildgrass.text.query import TERMS_MAX, AnyOf, Part, QueryTooLongError, Without, Word
from wildgrass.text.tokens import may_stand_apart

CHARACTERS_MAX: Final = 200_000
_BYTES_MAX: Final = 4 * CHARACTERS_MAX + 4  # of a file that may have so many
GROUP_MAX: Final = 40
_BETWEEN: Final = re.compile(r"[\s,，、;；=＝]+")  # noqa: RUF001 - what people put between words


class SynonymsWrongError(WildgrassError):
    """A list of words that stand for one another cannot be read."""

    code = "synonyms-wrong"
    exit_code = EXIT_INPUT
    message = "the list of words {file} cannot be used: {reason}"
    hint = "write text in UTF-8, a line for each group of at most {most} words, apart by spaces"


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of folded words, by each of their words."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str) -> "Synonyms":
        """Read a list; a word in several groups finds all of them.

        Raises:
            ValueError: the list or a group is too large.
        """
        if len(text) > CHARACTERS_MAX:
            raise ValueError(f"it has more than {CHARACTERS_MAX} characters")
        groups: dict[str, tuple[str, ...]] = {}
        for number, line in enumerate(text.splitlines(), 1):
            written = _BETWEEN.split(line.partition("#")[0].strip())
            words = tuple(dict.fromkeys(word for word in map(searchable, written) if word.strip()))
            for word in words:
                groups[word] = tuple(dict.fromkeys((*groups.get(word, ()), *words)))
                if len(groups[word]) > GROUP_MAX:
                    raise ValueError(f"line {number} makes a group of more than {GROUP_MAX} words")
        return cls(groups)

    @classmethod
    def read(cls, file: Path) -> "Synonyms":
        """Read a file.

        Raises:
            SynonymsWrongError: it cannot be read, or is no such list.
        """
        try:
            with file.open("rb") as data:
                return cls.from_text(data.read(_BYTES_MAX).decode("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise SynonymsWrongError(file=file, reason=str(error), most=GROUP_MAX) from error

    def others(self, word: str) -> tuple[str, ...]:
        """Return the words that a folded word finds besides itself."""
        return tuple(other for other in self.groups.get(word, ()) if other != word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """What a search takes for a word besides the word itself; nothing unless said."""

    is_loose: bool = False
    synonyms: Synonyms = field(default_factory=Synonyms)

    def widened(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts of a query with all spellings of their words.

        Raises:
            QueryTooLongError: there are more than `TERMS_MAX` terms then.
        """
        wide = tuple(map(self._widened, parts))
        if sum(map(_terms, wide)) > TERMS_MAX:
            raise QueryTooLongError(limit=TERMS_MAX)
        return wide

    def also(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """Return the words that are looked for although nobody typed them."""
        typed = tuple(word for part in parts for word in _words(part))
        return tuple(dict.fromkeys(other for word in typed for other in self.synonyms.others(word)))

    def apart(self, parts: Sequence[Part]) -> tuple[str, ...]:
        """Return the typed words that are also found with their characters apart."""
        typed = dict.fromkeys(word for part in parts for word in _words(part))
        return tuple(word for word in typed if self.is_loose and may_stand_apart(word))

    def _widened(self, part: Part) -> Part:
        if isinstance(part, Without):
            return Without(self._widened(part.part))
        if isinstance(part, AnyOf):
            return AnyOf(tuple(one for inner in part.parts for one in _flat(self._widened(inner))))
        if not isinstance(part, Word):
            return part
        words = (part.text, *self.synonyms.others(part.text))
        spelt = tuple(Word(word, is_loose=self.is_loose and may_stand_apart(word)) for word in words)
        return spelt[0] if len(spelt) == 1 else AnyOf(spelt)


STRICT: Final = Spelling()
"""Only what was typed."""


def _flat(part: Part) -> tuple[Part, ...]:
    return part.parts if isinstance(part, AnyOf) else (part,)


def _terms(part: Part) -> int:
    if isinstance(part, Without):
        return _terms(part.part)
    return sum(map(_terms, part.parts)) if isinstance(part, AnyOf) else 1


def _words(part: Part) -> Iterator[str]:
    if isinstance(part, Word):
        yield part.text
    elif isinstance(part, Without):
        yield from _words(part.part)
    elif isinstance(part, AnyOf):
        for one in part.parts:
            yield from _words(one)
