"""Keys, records and marks of the Bluesky target: the same for the same archive, and what the network can check."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OWNER, post
from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import cid_of
from wildgrass.errors import EXIT_USAGE
from wildgrass.model import Actor, Item
from wildgrass.targets.base import RestoreOptions
from wildgrass.targets.bluesky.place import SHAPE, BlueskyPlace, BlueskyPlaceError
from wildgrass.targets.bluesky.records import facets_of, posts_of, stamp
from wildgrass.targets.bluesky.tid import Keys, microseconds_of, tid
from wildgrass.targets.draft import Draft, drafts
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.runs import Run, RunKind, runs_of

WHEN = datetime(2022, 10, 3, 6, 12, tzinfo=UTC)


def _draft(item: Item, **options: bool) -> Draft:
    archive = MemoryArchive([item], owners=(OWNER,))
    given_options = RestoreOptions(**options)  # type: ignore[arg-type]
    made = next(iter(drafts(archive, Selection.of(archive, frozenset()), SHAPE, given_options)))
    assert isinstance(made, Draft)
    return made


def test_keys_have_thirteen_letters_and_sort_by_time() -> None:
    keys = [tid(microseconds_of(WHEN + timedelta(microseconds=n)), (n * 37) % 1024) for n in range(2000)]
    assert keys == sorted(keys)
    assert {len(key) for key in keys} == {13}
    assert tid(0, 0) == "2222222222222"
    assert tid((1 << 53) - 1, 1023) == "bzzzzzzzzzzzz"


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 3), st.integers(1, 4)), max_size=60))
def test_no_key_is_given_twice_and_a_second_run_gives_the_same(items: list[tuple[str, int, int]]) -> None:
    def run() -> list[tuple[str, ...]]:
        keys = Keys()
        return [keys.take(name, WHEN + timedelta(milliseconds=ms), parts) for name, ms, parts in items]

    given_out = run()
    flat = [key for keys in given_out for key in keys]
    assert len(set(flat)) == len(flat)
    assert run() == given_out


def test_marks_count_bytes_and_cover_what_they_say() -> None:
    """By UTF-8, in Han, Tibetan and emoji alike."""
    runs = (
        Run("草👨‍👩‍👧 "),
        Run("example.org", RunKind.LINK, "https://example.org/"),
        Run("བོད "),
        Run("#白纸 革命#", RunKind.TAG, "白纸 革命"),
        Run("@a", RunKind.MENTION, "a"),
        Run("#" + "长" * 65, RunKind.TAG, "长" * 65),
    )
    text = "".join(run.text for run in runs).encode()
    found = [
        (text[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0])
        for one in facets_of(runs)
    ]
    assert found == [
        ("example.org", {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/"}),
        ("#白纸 革命#", {"$type": "app.bsky.richtext.facet#tag", "tag": "白纸 革命"}),
    ]


def test_a_mention_notifies_only_when_asked_and_only_somebody_of_this_network() -> None:
    there = Actor(platform="bluesky", id_kind="account", id="did:plc:friend", handle="friend.example")
    item = post(1, "2022-10-03 06:12", "@friend.example @spring_wind", mentions=(there, FRIEND))
    assert list(facets_of(_draft(item).parts[0].runs)) == []
    marked = [one["features"][0] for one in facets_of(_draft(item, mentions=True).parts[0].runs)]
    assert marked == [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:friend"}]


def test_a_long_text_is_a_thread_that_answers_itself() -> None:
    """Each part answers the one before, all name the first as root, later by a millisecond each."""
    draft = _draft(post(1, "2022-10-03 06:12", "读书。" * 250, extra={"lang": "zh"}))
    keys = Keys().take("x:post:1", draft.created, len(draft.parts))
    records, place = posts_of(draft, "did:plc:me", keys, {}, parent=None, quoted=None)
    values = [one.value for one in records]
    assert len(values) == 3
    assert "reply" not in values[0]
    assert values[1]["reply"] == {"root": place.first, "parent": place.first}
    assert values[2]["reply"]["root"] == place.first
    assert values[2]["reply"]["parent"]["cid"] == records[1].cid.text()
    assert [one["createdAt"][-5:] for one in values] == [".000Z"[-5:], ".001Z"[-5:], ".002Z"[-5:]]
    assert values[0]["langs"] == ["zh"]
    assert values[0]["wildgrass"]["parts"] == 3
    assert values[0]["wildgrass"]["url"] == "https://x.com/i/status/1"


def test_a_records_bytes_are_its_json() -> None:
    """What is sent as JSON and what is named by its hash are one value, in the form that DAG-CBOR allows."""
    draft = _draft(post(1, "2022-10-03 06:12", "早 https://example.org/x #草"))
    records, _ = posts_of(draft, "did:plc:me", ("3k",), {}, parent=None, quoted=None)
    assert dagcbor.decode_json(records[0].data) == (records[0].value, "")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 64) - 1) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=25,
) | st.builds(lambda data: {"a": {"$link": cid_of(data).text()}, "b": {"$bytes": ""}}, st.binary())


@given(_JSON)
def test_the_fast_way_to_a_records_bytes_gives_the_same_bytes(value: Any) -> None:
    assert dagcbor.encode_json(value) == dagcbor.encode(dagcbor.from_json(value))


@given(st.text(max_size=40).filter(lambda text: not text.startswith("b")))
def test_what_only_looks_like_a_link_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="link"):
        dagcbor.encode_json({"image": {"$link": text}})


_WORDS = st.sampled_from(
    ["草", "👨‍👩‍👧‍👦", "🇹🇼", "👍🏽", "བོད་", "ᠮᠣᠩᠭᠣᠯ", "é", "a", " ", "。", "\n", "हिन्दी", "白纸革命", "。” "]
)
_LINKS = st.sampled_from(
    ["https://example.org/野草?q=1", "https://x.org/" + "a" * 90, "#白纸革命", "#草", "@spring_wind"]
)
_TEXTS = st.lists(st.tuples(_WORDS, st.integers(1, 90)) | st.tuples(_LINKS, st.just(1)), max_size=14)


@given(_TEXTS)
def test_every_part_keeps_both_limits_and_marks_stand_on_whole_characters(
    pieces: list[tuple[str, int]],
) -> None:
    """300 characters as a reader counts them and 3,000 bytes; what a mark covers is what it says, by UTF-8."""
    item = post(1, "2022-10-03 06:12", " ".join(word * count for word, count in pieces))
    archive = MemoryArchive([item], owners=(OWNER,))
    made = next(iter(drafts(archive, Selection.of(archive, frozenset()), SHAPE, RestoreOptions())))
    runs = runs_of(item)
    if not isinstance(made, Draft):
        assert not "".join(run.text for run in runs).strip()
        return
    keys = Keys().take("x:post:1", made.created, len(made.parts))
    records, _ = posts_of(made, "did:plc:me", keys, {}, parent=None, quoted=None)
    texts = [one.value["text"] for one in records]
    for text in texts:
        assert len(regex.findall(r"\X", text)) <= 300
        assert len(text.encode()) <= 3000
    assert "".join("".join(texts).split()) == "".join("".join(run.text for run in runs).split())
    marked = [(run.text, run.value) for run in runs if run.kind in {RunKind.LINK, RunKind.TAG}]
    assert [mark for record in records for mark in _marks(record.value)] == marked


def _marks(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the words that each mark covers, and what it leads to; they stand in order and apart."""
    at = 0
    for facet in value.get("facets", []):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert at <= start < end <= len(value["text"].encode())
        feature = facet["features"][0]
        yield value["text"].encode()[start:end].decode(), feature.get("uri") or feature["tag"]
        at = end


