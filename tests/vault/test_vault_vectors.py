"""Vaults of every released version open, and each vector's one fault is named as the vector says."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from vault.memory_store import MemoryStore
from vault.vaultkit import objects, read
from wildgrass.crypto import age
from wildgrass.vault.unseal import open_vault
from wildgrass.vault.verify import parse_remembered, verify

FOLDER = Path(__file__).parents[1] / "vectors" / "vault"
VAULTS = sorted(path.parent for path in FOLDER.glob("*/expected.json"))
VECTORS = sorted(FOLDER.glob("*.txt"))


def load(vault: Path) -> dict[str, bytes]:
    """Return a golden vault's objects."""
    return {name: path.read_bytes() for name, path in objects(vault / "vault").items()}


@pytest.mark.parametrize("vault", VAULTS, ids=lambda path: path.name)
def test_a_golden_vault_verifies_and_opens(vault: Path) -> None:
    """Every member has the SHA-256 that was written down when the vault was made."""
    store = MemoryStore(load(vault))
    found = verify(store, remembered=parse_remembered((vault / "remembered.txt").read_text()))
    assert found.problems == ()
    assert found.remembered() == (vault / "remembered.txt").read_text()
    opened = open_vault([store], [age.parse_identity((vault / "key.txt").read_text().strip())])
    expected = {one["run"]: one for one in json.loads((vault / "expected.json").read_text())}
    assert {one.run for one in opened.exports} == set(expected)
    for one in opened.exports:
        members = {member.name: sha256(read(opened, member)).hexdigest() for member in one.members}
        assert (one.name, members) == (expected[one.run]["export"], expected[one.run]["members"])


def changed(objects: dict[str, bytes], change: str) -> dict[str, bytes]:
    """Return the objects after one change."""
    verb, name, *rest = change.split(" ")
    if verb == "remove":
        return {
            n: data
            for n, data in objects.items()
            if n != name and not (name.endswith("/") and n.startswith(name))
        }
    data = objects[name]
    if verb == "flip":
        at = int(rest[0]) % len(data)
        return {**objects, name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]}
    if verb == "cut":
        return {**objects, name: data[: int(rest[0])]}
    if verb == "copy":
        return {**objects, rest[0]: data}
    if verb == "swap":
        return {**objects, name: objects[rest[0]], rest[0]: data}
    raise ValueError(change)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda path: path.stem)
def test_a_vector_has_the_problem_it_names(vector: Path) -> None:
    """Exactly these problems, under these names."""
    head = vector.read_text().split("\n\n")[0]
    fields = [line.split(": ", 1) for line in head.splitlines()]
    held = load(FOLDER / dict(fields)["base"])
    for key, value in fields:
        if key == "change":
            held = changed(held, value)
    problems = {f"{finding.code} {finding.name}" for finding in verify(MemoryStore(held)).problems}
    assert problems == {value for key, value in fields if key == "problem"}


def test_there_are_vectors() -> None:
    """An empty folder must not pass."""
    assert len(VAULTS) == 2
    assert len(VECTORS) >= 15
