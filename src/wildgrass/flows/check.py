"""Checking a vault without any key, and remembering what was seen."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wildgrass.vault.logs import Finding
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.verify import Verification, parse_remembered, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one place of a vault holds and what is wrong with it."""

    place: str
    verification: Verification

    @property
    def problems(self) -> Sequence[Finding]:
        """Everything that is damaged, missing or set back."""
        return self.verification.problems

    def to_json(self) -> dict[str, object]:
        """Return the object that `verify` prints."""
        found = self.verification
        return {
            "objects": found.objects,
            "bytes": found.bytes,
            "tree_size": found.tree_size,
            "root": found.root.hex(),
            "problems": [
                {"problem": finding.code, "object": finding.name, "reason": finding.reason}
                for finding in found.problems
            ],
            "unfinished": list(found.unfinished),
            "place": self.place,
        }


def check(place: str, remember: Path | None = None) -> Checked:
    """Check everything in one place; with `remember`, compare with what that file saw, then write it anew.

    The file is only written anew when nothing is wrong, so that a damaged or older vault cannot make it forget.

    Raises:
        PlaceError, StoreError: the place cannot be read.
    """
    seen = parse_remembered(remember.read_text(encoding="utf-8")) if remember and remember.exists() else []
    found = verify(open_store(place), remembered=seen)
    if remember and not found.problems:
        _replace(remember, found.remembered())
    return Checked(place=place, verification=found)


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
