"""What a run works with, and how an item becomes events and a line in the books."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wildgrass.model import Item
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.draft import Draft, Shape, drafts
from wildgrass.targets.ledger import Entry, Ledger
from wildgrass.targets.means import Means
from wildgrass.targets.nostr.events import Event
from wildgrass.targets.nostr.key import NostrKey, note_address
from wildgrass.targets.nostr.media import Blossom, Folder, PictureRefusedError, Pictures
from wildgrass.targets.nostr.notes import Medium, Place, events_of
from wildgrass.targets.nostr.place import NostrPlace
from wildgrass.targets.outgoing import Selection


@dataclass(frozen=True, slots=True)
class Ready:
    """An item made ready to go: its events, where it will stand, what it lacks, and which relays need it."""

    id: str
    events: tuple[Event, ...]
    keep: Mapping[str, Any]
    reason: str | None
    relays: frozenset[str]

    @property
    def address(self) -> str:
        """Where it is to be found."""
        return note_address(self.events[0].id)


@dataclass(slots=True, kw_only=True)
class Desk:
    """One run's papers."""

    archive: Archive
    selection: Selection
    place: NostrPlace
    shape: Shape
    options: RestoreOptions
    means: Means
    ledger: Ledger
    key: NostrKey
    pictures: Pictures
    depot: Blossom | Folder | None
    spots: dict[str, Place] = field(default_factory=dict)

    def lacking(self, item_id: str, relays: Sequence[str]) -> frozenset[str]:
        """Return the relays of `relays` that an item has not been brought to."""
        entry = self.ledger.done.get(item_id)
        return frozenset(relays) - frozenset(() if entry is None else entry.keep["relays"])

    def waiting(self) -> set[str]:
        """Return the items that are not everywhere yet."""
        return {one for one in self.selection.chosen if self.lacking(one, self.place.relays)}

    def go_through(self, relays: Sequence[str]) -> Iterator[Ready | Outcome]:
        """Go through the archive: what is to be brought to relays, and outcomes of what is not, or is there already."""
        self.spots.clear()
        for made in drafts(self.archive, self.selection, self.shape, self.options):
            yield made if isinstance(made, Outcome) else self._ready(made, self.lacking(made.item.id, relays))

    def _ready(self, draft: Draft, relays: frozenset[str]) -> Ready | Outcome:
        before = self.ledger.done.get(draft.item.id)
        if before is not None:
            self.spots[draft.item.id] = Place.kept(before.keep)
            if not relays:
                return outcome_of(draft.item.id, before)
        pictures = [one for part in draft.parts for one in part.pictures]
        media = self.pictures.media(pictures)
        try:
            for one in pictures:
                self._put(media.get(str(one.sha256)), one)
        except PictureRefusedError as refused:
            return Outcome(id=draft.item.id, status=Status.FAILED, reason=f"picture-refused: {refused}")
        made, place = events_of(
            draft,
            self.key,
            media,
            parent=self.spots.get(draft.reply_to or ""),
            quoted=self.spots.get(draft.quotes or ""),
            origin=self.options.origin,
        )
        ids = [one.id for one in made]
        if before is not None and before.keep["ids"] != ids:
            return outcome_of(draft.item.id, before)  # made another way then; it must not stand there twice
        self.spots[draft.item.id] = place
        damaged = len(media) < len({one.sha256 for one in pictures})
        lacks = [*draft.lacks, *(["picture-damaged"] if damaged else [])]
        keep = {**place.keep(), "ids": ids}
        return Ready(
            draft.item.id,
            tuple(one.signed(self.key) for one in made),
            keep,
            ", ".join(lacks) or None,
            relays,
        )

    def _put(self, medium: Medium | None, picture: Any) -> None:
        if medium is not None and self.depot is not None:
            self.depot.put(picture, medium)

    def portrait(self, item: Item, role: str) -> str | None:
        """Put the profile's picture or banner where others are, and return its address."""
        picture = next((one for one in item.attachments if one.role == role and one.sha256), None)
        medium = None if picture is None else self.pictures.medium(picture)
        if picture is None or medium is None:
            return None
        try:
            self._put(medium, picture)
        except PictureRefusedError:
            return None
        return medium.url


def outcome_of(item_id: str, entry: Entry) -> Outcome:
    """Return the outcome of an item that is there, with what relays said against it."""
    refused = [f"{relay}: {words}" for relay, words in entry.keep.get("refused", {}).items()]
    reason = ", ".join([*([entry.reason] if entry.reason else []), *refused]) or None
    return Outcome(id=item_id, status=Status.DONE, target_id=entry.target_id, reason=reason)
