"""Names and bytes that survive a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    if os.name == "nt":  # Windows has no handle to sync a folder by; NTFS journals names
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(file: Path) -> None:
    """Make a file's bytes survive a power cut."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def replace_file(file: Path, data: bytes) -> None:
    """Write a file anew: after a cut it is the old one or the new one, whole."""
    incoming = file.with_name(f".incoming-{file.name}")
    incoming.unlink(missing_ok=True)
    with os.fdopen(os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    incoming.replace(file)
    sync_folder(file.parent)
