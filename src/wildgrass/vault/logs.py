"""Logs as a store shows them, read without any key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from wildgrass.vault import layout
from wildgrass.vault.entries import Commit, Entry, Head, MoreHeads, Opening, Stored

MISSING: Final = "object-missing"
ALTERED: Final = "object-altered"
UNKNOWN: Final = "object-unknown"
UNSIGNED: Final = "log-end-missing"
UNREADABLE: Final = "log-unreadable"
FOREIGN: Final = "log-foreign"
REMOVED: Final = "log-removed"
ROLLED_BACK: Final = "log-rolled-back"
DIFFERS: Final = "log-differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its code, the object or log it concerns, and what was found."""

    code: str
    name: str
    reason: str


@dataclass(slots=True)
class Log:
    """One run's log.

    `entries` are those that its checkpoint vouches for, or the best there is beside findings.

    `is_finished` is True when the run was committed. `head` is None when no checkpoint can be trusted; `body`
    is the text of that checkpoint.
    """

    name: str
    opening: Opening | None = None
    head: Head | None = None
    body: bytes = b""
    entries: list[Entry] = field(default_factory=list)
    is_finished: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def stored(self) -> list[Stored]:
        """The objects that the run says it stored."""
        return [entry for entry in self.entries if isinstance(entry, Stored)]

    @property
    def heads(self) -> list[Head]:
        """The heads of other logs that the run saw."""
        return [
            head for entry in self.entries if isinstance(entry, Opening | MoreHeads) for head in entry.heads
        ]

    @property
    def manifests(self) -> tuple[tuple[str, ...], ...]:
        """The copies of the run's manifest, each as the names of its parts; empty where none is named."""
        last = self.entries[-1] if self.entries else None
        return last.manifests if isinstance(last, Commit) else ()

    def found(self, code: str, path: str, reason: str) -> None:
        """Add a finding about one of the log's own files."""
        self.findings.append(Finding(code, layout.log_folder(self.name) + path, reason))


def group_logs(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the paths of each log's own files, by log."""
    logs: dict[str, list[str]] = {}
    for name in names:
        if found := layout.split_log_object(name):
            logs.setdefault(found[0], []).append(found[1])
    return logs
