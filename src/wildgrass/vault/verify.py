"""Verify a vault without any key: every object that any run says it stored, and every run's log.

What it finds is a report, never an exception: a vault under attack must still tell all that is wrong with it.
"""

import builtins
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256

from wildgrass.crypto.tlog import leaf_hash, root_hash
from wildgrass.vault import layout
from wildgrass.vault.entries import BIRTH, Head, Stored, parse_head
from wildgrass.vault.logcheck import check_log
from wildgrass.vault.logs import (
    ALTERED,
    FOREIGN,
    MISSING,
    REMOVED,
    ROLLED_BACK,
    UNKNOWN,
    UNSIGNED,
    Finding,
    Log,
    group_logs,
)
from wildgrass.vault.stores.base import ObjectMissingError, Store, StoreError

READ_BYTES = 4 << 20
THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a vault holds and what is wrong with it.

    `objects` and `bytes` count what was read; `tree_size` is the number of entries of all logs and `root` the
    RFC 6962 root over the texts of their checkpoints, in order of name: one value to compare between people.
    `unfinished` names runs that were killed before they were acknowledged; they are no problem. `heads` is
    what to remember for next time.
    """

    objects: int
    bytes: int
    tree_size: int
    root: builtins.bytes
    problems: tuple[Finding, ...]
    unfinished: tuple[str, ...]
    heads: tuple[Head, ...]

    def remembered(self) -> str:
        """Return the heads as text, one line each; hand it to `parse_remembered` next time."""
        return "".join(head.to_line() + "\n" for head in self.heads)


def parse_remembered(text: str) -> list[Head]:
    """Read what `Verification.remembered` wrote; lines that are no heads are left out."""
    return [head for line in text.splitlines() if (head := parse_head(line))]


def verify(store: Store, *, remembered: Iterable[Head] = (), threads: int = THREADS) -> Verification:
    """Check everything in one store.

    Args:
        store: where the vault is.
        remembered: heads that somebody saw earlier; a log that is gone or shorter now was rolled back.
        threads: how many objects are read at once.

    Raises:
        StoreError: the store cannot be listed at all.
    """
    sizes = dict(store.list(layout.ROOT))
    check = _Check(store, sizes)
    check.read_logs()
    check.read_objects(threads)
    check.judge_objects()
    check.judge_heads(remembered)
    return check.result()


@dataclass(slots=True)
class _Check:
    store: Store
    sizes: Mapping[str, int]
    logs: dict[str, Log] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read_logs(self) -> None:
        for name, paths in sorted(group_logs(self.sizes).items()):
            folder = layout.log_folder(name)
            files: dict[str, bytes] = {}
            for path in paths:
                try:
                    files[path] = self.store.read(folder + path)
                except StoreError as error:
                    self.findings.append(Finding(MISSING, folder + path, str(error)))
                    continue
                self.read[folder + path] = len(files[path])
            self.logs[name] = check_log(name, files)

    def read_objects(self, threads: int) -> None:
        names = [name for name in self.sizes if not name.startswith((layout.LOGS, *layout.UNLOGGED))]
        with ThreadPoolExecutor(threads) as pool:
            for name, (digest, size) in zip(names, pool.map(self._digest, names), strict=True):
                self.digests[name] = digest
                self.read[name] = size

    def _digest(self, name: str) -> tuple[bytes, int]:
        """Return an object's SHA-256 and how many bytes could be read; none for one that cannot be read."""
        digest, at = sha256(), 0
        try:
            while data := self.store.read(name, at, READ_BYTES):
                digest.update(data)
                at += len(data)
                if len(data) < READ_BYTES:
                    break
        except ObjectMissingError:
            return b"", 0
        except StoreError as error:
            self.findings.append(Finding(ALTERED, name, str(error)))
            return b"", at
        return digest.digest(), at

    def judge_objects(self) -> None:
        promised = {stored.name: stored for log in self.logs.values() for stored in log.stored}
        by_digest = {stored.sha256: name for name, stored in promised.items()}
        for _, stored in sorted(promised.items()):
            self._judge(stored, by_digest)
        for name in sorted(set(self.digests) - set(promised)):
            self._judge_unlogged(name, by_digest)
        if layout.VAULT_JSON not in self.sizes and layout.VAULT_JSON not in promised:
            self.findings.append(Finding(MISSING, layout.VAULT_JSON, "a vault begins with it"))

    def _judge(self, stored: Stored, by_digest: Mapping[bytes, str]) -> None:
        found = self.digests.get(stored.name, b"")
        if found == stored.sha256 and self.read[stored.name] == stored.size:
            return
        already = any(finding.name == stored.name for finding in self.findings)
        if stored.name not in self.sizes or not (found or already):
            self.findings.append(Finding(MISSING, stored.name, "a log lists it, and it is gone"))
        elif found in by_digest:
            self.findings.append(Finding(ALTERED, stored.name, f"it holds the bytes of {by_digest[found]}"))
        elif self.read[stored.name] != stored.size:
            reason = f"it has {self.read[stored.name]} bytes instead of {stored.size}"
            self.findings.append(Finding(ALTERED, stored.name, reason))
        elif not already:
            self.findings.append(Finding(ALTERED, stored.name, "its bytes are not those that were logged"))

    def _judge_unlogged(self, name: str, by_digest: Mapping[bytes, str]) -> None:
        """An unfinished run leaves segments behind; whatever else no log lists was not put here by a run."""
        run = layout.run_of_segment(name)
        log = self.logs.get(run) if run else None
        if log is not None and log.opening is not None and not _is_whole(log):
            return
        if run and (log is None or log.opening is None):
            missing = layout.log_folder(run)
            if not any(finding.code == REMOVED and finding.name == missing for finding in self.findings):
                self.findings.append(Finding(REMOVED, missing, "its segments are here, its log is gone"))
            return
        same = by_digest.get(self.digests[name])
        reason = f"no log lists it; it holds the bytes of {same}" if same else "no log lists it"
        self.findings.append(Finding(UNKNOWN, name, reason))

    def judge_heads(self, remembered: Iterable[Head]) -> None:
        self._judge_birth()
        self._judge_vault_json()
        claims = [(head, f"log {log.name} saw it") for log in self.logs.values() for head in log.heads]
        claims += [(head, "it was seen earlier") for head in remembered]
        largest: dict[str, tuple[Head, str]] = {}
        for head, who in claims:
            if head.origin not in largest or largest[head.origin][0].size < head.size:
                largest[head.origin] = (head, who)
        for head, who in largest.values():
            self._judge_head(head, who)

    def _judge_vault_json(self) -> None:
        """Every run names the `vault.json` it was made for; that one is judged by the birth's log."""
        found = self.digests.get(layout.VAULT_JSON)
        if found is None or any(finding.name == layout.VAULT_JSON for finding in self.findings):
            return
        for name, log in self.logs.items():
            if log.opening and log.opening.vault_json and log.opening.vault_json != found:
                reason = "it is of a vault with another vault.json"
                self.findings.append(Finding(FOREIGN, layout.log_folder(name), reason))

    def _judge_birth(self) -> None:
        births = [log for log in self.logs.values() if log.opening and log.opening.kind == BIRTH]
        if not births:
            self.findings.append(Finding(REMOVED, layout.LOGS, "the log of the vault's birth is gone"))

    def _judge_head(self, head: Head, who: str) -> None:
        log = self.logs.get(head.log)
        if log is None:
            name = layout.log_folder(head.log)
            self.findings.append(Finding(REMOVED, name, f"{who} with {head.size} entries, and it is gone"))
        elif log.head is None or log.head.size < head.size:
            size = log.head.size if log.head else 0
            name = layout.checkpoint_name(log.name, head.size)
            self.findings.append(
                Finding(ROLLED_BACK, name, f"{who} with {head.size} entries, it has {size} now")
            )
        elif log.head.size == head.size and log.head.root != head.root:
            name = layout.checkpoint_name(log.name, head.size)
            self.findings.append(
                Finding(ROLLED_BACK, name, f"{who} with another root: this log has two histories")
            )

    def result(self) -> Verification:
        seen_unfinished = {head.log for log in self.logs.values() for head in log.heads if head.size == 1}
        own = [finding for log in self.logs.values() for finding in log.findings if finding.code != UNSIGNED]
        ends = [
            finding
            for log in self.logs.values()
            for finding in log.findings
            if finding.code == UNSIGNED and log.name not in seen_unfinished
        ]
        logs = [log for _, log in sorted(self.logs.items())]
        heads = [log.head for log in logs if log.head]
        return Verification(
            objects=len(self.read),
            bytes=sum(self.read.values()),
            tree_size=sum(head.size for head in heads),
            root=root_hash(leaf_hash(log.body) for log in logs if log.head),
            problems=_once([*own, *self.findings, *ends]),
            unfinished=tuple(log.name for log in logs if not log.is_finished),
            heads=tuple(heads),
        )


def _is_whole(log: Log) -> bool:
    """Tell whether all that a run stored can be known: it ended, and no entry of its log was damaged."""
    return log.is_finished and log.head is not None and len(log.entries) == log.head.size


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Name each object once, in order of name."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.name, finding)
    return tuple(first[name] for name in sorted(first))
