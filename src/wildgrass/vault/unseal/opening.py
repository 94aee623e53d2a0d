"""From stores and an identity to runs, exports and members."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO

from wildgrass.crypto import age
from wildgrass.crypto.tiles import ENTRIES, TILE_WIDTH, TileError, TileName, parse_entry_bundle, tile_names
from wildgrass.errors import WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.entries import Entry, EntryError, Stored, parse_entry
from wildgrass.vault.logcheck import check_log
from wildgrass.vault.logs import Finding, Log, group_logs
from wildgrass.vault.stores.base import Store
from wildgrass.vault.unseal.content import Content, ContentError, gathered
from wildgrass.vault.unseal.copies import Copies
from wildgrass.vault.unseal.manifest import ManifestError, OpenExport, OpenMember, OpenRun


class OpenVault:
    """A vault that is open. Runs are read when they are first asked for."""

    def __init__(
        self,
        copies: Copies,
        identities: Sequence[age.Identity],
        logs: Sequence[Log],
        *,
        is_partial: bool = False,
    ) -> None:
        """Take the logs of committed runs; where these are not all, others are looked for when members lie there."""
        self._is_partial = is_partial
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
            for chunk in gathered(self._content.chunks(member)):
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
            if not log.manifests and not _lost_its_end(log):
                continue
            try:
                yield self.run(name)
            except ManifestError as error:
                finding = Finding(error.code, layout.log_folder(name), str(error))
                if finding not in self.problems:
                    self.problems.append(finding)

    def _open_run(self, name: str) -> OpenRun:
        log = self._logs.get(name)
        if log is None and self._is_partial:
            log = quick_log(self._copies, name)
        failure = "no log of it was found"
        stored = {entry.name: entry for entry in log.stored} if log else {}
        for parts in log.manifests if log else ():
            try:
                return OpenRun(name, b"".join(self._part(stored, part) for part in parts))
            except WildgrassError as error:
                failure = str(error)
        if log and _lost_its_end(log) and (run := self._search_manifest(name)):
            return run
        raise ManifestError(run=name, reason=failure)

    def _search_manifest(self, log: str) -> OpenRun | None:
        """Try a run's segments, the smallest first, when the entry that names the manifest is gone."""
        sizes = self._copies.list(layout.segment_folder(log))
        for name in sorted(sizes, key=lambda name: (sizes[name], name)):
            for data in self._copies.versions(name):
                try:
                    return OpenRun(log, age.decrypt(data, self._identities))
                except (age.AgeError, ManifestError):
                    continue
        return None

    def _part(self, stored: dict[str, Stored], name: str) -> bytes:
        if name not in stored:
            raise ManifestError(run=name, reason="the log names a part that it does not list")
        return age.decrypt(self._copies.checked(stored[name]), self._identities)


def open_vault(
    stores: Sequence[Store], identities: Sequence[age.Identity], *, only_run: str | None = None
) -> OpenVault:
    """Open a vault from any of its copies; what one store lacks or altered is read from the next.

    Args:
        stores: places of one vault, in the order they are asked.
        identities: what opens it.
        only_run: the name of one run, to read one of its members with three reads of the store: its log's entries,
            its manifest, a range; two more if an earlier run sealed the file. Logs are not checked against their
            signatures then.

    Raises:
        StoreError: none of the stores can be listed.
    """
    copies = Copies(stores)
    if only_run is not None:
        return OpenVault(copies, identities, [quick_log(copies, only_run)], is_partial=True)
    names = copies.list(layout.LOGS)
    return OpenVault(
        copies, identities, [best_log(copies, *log) for log in sorted(group_logs(names).items())]
    )


def quick_log(copies: Copies, name: str) -> Log:
    """Return a log's entries from as few reads as possible: its newest entry bundles."""
    paths = group_logs(copies.list(layout.log_folder(name))).get(name, [])
    bundles = [bundle for path in paths if (bundle := entry_bundle_name(path))]
    size = max((bundle.index * TILE_WIDTH + bundle.width for bundle in bundles), default=0)
    log = Log(name)
    for bundle in (bundle for bundle in tile_names(0, size) if bundle.level == ENTRIES):
        log.entries += first_readable(copies.versions(layout.log_folder(name) + bundle.path()), bundle, name)
    return log


def best_log(copies: Copies, name: str, paths: Sequence[str]) -> Log:
    """Return a log from the first store where its newest files are whole, else from the one with the least wrong."""
    for store in copies.stores:
        if log := newest_log(store, name, paths):
            return log
    seen = []
    for store in copies.stores:
        files: dict[str, bytes] = {}
        for path in paths:
            for data in Copies([store]).versions(layout.log_folder(name) + path):
                files[path] = data
        seen.append(check_log(name, files))
    best = min(seen, key=lambda log: (not log.is_finished, -len(log.entries), len(log.findings)))
    if best.manifests:
        return best
    quick = quick_log(copies, name)
    return quick if quick.manifests else best


def newest_log(store: Store, name: str, paths: Sequence[str]) -> Log | None:
    """Return a committed log from its newest checkpoint and the entries that it signs; None for any other.

    The rest of a log's files follows from these. Whether it is there is for `verify` to say, not for who opens.
    """
    size = max((layout.checkpoint_size(path) or 0 for path in paths), default=0)
    bundles = [tile.path() for tile in tile_names(0, size) if tile.level == ENTRIES]
    files: dict[str, bytes] = {}
    for path in (f"checkpoint.{size}", *bundles) if size > 1 else ():
        for data in Copies([store]).versions(layout.log_folder(name) + path):
            files[path] = data
    log = check_log(name, files)
    if log.head is None or log.head.size != size or len(log.entries) != size or not log.is_finished:
        return None
    log.findings.clear()  # the files that were not asked for
    return log


def _lost_its_end(log: Log) -> bool:
    """Tell whether a log was committed, by its checkpoint, but the entries that say so are gone."""
    return log.head is not None and log.head.size > 1 and not log.is_finished


def entry_bundle_name(path: str) -> TileName | None:
    """Return what a path in a log names if it is an entry bundle."""
    try:
        name = TileName.from_path(path)
    except TileError:
        return None
    return name if name.level == ENTRIES else None


def first_readable(versions: Iterable[bytes], bundle: TileName, log: str) -> list[Entry]:
    """Return the entries of a bundle from the first copy that can be read; entries that cannot are left out."""
    for data in versions:
        try:
            raw = parse_entry_bundle(bundle, data)
        except TileError:
            continue
        return [entry for number, one in enumerate(raw) if (entry := _entry(one, log, number))]
    return []


def _entry(raw: bytes, log: str, number: int) -> Entry | None:
    try:
        return parse_entry(raw, log=log, number=number)
    except EntryError:
        return None
