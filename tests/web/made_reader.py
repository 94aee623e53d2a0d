"""A small made-up library, and a reader on it with a client that is let in."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from library.archive_builders import about, build
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OTHER, OWNER, at, life, other, post
from wildgrass.model import Audience, Item, Kind, Problem, Removal, RemovedBy, ZoneBasis
from wildgrass.web.app import Reader
from wildgrass.web.reading import Reading
from wildgrass.web.session import Sessions

HOST = "127.0.0.1:8123"
BASE = f"http://{HOST}"
ORIGIN = {"origin": BASE}
GROUP = "x:conversation:group-1"
LONG = "x:conversation:long"


def beside() -> Iterator[Item]:
    """What the made-up life lacks: removed things, unknown zones, a long chat, a comment on it."""
    direct = {"audience": Audience.DIRECT, "thread": LONG}
    for number in range(250):
        yield other(
            Kind.MESSAGE,
            f"long{number:03d}",
            f"2021-0{1 + number // 90}-01 {10 + number % 90 // 60}:{number % 90 % 60:02d}",
            f"line {number} of many" if number != 120 else "needle 维权 here",
            author=FRIEND if number % 3 else OWNER,
            **direct,
        )
    yield other(Kind.MESSAGE, "long-undated", None, "written at no time", author=FRIEND, **direct)
    notice = Removal(by=RemovedBy.PLATFORM, notice="此内容因违规无法查看", sure="stated")
    yield post("gone", "2022-10-23 08:00", "", removed=notice)
    group = {"thread": GROUP, "audience": Audience.DIRECT, "author": OTHER}
    yield other(Kind.MESSAGE, "outer", "2022-01-05 10:00", "聊天记录", **group)
    inner = {"thread": "x:forward:outer", "audience": Audience.DIRECT, "author": OTHER}
    for number in range(3):
        moment = f"2021-12-0{number + 1} 09:00"
        extra = {"forwarded_in": "x:message:outer", "forwarded_from": "Old Wind"}
        yield other(Kind.MESSAGE, f"outer-{number}", moment, f"inside {number}", extra=extra, **inner)
    yield post("orphan", "2022-10-23 09:00", "to nobody", in_reply_to="x:post:404", in_reply_to_author=FRIEND)
    yield post("quoting", "2022-10-23 09:01", "see this", kind=Kind.QUOTE, quotes="x:post:2")
    local = at("2020-05-05 12:00", zone="local", basis=ZoneBasis.UNKNOWN)
    yield post("nozone", local, "clock without a zone")


def write_library(folder: Path, *more: Item) -> Path:
    """Build the library from two exports, the second later and with one text changed."""
    files = folder / "files"
    files.mkdir()
    archive = life(files)
    everything = [*archive.items(include_withheld=True), *beside(), *more]
    problem = Problem(code="record-not-json", reason="not JSON", member="data/tweets.js", where="record 7")
    library = folder / "library"
    fetch = {file.member: archive.paths[file.sha256] for item in everything for file in item.attachments}
    first = about("first", owner=OWNER, name="january-of-OWNER.zip")
    build(library, [*everything, problem], first, fetch_attachment=fetch.get)
    changed = replace(
        archive.item("x:post:2"), text="First light over the other ridge.", as_of=at("2022-12-02 00:00")
    )
    build(library, [changed], about("second", days=6, owner=OWNER))
    return library


def write_items(folder: Path, items: list[Item], archive: MemoryArchive | None = None) -> Path:
    """Build a library of these items only."""
    fetch = (
        {}
        if archive is None
        else {
            file.member: archive.paths[file.sha256]
            for item in items
            for file in item.attachments
            if file.sha256
        }
    )
    build(folder / "library", items, about("only", owner=OWNER), fetch_attachment=fetch.get)
    return folder / "library"


class Opened:
    """A reader and a client with a session."""

    def __init__(self, reader: Reader, client: TestClient) -> None:
        self.reader = reader
        self.client = client

    def page(self, address: str, status: int = 200, **options: object) -> str:
        """Return a page's text."""
        answer = self.client.get(address, **options)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:300])
        return answer.text

    def send(self, address: str, follow: bool = True, **fields: str) -> object:
        """Send a form from our own page."""
        return self.client.post(address, data=fields, headers=ORIGIN, follow_redirects=follow)

    def number(self, item_id: str) -> int:
        """Return an item's number."""
        return self.reader.reading._reads.submit(self.reader.reading.shelves.number, item_id).result()

    def chat(self, thread: str) -> str:
        """Return the address of a conversation."""
        return "/chats/" + self._slug(thread)

    def person(self, key: str) -> str:
        """Return the address of a person."""
        return "/people/" + self._slug(key)

    def _slug(self, name: str) -> str:
        reading = self.reader.reading
        return reading._reads.submit(lambda: reading.overview.slug(name)).result()


@contextmanager
def reader_on(library: Path, language: str = "en", *, let_in: bool = True) -> Iterator[Opened]:
    """Serve a library to a client in this process."""
    reading = Reading(library)
    reading.start()
    sessions = Sessions()
    reader = Reader(reading, HOST, language, sessions, lambda: None)
    with TestClient(reader.app(), base_url=BASE) as client:
        if let_in:
            assert client.get(f"/open?key={sessions.new_key()}").status_code == 200
        yield Opened(reader, client)


def addresses_in(page: str) -> list[str]:
    """Return the addresses that a page leads to or loads, without anchors."""
    found = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    return [address.replace("&amp;", "&").partition("#")[0] for address in found]


def walk(opened: Opened, most: int = 12) -> Iterator[tuple[str, Any]]:
    """Yield (address, answer) of what the first page leads to, directly or not; of each shape of address a few."""
    seen: Counter[str] = Counter()
    known, waiting = {"/"}, deque(["/"])
    while waiting:
        address = waiting.popleft()
        shape = re.sub(r"[0-9a-f]{16}|\d+", "N", address).partition("=")[
            0
        ]  # of each list's ways to narrow it a few
        if seen[shape] >= most:
            continue
        seen[shape] += 1
        answer = opened.client.get(address)
        yield address, answer
        if answer.headers["content-type"].startswith("text/html"):
            new = [one for one in addresses_in(answer.text) if one.startswith("/") and one not in known]
            waiting.extend(
                one
                for one in dict.fromkeys(new)
                if one != "/lock" and not one.endswith(("/original", "/save"))
            )
            known.update(new)


__all__ = ["FRIEND", "OTHER", "OWNER", "post"]
