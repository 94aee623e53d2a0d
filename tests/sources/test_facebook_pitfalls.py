"""What goes wrong with Facebook's exports, one by one."""

import json
from datetime import UTC, datetime

import pytest

from sources.made_archives import export_of
from sources.made_meta import broken, export, items, problems, read, report, said, thread
from wildgrass.model import Audience, Item, Kind, RemovedBy
from wildgrass.sources.base import MemberReport
from wildgrass.sources.registry import recognise

INBOX = "your_facebook_activity/messages/inbox/ven_1234567890/"
SECRET = "AbCdEfGhIjKlMnOpQrStUvWx"


def one(members: dict[str, object]) -> Item:
    (found,) = items(members)
    return found


def test_a_message_is_direct_dated_to_the_millisecond_and_named_by_label() -> None:
    message = one({INBOX + "message_1.json": thread([said("Så blå 🌊", 1566000000300)])})
    assert (message.text, message.audience, message.kind) == ("Så blå 🌊", Audience.DIRECT, Kind.MESSAGE)
    assert message.published is not None
    assert message.published.instant == datetime(2019, 8, 17, 0, 0, 0, 300_000, tzinfo=UTC)
    assert message.published.precision_ms == 1
    assert message.author is not None
    assert message.author.key == "facebook:label:Ven"
    assert message.thread == "facebook:conversation:1234567890"


def test_a_thread_in_two_files_and_two_folders_is_one_conversation() -> None:
    """The folder's name begins with the title, which changes; the number at its end does not."""
    moved = "your_facebook_activity/messages/archived_threads/nytnavn_1234567890/"
    found = read(
        {
            INBOX + "message_1.json": thread([said("a", 2000)]),
            INBOX + "message_2.json": thread([said("b", 1000)]),
            moved + "message_1.json": thread([said("c", 500)], title="Nyt navn"),
        }
    )
    threads = {one.thread for one in found if isinstance(one, Item)}
    assert threads == {"facebook:conversation:1234567890"}
    abouts = [one for one in found if isinstance(one, Item) and ":conversation-about:" in one.id]
    assert [one.title for one in abouts] == ["Ven", "Nyt navn"]


def test_participants_who_wrote_nothing_are_known() -> None:
    found = read({INBOX + "message_1.json": thread([said("a", 1)])})
    (about,) = [one for one in found if isinstance(one, Item) and one.kind is Kind.EVENT]
    assert [actor.name for actor in about.mentions] == ["Ven", "Åse"]


def test_equal_messages_of_one_moment_stay_two_and_keep_their_ids() -> None:
    first = items({INBOX + "message_1.json": thread([said("ja", 5000), said("ja", 5000), said("x", 1)])})
    again = items({INBOX + "message_1.json": thread([said("ny", 9000), said("ja", 5000), said("ja", 5000)])})
    assert len({message.id for message in first}) == 3
    assert [message.id for message in first[:2]] == [message.id for message in again[1:]]


def test_an_unsent_message_keeps_the_id_it_had() -> None:
    before = one({INBOX + "message_1.json": thread([said("fortrød", 5000)])})
    after = one({INBOX + "message_1.json": thread([said(None, 5000, is_unsent=True)])})
    assert before.id == after.id
    assert after.removed is not None
    assert (after.removed.by, after.removed.sure) == (RemovedBy.AUTHOR, "stated")
    assert before.removed is None


def test_what_the_platform_took_down_says_so() -> None:
    message = one({INBOX + "message_1.json": thread([said(None, 5000, is_taken_down=True)])})
    assert message.removed is not None
    assert message.removed.by is RemovedBy.PLATFORM


def test_false_flags_are_no_removals_and_not_kept() -> None:
    flags = {"is_unsent": False, "is_taken_down": False, "is_geoblocked_for_viewer": False}
    message = one(
        {INBOX + "message_1.json": thread([said("a", 5000, **flags, bumped_message_metadata={"x": 1})])}
    )
    assert message.removed is None
    assert message.extra == {"bumped_message_metadata": {"x": 1}}


def test_calls_and_leaves_are_events() -> None:
    call = said("Ven ringede", 1, call_duration=61)
    left = said("Ven forlod", 2, type="Unsubscribe", users=[{"name": "Ven"}])
    kinds = [message.kind for message in items({INBOX + "message_1.json": thread([call, left])})]
    assert kinds == [Kind.EVENT, Kind.EVENT]


def test_reactions_stay_with_their_message() -> None:
    reactions = [{"reaction": "❤", "actor": "Åse"}, {"reaction": "😆", "actor": "Ven"}]
    message = one({INBOX + "message_1.json": thread([said("a", 1, reactions=reactions)])})
    assert message.extra["reactions"] == reactions
    assert message.counts == {"reactions": 2}


