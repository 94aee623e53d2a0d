"""Every look as a WARC 1.1 record: the server's answer as it came, with its digest, opened by stock tools."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def write_record(
    folder: Path, url: str, at: datetime, status: int, headers: Mapping[str, str], body: bytes
) -> str:
    """Append an answer to the month's file, only its owner's to read; return the record's id and SHA-256.

    Length and encoding headers are those of the body as it is kept, unpacked; the rest stands as it was sent.
    """
    file = folder / f"looks-{at:%Y-%m}.warc.gz"
    if not file.exists():
        file.touch(mode=0o600)
    kept = [
        (name, value)
        for name, value in headers.items()
        if name not in {"content-encoding", "transfer-encoding"}
    ]
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    digest = hashlib.sha256(body).digest()
    with file.open("ab") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            http_headers=StatusAndHeaders(f"{status} {phrase}".strip(), kept, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "WARC-Payload-Digest": "sha256:" + base64.b32encode(digest).decode(),
            },
        )
        writer.write_record(record)
        record.raw_stream.close()  # the writer puts a temporary file in its place, and leaves it open
    return f"{record.rec_headers.get_header('WARC-Record-ID')} sha256:{digest.hex()}"
