"""Checking a vault without any key, remembering what was seen, and comparing its places with each other."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE
from wildgrass.vault import layout
from wildgrass.vault.catchup import CatchingUp, CaughtUp
from wildgrass.vault.entries import Head, parse_head
from wildgrass.vault.logs import DIFFERS, Finding
from wildgrass.vault.places import known_by
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.verify import Verification, verify

Progress = Callable[[str, int, int | None], None]
_PLACE = "place "


@dataclass(slots=True, kw_only=True)
class Checked:
    """What one place of a vault holds and what is wrong with it.

    `lacks` counts the runs that other places given with it hold and this one does not; None where it was checked alone.
    """

    place: str
    verification: Verification
    more: list[Finding] = field(default_factory=list)
    lacks: int | None = None

    @property
    def problems(self) -> Sequence[Finding]:
        """Everything that is damaged, missing or set back."""
        return (*self.verification.problems, *self.more)

    @property
    def exit_code(self) -> int:
        """Return what `verify` ends with for this place."""
        return EXIT_CHECK if self.problems else EXIT_DECIDE if self.lacks else 0

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
                for finding in self.problems
            ],
            "unfinished": list(found.unfinished),
            "place": self.place,
            "lacks": self.lacks,
        }


def check(place: str, remember: Path | None = None) -> Checked:
    """Check everything in one place; see `check_all`."""
    return check_all([place], remember)[0]


def check_all(places: Sequence[str], remember: Path | None = None) -> list[Checked]:
    """Check everything in each place, and which place lacks what another one holds.

    With `remember`, compare with what that file saw, then write it anew: only when nothing is wrong, so that a
    damaged or older vault cannot make it forget.

    Raises:
        PlaceError, StoreError: a place cannot be read.
    """
    memory = Memory.read(remember) if remember else Memory({})
    stores = [open_store(place) for place in places]
    checked = [
        Checked(place=store.place, verification=verify(store, remembered=memory.of(store.place)))
        for store in stores
    ]
    if len(checked) > 1:
        _compare(checked, stores)
    if remember and not any(one.problems for one in checked):
        memory.saw(checked).write(remember)
    return checked


@dataclass(frozen=True, slots=True)
class Memory:
    """The heads that somebody saw, by the digest of the place that showed them; "" for those of an older file."""

    heads: Mapping[str, Sequence[Head]]

    @classmethod
    def read(cls, path: Path) -> "Memory":
        """Read a file; one that is not there remembers nothing."""
        found: dict[str, list[Head]] = {}
        place = ""
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            place = line.removeprefix(_PLACE) if line.startswith(_PLACE) else place
            if head := parse_head(line):
                found.setdefault(place, []).append(head)
        return cls(found)

    def of(self, place: str) -> list[Head]:
        """Return what is held against a place: what it showed itself, or everything where it was never seen."""
        own = [*self.heads.get("", ()), *self.heads.get(_digest(place), ())]
        is_known = _digest(place) in self.heads
        return own if is_known else [head for heads in self.heads.values() for head in heads]

    def saw(self, checked: Sequence[Checked]) -> "Memory":
        """Return this with what was seen now; what an older file held is now known of each place."""
        seen = {_digest(one.place): one.verification.heads for one in checked}
        return Memory({place: heads for place, heads in self.heads.items() if place} | seen)

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        lines = []
        for place, heads in self.heads.items():
            lines += [f"{_PLACE}{place}", *(head.to_line() for head in heads)]
        _replace(path, "".join(line + "\n" for line in lines))


def _digest(place: str) -> str:
    """A digest: the file is handed to others, and says nothing of where somebody keeps her disks."""
    return sha256(place.encode("utf-8", "surrogatepass")).hex()[:16]


def _compare(checked: Sequence[Checked], stores: Sequence[Store]) -> None:
    """Say of each place of one vault what others hold and it does not, and where two tell two histories."""
    vaults = [known_by(store) for store in stores]
    for at, one in enumerate(checked):
        own = {head.origin: head for head in one.verification.heads}
        lacking: set[str] = set()
        for other, vault in zip(checked, vaults, strict=True):
            for head in other.verification.heads if vault and vault == vaults[at] else ():
                mine = own.get(head.origin)
                if head.size > 1 and (mine is None or mine.size < head.size):
                    lacking.add(head.origin)
                elif mine is not None and mine.size == head.size and mine.root != head.root:
                    reason = f"{other.place} shows another root of this log at the same size"
                    one.more.append(Finding(DIFFERS, layout.log_folder(head.log), reason))
        one.lacks = len(lacking)


def catch_up_checked(
    checked: Sequence[Checked], progress: Progress | None = None
) -> tuple[list[CaughtUp], list[Checked]]:
    """Bring sound places of one vault up to each other; return what became of them, and the places left as they are.

    A place in which something was found is kept as it is, and nothing is taken from it that is not signed and whole.
    """
    left = [one for one in checked if one.problems]
    groups: dict[str, list[Store]] = {}
    for one in checked:
        store = open_store(one.place)
        if not one.problems and (vault := known_by(store)):
            groups.setdefault(vault, []).append(store)
    told = partial(progress, "ui.progress-catching-up") if progress else None
    return [
        became for vault, stores in groups.items() for became in CatchingUp(vault, stores, told).bring(stores)
    ], left


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
