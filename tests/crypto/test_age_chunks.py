"""Sealing and opening runs of chunks between buffers, as the vault does."""

import io
import threading

import pytest

from wildgrass.crypto import age

KEY = bytes(range(32))
PLAIN = bytes(range(256)) * 1024  # four full chunks


def sealed_in_runs(plaintext: bytes, run_chunks: int) -> bytes:
    """Seal in runs of so many chunks; only the last run is final."""
    out = bytearray(age.sealed_size(len(plaintext), 0))
    step = run_chunks * age.CHUNK
    starts = range(0, max(1, len(plaintext)), step)
    written = 0
    for start in starts:
        part = memoryview(plaintext)[start : start + step]
        final = start == starts[-1]
        target = memoryview(out)[written:]
        written += age.seal_chunks(KEY, part, target, first_chunk=start // age.CHUNK, final=final)
    assert written == len(out)
    return bytes(out)


@pytest.mark.parametrize("size", [0, 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK, 4 * age.CHUNK])
@pytest.mark.parametrize("run_chunks", [1, 2, 4])
def test_runs_give_the_same_bytes_as_one_call(size, run_chunks):
    """How a payload is cut into runs leaves no trace in it."""
    assert sealed_in_runs(PLAIN[:size], run_chunks) == sealed_in_runs(PLAIN[:size], 100)


def test_runs_open_one_by_one():
    """Each run opens alone, with the number of its first chunk."""
    sealed = memoryview(sealed_in_runs(PLAIN, 4))
    out = bytearray(age.CHUNK)
    for number in range(4):
        run = sealed[number * age.SEALED_CHUNK : (number + 1) * age.SEALED_CHUNK]
        size = age.open_chunks(KEY, run, memoryview(out), first_chunk=number, final=number == 3)
        assert out[:size] == PLAIN[number * age.CHUNK : (number + 1) * age.CHUNK]


def test_a_chunk_does_not_open_at_another_place():
    """Chunks cannot be moved within a file."""
    sealed = memoryview(sealed_in_runs(PLAIN, 4))
    with pytest.raises(age.PayloadError) as caught:
        age.open_chunks(
            KEY, sealed[: age.SEALED_CHUNK], memoryview(bytearray(age.CHUNK)), first_chunk=1, final=False
        )
    assert caught.value.details == {"chunk": 1, "reason": "its bytes were changed"}


def test_nothing_unauthenticated_stays_in_the_buffer():
    """After a damaged chunk the buffer holds the genuine chunks, and zeros in place of the damaged one."""
    sealed = bytearray(sealed_in_runs(PLAIN, 4))
    sealed[age.SEALED_CHUNK + 5] ^= 1
    out = bytearray(b"x" * len(PLAIN))
    with pytest.raises(age.PayloadError) as caught:
        age.open_chunks(KEY, memoryview(sealed), memoryview(out), first_chunk=0, final=True)
    assert caught.value.opened == age.CHUNK
    assert out[: age.CHUNK] == PLAIN[: age.CHUNK]
    assert out[age.CHUNK : 2 * age.CHUNK] == bytes(age.CHUNK)
    assert out[2 * age.CHUNK :] == b"x" * (2 * age.CHUNK)


@pytest.mark.parametrize(
    ("size", "first_chunk", "final"),
    [(1, 0, False), (age.CHUNK + 1, 0, False), (0, 1, True)],
    ids=["short-not-final", "short-second-not-final", "empty-last"],
)
def test_what_would_not_be_a_valid_payload_is_not_sealed(size, first_chunk, final):
    """The caller cannot make a short inner chunk or an empty last one."""
    with pytest.raises(ValueError, match="only the last chunk"):
        age.seal_chunks(
            KEY,
            memoryview(PLAIN)[:size],
            memoryview(bytearray(len(PLAIN) * 2)),
            first_chunk=first_chunk,
            final=final,
        )


def test_an_empty_run_that_is_not_final_does_nothing():
    """A caller may flush with nothing held."""
    empty = memoryview(b"")
    assert age.seal_chunks(KEY, empty, memoryview(bytearray(0)), first_chunk=7, final=False) == 0
    assert age.open_chunks(KEY, empty, memoryview(bytearray(0)), first_chunk=7, final=False) == 0


def test_two_threads_seal_into_their_own_buffers():
    """Sealing releases the GIL and keeps no state between calls."""
    results: dict[int, bytes] = {}

    def work(name: int) -> None:
        results[name] = sealed_in_runs(PLAIN, 2)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results.values()) == {sealed_in_runs(PLAIN, 2)}
    assert len(results) == 4


@pytest.mark.parametrize(
    "payload", [0, 15, age.SEALED_CHUNK + 1, age.SEALED_CHUNK + 16, 2 * age.SEALED_CHUNK + 16]
)
def test_a_size_that_no_payload_has_is_refused(payload):
    """Cut files are noticed from their size alone where that is possible."""
    with pytest.raises(age.PayloadError):
        age.plain_size(200 + payload, 200)


class ShortReads(io.BytesIO):
    """A raw file may return less than was asked for."""

    def read(self, size=-1):
        return super().read(min(size, 1000) if size > 0 else size)


def test_a_slow_source_streams_alike():
    """Short reads do not look like the end of the file."""
    identity = age.X25519Identity.from_secret(KEY)
    data = PLAIN * 6 + b"end"
    sealed = age.encrypt(data, [identity.recipient()])
    assert b"".join(age.decrypt_stream(ShortReads(sealed), [identity])) == data


def test_the_stores_answer_must_have_the_size_asked_for():
    """A store that returns too little or too much is noticed."""
    part = age.chunk_range(10, 10, len(PLAIN))
    sealed = sealed_in_runs(PLAIN, 4)[: part.size]
    assert age.open_range(KEY, sealed, part) == PLAIN[10:20]
    for wrong in (sealed[:-1], sealed + b"\0", b""):
        with pytest.raises(age.PayloadError):
            age.open_range(KEY, wrong, part)


def test_a_negative_range_is_a_fault_of_the_caller():
    """Ranges count from the start of the plaintext."""
    with pytest.raises(ValueError, match="negative"):
        age.chunk_range(-1, 5, 100)


def test_a_range_reader_does_not_trust_the_end_of_a_cut_file():
    """A file cut on a chunk border is refused before any range is read."""
    identity = age.X25519Identity.from_secret(KEY)
    sealed = age.encrypt(PLAIN, [identity.recipient()])
    with pytest.raises(age.PayloadError) as caught:
        age.RangeReader(io.BytesIO(sealed[: -age.SEALED_CHUNK]), [identity])
    assert caught.value.details["reason"] == "the chunks after it are missing"
