"""What stands once for an account: the profile, the relays and the media servers. What is there already stays."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from wildgrass.model import Item
from wildgrass.targets.nostr.desk import Desk, Ready
from wildgrass.targets.nostr.events import MEDIA_SERVERS, PROFILE, RELAYS, Event, event
from wildgrass.targets.nostr.notes import Place, Spot
from wildgrass.targets.nostr.relay import Relay
from wildgrass.targets.outgoing import page_of
from wildgrass.targets.runs import runs_of
from wildgrass.targets.words import clean

_NOTE: Final = "standing"


def look(desk: Desk, relays: Sequence[Relay]) -> dict[str, Any]:
    """Decide once when the account's own events are made, and which are there from others and stay as they are.

    Returns, by the kind as text, the second it is made at, or None where another event of that kind is there.
    """
    kept: dict[str, Any] | None = desk.ledger.notes.get(_NOTE)
    if kept is not None:
        return kept
    there: set[int] = set()
    for relay in relays:
        there |= set(relay.newest((PROFILE, RELAYS, MEDIA_SERVERS)))
    now = int(desk.means.now().timestamp())
    made = {str(kind): None if kind in there else now for kind in (PROFILE, RELAYS, MEDIA_SERVERS)}
    desk.ledger.note(_NOTE, made)
    return made


def lists(desk: Desk, standing: dict[str, Any]) -> list[Event]:
    """Return the list of relays (NIP-65) and that of media servers (BUD-03), as far as they are ours to write."""
    wanted = {RELAYS: [["r", one] for one in desk.place.relays]}
    if desk.options.media_server:
        wanted[MEDIA_SERVERS] = [["server", desk.options.media_server]]
    return [
        event(desk.key, standing[str(kind)], kind, tags, "").signed(desk.key)
        for kind, tags in wanted.items()
        if standing.get(str(kind)) is not None
    ]


def profile(desk: Desk, standing: dict[str, Any]) -> Ready | None:
    """Return the profile's event; None where the archive has no profile, or the account has one already."""
    item_id = desk.selection.profile
    item = None if item_id is None else desk.archive.item(item_id)
    second = standing.get(str(PROFILE))
    if item is None or second is None:
        return None
    content = msgspec.json.encode(_words(desk, item)).decode()
    made = event(desk.key, second, PROFILE, _origin(desk, item), content)
    spot = Spot(made.id, PROFILE)
    keep = {**Place(spot, spot, spot).keep(), "ids": [made.id]}
    relays = desk.lacking(item.id, desk.place.relays)
    return Ready(item.id, (made.signed(desk.key),), keep, None, relays)


def _words(desk: Desk, item: Item) -> dict[str, str]:
    made = {
        "name": clean(item.title or "").strip(),
        "about": "".join(run.text for run in runs_of(item, full_links=True)),
        "picture": desk.portrait(item, "avatar") or "",
        "banner": desk.portrait(item, "banner") or "",
    }
    return {name: words for name, words in made.items() if words}


def _origin(desk: Desk, item: Item) -> list[list[str]]:
    page = page_of(item.url or "") if desk.options.origin else None
    return [] if page is None else [["proxy", page, "web"]]
