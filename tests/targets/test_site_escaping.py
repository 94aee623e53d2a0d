"""Whatever an export says is text on the page: it never makes a tag, an attribute, an address or a file's name."""

import tempfile
from dataclasses import fields, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.archive_in_memory import Export, MemoryArchive
from targets.made_up_life import at
from targets.reading_sites import Page, grow, pages_of, read_page
from wildgrass.model import Actor, Attachment, Audience, Item, Kind, Link, Origin, Removal, RemovedBy
from wildgrass.targets.words import clean, glimpse, pieces, slug, web_address

HOSTILE = st.sampled_from(
    (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</title><svg/onload=alert(1)>",
        "<!--",
        "--><x>",
        "]]>",
        "{{ 7*7 }}{% raw %}",
        "&lt;b&gt;&#60;b&#62;",
        "\u202e\u2066evil\u0000\ud800",
        "</style><style>*{background:url(http://evil.example)}</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=http://evil.example'>",
        "javascript:alert(1)",
        "%s {0} {name} {",
    )
)
ANY = st.lists(st.one_of(HOSTILE, st.text(max_size=12)), max_size=4).map("".join)
WORDS = ANY.map(lambda text: "a" + text)  # never empty, so that no optional block comes or goes


def world(text: str, files: Path) -> MemoryArchive:
    """An archive in which every field that a person or a platform fills holds `text`; the ids stay ours."""
    owner = Actor(platform="x", id_kind="account", id="1", handle=text, name=text)
    friend = Actor(platform="x", id_kind="account", id="2", handle=text, name=text)
    archive = MemoryArchive([], owners=(owner,), files=files)
    shared = {
        "source": text,
        "origin": Origin(member=text),
        "author": owner,
        "text": text,
        "title": text,
        "url": text,
        "mentions": (friend,),
        "audience": Audience.PUBLIC,
    }
    gone = Attachment(name=text, alt=text, url=text, media_type=text, role=text)
    shut = archive.put(
        b"<svg onload=alert(1)>" + text.encode("utf-8", "replace"), text, alt=text, role="photo"
    )
    full = {
        "attachments": (gone, shut),
        "joined_by": text,
        "deleted": at("2022-01-02 00:00"),
        "counts": {text: 3, "likes": 1},
    }
    talk = {"thread": "x:conversation:1", "audience": Audience.DIRECT}
    event = {"event": "conversationNameUpdate"}
    reactions = [{"senderId": text, "reactionKey": text}]
    archive.add(
        Item(id="x:profile:1", kind=Kind.PROFILE, **shared),
        Item(id="x:post:1", kind=Kind.POST, published=at("2022-01-01 10:00"), **shared, **full),
        Item(id="x:post:2", kind=Kind.QUOTE, published=at("2022-01-01 11:00"), quotes="x:post:1", **shared),
        Item(id="x:post:3", kind=Kind.SHARE, published=at("2022-01-01 12:00"), target=friend, **shared),
        Item(
            id="x:post:4", kind=Kind.POST, published=at("2022-01-02 10:00"), in_reply_to="x:post:1", **shared
        ),
        Item(
            id="x:post:5",
            kind=Kind.POST,
            published=at("2022-01-03 10:00"),
            in_reply_to_author=friend,
            **shared,
        ),
        Item(
            id="x:post:6", kind=Kind.POST, published=at("2022-01-04 10:00"), version_of="x:post:6", **shared
        ),
        Item(
            id="x:post:7", kind=Kind.POST, published=at("2022-01-04 11:00"), version_of="x:post:6", **shared
        ),
        Item(id="x:like:1", kind=Kind.LIKE, **shared),
        Item(
            id="x:post:8",
            kind=Kind.POST,
            published=at("2022-01-05 11:00"),
            removed=Removal(by=RemovedBy.PLATFORM, notice=text, sure="likely"),
            **shared,
        ),
        Item(id="x:message:1", kind=Kind.MESSAGE, published=at("2022-01-01 10:00"), **shared | talk),
        Item(
            id="x:message:2",
            kind=Kind.MESSAGE,
            published=at("2022-01-01 11:00"),
            in_reply_to="x:message:1",
            extra={"reactions": reactions},
            **shared | talk,
        ),
        Item(id="x:event:1", kind=Kind.EVENT, published=at("2022-01-02 11:00"), extra=event, **shared | talk),
    )
    archive.titles["x:conversation:1"] = text
    archive.exports = [Export(name=text, source=text, vintage=text, as_of=None)]
    return archive


