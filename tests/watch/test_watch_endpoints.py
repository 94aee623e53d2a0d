"""The contract with each platform, by the real command: its own endpoints, its words for "gone", and its walls."""

# ruff: noqa: E501, RUF001 - a table of answers, one a line; Chinese punctuation is meant

import json
from pathlib import Path

import pytest

from watch.played_platforms import DID, Said, api, looked, page, played
from wildgrass.watch.asking import questions
from wildgrass.watch.shapes import played as player_of

NOT_FOUND = page("<p>Not found</p>", 404)
LOGIN = page("<form>Log in to continue</form>")
SHELL = page("<noscript>JavaScript is not available.</noscript>")


def player(status: str, reason: str, subreason: str = "") -> Said:
    """Return YouTube's page with what it tells its player."""
    screen = {"playerErrorMessageRenderer": {"subreason": {"simpleText": subreason}}}
    value = {"status": status, "reason": reason, "errorScreen": screen}
    script = f'<script>var ytInitialPlayerResponse = {{"playabilityStatus":{json.dumps(value)}}};</script>'
    return page(script)


GONE = {
    # platform and what happens: what its ways answer, the state after a day and a bit, by whom
    "x oembed 404, seen before": ({"oembed": api({"error": "Sorry, that page does not exist"}, 404), "page": SHELL}, "gone", "unknown"),
    "x oembed 403": ({"oembed": api({"error": "Sorry, you are not authorized to see this status."}, 403), "page": SHELL}, "unknown", "unknown"),
    "x tombstone": (
        {"oembed": page("", 429), "page": SHELL} | {"embed": api({"__typename": "TweetTombstone", "tombstone": {"text": {"text": "This Post is from a suspended account. Learn more"}}})},
        "tombstone",
        "platform",
    ),
    "x withheld": ({"oembed": page("", 429), "page": SHELL} | {"embed": api({"text": "-", "withheld_in_countries": ["DE"]})}, "blocked", "state"),
    "x withheld everywhere": ({"oembed": page("", 429), "page": SHELL} | {"embed": api({"withheld_in_countries": ["XX"]})}, "tombstone", "state"),
    "x login wall": ({"oembed": page("", 429), "embed": LOGIN, "page": LOGIN}, "error", "unknown"),
    "bluesky deleted": (
        {
            "posts": api({"posts": []}),
            "account": api({"did": DID, "active": True}),
            "record": api({"error": "RecordNotFound"}, 400),
        },
        "gone",
        "unknown",
    ),
    "bluesky account taken down": (
        {
            "posts": api({"posts": []}),
            "account": api({"did": DID, "active": False, "status": "takendown"}),
            "record": api({"error": "RepoTakendown"}, 400),
        },
        "tombstone",
        "platform",
    ),
    "bluesky deactivated": (
        {
            "posts": api({"posts": []}),
            "account": api({"did": DID, "active": False, "status": "deactivated"}),
            "record": api({"error": "RepoDeactivated"}, 400),
        },
        "tombstone",
        "author",
    ),
    "bluesky label !takedown": (
        {"posts": api({"posts": [{"uri": f"at://{DID}/app.bsky.feed.post/3k4", "labels": [{"val": "!takedown", "src": "did:plc:mod"}]}]}), "record": page("", 502)},
        "tombstone",
        "platform",
    ),
    "bluesky label !hide": (
        {"posts": api({"posts": [{"uri": f"at://{DID}/app.bsky.feed.post/3k5", "labels": [{"val": "!hide", "src": "did:plc:mod"}]}]})},
        "blocked",
        "platform",
    ),
    "bluesky hidden from readers": (
        {
            "posts": api({"posts": []}),
            "account": api({"did": DID, "active": True}),
            "record": api({"uri": f"at://{DID}/app.bsky.feed.post/3k6", "cid": "b", "value": {"text": ""}}),
        },
        "blocked",
        "unknown",
    ),
    "bluesky throttled": ({"posts": page("", 502), "account": api({"did": DID, "active": False, "status": "throttled"}), "page": page("", 503), "record": page("", 500)}, "error", "unknown"),
    "weibo deleted": ({"api": api({"ok": 0, "msg": "抱歉，此微博已被作者删除。"}), "page": page("<p>微博不存在或暂无查看权限!</p>")}, "tombstone", "unknown"),
    "weibo state 8": ({"api": api({"ok": 1, "data": {"id": "1", "state": 8, "text": "该微博因被多人投诉，根据《微博社区公约》，已被删除"}}), "page": LOGIN}, "tombstone", "platform"),
    "weibo login": ({"api": api({"ok": -100, "url": "https://passport.example/"}), "page": page("<title>Sina Visitor System</title>")}, "error", "unknown"),
    "youtube taken": ({"oembed": api({"error": {"code": 404}}, 404), "page": player("ERROR", "Video unavailable", "This video has been removed by the uploader")}, "tombstone", "author"),
    "youtube rules": ({"oembed": NOT_FOUND, "page": player("ERROR", "This video has been removed for violating YouTube's Community Guidelines")}, "tombstone", "platform"),
    "youtube terminated": ({"oembed": NOT_FOUND, "page": player("ERROR", "Video unavailable", "This video is no longer available because the YouTube account associated with this video has been terminated.")}, "tombstone", "platform"),
    "youtube private": ({"oembed": api({}, 403), "page": player("LOGIN_REQUIRED", "This video is private")}, "tombstone", "author"),
    "youtube robot": ({"oembed": api({}, 401), "page": player("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot")}, "error", "unknown"),
    "mastodon tombstone": ({"activity": api({"type": "Tombstone"}, 410), "page": page("", 410)}, "tombstone", "unknown"),
    "mastodon 404": ({"activity": api({"error": "Record not found"}, 404), "page": NOT_FOUND}, "gone", "unknown"),
    "mastodon authorized fetch": ({"activity": api({"error": "This method requires an authenticated user"}, 401), "page": SHELL}, "unknown", "unknown"),
    "telegram deleted": ({"embed": page('<div class="tgme_widget_message_error">Post not found</div>')}, "tombstone", "unknown"),
    "wechat rules": ({"page": page("<h2>此内容因违规无法查看</h2>")}, "tombstone", "platform"),
    "wechat rules, English": ({"page": page("<h2>Unable to view this content because it violates regulations</h2>")}, "tombstone", "platform"),
    "wechat captcha": ({"page": page("<p>当前环境异常，完成验证后即可继续访问。</p>")}, "error", "unknown"),
    "instagram broken": ({"embed": page("<p>The link to this photo or video may be broken, or the post may have been removed.</p>"), "page": LOGIN}, "error", "unknown"),
    "instagram gone": ({"embed": LOGIN, "page": page("<h2>很抱歉，此頁面無法使用。</h2>")}, "tombstone", "unknown"),
    "facebook login": ({"page": page("<p>You must log in to continue.</p>")}, "error", "unknown"),
    "feed soft 404": ({"page": page("<h1>Oops</h1><p>We looked everywhere</p>")}, "unknown", "unknown"),
    "feed 451": ({"page": page("", 451)}, "tombstone", "state"),
    "feed 451 by the line": ({"page": page("", 451, link='<https://isp.example/why>; rel="blocked-by"')}, "blocked", "state"),
    "feed block page": ({"page": page("<h1>Web Page Blocked</h1><p>Category: news</p>", 403)}, "blocked", "unknown"),
    "feed portal": ({"page": page("<p>Accept the terms of this network</p>", 511)}, "error", "unknown"),
    "feed 429": ({"page": page("<p>Not found</p>", 429)}, "error", "unknown"),
}  # fmt: skip


