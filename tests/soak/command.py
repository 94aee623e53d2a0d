"""The real command in processes of its own, and a vault with two trustees to kill it over."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TRUSTEES = ("Ana", "Ben")


def environment() -> dict[str, str]:
    """Return the environment in which a child finds what this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LANG": "C.UTF-8"}


def command(*words: str | Path) -> list[str]:
    """Return the command line of a verb."""
    return [sys.executable, "-m", "wildgrass.cli.main", *map(str, words)]


def ask(*words: str | Path) -> list[dict[str, Any]]:
    """Run a verb that must succeed; return its JSON objects."""
    done = subprocess.run(
        command(*words, "--json"), env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"wildgrass {' '.join(map(str, words))}\n{done.stderr}{done.stdout[-2000:]}"
    return [json.loads(line) for line in done.stdout.splitlines()]


class Circle:
    """A folder with trustees' keys, a kit and a vault."""

    def __init__(self, home: Path) -> None:
        self.vault, self.kit, self.card = home / "vault", home / "kit", home / "kit" / "vault.card"
        self._home = home
        passphrase = home / "passphrase.txt"
        passphrase.write_text("grass grows again\n", "ascii")
        self._unlock = ("--passphrase-file", passphrase)
        recipients = {}
        for name in (*TRUSTEES, "coordinator"):
            made = ask("trustee", "new", "-o", self._key(name), *self._unlock)
            recipients[name] = made[0]["recipient"]
        named = [word for name in TRUSTEES for word in ("--trustee", f"{name}={recipients[name]}")]
        ask(
            "init",
            self.vault,
            *named,
            "--threshold",
            "2",
            "--coordinator",
            recipients["coordinator"],
            "--kit",
            self.kit,
        )

    def recover(self, name: str) -> list[Path]:
        """Open the vault; return the exports' folders."""
        answers = []
        for trustee in TRUSTEES:
            share = next(self.kit.glob(f"share-*-{trustee}.age"))
            answers.append(self._home / f"{trustee}-{name}.answer")
            ask("recover", "answer", share, "-i", self._key(trustee), "-o", answers[-1], *self._unlock)
        library, exports = self._home / f"library-{name}", self._home / f"exports-{name}"
        opening = ("-i", self._key("coordinator"), "--library", library, "--exports", exports)
        ask("recover", "open", self.vault, *answers, *opening, *self._unlock)
        shutil.rmtree(library)
        return sorted(exports.iterdir())

    def _key(self, name: str) -> Path:
        return self._home / f"{name}.key"


def start_and_kill(words: Sequence[str | Path], seconds: float) -> int | None:
    """Start a verb and kill it after so many seconds; return its exit code if it was faster, else None."""
    with subprocess.Popen(
        command(*words), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        try:
            return child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return None
