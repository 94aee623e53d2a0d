# ruff: noqa: RUF001 - Chinese punctuation and look-alikes are what is looked for
"""What is somebody's by its form alone: mentions, mails, accounts, ids, pages of profiles. Numbers: `numbers`."""

import re
from collections.abc import Iterator
from typing import Final

import regex

from wildgrass.text.redaction.numbers import is_date
from wildgrass.text.redaction.plain import Plain, plain
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, span_of

_AT: Final = (
    r"(?:@|%40|\s@\s|\s?[\[(（]at[\])）]\s?|艾特|\sat\s(?=[^@\n]{1,60}\sdot\s)"
    r"|#(?=(?:[a-z0-9-]+\.){1,4}(?:com|net|org|cn|me|de)\b))"
)
_DOT: Final = r"(?:\.|\s?[\[(（]dot[\])）]\s?|\sdot\s|点)"
_MAIL: Final = regex.compile(
    rf"(?<![a-z0-9._%+-])[\p{{L}}\p{{M}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}._%+-]{{0,63}}?{_AT}"
    rf"(?:[\p{{L}}\p{{M}}\p{{N}}-]{{1,63}}?{_DOT}){{1,6}}[a-z]{{2,24}}(?![a-z0-9])"
)
_MENTION: Final = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}@])(?<![\p{L}\p{M}\p{N}]\.)@([\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.·-]{0,62}[\p{L}\p{M}\p{N}_])?"
    r"(?:[@:](?:[a-z0-9-]+\.)+[a-z]{2,24})?)"
)
_AFTER_HAN: Final = regex.compile(
    r"(?<=[\p{Han}])@([a-z0-9_][a-z0-9_.-]{1,62}|\p{Han}[\p{Han}a-z0-9_]{1,16})"
)
_PLATFORM: Final = (
    "推特|twitter|ig|ins|instagram|tg|telegram|电报|line|抖音|小红书|微博|weibo|snapchat|skype|facebook|fb|脸书|discord|signal|"
    "threads|tiktok|viber|kakao|b站|bilibili|知乎|快手|豆瓣|陌陌|bsky|bluesky|mastodon|github|steam|youtube|油管"
)
_SAID: Final = (  # an account that is said after its platform: by a sign between, or since no word looks like it
    re.compile(
        rf"(?<![a-z])(?:{_PLATFORM})\s?(?:账号|帐号|号码?|用户名|id|account|handle|username)?(?:是|叫|\s?[:=]|\sis)\s?"
        r"((?!https?\b)[a-z0-9_][a-z0-9_.-]{2,30}[a-z0-9_])(?!\s[(a-z])(?![a-z0-9/@])"
    ),
    re.compile(
        rf"(?<![a-z])(?:{_PLATFORM})\s?(?:账号|帐号|号码?|用户名|id|account|handle|username)?(?:是|叫|\s?[:=]|\sis|\s)\s?"
        r"((?=[a-z_.-]*[0-9_])[a-z_][a-z0-9_.-]{1,30}[a-z0-9_])(?![a-z0-9/@])"
    ),
)
_NAMES_OF_ACCOUNTS: Final = (
    ("bluesky-name", re.compile(r"(?<![a-z0-9@.-])[a-z0-9-]{2,60}\.bsky\.social")),
    ("reddit-name", re.compile(r"(?<![a-z0-9.])/?u/[a-z0-9_-]{3,20}(?![a-z0-9/])")),
    ("discord-name", re.compile(r"(?<![a-z0-9_.])[a-z][a-z0-9_.]{1,31}#\d{4}(?!\d)")),
)
_HOSTS: Final = (
    "x\\.com|twitter\\.com|weibo\\.(?:com|cn)|facebook\\.com|fb\\.com|fb\\.me|instagram\\.com|threads\\.(?:net|com)"
    "|t\\.me|telegram\\.me|wa\\.me|tiktok\\.com|douyin\\.com|youtube\\.com|bsky\\.app|zhihu\\.com|bilibili\\.com"
    "|linkedin\\.com|vk\\.com|github\\.com|line\\.me|signal\\.me|discord\\.gg|qzone\\.qq\\.com|xiaohongshu\\.com"
)
_PAGE: Final = re.compile(
    rf"(?:https?://)?(?<![a-z0-9.-])(?:[a-z0-9-]+\.){{0,2}}(?:{_HOSTS})/[^\s<>\"'，。；！？、）》」』]+"
    r"|tg://[^\s<>\"'，。；！？、）》」』]+"
    rf"|https?://[^\s/<>\"']+/(?:@|users?/|u/|profile/|people/)[^\s<>\"'，。；！？、）》」』]+"
)
_PROVINCES: Final = plain("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
_IDS: Final = (
    ("wechat-id", re.compile(r"(?<![a-z0-9])wxid_[0-9a-z]{6,32}|(?<![a-z0-9])gh_[0-9a-f]{12}")),
    ("wechat-room", re.compile(r"\d{5,20}@(?:im\.)?chatroom")),
    (
        "wechat-named",
        re.compile(
            r"(?:[微薇威v]信号?|微x|wechat(?: id)?|weixin|(?<![a-z])vx|(?<![a-z])wx|[+加]v)(?:是|为|叫)?[ :=]{0,3}"
            r"([a-z][a-z0-9_-]{5,19})"
        ),
    ),
    (
        "qq-number",
        re.compile(
            r"(?:(?<![a-z])qq|扣扣|企鹅|加q|(?<![a-z])q(?=[号群]))(?:号码?|群|number)?(?:是|为)?[ :=]{0,3}"
            r"([1-9]\d{4,10})(?!\d)"
        ),
    ),
    ("user-number", re.compile(r"(?<![a-z])(?:uid|user[ _]?id|用户id|imei|meid)[ :=#]{0,3}(\d{4,20})")),
    ("did", re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]+[a-z0-9])")),
    ("nostr-key", re.compile(r"(?:npub|nprofile)1[02-9ac-hj-np-z]{20,}")),
    (
        "identity-card",
        re.compile(r"(?<![0-9a-z])[1-9]\d{5}([ -]?)(?:19|20)\d\d[01]\d[0-3]\d\1\d{3}[\dx](?![0-9a-z])"),
    ),
    (
        "passport",
        re.compile(
            r"(?:护照|passport)(?:号码?|no\.?|number)?[^a-z0-9]{0,10}(?:no\.?|number)?[ :]{0,2}"
            r"([a-z]{1,2}\d{7,8})(?!\d)"
        ),
    ),
    (
        "number-plate",
        regex.compile(
            rf"[{_PROVINCES}][a-hj-np-z][ ·•.-]?(?=(?:[a-z]?\d?){{0,2}}\d{{3}})"
            r"[a-hj-np-z0-9]{4,6}[警学挂港澳领]?(?![a-z0-9])"
        ),
    ),
    (
        "wallet",
        re.compile(r"(?<![0-9a-z])(?:0x[0-9a-f]{40}|t[1-9a-z]{33}|bc1[02-9ac-hj-np-z]{25,60})(?![0-9a-z])"),
    ),
)
_DOCUMENT: Final = re.compile(r"(?<![a-z0-9_./=-])[a-z]{1,2}(\d{7,10})(?![a-z0-9_])")


