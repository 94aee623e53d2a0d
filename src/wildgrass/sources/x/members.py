"""What each member of an X archive is. The table is the documentation: docs/formats/x.md is made from it.

Names are X's own, in the form of the file names since 2022 ("direct-messages-group"); older names lead to the same
rows through `OLDER_NAMES`. Evidence: X's README.txt of 2025, the paths seen in donated archives of 2024/25, and the
public samples that tests/sources/test_x_samples.py reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wildgrass.model import Audience, Kind
from wildgrass.sources.base import PieceSplit


class Reader(StrEnum):
    """Which reader a member needs."""

    TWEET = "tweet"
    NOTE = "note"
    MESSAGE = "message"
    HEADER = "header"
    RELATION = "relation"
    RECORD = "record"  # one item a record, fields by table
    LISTED = "listed"  # one item for each object of the lists inside a record


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberType:
    """How the records of one data type become items.

    `id_class` and `id_at` give "x:<id_class>:<value>"; without `id_at` the id is a digest of the record. Fields named
    here are looked up in the record without its wrapper, "a.b" being b inside a; of several, the first present wins.
    """

    kind: Kind
    what: str
    reader: Reader = Reader.RECORD
    nested: tuple[str, ...] = ()
    id_class: str = ""
    id_at: str = ""
    when: tuple[str, ...] = ("createdAt",)
    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    audience: Audience = Audience.SELF
    phase: int = 2
    media: tuple[str, ...] = ()
    is_deleted: bool = False

    @property
    def split(self) -> PieceSplit:
        """How the member's bytes are cut into records."""
        return PieceSplit(self.nested)


_MESSAGES = ("dmConversation", "messages")
_PUBLIC, _FOLLOWERS, _DIRECT = Audience.PUBLIC, Audience.FOLLOWERS, Audience.DIRECT
_TWEET_MEDIA = ("tweets_media", "tweet_media")


def _tweet(what: str, audience: Audience, *media: str, phase: int, is_deleted: bool = False) -> MemberType:
    return MemberType(
        kind=Kind.POST,
        what=what,
        reader=Reader.TWEET,
        audience=audience,
        media=(*media, *_TWEET_MEDIA),
        phase=phase,
        is_deleted=is_deleted,
    )


def _message(what: str, media: str) -> MemberType:
    return MemberType(
        kind=Kind.MESSAGE,
        what=what,
        reader=Reader.MESSAGE,
        nested=_MESSAGES,
        audience=_DIRECT,
        media=(f"direct_messages{media}_media", f"direct_message{media}_media"),
    )


def _relation(kind: Kind, what: str, audience: Audience = Audience.SELF) -> MemberType:
    return MemberType(kind=kind, what=what, reader=Reader.RELATION, audience=audience)


def _ad(what: str, *path: str) -> MemberType:
    return MemberType(
        kind=Kind.AD,
        what=what,
        reader=Reader.LISTED,
        nested=("ad", "adsUserData", *path) if path else (),
        when=("impressionTime", "impressionAttributes.impressionTime", "conversionTime"),
    )


def _withheld(kind: Kind, what: str, *when: str) -> MemberType:
    return MemberType(kind=kind, what=what, when=when or ("createdAt",))


