"""Every look as a WARC 1.1 record: the server's answer as it came, with its digest, opened by stock tools."""

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def write_record(  # noqa: PLR0913, PLR0917 - an answer and what is known of earlier ones
    folder: Path,
    url: str,
    at: datetime,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    earlier: Sequence[tuple[str, datetime]] = (),
) -> str:
    """Append an answer to the month's file, only its owner's to read; return the record's id and SHA-256.

    Length and encoding headers are those of the body as it is kept, unpacked; the rest stands as it was sent. A body
    that an `earlier` record of the same address holds is kept once: this one is then a revisit (WARC 1.1, 6.7.2).
    """
    kept = [
        (name, value)
        for name, value in headers.items()
        if name not in {"content-encoding", "transfer-encoding"}
    ]
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    digest = hashlib.sha256(body).digest()
    dated = {
        "WARC-Date": _date(at),
        "WARC-Payload-Digest": "sha256:" + base64.b32encode(digest).decode(),
    }
    first = next((one for one in earlier if one[0].endswith(f"sha256:{digest.hex()}")), None)
    if first is not None and body:
        dated |= {
            "WARC-Profile": _SAME,
            "WARC-Refers-To": record_id(first[0]),
            "WARC-Refers-To-Target-URI": url,
            "WARC-Refers-To-Date": _date(first[1]),
        }
    return _append(
        folder,
        at,
        digest,
        url,
        "revisit" if "WARC-Refers-To" in dated else "response",
        payload=None if "WARC-Refers-To" in dated else BytesIO(body),
        http_headers=StatusAndHeaders(f"{status} {phrase}".strip(), kept, protocol="HTTP/1.1"),
        warc_headers_dict=dated,
    )


def write_failure(folder: Path, url: str, at: datetime, reason: str, network: str, via: str) -> str:
    """Append that no answer came: a metadata record with the address and the failure; return its id and SHA-256.

    WARC 1.1, 6.6: a metadata record describes a resource; there is no response that it could stand beside.
    """
    fields = {"fetchFailure": reason, "network": network, "via": via or "main"}
    body = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value).encode()
    return _append(
        folder,
        at,
        hashlib.sha256(body).digest(),
        url,
        "metadata",
        payload=BytesIO(body),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": _date(at)},
    )


def _append(folder: Path, at: datetime, digest: bytes, url: str, kind: str, **parts: Any) -> str:
    file = folder / f"looks-{at:%Y-%m}.warc.gz"
    if not file.exists():
        file.touch(mode=0o600)
    with file.open("ab") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        record = writer.create_warc_record(url, kind, **parts)
        writer.write_record(record)
        record.raw_stream.close()  # the writer puts a temporary file in its place, and leaves it open
    return f"{record.rec_headers.get_header('WARC-Record-ID')} sha256:{digest.hex()}"


_SAME: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def _date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def record_id(record: str) -> str:
    """Return the id in what `write_record` returned."""
    return record.partition(" ")[0]


def drop_records(folder: Path, ids: Set[str]) -> None:
    """Take records out of the month's files; every other one stays byte for byte."""
    for file in sorted(folder.glob("looks-*.warc.gz")) if ids else ():
        spans = _spans(file)
        if not any(name in ids for name, _, _ in spans):
            continue
        data, incoming = file.read_bytes(), file.with_name(f".{file.name}")
        incoming.unlink(missing_ok=True)
        handle = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(data[start:end] for name, start, end in spans if name not in ids)
            stream.flush()
            os.fsync(stream.fileno())
        incoming.replace(file)


def _spans(file: Path) -> list[tuple[str, int, int]]:
    """Return where a file's records stand: id, start and end."""
    with file.open("rb") as stream:
        records = ArchiveIterator(stream)
        found = [
            (str(one.rec_headers.get_header("WARC-Record-ID")), records.get_record_offset())
            for one in records
        ]
    ends = [start for _, start in found[1:]] + [file.stat().st_size]
    return [(name, start, end) for (name, start), end in zip(found, ends, strict=True)]
