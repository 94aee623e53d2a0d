"""How fast an archive grows back at a Nostr relay: waiting for each answer, many on their way, and the whole restore.

`python -m benchmarks.publish_nostr [EVENTS]`, against the relay in nostr-sdk, in a process of its own on loopback. The
ratio is the figure to trust. "end to end" is the whole command's work: reading the archive, making and signing events,
sending, and the books on disk.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from benchmarks.bluesky import OWNER, posts
from targets.archive_in_memory import MemoryArchive
from targets.nostr_relays import events_at, local_relay
from wildgrass.flows.restore import publishing_means
from wildgrass.model import Item
from wildgrass.net import Client, Route
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.ledger import utc_now
from wildgrass.targets.nostr import Nostr, relay
from wildgrass.targets.nostr.events import NOTE, Event, event
from wildgrass.targets.nostr.key import NostrKey


def signed(key: NostrKey, items: list[Item]) -> list[Event]:
    """Sign plain notes."""
    made = []
    for item in items:
        assert item.published is not None
        created = int(item.published.instant.timestamp())
        tags = [["proxy", f"https://x.com/i/status/{item.id}", "web"], ["L", "ISO-639-1"]]
        made.append(event(key, created, NOTE, tags, item.text).signed(key))
    return made


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds on the wall and of our CPU that some work takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def delivered(url: str, events: list[Event], in_flight: int) -> tuple[float, float]:
    """Measure bringing signed events to a relay with so many on their way."""
    with Client(Route(), sleep=time.sleep) as client:
        there = relay.Relay(client, url, NostrKey.new(), relay.Clock(time.sleep, utc_now))
        before, relay.IN_FLIGHT = relay.IN_FLIGHT, in_flight  # type: ignore[misc]
        try:
            there.open()
            cost = timed(lambda: there.deliver(events, patient=True))
        finally:
            relay.IN_FLIGHT = before  # type: ignore[misc]
            there.close()
    assert there.taken == len(events)
    assert there.refused == {}
    return cost


def restored(url: str, key: NostrKey, count: int, folder: Path) -> tuple[float, float]:
    """Measure a whole restore, and read the account back."""
    archive = MemoryArchive(posts(count), owners=(OWNER,))
    means = publishing_means(
        folder,
        secret=lambda _: key.text(),
        confirm=lambda *_: True,
        progress=lambda _: None,
        preview=lambda _: None,
    )
    options = RestoreOptions(publish=True, shows_names=True, means=means)
    outcomes = []
    cost = timed(lambda: outcomes.extend(Nostr().restore(archive, url, options)))
    assert sum(one.status == "done" for one in outcomes) == count
    assert sum(one["kind"] == NOTE for one in events_at(url, key.public)) == count
    return cost


def main() -> int:
    """Measure and print one JSON object."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    single = max(100, count // 4)
    with tempfile.TemporaryDirectory() as made, local_relay() as url:
        items = list(posts(count))
        events: list[Event] = []
        signing = timed(lambda: events.extend(signed(NostrKey.new(os.urandom), items)))
        one = delivered(url, signed(NostrKey.new(os.urandom), items[:single]), 1)
        many = delivered(url, events, relay.IN_FLIGHT)
        whole = restored(url, NostrKey.new(os.urandom), count, Path(made))
    rates = {
        "signing": count / signing[0],
        "one by one": single / one[0],
        "pipelined": count / many[0],
        "end to end": count / whole[0],
    }
    cpu = {
        "signing": signing[1] / count,
        "one by one": one[1] / single,
        "pipelined": many[1] / count,
        "end to end": whole[1] / count,
    }
    print(
        json.dumps(
            {
                "events": count,
                "in flight": relay.IN_FLIGHT,
                "pipelined / one by one": round(rates["pipelined"] / rates["one by one"], 1),
                "events/s": {name: round(rate) for name, rate in rates.items()},
                "cpu ms here": {name: round(1000 * seconds, 3) for name, seconds in cpu.items()},
                "load": os.getloadavg()[0],
            },
            indent=2,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
