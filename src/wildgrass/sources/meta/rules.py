"""What each member of a Meta export holds: by its top key, else by its file's name, its shape, its folder.

Keys and file names are English whatever the account's language; the labels inside are not, and nothing looks at them.
Shown by the list of paths that the what-if data donation saw in 2024 and 2025, and by public exports since 2018.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wildgrass.model import Audience, Kind
from wildgrass.sources.base import own_name
from wildgrass.sources.meta.shapes import Shape


class Reader(StrEnum):
    """How a record becomes items."""

    RECORD = "record"
    POST = "post"
    PICTURE = "picture"  # a picture or video by itself; what a post holds too is told once
    COMMENT = "comment"
    LIKE = "like"
    RELATION = "relation"
    ENTRIES = "entries"  # records that hold lists of dated entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the records of a member are. `section` says where the platform kept them, in the words of its files."""

    kind: Kind
    reader: Reader = Reader.RECORD
    section: str = ""
    audience: Audience = Audience.UNKNOWN
    is_deleted: bool = False
    holds_cookies: bool = False  # its keys, or the values of its labels, are live cookies

    @property
    def phase(self) -> int:
        """When it is read: posts before the pictures that they hold, who somebody is before everything."""
        if self.kind is Kind.ACCOUNT and self.section == "profile":
            return 0
        return 2 if self.reader is Reader.PICTURE else 1


def _posts(section: str, audience: Audience = Audience.UNKNOWN, *, is_deleted: bool = False) -> Rule:
    return Rule(kind=Kind.POST, reader=Reader.POST, section=section, audience=audience, is_deleted=is_deleted)


def _relation(kind: Kind, section: str) -> Rule:
    return Rule(kind=kind, reader=Reader.RELATION, section=section, audience=Audience.UNKNOWN)


def _own(kind: Kind, section: str = "", reader: Reader = Reader.RECORD) -> Rule:
    return Rule(kind=kind, section=section, reader=reader, audience=Audience.SELF)


_COMMENT: Final = Rule(kind=Kind.COMMENT, reader=Reader.COMMENT)
_LIKE: Final = Rule(kind=Kind.LIKE, reader=Reader.LIKE)
_SAVED: Final = _own(Kind.BOOKMARK, "saved", Reader.LIKE)
_SEARCH: Final = _own(Kind.SEARCH)
_LOGIN, _DEVICE, _AD = _own(Kind.LOGIN), _own(Kind.DEVICE), _own(Kind.AD)
_INFERENCE, _APP, _CONTACT = _own(Kind.INFERENCE), _own(Kind.APP), _own(Kind.CONTACT)
_ACCOUNT, _COMMERCE, _ACTIVITY = _own(Kind.ACCOUNT), _own(Kind.COMMERCE), _own(Kind.ACTIVITY)
_PROFILE: Final = _own(Kind.ACCOUNT, "profile")
_PICTURES: Final = Rule(kind=Kind.POST, reader=Reader.PICTURE, section="picture")
_PROFILE_PHOTO: Final = _posts("profile-photo")
_TRASH: Final = _posts("trash", Audience.SELF, is_deleted=True)

