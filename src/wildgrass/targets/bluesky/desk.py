"""What both ways work with: the archive and what is chosen of it, the account's session, the books, the pictures."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.bluesky.media import Pictures
from wildgrass.targets.bluesky.place import SHAPE, BlueskyPlace
from wildgrass.targets.bluesky.records import Place, Record, posts_of
from wildgrass.targets.bluesky.tid import Keys
from wildgrass.targets.bluesky.xrpc import Session
from wildgrass.targets.draft import Draft, drafts
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.means import Means
from wildgrass.targets.outgoing import Selection

_AHEAD: Final = 16


@dataclass(frozen=True, slots=True)
class Ready:
    """An item made ready to go: its records, where it will stand, and what it lacks."""

    draft: Draft
    records: list[Record]
    place: Place
    reason: str | None

    @property
    def id(self) -> str:
        """The item's id."""
        return self.draft.item.id

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its records."""
        return tuple(record.key for record in self.records)

    def outcome(self) -> Outcome:
        """Return the outcome of an item that is there."""
        return Outcome(id=self.id, status=Status.DONE, target_id=self.place.first["uri"], reason=self.reason)


def waiting_drafts(
    archive: Archive, selection: Selection, options: RestoreOptions, ledger: Ledger
) -> Iterator[Draft | Outcome]:
    """Go through the archive: what is to be sent, and outcomes of what is not, or is there already."""
    for made in drafts(archive, selection, SHAPE, options):
        before = None if isinstance(made, Outcome) else ledger.done.get(made.item.id)
        if isinstance(made, Outcome) or before is None:
            yield made
        else:
            yield Outcome(
                id=made.item.id, status=Status.DONE, target_id=before.target_id, reason=before.reason
            )


def is_finished(selection: Selection, ledger: Ledger) -> bool:
    """Say whether earlier runs brought everything, so that there is nothing to ask the server."""
    wanted = [*selection.chosen, *([selection.profile] if selection.profile else [])]
    return all(item_id in ledger.done for item_id in wanted)


@dataclass(slots=True, kw_only=True)
class Desk:
    """One run's papers."""

    archive: Archive
    selection: Selection
    account: BlueskyPlace
    options: RestoreOptions
    means: Means
    ledger: Ledger
    session: Session
    pictures: Pictures
    places: dict[str, Place] = field(default_factory=dict)
    _keys: Keys | None = None

    def drafts(self) -> Iterator[Draft | Outcome]:
        """Go through the archive: what is to be sent, and outcomes of what is not, or is there already.

        It looks some drafts ahead, so that their pictures are being made meanwhile.
        """
        coming: deque[Draft | Outcome] = deque()
        for made in waiting_drafts(self.archive, self.selection, self.options, self.ledger):
            if not isinstance(made, Outcome):
                self.pictures.expect(one for part in made.parts for one in part.pictures)
            coming.append(made)
            if len(coming) > _AHEAD:
                yield coming.popleft()
        yield from coming

    def waiting(self) -> int:
        """Count the items that are not there yet."""
        return sum(item_id not in self.ledger.done for item_id in self.selection.chosen)

    def ready(self, draft: Draft) -> Ready:
        """Make records of a draft, under the keys that an earlier run meant to give them."""
        pictures = [one for part in draft.parts for one in part.pictures]
        blobs = self.pictures.blobs(pictures)
        records, place = posts_of(
            draft,
            self.session.did,
            self._keys_for(draft),
            blobs,
            parent=self._place(draft.reply_to),
            quoted=self._place(draft.quotes),
            origin=self.options.origin,
        )
        lacks = [
            *draft.lacks,
            *(["picture-damaged"] if len(blobs) < len({p.sha256 for p in pictures}) else []),
        ]
        self.places[draft.item.id] = place
        return Ready(draft, records, place, ", ".join(lacks) or None)

    def _keys_for(self, draft: Draft) -> tuple[str, ...]:
        meant = self.ledger.intents.get(draft.item.id, ())
        if len(meant) == len(draft.parts):
            return meant
        if self._keys is None:
            done = (entry.keep.get("keys", ()) for entry in self.ledger.done.values())
            self._keys = Keys(key for keys in (*done, *self.ledger.intents.values()) for key in keys)
        return self._keys.take(draft.item.id, draft.created, len(draft.parts))

    def _place(self, item_id: str | None) -> Place | None:
        """Return where an item stands, from this run or an earlier one; None where it is not there."""
        if item_id is None or item_id in self.places:
            return self.places.get(item_id or "")
        entry = self.ledger.done.get(item_id)
        return None if entry is None else Place.kept(entry.keep)