def test_every_kind_of_file_is_attached_wherever_the_folder_moved() -> None:
    """The path in a message is that of the export it was made for; a zip may have another top folder."""
    sent = {
        "photos": [{"uri": INBOX + "photos/p.jpg", "creation_timestamp": 1}],
        "videos": [{"uri": "messages/inbox/ven_1234567890/videos/v.mp4"}],
        "audio_files": [{"uri": "messages/inbox/ven_1234567890/audio/a.aac"}],
        "files": [{"uri": INBOX + "files/æ.json"}],
        "gifs": [{"uri": INBOX + "gifs/g.gif"}],
        "sticker": {"uri": "messages/stickers_used/s.png", "ai_stickers": []},
    }
    found = read(
        {
            "facebook-x/" + INBOX + "message_1.json": thread([said(None, 1, **sent)]),
            **{f"facebook-x/{INBOX}{name}": b"{}" for name in ("photos/p.jpg", "videos/v.mp4", "gifs/g.gif")},
            **{f"facebook-x/{INBOX}{name}": b'{"a": 1}' for name in ("audio/a.aac", "files/æ.json")},
            "facebook-x/your_facebook_activity/messages/stickers_used/s.png": b"x",
        }
    )
    message = next(one for one in found if isinstance(one, Item))
    assert [(part.role, part.member is not None) for part in message.attachments] == [
        ("photo", True),
        ("video", True),
        ("audio", True),
        ("file", True),
        ("animated_gif", True),
        ("sticker", True),
    ]
    statuses = {one.name.rpartition("/")[2]: one.status for one in found if isinstance(one, MemberReport)}
    assert statuses.pop("message_1.json") == "read"
    assert set(statuses.values()) == {"media"}


def test_a_file_that_was_left_out_is_an_attachment_without_a_member() -> None:
    message = one({INBOX + "message_1.json": thread([said(None, 1, photos=[{"uri": "a/b/væk.jpg"}])])})
    (part,) = message.attachments
    assert (part.name, part.member) == ("væk.jpg", None)


def test_a_time_of_zero_or_none_is_unknown_and_a_negative_one_is_kept() -> None:
    posts = [
        {"timestamp": 0, "data": [{"post": "a"}], "title": "t"},
        {"data": [{"post": "b"}], "title": "t"},
        {"timestamp": -86400, "data": [{"post": "c"}], "title": "t"},
        {"timestamp": 10**18, "data": [{"post": "d"}], "title": "t"},
    ]
    found = items({"posts/your_posts_1.json": posts})
    assert [post.published and post.published.instant.year for post in found] == [None, None, 1969, None]


@pytest.mark.parametrize("wrapped", [True, False])
def test_attachments_are_a_list_or_one_object(wrapped: bool) -> None:
    context = {"external_context": {"url": "https://example.org/æ", "name": "Æ"}}
    attachments: object = [{"data": [context]}] if wrapped else {"data": context}
    post = {"timestamp": 1, "attachments": attachments, "data": [{"post": "se https://example.org/æ"}]}
    (link,) = one(
        {
            "posts/your_posts_1.json": [
                post,
            ]
        }
    ).links
    assert (link.target, link.shown, link.start, link.end) == ("https://example.org/æ", "Æ", 3, 24)


def test_a_picture_that_a_post_holds_is_told_once_and_one_with_other_words_twice() -> None:
    picture = {"uri": "posts/media/a.jpg", "creation_timestamp": 5, "description": "x"}
    post = {"timestamp": 6, "attachments": [{"data": [{"media": picture}]}], "data": [], "title": "t"}
    album = {"name": "Sommer", "photos": [picture], "last_modified_timestamp": 7, "description": ""}
    other = {"videos_v2": [{**picture, "description": "y"}]}
    found = read(
        {
            "photos_and_videos/album/0.json": album,
            "photos_and_videos/your_videos.json": other,
            "posts/your_posts_1.json": [post],
        }
    )
    assert sum(isinstance(one, Item) and one.kind is Kind.POST for one in found) == 2
    assert report(found, "photos_and_videos/album/0.json").items == 1
    assert "twice" in report(found, "photos_and_videos/album/0.json").note


def test_an_edited_post_is_another_version_of_itself() -> None:
    def post(text: str) -> dict[str, object]:
        return {"timestamp": 5, "data": [{"post": text}, {"update_timestamp": 9}], "title": "t"}

    first = one({"posts/your_posts_1.json": [post("før")]})
    second = one({"posts/your_posts_1.json": [post("efter")]})
    assert first.id == second.id
    assert first.text != second.text


