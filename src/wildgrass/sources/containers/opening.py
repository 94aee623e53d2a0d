"""One path, one container: a zip, a folder or a file."""

import stat
from pathlib import Path

from wildgrass.sources.base import Export
from wildgrass.sources.containers.errors import ExportMissingError, NotAFileError, NotReadableError
from wildgrass.sources.containers.folders import FolderMembers, lone_file
from wildgrass.sources.containers.limits import DEFAULT, Limits
from wildgrass.sources.containers.zips import ZipMembers

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def open_container(path: Path, limits: Limits = DEFAULT) -> Export:
    """Open a zip, an unpacked folder or a single file.

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
        member = lone_file(path)
        return Export(label, {member.name: member}, (), (label,))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ExportMissingError(name=label) from error
    except OSError as error:
        raise NotReadableError(name=label, reason=error.strerror) from error