def mails(text: Plain) -> Iterator[Span]:
    """Yield mail addresses, also those that write the sign as a word."""
    if not any(sign in text.text for sign in ("@", "%40", "at]", "at)", " at ", "艾特", "#")):
        return
    for hit in _MAIL.finditer(text.text):
        value = regex.sub(_DOT, ".", regex.sub(_AT, "@", hit[0], count=1))
        local = regex.search(r"[a-z0-9._%+-]+$", value.partition("@")[0])
        cut = 0 if local is None or value.isascii() else local.start()  # Chinese runs into an address
        who = f"mail:{value[cut:]}"
        yield span_of(text, hit.start() + cut, hit.end(), SpanKind.MAIL, Confidence.SURE, "mail", who)


def mentions(text: Plain) -> Iterator[Span]:
    """Yield "@handle", in any script."""
    if "@" not in text.text:
        return
    for pattern in (_MENTION, _AFTER_HAN):
        for hit in pattern.finditer(text.text):
            is_plain = hit[1].isascii()
            sure = Confidence.SURE if is_plain else Confidence.LIKELY
            yield span_of(text, hit.start(), hit.end(), SpanKind.HANDLE, sure, "mention", f"handle:{hit[1]}")


def accounts(text: Plain) -> Iterator[Span]:
    """Yield accounts that are said after the name of their platform, or that their form tells."""
    for pattern in _SAID:
        for hit in pattern.finditer(text.text):
            yield span_of(
                text, *hit.span(1), SpanKind.HANDLE, Confidence.LIKELY, "said-account", f"handle:{hit[1]}"
            )
    for why, pattern in _NAMES_OF_ACCOUNTS:
        for hit in pattern.finditer(text.text):
            value = hit[0].lstrip("/")
            yield span_of(text, *hit.span(), SpanKind.HANDLE, Confidence.LIKELY, why, f"handle:{value}")


def profiles(text: Plain) -> Iterator[Span]:
    """Yield addresses of pages on platforms where the address names somebody."""
    if "/" not in text.text:
        return
    for hit in _PAGE.finditer(text.text):
        value = hit[0].rstrip(".,;:!?)")
        end = hit.start() + len(value)
        bare = value.removeprefix("https://").removeprefix("http://")
        yield span_of(
            text, hit.start(), end, SpanKind.PROFILE, Confidence.SURE, "profile-address", f"page:{bare}"
        )


def ids(text: Plain) -> Iterator[Span]:
    """Yield ids of platforms, identity cards, passports, number plates, wallets."""
    for why, pattern in _IDS:
        for hit in pattern.finditer(text.text):
            group = 1 if pattern.groups and why != "identity-card" else 0
            start, end = hit.span(group)
            yield span_of(text, start, end, SpanKind.ID, Confidence.SURE, why, f"id:{hit[group]}")
    for hit in _DOCUMENT.finditer(text.text):
        if not is_date(hit[1]):
            who = f"id:{hit[0]}"
            yield span_of(text, *hit.span(), SpanKind.ID, Confidence.POSSIBLE, "document-number", who)
