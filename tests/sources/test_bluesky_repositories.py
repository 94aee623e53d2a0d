"""Repositories: signatures said for each, trees checked, offsets in bytes, blocks that lie."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, readings, reports, write_zip
from sources.made_bluesky import (
    DID,
    blob,
    cid_of,
    did_document,
    header,
    key_text,
    pack,
    private_key,
    repository,
    section,
    text_of,
    tid,
    tree,
    write_big,
)
from wildgrass.crypto import cid, dagcbor
from wildgrass.sources.base import ExportError, Reading
from wildgrass.sources.bluesky import mst, signatures
from wildgrass.sources.bluesky.embeds import span
from wildgrass.sources.bluesky.records import tid_time
from wildgrass.sources.registry import recognise

POST = {"$type": "app.bsky.feed.post", "text": "hi", "createdAt": "2024-01-01T00:00:00Z"}
KEY = "app.bsky.feed.post/3kmade2222222"


def read(files: dict[str, bytes | str]) -> list[Reading]:
    export = export_of(files)
    source, vintage = recognise(export)
    assert source.info.name == "bluesky"
    return list(source.read(export, vintage))


def note(found: Sequence[Reading], name: str = "r.car") -> str:
    return reports(found)[name].note


def log_of(text: str) -> str:
    operation = {"type": "plc_operation", "verificationMethods": {"atproto": f"did:key:{text}"}}
    return json.dumps([{"did": DID, "operation": operation, "cid": "x", "nullified": False}])


@pytest.mark.parametrize("curve", ["k256", "p256"])
def test_a_signature_is_verified_by_a_document_a_log_or_a_bare_key(curve: str) -> None:
    key = private_key(curve)
    car = repository({KEY: POST}, key=key)
    beside = {
        "did.json": json.dumps(did_document(key)),
        "plc.json": log_of(key_text(key)),
        "k.txt": "did:key:" + key_text(key),
    }
    for name, text in beside.items():
        found = read({"r.car": car, name: text})
        assert f"signature verified with {key_text(key)} of {name}" in note(found)
        assert problems(found) == []


def test_no_key_is_not_checkable_and_another_key_is_wrong() -> None:
    car = repository({KEY: POST})
    assert "not checkable" in note(read({"r.car": car}))
    found = read({"r.car": car, "did.json": json.dumps(did_document(private_key(secret=9)))})
    assert "signature wrong" in note(found)
    assert problems(found) == [("signature-wrong", "r.car")]
    found = read(
        {"r.car": car, "did.json": json.dumps(did_document(private_key(secret=9), "did:plc:another"))}
    )
    assert "not checkable" in note(found)


def test_the_higher_of_two_signatures_is_wrong() -> None:
    car = repository({KEY: POST}, is_low=False)
    assert "signature wrong" in note(
        read({"r.car": car, "did.json": json.dumps(did_document(private_key()))})
    )


def test_a_changed_record_is_found_by_its_identifier() -> None:
    car = bytearray(repository({KEY: POST, "app.bsky.feed.post/3kmade2222223": {**POST, "text": "ho"}}))
    car[car.index(b"bho") + 1] ^= 1
    found = read({"r.car": bytes(car)})
    assert [code for code, _ in problems(found)] == ["block-damaged", "block-missing"]
    assert len(items(found)) == 1


def test_it_is_recognised_by_what_it_holds() -> None:
    car = repository({KEY: POST})
    for name in ("holiday", "a.bin", "x.car"):
        assert recognise(export_of({name: car}))[0].info.name == "bluesky"
    foreign = header(cid_of(b"x", 0x55)) + section(b"x", cid_of(b"x", 0x55))
    for data in (foreign, b"", b"\x3a", b"{}", car[:3]):
        with pytest.raises(ExportError):
            recognise(export_of({"x.car": data}))


def test_a_packed_repository_is_read_too(tmp_path: Path) -> None:
    found = readings(write_zip(tmp_path / "a.zip", {"in/r.car": repository({KEY: POST})}))
    assert [one.text for one in items(found).values()] == ["hi"]


def test_keys_out_of_order_and_a_tree_that_is_none() -> None:
    data = pack(POST)
    entry = {"p": 0, "v": pack_link(data), "t": None}
    for entries, codes in (
        ([entry | {"k": b"b.b/2"}, entry | {"k": b"b.b/1"}], ["tree-damaged"]),
        ([entry | {"k": b"no key"}], ["tree-damaged"]),
        ([entry | {"k": b"b.b/1", "p": 5}], ["tree-damaged"]),
        ([7], ["tree-damaged"]),
    ):
        node = pack({"l": None, "e": entries})
        found = read({"r.car": signed(node) + section(node) + section(data)})
        assert set(codes) <= {code for code, _ in problems(found)}


def pack_link(data: bytes) -> object:
    import cbor2

    return cbor2.CBORTag(42, b"\0" + cid_of(data))


def signed(node: bytes) -> bytes:
    commit = pack({"did": DID, "version": 3, "data": pack_link(node), "rev": "3l", "prev": None, "sig": b""})
    return header(cid_of(commit)) + section(commit)


def test_a_subtree_that_stands_twice_does_not_multiply() -> None:
    node = pack({"l": None, "e": []})
    blocks = []
    for _ in range(40):
        blocks.append(node)
        entries = [{"p": 0, "k": b"a.a/1", "v": pack_link(b""), "t": pack_link(node)}]
        node = pack({"l": pack_link(node), "e": entries})
    found = read({"r.car": signed(node) + section(node) + b"".join(map(section, blocks))})
    assert len(found) < 200


@given(
    st.dictionaries(
        st.from_regex(r"[a-z.]{1,9}/[A-Za-z0-9_~:.-]{1,14}", fullmatch=True),
        st.just({"text": "no type"}),
        max_size=60,
    )
)
def test_every_tree_gives_its_keys_back(records: dict[str, object]) -> None:
    export = export_of({"r.car": repository(records)})
    source, vintage = recognise(export)
    found = list(source.read(export, vintage))
    assert {one.id.partition("://")[2].partition("/")[2] for one in items(found).values()} == set(records)
    assert problems(found) == []


@given(st.text(max_size=20), st.integers(-2, 50), st.integers(-2, 50))
def test_byte_ranges_are_whole_characters_or_nothing(text: str, start: int, end: int) -> None:
    data = text.encode(errors="surrogatepass")
    found = span(data, start, end)
    if found is not None:
        assert text[found[0] : found[1]].encode(errors="surrogatepass") == data[start:end]


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    try:
        value, odd = dagcbor.decode(data)
    except dagcbor.BlockError:
        return
    dagcbor.to_json(value)
    if not odd and b"\xfb" not in data and b"\xf9" not in data:
        assert dagcbor.encode(value) == data


@pytest.mark.parametrize(
    "data", ["9fff", "a2616101616102", "d81c81d81d00", "c074", "a10102", "f7", "f97e00", "d82a41ff"]
)
def test_what_dag_cbor_forbids(data: str) -> None:
    try:
        _, odd = dagcbor.decode(bytes.fromhex(data))
    except dagcbor.BlockError:
        return
    assert odd


def test_blobs_are_found_by_content_in_any_folder() -> None:
    picture = b"\x89PNG made"
    name = text_of(cid_of(picture, 0x55))
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "a", "image": blob(picture, "image/png")}]}
    car = repository({KEY: {**POST, "embed": embed}})
    found = read({"r.car": car, f"deep/er/{name}.png": picture})
    (attachment,) = next(iter(items(found).values())).attachments
    assert (attachment.member, attachment.alt) == (f"deep/er/{name}.png", "a")
    found = read({"r.car": car, name: b"something else"})
    assert ("blob-damaged", name) in problems(found)
    assert reports(found)[name].status == "damaged"


def test_times_in_keys() -> None:
    when = tid_time(tid(1_700_000_000_123_456 << 10))
    assert when is not None
    assert when.isoformat() == "2023-11-14T22:13:20.123456+00:00"
    assert tid_time("self") is None
    assert tid_time("zzzzzzzzzzzzz") is None


def test_two_repositories_of_different_days_name_posts_alike() -> None:
    first = items(read({"a.car": repository({KEY: POST})}))
    second = items(read({"b.car": repository({KEY: POST, "app.bsky.feed.post/3kmade2222233": POST})}))
    assert set(first) < set(second)


def test_a_large_repository_is_read_whole(tmp_path: Path) -> None:
    found = readings(write_big(tmp_path / "big.car", 3000))
    assert reports(found)["big.car"].records == 3000
    assert len(items(found)) == 3000
    assert problems(found) == []


def test_keys_and_identifiers_as_text() -> None:
    key = private_key()
    assert signatures.key_of(key_text(key), "x") == signatures.key_of("did:key:" + key_text(key), "x")
    assert signatures.key_of("z0OIl", "x") is None
    assert signatures.key_of("", "x") is None
    data = cid_of(b"x")
    assert cid.parsed(text_of(data)) == cid.Cid(data)
    assert cid.parsed("bafy") is None
    root, nodes = tree({})
    assert len(nodes) == 1
    assert root == cid_of(nodes[0])
    assert mst.height(b"") == 0
