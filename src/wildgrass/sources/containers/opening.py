"""One path, one container: a zip, a tar, a folder or a file."""

import stat
from pathlib import Path

from wildgrass.sources.base import Export
from wildgrass.sources.containers.errors import ExportMissingError, NotAFileError, NotReadableError
from wildgrass.sources.containers.folders import FolderMembers, lone_file
from wildgrass.sources.containers.gzipped import Gzipped, PackedDamagedError
from wildgrass.sources.containers.limits import DEFAULT, Limits
from wildgrass.sources.containers.zips import ZipMembers

_GZIP_START = b"\x1f\x8b"
_TAR_MAGIC_AT, _TAR_HEADER_BYTES = 257, 512
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def open_container(path: Path, limits: Limits = DEFAULT) -> Export:
    """Open a zip, a tar or tar.gz, an unpacked folder or a single file.

    Raises:
        ExportError: the path holds nothing, or nothing that can be read.
    """
    label = path.name or str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            folder = FolderMembers(path, label, limits)
            return Export(label, folder, tuple(folder.problems), (label,))
        if not stat.S_ISREG(mode):
            raise NotAFileError(name=label)
        with path.open("rb") as file:
            start = file.read(4)
        if start in _ZIP_STARTS or path.suffix.lower() == ".zip":
            members = ZipMembers(path, label, limits)
            return Export(label, members, tuple(members.problems), (label,))
        if _is_tar(path):
            return _tar(path, label, limits)
        member = lone_file(path)
        return Export(label, {member.name: member}, (), (label,))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ExportMissingError(name=label) from error
    except OSError as error:
        raise NotReadableError(name=label, reason=error.strerror) from error


def _is_tar(path: Path) -> bool:
    """Say whether a file is a tar, or a gzipped one, by its first header."""
    with path.open("rb") as file:
        start = file.read(_TAR_HEADER_BYTES)
    if start.startswith(_GZIP_START):
        stream = Gzipped(path).open(0, _TAR_HEADER_BYTES)
        try:
            start = stream.read()
        except PackedDamagedError:
            return False
        finally:
            stream.close()
    return start[_TAR_MAGIC_AT:].startswith(b"ustar")


def _tar(path: Path, label: str, limits: Limits) -> Export:
    from wildgrass.sources.containers.tars import TarMembers  # noqa: PLC0415 - most exports are zips; saves 5 ms

    members = TarMembers(path, label, limits)
    return Export(label, members, tuple(members.problems), (label,))
