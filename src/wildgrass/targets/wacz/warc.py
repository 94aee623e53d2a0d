"""WARC 1.1 records of files, each a gzip member of its own. Source: ISO 28500:2017.

`resource` records, not `response`: no server ever sent these files, and the archive must not say that one did.
"""

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

_PART: Final = 1 << 20
_GZIP: Final = 31
_END: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """What a file's record says: its address, its media type, its date (RFC 3339 in UTC), its length and digest."""

    url: str
    media_type: str
    date: str
    size: int
    digest: str  # "sha256:" and RFC 4648 base 32

    def parts(self, body: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the record as a gzip member, with a header's fields in a fixed order."""
        fields = {
            "WARC-Type": "resource",
            "WARC-Target-URI": self.url,
            "WARC-Date": self.date,
            "WARC-Record-ID": _record_id(self.url, self.digest),
            "WARC-Block-Digest": self.digest,
            "WARC-Payload-Digest": self.digest,
            "Content-Type": self.media_type,
            "Content-Length": str(self.size),
        }
        is_dense = not self.media_type.startswith("text/")
        yield from _member(fields, body, level=1 if is_dense else 6)


def warcinfo(date: str, filename: str, said: dict[str, str]) -> Iterator[bytes]:
    """Yield the first record of a file, which says what the others are."""
    body = "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode()
    digest = _digest(hashlib.sha256(body).digest())
    fields = {
        "WARC-Type": "warcinfo",
        "WARC-Date": date,
        "WARC-Record-ID": _record_id(filename, digest),
        "WARC-Filename": filename,
        "WARC-Block-Digest": digest,
        "Content-Type": "application/warc-fields",
        "Content-Length": str(len(body)),
    }
    return _member(fields, (body,), level=6)


def record_of(path: Path, url: str, media_type: str, date: str) -> Record:
    """Read a file once, for its length and digest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Record(url, media_type, date, file.tell(), _digest(digest.digest()))


def body_of(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PART), b"")


def _member(fields: dict[str, str], body: Iterable[bytes], *, level: int) -> Iterator[bytes]:
    gzip = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    yield gzip.compress(head.encode())
    for part in body:
        yield gzip.compress(part)
    yield gzip.compress(_END) + gzip.flush()


def _digest(digest: bytes) -> str:
    return f"sha256:{b32encode(digest).decode()}"


def _record_id(name: str, digest: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{name} {digest}')}>"
