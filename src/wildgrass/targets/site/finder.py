"""The site's own search: an index and the texts in small scripts, which a page can load even from a disk.

`search/t<N>.js` holds a hundred texts in the order of the archive, `search/i<N>.js` a run of the index: tokens in the
order of code points, each with the numbers of the texts it stands in. `search/head.js` says what there is. Tokens and
folding are those of `text`. A token only leads to texts; the script looks into the text itself, so answers are exact.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from operator import sub
from pathlib import Path
from typing import Final, Protocol

from wildgrass.model import Item
from wildgrass.targets.site.folder import SiteWriteError
from wildgrass.targets.words import clean, loose_links, pieces
from wildgrass.text.fold import fold_data, searchable
from wildgrass.text.tokens import cut, token_data

TEXTS_PER_SLICE: Final = 100
SHARD_SIZE: Final = 40_000  # characters of a script; a query loads one for each token
# A number's digits: printable ASCII from "#" without the backslash. Deltas below 48 take one digit, below 2,960 two.
_DIGITS: Final = "".join(chr(code) for code in range(0x23, 0x7F) if code != 0x5C)
_BASE: Final = len(_DIGITS)
_ONE: Final = 48
_TWO: Final = _ONE + 32 * _BASE
_THREE: Final = _TWO + 10 * _BASE**2


class Sink(Protocol):
    """Where the search's files go."""

    @property
    def scratch(self) -> Path:
        """Return where one file may stand while the site is written."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the site."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search shows of an item: where it stands, its day ("" for none), a label, its text."""

    page: str
    anchor: str
    day: str
    label: str
    text: str


@dataclass(slots=True)
class Finder:
    """Gathers texts in the archive's order; `finish` writes the index. The index grows in a file, not in memory."""

    sink: Sink
    _waiting: list[Found] = field(default_factory=list)
    _count: int = 0
    _years: dict[str, list[int]] = field(default_factory=dict)  # the first and the last text of each
    _database: sqlite3.Connection | None = None

    def add(self, found: Found) -> None:
        """Take the next text."""
        year = found.day[:4]
        if year:
            self._years.setdefault(year, [self._count, 0])[1] = self._count
        self._waiting.append(found)
        self._count += 1
        if len(self._waiting) == TEXTS_PER_SLICE:
            self._slice()

    def finish(self) -> None:
        """Write what is left, the index and the scripts."""
        self._slice()
        firsts = list(self._shards())
        if self._database is not None:
            self._database.close()
        head = {
            "count": self._count,
            "slice": TEXTS_PER_SLICE,
            "years": [[year, *span] for year, span in sorted(self._years.items(), reverse=True)],
            "firsts": firsts,
        }
        self._script("head", head)
        self._script("fold", fold_data() | token_data())
        script = (resources.files("wildgrass.targets.site") / "search.js").read_bytes()
        self.sink.write("search/search.js", script)

    def _slice(self) -> None:
        if not self._waiting:
            return
        first = self._count - len(self._waiting)
        rows = [[one.page, one.anchor, one.day, one.label, one.text] for one in self._waiting]
        self._script(f"t{first // TEXTS_PER_SLICE}", rows)
        tokens = cut([searchable(one.text) for one in self._waiting])
        try:
            if self._database is None:
                self._database = _opened(self.sink.scratch)
            self._database.executemany(
                "INSERT INTO tokens(rowid, text) VALUES (?, ?)", enumerate(tokens, first + 1)
            )
        except sqlite3.Error as error:
            raise SiteWriteError(reason=error) from error
        self._waiting = []

    def _shards(self) -> Iterator[str]:
        """Write the index; yield the first token of each of its scripts."""
        shard: list[str] = []
        size = number = 0
        for token, postings in self._postings():
            if size > SHARD_SIZE:
                self._script(f"i{number}", shard)
                yield shard[0]
                shard, size, number = [], 0, number + 1
            shard += (token, postings)
            size += len(token) + len(postings) + 6
        if shard:
            self._script(f"i{number}", shard)
            yield shard[0]

    def _postings(self) -> Iterator[tuple[str, str]]:
        """Yield each token with the texts that hold it; SQLite keeps tokens sorted by their code points."""
        if self._database is None:
            return
        codes = _Codes()
        try:
            self._database.execute("COMMIT")
            self._database.execute("CREATE VIRTUAL TABLE found USING fts5vocab(tokens, instance)")
            rows = self._database.execute("SELECT term, group_concat(doc) FROM found GROUP BY term")
            for token, texts in rows:
                numbers = list(map(int, texts.split(",")))
                yield token, "".join(map(codes.__getitem__, map(sub, numbers, [0, *numbers])))
        except sqlite3.Error as error:
            raise SiteWriteError(reason=error) from error

    def _script(self, name: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        self.sink.write(f"search/{name}.js", f'wildgrass("{name}",{text});\n'.encode())


class _Codes(dict[int, str]):
    """Digits of numbers; short ones, which are nearly all, are kept."""

    def __missing__(self, number: int) -> str:
        digits = _digits(number)
        if number < _TWO:
            self[number] = digits
        return digits


def _digits(number: int) -> str:
    if number < _ONE:
        return _DIGITS[number]
    if number < _TWO:
        high, low = divmod(number - _ONE, _BASE)
        return _DIGITS[_ONE + high] + _DIGITS[low]
    if number < _THREE:
        high, rest = divmod(number - _TWO, _BASE**2)
        return _DIGITS[80 + high] + _DIGITS[rest // _BASE] + _DIGITS[rest % _BASE]
    rest = number - _THREE
    return _DIGITS[90] + "".join(_DIGITS[rest // _BASE**power % _BASE] for power in (3, 2, 1, 0))


def _opened(path: Path) -> sqlite3.Connection:
    """Open the scratch file: without safety, since a run that was killed begins the index again."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        "cache_size = -16000",
    ):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        "CREATE VIRTUAL TABLE tokens USING fts5(text, content='', detail=none, columnsize=0, tokenize='ascii')"
    )
    database.execute("INSERT INTO tokens(tokens, rank) VALUES ('hashsize', 8000000)")
    database.execute("BEGIN")
    return database


def shown_text(item: Item) -> str:
    """Return what a page shows of an item's own words: title, text, what pictures show, names of files, links."""
    return "\n".join(part for part in map(str.strip, _shown(item)) if part)


def _shown(item: Item) -> Iterable[str]:
    yield clean(item.title or "")
    yield "".join(piece.text for piece in pieces(item))
    for attachment in item.attachments:
        yield clean(attachment.alt or "")
        yield clean(attachment.name)
    for link in loose_links(item):
        yield link.text