_POSTS = {
    "tweets": _tweet("posts", _PUBLIC, phase=1),
    "community-tweet": _tweet("posts in communities", _FOLLOWERS, "community_tweet_media", phase=0),
    "twitter-circle-tweet": _tweet("posts for a circle", _FOLLOWERS, "twitter_circle_tweet_media", phase=0),
    "deleted-tweets": _tweet("deleted posts", _PUBLIC, "deleted_tweets_media", phase=2, is_deleted=True),
    "note-tweet": MemberType(kind=Kind.POST, what="long texts of posts", reader=Reader.NOTE, phase=3),
    "deleted-note-tweet": MemberType(
        kind=Kind.POST, what="long texts of deleted posts", reader=Reader.NOTE, phase=3, is_deleted=True
    ),
    "tweet-headers": MemberType(kind=Kind.POST, what="ids and dates of posts", reader=Reader.HEADER, phase=4),
    "deleted-tweet-headers": MemberType(
        kind=Kind.POST, what="ids and dates of deleted posts", reader=Reader.HEADER, phase=4, is_deleted=True
    ),
    "article": MemberType(
        kind=Kind.POST,
        what="articles",
        id_class="article",
        id_at="id",
        title=("title", "data.title"),
        text=("plainText", "text"),
        audience=Audience.UNKNOWN,
    ),
    "moment": MemberType(
        kind=Kind.LIST,
        what="Moments: posts put together under a title",
        id_class="moment",
        id_at="momentId",
        title=("title",),
        text=("description",),
        audience=_PUBLIC,
    ),
    "like": MemberType(
        kind=Kind.LIKE,
        what="likes; X gives no date and no author",
        id_class="like",
        id_at="tweetId",
        text=("fullText",),
        url=("expandedUrl",),
        when=("likedAt",),
        audience=_PUBLIC,
    ),
    "bookmark": MemberType(
        kind=Kind.BOOKMARK,
        what="bookmarks",
        id_class="bookmark",
        id_at="tweetId",
        text=("fullText",),
        url=("expandedUrl",),
        when=("bookmarkedAt",),
    ),
    "community-note": MemberType(
        kind=Kind.NOTE,
        what="community notes written",
        id_class="note",
        id_at="noteId",
        text=("summary",),
        audience=_PUBLIC,
    ),
    "community-note-rating": MemberType(kind=Kind.NOTE, what="ratings of community notes"),
    "community-note-tombstone": MemberType(
        kind=Kind.NOTE, what="deleted community notes", id_class="note", id_at="noteId", is_deleted=True
    ),
    "community-note-batsignal": MemberType(kind=Kind.NOTE, what="requests for a community note"),
}

_CONVERSATIONS = {
    "direct-messages": _message("messages between two", ""),
    "direct-messages-group": _message("messages in groups", "_group"),
    "direct-message-headers": MemberType(
        kind=Kind.MESSAGE, what="ids of messages", reader=Reader.HEADER, nested=_MESSAGES, phase=4
    ),
    "direct-message-group-headers": MemberType(
        kind=Kind.MESSAGE, what="ids of messages in groups", reader=Reader.HEADER, nested=_MESSAGES, phase=4
    ),
    "audio-video-calls-in-dm": MemberType(
        kind=Kind.EVENT, what="calls made", when=("broadcast.createdAt", "createdAt"), audience=_DIRECT
    ),
    "audio-video-calls-in-dm-recipient-sessions": MemberType(
        kind=Kind.EVENT, what="calls received", audience=_DIRECT
    ),
    "grok-chat-item": MemberType(
        kind=Kind.MESSAGE,
        what="chats with Grok",
        text=("message",),
        thread=("chatId",),
        audience=Audience.SELF,
    ),
    "spaces-metadata": MemberType(
        kind=Kind.SPACE,
        what="live audio rooms",
        id_class="space",
        id_at="id",
        title=("title",),
        audience=_PUBLIC,
    ),
    "periscope-broadcast-metadata": MemberType(
        kind=Kind.SPACE, what="live broadcasts", id_class="broadcast", id_at="id", audience=_PUBLIC
    ),
    "periscope-expired-broadcasts": MemberType(kind=Kind.SPACE, what="live broadcasts that expired"),
    "periscope-comments-made-by-user": MemberType(
        kind=Kind.COMMENT, what="comments on broadcasts", text=("text",), audience=_PUBLIC
    ),
}

_RELATIONS = {
    "following": _relation(Kind.FOLLOW, "accounts followed", _PUBLIC),
    "follower": _relation(Kind.FOLLOWER, "followers", _PUBLIC),
    "block": _relation(Kind.BLOCK, "accounts blocked"),
    "smartblock": _relation(Kind.BLOCK, "accounts blocked by X for a time"),
    "mute": _relation(Kind.MUTE, "accounts muted"),
    "direct-message-mute": _relation(Kind.MUTE, "accounts muted in messages"),
    "periscope-followers": _relation(Kind.FOLLOWER, "followers on Periscope"),
    "lists-created": MemberType(kind=Kind.LIST, what="lists made", url=("url",), when=(), audience=_PUBLIC),
    "lists-member": MemberType(kind=Kind.LIST, what="lists that name the account", url=("url",), when=()),
    "lists-subscribed": MemberType(kind=Kind.LIST, what="lists followed", url=("url",), when=()),
}

