"""Digests: published values, and that pieces give the same as the whole."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.digests import keyed_digest, keyed_id, sha256, sha256_of_parts, sha256_of_stream

# BLAKE3 test_vectors.json: its key, and the first 32 bytes of `keyed_hash` for inputs of 0 and 1 bytes.
BLAKE3_KEY = b"whats the Elvish word for friend"
BLAKE3_KEYED = {
    b"": "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26",
    b"\x00": "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b",
}


def test_sha256_of_abc():
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("data", BLAKE3_KEYED)
def test_keyed_blake3_of_its_own_vectors(data):
    assert keyed_id(BLAKE3_KEY, data, size=32).hex() == BLAKE3_KEYED[data]
    assert keyed_id(BLAKE3_KEY, data).hex() == BLAKE3_KEYED[data][:32]


@given(st.lists(st.binary()))
def test_pieces_give_the_digest_of_the_whole(parts):
    whole = b"".join(parts)
    keyed = keyed_digest(BLAKE3_KEY)
    for part in parts:
        keyed.update(memoryview(part))
    assert keyed.digest() == keyed_id(BLAKE3_KEY, whole, size=32)
    assert sha256_of_parts(parts) == sha256(whole)
    assert sha256_of_stream(io.BytesIO(whole)) == (sha256(whole), len(whole))


def test_another_key_gives_another_id():
    assert keyed_id(bytes(32), b"x") != keyed_id(b"\x01" * 32, b"x")


def test_a_key_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        keyed_id(b"short", b"x")
