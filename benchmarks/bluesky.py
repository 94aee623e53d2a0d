"""How fast an archive grows back on a real PDS: one call a post, batches as we send them, a whole copy in custody.

`python -m benchmarks.bluesky [POSTS]` after `make interop`. Everything is on loopback; the ratios are the figures to
trust. "end to end" is the whole command's work: reading the archive, making records, sending, and the books on disk.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from interop.running_pds import ABSENT, IS_THERE, Pds, running_pds
from targets.archive_in_memory import MemoryArchive
from wildgrass.flows.restore import publishing_means
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.targets.base import Outcome, RestoreOptions
from wildgrass.targets.bluesky import Bluesky

OWNER = Actor(platform="x", id_kind="account", id="1", handle="made_up")
_LINES = (
    "野火烧不尽，春风吹又生。",  # noqa: RUF001 - the text
    "今天下了第一场雪，胡同口的柿子树还挂着果。",  # noqa: RUF001 - the text
    "The tram was late again, and nobody minded.",
    "见 https://example.org/essays/seeds #野草",
    "👨\u200d👩\u200d👧 雪🇹🇼 https://example.org/草 #雪人",
)
ONE_BY_ONE = 100


def posts(count: int) -> Iterator[Item]:
    """Yield made-up posts, twenty minutes apart; every fifth answers the one before."""
    for number in range(count):
        instant = datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number)
        yield Item(
            id=f"x:post:{number}",
            kind=Kind.POST,
            source="x",
            origin=Origin(member="tweets.js"),
            author=OWNER,
            audience=Audience.PUBLIC,
            published=Moment(instant=instant, precision_ms=1000),
            text=f"{_LINES[number % len(_LINES)]} {number}",
            in_reply_to=f"x:post:{number - 1}" if number % 5 == 4 else None,
        )


@dataclass
class Cost:
    """What something cost: seconds on the wall, seconds of CPU here and at the server."""

    posts: int
    wall: float = 0.0
    here: float = 0.0
    server: float = 0.0

    def to_json(self) -> dict[str, float]:
        """Return rates and CPU milliseconds a post."""
        return {
            "posts/s": round(self.posts / self.wall, 1),
            "cpu ms here": round(1000 * self.here / self.posts, 2),
            "cpu ms server": round(1000 * self.server / self.posts, 2),
        }


def measured(pds: Pds, count: int, work: Callable[[], None]) -> Cost:
    """Do some work and return what it cost."""
    wall, here, server = time.perf_counter(), time.process_time(), _cpu_of(pds.pid)
    work()
    return Cost(count, time.perf_counter() - wall, time.process_time() - here, _cpu_of(pds.pid) - server)


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one_by_one(pds: Pds) -> Cost:
    """Measure createRecord, the way that most tools go."""
    did = pds.account("single")
    token = pds.call("com.atproto.server.createSession", {"identifier": did, "password": "made-up"})[
        "accessJwt"
    ]

    def work() -> None:
        for number, item in enumerate(posts(ONE_BY_ONE)):
            stamp = f"2015-01-01T00:{number % 60:02}:00Z"
            record = {"$type": "app.bsky.feed.post", "text": item.text, "createdAt": stamp}
            value = {"repo": did, "collection": "app.bsky.feed.post", "record": record}
            pds.call("com.atproto.repo.createRecord", value, token)

    return measured(pds, ONE_BY_ONE, work)


def restored(pds: Pds, folder: Path, name: str, count: int, *, custody: bool) -> Cost:
    """Measure a whole restore."""
    did = pds.account(name)
    archive = MemoryArchive(posts(count), owners=(OWNER,))
    means = publishing_means(
        folder / name,
        secret=lambda _: "made-up",
        confirm=lambda *_: True,
        progress=lambda _: None,
        preview=lambda _: None,
    )
    options = RestoreOptions(publish=True, custody=custody, means=means)
    outcomes: list[Outcome] = []

    def work() -> None:
        outcomes.extend(Bluesky().restore(archive, f"{name}.test@{pds.url}", options))

    cost = measured(pds, count, work)
    assert sum(outcome.status == "done" for outcome in outcomes) == count
    assert len(pds.records(did)) == count
    return cost


def main() -> int:
    """Measure the three ways and print them as one JSON object."""
    if not IS_THERE:
        sys.stderr.write(ABSENT + "\n")
        return 1
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "pds").mkdir()
        with running_pds(folder / "pds") as pds:
            single = one_by_one(pds)
            visible = restored(pds, folder, "visible", count, custody=False)
            custody = restored(pds, folder, "custody", count, custody=True)
    found = {"createRecord": single, "visible": visible, "custody": custody}
    rates = {name: cost.posts / cost.wall for name, cost in found.items()}
    print(
        json.dumps(
            {
                "posts": count,
                "visible / createRecord": round(rates["visible"] / rates["createRecord"], 1),
                "custody / createRecord": round(rates["custody"] / rates["createRecord"], 1),
                **{name: cost.to_json() for name, cost in found.items()},
            },
            indent=2,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
