"""The Merkle search tree: nodes of sorted keys "collection/rkey", each with the identifier of a record's block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid
from wildgrass.crypto.mst import height
from wildgrass.model import Problem
from wildgrass.sources.bluesky.car import Blocks

_KEY: Final = re.compile(rb"([A-Za-z0-9.-]{1,320})/([A-Za-z0-9._:~-]{1,512})\Z")
_MAX_STACK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """One record: its key and its block."""

    collection: str
    rkey: str
    cid: Cid


@dataclass(slots=True)
class _Entry:
    prefix: int
    rest: bytes
    value: Cid
    right: Cid | None


def walk(blocks: Blocks, root: Cid, member: str) -> Iterator[Leaf | Problem]:
    """Yield every record in the order of keys, and problems: nodes missing, damaged or out of order."""
    last = b""
    is_odd = False
    stack: list[Cid | tuple[bytes, Cid]] = [root]
    while stack:
        top = stack.pop()
        if isinstance(top, Cid):
            found = _node(blocks, top, member)
            if isinstance(found, Problem):
                yield found
            elif found is not None:
                pieces, odd = _ordered(found)
                if odd:
                    yield _problem(
                        "tree-damaged", f"the node {top.text()}: {odd}", member, lost="none" in odd
                    )
                stack.extend(reversed(pieces))
            if len(stack) > _MAX_STACK * 16:
                yield _problem("tree-damaged", "the tree is larger than any tree is", member, lost=True)
                return
            continue
        key, value = top
        split = _KEY.match(key)
        if key <= last and not is_odd:
            is_odd = True
            yield _problem("tree-damaged", f"keys are not in order at {key[:200]!r}", member, lost=False)
        last = key
        if split is None:
            yield _problem("tree-damaged", f"a key that names no record: {key[:200]!r}", member, lost=True)
            continue
        yield Leaf(split[1].decode(), split[2].decode(), value)


def _problem(code: str, reason: str, member: str, *, lost: bool) -> Problem:
    return Problem(code=code, reason=reason, member=member, lost=lost)


def _node(blocks: Blocks, wanted: Cid, member: str) -> dict[str, dagcbor.Value] | Problem | None:
    """Return a node, a problem where there is none."""
    if blocks.reach(wanted):
        return _problem(
            "tree-damaged", f"the node {wanted.text()} stands in the tree twice", member, lost=False
        )
    found = blocks.get(wanted)
    if found is None:
        reason = f"the tree's node {wanted.text()} is not in the file, and with it the records under it"
        return _problem("block-missing", reason, member, lost=True)
    try:
        value, _ = dagcbor.decode(found[0])
    except dagcbor.BlockError as error:
        return _problem("tree-damaged", f"the node {wanted.text()}: {error}", member, lost=True)
    if not isinstance(value, dict) or not isinstance(value.get("e"), list):
        return _problem("tree-damaged", f"{wanted.text()} is no node of the tree", member, lost=True)
    return value


def _ordered(node: dict[str, dagcbor.Value]) -> tuple[list[Cid | tuple[bytes, Cid]], str]:
    """Return a node's subtrees and records in the order of their keys, and what is odd about it."""
    made: list[Cid | tuple[bytes, Cid]] = []
    left = node.get("l")
    if isinstance(left, Cid):
        made.append(left)
    key = b""
    layers = set()
    entries = node["e"]
    assert isinstance(entries, list)
    for part in entries:
        entry = _entry(part)
        if entry is None or entry.prefix > len(key):
            return made, "an entry that is none, and what follows it in the node"
        key = key[: entry.prefix] + entry.rest
        layers.add(height(key))
        made.append((key, entry.value))
        if entry.right is not None:
            made.append(entry.right)
    return made, "keys of several layers" if len(layers) > 1 else ""


def _entry(part: dagcbor.Value) -> _Entry | None:
    if not isinstance(part, dict):
        return None
    prefix, rest, value, right = part.get("p"), part.get("k"), part.get("v"), part.get("t")
    if type(prefix) is not int or prefix < 0 or not isinstance(rest, bytes) or not isinstance(value, Cid):
        return None
    return _Entry(prefix, rest, value, right if isinstance(right, Cid) else None)