def test_a_year_before_a_thousand_is_written_in_four_digits() -> None:
    assert stamp(datetime(999, 1, 2, 3, 4, 5, 6000, tzinfo=UTC)) == "0999-01-02T03:04:05.006Z"


@pytest.mark.parametrize(
    ("text", "handle", "server"),
    [
        ("me.bsky.social@https://bsky.social/", "me.bsky.social", "https://bsky.social"),
        ("@me.test@http://localhost:2583", "me.test", "http://localhost:2583"),
        ("did:plc:abc@https://pds.example", "did:plc:abc", "https://pds.example"),
    ],
)
def test_places_are_read(text: str, handle: str, server: str) -> None:
    assert BlueskyPlace.of(text) == BlueskyPlace(handle, server)


@pytest.mark.parametrize(
    "text",
    [
        "me.test",
        "@https://x.example",
        "me.test@pds.example",
        "a b@https://x",
        "me@ftp://x",
        "a/b@https://x",
        "me@https://[::",
    ],
)
def test_other_places_are_refused(text: str) -> None:
    with pytest.raises(BlueskyPlaceError) as caught:
        BlueskyPlace.of(text)
    assert caught.value.exit_code == EXIT_USAGE


def test_only_blueskys_own_servers_are_paced_from_our_side() -> None:
    def of(server: str) -> BlueskyPlace:
        return BlueskyPlace.of(f"me.test@{server}")

    assert of("https://bsky.social").is_public
    assert of("https://oyster.us-east.host.bsky.network").is_public
    assert not of("https://notbsky.social").is_public
    assert of("http://127.0.0.1:2583").is_near
    assert not of("https://pds.example").is_near
