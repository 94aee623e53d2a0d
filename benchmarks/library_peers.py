"""What people search Chinese with instead: FTS5's own tokenisers, LIKE, ripgrep. Each gets the folded texts and words.

So script, width and case count against nobody; what is left is how texts are cut. Queries of one word only: not every
peer has others.
"""

import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.library_corpus import Corpus
from wildgrass.text.tokens import cut, phrase

PAGE = 50


class Peer(ABC):
    """A way to search: numbers of texts from 0, newest first."""

    name: str
    every: int = 1  # one query of so many is asked, where all of them would take an hour

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        """Look at the corpus; `build` reads it."""
        self.corpus = corpus
        self.file = folder / f"{type(self).__name__}.sqlite"

    @abstractmethod
    def build(self) -> None:
        """Take in the folded texts."""

    @abstractmethod
    def page(self, word: str) -> list[int]:
        """Return the newest 50."""

    @abstractmethod
    def all(self, word: str) -> set[int]:
        """Return every one."""

    @abstractmethod
    def count(self, word: str) -> int:
        """Return how many."""

    @abstractmethod
    def size_bytes(self) -> int:
        """Return what is stored beside the texts."""


class _Sqlite(Peer):
    create: str
    insert = "INSERT INTO t (rowid, x) VALUES (?, ?)"
    where = "t MATCH ?"

    def build(self) -> None:
        self.file.unlink(missing_ok=True)
        self.db = sqlite3.connect(self.file, isolation_level=None)
        for statement in ("PRAGMA page_size = 8192", "PRAGMA cache_size = -32768", "BEGIN", self.create):
            self.db.execute(statement)
        self.prepare()
        self.db.executemany(self.insert, enumerate(self.texts()))
        self.db.execute("COMMIT")

    def prepare(self) -> None:
        """Set what the table has to be set; nothing here."""

    def texts(self) -> Iterator[str]:
        return self.corpus.lines(self.corpus.folded)

    def asked(self, word: str) -> str:
        return '"' + word.replace('"', '""') + '"'

    def _rows(self, sql: str, word: str) -> list[Any]:
        return self.db.execute(sql, (self.asked(word),)).fetchall()

    def page(self, word: str) -> list[int]:
        sql = f"SELECT rowid FROM t WHERE {self.where} ORDER BY rowid DESC LIMIT {PAGE}"
        return [number for (number,) in self._rows(sql, word)]

    def all(self, word: str) -> set[int]:
        return {number for (number,) in self._rows(f"SELECT rowid FROM t WHERE {self.where}", word)}

    def count(self, word: str) -> int:
        return int(self._rows(f"SELECT count(*) FROM t WHERE {self.where}", word)[0][0])

    def size_bytes(self) -> int:
        return int(self.db.execute("SELECT sum(length(block)) FROM t_data").fetchone()[0])


class OurTokens(_Sqlite):
    """Our tokens alone, without the rest of a library."""

    name = "our tokens in FTS5"
    create = "CREATE VIRTUAL TABLE t USING fts5 (x, content='', tokenize='ascii')"

    def prepare(self) -> None:
        self.db.execute("INSERT INTO t (t, rank) VALUES ('hashsize', 8388608)")

    def texts(self) -> Iterator[str]:
        lines = super().texts()
        while texts := list(islice(lines, 200)):
            yield from cut(texts)

    def asked(self, word: str) -> str:
        cutting = phrase(word)
        return f'"{" ".join(cutting.tokens)}"{"*" if cutting.is_prefix else ""}'


class Unicode61(_Sqlite):
    """SQLite's default, which Datasette and Signal for iOS use."""

    name = "FTS5 unicode61"
    create = "CREATE VIRTUAL TABLE t USING fts5 (x, content='')"


class Trigram(_Sqlite):
    """What is usually advised for Chinese."""

    name = "FTS5 trigram"
    create = "CREATE VIRTUAL TABLE t USING fts5 (x, content='', tokenize='trigram')"


class Like(_Sqlite):
    """No index: what Timelinize does."""

    name = "LIKE"
    every = 10
    create = "CREATE TABLE t (x TEXT NOT NULL)"
    where = "x LIKE ?"

    def asked(self, word: str) -> str:
        return f"%{word}%"

    def size_bytes(self) -> int:
        return self.file.stat().st_size


class Ripgrep(Peer):
    """A scan by the fastest of its kind; it starts at the oldest."""

    name = "ripgrep"
    every = 10

    def build(self) -> None:
        pass

    def _lines(self, *arguments: str) -> bytes:
        command = [str(shutil.which("rg")), "-F", *arguments, str(self.corpus.folded)]
        return subprocess.run(command, capture_output=True, check=False).stdout

    def _numbers(self, word: str) -> list[int]:
        lines = self._lines("-n", "--", word).split(b"\n")
        return [int(line.partition(b":")[0]) - 1 for line in lines if line]

    def page(self, word: str) -> list[int]:
        return self._numbers(word)[: -PAGE - 1 : -1]

    def all(self, word: str) -> set[int]:
        return set(self._numbers(word))

    def count(self, word: str) -> int:
        return int(self._lines("-c", "--", word) or 0)

    def size_bytes(self) -> int:
        return self.corpus.folded.stat().st_size


def peers(corpus: Corpus, folder: Path) -> Iterator[Peer]:
    """Yield the ways that this machine has."""
    for kind in (OurTokens, Unicode61, Trigram, Like):
        yield kind(corpus, folder)
    if shutil.which("rg"):
        yield Ripgrep(corpus, folder)
    else:
        print("ripgrep is NOT measured: install the package ripgrep")
