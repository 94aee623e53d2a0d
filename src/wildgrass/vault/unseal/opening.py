"""From stores and an identity to runs, exports and members."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO

from wildgrass.crypto import age
from wildgrass.errors import WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.entries import Stored
from wildgrass.vault.logcheck import check_log
from wildgrass.vault.logs import Finding, Log, group_logs
from wildgrass.vault.stores.base import Store
from wildgrass.vault.unseal.content import Content, ContentError
from wildgrass.vault.unseal.copies import Copies
from wildgrass.vault.unseal.manifest import ManifestError, OpenExport, OpenMember, OpenRun


class OpenVault:
    """A vault that is open. Runs are read when they are first asked for."""

    def __init__(self, copies: Copies, identities: Sequence[age.Identity], logs: Sequence[Log]) -> None:
        """Take the logs of committed runs."""
        self._copies, self._identities = copies, tuple(identities)
        self._logs = {log.name: log for log in logs}
        self._runs: dict[str, OpenRun] = {}
        self._content = Content(copies, self.run)
        self.problems: list[Finding] = []

    @property
    def copies(self) -> Copies:
        """The stores."""
        return self._copies

    @property
    def content(self) -> Content:
        """How members' bytes are read."""
        return self._content

    @property
    def runs(self) -> tuple[OpenRun, ...]:
        """Every run whose manifest opens, earliest first by its own clock; `problems` names the others."""
        return tuple(sorted(self._open_runs(), key=lambda run: (run.finished, run.log)))

    @property
    def exports(self) -> tuple[OpenExport, ...]:
        """Every export of every run."""
        return tuple(export for run in self.runs for export in run.exports)

    def run(self, name: str) -> OpenRun:
        """Return a run by the name of its log.

        Raises:
            ManifestError: no copy of its manifest opens.
        """
        if name not in self._runs:
            self._runs[name] = self._open_run(name)
        return self._runs[name]

    def write_member(self, member: OpenMember, out: BinaryIO) -> None:
        """Write a member's exact bytes.

        Raises:
            ContentError: a part is missing or damaged; what was written before it is genuine.
        """
        digest = sha256()
        try:
            for chunk in self._content.chunks(member):
                digest.update(chunk)
                out.write(chunk)
        except ContentError:
            raise
        except WildgrassError as error:
            raise ContentError(member=member.name, reason=str(error)) from error
        if digest.digest() != member.sha256:
            raise ContentError(member=member.name, reason="its SHA-256 is not the one that was sealed")

    def _open_runs(self) -> Iterator[OpenRun]:
        for name, log in self._logs.items():
            if not log.manifests:
                continue
            try:
                yield self.run(name)
            except ManifestError as error:
                finding = Finding(error.code, layout.log_folder(name), str(error))
                if finding not in self.problems:
                    self.problems.append(finding)

    def _open_run(self, name: str) -> OpenRun:
        log = self._logs.get(name)
        failure = "no log of it was found"
        stored = {entry.name: entry for entry in log.stored} if log else {}
        for parts in log.manifests if log else ():
            try:
                return OpenRun(name, b"".join(self._part(stored, part) for part in parts))
            except WildgrassError as error:
                failure = str(error)
        raise ManifestError(run=name, reason=failure)

    def _part(self, stored: dict[str, Stored], name: str) -> bytes:
        if name not in stored:
            raise ManifestError(run=name, reason="the log names a part that it does not list")
        return age.decrypt(self._copies.checked(stored[name]), self._identities)


def open_vault(stores: Sequence[Store], identities: Sequence[age.Identity]) -> OpenVault:
    """Open a vault from any of its copies; what one store lacks or altered is read from the next.

    Raises:
        StoreError: none of the stores can be listed.
    """
    copies = Copies(stores)
    names = copies.list(layout.LOGS)
    logs = [best_log(copies, name, paths) for name, paths in sorted(group_logs(names).items())]
    return OpenVault(copies, identities, [log for log in logs if log.is_finished])


def best_log(copies: Copies, name: str, paths: Sequence[str]) -> Log:
    """Return a log as the store with the least wrong shows it."""
    seen = []
    for store in copies.stores:
        files: dict[str, bytes] = {}
        for path in paths:
            for data in Copies([store]).versions(layout.log_folder(name) + path):
                files[path] = data
        seen.append(check_log(name, files))
    return min(seen, key=lambda log: (not log.is_finished, -len(log.entries), len(log.findings)))
