"""Small vaults for tests: deterministic bytes, real folders, the real path from plan to store."""

import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import shake_256
from pathlib import Path

from wildgrass.crypto import age
from wildgrass.vault import birth
from wildgrass.vault.card import Card
from wildgrass.vault.seal import Batch, ExportPlan, MemberPlan, Receipt, seal
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.folder import FolderStore
from wildgrass.vault.unseal import OpenVault, open_vault

_RECORD = re.compile(rb"\{[^{}]*\}")


def clock() -> datetime:
    """Return the same moment always."""
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def seeded(seed: str) -> Callable[[int], bytes]:
    """Return a source of bytes that gives the same row for the same seed."""
    count = 0

    def random(size: int) -> bytes:
        nonlocal count
        count += 1
        return shake_256(f"{seed} {count}".encode()).digest(size)

    return random


def noise(seed: str, size: int) -> bytes:
    """Return bytes that do not compress."""
    return shake_256(seed.encode()).digest(size)


def tweets(first: int, last: int) -> bytes:
    """Return a member that splits into records, newest first."""
    texts = (json.dumps({"id": number, "text": f"post {number % 50}"}) for number in range(last, first, -1))
    return b"window.YTD.tweets.part0 = [\n  " + ",\n  ".join(texts).encode() + b"\n]"


def split(data: bytes, each: int = 1000) -> Iterator[Batch]:
    """Split at flat JSON objects, `each` records to a batch."""
    spans = [found.span() for found in _RECORD.finditer(data)]
    at = 0
    for start in range(0, len(spans), each):
        group = spans[start : start + each]
        end = group[-1][1]
        yield data[at:end], [(a - at, b - at) for a, b in group]
        at = end
    if at < len(data):
        yield data[at:], []


def plan(name: str, data: bytes, *, crc32: int | None = -1, splits: bool | None = None) -> MemberPlan:
    """Plan a member held in memory; `.js` members split."""
    if splits is None:
        splits = name.endswith(".js")
    return MemberPlan(
        name=name,
        size_bytes=len(data),
        open=lambda: io.BytesIO(data),
        crc32=zlib.crc32(data) if crc32 == -1 else crc32,
        batches=(lambda: split(data)) if splits else None,
    )


def export(members: Mapping[str, bytes], name: str = "export.zip") -> ExportPlan:
    """Plan an export of members held in memory."""
    plans = [plan(member, data) for member, data in members.items()]
    return ExportPlan(name=name, members=plans, about={"source": "test"})


class Made:
    """A vault in one or more folders, and the identity that opens it."""

    def __init__(self, *folders: Path, hybrid: bool = False, seed: str = "vault") -> None:
        """Give birth to a vault."""
        kind = age.HybridIdentity if hybrid else age.X25519Identity
        self.random = seeded(seed)
        self.identity: age.Identity = kind.from_secret(noise(seed + " identity", 32))
        self.folders = folders
        self.stores: list[Store] = [FolderStore(folder) for folder in folders]
        self.card: Card = birth.create(
            self.stores,
            vault_id=birth.new_vault_id(self.random),
            recipient=self.identity.recipient().text,
            objects={"v1/keys/commitments.txt": b"none\n"},
            clock=clock,
            random=self.random,
        )

    def seal(self, *exports: ExportPlan, **more: object) -> Receipt:
        """Seal exports into every folder."""
        return seal(self.card, self.stores, exports, clock=clock, random=self.random, **more)  # type: ignore[arg-type]

    def open(self) -> OpenVault:
        """Open the vault."""
        return open_vault(self.stores, [self.identity])

    def contents(self, vault: OpenVault | None = None) -> list[dict[str, bytes]]:
        """Return the members of every export of every run, by name."""
        vault = vault or self.open()
        return [{member.name: read(vault, member) for member in ex.members} for ex in vault.exports]


def read(vault: OpenVault, member: object) -> bytes:
    """Return a member's bytes, checked."""
    out = io.BytesIO()
    vault.write_member(member, out)  # type: ignore[arg-type]
    return out.getvalue()


def objects(folder: Path) -> dict[str, Path]:
    """Return every file of a vault by its name."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path for path in files}
