"""A watch from end to end: a library, a loopback server that plays a platform, time that is passed in."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from net.a_server import closed_port, serving
from targets.made_up_life import FRIEND, OWNER, post
from web.made_reader import write_items
from wildgrass.cli.main import main
from wildgrass.flows.watch import NothingToWatchError, Watch
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Audience
from wildgrass.net import Client, ProxyFailedError, Route
from wildgrass.watch.book import NoConsentError

TEXTS = {n: f"第{n}条：草又绿了 风从河边吹来" for n in range(1, 7)}  # noqa: RUF001 - Chinese punctuation is meant
HTML = {"content-type": "text/html; charset=utf-8"}


class Platform:
    """What the made-up platform shows for each post; a test changes it."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[int, str]] = {f"/p/{n}": (200, text) for n, text in TEXTS.items()}

    def say(self, _method: str, path: str, _count: int) -> tuple[int, dict[str, str], bytes]:
        status, words = self.shown.get(path, (404, "nothing here"))
        return status, HTML, f"<html><body><p>{words}</p></body></html>".encode()


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2022, 11, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def library(folder: Path, base: str) -> LibraryPlace:
    """Six public posts of the owner's, and what must never be looked at."""
    items = [post(n, "2022-10-31 12:00", text, url=f"{base}/p/{n}") for n, text in TEXTS.items()]
    items.append(post(7, "2022-10-31 12:00", "somebody else's", url=f"{base}/theirs", author=FRIEND))
    items.append(
        post(8, "2022-10-31 12:00", "for friends", url=f"{base}/private", audience=Audience.FOLLOWERS)
    )
    items.append(
        post(9, "2022-10-31 12:00", "not known to whom", url=f"{base}/unknown", audience=Audience.UNKNOWN)
    )
    return LibraryPlace(write_items(folder, items))


def looked(watch: Watch, most: int = 100) -> dict[str, str]:
    with Client(Route(), sleep=lambda _: None, now=watch.now) as client:
        return {one.item.rpartition(":")[2]: one.state for one in watch.run(client, most=most)}


