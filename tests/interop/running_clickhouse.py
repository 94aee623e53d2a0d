"""ClickHouse's own engine behind a loopback address, as its HTTP interface answers. `make interop` fetches it as chDB.

chDB is ClickHouse as a library; its driver for Python speaks to a server. What lies between is this: it hands each
statement to the engine as it came and the answer back as the engine wrote it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

IS_THERE = find_spec("chdb") is not None and find_spec("clickhouse_connect") is not None
ABSENT = (
    "skipped: no ClickHouse engine; `make interop` fetches it (PyPI: chdb, clickhouse-connect) and runs this"
)


@contextmanager
def running_clickhouse(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield the address for Ibis, and a function that runs a statement."""
    from chdb.session import Session  # the engine loads for seconds

    session, lock = Session(str(folder)), threading.Lock()

    def run(sql: str) -> bytes:
        with lock:
            answer: bytes = session.query(sql, "TabSeparated").bytes()
            return answer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("query", [""])[0]
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            try:
                status, said = 200, run(f"{asked}\n{body}".strip().rstrip(";"))
            except RuntimeError as error:
                status, said = 500, str(error).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"clickhouse://default@127.0.0.1:{server.server_port}/default", run
    finally:
        server.shutdown()
        server.server_close()
        session.close()
