"""What a restored site shows, leaves out, and links to."""

from collections import Counter
from pathlib import Path

import pytest

from targets.archive_in_memory import Export, MemoryArchive
from targets.made_up_life import FRIEND, OTHER, OWNER, at, life, other, post
from targets.reading_sites import broken_links, bytes_of, grow, pages_of, read_page
from wildgrass.model import Actor, Audience, Item, Kind, Link
from wildgrass.targets.base import Outcome, Status
from wildgrass.text.language import LANGUAGES

EVERYTHING = {"private": True, "likes": True}


@pytest.fixture
def archive(tmp_path: Path) -> MemoryArchive:
    """The made-up archive with one of everything."""
    files = tmp_path / "files"
    files.mkdir()
    return life(files)


def small(*items: Item) -> MemoryArchive:
    """An archive of a few items."""
    return MemoryArchive(items, owners=(OWNER,))


def by_id(outcomes: list[Outcome]) -> dict[str, Outcome]:
    """Outcomes by item."""
    return {outcome.id: outcome for outcome in outcomes}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [{}, EVERYTHING], ids=["public", "everything"])
def test_every_link_leads_somewhere(
    archive: MemoryArchive, tmp_path: Path, language: str, options: dict
) -> None:
    """Every href and src is a file of the site with that anchor, or a plain outside link."""
    grow(archive, tmp_path / "site", language=language, **options)
    assert broken_links(tmp_path / "site") == []
    # A sentence that the catalogue lacks would come out as its own name.
    assert not [name for name, data in bytes_of(tmp_path / "site").items() if b"ui.site-" in data]


def test_every_item_ends_as_one_outcome(archive: MemoryArchive, tmp_path: Path) -> None:
    """No item is passed over in silence, and none is counted twice."""
    for options in ({}, EVERYTHING):
        outcomes = grow(archive, tmp_path / "site", **options)
        ids = Counter(item.id for item in archive.items(include_withheld=True))
        assert Counter(outcome.id for outcome in outcomes) == ids


def test_every_done_item_stands_where_its_outcome_says(archive: MemoryArchive, tmp_path: Path) -> None:
    """A target id is a page and an anchor on it."""
    site = tmp_path / "site"
    outcomes = grow(archive, site, **EVERYTHING)
    anchors = {str(path.relative_to(site)): set(page.ids) for path, page in pages_of(site)}
    for outcome in outcomes:
        if outcome.status is Status.DONE and outcome.id != "x:profile:900":
            name, _, anchor = str(outcome.target_id).partition("#")
            assert anchor in anchors[name]


@pytest.mark.parametrize(
    "words",
    ["PRIVATE-WORDS", "LIKED-WORDS", "COMMENT-BY-OTHER", "Only for those", "TOKEN-SECRET", "AD-WORDS"],
)
def test_what_was_not_public_stays_out_unless_asked_for(
    archive: MemoryArchive, tmp_path: Path, words: str
) -> None:
    """Messages, narrow posts, others' words and withheld kinds are in no file of the site."""
    grow(archive, tmp_path / "site")
    assert not any(words.encode() in data for data in bytes_of(tmp_path / "site").values())


@pytest.mark.parametrize("words", ["TOKEN-SECRET", "AD-WORDS", "COMMENT-BY-OTHER"])
def test_withheld_kinds_stay_out_even_when_everything_is_asked_for(
    archive: MemoryArchive, tmp_path: Path, words: str
) -> None:
    """No option shows account data, advertising or others' comments."""
    grow(archive, tmp_path / "site", **EVERYTHING)
    assert not any(words.encode() in data for data in bytes_of(tmp_path / "site").values())


def test_private_parts_appear_when_asked_for_and_go_when_not(archive: MemoryArchive, tmp_path: Path) -> None:
    """A second run without them leaves no private page behind, and no picture that only they had."""
    site = tmp_path / "site"
    grow(archive, site)
    public = bytes_of(site)
    grow(archive, site, **EVERYTHING)
    everything = bytes_of(site)
    assert any(b"PRIVATE-WORDS" in data for data in everything.values())
    assert "conversations/index.html" in everything
    grow(archive, site)
    assert bytes_of(site) == public


