"""A small circle for tests: keys, a vault, a card, and the real command run in this process."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from wildgrass.cli.main import main
from wildgrass.crypto import age


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


class Circle:
    """Three trustees, a coordinator, and the verbs."""

    NAMES = ("Ana", "Ben", "Chen", "coordinator")

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.vault, self.kit, self.library = folder / "vault", folder / "kit", folder / "library"
        self.recipients = {}
        for name in self.NAMES:
            identity = age.X25519Identity.from_secret(os.urandom(32))
            self.recipients[name] = identity.recipient().text
            self.key(name).write_text(f"# made for a test\n{identity.text()}\n")

    @property
    def card(self) -> Path:
        return self.kit / "vault.card"

    def key(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def run(self, *words: object) -> Said:
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        captured = self._capsys.readouterr()
        return Said(code, captured.out, captured.err)

    def init(self, *more: object, threshold: int = 2, further: tuple[object, ...] = ()) -> Said:
        trustees = [
            word for name in self.NAMES[:3] for word in ("--trustee", f"{name}={self.recipients[name]}")
        ]
        coordinator = ("--coordinator", self.recipients["coordinator"])
        where = ("--threshold", threshold, *coordinator, "--kit", self.kit)
        return self.run("init", self.vault, *further, *trustees, *where, "--json", *more)

    def answers(self, *names: str) -> list[Path]:
        made = []
        for name in names:
            share = next(self.kit.glob(f"share-*-{name}.age"))
            made.append(self.folder / f"{name}.answer")
            said = self.run("recover", "answer", share, "-i", self.key(name), "-o", made[-1])
            assert said.code == 0, said.err
        return made

    def open(self, *answers: Path, more: tuple[object, ...] = ()) -> Said:
        key = ("-i", self.key("coordinator"))
        return self.run(
            "recover", "open", self.vault, *answers, *key, "--library", self.library, "--json", *more
        )