_HISTORY = {
    "profile": MemberType(
        kind=Kind.PROFILE,
        what="name, text, place, pictures of the profile",
        id_class="profile",
        text=("description.bio", "bio"),
        when=(),
        audience=_PUBLIC,
        media=("profile_media",),
        phase=1,
    ),
    "expanded-profile": MemberType(
        kind=Kind.PROFILE, what="sections of the profile", when=(), audience=_PUBLIC
    ),
    "periscope-profile-description": MemberType(
        kind=Kind.PROFILE, what="profile on Periscope", text=("bio", "description"), when=(), audience=_PUBLIC
    ),
    "screen-name-change": MemberType(
        kind=Kind.NAME_CHANGE,
        what="changes of the @name",
        when=("screenNameChange.changedAt", "changedAt"),
        title=("screenNameChange.changedTo", "changedTo"),
        audience=_PUBLIC,
    ),
    "account-suspension": MemberType(
        kind=Kind.SUSPENSION,
        what="suspensions by X",
        when=("timeStamp",),
        title=("action",),
        audience=_PUBLIC,
    ),
    "periscope-ban-information": MemberType(kind=Kind.SUSPENSION, what="suspensions on Periscope", when=()),
    "protected-history": MemberType(
        kind=Kind.PROTECTION, what="switching to protected and back", when=("protectedAt",), title=("action",)
    ),
}

_SECURITY = {
    "account": _withheld(Kind.ACCOUNT, "account: e-mail, phone, client that made it"),
    "account-creation-ip": _withheld(Kind.LOGIN, "address at account creation"),
    "account-label": _withheld(Kind.ACCOUNT, "label of the account"),
    "account-timezone": _withheld(Kind.ACCOUNT, "time zone"),
    "ageinfo": _withheld(Kind.INFERENCE, "age and birth date"),
    "app": _withheld(Kind.APP, "apps that X believes are installed"),
    "connected-application": _withheld(Kind.APP, "apps allowed to act", "approvedAt"),
    "contact": _withheld(Kind.CONTACT, "other people's phone numbers and e-mail addresses"),
    "device-token": _withheld(Kind.TOKEN, "devices and browsers signed in; the token itself is quarantined"),
    "email-address-change": _withheld(Kind.EMAIL, "e-mail addresses", "emailChange.changedAt", "changedAt"),
    "ip-audit": _withheld(Kind.LOGIN, "sign-ins with their address"),
    "key-registry": MemberType(
        kind=Kind.TOKEN, what="keys for encrypted messages; the keys are quarantined", reader=Reader.LISTED
    ),
    "ni-devices": _withheld(
        Kind.DEVICE,
        "devices for notices: maker, carrier, phone number",
        "messagingDevice.createdDate",
        "pushDevice.createdDate",
    ),
    "periscope-account-information": _withheld(Kind.ACCOUNT, "account on Periscope"),
    "personalization": _withheld(Kind.INFERENCE, "what X infers: interests, gender, age, places", "-"),
    "phone-number": _withheld(Kind.PHONE, "phone number", "-"),
    "professional-data": _withheld(Kind.ACCOUNT, "professional account: addresses, phone, e-mail"),
    "saved-search": MemberType(
        kind=Kind.SEARCH,
        what="saved searches",
        id_class="search",
        id_at="savedSearchId",
        text=("query",),
        when=(),
    ),
    "sso": _withheld(Kind.ACCOUNT, "sign-in through Google or Apple"),
    "tweetdeck": _withheld(Kind.ACCOUNT, "decks and their columns", "-"),
    "verified": _withheld(Kind.ACCOUNT, "verified or not", "-"),
    "verified-organization": _withheld(Kind.ACCOUNT, "organisations and affiliates"),
    "article-metadata": _withheld(
        Kind.ACTIVITY, "dates and visibility of articles", "firstPublishedAtMs", "createdAtMs"
    ),
    "branch-links": _withheld(Kind.ACTIVITY, "links that led to the app", "timestamp"),
    "reply-prompt": MemberType(
        kind=Kind.ACTIVITY, what="replies that X asked to think over", text=("proposedTweetText",)
    ),
    "user-link-clicks": MemberType(
        kind=Kind.ACTIVITY, what="links followed", url=("finalUrl",), when=("timeStampOfInteraction",)
    ),
}

