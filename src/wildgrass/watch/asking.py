"""What to ask a platform about an item: the endpoints that strangers may ask, in the order in which they are asked.

The post's own page comes last: most platforms' pages are empty without scripts. An address that is not on a platform's
own host (a federated server, a mirror, this machine) is asked there and nowhere else.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlsplit

ACTIVITY: Final = "application/activity+json"
_JSON: Final = "application/json"
IDENTITY: Final = "identity"
"""The way to the document that names an account's own server."""
_HTML: Final = "text/html,application/json;q=0.9"
_MOVED: Final = {
    "publish.twitter.com": frozenset({"publish.x.com"}),
    "twitter.com": frozenset({"x.com"}),
    "weibo.com": frozenset({"m.weibo.cn", "www.weibo.com"}),
    "m.weibo.cn": frozenset({"weibo.com"}),
    "youtube.com": frozenset({"www.youtube.com"}),
}
"""Hosts of one platform that send on to each other; no other redirect between hosts is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: `path` names the way, `is_sure` that whoever does not find the item there may conclude from it."""

    path: str
    url: str
    accept: str = _JSON
    is_sure: bool = True
    is_named: bool = False
    """Whether a document named the address, not a person: then it is asked on the open internet only."""

    @property
    def hosts(self) -> frozenset[str]:
        """Return where a redirect may lead."""
        return _MOVED.get(urlsplit(self.url).hostname or "", frozenset())


@dataclass(frozen=True, slots=True)
class _Form:
    """How a platform's addresses look, its own hosts, and what else is asked: path, address, whether it is sure."""

    post: re.Pattern[str]
    hosts: frozenset[str]
    asked: tuple[tuple[str, str, str, bool], ...]
    has_page: bool = True
    """Whether the platform's own page says anything without scripts; elsewhere it may."""


