"""The real command against a loopback server that plays platforms: their shapes, walls, lies and changes of wording."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from net.a_server import Server, serving
from targets.made_up_life import post
from web.made_reader import write_items
from wildgrass.cli import watch as command
from wildgrass.cli.main import main
from wildgrass.net import Client, Limits, Route

TEXT = "草又绿了 风从河边吹来"
HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Said = tuple[int, dict[str, str], bytes]


def page(inner: str, status: int = 200) -> Said:
    return status, HTML, f"<html><body><nav>Log in</nav><div>{inner}</div></body></html>".encode()


def api(value: object, status: int = 200) -> Said:
    return status, JSON, json.dumps(value).encode()


THERE = page(f"<article><p>{TEXT}</p></article>")
POSTS: dict[str, tuple[str, Said, Said, str, str]] = {
    # what it is: platform, the first answer, the later ones, state, by
    "weibo-author": ("weibo", THERE, page("<p>抱歉，<b>此微博已被</b>作者删除。</p>"), "tombstone", "author"),
    "weibo-api": (
        "weibo",
        api({"text": TEXT}),
        api({"ok": 0, "msg": "此微博已被删除"}),
        "tombstone",
        "unknown",
    ),
    "wechat-rules": ("wechat", THERE, page("<h2>此内容因违规无法查看</h2>"), "tombstone", "platform"),
    "wechat-wall": (
        "wechat",
        THERE,
        page("<p>环境异常</p><p>完成验证后即可继续访问</p>"),
        "error",
        "unknown",
    ),
    "wechat-aside": (
        "wechat",
        THERE,
        page("</div><aside>此内容因违规无法查看</aside>"),
        "unknown",
        "unknown",
    ),
    "wechat-quoted": (
        "wechat",
        THERE,
        page(f"<p>{TEXT}</p><p>此内容因违规无法查看</p>"),
        "present",
        "unknown",
    ),
    "x-suspended": (
        "x",
        THERE,
        page("<span>This Post is from a suspended account.</span>"),
        "tombstone",
        "platform",
    ),
    "x-oembed": (
        "x",
        api({"html": f"<blockquote>{TEXT}</blockquote>"}),
        api({"error": "no"}, 404),
        "gone",
        "unknown",
    ),
    "x-login": ("x", THERE, (302, {"location": "/i/flow/login"}, b""), "error", "unknown"),
    "x-elsewhere": ("x", THERE, (302, {"location": "https://login.example/"}, b""), "error", "unknown"),
    "x-withheld": ("x", THERE, page("<p>Unavailable</p>", 451), "tombstone", "state"),
    "mastodon-gone": ("mastodon", THERE, api({"type": "Tombstone"}, 410), "tombstone", "unknown"),
    "bluesky-taken": (
        "bluesky",
        api({"text": TEXT}),
        api({"error": "RepoTakendown"}, 400),
        "tombstone",
        "platform",
    ),
    "bluesky-left": (
        "bluesky",
        api({"text": TEXT}),
        api({"error": "RepoDeactivated"}, 400),
        "tombstone",
        "author",
    ),
    "bluesky-gone": (
        "bluesky",
        api({"text": TEXT}),
        api({"error": "RecordNotFound"}, 400),
        "gone",
        "unknown",
    ),
    "bluesky-down": (
        "bluesky",
        api({"text": TEXT}),
        api({"error": "UpstreamFailure"}, 502),
        "error",
        "unknown",
    ),
    "feed-gone": ("feed", THERE, page("<p>Not found</p>", 404), "gone", "unknown"),
    "feed-captcha": ("feed", THERE, page("<p>Verify you are human</p>"), "error", "unknown"),
    "feed-503": ("feed", THERE, page("<p>This content isn't available</p>", 503), "error", "unknown"),
    "feed-new-words": ("feed", THERE, page("<p>nobody knows these words</p>"), "unknown", "unknown"),
} | {f"{name}-stays": (name, THERE, THERE, "present", "unknown") for name in ("x", "bluesky", "feed")}


class Days:
    """A day's clock in the place of `datetime`: the command asks it what time it is."""

    at = NOW
    patience_s = 60.0

    @classmethod
    def now(cls, _zone: object) -> datetime:
        return cls.at