def test_the_language_of_the_account_does_not_matter() -> None:
    """Sentences and labels differ, what they are about does not."""
    found = []
    for sentence, label in (("X opdaterede sin status.", "Reaktion"), ("حدّثت حالتها", "تفاعل")):
        like = {"timestamp": 9, "media": [], "fbid": "1", "label_values": [{"label": label, "value": "Like"}]}
        found.append(
            items(
                {
                    "your_facebook_activity/posts/your_posts_1.json": [
                        {"timestamp": 5, "data": [{"post": "a"}], "title": sentence}
                    ],
                    "your_facebook_activity/comments_and_reactions/likes_and_reactions.json": [like],
                }
            )
        )
    assert [(one.id, one.kind) for one in found[0]] == [(one.id, one.kind) for one in found[1]]


def test_likes_of_2025_that_share_one_number_stay_two() -> None:
    likes = [
        {
            "timestamp": 9,
            "media": [],
            "fbid": "1",
            "label_values": [{"label": "U", "value": f"https://e.org/{n}"}],
        }
        for n in range(2)
    ]
    found = items({"your_facebook_activity/comments_and_reactions/likes_and_reactions.json": likes})
    assert len({one.id for one in found}) == 2
    assert [one.url for one in found] == ["https://e.org/0", "https://e.org/1"]


WITHHELD = {
    "security_and_login_information/account_activity.json": ("account_activity_v2", Kind.LOGIN),
    "security_and_login_information/logins_and_logouts.json": ("account_accesses_v2", Kind.LOGIN),
    "security_and_login_information/where_you're_logged_in.json": ("active_sessions_v2", Kind.LOGIN),
    "security_and_login_information/ip_address_activity.json": ("used_ip_address_v2", Kind.LOGIN),
    "security_and_login_information/account_status_changes.json": ("account_status_changes_v2", Kind.LOGIN),
    "security_and_login_information/recognized_devices.json": ("recognized_devices_v2", Kind.DEVICE),
    "security_and_login_information/mobile_devices.json": ("devices_v2", Kind.DEVICE),
    "security_and_login_information/email_address_verifications.json": (
        "contact_verifications_v2",
        Kind.EMAIL,
    ),
    "ads/advertisers_a.json": ("custom_audiences", Kind.AD),
    "ads_information/advertisers_b.json": ("custom_audiences_v2", Kind.AD),
    "ads_information/advertisers_c.json": ("custom_audiences_all_types_v2", Kind.AD),
    "ads_information/advertisers_you_ve_interacted_with.json": ("history_v2", Kind.AD),
    "logged_information/other_logged_information/ads_interests.json": ("topics_v2", Kind.INFERENCE),
    "apps_and_websites_off_of_facebook/off.json": ("off_facebook_activity_v2", Kind.AD),
    "apps_and_websites_off_of_facebook/connected_apps_and_websites.json": ("installed_apps_v2", Kind.APP),
    "logged_information/search/your_search_history.json": ("searches_v2", Kind.SEARCH),
    "security_and_login_information/something_new.json": ("never_heard_of_v2", Kind.LOGIN),
    "made_up/something_new.json": ("never_heard_of_v2", Kind.ACTIVITY),
}


@pytest.mark.parametrize("name", sorted(WITHHELD))
def test_what_concerns_the_account_is_withheld_and_kept_whole(name: str) -> None:
    key, kind = WITHHELD[name]
    record = {"name": "é", "timestamp": 5, "ip_address": "203.0.113.1"}
    found = one({name: {key: [record]}})
    assert found.kind is kind
    assert found.is_withheld
    assert found.extra.items() >= record.items()
    assert found.audience is Audience.SELF


def test_cookies_and_invitations_never_enter_an_item() -> None:
    found = read(
        {
            "security_and_login_information/account_activity.json": {
                "account_activity_v2": [{"action": "Login", "timestamp": 1, "datr_cookie": SECRET}]
            },
            "security_and_login_information/record_details.json": {
                "admin_records_v2": [
                    {"event": "x", "session": {"created_timestamp": 1, "datr_cookie": SECRET}}
                ]
            },
            "security_and_login_information/browser_cookies.json": {"datr_stats_v2": {SECRET: [1, 2]}},
            "security_and_login_information/device_login_cookies.json": [
                {"media": [], "fbid": "1", "label_values": [{"label": "Galleta", "value": SECRET}]}
            ],
            INBOX + "message_1.json": thread([said("a", 1)], joinable_mode={"mode": 1, "link": SECRET}),
        }
    )
    made = [one for one in found if isinstance(one, Item)]
    assert len(made) == 6
    assert SECRET not in repr(made)
    assert repr(made).count("quarantined") == 5


