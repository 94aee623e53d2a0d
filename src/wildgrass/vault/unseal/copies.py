"""Reading from several copies of a vault: what one lacks or has altered comes from the next."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

from wildgrass.crypto import age
from wildgrass.vault.entries import Stored
from wildgrass.vault.stores.base import ObjectMissingError, Store, StoreError

T = TypeVar("T")


class Copies:
    """The stores that hold one vault, in the order they are asked."""

    def __init__(self, stores: Sequence[Store]) -> None:
        """Take the stores."""
        self.stores = tuple(stores)

    def list(self, prefix: str) -> dict[str, int]:
        """Return the names that any store shows, with a size; a store that fails adds none.

        Raises:
            StoreError: none of them can be listed.
        """
        found: dict[str, int] = {}
        failures: list[StoreError] = []
        for store in self.stores:
            try:
                found.update(store.list(prefix))
            except StoreError as error:
                failures.append(error)
        if len(failures) == len(self.stores):
            raise failures[0]
        return found

    def versions(self, name: str) -> Iterator[bytes]:
        """Yield an object as each store has it."""
        for store in self.stores:
            try:
                yield store.read(name)
            except StoreError:
                continue

    def checked(self, stored: Stored) -> bytes:
        """Return an object whose bytes are those that were logged.

        Raises:
            ObjectMissingError: no store has it.
            StoreError: what the stores have is something else.
        """
        seen = False
        for data in self.versions(stored.name):
            if sha256(data).digest() == stored.sha256:
                return data
            seen = True
        place = ", ".join(store.place for store in self.stores)
        if seen:
            raise StoreError(place=place, doing="reading", name=stored.name, reason="its bytes were altered")
        raise ObjectMissingError(place=place, name=stored.name)

    def opened(self, name: str, start: int, length: int, open_bytes: Callable[[bytes], T]) -> T:
        """Read a range and open it, from the first store where that works.

        Raises:
            StoreError, age.AgeError: what the last store's failure was.
        """
        return self.opened_from(name, lambda store: open_bytes(store.read(name, start, length)))

    def opened_from(self, name: str, attempt: Callable[[Store], T]) -> T:
        """Return what `attempt` gives for the first store where it does not fail.

        Raises:
            StoreError, age.AgeError: what the last store's failure was.
        """
        failure: StoreError | age.AgeError | None = None
        for store in self.stores:
            try:
                return attempt(store)
            except (StoreError, age.AgeError) as error:
                failure = error
        raise failure or ObjectMissingError(place="", name=name)
