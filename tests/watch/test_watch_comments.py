"""Answers: the owner's own comments one by one, other people's only by their number, and whether there may be any."""

from dataclasses import replace
from pathlib import Path

import pytest

from library.archive_builders import about, build
from net.a_server import serving
from targets.made_up_life import FRIEND, post
from watch.played_platforms import DID, OWNERS, TEXT, Days, api, looked, page, played
from wildgrass.cli import watch as command
from wildgrass.model import Item, Kind
from wildgrass.net import Client, Limits, Route
from wildgrass.watch.belonging import is_at_home, is_below
from wildgrass.watch.comments_shapes import comments_said

SAID = "她在别人的帖子下面说的话"


def weibo(n: int, comments: int, **more: object):
    data = {"id": str(n), "bid": f"N{n}", "text": f"{TEXT} {n}", "user": {"id": 1645372340}}
    return api({"ok": 1, "data": data | {"comments_count": comments} | more})


def test_answers_that_fell_by_half_in_two_looks_are_told_as_purged_and_never_from_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "weibo", monkeypatch, posts=5) as (plays, server, folder):
        plays.gone = {n: {"api": weibo(n, 40)} for n in range(1, 6)}
        first = looked(folder, capsys)
        plays.gone[1] = {"api": weibo(1, 4)}
        plays.gone[2] = {"api": weibo(2, 38)}  # an ordinary fall
        plays.gone[3] = {"api": weibo(3, 2, text="她改写了这一条")}  # the post is not what it was
        plays.gone[4] = {"api": weibo(4, 0)}
        once = looked(folder, capsys, days=31)
        assert all("comments_purged" not in row for row in once.values())
        plays.gone[4] = {"api": weibo(4, 41)}  # a fault that was over
        found = once | looked(folder, capsys, minutes=25)
        told = found[1]["comments_purged"]
        assert (found[1]["state"], told["from"], told["to"]) == ("present", 40, 4)
        assert (told["last_full"], told["first_fewer"]) == (first[1]["checked"], once[1]["checked"])
        assert len(told["records"]) == 3
        assert [n for n in found if "comments_purged" in found[n]] == [1]
        assert not [
            path for _, path, _, _ in server.asked if "comment" in path
        ]  # counts only, never the answers


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"posts": [{"uri": "at://d/p/7", "threadgate": {"record": {"allow": []}}}]}, "closed"),
        ({"posts": [{"uri": "at://d/p/7", "threadgate": {"record": {"allow": [{}]}}}]}, "limited"),
        ({"posts": [{"uri": "at://d/p/7", "threadgate": {"record": {}}}]}, ""),
        ({"posts": [{"uri": "at://d/p/8", "threadgate": {"record": {"allow": []}}}]}, ""),
        ({"type": "Video", "commentsEnabled": False}, "closed"),
        ({"type": "Note", "commentsEnabled": True}, ""),
        ({"type": "Note", "interactionPolicy": {"canReply": {"always": []}}}, "closed"),
        ({"type": "Note", "interactionPolicy": {"canReply": {"always": ["a"]}}}, ""),
        ({"type": "Note"}, ""),
    ],
)
def test_what_answers_say_of_whether_there_may_be_answers(value: dict, said: str) -> None:
    assert comments_said(value, "7") == said


def test_closed_comments_are_told_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "bluesky", monkeypatch) as (plays, _, folder):
        mine = {"uri": f"at://{DID}/app.bsky.feed.post/3k1", "author": {"did": DID}, "record": {"text": TEXT}}
        plays.gone[1] = {"posts": api({"posts": [mine | {"threadgate": {"record": {"allow": []}}}]})}
        found = looked(folder, capsys)
        assert (found[1]["state"], found[1]["comments"]) == ("present", "closed")
        assert "comments" not in found[2]


def comment(number: int, url: str, source: str = "feed", **more: object) -> Item:
    owner = OWNERS[source]
    made = post(number, "2026-10-01 12:00", f"{SAID} {number}", url=url, author=owner)
    return replace(made, id=f"{source}:comment:{700 + number}", kind=Kind.COMMENT, source=source, **more)  # type: ignore[arg-type]


def test_whose_comments_are_watched_and_by_which_addresses() -> None:
    nobody: frozenset[str] = frozenset()
    hers = frozenset({"1645372340"})
    below = comment(1, "https://weibo.com/999/Nabc?cid=701", "weibo")
    assert is_below(below)
    assert is_at_home(below, hers)  # on somebody else's post, and it names the comment
    assert not is_at_home(comment(2, "https://weibo.com/999/Nabc", "weibo"), hers)  # it names the post alone
    assert not is_below(comment(3, "https://x.com/yecao_demo/status/703", "x"))
    assert is_at_home(comment(3, "https://x.com/yecao_demo/status/703", "x"), nobody)
    assert not is_at_home(comment(3, "https://x.com/other/status/703", "x"), frozenset({"900", "yecao_demo"}))


def test_her_own_comments_are_watched_one_by_one_on_pages_of_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    says: dict[str, tuple] = {}

    def say(_method: str, path: str, _count: int):
        return says[path.partition("?")[0]]

    def client(_proxy: str | None) -> Client:
        return Client(Route(), sleep=lambda _: None, limits=Limits(read_s=20), now=lambda: Days.at)

    monkeypatch.setattr(command, "watch_client", client)
    monkeypatch.setattr(command, "datetime", Days)
    article = "<article><p>a stranger's article</p></article>"
    with serving(say) as server:
        items = [comment(n, f"{server.url}/page{n}?comment=70{n}") for n in (1, 2, 3, 4)]
        items.append(replace(comment(9, f"{server.url}/other?comment=709"), author=FRIEND))
        owner = replace(OWNERS["feed"], id="https://me.example/feed")
        items = [replace(one, author=owner) if one.author is not FRIEND else one for one in items]
        build(tmp_path / "library", items, about("only", owner=owner, source="feed"))
        for n in (1, 2, 3, 4):
            says[f"/page{n}"] = page(f"{article}<p>{SAID} {n}</p>")
        first = looked(tmp_path / "library", capsys)
        assert {n: row["state"] for n, row in first.items()} == {700 + n: "present" for n in (1, 2, 3, 4)}
        says["/page1"] = page(article)  # the page is there, the comment is not shown
        says["/page2"] = page("<p>Not found</p>", 404)
        says["/page3"] = page("<p>This comment has been removed by a moderator, said somebody</p>" + article)
        looked(tmp_path / "library", capsys, days=31)
        found = looked(tmp_path / "library", capsys, days=2)
        assert (found[702]["state"], found[702]["by"], found[702]["of_thread"]) == ("gone", "unknown", True)
        rest = first | found
        assert {rest[n]["state"] for n in (701, 703)} <= {"unknown", "present"}
        assert not [path for _, path, _, _ in server.asked if path.startswith("/other")]
