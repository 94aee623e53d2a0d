"""Which members are repositories: CAR files by their header, whatever they are called."""

import io
from collections.abc import Mapping
from typing import Final

from wildgrass.sources.base import Export, Vintage, own_name

VINTAGES: Final[Mapping[str, str]] = {
    "repository": "a repository as CAR version 1, from com.atproto.sync.getRepo, since 2023",
}
_CANDIDATES: Final = 20_000
_HEADER: Final = (b"\xa2eroots", b"\xa2gversion", b"\xa1gversion")
_NO_CAR: Final = (
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".webp",
    ".mp4",
    ".webm",
    ".json",
    ".txt",
    ".html",
    ".csv",
    ".zip",
)


def recognise(export: Export) -> Vintage | None:
    """Say which form this is, None where no member is a repository; reads first parts of members."""
    names = sorted(export.members, key=lambda name: not own_name(name).lower().endswith(".car"))
    for _, name in zip(range(_CANDIDATES), names, strict=False):
        if is_repository(export, name):
            return Vintage("repository", f"{name} is a CAR whose blocks are those of a repository")
    return None


def is_repository(export: Export, name: str) -> bool:
    """Say whether a member is a CAR that holds a commit, a node of the tree or a record."""
    own = own_name(name).lower()
    if own.endswith(_NO_CAR) or export.members[name].size_bytes < 16:
        return False
    head = export.head(name)
    if not head[1:].startswith(_HEADER) and not head[2:].startswith(_HEADER):
        return False
    from wildgrass.crypto import dagcbor  # noqa: PLC0415 - only for what begins like a CAR
    from wildgrass.sources.bluesky import car  # noqa: PLC0415 - only for what begins like a CAR

    try:
        for one in car.sections(io.BytesIO(head)):
            if isinstance(one, list):
                if not all(root.is_sha256 for root in one):
                    return False
            elif one.cid.is_sha256 and _is_ours(dagcbor.decode(one.data)[0]):
                return True
    except dagcbor.BlockError:
        return b'"' not in head[:1] and _MARKS.issubset(_seen(head))
    return False


_MARKS: Final = frozenset({b"did:", b"$type"})


def _seen(head: bytes) -> set[bytes]:
    return {mark for mark in _MARKS if mark in head}


def _is_ours(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    if {"did", "version", "data", "sig"} <= value.keys():
        return True
    return isinstance(value.get("$type"), str) or (isinstance(value.get("e"), list) and "l" in value)
