"""Small archives made in tests, and readings of them."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from wildgrass.flows.inspect import inspect
from wildgrass.model import Item, Problem
from wildgrass.sources.base import Export, Extent, MemberReport, Reading

FIXTURES = Path(__file__).parent / "fixtures"


class BytesMember:
    """A member that lies in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self.size_bytes = len(data)
        self.crc32: int | None = None
        self.modified: datetime | None = None
        self.extent: Extent | None = None
        self.container = "memory"

    def open(self) -> io.BytesIO:
        return io.BytesIO(self._data)


def export_of(files: Mapping[str, bytes | str]) -> Export:
    """Return an export of files in memory."""
    members = {
        name: BytesMember(name, data if isinstance(data, bytes) else data.encode())
        for name, data in files.items()
    }
    return Export("made", members, (), ("memory",))


def folder_files(folder: Path) -> dict[str, bytes]:
    """Return a folder's files by their names in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("expected.toml", "golden.jsonl")
    }


def write_zip(path: Path, files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip of the files."""
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def ytd(name: str, records: Sequence[object], part: int = 0) -> str:
    """Return a data file, laid out as json does."""
    return f"window.YTD.{name}.part{part} = " + json.dumps(records, indent=2, ensure_ascii=False)


def tweet(number: int | str, text: str, **more: object) -> dict[str, object]:
    """Return a post's record."""
    body = {
        "id_str": str(number),
        "id": str(number),
        "full_text": text,
        "created_at": "Wed Oct 19 20:07:25 +0000 2022",
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "favorite_count": "0",
        "retweet_count": "0",
    }
    return {"tweet": body | more}


def readings(*paths: Path) -> list[Reading]:
    """Return everything in the one export at the paths."""
    (inspection,) = inspect(list(paths))
    return list(inspection.readings())


def items(found: Sequence[Reading]) -> dict[str, Item]:
    """Return the items by id."""
    return {one.id: one for one in found if isinstance(one, Item)}


def problems(found: Sequence[Reading]) -> list[tuple[str, str]]:
    """Return code and member of each problem."""
    return [(one.code, one.member) for one in found if isinstance(one, Problem)]


def reports(found: Sequence[Reading]) -> dict[str, MemberReport]:
    """Return the member reports by name."""
    return {one.name: one for one in found if isinstance(one, MemberReport)}