def test_the_same_archive_gives_the_same_bytes(archive: MemoryArchive, tmp_path: Path) -> None:
    """Two folders are alike to the last byte."""
    grow(archive, tmp_path / "one", **EVERYTHING)
    grow(archive, tmp_path / "two", **EVERYTHING)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_second_run_writes_nothing_anew(archive: MemoryArchive, tmp_path: Path) -> None:
    """Unchanged pages keep their time, so that a copy to a server sends only what changed."""
    site = tmp_path / "site"
    grow(archive, site)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    grow(archive, site)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*.html")} == before


def test_simulate_says_the_same_and_writes_nothing(archive: MemoryArchive, tmp_path: Path) -> None:
    """Simulated outcomes have the targets of real ones."""
    simulated = grow(archive, tmp_path / "site", simulate=True, **EVERYTHING)
    assert not (tmp_path / "site").exists()
    real = grow(archive, tmp_path / "site", **EVERYTHING)
    targets = {outcome.id: (outcome.status, outcome.target_id) for outcome in real}
    assert {outcome.id: (outcome.status, outcome.target_id) for outcome in simulated} == targets


def test_no_page_loads_or_runs_anything_from_elsewhere(archive: MemoryArchive, tmp_path: Path) -> None:
    """No frame, form, inline style or handler; sources are files of the site; the policy is on every page.

    Only the search page has scripts: the site's own files, and its policy lets no others in.
    """
    grow(archive, tmp_path / "site", **EVERYTHING)
    for path, page in pages_of(tmp_path / "site"):
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"iframe", "object", "embed", "form", "base", "style"}
        is_search = path.name == "search.html"
        assert bool(tags & {"script", "input"}) == is_search
        scripts = [value for tag, name, value in page.attributes if (tag, name) == ("script", "src")]
        assert scripts == ["search/search.js", "search/fold.js", "search/head.js"] * is_search
        names = {name for _, name, _ in page.attributes}
        assert not {name for name in names if name.startswith("on")} | (names & {"style", "srcset", "srcdoc"})
        assert not [value for value in page.values("src") if ":" in value or value.startswith("//")]
        policy = next(value for value in page.values("content") if "default-src" in value)
        assert policy.startswith("default-src 'none';"), path
        assert ("script-src 'self'; " in policy) == ("script-src" in policy) == is_search
        assert "unsafe" not in policy
    css = (tmp_path / "site/style.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


def test_outside_links_give_nothing_away(archive: MemoryArchive, tmp_path: Path) -> None:
    """Every link that leaves the site says noreferrer, noopener and nofollow."""
    grow(archive, tmp_path / "site")
    outside = 0
    for _, page in pages_of(tmp_path / "site"):
        links = [pair for pair in page.tags if pair[0] == "a"]
        hrefs = page.values("href")
        outside += sum(href.startswith("http") for href in hrefs)
        rels = [value for value in page.values("rel") if value == "noreferrer noopener nofollow"]
        assert len(rels) == sum(href.startswith("http") for href in hrefs)
        assert links
    assert outside >= 3


def test_short_links_show_where_they_lead(archive: MemoryArchive, tmp_path: Path) -> None:
    """The text shows the target that the export names, not the short link."""
    grow(archive, tmp_path / "site")
    page = read_page(tmp_path / "site/posts/2022-10.html")
    assert "https://t.co" not in page.text
    assert "seeds.example/essays/2022/10/" in page.text
    assert any(href.startswith("https://seeds.example/") for href in page.values("href"))


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example"]
)
def test_only_web_addresses_become_links(tmp_path: Path, target: str) -> None:
    """Any other scheme is shown as text."""
    link = Link(url="https://t.co/a", target=target)
    grow(small(post(1, "2022-01-01 00:00", "see https://t.co/a", links=(link,))), tmp_path / "site")
    page = read_page(tmp_path / "site/posts/2022-01.html")
    assert target.rstrip("/") in page.text
    assert target not in page.values("href")


