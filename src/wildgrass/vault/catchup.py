"""Bringing a place up to what other places of the same vault hold: sealed bytes carried over, nothing opened.

A place that was away is behind; one that somebody set back or changed is not, and is left as it is. Each log is carried
only after the logs that it names, its signature last, so that the place is a sound vault at every moment and a run that
is killed is taken up again by the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from wildgrass.crypto.tiles import log_files, tile_names
from wildgrass.crypto.tlog import ProofError, Tree, leaf_hash, root_hash, verify_consistency
from wildgrass.errors import EXIT_CHECK, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.entries import Head, Opening, Stored
from wildgrass.vault.logcheck import check_log
from wildgrass.vault.logs import UNSIGNED, Log
from wildgrass.vault.places import put
from wildgrass.vault.stores.base import ObjectExistsError, Store, StoreError
from wildgrass.vault.views import Views

SMALL_BYTES: Final = 16 << 20
"""So much is carried before a run begins; more would keep somebody in danger waiting, and comes after it."""
Progress = Callable[[int, int], None]


class PlaceDiffersError(WildgrassError):
    """A place tells another history than the others, or lacks what it held."""

    code = "place-history-differs"
    exit_code = EXIT_CHECK
    message = "{place} is not only behind: {reason}"
    hint = (
        "somebody changed it, set it back or damaged it, and nothing was written there; keep it as it is and run "
        "verify on it; for a further copy, copy a sound place to an empty disk"
    )


@dataclass(slots=True, kw_only=True)
class CaughtUp:
    """What a place got, in runs, objects and bytes; `lacks` is how many acknowledged runs it still lacks.

    `error` is why it does not hold all: it failed, or it is not only behind.
    """

    place: str
    runs: int = 0
    objects: int = 0
    bytes: int = 0
    lacks: int | None = 0
    error: WildgrassError | None = None

    def to_json(self) -> dict[str, object]:
        """Return what `add` and `verify --catch-up` print of a place."""
        return {
            "place": self.place,
            "runs": self.runs,
            "objects": self.objects,
            "bytes": self.bytes,
            "lacks": self.lacks,
            "reason": self.error.code if self.error else None,
            "message": str(self.error) if self.error else None,
        }


@dataclass(frozen=True, slots=True)
class _Carried:
    """A log as its signed entries give it: every file follows from them, but for the signatures."""

    log: Log
    head: Head
    files: Mapping[str, bytes]

    @property
    def is_finished(self) -> bool:
        return self.head.size > 1

    def tree(self) -> Tree:
        return Tree(leaf_hash(entry.to_bytes()) for entry in self.log.entries)


@dataclass(slots=True)
class _Counting:
    """How far the carrying is, over all places."""

    progress: Progress | None
    total: int = 0
    done: int = 0

    def add(self, size: int) -> None:
        self.done += size
        if self.progress:
            self.progress(min(self.done, self.total), self.total)


class CatchingUp:
    """What several places of one vault hold and what each lacks. Places that may not be listed are left alone."""

    def __init__(self, vault_json: str, stores: Sequence[Store], progress: Progress | None = None) -> None:
        """Look at places that hold the vault of this `vault.json`, a SHA-256 in hex; `progress` hears of bytes."""
        self.views: Final = Views(stores)
        self._vault_json, self._counting = vault_json, _Counting(progress)
        self._sound: dict[tuple[str, str], _Carried | None] = {}

    def lacks(self, store: Store) -> int | None:
        """Count the acknowledged runs that another place can show and this one does not; None where nobody can tell."""
        wanted = self._wanted(store)
        return sum(one.is_finished for one in wanted.values()) if self.views.can_be_read(store) else None

    def is_behind(self, store: Store) -> bool:
        """Say whether another place holds a log, or its beginning, that this one does not."""
        return bool(self._wanted(store))

    def bytes_for(self, store: Store) -> int:
        """Return how many bytes of objects a place lacks, as other places list them."""
        logs = [log for log, one in self._wanted(store).items() if one.is_finished]
        return sum(max((_size_of(source, log) for source, _ in self._copies(log)), default=0) for log in logs)

    def refusal(self, store: Store, others: Sequence[Store] = ()) -> PlaceDiffersError | None:
        """Return why a place is not only behind: it differs from `others`, or its own logs give it the lie.

        Only of a place that is behind its own logs are read; whether one that shows all is whole is for `verify`.

        Raises:
            StoreError: it cannot be read.
        """
        if log := self.views.differing(store, others):
            reason = f"its log {log} has another root at the same size than another place shows"
            return PlaceDiffersError(place=store.place, reason=reason)
        if not self.is_behind(store):
            return None
        try:
            refuse_contradiction(store, self.views.of(store).sizes or {})
        except PlaceDiffersError as error:
            return error
        return None

    def bring(self, stores: Sequence[Store]) -> list[CaughtUp]:
        """Carry to each of these places what another one holds and it does not."""
        lagging = [store for store in stores if self.is_behind(store)]
        self._counting.total = sum(self.bytes_for(store) for store in lagging)
        return [self._bring(store) for store in lagging]

    def _bring(self, store: Store) -> CaughtUp:
        became = CaughtUp(place=store.place)
        wanted = self._wanted(store)
        held = dict(self.views.of(store).sizes or {})
        stuck = 0
        try:
            refuse_contradiction(store, held)
            while ready := [log for log in wanted if _names_held(wanted[log].log, held)]:
                for log in ready:
                    if self._has_carried(store, wanted[log], held.get(log, 0), became):
                        held[log] = wanted[log].head.size
                    else:
                        stuck += wanted[log].is_finished
                    del wanted[log]
        except (StoreError, PlaceDiffersError) as error:
            became.error = error
        became.lacks = stuck + sum(one.is_finished for one in wanted.values())
        return became

    def _has_carried(self, store: Store, carried: _Carried, old_size: int, became: CaughtUp) -> bool:
        """Carry one log; False where no place that shows it can give all of it: others may still be carried.

        Raises:
            StoreError: the place that is to get it failed. PlaceDiffersError: it is not only behind.
        """
        try:
            self._carry(store, carried, old_size, became)
        except StoreError as error:
            if error.details.get("place") == store.place:
                raise
            became.error = error
            return False
        return True

    def _wanted(self, store: Store) -> dict[str, _Carried]:
        """Return the logs of which another place has more than this one shows, and has it soundly."""
        own = self.views.of(store).sizes or {}
        found: dict[str, _Carried] = {}
        for log in self.views.may_lack(store):
            best = next((one for _, one in self._copies(log)), None)
            if best and best.head.size > own.get(log, 0):
                found[log] = best
        return found

    def _copies(self, log: str) -> list[tuple[Store, _Carried]]:
        """Return the places that have a log soundly, with what they have; the most first."""
        found: list[tuple[Store, _Carried]] = []
        for size, source in self.views.of_log(log):
            key = source.place, log
            if key not in self._sound:
                self._sound[key] = _sound_log(source, log, size, self._vault_json)
            if (one := self._sound[key]) and (not found or one.head == found[0][1].head):
                found.append((source, one))
        return found

    def _carry(self, store: Store, carried: _Carried, old_size: int, became: CaughtUp) -> None:
        if old_size:
            refuse_other_history(store, old_size, carried)
        self._put_log(store, carried, 0, 1, became)
        if carried.is_finished:
            sources = [source for source, _ in self._copies(carried.log.name)]
            for stored in carried.log.stored:
                self._carry_object(store, stored, sources, became)
            self._put_log(store, carried, 1, carried.head.size, became)
            became.runs += 1

    def _put_log(self, store: Store, carried: _Carried, old: int, new: int, became: CaughtUp) -> None:
        """Write a log's files from one size to the next, the signature last, as its writer does."""
        names = [*(name.path() for name in tile_names(old, new)), f"checkpoint.{new}"]
        for name in names:
            self._put(store, layout.log_folder(carried.log.name) + name, carried.files[name], became)

    def _carry_object(self, store: Store, stored: Stored, sources: Sequence[Store], became: CaughtUp) -> None:
        failure: StoreError | None = None
        for source in sources:
            try:
                data = source.read(stored.name)
            except StoreError as error:
                failure = error
                continue
            if len(data) == stored.size and sha256(data).digest() == stored.sha256:
                self._put(store, stored.name, data, became)
                self._counting.add(stored.size)
                return
            failure = StoreError(
                place=source.place, doing="reading", name=stored.name, reason="its bytes were altered"
            )
        assert failure is not None
        raise failure

    def _put(self, store: Store, name: str, data: bytes, became: CaughtUp) -> None:
        try:
            is_new = put(store, name, [data])
        except ObjectExistsError as error:
            raise PlaceDiffersError(place=store.place, reason=f"its {name} has other bytes") from error
        became.objects += is_new
        became.bytes += len(data) if is_new else 0


