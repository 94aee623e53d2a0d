"""Whether an export is one of Meta's, of which platform and which year: by what its members hold."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wildgrass.sources.base import Export, own_name
from wildgrass.sources.meta import places
from wildgrass.sources.meta.heads import shape_from
from wildgrass.sources.meta.members import BY_KEY
from wildgrass.sources.meta.places import Place
from wildgrass.sources.meta.rule import Reader
from wildgrass.sources.meta.shapes import Form, Shape

FACEBOOK: Final = "facebook"
INSTAGRAM: Final = "instagram"
_EITHER: Final = "either"
_CANDIDATES: Final = 40
_VERSIONED: Final = re.compile(r"_v\d+\Z")
_INSTAGRAM_FIELDS: Final = frozenset(
    {"string_map_data", "string_list_data", "media_map_data", "media_list_data"}
)
_FLAT_KEYS: Final = frozenset(
    {"media_likes", "comment_likes", "media_comments", "live_comments", "saved_media"}
)
_FLAT_TABLES: Final = frozenset(
    {"followers", "following", "blocked_users", "close_friends", "follow_requests_sent", "following_hashtags"}
)
_TOP: Final = re.compile(
    r"(?:\A|/)(your_facebook_activity|your_activity_across_facebook|your_instagram_activity|messages|posts|content"
    r"|connections|comments|comments_and_reactions|likes_and_reactions|friends|profile_information|photos_and_videos"
    r"|personal_information|security_and_login_information|ads_information|ads|logged_information|preferences"
    r"|apps_and_websites_off_of_facebook|apps_and_websites|followers_and_following|likes|media|html)/"
)
# Fields and links that only one platform's messages have, or have far more often.
_OF_INSTAGRAM: Final = re.compile(rb'"original_content_owner"|"profile_share_|//(?:www\.)?instagram\.com/')
_OF_FACEBOOK: Final = re.compile(
    rb'"sticker"|"ip"\s*:|"gifs"|"bumped_message|//(?:www\.|m\.)?facebook\.com/|"plan"'
)
_PAGE: Final = re.compile(
    rb"uiBoxWhite|\b_a6-[gp]\b|\b_3-95 _2p|class=\"message_header\"|class=\"thread\"|facebook\.com/dyi|\b_a70[0-9a-f]\b"
)
_LIKELY: Final = re.compile(
    r"message_1|posts|comments|reactions|likes|liked|friends|follow|connections|media\.json|profile|stories|personal"
    r"|account|advert|interests|logins|search|saved|apps|activity",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen: the platform, the export's root folder, its layout's name and the evidence in words."""

    platform: str
    layout: str
    reason: str
    root: str = ""


def seen(export: Export) -> Sighting | None:
    """Return what an export is if it is one of Meta's."""
    data, pages, names = _candidates(export)
    votes: Counter[str] = Counter()
    shown: dict[str, str] = {}
    shapes: list[tuple[str, Shape]] = []
    for key in data:
        shape = shape_from(export.head(key))
        platform = evidence(shape)
        if platform and "@context" not in shape.keys:  # linked data, as the Fediverse writes it
            votes[platform] += 1
            shown.setdefault(platform, _words(key, shape))
            shapes.append((key, shape))
    if shapes:
        platform = _platform(export, votes, names)
        why = shown.get(platform) or shown.get(_EITHER) or next(iter(shown.values()))
        return Sighting(platform, _layout(platform, names, shapes), why, _root(names))
    page = next((key for key in pages if _PAGE.search(export.head(key))), None)
    if page is None:
        return None
    platform = _platform(export, Counter(), names)
    if platform == FACEBOOK and not names[INSTAGRAM] and b"nstagram" in export.head(page)[:20_000]:
        platform = INSTAGRAM
    return Sighting(
        platform, "html", f"{own_name(page)} is a web page as Meta's exports hold them", _root(names)
    )


def _candidates(export: Export) -> tuple[list[str], list[str], Counter[str]]:
    """Return the members to look at, few of them, and how often names point to a platform or a root folder."""
    likely: list[str] = []
    others: list[str] = []
    pages: list[str] = []
    names: Counter[str] = Counter()
    for key in export.members:
        for word in (FACEBOOK, INSTAGRAM):
            names[word] += word in key
        top = _TOP.search(key)
        if top is not None:
            names["/" + key[: top.start(1)]] += 1
            names["//" + top[1]] += 1
        enough = len(likely) >= _CANDIDATES
        if key.endswith((".html", ".htm")):
            if len(pages) < _CANDIDATES:
                pages.append(key)
        elif not enough and key.rpartition(".")[2].lower() in ("json", key.lower(), "txt"):
            chosen = likely if _LIKELY.search(key) else others
            if len(chosen) < _CANDIDATES and places.place_of(export, key) is Place.DATA:
                chosen.append(key)
    return (likely + others)[:_CANDIDATES], pages, names


def evidence(shape: Shape) -> str | None:
    """Say which platform writes such a member; "either" where both do, None where neither is certain."""
    return next(_evidence(shape), None)


def _evidence(shape: Shape) -> Iterator[str]:
    if shape.form in (Form.THREAD, Form.SECRET, Form.CHATS):
        yield from _of_messages(shape)
        return
    fields, inner = shape.fields, shape.inner
    if shape.form is Form.ALBUM and (
        {"cover_photo", "last_modified_timestamp"} & set(shape.keys)
        or {"uri", "creation_timestamp"} <= fields
    ):
        yield FACEBOOK
    if "label_values" in fields and fields & {"media", "timestamp", "fbid"}:
        yield _EITHER
    if (
        fields & _INSTAGRAM_FIELDS
        or {"taken_at", "path"} <= fields
        or {"username", "date_joined"} <= fields
        or "string_list_data" in shape.keys
    ):
        yield INSTAGRAM
    if "media" in fields and (
        inner & {"uri", "cross_post_source"} or {"creation_timestamp", "media_metadata"} <= inner
    ):
        yield INSTAGRAM
    if shape.form is Form.KEYED:
        yield from _of_keys(shape.keys, fields)
    if fields & {"attachments", "data"} and "timestamp" in fields and inner & _POSTED:
        yield FACEBOOK


