"""The client: by the proxy or not at all, waits honoured, sizes bounded, nothing remembered, nothing from outside."""

import gzip
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from net.a_server import closed_port, serving, socks
from wildgrass.errors import EXIT_STORE
from wildgrass.net import (
    AnswerTooLargeError,
    AskedToWaitError,
    Client,
    Limits,
    NotReachedError,
    Pacer,
    ProxyFailedError,
    RedirectRefusedError,
    Route,
    TlsFailedError,
    UrlRefusedError,
)
from wildgrass.net.waiting import asked_to_wait

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Sleeps(list[float]):
    """Takes the place of sleeping."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def client(route: Route | None = None, **more: object) -> tuple[Client, Sleeps]:
    sleeps = Sleeps()
    return Client(route or Route(), sleep=sleeps, now=lambda: NOW, **more), sleeps  # type: ignore[arg-type]


def test_json_arrives_as_it_was_sent() -> None:
    """The bytes of a value are ours, in the order in which we gave them."""
    with serving(lambda *_: (200, {"content-type": "application/json"}, b'{"a": 1}')) as server:
        here, _ = client()
        with here:
            answer = here.post_json(server.url + "/x", {"b": "草", "a": None}, headers={"authorization": "t"})
    assert answer.json() == {"a": 1}
    assert answer.is_good
    method, path, headers, body = server.asked[0]
    assert (method, path, body) == ("POST", "/x", '{"b":"草","a":null}'.encode())
    assert headers["authorization"] == "t"
    assert headers["user-agent"].startswith("Wildgrass/")


def test_cookies_are_not_kept() -> None:
    with serving(lambda *_: (200, {"set-cookie": "who=you; path=/"}, b"")) as server:
        here, _ = client()
        with here:
            here.get(server.url)
            here.get(server.url)
    assert all("cookie" not in headers for _, _, headers, _ in server.asked)


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    with serving(lambda *_: (200, {}, b"straight")) as server:
        here, _ = client()
        with here:
            assert here.get(server.url).body == b"straight"


def test_a_proxy_that_is_down_is_an_error_and_nothing_goes_straight() -> None:
    """Fails shut, for SOCKS and for HTTP proxies."""
    for scheme in ("socks5h", "http"):
        with serving(lambda *_: (200, {}, b"straight")) as server:
            here, _ = client(Route.of(f"{scheme}://me:secret@127.0.0.1:{closed_port()}"))
            with here, pytest.raises(ProxyFailedError) as caught:
                here.get(server.url)
        assert server.asked == []
        assert caught.value.exit_code == EXIT_STORE
        assert "secret" not in str(caught.value)
        assert "secret" not in repr(here.route)


def test_names_are_looked_up_at_the_proxy() -> None:
    """As Tor needs it: the name itself goes to the proxy."""
    with (
        serving(lambda *_: (200, {}, b"hidden")) as server,
        socks(server.port) as (port, asked),
    ):
        here, _ = client(Route.of(f"socks5h://127.0.0.1:{port}"))
        with here:
            assert here.get("http://grass.onion/").body == b"hidden"
    assert asked == [(3, "grass.onion")]


def test_a_proxy_that_would_look_names_up_here_is_refused() -> None:
    for text in ("socks5://127.0.0.1:9050", "127.0.0.1:9050", "ftp://x"):
        with pytest.raises(UrlRefusedError):
            Route.of(text)
    assert Route.of("tor").proxy == "socks5h://127.0.0.1:9050"
    assert Route.of(None).proxy is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://me:pw@example.org/",
        "/x",
        "https://",
        "http://[::1",
    ],
)
def test_nothing_is_sent_in_the_clear(url: str) -> None:
    here, _ = client()
    with here, pytest.raises(UrlRefusedError) as caught:
        here.get(url)
    assert "pw" not in str(caught.value)


def test_a_wait_that_a_server_asks_for_is_honoured() -> None:
    heard: list[tuple[str, float]] = []
    with serving(
        lambda _m, _p, number: (429, {"retry-after": "7"}, b"") if number < 3 else (200, {}, b"now")
    ) as server:
        here, sleeps = client(on_wait=lambda host, seconds: heard.append((host, seconds)))
        with here:
            assert here.post_json(server.url, {}).body == b"now"
    assert sleeps == [7.0, 7.0]
    assert heard == [(f"127.0.0.1:{server.port}", 7.0)] * 2


def test_a_wait_beyond_the_limit_is_the_persons_to_decide() -> None:
    with serving(lambda *_: (429, {"retry-after": "3589"}, b"")) as server:
        here, sleeps = client()
        with here, pytest.raises(AskedToWaitError) as caught:
            here.get(server.url)
    assert sleeps == []
    assert caught.value.details["seconds"] == 3589


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "Fri, 02 Jan 2026 03:04:35 GMT"}, 30.0),
        ({"retry-after": "Fri, 02 Jan 2026 03:04:00 GMT"}, 0.0),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60.0),
        ({"x-ratelimit-reset": "2026-01-02T03:05:05.000Z"}, 60.0),
        ({"retry-after": "99999999999"}, 7 * 86400.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_to_wait(429, headers, NOW) == seconds
    assert asked_to_wait(500, headers, NOW) is None


def test_an_answer_is_counted_after_unpacking() -> None:
    packed = gzip.compress(bytes(1 << 22))
    with serving(lambda *_: (200, {"content-encoding": "gzip"}, packed)) as server:
        here, _ = client(limits=Limits(most_bytes=1 << 20))
        with here, pytest.raises(AnswerTooLargeError):
            here.get(server.url)
    assert len(packed) < 1 << 14


def test_a_redirect_stays_on_its_host() -> None:
    with serving(
        lambda _m, path, _n: (302, {"location": "/there"}, b"") if path == "/" else (200, {}, b"there")
    ) as server:
        here, _ = client()
        with here:
            assert here.get(server.url + "/").body == b"there"
    with serving(lambda *_: (302, {"location": "https://elsewhere.example/"}, b"")) as server:
        here, _ = client()
        with here, pytest.raises(RedirectRefusedError) as caught:
            here.get(server.url)
    assert caught.value.details["other"] == "elsewhere.example"


def test_a_circle_of_redirects_ends() -> None:
    with serving(lambda *_: (302, {"location": "/"}, b"")) as server:
        here, _ = client()
        with here, pytest.raises(RedirectRefusedError):
            here.get(server.url + "/")


def test_nobody_there_is_said() -> None:
    here, _ = client()
    with here, pytest.raises(NotReachedError):
        here.get(f"http://127.0.0.1:{closed_port()}/")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, tls_port: Callable[[], int]
) -> None:
    del tmp_path
    here, _ = client()
    with here, pytest.raises(TlsFailedError):
        here.get(f"https://localhost:{tls_port()}/")


@pytest.fixture
def tls_port(tmp_path: Path):
    """A TLS server with a certificate of its own making."""
    import socket
    import threading

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listening.accept()
            with connection, context.wrap_socket(connection, server_side=True):
                return
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield lambda: listening.getsockname()[1]
    listening.close()
    thread.join(5)


def test_requests_are_kept_apart_for_each_host() -> None:
    """A burst goes at once, then one goes for each tenth of a second; another host has a bucket of its own."""
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pacer = Pacer(10, 3, clock=lambda: now, sleep=sleep)
    for _ in range(23):
        pacer.wait("one")
    assert now == pytest.approx(2.0)
    assert pacer.wait("other") == 0.0