def refuse_contradiction(store: Store, held: Mapping[str, int]) -> None:
    """Refuse a place that its own logs give the lie: it holds a run that names a log which is gone or shorter there.

    Raises:
        PlaceDiffersError: so it is. StoreError: it cannot be read.
    """
    for log in sorted(held):
        for head in check_log(log, _files_of(store, log)).heads:
            shown = held.get(head.log, 0)
            if shown < head.size:
                reason = (
                    f"its log {log} names {head.size} entries of log {head.log}, of which it shows {shown}"
                )
                raise PlaceDiffersError(place=store.place, reason=reason)


def refuse_other_history(store: Store, size: int, carried: _Carried) -> None:
    """Refuse a place whose beginning of a log is no prefix of it, or is damaged.

    Raises:
        PlaceDiffersError: so it is.
    """
    log = carried.log.name
    own = check_log(log, _files_of(store, log))
    wrong = [finding for finding in own.findings if finding.code != UNSIGNED]
    if wrong or own.head is None or own.head.size != size:
        reason = wrong[0].reason if wrong else "its signature does not hold"
        raise PlaceDiffersError(place=store.place, reason=f"log {log}: {reason}")
    tree, head = carried.tree(), carried.head
    try:
        proof = tree.consistency_proof(size, head.size)
        verify_consistency(size, head.size, proof, own.head.root, head.root)
    except ProofError as error:
        reason = f"log {log} is no beginning of what other places hold"
        raise PlaceDiffersError(place=store.place, reason=reason) from error


