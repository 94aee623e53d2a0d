"""What is remembered between runs, in a folder that a person names: revisions and ETags, never content."""

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from wildgrass.flows.following.errors import FollowStateError

_MOST: Final = 1 << 16
_MOST_VALUE: Final = 1000
_MOST_FILES: Final = 1_000_000
_DIGITS: Final = 16


class State:
    """Where the last run stopped, for each vault and target; without a folder nothing is remembered."""

    def __init__(self, folder: Path | None, vault: str) -> None:
        """Take the folder; it is made when something is to be remembered."""
        self._folder = None if folder is None else folder / "follow"
        self._vault = vault

    def _file(self, folder: Path, target: str) -> Path:
        name = f"{self._vault}\x00{target}".encode(errors="replace")
        return folder / f"{sha256(name).hexdigest()[:32]}.json"

    def read(self, target: str) -> dict[str, str]:
        """Return what the last run left; nothing where there is none or it is damaged: then all is fetched again."""
        if self._folder is None:
            return {}
        try:
            with self._file(self._folder, target).open("rb") as file:
                said = json.loads(file.read(_MOST))
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        except OSError as error:
            raise FollowStateError(folder=self._folder, reason=error.strerror or str(error)) from error
        return {str(key): str(value) for key, value in said.items()} if isinstance(said, dict) else {}

    def known(self, target: str) -> "Known":
        """Return which files that records of a target name were sealed by earlier runs."""
        return Known(
            self._folder and self._file(self._folder, target).with_suffix(".files"), self._vault, target
        )

    def write(self, target: str, said: Mapping[str, str]) -> None:
        """Remember what the next run wants to know; only after the export is acknowledged."""
        if self._folder is None:
            return
        kept = {key: value for key, value in said.items() if len(value) <= _MOST_VALUE}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self._file(self._folder, target)
            new = file.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                json.dump(kept, out)
                out.flush()
                os.fsync(out.fileno())
            new.replace(file)
        except OSError as error:
            raise FollowStateError(folder=self._folder, reason=error.strerror or str(error)) from error


class Known:
    """Files that were sealed, each by 16 digits of a digest of its address; nothing without a folder."""

    def __init__(self, file: Path | None, vault: str, target: str) -> None:
        """Read what is there; what is damaged is fetched again.

        Raises:
            FollowStateError: the folder cannot be read.
        """
        self._file, self._name = file, f"{vault}\x00{target}\x00"
        self._there: set[bytes] = set()
        if file is None:
            return
        try:
            with file.open("rb") as lines:
                self._there = set(lines.read(_MOST_FILES * (_DIGITS + 1)).split())
        except FileNotFoundError:
            return
        except OSError as error:
            raise FollowStateError(folder=file.parent, reason=error.strerror or str(error)) from error

    def _digest(self, key: str) -> bytes:
        return sha256(f"{self._name}{key}".encode(errors="replace")).hexdigest()[:_DIGITS].encode()

    def __contains__(self, key: str) -> bool:
        """Say whether the file was sealed."""
        return self._digest(key) in self._there

    def add(self, keys: Sequence[str]) -> None:
        """Remember files; only after they are acknowledged."""
        if self._file is None or not keys:
            return
        new = self._there | {self._digest(key) for key in keys}
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self._file.with_suffix(".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(b"".join(one + b"\n" for one in sorted(new)))
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._file)
        except OSError as error:
            raise FollowStateError(folder=self._file.parent, reason=error.strerror or str(error)) from error