_FORMS: Final = {
    "x": _Form(
        re.compile(r"/(?P<who>[^/]+)(?:/web)?/status(?:es)?/(?P<id>\d+)"),
        frozenset(
            {"x.com", "twitter.com", "mobile.twitter.com", "www.twitter.com", "www.x.com", "mobile.x.com"}
        ),
        # a post that is marked as sensitive is not embedded either: vercel/react-tweet issue 188 (2025)
        (
            (
                "oembed",
                "https://publish.twitter.com",
                "/oembed?omit_script=1&dnt=true&hide_thread=1&url={url}",
                False,
            ),
            (
                "embed",
                "https://cdn.syndication.twimg.com",
                "/tweet-result?id={id}&lang=en&token={token}",
                False,
            ),
        ),
    ),
    "bluesky": _Form(
        re.compile(r"/profile/(?P<who>[^/]+)/post/(?P<id>[A-Za-z0-9.~_:-]+)"),
        frozenset({"bsky.app"}),
        (
            ("posts", "https://public.api.bsky.app", "/xrpc/app.bsky.feed.getPosts?uris={uri}", True),
            ("account", "https://bsky.network", "/xrpc/com.atproto.sync.getRepoStatus?did={who}", True),
            (IDENTITY, "https://plc.directory", "/{who}", False),
            (
                "record",
                "https://bsky.social",
                "/xrpc/com.atproto.repo.getRecord?repo={who}&collection=app.bsky.feed.post&rkey={id}",
                True,
            ),
        ),
        has_page=False,
    ),
    "weibo": _Form(
        re.compile(r"/(?:(?P<who>\d+)|detail|status)/(?P<id>[A-Za-z0-9]+)"),
        frozenset({"weibo.com", "www.weibo.com", "m.weibo.cn"}),
        (("api", "https://m.weibo.cn", "/statuses/show?id={id}", True),),
    ),
    "youtube": _Form(
        re.compile(r"/watch\?(?:[^#]*&)?v=(?P<id>[A-Za-z0-9_-]{11})"),
        frozenset({"youtube.com", "www.youtube.com", "m.youtube.com"}),
        (("oembed", "https://www.youtube.com", "/oembed?format=json&url={url}", False),),
    ),
    "tiktok": _Form(
        re.compile(r"/@(?P<who>[^/]+)/video/(?P<id>\d+)"),
        frozenset({"tiktok.com", "www.tiktok.com"}),
        (("oembed", "https://www.tiktok.com", "/oembed?url={url}", False),),
    ),
    "telegram": _Form(
        re.compile(r"/(?:s/)?(?P<who>[A-Za-z0-9_]+)/(?P<id>\d+)"),
        frozenset({"t.me", "telegram.me"}),
        (("embed", "https://t.me", "/{who}/{id}?embed=1&mode=tme", True),),
        has_page=False,
    ),
    "instagram": _Form(
        re.compile(r"/(?:[^/]+/)?(?:p|reel|tv)/(?P<id>[A-Za-z0-9_-]+)"),
        frozenset({"instagram.com", "www.instagram.com"}),
        (("embed", "https://www.instagram.com", "/p/{id}/embed/captioned/", False),),
    ),
}
_FEDERATED: Final = frozenset({"mastodon"})
_WEB_DID: Final = re.compile(r"did:web:([A-Za-z0-9.-]+)\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names: the platform's own id of the post, and whose it is; each "" where it does not say."""

    native: str = ""
    who: str = ""


def address(platform: str, url: str) -> Address:
    """Return what an item's address names."""
    form = _FORMS.get(platform)
    found = form and form.post.search(_after_host(url))
    if not found:
        return Address()
    parts = found.groupdict()
    who = parts.get("who") or ""
    return Address(parts["id"], "" if platform == "x" and who == "i" else who)


def is_official(platform: str, url: str) -> bool:
    """Say whether an address is on the platform's own host."""
    form = _FORMS.get(platform)
    return form is not None and (urlsplit(url).hostname or "") in form.hosts


def questions(platform: str, url: str) -> tuple[Question, ...]:
    """Return what is asked about an item, in this order, until an answer shows it."""
    page = Question(path="page", url=url, accept=_HTML)
    if platform in _FEDERATED:
        return Question(path="activity", url=url, accept=ACTIVITY), page
    form, named = _FORMS.get(platform), address(platform, url)
    if form is None or not named.native:
        return (page,)
    split = urlsplit(url)
    here = "" if is_official(platform, url) else f"{split.scheme}://{split.netloc}"
    values = {
        "url": quote(url, safe=""),
        "id": named.native,
        "who": quote(named.who, safe=":"),
        "uri": quote(f"at://{named.who}/app.bsky.feed.post/{named.native}", safe=""),
        "token": _token(named.native) if platform == "x" else "",
    }
    asked = [
        Question(
            path=path, url=(here or base) + form_of.format_map(values), is_sure=is_sure, accept=_accept(path)
        )
        for path, base, form_of, is_sure in form.asked
    ]
    return (*asked, page) if form.has_page or here else tuple(asked)


def identity_question(asked: Question, account: str) -> Question | None:
    """Return where a DID's document is, None where the account has no DID (atproto.com/specs/did: plc and web)."""
    if urlsplit(asked.url).hostname != "plc.directory":
        return asked
    web = _WEB_DID.match(account)
    if web:
        url = f"https://{web[1]}/.well-known/did.json"
        return Question(path=IDENTITY, url=url, is_sure=False, is_named=True)
    return replace(asked, url=f"https://plc.directory/{account}") if account.startswith("did:plc:") else None


def host_questions(document: object, asked: Question, account: str, native: str) -> tuple[Question, ...]:
    """Return what an account's own server is asked, where its DID document names one; see atproto.com/specs/did.

    Where another host than the platform's was asked for the document, only that host is asked on.
    """
    services = document.get("service") if isinstance(document, dict) else None
    for one in services if isinstance(services, list) else ():
        if isinstance(one, dict) and str(one.get("id", "")).endswith("#atproto_pds"):
            base = str(one.get("serviceEndpoint", "")).rstrip("/")
            split = urlsplit(base)
            is_there = split.netloc == urlsplit(asked.url).netloc
            is_far = asked.is_named or urlsplit(asked.url).hostname == "plc.directory"
            if is_there or (is_far and split.scheme == "https" and split.hostname and not split.path):
                return _of_host(base, quote(account, safe=":"), native)
    return ()


def _of_host(base: str, who: str, native: str) -> tuple[Question, ...]:
    status = f"{base}/xrpc/com.atproto.sync.getRepoStatus?did={who}"
    record = f"{base}/xrpc/com.atproto.repo.getRecord?repo={who}&collection=app.bsky.feed.post&rkey={native}"
    return (
        Question(path="host", url=status, is_named=True),
        Question(path="record", url=record, is_named=True),
    )


def _accept(path: str) -> str:
    return _HTML if path == "embed" else _JSON


def _after_host(url: str) -> str:
    split = urlsplit(url)
    return split.path + (f"?{split.query}" if split.query else "")


def _token(native: str) -> str:
    """Return the token that X's widgets send with a post's id (vercel/react-tweet, fetch-tweet.ts)."""
    value = int(native) / 1e15 * 3.141592653589793
    whole, part = int(value), value - int(value)
    digits = ""
    while whole:
        whole, digit = divmod(whole, 36)
        digits = _DIGITS[digit] + digits
    for _ in range(9):
        part *= 36
        digits += _DIGITS[int(part)]
        part -= int(part)
    return digits.replace("0", "") or "a"


_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
