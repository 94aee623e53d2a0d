"""What every store must do. A test module of a kind of store subclasses `StoreContract` and gives a `store` fixture."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from wildgrass.vault.stores.base import ObjectExistsError, ObjectMissingError, ReadsInto, Store
from wildgrass.vault.stores.names import ObjectNameError

REFUSED = [
    "",
    "/v1/a",
    "../a",
    "v1/../a",
    "v1//a",
    "v1/.hidden",
    "v1/A",
    "v1/a b",
    "v1/a\n",
    "v1/",
    "a" * 600,
    "v1/ä",
]


class StoreContract:
    """Create once, read any range, list in order."""

    def test_an_object_comes_back(self, store: Store) -> None:
        """Parts are joined; empty parts and empty objects are fine."""
        store.create("v1/a", [b"gr", bytearray(b"a"), b"", memoryview(b"ss")])
        store.create("v1/empty", [])
        assert store.read("v1/a") == b"grass"
        assert store.read("v1/empty") == b""

    def test_ranges(self, store: Store) -> None:
        """A range that reaches past the end is shorter, one that starts there is empty."""
        store.create("v1/a", [b"0123456789"])
        assert store.read("v1/a", 2, 3) == b"234"
        assert store.read("v1/a", 8, 99) == b"89"
        assert store.read("v1/a", 10, 5) == b""
        assert store.read("v1/a", 99) == b""
        assert store.read("v1/a", 4) == b"456789"
        assert store.read("v1/a", 3, 0) == b""

    def test_reading_into_memory(self, store: Store) -> None:
        """A store that can do this gives the same bytes."""
        store.create("v1/a", [b"0123456789"])
        buffer = memoryview(bytearray(4))
        if isinstance(store, ReadsInto):
            assert store.read_into("v1/a", 8, buffer) == 2
            assert (store.read_into("v1/a", 3, buffer), bytes(buffer)) == (4, b"3456")
            with pytest.raises(ObjectMissingError):
                store.read_into("v1/b", 0, buffer)
        else:
            assert store.read("v1/a", 3, 4) == b"3456"

    def test_an_object_is_never_replaced(self, store: Store) -> None:
        """A second create of one name fails and changes nothing."""
        store.create("v1/a", [b"first"])
        with pytest.raises(ObjectExistsError):
            store.create("v1/a", [b"second"])
        assert store.read("v1/a") == b"first"

    def test_a_missing_object(self, store: Store) -> None:
        """Reading what is not there says so, also below a name that is an object."""
        store.create("v1/a", [b""])
        for name in ("v1/b", "v1/a/b", "v2/a"):
            with pytest.raises(ObjectMissingError):
                store.read(name)

    @pytest.mark.parametrize("name", REFUSED)
    def test_names_that_could_leave_the_place_are_refused(self, store: Store, name: str) -> None:
        """For writing and for reading."""
        with pytest.raises(ObjectNameError):
            store.create(name, [b""])
        with pytest.raises(ObjectNameError):
            store.read(name)

    def test_listing(self, store: Store) -> None:
        """Names come in order with their sizes; a prefix need not end at a part."""
        names = ["v1/log/b/c", "v1/log/a", "v1/log-x", "v1/seg/1.age", "v1/seg/10.age", "v1/seg/2.age"]
        for name in names:
            store.create(name, [name.encode()])
        assert list(store.list()) == [(name, len(name)) for name in sorted(names)]
        assert [name for name, _ in store.list("v1/seg/1")] == ["v1/seg/1.age", "v1/seg/10.age"]
        assert [name for name, _ in store.list("v1/log")] == ["v1/log-x", "v1/log/a", "v1/log/b/c"]
        assert list(store.list("v2/")) == []

    def test_large_objects(self, store: Store) -> None:
        """A whole segment in one piece."""
        data = bytes(range(256)) * (1 << 16)
        store.create("v1/seg/large.age", [memoryview(bytearray(data)), b"tail"])
        assert store.read("v1/seg/large.age") == data + b"tail"

    def test_one_of_many_writers_wins(self, store: Store) -> None:
        """Of writers that race for a name exactly one succeeds, and its bytes stay."""

        def create(number: int) -> int | None:
            try:
                store.create("v1/race", [b"%d" % number])
            except ObjectExistsError:
                return None
            return number

        with ThreadPoolExecutor(8) as pool:
            winners = [number for number in pool.map(create, range(32)) if number is not None]
        assert len(winners) == 1
        assert store.read("v1/race") == b"%d" % winners[0]
