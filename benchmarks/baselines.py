"""The tools that people would use instead: restic, borg, age. Each as its own manual tells a newcomer to."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Usage, folder_bytes, measure


class Restic:
    """restic with its usual settings; caches and repository live in one folder that is thrown away."""

    def __init__(self, home: Path) -> None:
        self.repository, self._cache = home / "repository", home / "cache"
        # The password is the benchmark's own and protects nothing.
        self._env = {"RESTIC_PASSWORD": "benchmark", "RESTIC_REPOSITORY": str(self.repository)}

    def init(self) -> None:
        """Start an empty repository."""
        shutil.rmtree(self.repository.parent, ignore_errors=True)
        self.repository.parent.mkdir(parents=True)
        self._run("init")

    def backup(self, source: Path) -> Usage:
        """Back up a file or folder."""
        return self._run("backup", source)

    def check(self) -> Usage:
        """Read and check every byte."""
        return self._run("check", "--read-data")

    def restore(self, target: Path) -> Usage:
        """Restore the latest snapshot."""
        shutil.rmtree(target, ignore_errors=True)
        return self._run("restore", "latest", "--target", target)

    def one_file(self, path: str, target: Path) -> Usage:
        """Restore one file of the latest snapshot."""
        shutil.rmtree(target, ignore_errors=True)
        return self._run("restore", "latest", "--target", target, "--include", path)

    def stored(self) -> int:
        """Return the repository's size in bytes."""
        return folder_bytes(self.repository)

    def _run(self, *words: str | Path) -> Usage:
        return measure(["restic", "-q", "--cache-dir", self._cache, *words], env=self._env)


class Borg:
    """borg with a key in the repository and its usual compression (lz4)."""

    def __init__(self, home: Path) -> None:
        self.repository, self._base = home / "repository", home / "base"
        self._env = {"BORG_PASSPHRASE": "benchmark", "BORG_BASE_DIR": str(self._base)}
        self._archives = 0

    def init(self) -> None:
        """Start an empty repository."""
        shutil.rmtree(self.repository.parent, ignore_errors=True)
        self.repository.parent.mkdir(parents=True)
        self._archives = 0
        self._run(["init", "-e", "repokey-blake2", self.repository])

    def backup(self, source: Path) -> Usage:
        """Back up a file or folder."""
        self._archives += 1
        return self._run(["create", f"{self.repository}::{self._archives}", source.name], cwd=source.parent)

    def check(self) -> Usage:
        """Read and check every byte, decrypted."""
        return self._run(["check", "--verify-data", self.repository])

    def restore(self, target: Path) -> Usage:
        """Restore the latest archive."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        return self._run(["extract", f"{self.repository}::{self._archives}"], cwd=target)

    def stored(self) -> int:
        """Return the repository's size in bytes."""
        return folder_bytes(self.repository)

    def _run(self, words: Sequence[str | Path], cwd: Path | None = None) -> Usage:
        return measure(["borg", *words], env=self._env, cwd=cwd)


class Age:
    """Plain age to one recipient: no deduplication, no index, the floor for sealing one file."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._key, self.sealed = home / "key.txt", home / "sealed.age"
        self._key.unlink(missing_ok=True)
        made = subprocess.run(["age-keygen", "-o", self._key], check=True, capture_output=True, text=True)
        self._recipient = made.stderr.split()[-1]

    def seal(self, source: Path) -> Usage:
        """Seal one file."""
        self.sealed.unlink(missing_ok=True)
        return measure(["age", "-r", self._recipient, "-o", self.sealed, source])

    def open(self, target: Path) -> Usage:
        """Open the sealed file again."""
        target.unlink(missing_ok=True)
        return measure(["age", "-d", "-i", self._key, "-o", target, self.sealed])


def versions() -> str:
    """Return the versions of the tools, one line."""
    said = [
        subprocess.run([name, flag], check=True, capture_output=True, text=True).stdout.strip().split("\n")[0]
        for name, flag in (("restic", "version"), ("borg", "--version"), ("age", "--version"))
    ]
    return f"{said[0].split(' compiled')[0]}, {said[1]}, age {said[2]}"
