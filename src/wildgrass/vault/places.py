"""The places of one vault during one run: which can be reached, which take part, which fell out and why.

A place that is away, full or refused must not keep somebody in danger from sealing; it is told, and catches up later
(`vault.catchup`). Nothing of this is kept on the device: what a place lacks is seen from the places themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from wildgrass.crypto.digests import sha256
from wildgrass.errors import EXIT_CHECK, EXIT_STORE, WildgrassError
from wildgrass.vault import layout
from wildgrass.vault.card import Card
from wildgrass.vault.stores.base import ObjectExistsError, ObjectMissingError, Store, StoreError

Parts = Sequence[bytes | bytearray | memoryview]
READ_BYTES: Final = 4 << 20


class WrongVaultError(WildgrassError):
    """A place holds another vault than the card's, or someone changed its `vault.json`."""

    code = "vault-is-another"
    exit_code = EXIT_CHECK
    message = "{place} holds another vault than the card's"
    hint = "nothing was written; check the place, and ask a trustee for the card again"


class NoVaultError(WildgrassError):
    """A place without a vault: an unmounted disk looks like that, and must not be written to."""

    code = "vault-not-found"
    exit_code = EXIT_STORE
    message = "{place} holds no vault"
    hint = "nothing was written there; attach the disk or correct the place, then run the same command again"


class NoPlaceError(WildgrassError):
    """None of a vault's places can be reached."""

    code = "no-place-reached"
    exit_code = EXIT_STORE
    message = "none of the vault's {count} places can be reached: {places}"
    hint = "nothing was sealed; attach one of the disks, then run the same command again"


class Creates(Protocol):
    """What a log and a pipeline write to."""

    def create(self, name: str, parts: Parts) -> None:
        """Store an object; durable when this returns."""


class EveryPlace:
    """All of some places, or a failure: for what must be whole in each, as a birth."""

    def __init__(self, stores: Sequence[Store]) -> None:
        """Take the places."""
        self._stores = tuple(stores)

    def create(self, name: str, parts: Parts) -> None:
        """Store an object in every place. Raises StoreError: one of them failed."""
        for store in self._stores:
            store.create(name, parts)


class ReachedPlaces:
    """The places that take part in a run. One that fails is left out from there on, while another one goes on."""

    def __init__(self, stores: Sequence[Store]) -> None:
        """Take the places that take part."""
        self._stores = list(stores)
        self.failed: dict[str, StoreError] = {}

    @property
    def stores(self) -> tuple[Store, ...]:
        """The places that hold everything of the run so far."""
        return tuple(self._stores)

    def create(self, name: str, parts: Parts) -> None:
        """Store an object in every place that is left.

        Raises:
            StoreError: the last place that was left failed too.
        """
        for store in self.stores:
            try:
                put(store, name, parts)
            except StoreError as error:
                self._stores.remove(store)
                self.failed[store.place] = error
                if not self._stores:
                    raise


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """What is known of a place after a run. Unknown is None, never 0.

    `holds` says whether this run is durable there; `lacks` counts the acknowledged runs that other places hold and this
    one does not; `can_catch_up` whether it is here, and only behind. `error` is why it took no part.
    """

    place: str
    holds: bool
    lacks: int | None = 0
    can_catch_up: bool = False
    error: WildgrassError | None = None

    def to_json(self) -> dict[str, object]:
        """Return what `add` prints of a place."""
        return {
            "place": self.place,
            "holds": self.holds,
            "lacks": self.lacks,
            "reason": self.error.code if self.error else None,
            "message": str(self.error) if self.error else None,
        }


def put(store: Store, name: str, parts: Parts) -> bool:
    """Store an object, or return False: it is there already, byte for byte.

    Whoever carries a run to another place may carry a log's files while its writer is still at them.

    Raises:
        ObjectExistsError: other bytes have that name. StoreError: the place failed.
    """
    try:
        store.create(name, parts)
    except ObjectExistsError:
        if not _is_same(store, name, parts):
            raise
        return False
    return True


def _is_same(store: Store, name: str, parts: Parts) -> bool:
    at = 0
    try:
        for part in parts:
            view = memoryview(part).cast("B")
            for start in range(0, len(view), READ_BYTES):
                piece = view[start : start + READ_BYTES]
                if store.read(name, at, len(piece)) != piece:
                    return False
                at += len(piece)
        return not store.read(name, at, 1)
    except StoreError:
        return False


def known_by(store: Store) -> str | None:
    """Return the SHA-256 in hex of a place's `vault.json`, which tells vaults apart; None where none can be read."""
    try:
        return sha256(store.read(layout.VAULT_JSON)).hex()
    except StoreError:
        return None


def check_vault(store: Store, card: Card) -> None:
    """Refuse to write into another vault or none; a store that may not be read is trusted."""
    try:
        found = store.read(layout.VAULT_JSON)
    except ObjectMissingError as error:
        raise NoVaultError(place=store.place) from error
    except StoreError:
        return
    if sha256(found).hex() != card.vault_json:
        raise WrongVaultError(place=store.place)


def reached(card: Card, stores: Sequence[Store]) -> tuple[list[Store], dict[str, WildgrassError]]:
    """Return the places that seem to be there, and why the others are not.

    Raises:
        WrongVaultError: a place holds another vault; a card may have been changed, so nothing is written anywhere.
        NoVaultError, NoPlaceError: none is there.
    """
    here: list[Store] = []
    away: dict[str, WildgrassError] = {}
    for store in stores:
        try:
            check_vault(store, card)
        except NoVaultError as error:
            away[store.place] = error
        else:
            here.append(store)
    if not here:
        if len(away) == 1:
            raise next(iter(away.values()))
        raise NoPlaceError(count=len(away), places=", ".join(away))
    return here, away
