"""Which members of an export are TikTok's: JSON by the keys of its sections, texts by their lines."""

import re
from typing import Final

from wildgrass.sources.base import HEAD_BYTES, Export, MemberError, Vintage
from wildgrass.sources.encodings import detect
from wildgrass.sources.endings import TEXT, ending_of

VINTAGES: Final = {
    "activity": "2019 to 2024: JSON with the sections Activity, Video, Comment, Direct Messages",
    "your-activity": "since 2024: JSON with the sections Your Activity, Post, Profile And Settings and others",
    "parts": "JSON of single sections, of any year",
    "texts": "the same as texts, one file for each list: since 2020",
}
_DEPTH: Final = 6  # Tiktok Live / Watch Live History / WatchLiveMap / its number / Comments, and one to spare
PATHS: Final = tuple(".".join("*" * depth) + "[]" for depth in range(1, _DEPTH + 1))
_CANDIDATES: Final = 200
_START: Final = re.compile(rb"\s*\{")
_TOP: Final = re.compile(
    rb'"(?:Activity|Your Activity|Ads and [\w ]*data|App Settings|Comment|Direct Messages?|Video|Post|Profile'
    rb"|Profile And Settings|Tik[Tt]ok (?:Live|Shop|Shopping)|Likes and Favou?rites|Income Plus Wallet Transactions"
    rb'|Income\+ Wallet|Location Reviews?|Poi Review)"\s*:\s*(?:\{|null)'
)
_INNER: Final = re.compile(
    rb'"(FansList|ItemFavoriteList|FavoriteVideoList|FavoriteEffectsList|FavoriteHashtagList|FavoriteSoundList'
    rb"|ChatHistory|VideoList|LoginHistoryList|SearchList|ShareHistoryList|Status List|HashtagList|BlockList"
    rb"|CommentsList|ProfileMap"
    rb"|SettingsMap|OffTikTokActivityDataList|AdInterestCategories|ResponsesList|DataPartnerList|ActivitySummaryMap"
    rb"|WatchLiveMap|GoLiveList|TransactionsList|ReviewsList|PostList|PlatformInfo|SendGifts|BuyGifts|OrderHistories"
    rb'|GroupChat|UsageDataList|EffectsList|LocationData|AIMojiList)"\s*:'
)
_LINK: Final = re.compile(rb'"[Ll]ink"\s*:\s*"https?:\\?/\\?/[^"\s]*tiktokv?\.com')
_DATED: Final = re.compile(rb'"[Dd]ate"\s*:\s*"\d{4}-\d\d-\d\d')
_NEW: Final = re.compile(rb'"(?:Your Activity|Post|Profile And Settings|Likes and Favou?rites)"\s*:')
_CHAT: Final = re.compile(r"(?m)^>>> Chat History with ")
_ROW: Final = re.compile(r"(?m)^Date: ?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: UTC)?\r?\n[^\n:]{2,40}: ?\S")
_LINKED: Final = re.compile(r"(?m)^[\w ]*[Ll]ink:? ?:? ?https?://[^\s]*tiktokv?\.com")
_LISTED: Final = re.compile(
    r"(?m)^(?:User ?[Nn]ame|Search ?Term|Device ?Model|Shared ?Content|Comment|Likes|Method): "
)


def start_of(export: Export, key: str) -> bytes:
    """Return a member's first bytes in UTF-8."""
    data = _first_bytes(export, key)
    encoding = detect(data)
    head = data if encoding == "utf-8" else data.decode(encoding, errors="replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _first_bytes(export: Export, key: str) -> bytes:
    data = b""
    try:
        with export.members[key].open() as stream:
            while len(data) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(data))):
                data += more
    except MemberError:
        return data
    return data


def is_json(export: Export, name: str) -> bool:
    """Say whether a member is JSON."""
    return ending_of(export, name) == "json"


def is_text(export: Export, name: str) -> bool:
    """Say whether a member is a text."""
    return ending_of(export, name) in ("txt", TEXT)


def json_sign(head: bytes) -> str | None:
    """Say what in JSON is TikTok's alone, None where nothing is."""
    if not _START.match(head):
        return None
    inner = list(dict.fromkeys(one.decode() for one in _INNER.findall(head)))
    if (
        inner
        and _TOP.search(head)
        and (len(inner) > 1 or inner[0] not in ("SettingsMap", "VideoList", "PostList"))
    ):
        return f"sections with `{'`, `'.join(inner[:3])}`"
    if _DATED.search(head) and _LINK.search(head):
        return "records of a date and a link to TikTok"
    return None


def text_sign(head: bytes) -> str | None:
    """Say what in a text is TikTok's alone, None where nothing is."""
    text = head.decode(errors="replace")
    if _CHAT.search(text):
        return "“>>> Chat History with”"
    if _ROW.search(text) and _LINKED.search(text):
        return "records of a date and a link to TikTok"
    return None


def is_listed(head: bytes) -> bool:
    """Say whether a text looks like the other lists of the same export."""
    text = head.decode(errors="replace")
    return _ROW.search(text) is not None or _LISTED.search(text) is not None


def recognise(export: Export) -> Vintage | None:
    """Say which layout this is, None where no member is TikTok's."""
    names = [name for name in export.members if ending_of(export, name) in ("json", "txt", TEXT)][
        :_CANDIDATES
    ]
    for name in sorted(names, key=lambda one: is_text(export, one)):
        head = start_of(export, name)
        sign = json_sign(head) if is_json(export, name) else text_sign(head)
        if sign is None:
            continue
        reason = f"{name} holds {sign}"
        if is_text(export, name):
            return Vintage("texts", reason)
        if not _TOP.search(head):
            return Vintage("parts", reason)
        return Vintage("your-activity" if _NEW.search(head) else "activity", reason)
    return None
