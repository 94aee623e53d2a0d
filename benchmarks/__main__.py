"""`make bench`: every benchmark, one after the other, with the usual export. Takes about ten minutes."""

import subprocess
import sys

ALL = ("seal", "recover", "memory", "library_build")


def main() -> int:
    """Run each in a process of its own; end with the worst exit code."""
    commands = ([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]] for name in ALL)
    return max(subprocess.run(command, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main())