# Without the closing _v2, _v3 of later years.
BY_KEY: Final[dict[str, Rule]] = {
    # Facebook
    "profile": _PROFILE,
    "comments": _COMMENT,
    "group_comments": _COMMENT,
    "group_posts": _posts("group"),
    "your_posts": _posts("post"),
    "status_updates": _posts("post"),
    "wall_posts_sent_to_others": _posts("others-timeline"),
    "app_posts": _posts("app"),
    "archived_stories": _posts("archived-story", Audience.SELF),
    "lasso_videos": _posts("reel"),
    "trash": _TRASH,
    "wall_posts_sent_to_you": _posts("own-timeline"),
    "notes": _posts("note"),
    "profile_updates": _posts("profile-update"),
    "pages_unfollowed": _relation(Kind.ACTIVITY, "unfollowed-page"),
    "group_interactions": _own(Kind.ACTIVITY, "group"),
    "groups_joined": _own(Kind.ACTIVITY, "group"),
    "groups_admined": _own(Kind.ACTIVITY, "group"),
    "event_responses": _own(Kind.ACTIVITY, "event"),
    "events_invited": _own(Kind.ACTIVITY, "event"),
    "your_events": _own(Kind.ACTIVITY, "event"),
    "poll_votes": _own(Kind.ACTIVITY, "poll"),
    "support_messages": _own(Kind.ACTIVITY, "support"),
    "pending_posts": _posts("pending-in-group"),
    "other_photos": _PICTURES,
    "videos": _PICTURES,
    "photos": _PICTURES,
    "reactions": _LIKE,
    "page_likes": _own(Kind.LIKE, "page", Reader.RELATION),
    "stories_feedback": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="story"),
    "saves": _SAVED,
    "collections": _own(Kind.LIST, "saved-collection"),
    "friends": _relation(Kind.FOLLOW, "friend"),
    "following": _relation(Kind.FOLLOW, "following"),
    "followers": _relation(Kind.FOLLOWER, "follower"),
    "pages_followed": _relation(Kind.FOLLOW, "page"),
    "deleted_friends": _relation(Kind.ACTIVITY, "removed-friend"),
    "received_requests": _relation(Kind.ACTIVITY, "friend-request-received"),
    "sent_requests": _relation(Kind.ACTIVITY, "friend-request-sent"),
    "rejected_requests": _relation(Kind.ACTIVITY, "friend-request-rejected"),
    "blocked_users": _relation(Kind.BLOCK, "blocked"),
    "messenger_contacts_blocked": _relation(Kind.BLOCK, "messenger-blocked"),
    "searches": _SEARCH,
    "group_search": _SEARCH,
    "search_clicks": _SEARCH,
    "account_activity": _LOGIN,
    "account_accesses": _LOGIN,
    "active_sessions": _LOGIN,
    "login_protection_data": _LOGIN,
    "used_ip_address": _LOGIN,
    "admin_records": _LOGIN,
    "datr_stats": Rule(kind=Kind.LOGIN, audience=Audience.SELF, holds_cookies=True),
    "last_activity": _LOGIN,
    "account_status_changes": _LOGIN,
    "contact_verifications": _own(Kind.EMAIL),
    "recognized_devices": _DEVICE,
    "devices": _DEVICE,
    "address_book": _CONTACT,
    "contacts": _CONTACT,
    "phone_number_location": _own(Kind.PHONE),
    "phone_numbers": _own(Kind.PHONE),
    "custom_audiences": _AD,
    "custom_audiences_all_types": _AD,
    "history": _AD,
    "lead_gen_info": _AD,
    "topics": _own(Kind.INFERENCE, "ads-interests"),
    "inferred_topics": _INFERENCE,
    "primary_location": _INFERENCE,
    "primary_public_location": _INFERENCE,
    "last_location": _own(Kind.ACTIVITY, "location"),
    "timezone": _ACCOUNT,
    "autofill_information": _ACCOUNT,
    "ig_autofill_data": _ACCOUNT,
    "call_logs": _own(Kind.ACTIVITY, "call-log"),
    "message_logs": _own(Kind.ACTIVITY, "message-log"),
    "off_facebook_activity": _own(Kind.AD, "off-facebook"),
    "installed_apps": _APP,
    "admined_apps": _APP,
    "payments": _COMMERCE,
    "items_selling": _COMMERCE,
    "recently_viewed": _own(Kind.ACTIVITY, "viewed", Reader.ENTRIES),
    "visited_things": _own(Kind.ACTIVITY, "visited", Reader.ENTRIES),
    "people_interactions": _own(Kind.ACTIVITY, "viewed", Reader.ENTRIES),
    "people_and_friends": _own(Kind.ACTIVITY, "feed", Reader.ENTRIES),
    # Instagram
    "profile_user": _PROFILE,
    "ig_stories": _posts("story"),
    "ig_reels_media": _posts("reel"),
    "ig_igtv_media": _posts("igtv"),
    "ig_archived_post_media": _posts("archived", Audience.SELF),
    "ig_profile_picture": _PROFILE_PHOTO,
    "ig_other_media": _posts("other"),
    "ig_recently_deleted_media": _TRASH,
    "text_post_app_text_posts": _posts("threads"),
    "profile_media_reposts": Rule(kind=Kind.SHARE, section="repost"),
    "comments_media_comments": _COMMENT,
    "comments_reels_comments": _COMMENT,
    "comments_story_comments": _COMMENT,
    "likes_media_likes": _LIKE,
    "likes_comment_likes": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="comment"),
    "text_post_app_media_likes": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="threads"),
    "story_activities_story_likes": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="story"),
    "story_activities_emoji_quick_reactions": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="story"),
    "saved_saved_media": _SAVED,
    "saved_saved_music": _SAVED,
    "saved_saved_collections": _own(Kind.LIST, "saved-collection"),
    "relationships_following": _relation(Kind.FOLLOW, "following"),
    "relationships_followers": _relation(Kind.FOLLOWER, "follower"),
    "relationships_following_hashtags": _relation(Kind.FOLLOW, "hashtag"),
    "relationships_blocked_users": _relation(Kind.BLOCK, "blocked"),
    "relationships_restricted_users": _relation(Kind.MUTE, "restricted"),
    "relationships_hide_stories_from": _relation(Kind.LIST, "hide-story-from"),
    "relationships_close_friends": _relation(Kind.LIST, "close-friend"),
    "relationships_feed_favorites": _relation(Kind.LIST, "favourite"),
    "relationships_custom_lists": _own(Kind.LIST, "custom-list"),
    "relationships_follow_requests_sent": _relation(Kind.ACTIVITY, "follow-request-sent"),
    "relationships_permanent_follow_requests": _relation(Kind.ACTIVITY, "follow-request-sent"),
    "relationships_follow_requests_received": _relation(Kind.ACTIVITY, "follow-request-received"),
    "relationships_unfollowed_users": _relation(Kind.ACTIVITY, "unfollowed"),
    "relationships_dismissed_suggested_users": _relation(Kind.ACTIVITY, "suggestion-removed"),
    "text_post_app_text_post_app_followers": _relation(Kind.FOLLOWER, "threads-follower"),
    "text_post_app_text_post_app_following": _relation(Kind.FOLLOW, "threads-following"),
    "text_post_app_text_post_app_blocked_users": _relation(Kind.BLOCK, "threads-blocked"),
    "text_post_app_text_post_app_restricted_users": _relation(Kind.MUTE, "threads-restricted"),
    "text_post_app_text_post_app_profile": _ACCOUNT,
    "account_history_account_privacy_history": _own(Kind.PROTECTION),
    "profile_profile_change": _own(Kind.NAME_CHANGE, "profile-change"),
    "contacts_contact_info": _CONTACT,
    "inferred_data_inferred_emails": _own(Kind.EMAIL, "inferred"),
    "inferred_data_inferred_phone_numbers": _own(Kind.PHONE, "inferred"),
    "ig_custom_audiences_all_types": _AD,
    "ig_lead_gen_info": _AD,
    "ig_reported_conversations": _own(Kind.ACTIVITY, "reported-conversation"),
    # Instagram until 2020: media.json, likes.json, comments.json, connections.json, saved.json, searches.json
    "stories": _posts("story"),
    "direct": _posts("direct"),
    "media_likes": _LIKE,
    "comment_likes": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="comment"),
    "media_comments": _COMMENT,
    "live_comments": _COMMENT,
    "saved_media": _SAVED,
    "close_friends": _relation(Kind.LIST, "close-friend"),
    "following_hashtags": _relation(Kind.FOLLOW, "hashtag"),
    "restricted_users": _relation(Kind.MUTE, "restricted"),
    "hide_stories_from": _relation(Kind.LIST, "hide-story-from"),
    "dismissed_suggested_users": _relation(Kind.ACTIVITY, "suggestion-removed"),
    "follow_requests_sent": _relation(Kind.ACTIVITY, "follow-request-sent"),
    "follow_requests_received": _relation(Kind.ACTIVITY, "follow-request-received"),
    "permanent_follow_requests": _relation(Kind.ACTIVITY, "follow-request-sent"),
    "unfollowed_users": _relation(Kind.ACTIVITY, "unfollowed"),
    "main_search_history": _SEARCH,
    "shopping_search_history": _SEARCH,
    "login_history": _LOGIN,
    "logout_history": _LOGIN,
    "password_change_history": _LOGIN,
    "registration_info": _LOGIN,
    "camera": _DEVICE,
}

