"""The hand-written video: boxes that fit, samples where the table says, and no false start codes."""

import struct

from demo.video import FRAMES, HEIGHT, WIDTH, video


def boxes(data: bytes) -> dict[bytes, bytes]:
    found, at = {}, 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert size >= 8
        found[kind] = data[at + 8 : at + size]
        at += size
    assert at == len(data)
    return found


def sample_table(data: bytes) -> dict[bytes, bytes]:
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        data = boxes(data)[kind]
    return boxes(data)


def test_every_sample_lies_where_the_table_says() -> None:
    data = video("a")
    table = sample_table(data)
    _, _, count = struct.unpack_from(">III", table[b"stsz"])
    sizes = struct.unpack_from(f">{count}I", table[b"stsz"], 12)
    (at,) = struct.unpack_from(">I", table[b"stco"], 8)
    assert count == FRAMES
    for size in sizes:
        (length,) = struct.unpack_from(">I", data, at)
        assert length == size - 4
        assert data[at + 4] == 0x65  # an IDR slice
        at += size
    assert at == len(data)


def test_no_slice_holds_what_looks_like_a_start_code() -> None:
    samples = boxes(video("a"))[b"mdat"]
    at = 0
    while at < len(samples):
        (length,) = struct.unpack_from(">I", samples, at)
        slice_bytes = samples[at + 4 : at + 4 + length]
        assert not any(bytes((0, 0, last)) in slice_bytes for last in (0, 1, 2))
        at += 4 + length


def test_the_picture_is_as_large_as_the_entry_says() -> None:
    entry = sample_table(video("a"))[b"stsd"][16:]
    assert struct.unpack_from(">HH", entry, 24) == (WIDTH, HEIGHT)


def test_the_same_seed_gives_the_same_video() -> None:
    assert video("a") == video("a") != video("b")
