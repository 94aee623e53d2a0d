"""Who is let in: one key, once, by the one name of this address, from our own pages only."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from web.made_reader import BASE, HOST, ORIGIN, reader_on, write_items
from wildgrass.cli.main import main
from wildgrass.web.app import FORMS, PAGES
from wildgrass.web.guard import HEADERS
from wildgrass.web.session import Search, Session, Sessions


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return write_items(tmp_path_factory.mktemp("guard"), [])


@pytest.fixture
def opened(library):
    with reader_on(library) as opened:
        yield opened


@pytest.fixture
def stranger(library):
    with reader_on(library, let_in=False) as opened:
        yield opened


def filled(path):
    for name, value in (
        ("{no:int}", "1"),
        ("{place:int}", "0"),
        ("{number:int}", "1"),
        ("{year:int}", "2022"),
    ):
        path = path.replace(name, value)
    return (
        path.replace("{kind}", "ad")
        .replace("{month}", "2022-10")
        .replace("{day}", "2022-10-19")
        .replace("{slug}", "a")
    )


@pytest.mark.parametrize(
    "path", [*PAGES, "/style/auto.css", "/script/keys.js", "/file/1/0/small", "/file/1/0/play", "/none"]
)
def test_nothing_is_shown_without_a_session(stranger, path):
    answer = stranger.client.get(filled(path), follow_redirects=False)
    assert answer.status_code == 403
    assert "Closed" in answer.text
    assert "ildgrass" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", [*FORMS, "/lock"])
def test_no_form_is_taken_without_a_session(stranger, path):
    assert stranger.client.post(filled(path), headers=ORIGIN).status_code == 403


def test_a_key_opens_once_and_the_cookie_is_only_for_this_reader(stranger):
    key = stranger.reader.sessions.new_key()
    first = stranger.client.get(f"/open?key={key}", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert cookie.startswith("s8123=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    stranger.client.cookies.clear()
    assert stranger.client.get(f"/open?key={key}").status_code == 403


@pytest.mark.parametrize("key", ["", "0" * 64, "é", "%00", "a" * 500])
def test_a_wrong_key_opens_nothing(stranger, key):
    stranger.reader.sessions.new_key()
    assert stranger.client.get("/open", params={"key": key}).status_code == 403


def test_a_browser_that_looks_ahead_does_not_use_the_key_up(stranger):
    key = stranger.reader.sessions.new_key()
    ahead = stranger.client.get(f"/open?key={key}", headers={"sec-purpose": "prefetch"})
    assert ahead.status_code == 403
    assert stranger.client.head(f"/open?key={key}").status_code == 403
    assert stranger.client.get(f"/open?key={key}").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8123", "localhost:8123", "127.0.0.1", "127.0.0.1:8124", "127.1:8123", ""]
)
def test_another_host_is_misdirected_even_with_the_cookie(opened, host):
    """A page that rebinds its name to this machine sends its own name."""
    assert opened.client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:8124", "https://" + HOST]
)
@pytest.mark.parametrize("path", [*FORMS, "/lock"])
def test_a_form_from_elsewhere_is_refused(opened, path, origin):
    headers = {} if origin is None else {"origin": origin}
    assert opened.client.post(filled(path), headers=headers, data={"names": "hide"}).status_code == 403
    assert opened.client.get("/").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_picture_on_another_page_is_refused(opened, site):
    """Another program on this machine's address is the same site to a browser, and gets the cookie."""
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
    assert opened.client.get("/file/1/0/small", headers=headers).status_code == 403
    assert opened.client.post("/lock", headers=ORIGIN | {"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/none", "/style/auto.css", "/open?key=no", "/item/1"])
def test_every_answer_says_what_a_browser_may_do(opened, path):
    answer = opened.client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert HEADERS["Cache-Control"] == "no-store"


def test_what_is_too_long_or_odd_is_refused(opened):
    assert opened.client.get("/search?" + "a" * 5000).status_code == 414
    assert opened.client.get("/" + "a" * 5000).status_code == 414
    assert opened.client.request("DELETE", "/").status_code == 405
    assert opened.client.post("/search", content=b"words=" + b"a" * 70_000, headers=ORIGIN).status_code == 413
    assert opened.client.post("/search", content=b"a=&" * 100, headers=ORIGIN).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/file/1/../../etc/passwd/small",
        "/file/1/0/..%2f..%2fsmall",
        "/style/../x.css",
        "/script/..%2fview.py",
        "/item/99999999999999999999999",
        "/file/1/99999999999999999999",
        "/calendar/0",
        "/calendar/99999",
        "/day/2022-13-45",
        "/timeline/x",
        "/exports/77",
        "/search/999999",
        "/people/../x",
        "/chats/nobody",
        "/chats/nobody/media",
        "/apart/post",
        "/apart/nothing",
    ],
)
def test_an_address_that_names_nothing_shows_nothing(opened, path):
    answer = opened.client.get(path)
    assert answer.status_code == 404 or answer.url.path in {
        "/",
        "/search",
        "/x.css",
        "/x",
        "/etc/passwd/small",
    }


def test_locking_forgets_every_session_and_says_nothing(opened):
    heard = []
    opened.reader.on_lock = lambda: heard.append(True)
    answer = opened.send("/lock")
    assert "Closed" in answer.text
    assert heard == [True]
    assert opened.client.get("/").status_code == 403


def test_a_session_is_no_more_than_its_cookie(opened):
    for wrong in ("", "x", "s8123=no; s8123=" + "0" * 64, "a" * 3000, "=;;=", '"'):
        opened.client.cookies.clear()
        assert opened.client.get("/", headers={"cookie": wrong}).status_code == 403


def test_secrets_stand_in_no_repr():
    sessions = Sessions(lambda size: b"k" * size)
    key = sessions.new_key()
    assert key not in repr(sessions)
    assert key not in repr(sessions.__dict__)


def test_a_new_key_makes_the_old_one_void():
    sessions = Sessions()
    old, new = sessions.new_key(), sessions.new_key()
    assert sessions.swap(old) is None
    assert sessions.swap(new) is not None


def test_a_session_remembers_its_last_searches_only():
    session = Session()
    numbers = [session.keep(Search(words=str(word))) for word in range(80)]
    assert len(session.searches) == 50
    assert session.searches[numbers[-1]].words == "79"


def test_the_command_serves_on_loopback_and_prints_its_address(library):
    command = [sys.executable, "-m", "wildgrass.cli.main", "--json", "read", str(library), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = json.loads(process.stdout.readline())
            assert list(said) == ["url"]
            assert said["url"].startswith("http://127.0.0.1:")
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(said["url"].partition("/open")[0])
            assert refused.value.code == 403
            refused.value.close()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with opener.open(said["url"]) as answer:
                assert answer.status == 200
                assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
                assert "server" not in answer.headers
        finally:
            os.kill(process.pid, signal.SIGINT)
        assert process.wait(10) == 130
        assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_said(library, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["read", str(library), "--port", port, "--no-browser"]) == 5
    assert port in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_cannot_be_is_said(library, capsys, port):
    assert main(["read", str(library), "--port", port, "--no-browser"]) == 5
    assert port in capsys.readouterr().err


def test_no_library_is_said(tmp_path, capsys):
    assert main(["read", str(tmp_path), "--no-browser"]) == 1
    assert "no library" in capsys.readouterr().err


def test_the_base_address_is_the_one_that_is_tested():
    assert BASE.endswith(HOST)