_MONEY = {
    "ad-impressions": _ad("advertisements shown, and why", "adImpressions", "impressions"),
    "ad-engagements": _ad("advertisements acted on", "adEngagements", "engagements"),
    "ad-mobile-conversions-attributed": _ad("acts in apps laid to an advertisement"),
    "ad-mobile-conversions-unattributed": _ad("acts in apps"),
    "ad-online-conversions-attributed": _ad("acts on web sites laid to an advertisement"),
    "ad-online-conversions-unattributed": _ad("acts on web sites"),
    "ads-revenue-sharing": _withheld(Kind.COMMERCE, "payments by X", "-"),
    "catalog-item": _withheld(Kind.COMMERCE, "goods", "-"),
    "commerce-catalog": _withheld(Kind.COMMERCE, "catalogues", "lastUpdatedAt"),
    "product-drop": _withheld(Kind.COMMERCE, "goods announced", "dropTime"),
    "product-set": _withheld(Kind.COMMERCE, "sets of goods", "lastUpdatedAt"),
    "shop-module": _withheld(Kind.COMMERCE, "shop on the profile", "-"),
    "shopify-account": _withheld(Kind.COMMERCE, "shop at Shopify"),
    "twitter-shop": _withheld(Kind.COMMERCE, "shops", "-"),
}

MEMBERS: Mapping[str, MemberType] = MappingProxyType(
    {**_POSTS, **_CONVERSATIONS, **_RELATIONS, **_HISTORY, **_SECURITY, **_MONEY}
)

OLDER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "tweet": "tweets",  # 2019 to 2022
        "direct-message": "direct-messages",  # 2018 and 2019
        "direct-message-group": "direct-messages-group",
        "direct-messages-headers": "direct-message-headers",
        "deleted-tweet": "deleted-tweets",
        "bookmarks": "bookmark",
        "likes": "like",
        "followers": "follower",
        "followings": "following",
        "lists": "lists-created",
        "ad-mobile-conversions": "ad-mobile-conversions-attributed",
        "ad-online-conversions": "ad-online-conversions-attributed",
        "periscope-broadcasts": "periscope-broadcast-metadata",
        "articles": "article",
        "grok-chat-items": "grok-chat-item",
    }
)

MEDIA_FOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "tweets_media": "pictures and videos of posts",
        "tweet_media": "pictures and videos of posts (2019 to 2022)",
        "community_tweet_media": "pictures and videos of posts in communities",
        "twitter_circle_tweet_media": "pictures and videos of posts for a circle",
        "deleted_tweets_media": "pictures and videos of deleted posts",
        "direct_messages_media": "pictures and videos of messages",
        "direct_message_media": "pictures and videos of messages (2018 to 2022)",
        "direct_messages_group_media": "pictures and videos of messages in groups",
        "direct_message_group_media": "pictures and videos of messages in groups (2018 to 2022)",
        "profile_media": "pictures of the profile",
        "moments_media": "covers of Moments",
        "moments_tweets_media": "pictures and videos in Moments",
        "spaces_media": "sound of live rooms",
        "periscope_broadcast_media": "video of live broadcasts",
        "grok_chat_media": "pictures in chats with Grok",
        "article_media": "pictures of articles",
        "articles_media": "pictures of articles",
    }
)

IGNORED: Mapping[str, str] = MappingProxyType(
    {
        "assets/": "the archive's own viewer: scripts, fonts, icons",
        "Your archive.html": "the archive's own viewer",
        "index.html": "the archive's own viewer (2012 to 2018)",
        "css/": "the archive's own viewer (2012 to 2018)",
        "img/": "the archive's own viewer (2012 to 2018)",
        "js/": "the archive's own viewer (2012 to 2018)",
        "lib/": "the archive's own viewer (2012 to 2018)",
        "README.txt": "X's description of the files, the same for everybody",
        "data/README.txt": "X's description of the files, the same for everybody",
        "__MACOSX/": "made by macOS when the folder was packed again",
        ".DS_Store": "made by macOS when the folder was opened",
        "Thumbs.db": "made by Windows when the folder was opened",
    }
)
"""Members that carry nothing of the person, by name or by folder, with the reason."""
