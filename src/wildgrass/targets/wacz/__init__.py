"""The site as one file of web archives, for readers such as ReplayWeb.page: a rendering, and it says so.

The site grows in a private folder beside the file; `pack.py` packs it, and the folder goes.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status, TargetInfo
from wildgrass.targets.site import Site
from wildgrass.targets.site.folder import MARKER
from wildgrass.targets.spool import Spool
from wildgrass.targets.wacz.pack import Pack
from wildgrass.targets.wacz.pages import HOST
from wildgrass.targets.zipped import TargetFileForeignError, TargetWriteError, ZipFile

__all__ = ["Wacz"]


class Wacz:
    """`restore LIBRARY wacz:FILE`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="wacz", title="the site as a web archive in one file (WACZ)", place="FILE", is_local=True
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Write the file `place`.

        Raises:
            LanguageUnknownError: the site has no words in `options.language`.
            TargetFileForeignError: something else stands there, or where the site grows.
            TargetWriteError, SiteWriteError: the disk refused.
        """
        target = ZipFile(Path(place), "wacz")
        growing = target.path.with_name(f".{target.path.name}.growing")
        if options.simulate:
            yield from map(_moved, Site().restore(archive, str(growing), options))
            return
        with target, _private_folder(growing), Spool(growing.parent) as done, Spool(growing.parent) as index:
            for outcome in Site().restore(archive, str(growing), options):
                if outcome.status is Status.DONE:
                    done.add(_moved(outcome).to_json())
                else:
                    yield outcome
            try:
                Pack(growing, target, index).run()
            except OSError as error:
                raise TargetWriteError(file=target.path, reason=error.strerror) from error
            for kept in done.values():
                yield Outcome(**kept | {"status": Status.DONE})


def _moved(outcome: Outcome) -> Outcome:
    """Return an outcome of the site as one of this file: an address instead of a name."""
    return outcome if outcome.target_id is None else replace(outcome, target_id=HOST + outcome.target_id)


@contextmanager
def _private_folder(folder: Path) -> Iterator[None]:
    """Make a folder that only this user may read, and remove it at the end; one that a killed run left is used."""
    if folder.is_symlink() or (folder.exists() and not (folder / MARKER).is_file() and any(folder.iterdir())):
        raise TargetFileForeignError(file=folder)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise TargetWriteError(file=folder, reason=error.strerror) from error
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
