"""What `benchmarks.recover` measures in processes of their own: all members, or one, without building a library.

    python -m benchmarks.opening all VAULT OUT --key COORDINATOR.key --passphrase-file FILE ANSWER…
    python -m benchmarks.opening all VAULT OUT --identity-file FILE
    python -m benchmarks.opening one VAULT OUT --identity-file FILE --member NAME [--run RUN]
    python -m benchmarks.opening identity VAULT OUT --key COORDINATOR.key --passphrase-file FILE ANSWER…

`all` does what `recover open` does up to the library. `one` starts with the recovered identity, as a coordinator
who opened the vault before; it prints how often it read from the store. With `--run` she also knows in which run
the picture is. `identity` writes that identity, and prints the name of the latest run.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from wildgrass.crypto import age
from wildgrass.vault import layout
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.registry import open_store
from wildgrass.vault.unseal import OpenExport, OpenVault, open_vault, write_all


class CountingStore:
    """A store that counts what is asked of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reads: list[str] = []

    @property
    def place(self) -> str:
        """The place."""
        return self._store.place

    def create(self, name: str, parts: Sequence[bytes | bytearray | memoryview]) -> None:
        """Nothing is written while reading."""
        raise NotImplementedError(name)

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Read, and note it."""
        self.reads.append(f"{name} from {start}")
        return self._store.read(name, start, length)

    def list(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """List, and note it."""
        self.reads.append(f"list {prefix}")
        return self._store.list(prefix)


def main() -> int:
    """Do one of the three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("all", "one", "identity"))
    parser.add_argument("vault")
    parser.add_argument("out", type=Path)
    parser.add_argument("answers", nargs="*", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--passphrase-file", type=Path)
    parser.add_argument("--identity-file", type=Path)
    parser.add_argument("--member")
    parser.add_argument("--run")
    options = parser.parse_args()
    store = CountingStore(open_store(options.vault))
    if options.what == "one":
        vault = open_vault([store], [_known(options)], only_run=options.run)
        _one(store, vault, options.member, options.out)
        return 0
    identity = _known(options) if options.identity_file else _recovered(store, options)
    if options.what == "identity":
        options.out.write_text(identity.text() + "\n", "ascii")
        print(open_vault([store], [identity]).runs[-1].log)
        return 0
    return _all(open_vault([store], [identity]), options.out)


def _known(options: argparse.Namespace) -> age.Identity:
    return age.parse_identity(options.identity_file.read_text("ascii").strip())


def _recovered(store: Store, options: argparse.Namespace) -> age.Identity:
    from wildgrass.vault import trustees  # noqa: PLC0415 - `one` does without, as would a verb of its own
    from wildgrass.vault.shares import COMMITMENTS, KEYCHECK  # noqa: PLC0415
    from wildgrass.vault.trustees_keys import open_identity_file  # noqa: PLC0415

    passphrase = options.passphrase_file.read_bytes().strip()
    coordinator = open_identity_file(options.key.read_bytes(), lambda: passphrase)
    facts = json.loads(store.read(layout.VAULT_JSON))
    keys = trustees.VaultKeys(
        vault_id=facts["vault"],
        recipient=facts["recipient"],
        commitments=store.read(COMMITMENTS),
        keycheck=store.read(KEYCHECK),
    )
    answers = [(path.name, path.read_bytes()) for path in options.answers]
    return trustees.open_answers(answers, coordinator, keys).identity


def _all(vault: OpenVault, out: Path) -> int:
    """Write every member of the latest export, each checked against its SHA-256."""
    export = _latest(vault)
    failed = write_all(vault, export.members, lambda member: out / str(member.number))
    print(len(export.members), "members,", len(failed), "failed")
    return 1 if failed else 0


def _one(store: CountingStore, vault: OpenVault, name: str, out: Path) -> None:
    """Write one member of the latest export."""
    export = _latest(vault)
    member = next(member for member in export.members if member.name == name)
    opened = len(store.reads)
    with out.open("wb") as file:
        vault.write_member(member, file)
    print(json.dumps({"to open": store.reads[:opened], "to read": store.reads[opened:]}))


def _latest(vault: OpenVault) -> OpenExport:
    return vault.runs[-1].exports[-1]


if __name__ == "__main__":
    sys.exit(main())
