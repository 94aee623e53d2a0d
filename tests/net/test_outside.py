"""What a record names is asked for on the open internet only: no address, name or redirect leads home."""

from ipaddress import ip_address

import pytest

from net.a_server import closed_port, serving, socks
from wildgrass.net import Client, NotReachedError, PrivateAddressError, Route, UrlRefusedError
from wildgrass.net import outside as outside_module
from wildgrass.net.outside import is_outside


def client(proxy: str | None = None) -> Client:
    return Client(Route.of(proxy), sleep=lambda _seconds: None)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "192.0.2.1"),
    ],
)
def test_addresses_at_home_are_not_outside(address: str) -> None:
    assert not is_outside(ip_address(address))


def test_addresses_of_the_internet_are_outside() -> None:
    assert is_outside(ip_address("1.1.1.1"))
    assert is_outside(ip_address("2606:4700::1111"))


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST.", "printer", "nas.local", "router.lan", "10.1.2.3", "[::1]"),
        *("[::ffff:127.0.0.1]", "metadata.internal", "2130706433", "0x7f.1", "127.1"),
    ],
)
@pytest.mark.parametrize("proxy", [None, "socks5h://127.0.0.1:9"])
def test_near_hosts_are_not_asked(host: str, proxy: str | None) -> None:
    """Also with a proxy, at whose end another home may be."""
    with (
        client(proxy) as here,
        pytest.raises((PrivateAddressError, UrlRefusedError, NotReachedError)) as caught,
    ):
        here.get(f"https://{host}/", near=frozenset())
    assert "9050" not in str(caught.value)


def test_a_name_that_leads_home_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its addresses is enough: which one is used is not the record's to choose."""

    monkeypatch.setattr(outside_module, "_addresses", lambda _host, _port: ["1.1.1.1", "127.0.0.1"])
    with serving(lambda *_: (200, {}, b"the router")) as server, client() as here:
        with pytest.raises(PrivateAddressError):
            here.get(f"https://rebind.example:{server.port}/", near=frozenset())
        assert server.asked == []
        assert here.get(server.url).body == b"the router", "an address that a person names is hers to name"


def test_a_redirect_to_a_host_at_home_is_not_followed() -> None:
    """Even where the caller allows that host by name; the proxy sees one request and no second."""
    there = f"https://127.0.0.1:{closed_port()}/"
    with (
        serving(lambda *_: (302, {"location": there}, b"")) as server,
        socks(server.port) as (port, asked),
        client(f"socks5h://127.0.0.1:{port}") as here,
        pytest.raises(PrivateAddressError),
    ):
        here.get("http://grass.onion/a", near=frozenset(), other_hosts=frozenset({"127.0.0.1"}))
    assert [name for _, name in asked] == ["grass.onion"]


def test_a_host_that_a_person_named_sends_nobody_home() -> None:
    """It may lie at home itself; where it sends us on to must not."""
    there = f"https://127.0.0.1:{closed_port()}/"
    with serving(lambda *_: (302, {"location": there}, b"")) as server, client() as here:
        near = frozenset({f"127.0.0.1:{server.port}"})
        with pytest.raises(PrivateAddressError):
            here.get(server.url, near=near, other_hosts=frozenset({"127.0.0.1"}))
        assert len(server.asked) == 1