def test_a_thread_stands_together_with_a_word_on_each_later_day(tmp_path: Path) -> None:
    """The posts of a self-thread follow its first post; a later day names the post and leads there."""
    grow(
        small(
            post(1, "2022-01-31 10:00", "first"),
            post(2, "2022-01-31 11:00", "between"),
            post(3, "2022-01-31 12:00", "second", in_reply_to="x:post:1"),
            post(4, "2022-02-01 09:00", "third", in_reply_to="x:post:3"),
        ),
        tmp_path / "site",
    )
    january = read_page(tmp_path / "site/posts/2022-01.html")
    places = [january.text.index(word) for word in ("first", "second", "third", "between")]
    assert places == sorted(places)
    february = read_page(tmp_path / "site/posts/2022-02.html")
    assert "../posts/2022-01.html#x.post.4" in february.values("href")
    assert "x.post.4" not in february.ids


def test_a_long_thread_gets_pages_of_its_own(tmp_path: Path) -> None:
    """Past forty posts the month page leads to the thread's pages, and they lead back."""
    items = [post(1, "2022-01-01 00:00", "root")]
    items += [
        post(
            number,
            f"2022-01-01 {number // 60:02d}:{number % 60:02d}",
            f"part {number}",
            in_reply_to=f"x:post:{number - 1}",
        )
        for number in range(2, 400)
    ]
    outcomes = grow(small(*items), tmp_path / "site")
    assert broken_links(tmp_path / "site") == []
    targets = {outcome.id: outcome.target_id for outcome in outcomes}
    assert targets["x:post:2"] == "threads/x.post.1.html#x.post.2"
    assert targets["x:post:399"] == "threads/x.post.1_3.html#x.post.399"


def test_a_circle_of_replies_ends(tmp_path: Path) -> None:
    """Hostile replies that answer each other are shown once each."""
    outcomes = grow(
        small(
            post(1, "2022-01-01 10:00", "one", in_reply_to="x:post:2"),
            post(2, "2022-01-01 11:00", "two", in_reply_to="x:post:1"),
            post(3, "2022-01-01 12:00", "three", in_reply_to="x:post:3"),
        ),
        tmp_path / "site",
    )
    assert [outcome.status for outcome in outcomes] == [Status.DONE] * 3
    assert broken_links(tmp_path / "site") == []


def test_a_crowded_month_is_cut_into_pages(tmp_path: Path) -> None:
    """Each page has at most 150 posts, and the calendar leads to the page that a day is on."""
    items = [post(n, f"2022-01-{1 + n // 40:02d} 00:{n % 40:02d}", f"post {n}") for n in range(400)]
    grow(small(*items), tmp_path / "site")
    site = tmp_path / "site"
    assert sorted(path.name for path in (site / "posts").iterdir()) == [
        "2022-01.html",
        "2022-01_2.html",
        "2022-01_3.html",
    ]
    assert broken_links(site) == []
    assert "../posts/2022-01_3.html#d2022-01-10" in read_page(site / "posts/2022-01.html").values("href")


def test_earlier_versions_are_listed_and_found_by_their_ids(archive: MemoryArchive, tmp_path: Path) -> None:
    """An edited post stands once, with what it said before; an old id leads to the old words."""
    outcomes = by_id(grow(archive, tmp_path / "site"))
    page = read_page(tmp_path / "site/posts/2022-10.html")
    assert "two spoons of sugar" in page.text
    assert "Earlier versions: 1" in page.text
    assert outcomes["x:post:30"].target_id == "posts/2022-10.html#x.post.30"
    assert "x.post.30" in page.ids


def test_other_contents_of_earlier_exports_are_versions_too(tmp_path: Path) -> None:
    """What another export said of the same post is shown, unless it was not public then."""
    archive = small(post(1, "2022-01-01 00:00", "now"))
    archive.other_versions["x:post:1"] = [
        post(1, "2022-01-01 00:00", "before"),
        post(1, "2022-01-01 00:00", "narrow", audience=Audience.FOLLOWERS),
    ]
    grow(archive, tmp_path / "site")
    text = read_page(tmp_path / "site/posts/2022-01.html").text
    assert "before" in text
    assert "narrow" not in text


