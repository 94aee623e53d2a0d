"""What a PDF would do when it is opened. Looks into compressed objects; encrypted ones say only that they are.

Names: ISO 32000-1, 12.6 (actions), 7.11.4 (embedded files), 12.7.8 (XFA), 13.6 (rich media). By 7.3.5 any letter of a
name may be written #41.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

MOST_BYTES: Final = 64 << 20
_MOST_INFLATED: Final = 8 << 20
_MOST_STREAMS: Final = 4000
_STREAM: Final = re.compile(rb"/ObjStm.{0,600}?stream\r?\n", re.DOTALL)
_ESCAPED: Final = re.compile(rb"#([0-9a-fA-F]{2})")
_NAMES: Final = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|OpenAction|AA|Encrypt)(?![A-Za-z0-9])"
)
_MEANS: Final = {
    b"JavaScript": "runs JavaScript",
    b"JS": "runs JavaScript",
    b"Launch": "starts a program",
    b"EmbeddedFile": "carries other files",
    b"EmbeddedFiles": "carries other files",
    b"RichMedia": "plays embedded media",
    b"XFA": "is an XFA form, which can run scripts",
    b"SubmitForm": "sends what is typed to a server",
    b"ImportData": "reads other files",
    b"GoToE": "opens a file inside it",
    b"Encrypt": "is encrypted, so it cannot be looked through",
}


def active_parts(file: BinaryIO) -> list[str]:
    """Return what it would do, in plain words, sorted; [] for a PDF that only shows pages."""
    file.seek(0)
    data = file.read(MOST_BYTES)
    found = {name for part in (data, *_objects(data)) for name in _named(part)}
    return sorted({_MEANS[name] for name in found if name in _MEANS})


def _named(data: bytes) -> Iterator[bytes]:
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data) if b"#" in data else data
    return (match[1] for match in _NAMES.finditer(plain))


def _objects(data: bytes) -> Iterator[bytes]:
    """Yield the compressed objects, each up to 8 MiB."""
    for number, match in enumerate(_STREAM.finditer(data)):
        if number >= _MOST_STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(
                data[match.end() : match.end() + _MOST_INFLATED], _MOST_INFLATED
            )
        except zlib.error:
            continue
