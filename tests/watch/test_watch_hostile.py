"""A server that lies in every way we know of, by the real command: no removal that is none, no crash, no waiting."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import gzip
import json
import resource
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from net.a_server import serving, socks
from watch.test_watch_platforms import HTML, JSON, TEXT, Said, api, looked, page, watching
from wildgrass.net import Client, Limits, NotReachedError, Route
from wildgrass.watch.looks import Seen, judge
from wildgrass.watch.pages import decoded, read

NOTICE = "此内容因违规无法查看"
THERE = page(f"<article><p>{TEXT}</p></article>")
NOBODY = {"unknown", "error"}


def raw(body: bytes, status: int = 200, **headers: str) -> Said:
    return status, HTML | {name.replace("_", "-"): value for name, value in headers.items()}, body


def whole(inner: str) -> bytes:
    return f"<html><body>{inner}</body></html>".encode()


def chinese(inner: str, content_type: str, meta: str = "") -> Said:
    """Return a page in GBK."""
    body = f"<html><head>{meta}</head><body><p>{inner}</p></body></html>".encode("gbk")
    return 200, {"content-type": content_type}, body


LIES: dict[str, tuple[Said, set[str]]] = {
    "shell": (page("<div id=app></div><noscript>Enable JavaScript</noscript>"), NOBODY),
    "soft-404": (page("<h1>Oops</h1><p>We could not find that page</p>"), NOBODY),
    "to-login": ((302, {"location": "/login"}, b""), NOBODY),
    "to-home": ((302, {"location": "/home"}, b""), NOBODY),
    "to-elsewhere": ((302, {"location": "https://login.example/sso"}, b""), NOBODY),
    "round-and-round": ((302, {"location": "/round-and-round"}, b""), NOBODY),
    "consent": (page("<h1>Before you continue</h1><p>We use cookies. Accept all</p>"), NOBODY),
    "captcha": (page("<p>请完成安全验证</p><p>拖动滑块</p>"), NOBODY),
    "cloudflare": (page("<title>Just a moment...</title><p>Checking your browser before accessing</p>", 403), NOBODY),
    "cloudflare-503": (page(f"<p>Just a moment...</p><p>{NOTICE}</p>", 503), NOBODY),
    "wait-odd": (raw(whole(NOTICE), 429, retry_after="next Tuesday"), NOBODY),
    "busy": (page(f"<p>{NOTICE}</p>", 503), NOBODY),
    "teapot": (page(f"<p>{NOTICE}</p>", 418), {"tombstone", *NOBODY}),
    "gzip-bomb": (raw(gzip.compress(b"\0" * (64 << 20)), content_encoding="gzip"), NOBODY),
    "gzip-of-gzip": (raw(gzip.compress(gzip.compress(whole(NOTICE))), content_encoding="gzip"), NOBODY),
    "gzip-unsaid": (raw(gzip.compress(whole(NOTICE))), NOBODY),
    "gzip-untrue": (raw(whole(NOTICE), content_encoding="gzip"), NOBODY),
    "packed-oddly": (raw(whole(NOTICE), content_encoding="zzz"), {"tombstone", *NOBODY}),
    "huge": (raw(b"<p>" + b"x" * (7 << 20) + NOTICE.encode()), NOBODY),
    "deep": (raw(b"<b>x" * 300_000 + NOTICE.encode()), NOBODY),
    "many-words": ((200, JSON, json.dumps(["<p>x"] * 50_000 + [NOTICE]).encode()), NOBODY),
    "nested-json": ((200, JSON, b"[" * 200_000), NOBODY),
    "page-as-json": ((200, JSON, whole("<p>an empty shell</p>")), NOBODY),
    "json-as-page": (raw(b'{"errors": [{"code": 144, "message": "no such thing"}]}'), NOBODY),
    "json-error": (api({"ok": 0, "error": {"code": 500, "message": "internal"}}), NOBODY),
    "binary": ((200, {"content-type": "image/png"}, b"\x89PNG\r\n\x1a\n" + NOTICE.encode() * 3), NOBODY),
    "swahili": (page("<p>Chapisho hili limeondolewa kwa kukiuka kanuni</p>"), NOBODY),
    "thai": (page("<p>เนื้อหานี้ถูกลบเนื่องจากละเมิดกฎ</p>"), NOBODY),
    "amharic": (page("<p>ይህ ልጥፍ ደንቦችን በመጣሱ ተወግዷል</p>"), NOBODY),
    "comment": (page(f"<!-- {NOTICE} --><div id=app></div>"), NOBODY),
    "script": (page(f"<script>var m='{NOTICE}'</script>"), NOBODY),
    "noscript": (page(f"<noscript><p>{NOTICE}</p></noscript>"), NOBODY),
    "template": (page(f"<template><p>{NOTICE}</p></template>"), NOBODY),
    "hidden": (page(f"<p hidden>{NOTICE}</p>"), NOBODY),
    "not-displayed": (page(f"<div style='DISPLAY : none'><p>{NOTICE}</p></div>"), NOBODY),
    "aria-hidden": (page(f"<div aria-hidden=true><p>{NOTICE}</p></div>"), NOBODY),
    "option": (page(f"<select><option>{NOTICE}</option></select>"), NOBODY),
    "attribute": (page(f"<p title='{NOTICE}' data-m='{NOTICE}'>x</p>"), NOBODY),
    "somebody-else": (page("<article><p>somebody else's words stand here now</p></article>"), NOBODY),
    "moved": ((301, {"location": "/new-address"}, b""), {"present"}),
    "old-copy": (raw(whole(f"<p>{NOTICE}</p>"), age="864000"), NOBODY),
    "old-copy-there": (raw(THERE[2], age="864000"), {"present", *NOBODY}),
    "future": (raw(THERE[2], date="Tue, 01 Jan 2999 00:00:00 GMT", expires="-1"), {"present"}),
    "gbk-there": (chinese(TEXT, "text/html"), {"present"}),
    "gbk-untrue": (chinese(TEXT, "text/html; charset=iso-8859-1"), {"present"}),
    "gbk-meta": (chinese(TEXT, "text/html", "<meta charset=gb2312>"), {"present"}),
    "gbk-notice": (chinese(NOTICE, "text/html"), {"tombstone"}),
    "shown-by-script": (page(f"<div style='visibility: hidden'>{TEXT}</div>"), {"present"}),
    "text-hidden-notice": (page(f"<div style='visibility: hidden'>{TEXT}</div><p>{NOTICE}</p>"), NOBODY),
    "text-not-shown": (page(f"<div style='display:none'>{TEXT}</div><p>words that nobody knows</p>"), NOBODY),
    "nothing": (raw(b""), NOBODY),
    "no-content": (raw(b"", 204), NOBODY),
    "nuls": (raw(b"\0" * 5000), NOBODY),
    "true-notice": (page(f"<h2>{NOTICE}</h2>"), {"tombstone"}),
}  # fmt: skip


def test_every_lie_by_the_real_command_is_no_removal_and_takes_bounded_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lies: list[bool] = []

    def say(_method: str, path: str, _count: int) -> Said:
        name = path.removeprefix("/")
        if name == "new-address":
            return THERE
        if name in {"login", "home"}:
            return page("<h1>Welcome</h1><p>news of today</p>")
        return LIES[name][0] if lies and name in LIES else THERE

    posts = dict.fromkeys([*LIES, "stays", "stays-too"], "wechat")
    with watching(tmp_path, say, posts, monkeypatch) as (_, place):
        assert {row["state"] for row in looked(place, capsys).values()} == {"present"}
        lies.append(True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        once = looked(place, capsys, days=31)
        assert not {name for name, row in once.items() if row["state"] in {"gone", "tombstone"}}
        found = once | looked(place, capsys, minutes=25)
        found |= looked(place, capsys, days=31)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 400 << 10  # KiB
    assert {name: found[name]["state"] for name in ("stays", "stays-too")} == {
        "stays": "present",
        "stays-too": "present",
    }
    wrong = {name: found[name]["state"] for name in LIES if found[name]["state"] not in LIES[name][1]}
    assert not wrong
    unread = {name for name in ("swahili", "thai", "amharic") if found[name]["evidence"].get("unread")}
    assert unread == {"swahili", "thai", "amharic"}


@contextmanager
def dripping(parts: Iterator[bytes] | list[bytes], pause: threading.Event) -> Iterator[str]:
    """Serve parts of an answer, one now and then, for as long as somebody listens."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            for part in parts:
                try:
                    self.request.sendall(part)
                except OSError:
                    return
                if pause.wait(0.05):
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            pause.set()
            server.shutdown()
            thread.join()


