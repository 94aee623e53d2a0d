"""Hypothesis strategies for the model's values."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from wildgrass.model import Actor, Attachment, Audience, Item, Kind, Link, Moment, Origin, ZoneBasis

short = st.text(max_size=8)
# A float beyond 2^53 is written as a whole number, as RFC 8785 says, and reads back as an integer of other digits.
floats = st.floats(-(2.0**53), 2.0**53)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | short,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(short, parts, max_size=3),
    max_leaves=8,
)
moments = st.builds(
    lambda ms, **fields: Moment(
        instant=datetime(1990, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms), **fields
    ),
    st.integers(0, 2_000_000_000_000),
    precision_ms=st.sampled_from([1, 1000, 60_000, 86_400_000]),
    zone=st.sampled_from(["UTC", "+08:00", "Asia/Urumqi"]),
    zone_basis=st.sampled_from(ZoneBasis),
)
actors = st.builds(
    Actor,
    platform=st.sampled_from(["x", "weibo"]),
    id_kind=st.sampled_from(["account", "handle", "label"]),
    id=short,
    handle=st.none() | short,
    name=st.none() | short,
)
attachments = st.builds(
    Attachment,
    name=short,
    member=st.none() | short,
    media_type=st.none() | st.just("image/jpeg"),
    size_bytes=st.none() | st.integers(0, 2**40),
    sha256=st.none() | st.just("ab" * 32),
    role=st.none() | st.sampled_from(["photo", "file"]),
    alt=st.none() | short,
    url=st.none() | short,
)
links = st.builds(
    Link, url=short, target=short, shown=short, start=st.integers(-1, 9), end=st.integers(-1, 9)
)
items = st.builds(
    Item,
    id=short.map("x:post:{}".format),
    kind=st.sampled_from(Kind),
    source=st.just("x"),
    origin=st.builds(Origin, member=short, record=st.integers(-1, 9), pointer=short),
    author=st.none() | actors,
    published=st.none() | moments,
    as_of=st.none() | moments,
    text=st.text(max_size=30),
    audience=st.sampled_from(Audience),
    in_reply_to=st.none() | short,
    in_reply_to_author=st.none() | actors,
    thread=st.none() | short,
    quotes=st.none() | short,
    shares=st.none() | short,
    target=st.none() | actors,
    version_of=st.none() | short,
    edited=st.none() | moments,
    deleted=st.none() | moments,
    is_deleted=st.booleans(),
    url=st.none() | short,
    title=st.none() | short,
    links=st.lists(links, max_size=2).map(tuple),
    mentions=st.lists(actors, max_size=2).map(tuple),
    attachments=st.lists(attachments, max_size=2).map(tuple),
    counts=st.dictionaries(short, st.integers(0, 2**40), max_size=2),
    joined_by=st.none() | short,
    extra=st.dictionaries(short, json_values, max_size=3),
)