def test_a_watch_from_consent_to_verdicts(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        with pytest.raises(NoConsentError):
            looked(watch)
        assert server.asked == []
        watch.book.agree("yes, watch my posts", clock())
        assert looked(watch) == dict.fromkeys("123456", "present")
        assert {path for _, path, _, _ in server.asked} == {f"/p/{n}" for n in range(1, 7)}
        assert looked(watch) == {}  # nothing is due again at once
        platform.shown["/p/1"] = (200, "此微博已被作者删除")
        platform.shown["/p/2"] = (404, "")
        platform.shown["/p/3"] = (500, "down")
        platform.shown["/p/4"] = (200, "something new that nobody knows")
        clock.move(days=1)
        first = looked(watch)
        assert set(first.values()) == {"present", "unknown", "error"}
        clock.move(days=2)
        assert looked(watch) == {
            "1": "unknown",
            "2": "gone",
            "3": "error",
            "4": "unknown",
            "5": "present",
            "6": "present",
        }
        gone = watch.verdict("x:post:2")
        assert (gone.by, gone.last_seen, gone.first_missing) == (
            "unknown",
            clock() - timedelta(days=3),
            clock() - timedelta(days=2),
        )


def test_when_one_post_goes_it_and_others_of_the_account_are_looked_at_within_hours(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        watch.book.agree("yes", clock())
        looked(watch)
        clock.move(days=1)
        first = watch.due(1)[0].id.rpartition(":")[2]
        platform.shown[f"/p/{first}"] = (404, "")
        assert looked(watch, most=1) == {first: "unknown"}
        before = len(server.asked)
        states: dict[str, str] = {}
        times = []
        for _ in range(36):
            clock.move(minutes=10)
            found = looked(watch, most=1)
            times += [clock()] * len(found)
            states |= found
        assert states == dict.fromkeys("123456", "present") | {first: "unknown"}
        assert len(server.asked) - before <= 9
        clock.move(days=1)
        assert looked(watch)[first] == "gone"
        assert len(set(times)) == len(times)


def test_a_silent_absence_is_decided_beside_another_post_that_is_asked_for_just_then(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        watch.book.agree("yes", clock())
        looked(watch)
        clock.move(days=200)
        looked(watch)
        platform.shown["/p/1"] = (404, "")
        clock.move(days=31)
        assert looked(watch)["1"] == "unknown"
        clock.move(minutes=21)
        looked(watch)  # ten others and itself
        clock.move(days=1, hours=3)
        before = len(server.asked)
        assert looked(watch) == {"1": "gone"}
        assert len(server.asked) - before == 2  # itself, and one other to see that the service is up


def test_a_whole_service_that_is_down_removes_nothing(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        watch.book.agree("yes", clock())
        looked(watch)
        platform.shown = {}
        for _ in range(3):
            clock.move(days=20)
            assert set(looked(watch).values()) == {"unknown"}


def test_every_look_is_a_record_that_stock_tools_open(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        place = library(tmp_path, server.url)
        watch = Watch(place, clock)
        watch.book.agree("yes", clock())
        looked(watch)
    (file,) = (place.folder / "watch").glob("*.warc.gz")
    assert file.stat().st_mode & 0o077 == 0
    with file.open("rb") as stream:
        bodies = [
            record.content_stream().read().decode()
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert len(bodies) == 6
    assert any(TEXTS[3] in body for body in bodies)
    digests = {look.record.partition("sha256:")[2] for looks in watch.book.looks().values() for look in looks}
    assert all(len(digest) == 64 for digest in digests)


def test_a_consent_ends_is_taken_back_and_forgotten_items_are_left_out(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        watch.book.agree("yes", clock())
        looked(watch)
        watch.book.forget("x:post:5")
        clock.move(days=2)
        assert set(looked(watch)) == set("12346")
        assert "x:post:5" not in watch.book.looks()
        watch.book.revoke(clock())
        asked = len(server.asked)
        with pytest.raises(NoConsentError):
            looked(watch)
        clock.move(days=1)
        watch.book.agree("again", clock())
        clock.move(days=366)
        with pytest.raises(NoConsentError):
            looked(watch)
        assert len(server.asked) == asked


def test_without_its_proxy_nothing_is_looked_at(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        watch = Watch(library(tmp_path, server.url), clock)
        watch.book.agree("yes", clock())
        route = Route.of(f"socks5h://127.0.0.1:{closed_port()}")
        with Client(route, sleep=lambda _: None, now=clock) as client, pytest.raises(ProxyFailedError):
            list(watch.run(client, most=10))
        assert server.asked == []


def test_an_archive_without_own_public_items_is_not_watched(tmp_path: Path) -> None:
    theirs = [post(7, "2022-10-31 12:00", "theirs", url="http://127.0.0.1:9/x", author=FRIEND)]
    watch = Watch(LibraryPlace(write_items(tmp_path, theirs)), Clock())
    watch.book.agree("yes", watch.now())
    with pytest.raises(NothingToWatchError):
        looked(watch)


def test_a_look_cut_in_half_is_no_look(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    with serving(platform.say) as server:
        place = library(tmp_path, server.url)
        watch = Watch(place, clock)
        watch.book.agree("yes", clock())
        looked(watch)
        file = place.folder / "watch" / "looks.jsonl"
        file.write_bytes(file.read_bytes()[:-40])
        assert sum(map(len, watch.book.looks().values())) == 5
        clock.move(days=2)
        assert set(looked(watch).values()) == {"present"}
        assert sum(map(len, watch.book.looks().values())) == 11


def test_the_command_asks_for_consent_and_prints_what_the_interface_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    platform = Platform()
    with serving(platform.say) as server:
        place = library(tmp_path, server.url)
        assert main(["watch", str(place.folder), "--once"]) == 1
        assert server.asked == []
        assert (
            main(["watch", str(place.folder), "--once", "--consent", OWNER.name, "--most", "1", "--json"])
            == 0
        )
        (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert {"id", "state", "by", "evidence", "checked"} <= row.keys()
        assert (row["state"], row["by"]) == ("present", "unknown")
        assert main(["watch", str(place.folder), "--revoke"]) == 0
        assert main(["watch", str(place.folder), "--once"]) == 1