PLATFORMS = sorted({what.partition(" ")[0] for what in GONE})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_a_platform_says_of_posts_that_were_there(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = dict(enumerate((what for what in GONE if what.startswith(f"{platform} ")), 1))
    with played(tmp_path, platform, monkeypatch, posts=len(cases) + 2) as (plays, server, folder):
        first = looked(folder, capsys)
        assert {row["state"] for row in first.values()} == {"present"}
        plays.gone = {n: GONE[what][0] for n, what in cases.items()}
        once = looked(folder, capsys, days=31)
        one_look = {n for n, what in cases.items() if len(GONE[what][0]) == 1}  # two ways are two looks
        assert {once[n]["state"] for n in one_look} <= {"unknown", "error"}
        early = once | looked(folder, capsys, minutes=25)
        last = early | looked(folder, capsys, days=31)
        assert {what: (last[n]["state"], last[n]["by"]) for n, what in cases.items()} == {
            what: GONE[what][1:] for what in cases.values()
        }
        for n, what in cases.items():
            state = GONE[what][1]
            assert state in {"gone", "unknown"} or early[n]["state"] == state, what
            if state in {"gone", "tombstone"}:
                assert last[n]["last_seen"] == first[n]["checked"]
                assert last[n]["first_missing"] == once[n]["checked"]
        assert {last[len(cases) + more]["state"] for more in (1, 2)} == {"present"}
        assert all(
            "cookie" not in headers and "authorization" not in headers for _, _, headers, _ in server.asked
        )


def test_official_addresses_are_asked_at_the_platforms_own_endpoints() -> None:
    asked = {
        platform: [one.url for one in questions(platform, url)]
        for platform, url in {
            "x": "https://x.com/yecao/status/1582",
            "bluesky": f"https://bsky.app/profile/{DID}/post/3kabc",
            "weibo": "https://weibo.com/1645372340/K3fnuEfZK",
            "youtube": "https://www.youtube.com/watch?v=abcdefghijk",
            "telegram": "https://t.me/yecao/12",
            "instagram": "https://www.instagram.com/p/CxYz/",
            "mastodon": "https://social.example/@yecao/1",
            "wechat": "https://mp.weixin.qq.com/s/abc",
        }.items()
    }
    uri = f"at%3A%2F%2F{DID.replace(':', '%3A')}%2Fapp.bsky.feed.post%2F3kabc"
    assert asked["bluesky"] == [
        f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris={uri}",
        f"https://bsky.network/xrpc/com.atproto.sync.getRepoStatus?did={DID}",
        f"https://plc.directory/{DID}",
        f"https://bsky.social/xrpc/com.atproto.repo.getRecord?repo={DID}&collection=app.bsky.feed.post&rkey=3kabc",
    ]
    assert asked["x"][0].startswith("https://publish.twitter.com/oembed?")
    assert asked["x"][0].endswith("url=https%3A%2F%2Fx.com%2Fyecao%2Fstatus%2F1582")
    assert asked["x"][1].startswith("https://cdn.syndication.twimg.com/tweet-result?id=1582&lang=en&token=")
    assert asked["weibo"][0] == "https://m.weibo.cn/statuses/show?id=K3fnuEfZK"
    assert asked["telegram"] == ["https://t.me/yecao/12?embed=1&mode=tme"]
    assert asked["youtube"][0].startswith("https://www.youtube.com/oembed?format=json&url=https%3A%2F%2F")
    assert asked["instagram"][0] == "https://www.instagram.com/p/CxYz/embed/captioned/"
    assert asked["mastodon"] == ["https://social.example/@yecao/1"] * 2
    assert asked["wechat"] == ["https://mp.weixin.qq.com/s/abc"]


def test_a_page_without_a_player_or_with_half_of_one_says_nothing_of_it() -> None:
    assert player_of(b"<html>") is None
    assert player_of(b'"playabilityStatus":{"status":"ERR') is None
    assert player_of(b'x "playabilityStatus": {"status":"OK"} y') == ("OK", [])


LIES = [
    NOT_FOUND,
    page("", 410),
    page("<p>Too many requests</p>", 429),
    page("<p>Not found</p>", 503),
    LOGIN,
    page("<p>新的说法，谁也没见过</p>"),
    page("<p>Verify you are human</p>", 403),
    api({"error": "NotFound"}, 404),
]
WAYS = ("oembed", "embed", "posts", "account", "record", "api", "page", "activity")


@pytest.mark.parametrize("platform", ["x", "bluesky", "mastodon", "weibo"])
def test_what_a_server_says_once_by_all_its_ways_and_takes_back_was_no_removal(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, platform, monkeypatch, posts=len(LIES) + 1) as (plays, _, folder):
        looked(folder, capsys)
        plays.gone = {n: dict.fromkeys(WAYS, lie) for n, lie in enumerate(LIES, 1)}
        lied = looked(folder, capsys, days=31)
        assert {row["state"] for row in lied.values()} <= {"present", "unknown", "error"}
        plays.gone = {}
        back = looked(folder, capsys, minutes=25)
        assert {row["state"] for row in back.values()} == {"present"}
        assert all(row["returned"] for n, row in back.items() if n in {1, 2})
