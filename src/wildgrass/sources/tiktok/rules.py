"""What the records of a section are, by the keys that lead to them: names changed with the years, words stayed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wildgrass.model import Audience, Kind

_OTHER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a section's records are. `section` is a part of their ids and stands in `extra`."""

    kind: Kind
    section: str
    audience: Audience = Audience.UNKNOWN
    is_message: bool = False
    is_deleted: bool = False


def plain(key: str) -> str:
    """Return a key in small letters and digits: "Search Term", "SearchTerm" and "search_term" are one."""
    return _OTHER.sub("", key.lower())


# In this order: the first whose words stand in the keys is it. Where two words stand, both must.
_RULES: Final[tuple[tuple[tuple[str, ...], Kind, str], ...]] = (
    (("settingsmap",), Kind.ACCOUNT, "settings"),
    (("communicationhistor",), Kind.COMMERCE, "shop-message"),
    (("directmessage", "setting"), Kind.ACCOUNT, "settings"),
    (("chathistory",), Kind.MESSAGE, "message"),
    (("groupchat",), Kind.MESSAGE, "message"),
    (("directmessage",), Kind.MESSAGE, "message"),
    (("offtiktok",), Kind.AD, "off-tiktok"),
    (("usagedata",), Kind.AD, "off-tiktok"),
    (("adsanddata",), Kind.AD, "ads"),
    (("adsandrichdata",), Kind.AD, "ads"),
    (("adinterest",), Kind.AD, "ads"),
    (("advertiser",), Kind.AD, "ads"),
    (("datapartner",), Kind.AD, "ads"),
    (("instantform",), Kind.AD, "ads"),
    (("golive", "settings"), Kind.ACCOUNT, "settings"),
    (("golive",), Kind.SPACE, "live"),
    (("watchlive", "comments"), Kind.COMMENT, "live-comment"),
    (("watchlive", "questions"), Kind.COMMENT, "live-question"),
    (("watchlive", "settings"), Kind.ACCOUNT, "settings"),
    (("watchlive",), Kind.ACTIVITY, "live-watched"),
    (("tiktokshop",), Kind.COMMERCE, "shop"),
    (("shopping",), Kind.COMMERCE, "shop"),
    (("order",), Kind.COMMERCE, "shop"),
    (("voucher",), Kind.COMMERCE, "shop"),
    (("payment",), Kind.COMMERCE, "payment"),
    (("purchase",), Kind.COMMERCE, "purchase"),
    (("sendgifts",), Kind.COMMERCE, "gift"),
    (("buygifts",), Kind.COMMERCE, "gift"),
    (("wallet",), Kind.COMMERCE, "wallet"),
    (("transaction",), Kind.COMMERCE, "wallet"),
    (("login",), Kind.LOGIN, "login"),
    (("devicelist",), Kind.DEVICE, "device"),
    (("statuslist",), Kind.DEVICE, "status"),
    (("searchlist",), Kind.SEARCH, "search"),
    (("searches",), Kind.SEARCH, "search"),
    (("searchhistory",), Kind.SEARCH, "search"),
    (("block",), Kind.BLOCK, "block"),
    (("mute",), Kind.MUTE, "mute"),
    (("follower",), Kind.FOLLOWER, "follower"),
    (("fanslist",), Kind.FOLLOWER, "follower"),
    (("following",), Kind.FOLLOW, "follow"),
    (("likedvideo",), Kind.LIKE, "like"),
    (("likelist",), Kind.LIKE, "like"),
    (("itemfavoritelist",), Kind.LIKE, "like"),
    (("favoritevideo",), Kind.BOOKMARK, "favourite"),
    (("favoriteeffect",), Kind.BOOKMARK, "favourite-effect"),
    (("favoritehashtag",), Kind.BOOKMARK, "favourite-hashtag"),
    (("favoritesound",), Kind.BOOKMARK, "favourite-sound"),
    (("favoritecomment",), Kind.BOOKMARK, "favourite-comment"),
    (("favoritecollection",), Kind.LIST, "collection"),
    (("repost",), Kind.SHARE, "repost"),
    (("sharehistory",), Kind.ACTIVITY, "shared"),
    (("browsing",), Kind.ACTIVITY, "watched"),
    (("watchhistory",), Kind.ACTIVITY, "watched"),
    (("deletedpost",), Kind.POST, "post"),
    (("locationreview",), Kind.COMMENT, "review"),
    (("poireview",), Kind.COMMENT, "review"),
    (("comment",), Kind.COMMENT, "comment"),
    (("autofill",), Kind.ACCOUNT, "autofill"),
    (("profilemap",), Kind.ACCOUNT, "profile"),
    (("profileinfo",), Kind.ACCOUNT, "profile"),
    (("aimoji",), Kind.ACCOUNT, "ai-moji"),
    (("contact",), Kind.CONTACT, "contact"),
    (("setting",), Kind.ACCOUNT, "settings"),
    (("authorizedapp",), Kind.APP, "app"),
    (("recentlocation",), Kind.ACTIVITY, "location"),
    (("hashtag",), Kind.ACTIVITY, "hashtag"),
    (("favorite",), Kind.BOOKMARK, "favourite"),
    (("favourite",), Kind.BOOKMARK, "favourite"),
    (("posts",), Kind.POST, "post"),
    (("post", "list"), Kind.POST, "post"),
    (("videos",), Kind.POST, "post"),
    (("status",), Kind.DEVICE, "status"),
    (("profile",), Kind.ACCOUNT, "profile"),
)
_AUDIENCES: Final = {Kind.MESSAGE: Audience.DIRECT}
_OWN: Final = frozenset(
    {Kind.LOGIN, Kind.DEVICE, Kind.SEARCH, Kind.ACTIVITY, Kind.AD, Kind.ACCOUNT, Kind.COMMERCE, Kind.CONTACT, Kind.APP}
)  # fmt: skip


@lru_cache(maxsize=1024)
def rule_of(keys: Sequence[str]) -> Rule:
    """Return what records under these keys are; what nobody knows is withheld."""
    path = [plain(key) for key in keys]
    for words, kind, section in _matching(path):
        return Rule(
            kind,
            section,
            _AUDIENCES.get(kind, Audience.SELF if kind in _OWN else Audience.UNKNOWN),
            is_message=kind is Kind.MESSAGE,
            is_deleted="deletedpost" in words,
        )
    return Rule(Kind.ACTIVITY, path[-1] or "activity" if path else "activity", Audience.SELF)


def _matching(path: list[str]) -> list[tuple[tuple[str, ...], Kind, str]]:
    """Return the first rule that a path matches, if any."""
    joined = "".join(path)
    found = next((rule for rule in _RULES if all(word in joined for word in rule[0])), None)
    return [] if found is None else [found]
