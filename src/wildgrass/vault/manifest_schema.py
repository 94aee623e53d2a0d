"""The manifest's tables. It is a SQLite file, so that any tool reads it; see docs/spec/vault.md."""

import re
from typing import Final

FORMAT: Final = 1
LEVEL: Final = 9
"""zstd level: a manifest is small and kept for ever."""
FRAME_BYTES: Final = 4 << 20
"""Plain bytes of a zstd frame: a frame that does not compress still fits into a segment."""
SCHEMA: Final = """
CREATE TABLE run(format INTEGER NOT NULL, vault TEXT NOT NULL, log TEXT NOT NULL, started TEXT NOT NULL,
  finished TEXT NOT NULL);
CREATE TABLE runs(no INTEGER PRIMARY KEY, log TEXT NOT NULL);
CREATE TABLE exports(no INTEGER PRIMARY KEY, name TEXT NOT NULL, about TEXT NOT NULL);
CREATE TABLE members(no INTEGER PRIMARY KEY, export INTEGER NOT NULL, name TEXT NOT NULL,
  size INTEGER NOT NULL, sha256 BLOB NOT NULL, modified TEXT, damaged TEXT, run INTEGER, file INTEGER);
CREATE TABLE gaps(no INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE pieces(member INTEGER NOT NULL, seq INTEGER NOT NULL, gap INTEGER NOT NULL, run INTEGER NOT NULL,
  first INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(member, seq)) WITHOUT ROWID;
CREATE TABLE segments(no INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL,
  kind TEXT NOT NULL, head INTEGER NOT NULL, file_key BLOB NOT NULL, nonce BLOB NOT NULL);
CREATE TABLE frames(no INTEGER PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL,
  length INTEGER NOT NULL, plain INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE places(file INTEGER NOT NULL, part INTEGER NOT NULL, segment INTEGER NOT NULL,
  offset INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY(file, part)) WITHOUT ROWID;
"""


_UNHOLDABLE = re.compile("[\0\n\ud800-\udfff]")


def name_to_text(name: str) -> str:
    """Return a member's name as SQLite can hold it.

    A name with NUL, a newline or a lone surrogate starts with a newline, which marks it, and has these and
    the backslash escaped; any other name is kept as it is.
    """
    if not _UNHOLDABLE.search(name):
        return name
    return "\n" + "".join(_escaped(sign) for sign in name)


def text_to_name(text: str) -> str:
    """Return the name that `name_to_text` wrote."""
    if not text.startswith("\n"):
        return text
    out, at = [], 1
    while at < len(text):
        if text[at] != "\\":
            out.append(text[at])
            at += 1
        elif text[at + 1 : at + 2] == "\\":
            out.append("\\")
            at += 2
        else:
            out.append(chr(int(text[at + 2 : at + 6], 16)))
            at += 6
    return "".join(out)


def _escaped(sign: str) -> str:
    if sign == "\\":
        return "\\\\"
    return f"\\u{ord(sign):04x}" if sign in "\0\n" or "\ud800" <= sign <= "\udfff" else sign