def test_an_empty_thread_a_null_and_an_empty_file_are_told_of() -> None:
    found = read(
        {
            INBOX + "message_1.json": thread([]),
            "posts/your_posts_1.json": b"",
            "posts/your_posts_2.json": b"null",
            "comments/comments.json": {"comments_v2": []},
        }
    )
    assert report(found, "posts/your_posts_1.json").note == "it is empty"
    assert report(found, "posts/your_posts_2.json").status == "partly"
    assert [problem.code for problem in problems(found)] == ["record-not-json"]
    assert report(found, "comments/comments.json").records == 0


def test_a_thread_that_breaks_off_loses_only_the_end() -> None:
    whole = json.dumps(broken(thread([said(f"nr {n}", 1000 + n) for n in range(9)])), indent=2).encode()
    made = export_of({INBOX + "message_1.json": whole[: len(whole) // 2]})
    source, vintage = recognise(made)
    found = list(source.read(made, vintage))
    assert 2 < sum(isinstance(one, Item) for one in found) < 9
    assert [problem.code for problem in problems(found)] == ["record-not-json"]
    assert report(found, INBOX + "message_1.json").status == "partly"


def test_a_thread_whose_name_stands_after_the_messages_is_found() -> None:
    """A single file without its folder: the path to the thread is at the end."""
    alone = one({"message_1.json": thread([said("a", 1)])})
    assert alone.thread == "facebook:conversation:1234567890"


def test_every_member_has_a_report_with_hostile_names() -> None:
    names = ["../../etc/passwd.json", "CON.json", "a\u202eb.json", "x" * 300 + ".json"]
    made = {name: {"comments_v2": []} for name in names} | {INBOX + "message_1.json": thread([said("a", 1)])}
    found = read(made)
    assert {one.name for one in found if isinstance(one, MemberReport)} == set(made)
    assert export(made).members.keys() == made.keys()


def test_a_post_alone_an_album_alone_and_a_file_in_utf_16_are_read() -> None:
    post = {"timestamp": 5, "data": [{"post": "æ"}], "title": "t"}
    assert one({"x.json": post}).text == "æ"
    album = {"name": "Å", "photos": [{"uri": "å.jpg", "creation_timestamp": 5}], "last_modified_timestamp": 6}
    assert [item.kind for item in items({"x.json": album})] == [Kind.POST, Kind.LIST]
    wide = json.dumps(broken(thread([said("æ", 1500000000000)]))).encode("utf-16")
    found = read({"x.json": wide})
    (message,) = [item for item in found if isinstance(item, Item) and item.kind is Kind.MESSAGE]
    assert (message.text, message.origin.record) == ("æ", -1)
    assert "utf-16" in report(found, "x.json").note


def test_a_groups_posts_and_comments_in_one_list_are_told_apart() -> None:
    comment = {"comment": {"timestamp": 5, "comment": "k", "author": "Åse", "group": "G"}}
    listed = [{"timestamp": 5, "data": [comment], "title": "t"}, {"timestamp": 6, "data": [{"post": "p"}]}]
    found = items({"groups/x.json": {"group_posts": {"activity_log_data": listed}}})
    assert [(item.kind, item.text) for item in found] == [(Kind.COMMENT, "k"), (Kind.POST, "p")]


def test_a_later_export_of_the_same_post_says_the_same() -> None:
    """Folders are renamed and addresses signed anew; that makes no other version."""

    def post(folder: str, signature: str) -> dict[str, object]:
        media = {
            "uri": f"{folder}a.jpg",
            "creation_timestamp": 5,
            "backup_uri": f"https://cdn.example/{signature}",
        }
        return {"timestamp": 5, "attachments": [{"data": [{"media": media}]}], "data": []}

    first = one({"posts/your_posts_1.json": [post("posts/media/", "a")]})
    later = one({"posts/your_posts_1.json": [post("your_facebook_activity/posts/media/", "b")]})
    assert first == later


def test_files_named_as_zips_and_members_break_them_are_found() -> None:
    """The name in the record and the name in the zip may each be mojibake or not."""
    for name in ("å.jpg", "å.jpg".encode().decode("latin-1")):
        album = {"name": "x", "photos": [{"uri": "foto/å.jpg", "creation_timestamp": 5}], "cover_photo": {}}
        found = read({"photos_and_videos/album/0.json": album, f"foto/{name}": b"x"})
        assert report(found, f"foto/{name}").status == "media"


def test_insights_are_no_posts() -> None:
    found = items(
        {
            "logged_information/past_instagram_insights/posts.json": {
                "organic_insights_posts": [{"title": "", "string_map_data": {"a": {"value": "5"}}}]
            }
        }
    )
    assert [item.kind for item in found] == [Kind.ACTIVITY]
