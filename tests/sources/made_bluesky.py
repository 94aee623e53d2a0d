"""Repositories of the AT Protocol made in tests: signed, with a tree, of any size."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TID = "234567abcdefghijklmnopqrstuvwxyz"
_ORDER_K = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_ORDER_P = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DID = "did:plc:madeforwildgrasstest"


def cid_of(data: bytes, codec: int = 0x71) -> bytes:
    return bytes((1, codec, 0x12, 0x20)) + hashlib.sha256(data).digest()


def text_of(cid: bytes) -> str:
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


def link(cid: bytes) -> cbor2.CBORTag:
    return cbor2.CBORTag(42, b"\0" + cid)


def blob(data: bytes, kind: str) -> dict[str, Any]:
    return {"$type": "blob", "ref": link(cid_of(data, 0x55)), "mimeType": kind, "size": len(data)}


def pack(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return out + bytes((number,))


def section(data: bytes, cid: bytes | None = None) -> bytes:
    name = cid or cid_of(data)
    return varint(len(name) + len(data)) + name + data


def header(root: bytes) -> bytes:
    data = pack({"roots": [link(root)], "version": 1})
    return varint(len(data)) + data


def tid(number: int) -> str:
    return "".join(_TID[number >> (5 * place) & 31] for place in range(12, -1, -1))


def height(key: bytes) -> int:
    return (256 - int.from_bytes(hashlib.sha256(key).digest(), "big").bit_length()) // 2


def node(entries: Sequence[tuple[bytes, bytes, int]], layer: int, out: list[bytes]) -> bytes:
    """Return the identifier of the node over sorted (key, identifier, layer); its blocks go to `out`."""
    groups: list[list[tuple[bytes, bytes, int]]] = [[]]
    own: list[tuple[bytes, bytes, int]] = []
    for entry in entries:
        if entry[2] == layer:
            own.append(entry)
            groups.append([])
        else:
            groups[-1].append(entry)
    below = [link(node(group, layer - 1, out)) if group else None for group in groups]
    last, made = b"", []
    for (key, cid, _), right in zip(own, below[1:], strict=True):
        shared = next(
            (at for at, (a, b) in enumerate(zip(key, last, strict=False)) if a != b), min(len(key), len(last))
        )
        made.append({"p": shared, "k": key[shared:], "v": link(cid), "t": right})
        last = key
    data = pack({"l": below[0], "e": made})
    out.append(data)
    return cid_of(data)


def private_key(curve: str = "k256", secret: int = 7) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256K1() if curve == "k256" else ec.SECP256R1())


def key_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Return a key as multikey text, "zQ3sh..." or "zDnae..."."""
    is_k = isinstance(key.curve, ec.SECP256K1)
    raw = (b"\xe7\x01" if is_k else b"\x80\x24") + key.public_key().public_bytes(
        Encoding.X962, PublicFormat.CompressedPoint
    )
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = _LETTERS[rest] + out
    return "z" + out


def sign(key: ec.EllipticCurvePrivateKey, message: bytes, *, is_low: bool = True) -> bytes:
    order = _ORDER_K if isinstance(key.curve, ec.SECP256K1) else _ORDER_P
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    if (s > order // 2) == is_low:
        s = order - s
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def tree(records: Mapping[str, bytes]) -> tuple[bytes, list[bytes]]:
    """Return the root's identifier and the nodes of a tree of keys to identifiers."""
    entries = [(key.encode(), records[key], height(key.encode())) for key in sorted(records, key=str.encode)]
    out: list[bytes] = []
    root = node(entries, max((one[2] for one in entries), default=0), out)
    return root, out


def repository(
    records: Mapping[str, object],
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    did: str = DID,
    is_low: bool = True,
    loose: Sequence[bytes] = (),
    rev: str = "3lmade2222222",
) -> bytes:
    """Return a CAR of records by "collection/rkey", signed; bytes in the place of a record are its block as it is."""
    blocks = {name: one if isinstance(one, bytes) else pack(one) for name, one in records.items()}
    root, nodes = tree({name: cid_of(data) for name, data in blocks.items()})
    commit = {"did": did, "version": 3, "data": link(root), "rev": rev, "prev": None}
    commit["sig"] = sign(key or private_key(), pack(commit), is_low=is_low)
    data = pack(commit)
    body = [
        section(data),
        *map(section, reversed(nodes)),
        *map(section, blocks.values()),
        *map(section, loose),
    ]
    return header(cid_of(data)) + b"".join(body)


def did_document(key: ec.EllipticCurvePrivateKey, did: str = DID) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "alsoKnownAs": ["at://made.example"],
        "verificationMethod": [
            {
                "id": f"{did}#atproto",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key_text(key),
            }
        ],
    }


def _post(number: int, seed: int) -> dict[str, Any]:
    texts = ("hello", "明天见", "сегодня нет", "مرحبا 👋", "that is longer " * 8)
    return {
        "$type": "app.bsky.feed.post",
        "text": f"{texts[(number * 13 + seed) % 5]} {number}",
        "langs": ["en"],
        "createdAt": f"2024-0{number % 9 + 1}-1{number % 9}T00:00:{number % 60:02}.000Z",
    }


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write a repository of posts: records first, one by one, then the tree."""
    with path.open("w+b") as out:
        out.write(
            header(bytes((1, 0x71, 0x12, 0x20)) + bytes(32))
        )  # its place is known: a root has one length
        cids = dict(_written(out, records, seed))
        root, nodes = tree(cids)
        for one in nodes:
            out.write(section(one))
        commit: dict[str, Any] = {"did": DID, "version": 3, "data": link(root), "rev": "3lmade", "prev": None}
        commit["sig"] = sign(private_key(), pack(commit))
        data = pack(commit)
        out.write(section(data))
        out.seek(0)
        out.write(header(cid_of(data)))
    return path


def _written(out: BinaryIO, records: int, seed: int) -> Iterator[tuple[str, bytes]]:
    for number in range(records):
        data = pack(_post(number, seed))
        out.write(section(data))
        yield f"app.bsky.feed.post/{tid((1_700_000_000_000_000 + number * 1_000_000) << 10)}", cid_of(data)
