"""What several places of one vault show of its logs, side by side: which are behind, which tell another history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wildgrass.crypto.checkpoint import Checkpoint, CheckpointError
from wildgrass.crypto.note import NoteError, parse_note
from wildgrass.vault import layout
from wildgrass.vault.entries import Head
from wildgrass.vault.runlog import origin_fits
from wildgrass.vault.stores.base import Store, StoreError


@dataclass(frozen=True, slots=True)
class View:
    """The largest checkpoint of each log that a place shows one of, and what that claims.

    `sizes` is None for a place that may not be listed. A checkpoint that cannot be read has a size and no head;
    `verify` judges what is damaged.
    """

    store: Store
    sizes: Mapping[str, int] | None
    heads: Mapping[str, Head] = field(default_factory=dict)


def view(store: Store) -> View:
    """Look at the logs of a place."""
    sizes: dict[str, int] = {}
    try:
        for name, _ in store.list(layout.LOGS):
            if (found := layout.split_log_object(name)) and (size := layout.checkpoint_size(found[1])):
                sizes[found[0]] = max(sizes.get(found[0], 0), size)
    except StoreError:
        return View(store, None)
    claimed = {log: claimed_head(store, log, size) for log, size in sizes.items()}
    return View(store, sizes, {log: head for log, head in claimed.items() if head})


def claimed_head(store: Store, log: str, size: int) -> Head | None:
    """Return what a checkpoint claims; None where it cannot be read or is another log's."""
    try:
        text, _ = parse_note(store.read(layout.checkpoint_name(log, size)))
        checkpoint = Checkpoint.from_text(text)
    except (StoreError, NoteError, CheckpointError):
        return None
    fits = origin_fits(checkpoint.origin, log)
    return Head(checkpoint.origin, checkpoint.size, checkpoint.root) if fits else None


class Views:
    """Several places beside each other."""

    def __init__(self, stores: Sequence[Store]) -> None:
        """Look at each."""
        self._views = {store.place: view(store) for store in stores}
        self.sizes: dict[str, int] = {}
        for one in self._views.values():
            for log, size in (one.sizes or {}).items():
                self.sizes[log] = max(self.sizes.get(log, 0), size)

    def of(self, store: Store) -> View:
        """Return the view of one place."""
        return self._views[store.place]

    def can_be_read(self, store: Store) -> bool:
        """Tell whether a place could be listed."""
        return self.of(store).sizes is not None

    def of_log(self, log: str) -> list[tuple[int, Store]]:
        """Return the sizes at which places show a log, the largest first."""
        shown = [((one.sizes or {}).get(log, 0), one.store) for one in self._views.values()]
        return sorted((one for one in shown if one[0]), key=lambda one: -one[0])

    def may_lack(self, store: Store) -> list[str]:
        """Return the logs of which other places claim more than this one shows; none where nobody can tell."""
        own = self.of(store).sizes
        return [] if own is None else [log for log, size in self.sizes.items() if own.get(log, 0) < size]

    def differing(self, store: Store, others: Sequence[Store]) -> str | None:
        """Return a log that an earlier place shows at the same size with another root: one run, two histories."""
        for log, head in self.of(store).heads.items():
            for other in others:
                twin = self.of(other).heads.get(log)
                if twin and twin.size == head.size and twin.root != head.root:
                    return log
        return None

    def heads(self, stores: Sequence[Store]) -> list[Head]:
        """Return the heads that a run in these places names: of every log that each of them shows, the smallest.

        So no place ever holds a run that names what was never there: a log that is named in a place and missing from it
        was removed, and one that is missing and named nowhere in it is only news to it.
        """
        shown = [self.of(store) for store in stores if self.can_be_read(store)]
        common = set[str]().union(*(one.sizes or {} for one in shown))
        common.intersection_update(*(one.sizes or {} for one in shown))
        found = []
        for log in common:
            smallest = min(shown, key=lambda one: (one.sizes or {})[log])
            found += [smallest.heads[log]] if log in smallest.heads else []
        return sorted(found)
