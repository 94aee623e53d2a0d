"""What goes wrong with Instagram's exports, one by one."""

import pytest

from sources.made_archives import export_of
from sources.made_meta import items, read, report, said, thread
from wildgrass.model import Audience, Item, Kind, ZoneBasis
from wildgrass.sources.base import Export
from wildgrass.sources.registry import recognise

FOLLOWING = "connections/followers_and_following/following.json"
POSTS = "your_instagram_activity/content/posts_1.json"


def one(members: dict[str, object]) -> Item:
    (found,) = items(members)
    return found


def listed(value: str, href: str = "", timestamp: int = 5, title: str = "") -> dict[str, object]:
    """Return a record of 2021 and later."""
    entry = {"href": href, "value": value, "timestamp": timestamp}
    return {"title": title, "media_list_data": [], "string_list_data": [entry]}


def picture(name: str, at: int = 5, **more: object) -> dict[str, object]:
    """Return a media object."""
    return {"uri": f"media/posts/{name}", "creation_timestamp": at, "title": "", **more}


def test_a_post_has_the_number_of_its_first_file_in_every_export() -> None:
    post = {"media": [picture("a_17900000000000001.jpg"), picture("b_17900000000000002.jpg")]}
    old = one({"content/posts_1.json": [{**post, "title": "Köln"}]})
    new = one({POSTS: [{**post, "title": "Köln 🚲", "creation_timestamp": 6}]})
    assert old.id == new.id == "instagram:post:17900000000000001"
    assert (old.text, new.text) == ("Köln", "Köln 🚲")
    assert len(new.attachments) == 2


def test_a_caption_stands_on_the_post_or_on_its_only_picture() -> None:
    found = items(
        {POSTS: [{"media": [picture("a.jpg", title="ici")]}, {"media": [picture("b.jpg")], "title": "là"}]}
    )
    assert [post.text for post in found] == ["ici", "là"]
    assert [post.title for post in found] == [None, None]


def test_posts_may_be_single_objects_in_a_list_or_under_a_key() -> None:
    """Stories are pictures, reels are lists of pictures, old members have neither key."""
    found = items(
        {
            POSTS: [{"creation_timestamp": 7}],
            "your_instagram_activity/content/stories.json": {"ig_stories": [picture("s.jpg")]},
            "your_instagram_activity/content/reels.json": {"ig_reels_media": [{"media": [picture("r.mp4")]}]},
            "your_instagram_activity/content/igtv_videos.json": {
                "ig_igtv_media": [{"media": [picture("i.mp4")]}]
            },
            "your_instagram_activity/content/profile_photos.json": {"ig_profile_picture": [picture("p.jpg")]},
            "your_instagram_activity/content/archived_posts.json": {
                "ig_archived_post_media": [{"media": [picture("x.jpg")]}]
            },
            "your_instagram_activity/content/recently_deleted_content.json": {
                "ig_recently_deleted_media": [{"media": [picture("d.jpg")]}]
            },
        }
    )
    assert {post.kind for post in found} == {Kind.POST}
    assert sorted(str(post.extra["section"]) for post in found) == [
        "archived",
        "igtv",
        "post",
        "profile-photo",
        "reel",
        "story",
        "trash",
    ]
    assert [post.is_deleted for post in found if post.extra["section"] == "trash"] == [True]
    assert [post.audience for post in found if post.extra["section"] == "archived"] == [Audience.SELF]


def test_the_same_post_in_two_members_is_one() -> None:
    post = {"media": [picture("a_17900000000000001.mp4")], "title": "x"}
    found = read({"posts_1.json": [post], "reels.json": {"ig_reels_media": [post]}})
    assert sum(isinstance(reading, Item) for reading in found) == 1
    assert "twice" in report(found, "reels.json").note


@pytest.mark.parametrize(
    "record",
    [
        listed("ana.s", "https://www.instagram.com/ana.s"),
        {
            "title": "ana.s",
            "string_list_data": [{"href": "https://www.instagram.com/_u/ana.s", "timestamp": 5}],
        },
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/_u/ana.s", "timestamp": 5}]},
    ],
)
def test_whom_one_follows_is_a_handle_in_every_layout(record: dict[str, object]) -> None:
    follow = one({FOLLOWING: {"relationships_following": [record]}})
    assert follow.target is not None
    assert follow.target.key == "instagram:handle:ana.s"
    assert follow.id == one({FOLLOWING: {"relationships_following": [listed("ana.s")]}}).id


