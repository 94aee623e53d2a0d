"""A small real HTTP server on loopback that answers as a test says, and a SOCKS5 proxy that keeps what it was asked."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Said = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """Where the server is, and what it was asked: (method, path, headers, body)."""

    url: str = ""
    port: int = 0
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def serving(say: Callable[[str, str, int], Said]) -> Iterator[Server]:
    """Serve `say(method, path, number of the request)`."""
    server, lock = Server(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            named = {name.lower(): value for name, value in self.headers.items()}
            with lock:  # requests may come side by side
                server.asked.append((self.command, self.path, named, body))
                number = len(server.asked)
            status, headers, data = say(self.command, self.path, number)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _do  # noqa: N815 - names of the standard library

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.port = http.server_address[1]
        server.url = f"http://127.0.0.1:{server.port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def socks(to_port: int) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Run a SOCKS5 proxy that leads everything to one local port; yield its port and the (type, host) it was asked."""
    asked: list[tuple[int, str]] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            client = self.request
            client.recv(64)
            client.sendall(b"\x05\x00")
            request = client.recv(512)
            kind = request[3]
            name = request[5 : 5 + request[4]].decode() if kind == 3 else request[4:8].hex()
            asked.append((kind, name))
            client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
            with socket.create_connection(("127.0.0.1", to_port)) as there:
                back = threading.Thread(target=_pump, args=(there, client), daemon=True)
                back.start()
                _pump(client, there)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()
            thread.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return
