"""What APIs' shapes, listings, failures and addresses say, whatever a server sends."""

# ruff: noqa: E501, RUF001 - answers, one a line; Chinese punctuation is meant

import json
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.a_server import closed_port, serving
from wildgrass.net import (
    Client,
    Limits,
    NetError,
    NotReachedError,
    RedirectRefusedError,
    Route,
    TlsFailedError,
)
from wildgrass.watch.asking import address, questions
from wildgrass.watch.listings import listing_question, read_listing
from wildgrass.watch.looks import Look, Seen, author_of, judge
from wildgrass.watch.network import failure
from wildgrass.watch.shapes import of_json, played
from wildgrass.watch.verdicts import verdict

PLATFORMS = (
    "x",
    "bluesky",
    "weibo",
    "youtube",
    "telegram",
    "mastodon",
    "instagram",
    "tiktok",
    "feed",
    "wechat",
)
NAMES = st.sampled_from(
    [
        "error",
        "posts",
        "active",
        "did",
        "status",
        "thread",
        "labels",
        "author",
        "type",
        "withheld_in_countries",
        "ok",
        "data",
        "state",
        "user",
        "id",
        "html",
        "feed",
        "cards",
        "orderedItems",
        "uri",
        "playabilityStatus",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["Tombstone", "XX", "RepoTakendown"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
STATES = {"present", "gone", "tombstone", "blocked", "error", "unknown"}


@given(st.dictionaries(NAMES, JSON, max_size=5), st.sampled_from(PLATFORMS), st.integers(100, 599))
def test_no_json_breaks_the_judgement_the_author_or_a_listing(
    value: dict, platform: str, status: int
) -> None:
    body = json.dumps(value).encode()
    seen = Seen(
        status=status,
        headers={"content-type": "application/json"},
        body=body,
        native="12",
        url="https://a.b/c",
    )
    said = judge(platform, "some text of hers", seen)
    assert said["state"] in STATES
    if status >= 500 or status == 429:
        assert said["state"] == "error"
    found = of_json(platform, value, "12")
    assert found is None or found["state"] in STATES
    assert author_of(platform, seen) is None or isinstance(author_of(platform, seen), str)
    listing = read_listing(platform, "did:plc:a", body)
    assert listing is None or "" not in listing.posts


@given(st.binary(max_size=200), st.sampled_from(PLATFORMS))
def test_no_bytes_break_a_listing_or_a_player(body: bytes, platform: str) -> None:
    read_listing(platform, "yecao", body)
    played(b'"playabilityStatus":' + body)


@given(st.text(max_size=60), st.sampled_from(PLATFORMS))
def test_an_address_elsewhere_is_asked_there_and_nowhere_else(path: str, platform: str) -> None:
    url = f"http://127.0.0.1:8/{path}"
    assert {urlsplit(one.url).netloc for one in questions(platform, url)} == {"127.0.0.1:8"}
    address(platform, url)
    listing = listing_question(platform, "http://other.example/feed", url)
    assert listing is None or urlsplit(listing.url).netloc == "127.0.0.1:8"


def test_what_fails_on_the_way_is_named_in_oonis_words() -> None:
    def failed(url: str) -> NetError:
        with Client(Route(), sleep=lambda _: None, limits=Limits(connect_s=5, read_s=5)) as client:
            with pytest.raises(NetError) as caught:
                client.get(url)
            return caught.value

    assert failure(failed(f"http://127.0.0.1:{closed_port()}/")) == "tcp_ip"
    assert failure(failed("https://no-such-name.invalid/")) == "dns"
    with serving(lambda *_: (200, {}, b"")) as server:
        assert failure(failed(f"https://127.0.0.1:{server.port}/")) in {"tls", "tcp_ip", "http-failure"}
    with serving(lambda *_: (302, {"location": "http://portal.example/login"}, b"")) as server:
        assert failure(failed(f"{server.url}/")) == "redirect"
    for other, named in (
        ("passport.weibo.com", ""),
        ("accounts.google.com", ""),
        ("warning.or.kr", "redirect"),
    ):
        assert failure(RedirectRefusedError(host="m.weibo.com", other=other)) == named
    tls = TlsFailedError(host="h", reason="r")
    tls.__cause__ = ssl.SSLError("certificate verify failed")
    assert failure(tls) == "tls"
    reset = NotReachedError(host="h", reason="r")
    reset.__cause__ = ConnectionResetError(104, "Connection reset by peer")
    assert failure(reset) == "http-failure"


def test_a_network_failure_by_one_way_is_no_removal_however_often() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    looks = [Look(item="x:post:1", at=at, path="page", state="present")]
    looks += [
        Look(item="x:post:1", at=at.replace(day=day), path="page", state="error", network="tcp_ip")
        for day in (2, 3, 9)
    ]
    assert verdict(looks).state == "error"


FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015">
<entry><yt:videoId>abcdefghijk</yt:videoId><published>2026-10-02T00:00:00+00:00</published></entry>
<entry><yt:videoId>bbcdefghijk</yt:videoId><published>2026-09-01T00:00:00+00:00</published></entry></feed>"""
RSS = b"""<rss><channel><item><link>https://a.example/1</link><pubDate>Fri, 02 Oct 2026 00:00:00 GMT</pubDate></item></channel></rss>"""
CHANNEL = b"""<div data-post="Yecao/7"><time datetime="2026-10-02T00:00:00+00:00"></time></div><div data-post="other/8"></div>"""
OUTBOX = {
    "orderedItems": [{"type": "Create", "object": {"id": "https://s/1", "published": "2026-10-02T00:00:00Z"}}]
}
CARDS = {
    "data": {
        "cards": [
            {
                "mblog": {
                    "id": "1",
                    "bid": "N1",
                    "created_at": "Fri Oct 02 00:00:00 +0000 2026",
                    "user": {"id": 9},
                }
            }
        ]
    }
}


@pytest.mark.parametrize(
    ("platform", "account", "body", "posts", "oldest"),
    [
        ("youtube", "UC1", FEED, {"abcdefghijk", "bbcdefghijk"}, 9),
        ("feed", "https://a.example/feed", RSS, {"https://a.example/1"}, 10),
        ("telegram", "yecao", CHANNEL, {"7"}, 10),
        ("mastodon", "https://s/users/y", json.dumps(OUTBOX).encode(), {"https://s/1"}, 10),
        ("weibo", "9", json.dumps(CARDS).encode(), {"1", "N1"}, 10),
        ("weibo", "8", json.dumps(CARDS).encode(), None, 10),
    ],
)
def test_listings_name_her_posts_and_how_far_back_they_go(
    platform: str, account: str, body: bytes, posts: set[str] | None, oldest: int
) -> None:
    found = read_listing(platform, account, body)
    if posts is None:
        assert found is None
        return
    assert found is not None
    assert found.oldest is not None
    assert (found.posts, found.oldest.month) == (posts, oldest)


def test_a_pinned_old_post_does_not_stretch_a_listing() -> None:
    rows = [
        {"type": "Create", "object": {"id": f"https://s/{n}", "published": f"{year}-01-01T00:00:00Z"}}
        for n, year in enumerate((2019, 2026, 2025))
    ]
    found = read_listing("mastodon", "https://s/u", json.dumps({"orderedItems": rows}).encode())
    assert found is not None
    assert found.oldest == datetime(2025, 1, 1, tzinfo=UTC)


def test_whose_a_tweet_is_by_the_number_that_stays_when_she_takes_another_name() -> None:
    body = json.dumps({"user": {"id_str": "900", "screen_name": "renamed"}}).encode()
    assert author_of("x", Seen(status=200, headers={}, body=body)) == "900"


TOMBSTONE = {"tombstone": {"text": {"text": "This Post is from a suspended account. Learn more"}}}
QUOTING = [
    ("x", {"__typename": "Tweet", "id_str": "12", "text": "看", "quoted_tweet": TOMBSTONE}, "present"),
    ("x", {"text": "看", "quoted_tweet": TOMBSTONE}, "unknown"),
    ("x", {"text": "看", "quoted_tweet": {"withheld_in_countries": ["XX"]}}, "unknown"),
    ("x", {"id_str": "12", "withheld_in_countries": ["XX"], "quoted_tweet": {}}, "tombstone"),
    ("x", {"__typename": "TweetTombstone", **TOMBSTONE}, "tombstone"),
    (
        "weibo",
        {
            "data": {
                "text": "转",
                "retweeted_status": {"text": "抱歉，此微博已被作者删除。查看帮助：", "deleted": "1"},
            }
        },
        "unknown",
    ),
    ("weibo", {"data": {"id": "12", "user": {"id": 1}, "retweeted_status": {"state": 8}}}, "present"),
]


@pytest.mark.parametrize(("platform", "value", "state"), QUOTING)
def test_what_befell_a_quoted_or_shared_post_did_not_befall_hers(
    platform: str, value: dict, state: str
) -> None:
    body = json.dumps(value).encode()
    seen = Seen(status=200, headers={"content-type": "application/json"}, body=body, native="12")
    assert judge(platform, "看", seen)["state"] == state