_BY_KEY_START: Final[tuple[tuple[str, Rule], ...]] = (
    ("account_history_", _LOGIN),
    ("devices_", _DEVICE),
    ("searches_", _SEARCH),
    ("inferred_data_", _INFERENCE),
    ("topics_", _INFERENCE),
    ("impressions_history_", _AD),
    ("custom_audiences", _AD),
    ("ig_custom_audiences", _AD),
    ("apps_and_websites_off_meta", _AD),
    ("apps_and_websites_", _APP),
    ("off_facebook", _AD),
    ("checkout_", _COMMERCE),
    ("profile_", _ACCOUNT),
    ("settings_", _ACCOUNT),
    ("relationships_", _relation(Kind.ACTIVITY, "relationship")),
)

# Members without a key of their own: arrays, and the label_values of 2025.
_BY_STEM: Final[dict[str, Rule]] = {
    "your_posts": _posts("post"),
    "posts": _posts("post"),
    "your_posts_check_ins_photos_and_videos": _posts("post"),
    "others_posts_on_your_timeline": _posts("own-timeline"),
    "other_peoples_posts_to_your_timeline": _posts("own-timeline"),
    "posts_on_other_pages_and_profiles": _posts("others-timeline"),
    "stories": _posts("story"),
    "archived_stories": _posts("archived-story", Audience.SELF),
    "reels": _posts("reel"),
    "igtv_videos": _posts("igtv"),
    "archived_posts": _posts("archived", Audience.SELF),
    "profile_photos": _PROFILE_PHOTO,
    "recently_deleted_content": _TRASH,
    "other_content": _posts("other"),
    "threads_and_replies": _posts("threads"),
    "reposts": Rule(kind=Kind.SHARE, section="repost"),
    "birthday_media": _posts("birthday"),
    "your_videos": _PICTURES,
    "your_photos": _PICTURES,
    "your_uncategorized_photos": _PICTURES,
    "comments": _COMMENT,
    "post_comments": _COMMENT,
    "reels_comments": _COMMENT,
    "your_comments_in_groups": _COMMENT,
    "likes_and_reactions": _LIKE,
    "liked_posts": _LIKE,
    "liked_comments": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="comment"),
    "liked_threads": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="threads"),
    "story_likes": Rule(kind=Kind.LIKE, reader=Reader.LIKE, section="story"),
    "saved_posts": _SAVED,
    "your_saved_items": _SAVED,
    "followers": _relation(Kind.FOLLOWER, "follower"),
    "following": _relation(Kind.FOLLOW, "following"),
    "your_friends": _relation(Kind.FOLLOW, "friend"),
    "removed_friends": _relation(Kind.ACTIVITY, "removed-friend"),
    "blocked_profiles": _relation(Kind.BLOCK, "blocked"),
    "restricted_profiles": _relation(Kind.MUTE, "restricted"),
    "close_friends": _relation(Kind.LIST, "close-friend"),
    "hide_story_from": _relation(Kind.LIST, "hide-story-from"),
    "unfollowed_profiles": _own(Kind.MUTE, "unfollowed"),
    "snooze": _own(Kind.MUTE, "snoozed"),
    "your_search_history": _SEARCH,
    "word_or_phrase_searches": _SEARCH,
    "profile_searches": _SEARCH,
    "device_login_cookies": Rule(kind=Kind.LOGIN, audience=Audience.SELF, holds_cookies=True),
    "registration_information": _LOGIN,
    "two_factor_authentication": _LOGIN,
    "your_devices": _DEVICE,
    "information_about_your_devices": _DEVICE,
    "detected_hardware": _DEVICE,
    "your_device_push_settings": _DEVICE,
    "your_marketplace_device_history": _DEVICE,
    "your_end_to_end_encryption_enabled_messenger_device": _DEVICE,
    "secret_conversations": _DEVICE,
    "contacts_uploaded_from_your_phone": _CONTACT,
    "contacts_uploaded_before_2021": _CONTACT,
    "your_imported_contacts": _CONTACT,
    "your_address_books": _CONTACT,
    "synced_contacts": _CONTACT,
    "synced_contacts_from_instagram": _CONTACT,
    "emails_we_sent_you": _own(Kind.EMAIL),
    "predicted_languages": _INFERENCE,
    "locations_of_interest": _INFERENCE,
    "people_you_may_know": _INFERENCE,
    "suggested_friends": _INFERENCE,
    "people_we_think_you_should_follow": _INFERENCE,
    "link_history": _own(Kind.ACTIVITY, "link-history"),
    "profile": _PROFILE,
    "searches": _SEARCH,
    "devices": _DEVICE,
    "account_history": _LOGIN,
    "uploaded_contacts": _CONTACT,
    "settings": _ACCOUNT,
}

