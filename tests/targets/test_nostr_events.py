"""Events: the vectors, byte by byte; and that another's code reads, names and verifies them as we do."""

import json
from pathlib import Path
from typing import Any

import msgspec
import nostr_sdk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.nostr_items import KEY, made_of
from wildgrass.crypto.schnorr import is_signed
from wildgrass.targets.nostr.events import NOTE, event, serialised
from wildgrass.targets.nostr.key import NostrKey, note_address
from wildgrass.targets.nostr.limits import RelayLimits
from wildgrass.targets.nostr.place import NostrPlace, NostrPlaceError
from wildgrass.targets.words import clean

VECTORS = sorted((Path(__file__).parent.parent / "vectors" / "nostr").glob("*.json"))


@pytest.mark.parametrize("path", VECTORS, ids=[path.stem for path in VECTORS])
def test_vectors(path: Path) -> None:
    """The same items always become the same events, so that a second run is harmless."""
    vector = json.loads(path.read_text(encoding="utf-8"))
    assert vector["key"] == KEY
    assert made_of(vector["items"], **vector["options"]) == vector["events"]


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 12


@pytest.mark.parametrize("path", VECTORS, ids=[path.stem for path in VECTORS])
def test_vectors_as_another_reads_them(path: Path) -> None:
    """nostr-sdk finds the same id for each event."""
    vector = json.loads(path.read_text(encoding="utf-8"))
    for events in vector["events"].values():
        for one in events:
            assert nostr_sdk.Event.from_json(json.dumps(one | {"sig": "00" * 64})).verify_id()


_TEXT = st.text(max_size=60).map(clean)


@given(_TEXT, st.lists(st.lists(_TEXT, min_size=1, max_size=4), max_size=4), st.integers(1, 2**32))
def test_any_text_is_named_and_signed_as_another_checks(
    content: str, tags: list[list[str]], created: int
) -> None:
    key = NostrKey.of(KEY)
    made = event(key, created, NOTE, tags, content).signed(key)
    read = nostr_sdk.Event.from_json(made.json.decode())
    assert read.verify()
    assert read.content() == content
    value = json.loads(made.json)
    assert value["tags"] == tags
    assert is_signed(bytes.fromhex(key.public), bytes.fromhex(made.id), bytes.fromhex(value["sig"]))


def test_the_bytes_that_are_hashed() -> None:
    """NIP-01's escapes and no others; all else as it is."""
    content = 'line\nquote" back\\ return\r tab\t bell\b feed\f 草 🌱 /'
    expected = '[0,"k",1,1,[["t","草"]],"line\\nquote\\" back\\\\ return\\r tab\\t bell\\b feed\\f 草 🌱 /"]'
    assert serialised("k", 1, 1, [["t", "草"]], content) == expected.encode()


def test_addresses_are_those_of_another() -> None:
    number = "ab" * 32
    assert note_address(number) == "nostr:" + nostr_sdk.EventId.parse(number).to_bech32()
    keys = nostr_sdk.Keys.parse(KEY)
    assert NostrKey.of(KEY).npub == keys.public_key().to_bech32()


@pytest.mark.parametrize(
    ("said", "age", "size", "words"),
    [
        ({}, 10**9, 10_000, None),
        ({"created_at_lower_limit": 31_536_000}, 31_536_001, 10, "relay-takes-nothing-so-old"),
        ({"created_at_lower_limit": 31_536_000}, 31_535_999, 10, None),
        ({"created_at_lower_limit": 1_700_000_000}, 100_000_001, 10, "relay-takes-nothing-so-old"),
        ({"created_at_lower_limit": 0}, 10**9, 10, None),
        ({"max_content_length": 10}, 0, 11, "too-long-for-relay"),
        ({"max_content_length": 10}, 0, 10, None),
        ({"max_message_length": 100}, 0, 1, "too-long-for-relay"),
        ({"max_event_tags": 1}, 0, 1, "too-many-tags-for-relay"),
        ({"max_event_tags": "many", "max_content_length": None, "max_message_length": True}, 0, 99, None),
    ],
)
def test_limits(said: dict[str, Any], age: int, size: int, words: str | None) -> None:
    """A lower limit is an age in seconds, or a time; both are seen on relays."""
    from datetime import UTC, datetime

    now = datetime.fromtimestamp(1_800_000_000, UTC)
    key = NostrKey.of(KEY)
    one = event(key, 1_800_000_000 - age, NOTE, [["t", "a"], ["t", "b"]], "x" * size).signed(key)
    assert RelayLimits.of(said, now).excludes(one) == words


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_a_relay_says_of_itself_is_no_crash(said: Any) -> None:
    from datetime import UTC, datetime

    names = ("created_at_lower_limit", "max_content_length", "max_message_length", "max_event_tags")
    given_ = dict.fromkeys(names, said)
    assert RelayLimits.of(given_, datetime.now(UTC)) is not None


def test_one_way_to_write_a_place() -> None:
    place = NostrPlace.of("wss://b.example/ , ws://a.example")
    assert place.place == "nostr:ws://a.example,wss://b.example"
    assert NostrPlace.of("ws://a.example,wss://b.example/,wss://b.example") == place


@pytest.mark.parametrize(
    "text",
    ["", ",", "a.example", "https://a.example", "wss://", "wss://me:pw@a.example", "wss://a b", "wss://[x"],
)
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(NostrPlaceError):
        NostrPlace.of(text)


def test_events_are_what_json_says() -> None:
    """The message is one array, and the event in it has NIP-01's seven fields."""
    key = NostrKey.of(KEY)
    verb, value = msgspec.json.decode(event(key, 1, NOTE, [], "x").signed(key).message())
    assert verb == "EVENT"
    assert list(value) == ["id", "pubkey", "created_at", "kind", "tags", "content", "sig"]
