"""Which of a vault's places a run meets: who is there, only behind, or refused, and how each stands after it."""

from collections.abc import Sequence
from typing import Final

from wildgrass.errors import WildgrassError
from wildgrass.vault.card import Card
from wildgrass.vault.catchup import SMALL_BYTES, CatchingUp
from wildgrass.vault.entries import Head
from wildgrass.vault.places import PlaceState, ReachedPlaces, reached
from wildgrass.vault.stores.base import Store, StoreError


class Meeting:
    """The places of one vault when a run begins. Places that lack little are brought up to the others here."""

    def __init__(self, card: Card, stores: Sequence[Store]) -> None:
        """Look at every place.

        Raises:
            WrongVaultError: a place holds another vault. NoVaultError, NoPlaceError: none is there.
        """
        self._order: Final = [store.place for store in stores]
        here, away = reached(card, stores)
        self._errors: dict[str, WildgrassError] = dict(away)
        looking = CatchingUp(card.vault_json, here)
        taking_part = self._not_refused(looking, here)
        small = [store for store in taking_part if looking.bytes_for(store) <= SMALL_BYTES]
        brought = looking.bring(small)
        if brought:
            self._errors |= {one.place: one.error for one in brought if one.error}
            looking = CatchingUp(card.vault_json, here)
        self._lacks = {store.place: looking.lacks(store) for store in here}
        self.places: Final = ReachedPlaces(taking_part)
        self.heads: Final[Sequence[Head]] = looking.views.heads(taking_part)

    def _not_refused(self, looking: CatchingUp, here: Sequence[Store]) -> list[Store]:
        """Return the places that tell one history; all of them where none does, as nobody may be kept from sealing."""
        good: list[Store] = []
        for store in here:
            try:
                refusal: WildgrassError | None = looking.refusal(store, good)
            except StoreError as error:
                refusal = error
            if refusal is None:
                good.append(store)
            else:
                self._errors[store.place] = refusal
        return good or list(here)

    def states(self) -> tuple[PlaceState, ...]:
        """Say how each place of the card stands, after the run."""
        holding = {store.place for store in self.places.stores}
        return tuple(self._state(place, holds=place in holding) for place in self._order)

    def _state(self, place: str, *, holds: bool) -> PlaceState:
        error = self.places.failed.get(place) or self._errors.get(place)
        lacks = self._lacks.get(place)
        if lacks is not None:
            lacks += not holds
        is_behind = bool(lacks) and place not in self._errors and place not in self.places.failed
        return PlaceState(place=place, holds=holds, lacks=lacks, can_catch_up=is_behind, error=error)