def test_a_deleted_post_says_whose_word_that_is(archive: MemoryArchive, tmp_path: Path) -> None:
    """The export says so; nothing says who deleted it."""
    grow(archive, tmp_path / "site")
    text = read_page(tmp_path / "site/posts/2022-10.html").text
    assert "Deleted on 25 October 2022, according to the export" in text


def test_times_are_in_utc_with_the_stated_zone_beside(archive: MemoryArchive, tmp_path: Path) -> None:
    """Both times are on the page, and a mere day has no time."""
    grow(archive, tmp_path / "site")
    page = read_page(tmp_path / "site/posts/2022-10.html")
    assert "15:30 UTC" in page.text
    assert "23:30 +08:00" in page.text
    assert "2022-10-24T15:30:00Z" in page.values("datetime")
    assert "2022-10-26" in page.values("datetime")


def test_a_reply_never_calls_the_platform(archive: MemoryArchive, tmp_path: Path) -> None:
    """Somebody's handle is text; no link leads to the platform's page of them."""
    grow(archive, tmp_path / "site")
    page = read_page(tmp_path / "site/posts/2022-10.html")
    assert "In reply to @spring_wind" in page.text
    assert not [href for href in page.values("href") if "spring_wind" in href]


def test_a_share_is_marked_as_cut(archive: MemoryArchive, tmp_path: Path) -> None:
    """The platform's cut text is shown as such, with whom it came from."""
    grow(archive, tmp_path / "site")
    assert (
        "Shared from @plain_fire, cut as the platform gave it"
        in read_page(tmp_path / "site/posts/2022-10.html").text
    )


def test_posts_of_unknown_audience_wait_until_asked_for(tmp_path: Path) -> None:
    """Where the export does not say who could see a post, it is not put where everybody can."""
    archive = small(post(1, "2022-01-01 00:00", "who knows", audience=Audience.UNKNOWN))
    (outcome,) = grow(archive, tmp_path / "site")
    assert (outcome.status, outcome.reason) == (Status.SKIPPED, "audience-unknown")
    (outcome,) = grow(archive, tmp_path / "site", private=True)
    assert outcome.status is Status.DONE
    assert "does not say who could see" in read_page(tmp_path / "site/posts/2022-01.html").text


def test_the_about_page_counts_what_is_shown_and_what_is_not(archive: MemoryArchive, tmp_path: Path) -> None:
    """Exports, dates, problems, and each reason with its number."""
    grow(archive, tmp_path / "site")
    text = read_page(tmp_path / "site/about.html").text
    assert "x-archive.zip" in text
    assert "2 November 2022" in text
    assert "Private messages. They are shown only when asked for.7" in text.replace("\n", "")


def test_an_export_without_a_date_says_so(tmp_path: Path) -> None:
    """A date that nobody stated is not made up."""
    archive = small(post(1, "2022-01-01 00:00", "x"))
    archive.exports = [Export(as_of=None), Export(as_of="no date")]
    grow(archive, tmp_path / "site")
    assert read_page(tmp_path / "site/about.html").text.count("not stated") == 2


def test_people_in_a_conversation_go_by_the_names_the_archive_knows(tmp_path: Path) -> None:
    """X names the author of a message by number; the conversation's members have names."""
    talk = {"thread": "x:conversation:1-2", "audience": Audience.DIRECT}
    number_only = Actor(platform="x", id_kind="account", id=FRIEND.id)
    archive = small(
        other(Kind.MESSAGE, "1", "2022-01-01 00:00", "hello", author=number_only, **talk),
        other(Kind.MESSAGE, "2", "2022-01-01 00:01", "again", author=FRIEND, **talk),
    )
    grow(archive, tmp_path / "site", private=True)
    text = read_page(tmp_path / "site/conversations/x.conversation.1-2.html").text
    assert FRIEND.id not in text
    assert text.count("Spring Wind") == 3


def test_an_empty_archive_makes_a_site_that_says_so(tmp_path: Path) -> None:
    """No posts, no owner: still whole pages."""
    assert grow(MemoryArchive([]), tmp_path / "site") == []
    assert "There are no posts to show" in read_page(tmp_path / "site/index.html").text
    assert broken_links(tmp_path / "site") == []


