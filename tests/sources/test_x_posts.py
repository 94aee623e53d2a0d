"""Posts: ids, texts, links, quotes, long texts, edits, pictures, counts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, reports, tweet, ytd
from wildgrass.model import Audience, Item, Kind
from wildgrass.sources.base import Reading
from wildgrass.sources.x import XSource
from wildgrass.sources.x.text import Offsets, unescape


def read(**files: str | bytes) -> list[Reading]:
    """Read an archive of data files, named by their type with underscores."""
    export = export_of({f"data/{name.replace('_', '-')}.js": text for name, text in files.items()})
    source = XSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def one(record: object) -> Item:
    (item,) = items(read(tweets=ytd("tweets", [record]))).values()
    return item


def url_entity(text: str, url: str, target: str) -> dict[str, object]:
    at = text.index(url)
    return {
        "url": url,
        "expanded_url": target,
        "display_url": "shown",
        "indices": [str(at), str(at + len(url))],
    }


@given(before=st.text(), after=st.text(), is_escaped=st.booleans())
def test_a_link_is_found_whether_its_indices_count_escaped_or_plain_text(
    before: str, after: str, is_escaped: bool
) -> None:
    """`text[start:end] == url`, with emoji, Chinese and escapes around."""
    url = "https://t.co/Abc123"
    escape = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    escaped = "".join(escape.get(one, one) for one in before)
    written = escaped + url + "".join(escape.get(one, one) for one in after)
    start = len(escaped) if is_escaped else len(before)
    offsets = Offsets(written)
    found = offsets.find(url, [str(start), str(start + len(url))])
    assert offsets.plain == before + url + after
    assert offsets.plain[found[0] : found[1]] == url
    if url not in before + after:
        assert found[0] == len(before)


def test_escapes_are_undone_once() -> None:
    assert unescape("&amp;lt; &lt;b&gt; AT&T &copy=1 &nbsp;") == "&lt; <b> AT&T &copy=1 &nbsp;"


def test_a_link_that_does_not_stand_in_the_text_has_no_place() -> None:
    entity = {"url": "https://t.co/x", "expanded_url": "https://a.example", "indices": ["900", "930"]}
    item = one(tweet(1, "no link", entities={"urls": [entity]}))
    assert [(link.start, link.end, link.target) for link in item.links] == [(-1, -1, "https://a.example")]


@pytest.mark.parametrize(
    ("target", "kind", "quotes"),
    [
        ("https://twitter.com/a/status/77", Kind.QUOTE, "x:post:77"),
        ("https://x.com/a/status/77?s=20", Kind.QUOTE, "x:post:77"),
        ("https://mobile.twitter.com/a/statuses/77", Kind.QUOTE, "x:post:77"),
        ("https://twitter.com/i/web/status/77", Kind.QUOTE, "x:post:77"),
        ("https://twitter.com/a/status/5", Kind.POST, None),
        ("https://twitter.com/a/status/77/photo/1", Kind.POST, None),
        ("https://example.org/twitter.com/a/status/77", Kind.POST, None),
        ("https://twitter.com.example.org/a/status/77", Kind.POST, None),
    ],
)
def test_a_status_url_among_the_links_makes_a_quote(target: str, kind: Kind, quotes: str | None) -> None:
    text = "look https://t.co/aaa"
    item = one(tweet(5, text, entities={"urls": [url_entity(text, "https://t.co/aaa", target)]}))
    assert (item.kind, item.quotes) == (kind, quotes)


def test_a_post_passed_on_names_whose_it_was() -> None:
    mention = {"screen_name": "Lin", "name": "林", "id_str": "-1", "indices": ["3", "7"]}
    item = one(tweet(5, "RT @lin: hello", entities={"user_mentions": [mention]}))
    assert (item.kind, item.shares) == (Kind.SHARE, "")
    assert item.target is not None
    assert (item.target.id_kind, item.target.id) == ("handle", "lin")


def test_counts_are_numbers_and_missing_ones_stay_missing() -> None:
    assert one(tweet(5, "a", favorite_count="12", retweet_count=None)).counts == {"likes": 12}
    assert one(tweet(5, "a", favorite_count="many", retweet_count=3)).counts == {"shares": 3}


def test_unknown_fields_travel_along() -> None:
    assert one(tweet(5, "a", views={"count": "9"})).extra["views"] == {"count": "9"}


def test_a_field_of_unknown_form_is_kept_and_told_of() -> None:
    found = read(tweets=ytd("tweets", [tweet(5, "a", entities="none")]))
    (item,) = items(found).values()
    assert item.extra["entities"] == "none"
    assert problems(found) == [("record-odd", "data/tweets.js")]


@pytest.mark.parametrize(
    "text",
    [
        '{"tweet": {"id_str": "5", "id_str": "6", "full_text": "a"}}',
        '{\n  "tweet" : {\n    "id_str" : "5",\n    "full_text" : "a",\n    "full_text" : "b"\n  }\n}',
        '{"tweet": {"id_str": "5", "full_text": "a", "favorite_count": NaN}}',
        '{"tweet": {"id_str": "5", "full_text": "a", "x": ' + "[" * 70 + "]" * 70 + "}}",
        '{"tweet": {"id_str": "5", "full_text": "a\tb"}}',
        '{"tweet": {"full_text": "without an id"}}',
        '{"tweet": {"id_str": "5", "full_text": "a", "x": 1e999}}',
        '"only a text"',
    ],
)
def test_a_bad_record_costs_one_record(text: str) -> None:
    """Those before and after it are read, and the problem says where it is."""
    first, last = json.dumps(tweet(1, "first")), json.dumps(tweet(9, "last"))
    found = read(tweets=f"window.YTD.tweets.part0 = [ {first}, {text}, {last} ]")
    assert list(items(found)) == ["x:post:1", "x:post:9"]
    (problem,) = [one for one in found if getattr(one, "lost", False)]
    assert problem.where.startswith("record 1, byte ")  # type: ignore[union-attr]
    assert reports(found)["data/tweets.js"].status == "partly"


@pytest.mark.parametrize("end", ["", ",", ",\n  ", "\n"])
def test_a_list_that_does_not_end_is_told_of(end: str) -> None:
    """A member cut off between two records looks whole otherwise."""
    found = read(tweets=ytd("tweets", [tweet(1, "a"), tweet(2, "b")]).removesuffix("\n]") + end)
    assert len(items(found)) == 2
    assert problems(found) == [("member-cut-off", "data/tweets.js")]


def test_half_an_emoji_is_kept() -> None:
    text = '{"tweet": {"id_str": "5", "full_text": "\\ud83d", "favorite_count": "1"}}'
    found = read(tweets=f"window.YTD.tweets.part0 = [ {text} ]")
    assert [one.text for one in items(found).values()] == ["\ud83d"] or problems(found)


def test_both_orders_of_parts_give_every_post() -> None:
    names = {"data/tweets-part2.js": 2, "data/tweets.js": 0, "data/tweets-part1.js": 1}
    files = {name: ytd("tweets", [tweet(10 + part, "a")], part) for name, part in names.items()}
    source = XSource()
    export = export_of(files)
    vintage = source.recognise(export)
    assert vintage is not None
    assert len(items(list(source.read(export, vintage)))) == 3


LONG = "一二三四五六七八九十" * 30


def note(number: str, at: str, text: str = LONG, **more: object) -> dict[str, object]:
    return {"noteTweet": {"noteTweetId": number, "createdAt": at, "core": {"text": text}} | more}


def long_posts(*posts: object, notes: list[object]) -> list[Reading]:
    return read(tweets=ytd("tweets", list(posts)), note_tweet=ytd("note_tweet", notes))


def test_a_long_text_joins_its_post() -> None:
    found = long_posts(
        tweet(5, LONG[:130] + "… https://t.co/a"), notes=[note("70", "2022-10-19T20:07:24.900Z")]
    )
    (item,) = items(found).values()
    assert (item.text, item.joined_by) == (LONG, "time and prefix")
    assert str(item.extra["short_text"]).startswith(LONG[:130])


def test_two_candidates_join_nothing() -> None:
    """Neither two posts for one text nor two texts for one post."""
    short = LONG[:130] + "…"
    at = "2022-10-19T20:07:25.000Z"
    found = items(long_posts(tweet(5, short), tweet(6, short), notes=[note("70", at)]))
    assert set(found) == {"x:post:5", "x:post:6", "x:note-tweet:70"}
    found = items(long_posts(tweet(5, short), notes=[note("70", at), note("71", at)]))
    assert set(found) == {"x:post:5", "x:note-tweet:70", "x:note-tweet:71"}
    assert all(one.joined_by is None for one in found.values())


def test_a_long_text_that_names_its_post_joins_it() -> None:
    found = long_posts(
        tweet(5, "something else"), notes=[note("70", "2001-01-01T00:00:00.000Z", tweetId="5")]
    )
    (item,) = items(found).values()
    assert (item.text, item.joined_by) == (LONG, "tweet id")


def test_an_edit_says_what_it_is_a_version_of() -> None:
    chain = {"editTweetIds": ["5", "6"]}
    first = one(tweet(5, "a", edit_info={"initial": chain}))
    last = one(tweet(6, "b", edit_info={"edit": {"initialTweetId": "5", "editControlInitial": chain}}))
    alone = one(tweet(7, "c", edit_info={"initial": {"editTweetIds": ["7"]}}))
    assert (first.version_of, first.edited) == ("x:post:5", None)
    assert (last.version_of, last.edited) == ("x:post:5", last.published)
    assert alone.version_of is None


def test_the_same_record_twice_is_one_item_and_another_text_stays() -> None:
    record, other = tweet(5, "a"), tweet(5, "b")
    found = read(tweets=ytd("tweets", [record, record, other]))
    assert [one.text for one in found if isinstance(one, Item)] == ["a", "b"]
    assert "read before" in reports(found)["data/tweets.js"].note


def test_private_posts_are_marked() -> None:
    found = items(
        read(
            tweets=ytd("tweets", [tweet(1, "a")]),
            twitter_circle_tweet=ytd("twitter_circle_tweet", [tweet(2, "b")]),
            protected_history=ytd(
                "protected_history",
                [
                    {"protectedHistory": {"protectedAt": "2022-01-01T00:00:00.000Z", "action": "Unprotect"}},
                    {"protectedHistory": {"protectedAt": "2022-02-01T00:00:00.000Z", "action": "Protect"}},
                ],
            ),
        )
    )
    assert {found[f"x:post:{n}"].audience for n in (1, 2)} == {Audience.FOLLOWERS}


def test_another_accounts_file_is_noticed() -> None:
    manifest = '{"userInfo": {"accountId": "1"}, "archiveInfo": {}, "dataTypes": {}}'
    found = read(
        manifest=f"window.__THAR_CONFIG = {manifest}",
        account=ytd("account", [{"account": {"accountId": "2", "username": "other"}}]),
        tweets=ytd("tweets", [tweet(1, "a")]),
    )
    assert ("other-account", "data/account.js") in problems(found)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_other_encodings_are_read(encoding: str) -> None:
    raw = ytd("tweets", [tweet(1, "野草烧不尽、春风吹又生")]).encode(encoding)
    export = export_of({"data/tweets.js": b"\xfe\xff" + raw if encoding == "utf-16-be" else raw})
    source = XSource()
    vintage = source.recognise(export) or source.recognise(export_of({"data/tweets.js": ytd("tweets", [])}))
    assert vintage is not None
    (item,) = items(list(source.read(export, vintage))).values()
    assert item.text == "野草烧不尽、春风吹又生"


def test_no_token_enters_an_item() -> None:
    folder = Path(__file__).parent / "fixtures" / "x" / "tweets-js"
    assert b"SECRET-TOKEN-VALUE" in (folder / "data" / "device-token.js").read_bytes()
    assert "SECRET-TOKEN-VALUE" not in (folder / "golden.jsonl").read_text()
