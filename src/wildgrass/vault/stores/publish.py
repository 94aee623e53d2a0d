"""Give a finished file its own name without ever replacing another file."""

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

_RENAME_NOREPLACE: Final = 1
_AT_FDCWD: Final = -100
_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.ENOSYS, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EACCES}
)
_NO_RENAME2: Final = frozenset({errno.ENOSYS, errno.EINVAL})


def rename_noreplace(source: Path, target: Path) -> None:
    """Rename `source` to `target`.

    Raises:
        FileExistsError: `target` exists; both files are as they were.
        OSError: the file system refused.
    """
    if os.name == "nt":
        source.rename(target)  # refuses an existing target there
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename_without_links(source, target)
        return
    source.unlink()


def _rename_without_links(source: Path, target: Path) -> None:
    """For exFAT, FAT and some network shares, which have no hard links."""
    try:
        _renameat2(source, target)
    except OSError as error:
        if error.errno not in _NO_RENAME2:
            raise
        # No atomic way is left. Names of segments are random, so a race can only be over a log's own files,
        # and each log has one writer.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        source.rename(target)


def _renameat2(source: Path, target: Path) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    done = function(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE)
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))
