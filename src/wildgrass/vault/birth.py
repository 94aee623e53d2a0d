"""The birth of a vault: what it is, for whom, how to open it without us, and a log over all of that."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files

from wildgrass.crypto import age
from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.card import Card
from wildgrass.vault.entries import BIRTH, Stored
from wildgrass.vault.places import EveryPlace
from wildgrass.vault.runlog import RunLog
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.registry import absolute_place

VERSION = 1


class VaultExistsError(WildgrassError):
    """A vault, or the beginning of one, is in this place already."""

    code = "vault-exists"
    exit_code = EXIT_USAGE
    message = "{place} already holds a vault, or the beginning of one"
    hint = "choose an empty place; to write into an existing vault, use its card"


class PublicObjectError(WildgrassError):
    """An object that does not belong among a vault's public keys."""

    code = "public-object-name"
    exit_code = EXIT_USAGE
    message = "{name} cannot be one of a vault's public objects"
    hint = "public objects of a vault have names below v1/keys/"


def new_vault_id(random: Callable[[int], bytes] = os.urandom) -> str:
    """Return a new vault's id, 32 hex digits."""
    return random(16).hex()


def create(
    stores: Sequence[Store],
    *,
    vault_id: str,
    recipient: str,
    objects: Mapping[str, bytes],
    clock: Callable[[], datetime],
    random: Callable[[int], bytes] = os.urandom,
) -> Card:
    """Make a vault in empty places and return its card; durable when this returns.

    Args:
        stores: where it is kept; each gets everything.
        vault_id: 32 hex digits, from `new_vault_id`.
        recipient: the age recipient that everything will be sealed to.
        objects: public objects of the kit, named `v1/keys/…`.
        clock: says when, in any zone.
        random: source of the birth log's key.

    Raises:
        VaultExistsError: a place is not empty.
        PublicObjectError: an object has another kind of name.
        StoreError: a place failed; choose empty places again.
    """
    vault_json = _vault_json(vault_id, recipient, clock().astimezone(UTC))
    places = tuple(absolute_place(store.place) for store in stores)
    card = Card(vault_id=vault_id, recipient=recipient, places=places, vault_json=sha256(vault_json).hex())
    everything = {**_texts(), **_checked(objects), layout.VAULT_JSON: vault_json}
    for store in stores:
        _refuse_taken(store)
    log = RunLog(vault_id, random=random)
    everywhere = EveryPlace(stores)
    log.open(everywhere, kind=BIRTH)
    for name, data in sorted(everything.items()):
        everywhere.create(name, [data])
        log.add(Stored(name, sha256(data), len(data)))
    log.commit(everywhere)
    return card


def _vault_json(vault_id: str, recipient: str, created: datetime) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, one newline at the end."""
    age.parse_recipient(recipient)
    time = created.strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = {
        "created": time,
        "epochs": [{"recipient": recipient, "since": time}],
        "recipient": recipient,
        "vault": vault_id,
        "version": VERSION,
    }
    return (json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _checked(objects: Mapping[str, bytes]) -> Mapping[str, bytes]:
    for name in objects:
        if not name.startswith(layout.KEYS):
            raise PublicObjectError(name=ascii(name)[:80])
    return objects


def _texts() -> dict[str, bytes]:
    """The two texts every vault carries, so that it opens in twenty years without this program."""
    folder = files("wildgrass.vault") / "carried"
    return {
        layout.RECOVER_SH: (folder / "recover.sh").read_bytes(),
        layout.README: (folder / "readme.txt").read_bytes(),
    }


def _refuse_taken(store: Store) -> None:
    if next(iter(store.list(layout.ROOT)), None) is not None:
        raise VaultExistsError(place=store.place)