def grown(text: str) -> dict[str, Page]:
    """Restore such an archive and read its pages."""
    with tempfile.TemporaryDirectory() as folder:
        files, site = Path(folder) / "files", Path(folder) / "site"
        files.mkdir()
        grow(world(text, files), site, private=True, likes=True)
        return {str(path.relative_to(site)): page for path, page in pages_of(site)}


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_no_text_changes_the_structure_of_a_page(text: str) -> None:
    """The tags and their attributes are those of a harmless archive, one by one, in order.

    Only warnings differ, which say that a file's name misleads.
    """
    harmless = grown("a")
    for name, page in grown(text).items():
        tags = [tag for tag in page.tags if tag != ("strong", ("class",))]
        assert tags == [tag for tag in harmless[name].tags if tag != ("strong", ("class",))]


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_every_text_comes_back_as_it_was_written(text: str) -> None:
    """A reader sees the words of the post, character by character, but for what no page can hold."""
    page = grown(text)["posts/2022-01.html"]
    assert page.text.count(clean(text)) >= 5


@settings(max_examples=300)
@given(
    st.one_of(ANY, st.builds("{}://{}".format, st.sampled_from(("http", "HTTPS", "javascript", "data")), ANY))
)
def test_only_plain_web_addresses_are_links(url: str) -> None:
    """An address has http or https, a host, no white space and no control characters, or is no link."""
    address = web_address(url)
    assert address is None or (
        address.lower().startswith(("http://", "https://")) and address == "".join(clean(address).split())
    )


@settings(max_examples=300)
@given(ANY, ANY, st.integers(-3, 60), st.integers(-3, 60))
def test_links_never_lose_a_word_of_the_text(before: str, after: str, start: int, end: int) -> None:
    """What stands around a link is the text itself, whatever positions an export claims for the link."""
    link = Link(url="https://t.co/abc", target="https://seeds.example/page", start=start, end=end)
    text = before + link.url + after
    item = Item(
        id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="m"), text=text, links=(link,)
    )
    assert "".join(piece.text for piece in pieces(replace(item, links=()))) == clean(text)
    shown = [(piece.text, piece.href) for piece in pieces(item)]
    expected = [(clean(before), None), ("seeds.example/page", link.target), (clean(after), None)]
    assert shown == [piece for piece in expected if piece[0]]


@settings(max_examples=500)
@given(st.one_of(ANY, st.from_regex(r"[a-zA-Z0-9:._/-]{0,120}", fullmatch=True)))
def test_a_slug_is_a_safe_name_for_a_file(item_id: str) -> None:
    """Small letters, digits, dots and hyphens; never a hidden file, a path or a long name."""
    name = slug(item_id)
    assert 0 < len(name) <= 100
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert ".." not in name
    assert name[0] not in ".-"


@settings(max_examples=300)
@given(st.lists(st.from_regex(r"[a-zA-Z0-9:._-]{1,6}", fullmatch=True), min_size=2, max_size=2, unique=True))
def test_two_ids_never_share_a_slug(ids: list[str]) -> None:
    """Not even on a disk that folds case."""
    assert slug(ids[0]).casefold() != slug(ids[1]).casefold()


def test_every_field_of_an_item_that_holds_text_was_tried(tmp_path: Path) -> None:
    """A field that the model gains must be put into this test's archive as well."""
    known = {field.name for field in fields(Item)}
    tried = {
        "id", "kind", "source", "origin", "author", "published", "text", "audience", "in_reply_to",
        "in_reply_to_author", "thread", "quotes", "target", "version_of", "deleted", "url", "title", "mentions",
        "attachments", "counts", "joined_by", "extra", "links", "removed",
    }  # fmt: skip
    never_text = {"as_of", "edited", "is_deleted", "shares"}
    assert known == tried | never_text


def test_glimpse_is_one_line(tmp_path: Path) -> None:
    """A glimpse has no line end and no more than it may."""
    assert glimpse("a\nb\r\nc" + "d" * 200) == "a b c" + "d" * 74 + "…"


def test_a_page_of_hostile_text_reads_as_that_text(tmp_path: Path) -> None:
    """The plainest case, for the eye."""
    (tmp_path / "files").mkdir()
    grow(world("<script>alert(1)</script>", tmp_path / "files"), tmp_path / "site")
    assert "<script>alert(1)</script>" in read_page(tmp_path / "site/posts/2022-01.html").text
    assert b"<script" not in (tmp_path / "site/posts/2022-01.html").read_bytes()