# A part of a folder's name, tried from the innermost folder outwards.
_BY_FOLDER: Final[tuple[tuple[str, Rule], ...]] = (
    ("off_of_", _APP),
    ("apps_and_websites", _APP),
    ("ads", _AD),
    ("your_topics", _INFERENCE),
    ("information_about_you", _INFERENCE),
    ("login", _LOGIN),
    ("security", _LOGIN),
    ("device", _DEVICE),
    ("contacts", _CONTACT),
    ("search", _SEARCH),
    ("payments", _COMMERCE),
    ("marketplace", _COMMERCE),
    ("shop", _COMMERCE),
    ("monetization", _COMMERCE),
    ("location", _own(Kind.ACTIVITY, "location")),
    ("personal_information", _ACCOUNT),
    ("profile_information", _ACCOUNT),
    ("account", _ACCOUNT),
    ("preferences", _ACCOUNT),
    ("settings", _ACCOUNT),
)

_VERSION: Final = re.compile(r"_v\d+\Z")
_NUMBER: Final = re.compile(r"[_-]\d{1,4}\Z")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


def stem_of(name: str) -> str:
    """Return a file's name without its ending, its number and its punctuation: "posts_1.json" is "posts"."""
    base = own_name(name).rpartition("/")[2].lower().removesuffix(".json")
    base = _NUMBER.sub("", base.replace("'", "").replace("\u2019", ""))
    return _NOT_WORD.sub("_", base).strip("_")


