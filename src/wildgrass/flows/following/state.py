"""What is remembered between runs, in a folder that a person names: revisions and ETags, never content."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from wildgrass.flows.following.errors import FollowStateError

_MOST: Final = 1 << 16
_MOST_VALUE: Final = 1000


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
