"""A real snac2 on loopback: started when a test asks for it, ended with it. `make interop` fetches it."""

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

_FETCHED = Path(__file__).parent / "snac" / "root" / "usr" / "bin" / "snac"
BINARY = str(_FETCHED) if _FETCHED.is_file() else shutil.which("snac")
IS_THERE = BINARY is not None
ABSENT = "skipped: no snac2; `make interop` fetches it from Debian's backports and runs these tests"


@dataclass
class Snac:
    """The server, one account on it with its token, and how to ask it apart from everything that is tested."""

    url: str
    folder: Path
    token: str

    def call(self, path: str) -> Any:
        headers = {"authorization": f"Bearer {self.token}", "connection": "close"}
        with urllib.request.urlopen(
            urllib.request.Request(self.url + path, None, headers), timeout=30
        ) as said:
            return json.loads(said.read())

    def posts(self) -> list[dict[str, Any]]:
        """Return everything in the account's home timeline, newest arrival first."""
        found: list[dict[str, Any]] = []
        while True:
            more = f"&max_id={found[-1]['id']}" if found else ""
            page = self.call(f"/api/v1/timelines/home?limit=40{more}")
            if not page:
                return found
            found += page


def _run(*words: str, said: str) -> str:
    return subprocess.run([*words], input=said, capture_output=True, text=True, check=True, timeout=30).stdout


def _port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running_snac(folder: Path) -> Iterator[Snac]:
    """Run a server in a folder that is not there yet, with the account "me" and another one, "spring_wind"."""
    assert BINARY is not None
    port = _port()
    _run(BINARY, "init", str(folder), said=f"127.0.0.1\n{port}\nlocalhost:{port}\n\n\n")
    settings = folder / "server.json"
    settings.write_text(settings.read_text().replace('"protocol": "https"', '"protocol": "http"'))
    password = re.search(r"password is (\S+)", _run(BINARY, "adduser", str(folder), "me", said="Me\n\n"))
    assert password is not None
    _run(BINARY, "adduser", str(folder), "spring_wind", said="Other\n\n")
    with (
        (folder.parent / f"{folder.name}.log").open("wb") as log,
        subprocess.Popen([BINARY, "httpd", str(folder)], stdout=log, stderr=log) as process,
    ):
        try:
            url = f"http://localhost:{port}"
            yield Snac(url, folder, _token(url, password[1]))
        finally:
            process.terminate()


def _token(url: str, password: str) -> str:
    """Return a token, as a browser would be shown it, once the server is up."""
    until = time.monotonic() + 30
    while True:
        try:
            form = urlencode({"login": "me", "passwd": password}).encode()
            with urllib.request.urlopen(f"{url}/oauth/x-snac-get-token", form, timeout=10) as said:
                found = re.search(rb"\b[0-9a-f]{32,}\b", said.read())
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < until, "snac does not start; its log lies beside its folder"
            time.sleep(0.05)
        else:
            assert found is not None
            return found[0].decode()
