"""By several ways out, with an owner's own listing, and what is collected where nobody knows the words."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from net.a_server import closed_port
from watch.played_platforms import DID, HTML, Days, api, looked, page, played
from wildgrass.cli import watch as command
from wildgrass.cli.main import main
from wildgrass.net import Client, Limits, Route

NOT_FOUND = page("<p>Not found</p>", 404)


class Elsewhere(Client):
    """A client abroad, for whom every post is there."""

    def __init__(self, _proxy: str) -> None:
        super().__init__(Route(), sleep=lambda _: None, limits=Limits(read_s=20), now=lambda: Days.at)

    def get(self, url: str, **more: object):
        return super().get(f"{url}?abroad", **more)


def test_what_one_way_out_hides_and_another_shows_is_blocked_and_not_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "feed", monkeypatch) as (plays, server, folder):
        here = command.watch_client
        monkeypatch.setattr(command, "watch_client", lambda proxy: Elsewhere(proxy) if proxy else here(proxy))
        looked(folder, capsys)
        plays.gone = {1: {"page": NOT_FOUND}, 2: {"page": page("", 451)}}
        also = ("--also", "jp=tor")
        once = looked(folder, capsys, *also, days=31)
        assert (once[1]["state"], once[1]["evidence"]["needs"]) == ("present", ["time"])
        twice = looked(folder, capsys, *also, days=2)
        assert (twice[1]["state"], twice[1]["by"]) == ("blocked", "unknown")
        assert twice[1]["blocked"] == {"how": "withheld", "there": ["main"], "seen": ["jp"]}
        assert (twice[2]["state"], twice[2]["by"]) == ("blocked", "state")
        assert twice[1]["last_seen"] is not None
        assert twice[1]["first_missing"] is None
        abroad = [path for _, path, _, _ in server.asked if path.endswith("?abroad")]
        assert {plays.number(path) for path in abroad} == {1, 2}  # nobody is asked twice about what is there


def test_a_broken_line_here_is_blocked_on_the_network_where_it_is_seen_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "feed", monkeypatch) as (_, server, folder):
        looked(folder, capsys)

        class Here(Elsewhere):
            def get(self, url: str, **more: object):
                return Client.get(self, url.replace(server.url, f"http://127.0.0.1:{closed_port()}"), **more)

        abroad = Elsewhere
        monkeypatch.setattr(abroad, "get", Client.get)
        monkeypatch.setattr(command, "watch_client", lambda proxy: abroad("") if proxy else Here(""))
        alone = looked(folder, capsys, days=31)
        assert {row["state"] for row in alone.values()} == {"error"}
        looked(folder, capsys, "--also", "jp=tor", days=31)
        both = looked(folder, capsys, "--also", "jp=tor", days=31)
        assert {row["state"] for row in both.values()} == {"blocked"}
        assert both[1]["blocked"]["how"] == "network"


def test_a_second_way_out_that_is_down_is_told_and_neither_stops_the_round_nor_is_gone_around(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "feed", monkeypatch) as (plays, server, folder):
        looked(folder, capsys)
        monkeypatch.undo()
        monkeypatch.setattr(command, "datetime", Days)
        plays.gone = {n: {"page": NOT_FOUND} for n in (1, 2, 3)}
        before = len(server.asked)
        Days.at += timedelta(days=31)
        proxy = f"socks5h://127.0.0.1:{closed_port()}"
        assert main(["watch", str(folder), "--once", "--also", f"jp={proxy}"]) == 5
        assert "the way out jp was down" in capsys.readouterr().err
        assert len(server.asked) == before + 3  # each once, by the usual way alone
        looks = (folder / "watch" / "looks.jsonl").read_text("utf-8")
        assert looks.count('"gone"') == 3
        assert '"via"' not in looks
        Days.at += timedelta(days=2)
        assert main(["watch", str(folder), "--once", "--proxy", proxy]) == 5  # the usual way: no look at all
        assert len(server.asked) == before + 3


def test_a_failure_on_the_way_leaves_a_record_that_stock_tools_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "feed", monkeypatch) as (_, server, folder):
        looked(folder, capsys)
        closed = f"http://127.0.0.1:{closed_port()}"

        class Cut(Elsewhere):
            def get(self, url: str, **more: object):
                return Client.get(self, url.replace(server.url, closed), **more)

        monkeypatch.setattr(command, "watch_client", Cut)
        found = looked(folder, capsys, days=31)
        assert {row["state"] for row in found.values()} == {"error"}
        records = {}
        for file in (folder / "watch").glob("*.warc.gz"):
            with file.open("rb") as stream:
                for one in ArchiveIterator(stream, check_digests="raise"):
                    if one.rec_type == "metadata":
                        body = one.content_stream().read().decode()
                        records[one.rec_headers.get_header("WARC-Record-ID")] = body
                        assert one.rec_headers.get_header("Content-Type") == "application/warc-fields"
        told = {row["evidence"]["records"][-1].partition(" ")[0] for row in found.values()}
        assert told == set(records)
        assert all(
            "fetchFailure: host-not-reached" in one and "network: tcp_ip" in one for one in records.values()
        )
        assert main(["watch", str(folder), "--forget", "feed:post:1"]) == 0
        (file,) = (folder / "watch").glob("looks-2026-12.warc.gz")
        with file.open("rb") as stream:
            assert len(list(ArchiveIterator(stream))) == 2


FEED = [{"post": {"uri": f"at://{DID}/app.bsky.feed.post/3k{n}", "author": {"did": DID}, "record": {"createdAt": f"2026-10-0{n}T12:00:00Z"}}} for n in (9, 8, 6, 4)]  # fmt: skip # noqa: E501


def test_what_a_listing_lacks_is_looked_at_by_itself_and_what_it_shows_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "bluesky", monkeypatch, posts=9) as (plays, server, folder):
        looked(folder, capsys)
        stranger = {
            "post": {"uri": "at://did:plc:other/app.bsky.feed.post/3k7", "author": {"did": "did:plc:other"}}
        }
        plays.listing = lambda: api({"feed": [*FEED[:2], stranger, *FEED[2:]]})
        plays.gone[7] = {"posts": api({"posts": []}), "record": api({"error": "RecordNotFound"}, 400)}
        before = len(server.asked)
        found = looked(folder, capsys, "--listing", "--most", "2", days=31)
        assert {n for n in found if found[n]["state"] == "present"} >= {9, 8, 6, 4}
        assert found[7]["state"] in {"gone", "unknown"}
        assert found[5]["state"] == "present"  # not listed, but there: a listing alone says nothing
        asked = {plays.number(path) for _, path, _, _ in server.asked[before:] if "getPosts" in path}
        assert asked == {5, 7}  # 1, 2 and 3 are older than what the listing shows


@pytest.mark.parametrize(
    "wall", [api({"feed": []}), page("<p>Log in</p>"), page("", 503), (200, HTML, b"\xff{")]
)
def test_a_listing_that_is_a_wall_or_holds_nothing_of_hers_makes_no_suspects(
    wall: tuple, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "bluesky", monkeypatch) as (plays, _, folder):
        looked(folder, capsys)
        plays.listing = lambda: wall
        assert looked(folder, capsys, "--listing") == {}  # nothing is due, and nothing became so
        assert {row["state"] for row in looked(folder, capsys, "--listing", days=31).values()} == {"present"}


STRANGE = "ބޭފުޅާ މިޕޯސްޓް ނެތް"


def test_words_that_nobody_knows_stay_unknown_and_are_kept_shown_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "wechat", monkeypatch) as (plays, _, folder):
        looked(folder, capsys)
        plays.gone = {1: {"page": page(f"<h2>{STRANGE}</h2>")}, 2: {"page": page(f"<h2>{STRANGE}</h2>", 404)}}
        for wait in (31, 2, 31):
            found = looked(folder, capsys, days=wait)
        assert (found[1]["state"], found[1]["by"]) == ("unknown", "unknown")
        assert STRANGE in found[1]["evidence"]["unread"]
        assert found[1]["evidence"]["needs"] == ["words"]
        assert found[2]["state"] == "gone"  # by its status, and its words are kept all the same
        assert main(["watch", str(folder), "--notices", "--json"]) == 0
        said = capsys.readouterr()
        (row,) = [json.loads(line) for line in said.out.splitlines()]
        assert STRANGE in row["notice"]
        assert (row["platform"], row["items"], row["looks"]) == ("wechat", 2, 5)
        assert len(row["digest"].removeprefix("sha256:")) == 64
        assert "1 wordings are not in the table" in said.err


def test_a_count_of_answers_that_fell_is_told_and_is_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch) as (plays, _, folder):
        assert "replies" not in looked(folder, capsys)[1]  # three, and nothing to compare with
        fewer = {"id": "1", "bid": "N1", "text": "x", "user": {"id": 1645372340}, "comments_count": 1}
        plays.gone[1] = {"api": api({"ok": 1, "data": fewer})}
        found = looked(folder, capsys, days=31)
        assert (found[1]["state"], found[1]["replies"]) == ("present", {"most": 3, "now": 1})
        assert "replies" not in found[2]