RELATIONS = {
    "relationships_followers": Kind.FOLLOWER,
    "relationships_blocked_users": Kind.BLOCK,
    "relationships_restricted_users": Kind.MUTE,
    "relationships_hide_stories_from": Kind.LIST,
    "relationships_close_friends": Kind.LIST,
    "relationships_feed_favorites": Kind.LIST,
    "relationships_follow_requests_sent": Kind.ACTIVITY,
    "relationships_unfollowed_users": Kind.ACTIVITY,
}


@pytest.mark.parametrize("key", sorted(RELATIONS))
def test_relations_are_told_apart(key: str) -> None:
    assert one({"connections/followers_and_following/x.json": {key: [listed("a")]}}).kind is RELATIONS[key]


def test_a_list_without_a_key_is_followers() -> None:
    assert one({"followers_1.json": [listed("a", timestamp=0)]}).kind is Kind.FOLLOWER
    assert one({"followers_1.json": [listed("a", timestamp=0)]}).published is None


def test_two_likes_in_one_record_are_two() -> None:
    record = listed("👍", "https://www.instagram.com/p/A/", title="ana.s")
    record["string_list_data"].append(  # type: ignore[attr-defined]
        {"href": "https://www.instagram.com/p/B/", "value": "👍", "timestamp": 0}
    )
    found = items({"likes/liked_posts.json": {"likes_media_likes": [record]}})
    assert [like.url for like in found] == [
        "https://www.instagram.com/p/A/",
        "https://www.instagram.com/p/B/",
    ]
    assert [like.published is None for like in found] == [False, True]
    assert {like.target.id for like in found if like.target} == {"ana.s"}


@pytest.mark.parametrize(
    ("comment", "owner", "time"),
    [
        ("Comment", "Media Owner", "Time"),
        ("Kommentar", "Medieejer", "Tidspunkt"),
        ("تعليق", "المالك", "الوقت"),
    ],
)
def test_a_comment_is_read_in_any_language(comment: str, owner: str, time: str) -> None:
    texts = {comment: {"value": "Så fint!"}, owner: {"value": "ana.s"}, time: {"timestamp": 1677000000}}
    found = one({"your_instagram_activity/comments/post_comments_1.json": [{"string_map_data": texts}]})
    assert (found.kind, found.text) == (Kind.COMMENT, "Så fint!")
    assert found.in_reply_to_author is not None
    assert found.in_reply_to_author.id == "ana.s"
    assert found.published is not None
    assert found.published.instant.year == 2023


def test_a_time_that_is_words_stays_words() -> None:
    texts = {
        "Author": {"value": "a", "timestamp": 0},
        "Time": {"value": "Jun 12, 2019, 14:44 PM", "timestamp": 0},
    }
    seen = one(
        {"ads_and_topics/ads_viewed.json": {"impressions_history_ads_seen": [{"string_map_data": texts}]}}
    )
    assert seen.published is None
    assert seen.extra["string_map_data"] == texts
    assert seen.kind is Kind.AD


WITHHELD = {
    "account_history_login_history": Kind.LOGIN,
    "account_history_logout_history": Kind.LOGIN,
    "account_history_password_change_history": Kind.LOGIN,
    "account_history_registration_info": Kind.LOGIN,
    "devices_devices": Kind.DEVICE,
    "devices_camera": Kind.DEVICE,
    "contacts_contact_info": Kind.CONTACT,
    "inferred_data_inferred_emails": Kind.EMAIL,
    "inferred_data_inferred_phone_numbers": Kind.PHONE,
    "inferred_data_primary_location": Kind.INFERENCE,
    "topics_your_topics": Kind.INFERENCE,
    "impressions_history_posts_seen": Kind.AD,
    "ig_custom_audiences_all_types": Kind.AD,
    "apps_and_websites_off_meta_activity": Kind.AD,
    "apps_and_websites_expired_apps": Kind.APP,
    "searches_user": Kind.SEARCH,
    "searches_keyword": Kind.SEARCH,
    "profile_user": Kind.ACCOUNT,
    "settings_allow_comments_from": Kind.ACCOUNT,
}


