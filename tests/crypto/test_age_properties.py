"""What must hold for any plaintext, any range and any damage."""

import io
import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wildgrass.crypto import age

X25519 = age.X25519Identity.from_secret(bytes(range(32)))
HYBRID = age.HybridIdentity.from_secret(bytes(range(32)))
SCRYPT = age.ScryptIdentity(b"grass grows again")
PAIRS = [
    pytest.param(X25519.recipient(), X25519, id="x25519"),
    pytest.param(HYBRID.recipient(), HYBRID, id="hybrid"),
    pytest.param(age.ScryptRecipient(b"grass grows again", work_factor=4), SCRYPT, id="scrypt"),
]
NEAR_BORDERS = st.builds(
    lambda chunks, offset: max(0, chunks * age.CHUNK + offset),
    st.integers(0, 3),
    st.sampled_from([-17, -16, -1, 0, 1, 16, 17]),
)
SIZES = st.one_of(st.integers(0, 300), NEAR_BORDERS)
LONG = os.urandom(3 * age.CHUNK + 100)
LONG_FILE = age.encrypt(LONG, [X25519.recipient()])
SMALL = b"what the fire takes, the spring wind brings back"
SMALL_FILES = {
    "x25519": age.encrypt(SMALL, [X25519.recipient()]),
    "hybrid": age.encrypt(SMALL, [HYBRID.recipient()]),
    "scrypt": age.encrypt(SMALL, [age.ScryptRecipient(b"grass grows again", work_factor=4)]),
}
OPENERS = {"x25519": X25519, "hybrid": HYBRID, "scrypt": SCRYPT}


@pytest.mark.parametrize(("recipient", "identity"), PAIRS)
@given(size=SIZES)
def test_opening_what_was_sealed_gives_the_bytes_back(recipient, identity, size):
    """Decryption undoes encryption at every size around a chunk border, in memory and streamed."""
    plaintext = LONG[:size]
    sealed = age.encrypt(plaintext, [recipient])
    head_size = age.read_head(sealed, [identity]).head_size
    assert len(sealed) == age.sealed_size(size, head_size)
    assert age.plain_size(len(sealed), head_size) == size
    assert age.decrypt(sealed, [identity]) == plaintext
    assert b"".join(age.decrypt_stream(io.BytesIO(sealed), [identity])) == plaintext


@given(
    start=st.one_of(st.integers(0, len(LONG) + 10), NEAR_BORDERS),
    length=st.one_of(st.integers(0, 200), NEAR_BORDERS),
)
def test_any_range_equals_the_slice(start, length):
    """A range read returns exactly that slice of the plaintext."""
    reader = age.RangeReader(io.BytesIO(LONG_FILE), [X25519])
    assert reader.size == len(LONG)
    assert reader.read(start, length) == LONG[start : start + length]


@given(start=st.integers(0, 4 * age.CHUNK), length=st.integers(0, 4 * age.CHUNK), size=SIZES)
def test_a_range_asks_for_whole_chunks_and_no_more_than_needed(start, length, size):
    """The ciphertext asked for covers the part, on chunk borders, inside the payload."""
    part = age.chunk_range(start, length, size)
    assert part.offset == part.first_chunk * age.SEALED_CHUNK
    assert part.offset + part.size <= age.sealed_size(size, 0)
    assert part.final == (part.offset + part.size == age.sealed_size(size, 0))
    assert part.size <= (part.length // age.CHUNK + 2) * age.SEALED_CHUNK
    assert part.skip + part.length <= part.size - age.TAG * -(-part.size // age.SEALED_CHUNK)


@pytest.mark.parametrize("kind", SMALL_FILES)
@given(data=st.data())
def test_any_flipped_bit_is_refused(kind, data):
    """No bit of a file can change without one of our errors; nothing else is ever raised."""
    sealed = bytearray(SMALL_FILES[kind])
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(age.AgeError):
        age.decrypt(sealed, [OPENERS[kind]])


@pytest.mark.parametrize("kind", SMALL_FILES)
@given(data=st.data())
def test_any_cut_is_refused(kind, data):
    """No beginning of a file passes for the file."""
    sealed = SMALL_FILES[kind]
    with pytest.raises(age.AgeError):
        age.decrypt(sealed[: data.draw(st.integers(0, len(sealed) - 1))], [OPENERS[kind]])


@given(
    kind=st.sampled_from(sorted(SMALL_FILES)),
    start=st.integers(0, 2000),
    removed=st.integers(0, 80),
    put=st.binary(max_size=80),
)
def test_damaged_bytes_raise_only_our_errors(kind, start, removed, put):
    """Any run of bytes replaced by any other gives an AgeError."""
    sealed = SMALL_FILES[kind]
    damaged = sealed[:start] + put + sealed[start + removed :]
    assume(damaged != sealed)
    with pytest.raises(age.AgeError) as caught:
        age.decrypt(damaged, [OPENERS[kind]])
    assert str(caught.value)


@given(untrusted=st.binary(max_size=400))
def test_noise_raises_only_our_errors(untrusted):
    """Random bytes are no age file, with or without the first line, armored or not."""
    for data in (
        untrusted,
        b"age-encryption.org/v1\n" + untrusted,
        b"age-encryption.org/v1\n-> " + untrusted,
    ):
        with pytest.raises(age.AgeError):
            age.decrypt(data, [X25519, HYBRID, SCRYPT])
    with pytest.raises(age.ArmorError):
        age.dearmor(untrusted)


@given(data=st.binary(max_size=300))
def test_armor_gives_the_bytes_back(data):
    """Removing armor undoes it, also with CRLF and white space around it."""
    text = age.armor(data)
    assert age.dearmor(text) == data
    assert age.dearmor("\n \t" + text.replace("\n", "\r\n") + "\r\n\n") == data


@given(data=st.binary(min_size=1, max_size=120), place=st.integers(0, 500), put=st.characters(codec="utf-8"))
def test_a_changed_character_in_armor_never_gives_the_same_bytes(data, place, put):
    """Armor is not malleable: two different texts never decode to one file, white space around it apart."""
    text = age.armor(data)
    place %= len(text) - 1
    changed = text[:place] + put + text[place + 1 :]
    assume(changed != text and changed.strip(" \t\r\n") != text.strip())
    assert dearmored_or_none(changed) != data


def dearmored_or_none(text: str) -> bytes | None:
    """Return what a text decodes to, or None when it is refused as it should be."""
    try:
        return age.dearmor(text)
    except age.ArmorError:
        return None
