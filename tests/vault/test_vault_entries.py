"""A log's entries: what is written is read back, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.note import Signer
from wildgrass.vault.entries import (
    Commit,
    EntryError,
    Head,
    MoreHeads,
    Opening,
    Stored,
    parse_entry,
    parse_head,
)
from wildgrass.vault.runlog import RunLog, log_name, log_origin, origin_fits

VERIFIER = Signer("log/" + "ab" * 16, b"s" * 32).verifier
HEADS = st.builds(
    Head, st.just("log/" + "ab" * 16), st.integers(1, 10**9 - 1), st.binary(min_size=32, max_size=32)
)
NAMES = st.from_regex(r"v1/seg/[0-9a-f]{16}/[0-9a-f]{32}\.age", fullmatch=True)
HASHES = st.binary(min_size=32, max_size=32)
ENTRIES = st.one_of(
    st.builds(Stored, NAMES, HASHES, st.integers(0, 10**15)),
    st.builds(Commit, st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)),
    st.builds(MoreHeads, st.lists(HEADS, min_size=1, max_size=5).map(tuple)),
    st.builds(
        Opening,
        kind=st.sampled_from(["birth", "run"]),
        vault_id=st.just("cd" * 16),
        verifier=st.just(VERIFIER),
        vault_json=HASHES | st.none(),
        heads=st.lists(HEADS, max_size=5).map(tuple),
    ),
)


@given(ENTRIES)
def test_entries_come_back(entry: Stored | Commit | MoreHeads | Opening) -> None:
    """Writing and reading is identity."""
    assert parse_entry(entry.to_bytes(), log="l", number=0) == entry


@given(ENTRIES, st.data())
def test_a_changed_entry_is_another_or_none(
    entry: Stored | Commit | MoreHeads | Opening, data: st.DataObject
) -> None:
    """No two texts mean the same entry."""
    raw = entry.to_bytes()
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    try:
        assert parse_entry(changed, log="l", number=0) != entry
    except EntryError as error:
        assert error.details["log"] == "l"  # noqa: PT017 - either outcome is right


@given(st.binary(max_size=200))
def test_any_bytes_are_an_entry_or_an_entry_error(data: bytes) -> None:
    """Nothing else comes out."""
    try:
        assert parse_entry(data, log="l", number=3).to_bytes() == data
    except EntryError as error:
        assert error.details["number"] == 3  # noqa: PT017 - either outcome is right


def test_the_first_line_of_an_object_is_what_sha256sum_prints() -> None:
    """So that `sha256sum -c` checks a vault."""
    entry = Stored("v1/vault.json", bytes(32), 7).to_bytes()
    assert entry == b"0" * 64 + b"  v1/vault.json\nsize 7\n"


@pytest.mark.parametrize(
    "line", ["", "head a 1", "head a 0 " + "A" * 43 + "=", "head a 1 " + "A" * 43 + "=x", "x"]
)
def test_what_is_no_head_is_none(line: str) -> None:
    """Remembered heads come from people's files."""
    assert parse_head(line) is None


def test_a_log_is_named_after_its_key() -> None:
    """A log of another key cannot take its place."""
    log = RunLog("cd" * 16, random=lambda size: b"k" * size)
    public = Signer("x", b"k" * 32).verifier.public_key
    assert (log.name, log.origin) == (log_name(public), log_origin(public))
    assert origin_fits(log.origin, log.name)
    assert not origin_fits(log.origin, "0" * 16)