def test_a_server_that_asks_to_wait_or_gives_no_answer_is_left_alone_for_the_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    says: list[Said] = [THERE]

    def say(_method: str, _path: str, _count: int) -> Said:
        return says[0]

    posts = dict.fromkeys("abcdef", "wechat")
    with watching(tmp_path, say, posts, monkeypatch) as (server, place):
        assert len(looked(place, capsys)) == 6
        for answer, times in (
            (raw(whole(NOTICE), 429, retry_after="9000"), 1),
            (raw(whole(NOTICE), 503, retry_after="Wed, 01 Jan 2031 00:00:00 GMT"), 1),
            (raw(whole(NOTICE), content_encoding="gzip"), 3),
        ):
            says[0], before = answer, len(server.asked)
            found = looked(place, capsys, days=31)
            assert len(server.asked) == before + times
            assert {row["state"] for row in found.values()} == {"error"}
        says[0] = THERE
        assert {row["state"] for row in looked(place, capsys, days=2).values()} == {"present"}


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [b"HTTP/1.1 200 OK\r\n", *[b"x-a: b\r\n"] * 2000],
        [HEAD, b"content-length: 100000\r\n\r\n", *[b"x"] * 2000],
        [HEAD, b"connection: close\r\n\r\n", *[b"x"] * 2000],
        [b"H", b"T", *[b""] * 2000],
    ],
    ids=["headers", "body", "body without an end", "nothing"],
)
def test_a_server_that_sends_a_byte_now_and_then_is_given_up(parts: list[bytes]) -> None:
    limits = Limits(read_s=30, whole_s=0.6)
    with (
        dripping(parts, threading.Event()) as url,
        Client(Route(), sleep=lambda _: None, limits=limits) as client,
    ):
        for _ in range(2):  # and again: a connection that was shut down is opened anew
            with pytest.raises(NotReachedError):
                client.get(url)
        with serving(lambda *_: (200, {}, b"there")) as server:
            assert client.get(server.url).body == b"there"


