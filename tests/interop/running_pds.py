"""A real PDS on loopback: started when a test asks for it, ended with it. `make interop` installs it."""

import json
import socket
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "pds"
IS_THERE = (FOLDER / "node_modules" / "@atproto" / "pds" / "package.json").is_file()
ABSENT = "skipped: no PDS; `make interop` installs @atproto/pds and runs these tests (npm, about 3 minutes)"


@dataclass
class Pds:
    """The server and how to ask it."""

    url: str
    folder: Path
    pid: int
    directory: str = ""

    def call(self, name: str, value: dict[str, Any] | None = None, token: str = "", **parameters: Any) -> Any:
        """Ask the server, apart from everything that is tested."""
        query = "&".join(f"{key}={one}" for key, one in parameters.items())
        headers = {"content-type": "application/json"} | (
            {"authorization": f"Bearer {token}"} if token else {}
        )
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self.url}/xrpc/{name}?{query}", data, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def raw(self, name: str, **parameters: Any) -> bytes:
        """Ask for bytes."""
        query = "&".join(f"{key}={one}" for key, one in parameters.items())
        with urllib.request.urlopen(f"{self.url}/xrpc/{name}?{query}", timeout=120) as answer:
            return bytes(answer.read())

    def account(self, name: str) -> str:
        """Make an account and return its DID; the password is "made-up"."""
        made = self.call(
            "com.atproto.server.createAccount",
            {"handle": f"{name}.test", "email": f"{name}@example.test", "password": "made-up"},
        )
        return str(made["did"])

    def mailed_code(self, did: str) -> str:
        """Return the code for a change of identity that the server would have sent by e-mail."""
        with closing(sqlite3.connect(self.folder / "data" / "account.sqlite")) as base:
            found = base.execute(
                "SELECT token FROM email_token WHERE did = ? AND purpose = 'plc_operation'", (did,)
            ).fetchone()
        return str(found[0])

    def records(self, did: str, collection: str = "app.bsky.feed.post") -> list[dict[str, Any]]:
        """Return every record of a collection, newest key first."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.call(
                "com.atproto.repo.listRecords", repo=did, collection=collection, limit=100, **more
            )
            found += page["records"]
            cursor = page.get("cursor", "")
            if not page["records"] or not cursor:
                return found


def read_by_others(pds: Pds, did: str) -> list[dict[str, Any]]:
    """Return an account's posts as the network's own client reads them, see `pds/read.cjs`."""
    words = ["node", str(FOLDER / "read.cjs"), pds.url, did]
    said = subprocess.run(words, capture_output=True, check=False, timeout=3600)
    assert said.returncode == 0, said.stderr.decode()[-2000:]
    return [json.loads(line) for line in said.stdout.splitlines()]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running_pds(folder: Path, *, limits: bool = False) -> Iterator[Pds]:
    """Run a PDS with its own directory of identities, on ports that are free, in a fresh folder."""
    ports = _free_port(), _free_port()
    words = ["node", str(FOLDER / "serve.cjs"), str(folder), str(ports[0]), str(ports[1])]
    with (
        (folder.parent / f"{folder.name}.log").open("wb") as log,
        subprocess.Popen(
            [*words, *(["limits"] if limits else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n", (
                "the PDS does not start; its log lies beside its folder"
            )
            yield Pds(f"http://localhost:{ports[1]}", folder, process.pid, f"http://localhost:{ports[0]}")
        finally:
            process.kill()
