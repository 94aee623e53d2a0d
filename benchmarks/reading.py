"""Reading: items per CPU second and peak memory for each platform's reader, beside a named peer where one is there.

    python -m benchmarks.reading [--work DIR] [--records 200000] [--platform NAME] [--peers PYTHON]

`--peers` is a Python that has the peers installed (`benchmarks/peers.txt`), in an environment of its own. Both sides
make one pass over the same file in a fresh process, start included; a peer keeps less of it, which is said.
"""

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.measure import Usage, measure

CHATS: Final = 20_000
TEXTS: Final = 10_000
GOALS: Final = {"whatsapp": TEXTS} | dict.fromkeys(
    ("wechat", "qq", "telegram", "facebook", "instagram"), CHATS
)
MEMORY_GOAL: Final = 200 << 20
_PICTURES: Final = 2000


class Peer(NamedTuple):
    """A peer: its name, what it leaves out, and a program that prints how many records it read of `sys.argv[1]`."""

    name: str
    leaves_out: str
    program: str


_MINER: Final = (
    "from chatminer.chatparsers import {0} as P; p = P(path); p.parse_file(); "
    "print(len(p.parsed_messages.get_df()))"
)
_ALL_BUT: Final = "all but names, times and texts of one chat"
PEERS: Final = {
    "whatsapp": [
        Peer(
            "whatstk",
            "attachments and system lines",
            "from whatstk import df_from_whatsapp as read; print(len(read(path)))",
        ),
        Peer("chat-miner", "attachments and system lines", _MINER.format("WhatsAppParser")),
    ],
    "telegram": [Peer("chat-miner", _ALL_BUT, _MINER.format("TelegramJsonParser"))],
    "facebook": [Peer("chat-miner", _ALL_BUT, _MINER.format("FacebookMessengerParser"))],
    "instagram": [Peer("chat-miner", _ALL_BUT, _MINER.format("InstagramJsonParser"))],
}


def main() -> int:
    """Measure each platform and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=Path("bench-work"))
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--platform", action="append")
    parser.add_argument("--peers", type=Path)
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    print(f"{'platform':<16}{'reader':<14}{'MB':>7}{'records':>10}{'CPU s':>8}{'per CPU s':>11}{'MiB':>7}")
    for platform in chosen.platform or _platforms():
        for form, path in _big(chosen.work, platform, chosen.records):
            _ours(platform, form, path)
            for peer in PEERS.get(platform, []) if chosen.peers and not form else []:
                _theirs(chosen.peers, platform, peer, path)
    return 0


def _platforms() -> list[str]:
    folder = Path(__file__).parent.parent / "tests" / "sources"
    return sorted(
        path.stem.removeprefix("made_")
        for path in folder.glob("made_*.py")
        if "def write_big" in path.read_text(encoding="utf-8")
    )


def _big(work: Path, platform: str, records: int) -> Iterator[tuple[str, Path]]:
    """Write the platform's big exports, once; yield the form's name, "" for the usual one, and where it lies."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    made = importlib.import_module(f"sources.made_{platform}")
    for name in sorted(name for name in vars(made) if name.startswith("write_big")):
        form = name.removeprefix("write_big").strip("_")
        path = work / f"{platform}-{form or 'usual'}-{records}"
        if not path.exists():
            made.__dict__[name](path, records, _PICTURES if form == "mht" else 1)
        yield form, path


def _ours(platform: str, form: str, path: Path) -> None:
    command = [sys.executable, "-m", "wildgrass.cli.main", "inspect", "--json", str(path)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[0])
    cost = measure(command, memory=True)
    items = sum(report["items"].values())
    goal = None if form else GOALS.get(platform)
    met = "" if goal is None else f"  goal {goal:,}: {'met' if items / cost.cpu >= goal else 'MISSED'}"
    met += "" if cost.peak_anonymous <= MEMORY_GOAL else "  memory MISSED"
    _row(f"{platform} {form}".strip(), "wildgrass", path, items, cost, met)


def _theirs(python: Path, platform: str, peer: Peer, path: Path) -> None:
    command = [str(python), "-c", f"import sys; path = sys.argv[1]; {peer.program}", str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["?"])[-1]
        print(f"{platform:<16}{peer.name:<14}failed: {complaint[:80]}")
        return
    cost = measure(command, memory=True)
    count = int(done.stdout.split()[-1])
    _row(platform, peer.name, path, count, cost, f"  leaves out {peer.leaves_out}")


def _row(platform: str, reader: str, path: Path, count: int, cost: Usage, more: str) -> None:
    size = sum(one.stat().st_size for one in ([path] if path.is_file() else path.rglob("*"))) / 1e6
    memory = cost.peak_anonymous / 2**20
    figures = f"{size:>7.0f}{count:>10,}{cost.cpu:>8.1f}{count / cost.cpu:>11,.0f}{memory:>7.0f}"
    print(f"{platform:<16}{reader:<14}{figures}{more}")


if __name__ == "__main__":
    sys.exit(main())
