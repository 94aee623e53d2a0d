"""Answers of platforms with their true causes: the table's wordings in many forms, wordings that it lacks, and walls.

All pages are made up here; wordings that the table lacks are as people know them from the platforms.
"""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from wildgrass.watch.looks import Seen
from wildgrass.watch.notices import ANY, Notice, notices

TEXT = "春天的河边开满了花 我们一起去看 she said"
SHORT = "好"
NATIVE = "4414052358656728"
PAGE = {"content-type": "text/html; charset=utf-8"}
CHROME = (
    "<nav><a>首页</a> <a>Log in</a></nav>{}"
    "<aside><h3>Trending</h3><p>天气 weather</p></aside><footer>© 关于</footer>"
)


@dataclass(frozen=True, slots=True)
class Case:
    """An answer: `cause` is present, author, platform, state, unstated (gone, nobody named) or nothing (no removal)."""

    group: str
    platform: str
    seen: Seen
    cause: str
    text: str = TEXT


def page(inner: str, status: int = 200) -> Seen:
    """Return an answer with a page."""
    whole = f"<!doctype html><html><head><title>t</title></head><body>{inner}</body></html>"
    return Seen(status=status, headers=PAGE, body=whole.encode())


def spans(text: str) -> str:
    """Break a text with tags, as pages do."""
    parts = [text[at : at + 5] for at in range(0, len(text), 5)]
    tags = ("<b>{}</b>", "{}", "<span class=a><i>{}</i></span>")
    return "<p>" + "".join(tags[at % 3].format(escape(part)) for at, part in enumerate(parts)) + "</p>"


def of_notice(one: Notice) -> Iterator[Case]:
    """Yield a wording of the table as a page may show it, and pages that only tell of it."""
    said = one.text.replace("*", " a b ")
    cause = "nothing" if one.state == "error" else "unstated" if one.by == "unknown" else one.by
    alone = f"<p>{escape(said)}</p>"
    post = f"<article><p>{TEXT}</p></article>"
    lost = f"<p>{escape(said[: max(3, len(said) // 3)])}</p>"
    tale = "据我所知，朋友说她看到的页面上只有一句话：" * 12 + said + "。后来大家都在讨论这件事情。" * 3
    for name, inner, true in (
        ("alone", alone, cause),
        ("in chrome", CHROME.format(f"<div><h2>提示</h2>{alone}<a>返回</a></div>"), cause),
        ("in tags", f"<div>{spans(said)}</div>", cause),
        ("zero width, case", f"<p>{escape(chr(0x200B).join(said.upper()))}</p>", cause),
        ("truncated", lost, cause),
        ("cut at two thirds", f"<p>{escape(said[: -(-2 * len(said) // 3)])}…</p>", cause),
        ("post there, quoted", CHROME.format(post + f"<p>{escape(said)}</p>"), "present"),
        ("another post's, beside", f"<div id=app></div><aside>{alone}</aside>", "nothing"),
        ("quoted by a reply", f"<div id=app></div><blockquote>{alone}</blockquote>", "nothing"),
        (
            "told of in passing",
            f"<p>{escape(said)}，{'他转来的截图上这样写着，' * (len(said) // 3)}</p>",
            "nothing",
        ),
        ("told of at length", f"<p>{escape(tale)}</p>", "nothing"),
    ):
        yield Case(name, one.platform, page(inner), true)
    yield Case(
        "short post, told of", one.platform, page(f"<p>{SHORT}</p><p>{escape(tale)}</p>"), "nothing", SHORT
    )
    for status in (429, 500, 502, 503):
        yield Case(f"in a {status}", one.platform, page(alone, status), "nothing")