def rule_of_key(key: str) -> Rule | None:
    """Return the rule of a top key, None where nobody knows it."""
    plain = _VERSION.sub("", key)
    found = BY_KEY.get(plain)
    if found is not None:
        return found
    return next((rule for start, rule in _BY_KEY_START if plain.startswith(start)), None)


def rule_of_member(name: str, shape: Shape) -> Rule:
    """Return the rule of a member whose records stand under no known key; what nobody knows is an activity."""
    found = _BY_STEM.get(stem_of(name)) or _by_shape(shape)
    if found is not None:
        return found
    for folder in reversed(name.lower().split("/")[:-1]):
        for part, rule in _BY_FOLDER:
            if part in folder:
                return rule
    return _ACTIVITY


def is_known(name: str, shape: Shape) -> bool:
    """Say whether the table names a member, rather than its folder only."""
    is_named = _BY_STEM.get(stem_of(name)) is not None or _by_shape(shape) is not None
    return is_named or any(rule_of_key(key) for key in shape.keys)


def _by_shape(shape: Shape) -> Rule | None:
    """Name what a list of records without a key holds, whatever the file is called."""
    if "string_list_data" in shape.keys or {"string_list_data", "media_list_data"} <= shape.fields:
        return _relation(Kind.FOLLOWER, "follower")
    if "comment" in shape.inner:
        return _COMMENT
    if "reaction" in shape.inner:
        return _LIKE
    if shape.fields & {"attachments", "tags"} or "post" in shape.inner:
        return _posts("post")
    if "media" in shape.fields and shape.inner & {"uri", "cross_post_source"}:
        return _posts("post")
    return None
