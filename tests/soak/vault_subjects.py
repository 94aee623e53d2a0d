"""Vaults under damage: every file of a small vault, and manifests written by somebody hostile who has the card."""

import io
import sqlite3
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import zstandard

from soak.subject import Subject, filled
from wildgrass.crypto import age
from wildgrass.sources.base import PieceSplit
from wildgrass.sources.records import split
from wildgrass.vault import birth
from wildgrass.vault.card import Card
from wildgrass.vault.entries import parse_entry
from wildgrass.vault.seal import seal
from wildgrass.vault.sealing.plan import ExportPlan, MemberPlan
from wildgrass.vault.shares import Commitments, ShareDocument
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.unseal import OpenVault, open_vault
from wildgrass.vault.unseal.manifest import OpenRun
from wildgrass.vault.verify import verify

IDENTITY = age.X25519Identity.from_secret(filled(32))
MEMBERS = {
    "data/tweets.js": b'window.YTD.tweets.part0 = [\n  { "tweet" : { "id" : "1" } },\n  { "tweet" : { } }\n]',
    "data/direct-messages.js": b"window.YTD.direct_messages.part0 = [ ]",
    "media/a.jpg": b"\xff\xd8\xff" + filled(150_000),
    "media/b.jpg": b"\xff\xd8\xff" + filled(70),
    "empty": b"",
}


def _now() -> datetime:
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@cache
def small_vault() -> Path:
    """Make a vault of two runs; return its folder."""
    folder = Path(tempfile.mkdtemp(prefix="soak-vault-")) / "vault"
    store = open_store(str(folder))
    vault_id = "0" * 32
    card = birth.create(
        [store], vault_id=vault_id, recipient=IDENTITY.recipient().text, objects={}, clock=_now
    )
    for name in ("first.zip", "second.zip"):
        members = [_plan(member, data) for member, data in MEMBERS.items()]
        seal(card, [store], [ExportPlan(name=name, members=members)], clock=_now)
    folder.with_name("card").write_text(card.to_text(), "utf-8")
    return folder


def _plan(name: str, data: bytes) -> MemberPlan:
    batches = partial(_batches, data) if name.endswith(".js") else None
    return MemberPlan(name=name, size_bytes=len(data), open=partial(io.BytesIO, data), batches=batches)


def _batches(data: bytes) -> Any:
    return split(io.BytesIO(data), PieceSplit())


def _files() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(small_vault().rglob("*")) if path.is_file()}


def _by_contents() -> dict[bytes, Path]:
    return {data: path for path, data in _files().items()}


def check_members(vault: OpenVault) -> int:
    """Write every member; what is written must be what was sealed. Returns how many could not be."""
    lost = 0
    for export in vault.exports:
        for member in export.members:
            out = io.BytesIO()
            try:
                vault.write_member(member, out)
            except age.AgeError:
                raise
            except Exception as error:
                if type(error).__module__.startswith("wildgrass."):
                    lost += 1
                    continue
                raise
            if member.name in MEMBERS and member.size_bytes == len(MEMBERS[member.name]):
                assert out.getvalue() == MEMBERS[member.name], "other bytes than were sealed"
    return lost


def stored_files() -> Subject:
    """Any file of a vault is damaged: verification says so, and what opens is right."""
    places = _by_contents()

    def probe(data: bytes, original: bytes) -> None:
        path = places[original]
        path.write_bytes(data)
        try:
            store = open_store(str(small_vault()))
            found = verify(store)
            assert found.problems or data == original, f"{path.name}: damage that verification does not see"
            check_members(open_vault([store], [IDENTITY]))
        finally:
            path.write_bytes(original)

    return Subject(list(places), probe)


def removed_files() -> Subject:
    """Any one file of a vault is gone: verification says so, and what opens is right."""
    places = list(_files().items())

    def probe(data: bytes, _: bytes) -> None:
        path, original = places[sum(data) % len(places)]
        path.unlink()
        try:
            store = open_store(str(small_vault()))
            assert verify(store).problems, f"{path.name} is gone and verification does not see it"
            check_members(open_vault([store], [IDENTITY]))
        finally:
            path.write_bytes(original)

    return Subject([filled(40)], probe)