def test_conversations_tell_joins_names_replies_and_reactions(archive: MemoryArchive, tmp_path: Path) -> None:
    """What X's group files say stands in words."""
    group = {"audience": Audience.DIRECT, "thread": "x:conversation:group-1", "author": OWNER}
    archive.add(
        other(
            Kind.EVENT,
            "e2",
            "2022-03-02 10:00",
            "x",
            mentions=(FRIEND,),
            extra={"event": "participantsJoin"},
            **group,
        ),
        other(
            Kind.EVENT,
            "e3",
            "2022-03-03 10:00",
            "x",
            mentions=(OTHER,),
            extra={"event": "participantsLeave"},
            **group,
        ),
        other(
            Kind.EVENT,
            "e4",
            "2022-03-04 10:00",
            "x",
            title="读书会",
            extra={"event": "conversationNameUpdate"},
            **group,
        ),
    )
    grow(archive, tmp_path / "site", private=True)
    text = read_page(tmp_path / "site/conversations/x.conversation.group-1.html").text
    assert "Spring Wind joined" in text
    assert "原上火 left" in text
    assert "野草 Yecao changed the name of the conversation to: 读书会" in text
    pair = read_page(tmp_path / "site/conversations/x.conversation.900-901.html").text
    assert "In reply to an earlier message" in pair
    assert "❤️" in pair


def test_a_long_conversation_is_cut_and_replies_lead_across(tmp_path: Path) -> None:
    """Three hundred messages a page; an answer on page two leads to its message on page one."""
    talk = {"thread": "x:conversation:1-2", "audience": Audience.DIRECT, "author": FRIEND}
    items = [
        other(Kind.MESSAGE, f"{n:04d}", f"2022-01-01 {n // 60:02d}:{n % 60:02d}", f"m{n}", **talk)
        for n in range(700)
    ]
    items.append(
        other(Kind.MESSAGE, "9999", "2022-01-02 00:00", "late", in_reply_to="x:message:0003", **talk)
    )
    outcomes = by_id(grow(small(*items), tmp_path / "site", private=True))
    assert outcomes["x:message:9999"].target_id == "conversations/x.conversation.1-2_3.html#x.message.9999"
    assert broken_links(tmp_path / "site") == []
    page = read_page(tmp_path / "site/conversations/x.conversation.1-2_3.html")
    assert "../conversations/x.conversation.1-2.html#x.message.0003" in page.values("href")


def test_owners_known_only_by_handle_are_themselves(tmp_path: Path) -> None:
    """A platform that names authors by handle does not turn the owner into a stranger."""
    author = Actor(platform="x", id_kind="handle", id="Yecao_Demo", handle="Yecao_Demo")
    (outcome,) = grow(small(post(1, "2022-01-01 00:00", "mine", author=author)), tmp_path / "site")
    assert outcome.status is Status.DONE


def test_ids_that_differ_only_in_case_get_different_pages_and_anchors(tmp_path: Path) -> None:
    """A disk that folds case keeps both."""
    talk = {"audience": Audience.DIRECT, "author": FRIEND}
    grow(
        small(
            other(Kind.MESSAGE, "1", "2022-01-01 00:00", "a", thread="y:conversation:AbC", **talk),
            other(Kind.MESSAGE, "2", "2022-01-01 00:00", "b", thread="y:conversation:aBc", **talk),
        ),
        tmp_path / "site",
        private=True,
    )
    names = [path.name for path in (tmp_path / "site/conversations").iterdir()]
    assert len({name.casefold() for name in names}) == 3


def test_dates_at_the_ends_of_the_calendar_are_shown(tmp_path: Path) -> None:
    """A wrong clock in an export neither fails nor makes the overview endless."""
    items = (post(1, "0001-01-01 00:00", "first"), post(2, at("9999-12-31 23:59", zone="+14:00"), "last"))
    grow(small(*items), tmp_path / "site")
    assert broken_links(tmp_path / "site") == []
    assert (tmp_path / "site/index.html").stat().st_size < 30_000