@pytest.mark.parametrize(
    "cut", [HEAD + b"content-length: 900\r\n\r\n<p>", HEAD, b"", b"HTTP/9 hello\r\n\r\n"]
)
def test_an_answer_that_breaks_off_is_no_answer(cut: bytes) -> None:
    with dripping([cut], threading.Event()) as url, Client(Route(), sleep=lambda _: None) as client:
        with pytest.raises(NotReachedError):
            client.get(url)
        assert socket.gethostbyname("localhost")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("草又绿了".encode(), "text/html; charset=gbk", "草又绿了"),  # what is UTF-8 is UTF-8
        ("草又绿了".encode("gb18030"), "", "草又绿了"),
        ("草又綠了，在河邊".encode("big5"), "text/html; charset=big5", "草又綠了，在河邊"),
        ("été à la rivière".encode("latin-1"), "text/html; charset=iso-8859-1", "été à la rivière"),
        ("été à la rivière".encode("latin-1"), "", "\ufffd"),
        ("草又绿了".encode()[:-1], "", "草又绿"),  # cut off
        ("草又绿了".encode("gbk"), "text/html; charset=utf-7", "草又绿了"),
        ("草又绿了".encode("gbk"), "text/html; charset=no-such-thing", "草又绿了"),
    ],
)
def test_the_charset_that_a_page_is_in(body: bytes, content_type: str, expected: str) -> None:
    assert expected in decoded(body, content_type)


def test_what_is_hidden_is_apart_and_inline_tags_do_not_part_a_paragraph() -> None:
    seen = read(b"<p>a<b>b</b>c</p><p hidden>d<i>e</i></p><aside>f</aside>tail")
    assert seen.blocks == ("abc", "tail")
    assert seen.veiled == ""
    assert "d" not in seen.shown
    assert "her words" in read(b"<div style='visibility:hidden'><p>her words</p></div>").veiled


def test_an_old_copy_says_nothing_whatever_it_holds() -> None:
    for body in (whole(f"<p>{TEXT}</p>"), whole(f"<p>{NOTICE}</p>")):
        said = judge("wechat", TEXT, Seen(status=200, headers=HTML | {"age": "90000"}, body=body))
        assert said["state"] == "unknown"
    fresh = Seen(status=200, headers=HTML | {"age": "600"}, body=whole(f"<p>{TEXT}</p>"))
    assert judge("wechat", TEXT, fresh)["state"] == "present"


def test_a_slow_server_behind_a_proxy_is_given_up_as_well() -> None:
    parts = [HEAD, b"content-length: 100000\r\n\r\n", *[b"x"] * 2000]
    limits = Limits(read_s=30, whole_s=0.6)
    with dripping(parts, threading.Event()) as url, socks(int(url.rpartition(":")[2][:-1])) as (port, asked):
        route = Route.of(f"socks5h://127.0.0.1:{port}")
        with (
            Client(route, sleep=lambda _: None, limits=limits) as client,
            pytest.raises(NotReachedError),
        ):
            client.get("http://localhost/")
        assert asked
