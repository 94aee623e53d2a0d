"""A strict Nostr relay that we did not write (`nostr-relay`, SQLite), on loopback: refuses what is old or long.

It has an environment of its own, since its dependencies would otherwise be ours: `make interop` installs it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from net.a_server import closed_port

_PROGRAM = Path(__file__).parent / "nostr-relay" / ".venv" / "bin" / "nostr-relay"
IS_THERE = _PROGRAM.is_file()
ABSENT = "no strict relay: run `make interop`"
_SETTINGS = """
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{folder}/relay.sqlite3
  validators:
    - nostr_relay.validators.is_not_too_large
    - nostr_relay.validators.is_signed
    - nostr_relay.validators.is_recent
    - nostr_relay.validators.is_not_hellthread
  oldest_event: 31536000
authentication:
  enabled: false
gunicorn:
  bind: 127.0.0.1:{port}
  workers: 1
  loglevel: warning
max_event_size: 4096
"""


@contextmanager
def running_nostr_relay(folder: Path) -> Iterator[str]:
    """Run it in an empty folder; yield its address."""
    port = closed_port()
    settings = folder / "relay.yaml"
    settings.write_text(_SETTINGS.format(folder=folder, port=port))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(_PROGRAM), "-c", str(settings), "serve"],
            stdout=log,
            stderr=log,
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},  # it puts a socket into the home folder
            start_new_session=True,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", process)
        yield f"ws://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the relay ended by itself"
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the relay did not begin")
