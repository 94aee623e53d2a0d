"""What lies in an archive or an Office file, by its list of members; nothing is unpacked."""

import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from wildgrass.files.kinds import APK, EPUB, JAR, OOXML, OPENDOCUMENT, ZIP, FileKind
from wildgrass.files.names import RUN, ending_of

_DAMAGE: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,  # encrypted, or packed in a way that the standard library has no reader for
    ValueError,
)
_MOST_MEMBERS: Final = 100_000
_MOST_UNPACKED: Final = 10 << 30
_RATIO: Final = 200
_RELATIONS_BYTES: Final = 1 << 20
_OUTSIDE: Final = re.compile(
    rb'<Relationship\b(?=[^>]*TargetMode="External")(?=[^>]*(?:attachedTemplate|oleObject|frame|externalLink))[^>]*>'
)


def zip_kind(file: BinaryIO) -> FileKind:
    """Return what a zip is: a document, an app, or just a zip."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = {info.filename for info in archive.infolist()[:_MOST_MEMBERS]}
            if "[Content_Types].xml" in names:
                return OOXML
            if "AndroidManifest.xml" in names or "classes.dex" in names:
                return APK
            if "mimetype" in names:
                stated = archive.open("mimetype").read(100)
                return EPUB if b"epub" in stated else OPENDOCUMENT if b"opendocument" in stated else ZIP
            if "META-INF/MANIFEST.MF" in names and any(name.endswith(".class") for name in names):
                return JAR
    except _DAMAGE:
        return ZIP
    return ZIP


def zip_findings(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Yield (code, detail) for what is suspicious in a zip or an Office file."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()[:_MOST_MEMBERS]
            yield from _of_members(
                [
                    (info.filename, stat.S_ISLNK(info.external_attr >> 16), bool(info.flag_bits & 1))
                    for info in members
                ]
            )
            packed = sum(info.compress_size for info in members)
            plain = sum(info.file_size for info in members)
            if plain > _MOST_UNPACKED or plain > max(1 << 24, _RATIO * packed):
                yield "archive-bomb", f"{plain:,}"
            yield from _of_office(archive, {info.filename for info in members})
    except _DAMAGE:
        yield "archive-damaged", ""


def _of_office(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names) or any(
        name.startswith("Basic/") for name in names
    ):
        yield "macros", ""
    for name in sorted(name for name in names if name.endswith(".rels"))[:50]:
        if _OUTSIDE.search(archive.open(name).read(_RELATIONS_BYTES)):
            yield "office-fetches", ""
            return


def tar_findings(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Yield (code, detail) for what is suspicious in a tar, packed or not."""
    try:
        with tarfile.open(fileobj=file, mode="r:*") as archive:
            members = []
            for info in archive:
                members.append((info.name, info.issym() or info.islnk() or info.isdev(), False))
                if len(members) >= _MOST_MEMBERS or archive.offset > _MOST_UNPACKED:
                    yield "archive-bomb", f"{archive.offset:,}"
                    break
            yield from _of_members(members)
    except _DAMAGE:
        yield "archive-damaged", ""


def _of_members(members: list[tuple[str, bool, bool]]) -> Iterator[tuple[str, str]]:
    """Look at (name, is a link, is locked) of each member."""
    for code, found in (
        ("archive-links", [name for name, is_link, _ in members if is_link]),
        ("archive-climbs", [name for name, _, _ in members if _climbs(name)]),
        ("archive-locked", [name for name, _, is_locked in members if is_locked]),
        ("archive-programs", [name for name, _, _ in members if ending_of(name) in RUN]),
    ):
        if found:
            yield code, found[0][-80:]


def _climbs(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or name[1:2] == ":"
