"""Packs a site into a WACZ file. Source: https://specs.webrecorder.net/wacz/1.1.1/."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from wildgrass.targets.spool import Spool
from wildgrass.targets.wacz.pages import HOST, NO_DATE, File, files_of
from wildgrass.targets.wacz.warc import body_of, record_of, warcinfo
from wildgrass.targets.zipped import ZipFile

_WARC_SIZE: Final = 1 << 30  # of files in one WARC file, as web archives are cut
_HEAD_SIZE: Final = 4096  # more than a record's head and a gzip member's own bytes
RENDERING: Final = (
    "A rendering, not a capture. These pages were never on the web: Wildgrass made them from the exports of an "
    "account, under a reserved host name. A page's date is that of the newest post on it. What the pages say rests "
    "on the exports alone; this file proves nothing about what a platform showed."
)


@dataclass(slots=True)
class Pack:
    """One run of packing; `index` keeps the lines of the index, which come in its order."""

    site: Path
    target: ZipFile
    index: Spool
    files: list[File] = field(default_factory=list)
    newest: str = NO_DATE
    resources: list[dict[str, object]] = field(default_factory=list)

    def run(self) -> None:
        """Write everything and put the file in its place."""
        self.files = list(files_of(self.site))
        self.newest = max((file.date for file in self.files if file.date), default=NO_DATE)
        for number, (files, size) in enumerate(self._groups(), 1):
            name = "data.warc.gz" if number == 1 else f"data-{number}.warc.gz"
            self._member(f"archive/{name}", self._records(name, files), size)
        lines = (f"{line}\n".encode() for line in self.index.values())
        self._member("indexes/index.cdx", lines, self.index.size)
        self._member("pages/pages.jsonl", self._pages(), _HEAD_SIZE * (1 + len(self.files)))
        package = json.dumps(self._package(), ensure_ascii=False, indent=2).encode()
        self.target.write("datapackage.json", package)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        self.target.write("datapackage-digest.json", json.dumps(digest, indent=2).encode())
        self.target.finish()

    def _groups(self) -> Iterator[tuple[list[File], int]]:
        """Yield the files of each WARC file, and a size that it does not exceed."""
        group: list[File] = []
        size = _HEAD_SIZE
        for file in self.files:
            length = (self.site / file.name).stat().st_size
            if group and size + length > _WARC_SIZE:
                yield group, size
                group, size = [], _HEAD_SIZE
            group.append(file)
            size += length + length // 1000 + _HEAD_SIZE  # what does not compress grows by 5 bytes in 16 kB
        yield group, size

    def _member(self, path: str, parts: Iterable[bytes], most: int) -> None:
        """Add a member of at most so many bytes, and remember its digest for the package's list."""
        digest, size = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for part in parts:
                digest.update(part)
                size += len(part)
                yield part

        self.target.copy(path, counted(), most=most)
        hashed = f"sha256:{digest.hexdigest()}"
        self.resources.append({"name": path.rpartition("/")[2], "path": path, "hash": hashed, "bytes": size})

    def _records(self, name: str, files: list[File]) -> Iterator[bytes]:
        """Yield a WARC file, and put a line into the index for each record."""
        said = {
            "software": "Wildgrass",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": RENDERING,
        }
        at = 0
        for part in warcinfo(self.newest, name, said):
            at += len(part)
            yield part
        for file in files:
            start = at
            record = record_of(self.site / file.name, file.url, file.media_type, file.date or self.newest)
            for part in record.parts(body_of(self.site / file.name)):
                at += len(part)
                yield part
            told = {
                "url": file.url,
                "mime": file.media_type.partition(";")[0],
                "status": 200,
                "digest": record.digest,
                "length": at - start,
                "offset": start,
                "filename": name,
            }
            stamp = "".join(filter(str.isdigit, record.date))
            self.index.add(f"{file.key} {stamp} {json.dumps(told)}")

    def _pages(self) -> Iterator[bytes]:
        yield _line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})
        pages = [file for file in self.files if file.title is not None]
        for file in sorted(pages, key=lambda one: one.name != "index.html"):
            page = {"id": uuid5(NAMESPACE_URL, file.url).hex, "url": file.url}
            yield _line(page | {"ts": file.date or self.newest, "title": file.title or file.name})

    def _package(self) -> dict[str, object]:
        title = next((file.title for file in self.files if file.name == "index.html"), None)
        return {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title or "Wildgrass",
            "description": RENDERING,
            "created": self.newest,  # not the time of writing: the same archive gives the same bytes
            "software": "Wildgrass",
            "mainPageUrl": f"{HOST}index.html",
            "mainPageDate": self.newest,
            "resources": self.resources,
        }


def _line(value: dict[str, str]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