def _names_held(log: Log, held: Mapping[str, int]) -> bool:
    """Tell whether a place holds every log that this one names."""
    return all(held.get(head.log, 0) >= head.size for head in log.heads)


def _sound_log(source: Store, log: str, size: int, vault_json: str) -> _Carried | None:
    """Return a log of this vault if the entries that a place has are those that were signed."""
    try:
        shown = _files_of(source, log)
    except StoreError:
        return None
    checked = check_log(log, shown)
    opening, head, entries = checked.opening, checked.head, [one.to_bytes() for one in checked.entries]
    if opening is None or head is None or head.size != size or not _is_of(checked, opening, vault_json):
        return None
    wrong = {finding.name.removeprefix(layout.log_folder(log)) for finding in checked.findings}
    signatures = {
        name: shown[name] for name in {"checkpoint.1", f"checkpoint.{size}"} - wrong if name in shown
    }
    if len(signatures) < 1 + (size > 1) or root_hash(map(leaf_hash, entries[:size])) != head.root:
        return None
    files = {**dict(log_files(entries, 0, 1)), **dict(log_files(entries, 1, size)), **signatures}
    return _Carried(checked, head, files)


def _is_of(log: Log, opening: Opening, vault_json: str) -> bool:
    """Tell whether a log belongs to a vault: a run names its `vault.json`, the birth lists it."""
    if opening.vault_json is not None:
        return opening.vault_json.hex() == vault_json
    listed = {stored.name: stored.sha256.hex() for stored in log.stored}
    return listed.get(layout.VAULT_JSON) == vault_json


def _files_of(store: Store, log: str) -> dict[str, bytes]:
    folder = layout.log_folder(log)
    return {name.removeprefix(folder): store.read(name) for name, _ in store.list(folder)}


def _size_of(store: Store, log: str) -> int:
    try:
        return sum(size for _, size in store.list(layout.segment_folder(log)))
    except StoreError:
        return 0
