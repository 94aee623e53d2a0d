"""What the exports themselves say about accounts that belong together, and what is no ground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import FRIEND, ME, about, build, post
from wildgrass.library import Library, PeopleDesk
from wildgrass.library.candidates import Grounds, Proposal, proposals
from wildgrass.library.decisions import People
from wildgrass.model import Actor, Kind, Link

WEIBO = Actor(platform="weibo", id_kind="account", id="77", name="王小草")
BLUESKY = Actor(platform="bluesky", id_kind="account", id="did:plc:abc", handle="wang.example")
FEDI = Actor(platform="mastodon", id_kind="account", id="https://m.example/users/w", handle="w@m.example")
LABEL = Actor(platform="qq", id_kind="label", id="wang_example", name="wang_example")
WHATSAPP = Actor(platform="whatsapp", id_kind="handle", id="+86 138 0000 0000", handle="+86 138 0000 0000")
MAIL = Actor(platform="mail", id_kind="handle", id="wang@mail.example", handle="Wang@mail.example")
EVERYBODY = [ME, FRIEND, WEIBO, BLUESKY, FEDI, LABEL, WHATSAPP, MAIL]


def profile(text="", author=ME, **fields):
    return post(1, text, kind=Kind.PROFILE, author=author, **fields)


def found(profiles=(), own=(), people=None):
    return [
        (one.grounds.value, *one.accounts) for one in proposals(profiles, own, EVERYBODY, people or People())
    ]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("also https://weibo.com/u/77", WEIBO),
        ("微博（https://weibo.com/77）", WEIBO),  # noqa: RUF001 - as people write it
        ("https://m.weibo.cn/profile/77?from=x.", WEIBO),
        ("HTTPS://BSKY.APP/profile/Wang.Example", BLUESKY),
        ("https://bsky.app/profile/did:plc:abc", BLUESKY),
        ("https://m.example/@w", FEDI),
        ("https://www.twitter.com/LI_example/", FRIEND),
        ("https://weibo.com/78", None),
        ("https://weibo.com/77/AbCd", None),  # a post's page
        ("https://x.com/wang_example", None),  # her own
        ("https://m.example/@somebody", None),
        ("77 wang.example 王小草", None),
        ("http://[", None),
    ],
)
def test_a_profile_that_links_to_an_account_proposes_it(text, other):
    expected = [] if other is None else [("profile-link", ME.key, other.key)]
    assert found([profile(text)]) == expected


def test_links_and_unknown_fields_of_a_profile_count_too():
    link = Link(url="https://t.co/x", target="https://weibo.com/u/77")
    site = {"description": {"website": "https://weibo.com/u/77"}}
    pair = [("profile-link", ME.key, WEIBO.key)]
    assert found([profile("t.co/x", links=(link,))]) == pair
    assert found([profile(extra=site)]) == pair


def test_one_number_or_address_in_two_accounts_own_records_proposes_them():
    phone = [
        post(1, kind=Kind.PHONE, extra={"phoneNumber": "+8613800000000"}),
        post(2, kind=Kind.PHONE, author=WEIBO, extra={"mobile": "138 0000-0000"}),
        post(3, kind=Kind.ACCOUNT, extra={"email": "wang@MAIL.example"}),
    ]
    assert found(own=phone) == [
        ("same-mail", MAIL.key, ME.key),
        ("same-phone", WEIBO.key, WHATSAPP.key),
        ("same-phone", WEIBO.key, ME.key),
        ("same-phone", WHATSAPP.key, ME.key),
    ]


def test_what_is_no_ground():
    """A name, a list of mails sent, what the platform infers, numbers in other records, a number of very many."""
    inferred = post(1, kind=Kind.EMAIL, extra={"email": "wang@mail.example"})
    member = inferred.origin.__class__
    sent = post(2, kind=Kind.EMAIL, text="wang@mail.example", origin=member(member="emails_we_sent_you.json"))
    guessed = post(3, kind=Kind.EMAIL, text="wang@mail.example", origin=member(member="inferred_emails.json"))
    number = post(4, kind=Kind.ACCOUNT, text="+86 138 0000 0000")
    assert found(own=[sent, guessed, number]) == []
    many = [
        post(
            n,
            kind=Kind.PHONE,
            text="+86 138 0000 0000",
            author=Actor(platform="x", id_kind="account", id=str(n)),
        )
        for n in range(20)
    ]
    assert found(own=many) == []
    assert found([profile("王小草")]) == []


def test_whoever_is_joined_already_is_not_proposed(tmp_path):
    readings = [profile("https://weibo.com/u/77"), post(5, "草", author=WEIBO, source="weibo")]
    build(tmp_path, readings)
    build(tmp_path, [profile("https://weibo.com/u/77")], about("second", days=1))
    with Library.open(tmp_path) as library:
        assert library.proposals() == [Proposal(Grounds.PROFILE_LINK, (ME.key, WEIBO.key), ("x:profile:1",))]
        assert library.people() == People()  # a proposal does nothing
    with PeopleDesk.open(tmp_path, lambda: readings[0].published.instant) as desk:
        desk.merge([ME.key, WEIBO.key])
    with Library.open(tmp_path) as library:
        assert library.proposals() == []


texts = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["https://", "weibo.com/", "u/", "77", "@", "m.example", "[", "%", "\ud800", " ", "+86", "138"]
    )
).map("".join)


@given(texts, texts)
def test_any_text_of_a_profile_or_a_record_is_read(text, other):
    own = [post(1, other, kind=Kind.PHONE), post(2, text, kind=Kind.EMAIL)]
    for one in proposals([profile(text, extra={"a": [other]})], own, EVERYBODY, People()):
        assert one.accounts[0] != one.accounts[1]