def manifests() -> Subject:
    """Manifests that a captor with the card could write: the recipient is public, so anybody can seal one."""
    vault = open_vault([open_store(str(small_vault()))], [IDENTITY])
    run = vault.runs[0]
    plain = run._tables.serialize()

    def probe(data: bytes, _: bytes) -> None:
        packed = zstandard.ZstdCompressor(level=1).compress(data)
        read_run(vault, OpenRun(run.log, packed))

    return Subject([plain, *_changed_values(plain)], probe)


def packed_manifests() -> Subject:
    """The same, damaged as it is packed."""
    vault = open_vault([open_store(str(small_vault()))], [IDENTITY])
    run = vault.runs[0]
    packed = zstandard.ZstdCompressor(level=1).compress(run._tables.serialize())
    return Subject([packed], lambda data, _: read_run(vault, OpenRun(run.log, data)))


def read_run(vault: OpenVault, run: OpenRun) -> None:
    """Ask a run for everything it says, as opening does."""
    vault._runs[run.log] = run
    check_members(vault)


def _changed_values(plain: bytes) -> list[bytes]:
    """Return well-formed databases with values of the wrong kind, sign and size in every column."""
    made = []
    wrong = (None, -1, 2**62, "x" * 300, b"\xff\xfe", 1.5, "")
    for number, value in enumerate(chain.from_iterable([wrong] * 8)):
        tables = sqlite3.connect(":memory:")
        tables.deserialize(plain)
        columns = [
            (table, column[1])
            for (table,) in tables.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
            for column in tables.execute(f"PRAGMA table_info({table})").fetchall()
        ]
        table, column = columns[number * 7 % len(columns)]
        try:
            tables.execute(f"UPDATE {table} SET {column}=?", (value,))
        except sqlite3.Error:
            continue
        tables.commit()
        made.append(tables.serialize())
    return made


def entries() -> Subject:
    """Entries of logs, which anybody may write."""
    bundle = next(path for path in _files() if "entries" in path.parts)
    raw = bundle.read_bytes()
    samples = []
    while raw:
        size = int.from_bytes(raw[:2], "big")
        samples.append(raw[2 : 2 + size])
        raw = raw[2 + size :]

    def probe(data: bytes, _: bytes) -> None:
        assert parse_entry(data, log="0" * 64, number=1).to_bytes() == data

    return Subject(samples, probe)


def cards() -> Subject:
    """Cards, which travel on paper, sticks and messages."""
    small_vault()
    sample = small_vault().with_name("card").read_bytes()

    def probe(data: bytes, _: bytes) -> None:
        Card.from_text(data.decode("utf-8", "replace"))

    return Subject([sample], probe)


def share_documents() -> Subject:
    """What trustees keep and hand over."""
    from wildgrass.vault.trustees import make_kit

    recipients = [
        age.X25519Identity.from_secret(filled(33)[at : at + 32]).recipient().text for at in range(2)
    ]
    kit = make_kit(
        "0" * 32, trustees=[("Ana", recipients[0])], paper=["Ben"], threshold=2, coordinator=recipients[1]
    )
    files: Mapping[str, bytes] = kit.vault_objects
    commitments = next(data for name, data in files.items() if name.endswith("commitments.txt"))
    opener = [age.X25519Identity.from_secret(filled(33)[:32])]
    sealed = next(data for name, data in kit.files.items() if name.endswith(".age"))
    document = age.decrypt(age.dearmor(sealed) if sealed.startswith(b"-----") else sealed, opener)

    def probe(data: bytes, original: bytes) -> None:
        reader = Commitments if original == commitments else ShareDocument
        assert reader.from_bytes(data).to_bytes() == data

    return Subject([document, commitments], probe)