NOT_IN_TABLE = {
    "wechat": {
        "该文章已被作者删除": "author",
        "此內容因違規無法查看": "platform",
        "該內容已被發佈者刪除": "author",
        "This content can't be viewed because it violates regulations": "platform",
        "Deleted by publisher": "author",
        "The": "author",
        "Unable": "platform",
    },
    "weibo": {
        "该微博因违反《微博社区公约》已被处理": "platform",
        "This post has been deleted by the author": "author",
        "抱歉，出错了！该页面不存在": "unstated",
        "依據相關法規，此內容無法顯示": "state",
    },
    "x": {
        "此推文已被推文作者删除": "author",
        "该推文来自被冻结的账号": "platform",
        "Este Tweet fue eliminado por su autor": "author",
        "This Post is unavailable": "unstated",
    },
    "youtube": {
        "此视频已被上传者移除": "author",
        "Video unavailable": "unstated",
        "此影片因違反 YouTube 社群規範而遭到移除": "platform",
    },
    "facebook": {"目前无法查看此内容": "unstated"},
    "instagram": {"很抱歉，此页面无法显示": "unstated"},
    "tiktok": {"视频当前不可用": "unstated"},
    "bilibili": {"UP主已将该稿件设为仅自己可见": "author"},
    "zhihu": {"该回答已被作者删除": "author", "該內容涉嫌違規，已被移除": "platform"},
}
WALLS = (
    ("Just a moment... Enable JavaScript and cookies to continue", 403),
    ("Just a moment...", 200),
    ("请完成安全验证", 200),
    ("登录后查看更多精彩内容", 200),
    ("Log in to X", 200),
    ("Log in", 401),
    ("Too many requests", 429),
    ("Account Suspended. Contact your hosting provider.", 503),
    ("This content isn't available", 502),
    ("访问过于频繁，请稍后再试", 200),
    ("系统维护中", 200),
    ("网络不给力", 200),
    ("Welcome to Hotel WiFi. Accept the terms", 200),
    ("", 200),
    ("Bad gateway", 502),
    ("Forbidden", 403),
    ("Service Temporarily Unavailable", 503),
    ("Unsere Seite ist gleich wieder da", 500),
    ("Loading", 200),
)
PLATFORMS = tuple(sorted({one.platform for one in notices()} - {ANY} | {"mastodon", "bluesky", "feed"}))


def player(status: str, reason: str) -> Seen:
    """Return YouTube's page with what it tells its player."""
    value = json.dumps({"status": status, "reason": reason})
    return page(f'<script>var ytInitialPlayerResponse = {{"playabilityStatus":{value}}};</script>')


def _api(platform: str, value: object, status: int, cause: str) -> Case:
    return Case(
        "API",
        platform,
        Seen(
            status=status,
            headers={"content-type": "application/json"},
            body=json.dumps(value).encode(),
            native=NATIVE,
        ),
        cause,
    )


