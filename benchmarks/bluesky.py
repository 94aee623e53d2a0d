"""How fast an archive grows back on a real PDS: one call a post, batches as we send them, a whole copy in custody.

`python -m benchmarks.bluesky [POSTS [ROUND-TRIP-MS]]` after `make interop`. Everything is on loopback; with a round
trip the same once more through `far_away.py`, since nobody's server is on her own machine. One call a post sends the
very records that the other ways send, on one connection that stays open. "end to end" is the whole command's work:
reading the archive, making records, sending, and the books on disk.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from interop.running_pds import ABSENT, IS_THERE, Pds, running_pds
from targets.archive_in_memory import MemoryArchive
from wildgrass.crypto import car, dagcbor, mst
from wildgrass.crypto.cid import parsed
from wildgrass.flows.restore import publishing_means
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin
from wildgrass.targets.base import Outcome, RestoreOptions
from wildgrass.targets.bluesky import Bluesky
from wildgrass.targets.bluesky.place import POST, SHAPE
from wildgrass.targets.bluesky.profile import PROFILE
from wildgrass.targets.bluesky.records import Record, posts_of, record_of
from wildgrass.targets.bluesky.tid import Keys
from wildgrass.targets.draft import Draft, drafts
from wildgrass.targets.outgoing import Selection

OWNER = Actor(platform="x", id_kind="account", id="1", handle="made_up")
_LINES = (
    "野火烧不尽，春风吹又生。",  # noqa: RUF001 - the text
    "今天下了第一场雪，胡同口的柿子树还挂着果。",  # noqa: RUF001 - the text
    "The tram was late again, and nobody minded.",
    "见 https://example.org/essays/seeds #野草",
    "👨\u200d👩\u200d👧 雪🇹🇼 https://example.org/草 #雪人",
)
ONE_BY_ONE = 200


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

    def gain(self, other: "Cost") -> float:
        """Say how many times as fast as another way it was, by the clock."""
        return (self.posts / self.wall) / (other.posts / other.wall)

    def cpu_gain(self, other: "Cost") -> float:
        """Say how many times less CPU a post took than another way, both ends together."""
        return ((other.here + other.server) / other.posts) / ((self.here + self.server) / self.posts)

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


def records_of(did: str, count: int) -> list[Record]:
    """Return the records that a restore makes of the first posts."""
    archive = MemoryArchive(posts(count), owners=(OWNER,))
    keys, places, made = Keys(), {}, []
    for draft in drafts(archive, Selection.of(archive, frozenset()), SHAPE, RestoreOptions()):
        assert isinstance(draft, Draft)
        given = keys.take(draft.item.id, draft.created, len(draft.parts))
        parent = places.get(draft.reply_to)
        records, places[draft.item.id] = posts_of(draft, did, given, {}, parent=parent, quoted=None)
        made += records
    return made


def one_by_one(pds: Pds, name: str, url: str) -> Cost:
    """Measure createRecord, the way that most tools go, with the same records."""
    did = pds.account(name)
    token = pds.call("com.atproto.server.createSession", {"identifier": did, "password": "made-up"})[
        "accessJwt"
    ]
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    records = records_of(did, ONE_BY_ONE)

    def work() -> None:
        connection = HTTPConnection(urlsplit(url).netloc)
        for one in records:
            value = {"repo": did, "collection": POST, "rkey": one.key, "record": one.value}
            connection.request(
                "POST", "/xrpc/com.atproto.repo.createRecord", msgspec.json.encode(value), headers
            )
            with connection.getresponse() as answer:
                assert json.loads(answer.read())["cid"] == one.cid.text()
        connection.close()

    return measured(pds, ONE_BY_ONE, work)


def restored(pds: Pds, folder: Path, name: str, count: int, *, custody: bool, url: str = "") -> Cost:
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
    options = RestoreOptions(publish=True, shows_names=True, custody=custody, means=means)
    outcomes: list[Outcome] = []

    def work() -> None:
        outcomes.extend(Bluesky().restore(archive, f"{name}.test@{url or pds.url}", options))

    cost = measured(pds, count, work)
    assert sum(outcome.status == "done" for outcome in outcomes) == count
    assert _root_at(pds, did) == _root_of(did, count, is_signed=custody), "the server's tree is another"
    return cost


def _root_at(pds: Pds, did: str) -> object:
    """Return the root of the tree in the server's own last commit."""
    latest = parsed(pds.call("com.atproto.sync.getLatestCommit", did=did)["cid"])
    assert latest is not None
    block = car.blocks(pds.raw("com.atproto.sync.getBlocks", did=did, cids=latest.text()))[latest]
    commit = dagcbor.decode(block)[0]
    return commit["data"] if isinstance(commit, dict) else None


def _root_of(did: str, count: int, *, is_signed: bool) -> object:
    """Return the root of the tree of these posts; the write that signs an import adds an empty profile."""
    entries = [(f"{POST}/{one.key}".encode(), one.cid) for one in records_of(did, count)]
    if is_signed:
        entries.append((f"{PROFILE}/self".encode(), record_of("self", {"$type": PROFILE}).cid))
    return list(mst.build(sorted(entries)))[-1].cid


@contextmanager
def far_away(url: str, milliseconds: float) -> Iterator[str]:
    """Give another address of a server, that answers later."""
    words = [sys.executable, "-m", "benchmarks.far_away", str(urlsplit(url).port), str(milliseconds)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://localhost:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def ways(pds: Pds, folder: Path, count: int, url: str, name: str) -> dict[str, object]:
    """Measure the three ways, side by side."""
    single = one_by_one(pds, f"single{name}", url)
    visible = restored(pds, folder, f"visible{name}", count, custody=False, url=url)
    custody = restored(pds, folder, f"custody{name}", count, custody=True, url=url)
    again = one_by_one(pds, f"again{name}", url)  # before and after, since other work comes and goes
    one = Cost(
        2 * ONE_BY_ONE, single.wall + again.wall, single.here + again.here, single.server + again.server
    )
    found = {"createRecord": one, "visible": visible, "custody": custody}
    ratios = {f"{way} / createRecord": round(found[way].gain(one), 1) for way in ("visible", "custody")}
    cpu = {
        f"{way} / createRecord, CPU of both": round(found[way].cpu_gain(one), 1)
        for way in ("visible", "custody")
    }
    return {**ratios, **cpu, **{way: cost.to_json() for way, cost in found.items()}}


def main() -> int:
    """Measure and print one JSON object."""
    if not IS_THERE:
        sys.stderr.write(ABSENT + "\n")
        return 1
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    found: dict[str, object] = {"posts": count, "one by one": 2 * ONE_BY_ONE, "load before": os.getloadavg()}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "pds").mkdir()
        with running_pds(folder / "pds") as pds:
            found["loopback"] = ways(pds, folder, count, pds.url, "near")
            if len(sys.argv) > 2:
                with far_away(pds.url, float(sys.argv[2])) as url:
                    found[f"round trip of {sys.argv[2]} ms"] = ways(pds, folder, count, url, "far")
    found["load after"] = os.getloadavg()
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
