"""Running the real command and reading its answers."""

import json
import subprocess
import sys
from pathlib import Path


class CommandFailedError(Exception):
    """The command said no."""


class Command:
    """The installed `wildgrass`, called with `--json`."""

    def __call__(self, *arguments: str | Path) -> list[dict[str, object]]:
        """Run one verb and return its JSON objects.

        Raises:
            CommandFailedError: the exit code is not 0; what it said is in the message.
        """
        command = [sys.executable, "-m", "wildgrass.cli.main", *map(str, arguments), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise CommandFailedError(
                f"wildgrass {' '.join(map(str, arguments))[:300]}\n{done.stderr}{done.stdout[:2000]}"
            )
        return [json.loads(line) for line in done.stdout.splitlines()]