def apis() -> Iterator[Case]:
    """Yield shapes of APIs: AT Protocol, ActivityPub, oEmbed, Weibo's and X's."""
    for error, cause in (
        ("RepoTakendown", "platform"),
        ("AccountTakedown", "platform"),
        ("RepoSuspended", "platform"),
        ("RepoDeactivated", "author"),
        ("AccountDeactivated", "author"),
        ("RecordNotFound", "unstated"),
        ("RepoNotFound", "unstated"),
        ("NotFound", "unstated"),
        ("InvalidRequest", "nothing"),
        ("RateLimitExceeded", "nothing"),
        ("UpstreamFailure", "nothing"),
        ("AuthMissing", "nothing"),
    ):
        yield _api("bluesky", {"error": error, "message": "m"}, 400, cause)
    yield _api(
        "bluesky", {"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "notFound": True}}, 200, "unstated"
    )
    yield _api("bluesky", {"thread": {"post": {"record": {"text": TEXT}}}}, 200, "present")
    yield _api("mastodon", {"type": "Tombstone"}, 410, "unstated")
    yield _api("mastodon", {"error": "Record not found"}, 404, "unstated")
    yield _api("mastodon", {"error": "This API requires an authenticated user"}, 401, "nothing")
    yield _api(
        "mastodon", {"type": "Note", "content": "<p>" + TEXT.replace(" ", "<br>") + "</p>"}, 200, "present"
    )
    yield _api("x", {"html": f"<blockquote><p>{TEXT}</p></blockquote><script></script>"}, 200, "present")
    yield _api("x", {"error": "Sorry, that page does not exist", "request": "/oembed"}, 404, "unstated")
    yield _api("x", {"error": "not authorized to see this status"}, 403, "nothing")
    yield _api("x", {"withheld_in_countries": ["XX"]}, 200, "state")
    yield _api("x", {"withheld_in_countries": ["TR"]}, 200, "state")
    yield _api("x", {"withheld_copyright": True}, 200, "platform")
    did = "did:plc:yecao"
    for status, cause in (("takendown", "platform"), ("suspended", "platform"), ("deactivated", "author")):
        yield _api("bluesky", {"did": did, "active": False, "status": status}, 200, cause)
    for status in ("throttled", "broken", "a new one"):
        yield _api("bluesky", {"did": did, "active": False, "status": status}, 200, "nothing")
    yield _api("bluesky", {"did": did, "active": True}, 200, "nothing")
    yield _api("bluesky", {"posts": []}, 200, "unstated")
    for labels, cause in (
        ([{"val": "!takedown", "src": "m"}], "platform"),
        ([{"val": "!hide", "src": "m"}], "platform"),
        ([{"val": "!takedown", "src": "m"}, {"val": "!takedown", "src": "m", "neg": True}], "present"),
        ([{"val": "porn", "src": "m"}], "present"),
    ):
        post = {"uri": f"at://{did}/app.bsky.feed.post/{NATIVE}", "record": {"text": TEXT}, "labels": labels}
        yield _api("bluesky", {"posts": [post]}, 200, cause)
    for state, cause in ((7, "author"), (8, "platform"), (1, "nothing")):
        yield _api("weibo", {"ok": 1, "data": {"id": NATIVE, "state": state}}, 200, cause)
    yield _api("weibo", {"ok": 1, "data": {"id": NATIVE, "text": "图片", "user": {"id": 1}}}, 200, "present")
    for code, cause in (("OK", "present"), ("LOGIN_REQUIRED", "nothing"), ("ERROR", "nothing")):
        yield Case("API", "youtube", player(code, "Sign in to confirm you’re not a bot"), cause)
    for reason, cause in (
        ("This video has been removed by the uploader", "author"),
        ("This video has been removed for violating YouTube's policy on hate speech", "platform"),
        ("This live stream recording is not available", "nothing"),
    ):
        yield Case("API", "youtube", player("ERROR", reason), cause)
    yield _api("weibo", {"ok": 0, "msg": "此微博已被作者删除"}, 200, "author")
    yield _api("weibo", {"ok": 0, "msg": "请求过于频繁"}, 200, "nothing")
    yield _api("weibo", {"ok": -100, "url": "https://passport.example/signin"}, 200, "nothing")


def cases() -> Iterator[Case]:
    """Yield everything."""
    for one in notices():
        if one.platform != ANY:
            yield from of_notice(one)
    for platform, wordings in NOT_IN_TABLE.items():
        for words, cause in wordings.items():
            yield Case("not in the table", platform, page(f"<p>{escape(words)}</p>"), cause)
    for platform in PLATFORMS:
        for words, status in WALLS:
            yield Case("walls", platform, page(CHROME.format(f"<p>{escape(words)}</p>"), status), "nothing")
        yield Case("post there", platform, page(CHROME.format(spans(TEXT))), "present")
        yield Case("404", platform, page("<p>Not found</p>", 404), "unstated")
        yield Case("410", platform, page("", 410), "unstated")
        yield Case("451", platform, page("<p>Unavailable For Legal Reasons</p>", 451), "state")
    yield from apis()
