"""The folder a site stands in: nothing but the site, and a marker that names every file before it is there.

So a run killed at any moment can be run again, files that a new run no longer has (a private page, say)
are removed, and a file of anybody else's is never written over.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from wildgrass.errors import EXIT_DECIDE, EXIT_STORE, WildgrassError

MARKER: Final = "wildgrass-site.txt"
_PART: Final = ".wildgrass-site.part"
_SCRATCH: Final = ".wildgrass-site.scratch"


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in a folder: its marker, the marker's first line, and every name that it can hold.

    Names in a marker are input like any other: only what the form can hold is ever removed.
    """

    marker: str
    head: str
    names: re.Pattern[str]


_NAMES: Final = re.compile(
    r"(?:index|about|search)\.html|style\.css|feed\.(?:xml|json)|search/[a-z]+[0-9]*\.js|media/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{3,4}"
    r"|(?:posts|threads|likes|conversations)/[a-z0-9][a-z0-9._-]*\.html"
)
SITE: Final = Form(MARKER, "wildgrass site 1", _NAMES)


class SiteFolderTakenError(WildgrassError):
    """The folder holds something that is not a site of ours."""

    code = "site-folder-taken"
    exit_code = EXIT_DECIDE
    message = "{folder} is not empty and holds nothing of this target's"
    hint = "name a new or an empty folder; nothing was written"


class SiteFileForeignError(WildgrassError):
    """A file or link that the site did not write stands where a page must go."""

    code = "site-file-foreign"
    exit_code = EXIT_DECIDE
    message = "{name} in the target's folder was not written by Wildgrass"
    hint = "move it elsewhere, or name another folder; it was left as it is"


class SiteMarkerError(WildgrassError):
    """The marker of a site cannot be understood."""

    code = "site-marker-unreadable"
    exit_code = EXIT_DECIDE
    message = "the marker {name} does not say which files are the target's"
    hint = "a newer Wildgrass may have written it; name a new folder"


class SiteWriteError(WildgrassError):
    """The disk refused a file of the site."""

    code = "site-not-written"
    exit_code = EXIT_STORE
    message = "the target could not be written: {reason}"
    hint = "check the space and the rights of the folder, then run it again; it goes on where it stopped"


class SiteFolder:
    """A site's folder while it is written: a context manager. `finish` removes what the site no longer has."""

    def __init__(self, root: Path, form: Form = SITE) -> None:
        """Read the marker, and refuse a folder that is neither empty nor of this form. Writes nothing yet."""
        self.root = root
        self._form = form
        self._before = _claimed(root, form)
        self._now: set[str] = set()
        self._folders: set[Path] = set()
        self._journal: IO[str] | None = None

    def __enter__(self) -> Self:
        """Put the marker in place."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / _PART).unlink(missing_ok=True)
            self.scratch.unlink(missing_ok=True)
            self._journal = (self.root / self._form.marker).open("a", encoding="utf-8", newline="\n")
            if self._journal.tell() == 0:
                self._note(self._form.head)
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Close the marker; what was written stays."""
        with suppress(OSError):  # the next run removes it
            self.scratch.unlink(missing_ok=True)
        if self._journal is not None:
            self._journal.close()

    @property
    def scratch(self) -> Path:
        """Return where one file may stand while the site is written; it is gone afterwards."""
        return self.root / _SCRATCH

    def write(self, name: str, data: bytes) -> None:
        """Write a page unless the very same bytes are there.

        Raises:
            SiteFileForeignError: something that is not ours stands there.
            SiteWriteError: the disk refused.
        """
        try:
            path = self._claim(name)
            if not (path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data):
                self._put(path, (data,))
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error

    def holds(self, name: str) -> bool:
        """Say whether a file of the site is there already, and keep it for this run."""
        if name not in self._before or not (self.root / name).is_file():
            return name in self._now
        self._now.add(name)
        return True

    def names(self, start: str) -> list[str]:
        """Return the names of this run's files that begin with `start`, in order."""
        return sorted(name for name in self._now if name.startswith(start))

    def copy(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file from its parts; raises as `write` does."""
        try:
            self._put(self._claim(name), parts)
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error

    def adopt(self, name: str) -> None:
        """Put the file that stands at `scratch` into its place; raises as `write` does."""
        try:
            os.replace(self.scratch, self._claim(name))  # noqa: PTH105 - a link there is replaced, never followed
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error

    def finish(self) -> None:
        """Remove files of an earlier run that this one does not have, and put the marker in order."""
        try:
            for name in sorted(self._before - self._now):
                self._remove(name)
            lines = "\n".join((self._form.head, *sorted(self._now)))
            self._put(self.root / self._form.marker, (f"{lines}\n".encode(),))
        except OSError as error:
            raise SiteWriteError(reason=error.strerror) from error

    def _claim(self, name: str) -> Path:
        """Return the path of a file that is ours, named in the marker before it exists."""
        path = self.root / name
        self._make_folder(path.parent)
        if name not in self._before and name not in self._now:
            if path.is_symlink() or path.exists():
                raise SiteFileForeignError(name=name)
            self._note(name)
        elif path.is_symlink() or path.is_dir():
            raise SiteFileForeignError(name=name)
        self._now.add(name)
        return path

    def _make_folder(self, folder: Path) -> None:
        if folder in self._folders or folder == self.root:
            return
        self._make_folder(folder.parent)
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise SiteFileForeignError(name=folder.name)
        folder.mkdir(exist_ok=True)
        self._folders.add(folder)

    def _note(self, line: str) -> None:
        if self._journal is None:
            raise ValueError("a site's folder is written inside `with`")
        self._journal.write(f"{line}\n")
        self._journal.flush()

    def _put(self, path: Path, parts: Iterable[bytes]) -> None:
        part = self.root / _PART
        part.unlink(missing_ok=True)  # of a copy that failed half way
        with part.open("xb") as out:
            out.writelines(parts)
        os.replace(part, path)  # noqa: PTH105 - a symbolic link at `path` is replaced, never followed

    def _remove(self, name: str) -> None:
        path = self.root / name
        folders = [folder for folder in path.parents if folder != self.root and self.root in folder.parents]
        if any(folder.is_symlink() for folder in folders):
            raise SiteFileForeignError(name=name)
        path.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()


def _claimed(root: Path, form: Form) -> set[str]:
    """Return the names that the marker of `root` claims; nothing for a new or an empty folder."""
    try:
        if not root.exists():
            return set()
        if not root.is_dir():
            raise SiteFolderTakenError(folder=root)
        marker = root / form.marker
        if marker.is_file() and not marker.is_symlink():
            return _names(marker, form)
        if any(root.iterdir()):
            raise SiteFolderTakenError(folder=root)
    except OSError as error:
        raise SiteWriteError(reason=error.strerror) from error
    return set()


def _names(marker: Path, form: Form) -> set[str]:
    try:
        head, *names = marker.read_text(encoding="utf-8").splitlines() or [""]
    except UnicodeDecodeError as error:
        raise SiteMarkerError(name=form.marker) from error
    if head not in {form.head, ""} or (names and not head):
        raise SiteMarkerError(name=form.marker)
    # A run killed in the middle of a line leaves half a name: no file of that name exists yet.
    return {name for name in names if form.names.fullmatch(name)}
