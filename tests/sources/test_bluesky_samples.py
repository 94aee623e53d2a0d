"""Other projects' repositories and test vectors, where they are at hand: counts made by hand."""

import base64
import json
from pathlib import Path

import pytest

from sources.made_archives import problems, readings, reports
from wildgrass.crypto import cid, dagcbor
from wildgrass.model import Item
from wildgrass.sources.base import ExportError
from wildgrass.sources.bluesky import mst, signatures

SHARED = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = SHARED / "bluesky"
VECTORS = SHARED / "vectors" / "bluesky-social__atproto-interop-tests"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="other projects' samples are not in this checkout"
)
BY_HAND = {  # items by kind, problems
    "at-microcosm__repo-stream/empty.car": ({}, 0),
    "at-microcosm__repo-stream/tiny.car": ({"block": 1, "follow": 1, "like": 2, "post": 3, "profile": 1}, 0),
    "blacksky-algorithms__rsky/valid_repo.car": ({"follow": 1, "post": 4, "profile": 1}, 0),
    "mackuba__skyfall/attie.car": ({"post": 1}, 14),  # a slice: one record, other subtrees left out
    "snarfed__arroba/snarfed2.car": ({"activity": 1, "follow": 2, "like": 1, "profile": 1}, 0),
    # 24 posts, 9 reposts, 15 likes, 11 votes, 2 follows of which one is no longer in the tree, a declaration
    "bluesky-social__indigo/testing/test_files/greenground.repo.car": (
        {"activity": 13, "follow": 1, "like": 15, "post": 24, "profile": 1, "share": 9},
        1,
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_sample_is_read_whole(name: str) -> None:
    found = readings(SAMPLES / name)
    kinds: dict[str, int] = {}
    for one in found:
        if isinstance(one, Item):
            kinds[one.kind] = kinds.get(one.kind, 0) + 1
    assert (kinds, len(problems(found))) == BY_HAND[name]
    assert "signature not checkable" in next(iter(reports(found).values())).note


def test_records_are_those_of_the_project_that_made_them() -> None:
    """The same repository as JSON lies beside it."""
    folder = SAMPLES / "snarfed__arroba"
    wanted = json.loads((folder / "snarfed2.json").read_text())
    keys = {f"{collection}/{rkey}" for collection, records in wanted.items() for rkey in records}
    found = readings(folder / "snarfed2.car")
    assert {one.id.partition("://")[2].partition("/")[2] for one in found if isinstance(one, Item)} == keys


@pytest.mark.parametrize(
    "path", sorted((SHARED / "vectors" / "ipld__go-car").rglob("*.car")), ids=lambda p: p.name
)
def test_cars_of_others_are_not_taken(path: Path) -> None:
    with pytest.raises(ExportError):
        readings(path)


def test_signature_vectors() -> None:
    for case in json.loads((VECTORS / "crypto" / "signature-fixtures.json").read_text()):
        key = signatures.key_of(case["publicKeyDid"], "x")
        assert key is not None
        old = signatures.key_of(case["publicKeyMultibase"], "x", case["didDocSuite"])
        assert old is not None
        assert old.point[1:] == key.point[1:]
        message, signature = (
            base64.b64decode(case[name] + "==") for name in ("messageBase64", "signatureBase64")
        )
        assert signatures.is_valid(key, signature, message) == case["validSignature"], case["comment"]


def test_heights_and_data_model_vectors() -> None:
    for case in json.loads((VECTORS / "mst" / "key_heights.json").read_text()):
        assert mst.height(case["key"].encode()) == case["height"]
    for case in json.loads((VECTORS / "data-model" / "data-model-fixtures.json").read_text()):
        data = base64.b64decode(case["cbor_base64"] + "==")
        value, odd = dagcbor.decode(data)
        assert (dagcbor.to_json(value), odd) == (case["json"], "")
        assert dagcbor.encode(value) == data


def test_identifier_vectors() -> None:
    lines = (VECTORS / "syntax" / "cid_syntax_valid.txt").read_text().splitlines()
    ours = [line for line in lines if line.startswith(("bafy", "bafk"))]
    assert ours
    assert all(cid.parsed(line) is not None and cid.parsed(line).text() == line for line in ours)  # type: ignore[union-attr]
