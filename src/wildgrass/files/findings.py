"""What is suspicious about a file, by its name against its content: marked with a reason, never a verdict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from wildgrass.files import names, packed, pdf
from wildgrass.files.kinds import (
    APK,
    EPUB,
    HEAD_BYTES,
    HTML,
    JAR,
    OLE,
    OOXML,
    OPENDOCUMENT,
    PDF,
    SVG,
    TAR,
    TEXT,
    ZIP,
    Family,
    FileKind,
    kind_of,
)

_TAIL_BYTES: Final = (1 << 16) + 22
_MOST_SEARCHED: Final = 16 << 20
_SCRIPT: Final = re.compile(
    rb"<script\b|\bon(?:load|error|click)\s*=|javascript:|<iframe\b|<foreignObject\b", re.IGNORECASE
)
_VBA: Final = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"), b"Attribut\0e VB_")
_SAYS_NOTHING: Final = frozenset(
    {"", "dat", "bin", "tmp", "file", "unknown", "download", "part", "image", "video"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspicion: `code` (its sentence stands in the catalogue as `ui.finding-<code>`), and what it was seen by."""

    code: str
    detail: str = ""


def findings(name: str, file: BinaryIO, size_bytes: int) -> tuple[FileKind | None, list[Finding]]:
    """Return what a file is and everything suspicious about it; `file` can seek and is read only in parts.

    Marked are disguise, what runs when it is opened, and what leads out of itself. No mark is no proof.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = kind_of(head)
    if kind is ZIP:
        file.seek(0)
        kind = packed.zip_kind(file)
    found = [*names.pretences(name), *_disguise(name, kind), *_inside(kind, file, size_bytes)]
    return kind, [Finding(*one) for one in dict.fromkeys(found)]


def _disguise(name: str, kind: FileKind | None) -> Iterator[tuple[str, str]]:
    """Compare the ending with the content."""
    ending = names.ending_of(name)
    if kind is None or kind is TEXT:
        return
    if ending not in kind.endings and ending not in _SAYS_NOTHING:
        is_serious = kind.family is Family.PROGRAM or kind in (HTML, SVG)
        yield "disguised" if is_serious else "other-content", f".{ending}: {kind.name}"
    if kind.family is Family.PROGRAM:
        yield "program", kind.name


def _inside(kind: FileKind | None, file: BinaryIO, size_bytes: int) -> Iterator[tuple[str, str]]:
    """Look into the content as its format asks for."""
    file.seek(0)
    if kind is None or kind is APK or kind is JAR:
        return
    if kind in (ZIP, OOXML, OPENDOCUMENT, EPUB):
        yield from packed.zip_findings(file)
        return
    if kind is TAR:
        yield from packed.tar_findings(file)
        return
    yield from _active(kind, file)
    yield from _polyglot(kind, file, size_bytes)


def _active(kind: FileKind, file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Look for what runs when a document is opened."""
    if kind is PDF:
        yield from (("pdf-active", part) for part in pdf.active_parts(file))
    elif kind in (HTML, SVG) and _SCRIPT.search(file.read(_MOST_SEARCHED)):
        yield "markup-scripts", ""
    elif kind is OLE:
        data = file.read(_MOST_SEARCHED)
        if any(mark in data for mark in _VBA):
            yield "macros", ""


def _polyglot(kind: FileKind, file: BinaryIO, size_bytes: int) -> Iterator[tuple[str, str]]:
    """Look for a second format in one file: an archive at its end, a PDF or a web page near its beginning."""
    if kind.family in (Family.ARCHIVE, Family.TEXT):
        return
    file.seek(max(0, size_bytes - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    if kind.family is not Family.PROGRAM and (b"PK\x05\x06" in tail and b"PK\x01\x02" in tail):
        yield "polyglot", f"{kind.name} + zip"
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if kind is not PDF and b"%PDF-" in head[:1024]:
        yield "polyglot", f"{kind.name} + PDF"
    if kind.family is Family.PICTURE and kind is not SVG and _SCRIPT.search(head):
        yield "polyglot", f"{kind.name} + script"