def _of_messages(shape: Shape) -> Iterator[str]:
    if shape.form is Form.CHATS:
        yield INSTAGRAM
    elif shape.form is Form.SECRET:
        if shape.fields & {"isUnsent", "reactions", "media", "type"}:
            yield FACEBOOK
    elif {"sender_name", "timestamp_ms"} <= shape.fields:
        yield FACEBOOK if "sender_id_INTERNAL" in shape.fields else _EITHER
    elif not shape.fields and "participants" in shape.keys and len(shape.keys) > 2:
        yield _EITHER


_POSTED: Final = frozenset({"post", "update_timestamp", "data", "reaction", "comment", "tags"})
# Without the closing _v2 they stood in the exports of 2018 to 2020.
_FACEBOOK_KEYS: Final = frozenset(
    {
        "account_activity",
        "admin_records",
        "used_ip_address",
        "recognized_devices",
        "active_sessions",
        "login_protection_data",
        "off_facebook_activity",
        "installed_apps",
        "page_likes",
        "status_updates",
        "address_book",
        "wall_posts_sent_to_you",
        "wall_posts_sent_to_others",
        "group_posts",
        "event_responses",
        "groups_joined",
    }
)
_INSTAGRAM_KEYS: Final = (
    "ig_",
    "relationships_",
    "likes_media",
    "likes_comment",
    "profile_user",
    "saved_saved",
)


def _of_keys(keys: tuple[str, ...], fields: frozenset[str]) -> Iterator[str]:
    if any(_VERSIONED.search(key) and (_VERSIONED.sub("", key) in BY_KEY or len(keys) == 1) for key in keys):
        yield FACEBOOK
    rule = BY_KEY.get(keys[0])
    is_relation = rule is not None and rule.reader is Reader.RELATION and {"name", "timestamp"} <= fields
    if is_relation or keys[0] in _FACEBOOK_KEYS or keys[0].startswith("custom_audiences"):
        yield FACEBOOK
    if set(keys) & _FLAT_KEYS or len(set(keys) & _FLAT_TABLES) > 1:
        yield INSTAGRAM
    is_usual = not fields or fields & {"media", "uri", "creation_timestamp", "title", "advertiser_name"}
    if is_usual and keys[0] in BY_KEY and keys[0].startswith(_INSTAGRAM_KEYS):
        yield INSTAGRAM


def _platform(export: Export, votes: Counter[str], names: Counter[str]) -> str:
    """Choose: what the members hold counts first, then their folders, then what the messages speak of."""
    if votes[FACEBOOK] != votes[INSTAGRAM]:
        return max((FACEBOOK, INSTAGRAM), key=lambda name: votes[name])
    if bool(names[FACEBOOK]) != bool(names[INSTAGRAM]):
        return FACEBOOK if names[FACEBOOK] else INSTAGRAM
    said = " ".join((export.name, *export.containers)).lower()
    if INSTAGRAM in said and FACEBOOK not in said:
        return INSTAGRAM
    threads = [key for key in export.members if "message_1.json" in key][:12] or list(export.members)[:1]
    heads = [export.head(key) for key in threads]
    shows = [sum(len(pattern.findall(head)) for head in heads) for pattern in (_OF_INSTAGRAM, _OF_FACEBOOK)]
    return INSTAGRAM if shows[0] > shows[1] else FACEBOOK


def _layout(platform: str, names: Counter[str], shapes: list[tuple[str, Shape]]) -> str:
    if {shape.form for _, shape in shapes} == {Form.SECRET}:
        return "messenger-e2ee"
    if any("label_values" in shape.fields for _, shape in shapes):
        return "labels"
    if any(names["//" + top] for top in _SINCE_2023):
        return "activity"
    if platform == INSTAGRAM and any(_is_flat(shape) for _, shape in shapes):
        return "flat"
    return "folders" if any(name.startswith("//") for name in names) else "parts"


_SINCE_2023: Final = ("your_facebook_activity", "your_activity_across_facebook", "your_instagram_activity")


def _is_flat(shape: Shape) -> bool:
    is_known = {"taken_at", "path"} <= shape.fields or set(shape.keys) & (_FLAT_KEYS | _FLAT_TABLES)
    return shape.form is Form.CHATS or bool(is_known)


def _root(names: Counter[str]) -> str:
    """Return the folder inside the export that most of the known folders lie in."""
    roots = Counter(
        {name[1:]: count for name, count in names.items() if name.startswith("/") and name[1:2] != "/"}
    )
    return min(roots, key=lambda root: (-roots[root], len(root))) if roots else ""


def _words(key: str, shape: Shape) -> str:
    name = own_name(key).rpartition("/")[2]
    if shape.form is Form.SECRET:
        return f"{name} holds `threadName` and messages with `senderName`"
    if shape.form is Form.THREAD:
        return f"{name} holds messages with `sender_name` and `timestamp_ms`"
    if shape.form is Form.CHATS:
        return f"{name} holds conversations with `participants`"
    if shape.form is Form.KEYED:
        return f"{name} holds `{shape.keys[0][:60]}`"
    named = ", ".join(f"`{field[:40]}`" for field in sorted(shape.fields)[:4])
    return f"{name} is a list of records with {named}"