@contextmanager
def watching(
    folder: Path, say: object, posts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, Path]]:
    """Serve what `say` says, with a library of posts (platform by name), no waits and a clock that is moved."""

    def client(_proxy: str | None) -> Client:
        return Client(
            Route(), sleep=lambda _: None, limits=Limits(read_s=Days.patience_s), now=lambda: Days.at
        )

    monkeypatch.setattr(command, "watch_client", client)
    monkeypatch.setattr(command, "datetime", Days)
    monkeypatch.setattr(Days, "at", NOW)
    with serving(say) as server:  # type: ignore[arg-type]
        library = write_items(
            folder,
            [
                replace(post(name, "2026-10-01 12:00", TEXT, url=f"{server.url}/{name}"), source=platform)
                for name, platform in posts.items()
            ],
        )
        yield server, library


def looked(folder: Path, capsys: pytest.CaptureFixture[str], **later: float) -> dict[str, dict]:
    Days.at += timedelta(**later)
    consent = [] if later else ["--consent", "yes, watch my posts"]
    assert main(["watch", str(folder), "--once", "--json", *consent]) in {0, 1}
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["id"].rpartition(":")[2]: row for row in rows}


def test_every_platforms_shapes_walls_and_lies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = []

    def say(_method: str, path: str, _count: int) -> Said:
        name = path.removeprefix("/")
        return POSTS[name][1 + bool(later)] if name in POSTS else page("<form>Your name and password</form>")

    with watching(tmp_path, say, {name: of[0] for name, of in POSTS.items()}, monkeypatch) as (server, place):
        first = looked(place, capsys)
        assert {name: row["state"] for name, row in first.items()} == dict.fromkeys(POSTS, "present")
        later.append(True)
        once = looked(place, capsys, days=31)
        mastodon = {name for name in POSTS if POSTS[name][0] == "mastodon"}  # two paths are two looks
        early = {name for name, row in once.items() if row["state"] in {"gone", "tombstone"}}
        assert early <= mastodon
        told = once | looked(place, capsys, days=31)
        assert all("cookie" not in headers for _, _, headers, _ in server.asked)
    said = {name: (row["state"], row["by"]) for name, row in told.items()}
    assert said == {name: of[3:] for name, of in POSTS.items()}
    assert told["weibo-author"]["first_missing"] == once["weibo-author"]["checked"]
    assert told["weibo-author"]["last_seen"] == first["weibo-author"]["checked"]


def test_what_comes_back_changes_its_wording_or_does_not_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = {
        "blinks": [THERE, page("", 404), THERE, THERE],
        "rewords": [THERE, page("<p>该内容已被发布者删除</p>"), page("<p>此内容因违规无法查看</p>")],
        "confirms": [THERE, page("<p>该内容已被发布者删除</p>"), *[page("<p>此内容因违规无法查看</p>")] * 2],
        "unfinished": [THERE, *[(200, HTML | {"content-encoding": "gzip"}, b"no gzip")] * 3],
        "stays": [THERE] * 4,
    }
    turn = [0]

    def say(_method: str, path: str, _count: int) -> Said:
        turns = script[path.removeprefix("/")]
        return turns[min(turn[0], len(turns) - 1)]

    with watching(tmp_path, say, dict.fromkeys(script, "wechat"), monkeypatch) as (_, place):
        looked(place, capsys)
        told = []
        for wait in (31 * 24 * 60, 21, 31 * 24 * 60):
            turn[0] += 1
            told.append(looked(place, capsys, minutes=wait))
    assert told[0]["blinks"]["state"] == "unknown"
    assert (told[1]["blinks"]["state"], told[1]["blinks"]["returned"]) == ("present", True)
    assert (told[1]["rewords"]["state"], told[1]["rewords"]["by"]) == ("tombstone", "unknown")
    assert (told[2]["confirms"]["state"], told[2]["confirms"]["by"]) == ("tombstone", "platform")
    assert [one["unfinished"]["state"] for one in told if "unfinished" in one] == ["error", "error"]
    assert told[2]["stays"]["state"] == "present"


def test_a_server_that_does_not_answer_in_time_is_an_error_and_no_removal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late, done = Event(), Event()

    def say(_method: str, _path: str, _count: int) -> Said:
        if late.is_set():
            done.wait(30)
        return THERE

    with watching(tmp_path, say, {"slow": "weibo"}, monkeypatch) as (_, place):
        assert looked(place, capsys)["slow"]["state"] == "present"
        late.set()
        monkeypatch.setattr(Days, "patience_s", 0.3)
        try:
            states = [looked(place, capsys, days=31)["slow"]["state"] for _ in range(2)]
        finally:
            done.set()
    assert states == ["error", "error"]
