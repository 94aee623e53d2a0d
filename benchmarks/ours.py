"""The real `wildgrass` command, with trustees, a kit and a vault of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Usage, folder_bytes, measure

COMMAND = (sys.executable, "-m", "wildgrass.cli.main")
TRUSTEES = ("Ana", "Ben")


class Wildgrass:
    """Keys are made once per home; vaults come and go. All of it is on disk, with fsync, as a person has it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vault, self.kit, self.state = home / "vault", home / "kit", home / "state"
        self.card = self.kit / "vault.card"
        self.passphrase = home / "passphrase.txt"
        self._recipients: dict[str, str] = {}

    def make_keys(self) -> None:
        """Make identities for two trustees and a coordinator."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.passphrase.write_text("grass grows again\n", "ascii")
        for name in (*TRUSTEES, "coordinator"):
            made = self.ask("trustee", "new", "-o", self.key(name), "--passphrase-file", self.passphrase)
            self._recipients[name] = str(made[0]["recipient"])

    def init(self) -> None:
        """Start an empty vault."""
        for folder in (self.vault, self.kit, self.state):
            shutil.rmtree(folder, ignore_errors=True)
        named = [word for name in TRUSTEES for word in ("--trustee", f"{name}={self._recipients[name]}")]
        coordinator = ("--coordinator", self._recipients["coordinator"])
        self.ask("init", self.vault, *named, "--threshold", "2", *coordinator, "--kit", self.kit)

    def add(
        self,
        export: Path,
        *,
        index: str = "none",
        since: str = "",
        report: bool = False,
        memory: bool = False,
    ) -> Usage:
        """Seal an export; `report` also counts its items, which the other tools cannot do at all.

        `since` leaves out media of posts before that day.
        """
        state = () if index == "none" else ("--state", self.state)
        flags = [*(() if report else ("--no-report",)), *(("--media-since", since) if since else ())]
        return measure([*COMMAND, "add", self.card, export, "--index", index, *state, *flags], memory=memory)

    def verify(self) -> Usage:
        """Check every byte, without a key."""
        return measure([*COMMAND, "verify", self.vault])

    def answers(self) -> list[Path]:
        """Have both trustees answer; return the answers."""
        answers = []
        for name in TRUSTEES:
            share = next(self.kit.glob(f"share-*-{name}.age"))
            answers.append(self.home / f"{name}.answer")
            answers[-1].unlink(missing_ok=True)
            unlock = ("--passphrase-file", self.passphrase)
            self.ask("recover", "answer", share, "-i", self.key(name), "-o", answers[-1], *unlock)
        return answers

    def opening(self, answers: Sequence[Path]) -> list[str | Path]:
        """Return the words after `recover open`, without the target."""
        unlock = ("--passphrase-file", self.passphrase)
        return [self.vault, *answers, "-i", self.key("coordinator"), *unlock]

    def key(self, name: str) -> Path:
        """Return the path of somebody's identity."""
        return self.home / f"{name}.key"

    def stored(self) -> int:
        """Return the vault's size in bytes."""
        return folder_bytes(self.vault)

    def ask(self, *words: str | Path) -> list[dict[str, object]]:
        """Run a verb that is not measured and return its JSON objects."""
        done = subprocess.run(
            [*COMMAND, *map(str, words), "--json"], check=True, stdout=subprocess.PIPE, text=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
