"""A small locked library, its key derived quickly."""

from pathlib import Path

from library.archive_builders import about, post
from wildgrass.library import LibraryWriter
from wildgrass.library.keys import LibraryKeys, write_key_file
from wildgrass.library.place import LibraryPlace

PASSPHRASE = "野火烧不尽 春风吹又生"


def locked_library(folder: Path, *more: object) -> Path:
    """Write it, with two posts and `more`."""
    folder.mkdir(parents=True)
    keys = LibraryKeys.new()
    write_key_file(folder, keys.sealed(PASSPHRASE.encode(), work_factor=4))
    with LibraryWriter.open(LibraryPlace(folder, keys=keys)) as writer:
        writer.add_export(about(), iter([post(1, "离离原上草一岁一枯荣"), post(2, "two"), *more]))
    return folder
