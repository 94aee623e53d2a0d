"""Feeds: what could be mistaken for one, what is hostile in one, times as people write them, and size."""

import io
import json
import tracemalloc
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of
from wildgrass.model import Item, Problem
from wildgrass.sources.base import MemberReport, Reading
from wildgrass.sources.feed import FeedSource, xmlfeed
from wildgrass.sources.feed.times import moment
from wildgrass.sources.registry import recognise

LINK = "<link>https://example.org/</link>"
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


def rss(entries: str, about: str = "<title>草</title>" + LINK) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{about}{entries}</channel></rss>'.encode()


def readings(data: bytes | str, name: str = "any") -> list[Reading]:
    export = export_of({name: data})
    source, vintage = recognise(export)
    assert source.info.name == "feed"
    return list(source.read(export, vintage))


def posts(found: list[Reading]) -> list[Item]:
    return [one for one in found if isinstance(one, Item) and one.kind == "post"]


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html><body><rss></rss></body></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<feed><entry/></feed>",
        b"<rss></rss>",
        b'{"version": "1.1", "items": []}',
        b'{"items": [{"version": "https://example.org/"}]}',
        b"rss",
        b"",
        b"<?xml " + b"<?a?>" * 4000,
        b"<!--" * 20000,
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(data: bytes) -> None:
    assert FeedSource().recognise(export_of({"feed.xml": data})) is None


def test_nothing_outside_is_read_and_nothing_is_blown_up(tmp_path) -> None:
    """Entities of files and bombs of entities stay what they are."""
    secret = tmp_path / "secret"
    secret.write_text("do not read me")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    for inside in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY a0 "ha">{bomb}<!ENTITY x "&a11;">'):
        document = (
            f"<!DOCTYPE rss [{inside}]><rss><channel>{LINK}<item><title>&x;</title></item></channel></rss>"
        )
        found: list[object] = []
        try:
            found = list(xmlfeed.walk(io.BytesIO(document.encode()), forgives=True))
        except xmlfeed.FeedDamagedError:
            continue
        assert "do not read me" not in repr(found)
        assert len(repr(found)) < 10_000
        assert FeedSource().recognise(export_of({"f": document})) is None, "a document type with declarations"


@given(_TEXTS, _TEXTS, st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)))  # noqa: DTZ001 - in UTC below
def test_what_is_written_is_read(title: str, text: str, when: datetime) -> None:
    """Any words, and any time as Python's own library writes it."""
    stated = when.replace(tzinfo=UTC, microsecond=0)
    entry = f"<guid>https://example.org/1</guid><pubDate>{format_datetime(stated)}</pubDate>"
    found = readings(
        rss(
            f"<item><title>{escape(title)}</title><description>{escape(escape(text))}</description>{entry}</item>"
        )
    )
    (one,) = posts(found)
    assert one.published is not None
    assert one.published.instant == stated
    assert (one.title or "") == title.strip()
    assert "".join(one.text.split()) == "".join(text.split())
    assert not [problem for problem in found if isinstance(problem, Problem)]


@given(
    _TEXTS
    | st.from_regex(r"[A-Za-z]{3}, \d{1,3} [A-Za-z]{3} \d{2,5} \d\d:\d\d:\d\d [A-Z+0-9]{1,6}", fullmatch=True)
)
def test_no_text_is_a_time_that_breaks_anything(text: str) -> None:
    found = moment(text)
    assert found is None or found.instant.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sat, 01 Mar 2025 08:00:00 GMT", "2025-03-01T08:00:00.000Z"),
        ("01 Mar 25 08:00 EST", "2025-03-01T13:00:00.000Z"),
        ("Sat, 1 March 2025 08:00:00 +08:00", "2025-03-01T00:00:00.000Z"),
        ("Sat, 01 Mar 2025 08:00:00 -0330", "2025-03-01T11:30:00.000Z"),
        ("sáb, 01 Mar 2025 08:00:00 Z", "2025-03-01T08:00:00.000Z"),
        ("Sat, 31 Feb 2025 08:00:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_times_as_feeds_write_them(text: str, iso: str | None) -> None:
    found = moment(text)
    assert (found.iso() if found else None) == iso


def test_a_number_counts_within_its_feed_only() -> None:
    """Two sites both have a post 3."""
    entry = "<item><guid>3</guid><title>x</title></item>"
    other = rss(entry, "<title>o</title><link>https://other.example/</link>")
    assert {one.id for data in (rss(entry), other) for one in posts(readings(data))} == {
        "feed:post:https://example.org/#3",
        "feed:post:https://other.example/#3",
    }


def test_a_mirror_that_says_it_was_built_again_makes_no_other_version() -> None:
    """RSSHub states the time of every answer, and each mirror its own address."""

    def profile(built: str) -> dict:
        about = f"<title>草</title>{LINK}<lastBuildDate>{built}</lastBuildDate><ttl>5</ttl>"
        extra = dict(next(one for one in readings(rss("", about)) if isinstance(one, Item)).extra)
        assert extra.pop("observed")["lastBuildDate"] == built
        return extra

    assert profile("Sat, 01 Mar 2025 08:00:00 GMT") == profile("Sat, 01 Mar 2025 09:00:00 GMT")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_feed_that_ends_too_soon_says_so_and_gives_what_is_there(cut: float) -> None:
    entries = "".join(
        f"<item><guid>https://example.org/{n}</guid><title>t {n}</title></item>" for n in range(40)
    )
    whole = rss(entries)
    found = readings(whole[: int(len(whole) * cut)])
    assert [one.code for one in found if isinstance(one, Problem)] == ["feed-malformed"]
    assert [one.status for one in found if isinstance(one, MemberReport)] == ["damaged"]
    assert len(posts(found)) >= 40 * cut - 5


def test_a_big_feed_is_read_entry_by_entry() -> None:
    """Four times the entries take about the same memory, JSON and XML."""

    def peak(data: bytes) -> int:
        export = export_of({"feed": data})
        source, vintage = recognise(export)
        tracemalloc.start()
        try:
            assert sum(isinstance(one, Item) for one in source.read(export, vintage)) > 100
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def xml(count: int) -> bytes:
        text = "words " * 3000
        return rss(
            "".join(f"<item><guid>{n}</guid><description>{text}</description></item>" for n in range(count))
        )

    def as_json(count: int) -> bytes:
        items = [{"id": str(n), "content_html": "words " * 3000} for n in range(count)]
        return json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items}
        ).encode()

    for made in (xml, as_json):
        assert peak(made(404)) < peak(made(101)) + (3 << 20)
