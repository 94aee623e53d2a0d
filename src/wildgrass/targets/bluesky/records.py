"""Records as the network stores them, and their identifiers, which are known before anything is sent.

Plain JSON, encoded to DAG-CBOR here: the identifier of a record is the hash of those bytes, so that a reply can name
its parent in the same batch. A client library that rewrites what it sends would change it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid, cid_of
from wildgrass.model import Attachment
from wildgrass.targets.bluesky.place import POST
from wildgrass.targets.draft import Draft, Part
from wildgrass.targets.outgoing import page_of
from wildgrass.targets.runs import Run, RunKind
from wildgrass.targets.splitting import Budget, fits

PROVENANCE: Final = "wildgrass"
_TAG: Final = Budget(64, 640)
_FACET: Final = "app.bsky.richtext.facet"

Ref = Mapping[str, str]
"""A strong reference: {"uri", "cid"}."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A picture as the server keeps it: what it is called, its type and size, its width and height."""

    cid: str
    media_type: str
    size: int
    width: int
    height: int

    def ref(self) -> dict[str, Any]:
        """Return the reference that a record holds."""
        return {"$type": "blob", "ref": {"$link": self.cid}, "mimeType": self.media_type, "size": self.size}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its key, its JSON, its bytes and what they are called."""

    key: str
    value: dict[str, Any]
    data: bytes
    cid: Cid


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands once it is there: its first post, its last, and the first of its thread."""

    first: Ref
    last: Ref
    root: Ref

    def keep(self) -> dict[str, Any]:
        """Return what the ledger keeps, so that later answers can be linked."""
        return {"first": self.first, "last": self.last, "root": self.root}

    @classmethod
    def kept(cls, keep: Mapping[str, Any]) -> "Place":
        """Read what the ledger kept."""
        return cls(keep["first"], keep["last"], keep["root"])


def record_of(key: str, value: dict[str, Any]) -> Record:
    """Encode a record and name it."""
    data = dagcbor.encode_json(value)
    return Record(key, value, data, cid_of(data))


def posts_of(  # noqa: PLR0913 - what a thread is made of
    draft: Draft,
    did: str,
    keys: Sequence[str],
    blobs: Mapping[str, Blob],
    *,
    parent: Place | None,
    quoted: Place | None,
    origin: bool = True,
) -> tuple[list[Record], Place]:
    """Return an item's posts in order, each answering the one before, and where the item then stands.

    `blobs` are the pictures by the SHA-256 of the archive's file; one that is not there is left out. `origin` has
    each post say where it comes from.
    """
    made: list[Record] = []
    root, last = (parent.root, parent.last) if parent else (None, None)
    first: Ref | None = None
    for number, (part, key) in enumerate(zip(draft.parts, keys, strict=True)):
        value = _value(draft, part, number, blobs, quoted if number == 0 else None)
        if origin:
            value[PROVENANCE] = provenance(draft, number)
        if root is not None and last is not None:
            value["reply"] = {"root": dict(root), "parent": dict(last)}
        record = record_of(key, value)
        made.append(record)
        last = {"uri": f"at://{did}/{POST}/{key}", "cid": record.cid.text()}
        first = first or last
        root = root or last
    assert first is not None, "a draft has at least one part"
    assert last is not None
    assert root is not None
    return made, Place(first, last, root)


def _value(
    draft: Draft, part: Part, number: int, blobs: Mapping[str, Blob], quoted: Place | None
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "$type": POST,
        "text": part.text,
        "createdAt": stamp(draft.created + timedelta(milliseconds=number)),
    }
    if draft.language:
        value["langs"] = [draft.language]
    facets = list(facets_of(part.runs))
    if facets:
        value["facets"] = facets
    embed = _embed(list(_images(part.pictures, blobs)), quoted)
    if embed is not None:
        value["embed"] = embed
    return value


def provenance(draft: Draft, number: int) -> dict[str, Any]:
    """Return where a post comes from: platform, the item's own id and page, the hash of its whole text."""
    item = draft.item
    made: dict[str, Any] = {
        "source": item.source,
        "id": item.id,
        "part": number + 1,
        "parts": len(draft.parts),
    }
    page = page_of(item.url or "") or page_of(item.id)
    if page is not None:
        made["url"] = page
    if number == 0:
        made["sha256"] = sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()
    return made


def facets_of(runs: Sequence[Run]) -> Iterator[dict[str, Any]]:
    """Yield what is marked in a text, by the bytes of its UTF-8."""
    at = 0
    for run in runs:
        size = len(run.text.encode())
        feature = _feature(run)
        if feature is not None and size:
            yield {"index": {"byteStart": at, "byteEnd": at + size}, "features": [feature]}
        at += size


def _feature(run: Run) -> dict[str, str] | None:
    if run.kind is RunKind.LINK:
        return {"$type": f"{_FACET}#link", "uri": run.value}
    if run.kind is RunKind.TAG and run.value and fits(run.value, _TAG):
        return {"$type": f"{_FACET}#tag", "tag": run.value}
    if run.kind is RunKind.MENTION and run.actor is not None and run.actor.id.startswith("did:"):
        return {"$type": f"{_FACET}#mention", "did": run.actor.id}
    return None


def _images(pictures: Sequence[Attachment], blobs: Mapping[str, Blob]) -> Iterator[dict[str, Any]]:
    for one in pictures:
        blob = blobs.get(str(one.sha256))
        if blob is not None:
            ratio = {"width": blob.width, "height": blob.height}
            yield {"alt": one.alt or "", "image": blob.ref(), "aspectRatio": ratio}


def _embed(images: list[dict[str, Any]], quoted: Place | None) -> dict[str, Any] | None:
    shown = {"$type": "app.bsky.embed.images", "images": images} if images else None
    if quoted is None:
        return shown
    record = {"$type": "app.bsky.embed.record", "record": dict(quoted.first)}
    if shown is None:
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": shown}


def stamp(instant: datetime) -> str:
    """Return a time as records write it: UTC with milliseconds."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