@pytest.mark.parametrize("key", sorted(WITHHELD))
def test_what_concerns_the_account_is_withheld(key: str) -> None:
    record = {"title": "", "string_map_data": {"Nom": {"href": "", "value": "é", "timestamp": 5}}}
    found = items({"x/y.json": {key: [record]}, FOLLOWING: {"relationships_following": [listed("a")]}})
    kept = next(item for item in found if item.kind is WITHHELD[key])
    assert kept.is_withheld
    assert kept.extra["string_map_data"] == record["string_map_data"]


def test_the_cookie_of_a_login_is_quarantined_and_its_address_kept() -> None:
    texts = {"Cookie Name": {"value": "*****abc"}, "IP Address": {"value": "203.0.113.1"}}
    login = one({"a/login_activity.json": {"account_history_login_history": [{"string_map_data": texts}]}})
    assert "*****abc" not in repr(login)
    assert "203.0.113.1" in repr(login)


def test_the_zip_tells_whose_export_it_is() -> None:
    made = export_of({FOLLOWING: b'{"relationships_following": [{"string_list_data": [{"value": "b"}]}]}'})
    named = Export("x", made.members, (), ("instagram-yuki.92-2025-06-13-YOudpLi7.zip",))
    source, vintage = recognise(named)
    (follow,) = [item for item in source.read(named, vintage) if isinstance(item, Item)]
    assert follow.author is not None
    assert follow.author.key == "instagram:handle:yuki.92"


def test_a_profile_of_any_language_names_the_owner_where_one_value_can_only_be_a_handle() -> None:
    texts = {
        "Adresse e-mail": {"value": "zoe@example.org"},
        "Nom de profil": {"value": "zoe_l.92"},
        "Nom": {"value": "Zoé"},
        "Date de naissance": {"value": "1992-05-01"},
    }
    found = items(
        {
            "personal_information/personal_information/personal_information.json": {
                "profile_user": [{"title": "", "string_map_data": texts}]
            },
            FOLLOWING: {"relationships_following": [listed("a")]},
        }
    )
    assert {item.author.id for item in found if item.author} == {"zoe_l.92"}


def test_messages_are_like_messengers_and_their_senders_are_names() -> None:
    share = {"link": "https://www.instagram.com/p/D/", "share_text": "Vélo", "original_content_owner": "zoe"}
    message = one(
        {
            "your_instagram_activity/messages/inbox/zoe_17800000000000001/message_1.json": thread(
                [said(None, 1626000499000, share=share)]
            )
        }
    )
    assert message.source == "instagram"
    assert message.thread == "instagram:conversation:17800000000000001"
    assert message.author is not None
    assert message.author.id_kind == "label"
    assert [link.target for link in message.links] == ["https://www.instagram.com/p/D/"]
    assert message.extra["share"] == share


def test_a_time_of_2019_without_an_offset_has_no_zone() -> None:
    post = {"caption": "海", "taken_at": "2019-05-02T12:00:00", "path": "photos/a.jpg"}
    found = one({"media.json": {"photos": [post]}})
    assert found.published is not None
    assert found.published.zone_basis is ZoneBasis.UNKNOWN
    dated = one({"media.json": {"photos": [{**post, "taken_at": "2019-05-02T12:00:00+00:00"}]}})
    assert dated.published is not None
    assert dated.published.zone_basis is ZoneBasis.STATED
    assert found.text == "海"


def test_messages_of_2020_are_by_handle_and_one_conversation_whoever_is_named_first() -> None:
    def chat(people: list[str], text: str) -> dict[str, object]:
        said = {"sender": "ken", "created_at": "2019-05-09T10:00:00+00:00", "text": text}
        return {"participants": people, "conversation": [said]}

    found = items({"messages.json": [chat(["ken", "mai"], "明日"), chat(["mai", "ken"], "今日")]})
    assert len({message.thread for message in found}) == 1
    assert {message.author.key for message in found if message.author} == {"instagram:handle:ken"}
