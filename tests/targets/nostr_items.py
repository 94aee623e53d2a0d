"""Made-up items and the events that they become: what the vectors of Nostr are written and checked with."""

from typing import Any

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from wildgrass.model import Kind
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.draft import Draft, drafts
from wildgrass.targets.nostr.events import Unsigned
from wildgrass.targets.nostr.key import NostrKey
from wildgrass.targets.nostr.notes import Place, events_of
from wildgrass.targets.nostr.place import shape_of
from wildgrass.targets.outgoing import Selection

KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example


def archive_of(items: list[dict[str, Any]]) -> MemoryArchive:
    """Make items of what a vector says of them."""
    made = []
    for one in items:
        more = {name: value for name, value in one.items() if name not in {"number", "at", "text"}}
        if "kind" in more:
            more["kind"] = Kind(more["kind"])
        made.append(post(one["number"], one["at"], one["text"], **more))
    return MemoryArchive(made, owners=(OWNER,))


def made_of(items: list[dict[str, Any]], *, origin: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Return the events of items, by the items' ids."""
    archive, key = archive_of(items), NostrKey.of(KEY)
    options = RestoreOptions(origin=origin)
    places: dict[str, Place] = {}
    found = {}
    selection = Selection.of(archive, options.include)
    for draft in drafts(archive, selection, shape_of(pictures=True), options):
        assert isinstance(draft, Draft)
        events, places[draft.item.id] = events_of(
            draft,
            key,
            {},
            parent=places.get(draft.reply_to or ""),
            quoted=places.get(draft.quotes or ""),
            origin=origin,
        )
        found[draft.item.id] = [as_json(one) for one in events]
    return found


def as_json(one: Unsigned) -> dict[str, Any]:
    """Return an event without its signature."""
    return {
        "id": one.id,
        "pubkey": one.pubkey,
        "created_at": one.created_at,
        "kind": one.kind,
        "tags": [list(tag) for tag in one.tags],
        "content": one.content,
    }
