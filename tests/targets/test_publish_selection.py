"""What leaves the machine: public words of the owner, everything else only when it is named; and the preview of it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html
from lxml.html import builder

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OTHER, OWNER, life, other, post
from wildgrass.model import Audience, Item, Kind, Removal, RemovedBy
from wildgrass.targets.base import Outcome, PrivateClass, RestoreOptions, Status
from wildgrass.targets.draft import Draft, Shape, drafts
from wildgrass.targets.ledger import Entry, Ledger
from wildgrass.targets.means import Means
from wildgrass.targets.outgoing import Selection, page_of
from wildgrass.targets.pace import Allowance
from wildgrass.targets.preview import preview_folder
from wildgrass.targets.rehearsal import rehearse
from wildgrass.targets.splitting import Budget

SHAPE = Shape(Budget(300, 3000), pictures=4)


class Somewhere:
    """A network of our own making: says what it takes, and has no way to send."""

    place = "somewhere:me@https://there.example"
    shape = SHAPE
    allowances = (Allowance("post", 2, 3600),)

    def costs(self, draft: Draft) -> Mapping[str, int]:
        return {"post": len(draft.parts)}

    def address(self, draft: Draft) -> str:
        return f"there/{draft.item.id}"


def _made(archive: MemoryArchive, *include: PrivateClass) -> dict[str, Draft | Outcome]:
    selection = Selection.of(archive, frozenset(include))
    options = RestoreOptions(include=frozenset(include))
    found = drafts(archive, selection, SHAPE, options)
    return {one.item.id if isinstance(one, Draft) else one.id: one for one in found}


def _only(*items: Item) -> dict[str, Draft | Outcome]:
    return _made(MemoryArchive(items, owners=(OWNER,)))


def _means(state: Path) -> Means:
    return Means(
        state=state,
        secret=lambda _: pytest.fail("no secret is needed"),
        confirm=lambda *_: pytest.fail("nothing to confirm"),
        client=lambda: pytest.fail("no network"),
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        sleep=lambda _: pytest.fail("no waiting"),
    )


@pytest.fixture
def archive(tmp_path: Path) -> MemoryArchive:
    (tmp_path / "files").mkdir()
    return life(tmp_path / "files")


def test_every_item_has_a_draft_or_a_reason(archive: MemoryArchive) -> None:
    """Nothing is passed over in silence, and withheld kinds never go, whatever is chosen."""
    for include in ((), tuple(PrivateClass)):
        made = _made(archive, *include)
        everything = list(archive.items(include_withheld=True))
        assert set(made) == {one.id for one in everything if one.kind is not Kind.PROFILE}
        reasons = {one.id: one.reason for one in made.values() if isinstance(one, Outcome)}
        assert {reasons[one.id] for one in everything if one.is_withheld} == {"withheld"}
        assert all(reasons.values())


def test_private_classes_stay_out_until_each_is_named(archive: MemoryArchive) -> None:
    """Each class adds its own items and no other's."""
    archive.add(
        post(90, "2022-11-01 10:00", "DRAFT", audience=Audience.SELF),
        post(91, "2022-11-01 10:01", "WHO KNOWS", audience=Audience.UNKNOWN),
        other(Kind.MESSAGE, "92", "2022-11-01 10:02", "TALK", author=OWNER, audience=Audience.DIRECT),
        replace(other(Kind.LIKE, "93", "2022-11-01 10:03"), url="https://x.example/p/93"),
        replace(
            other(Kind.COMMENT, "94", "2022-11-01 10:04", author=OTHER, audience=Audience.PUBLIC),
            url="https://x.example/p/94",
        ),
    )
    wanted = {
        "x:post:50": PrivateClass.FOLLOWERS,
        "x:post:90": PrivateClass.DRAFTS,
        "x:post:91": PrivateClass.UNKNOWN,
        "x:post:40": PrivateClass.DELETED,
        "x:message:92": PrivateClass.MESSAGES,
        "x:like:93": PrivateClass.LIKES,
        "x:comment:94": PrivateClass.OTHERS,
    }
    assert set(wanted.values()) == set(PrivateClass)
    base = _made(archive)
    for item_id, private in wanted.items():
        assert base[item_id].reason == str(private)
        chosen = _made(archive, private)
        assert isinstance(chosen[item_id], Draft)
        assert [one for one in wanted if isinstance(chosen[one], Draft)] == [item_id]


def test_what_a_platform_or_a_state_removed_is_what_a_restore_is_for() -> None:
    made = _only(
        post(1, "2022-01-01 00:00", "a", removed=Removal(by=RemovedBy.PLATFORM), is_deleted=True),
        post(2, "2022-01-01 00:01", "b", removed=Removal(by=RemovedBy.STATE)),
        post(3, "2022-01-01 00:02", "c", removed=Removal(by=RemovedBy.AUTHOR)),
    )
    assert [isinstance(made[f"x:post:{n}"], Draft) for n in (1, 2, 3)] == [True, True, False]


def test_other_peoples_words_go_as_a_link_only() -> None:
    """A share is the address of what it shares; without one it stays out."""
    made = _only(
        post(
            1,
            "2022-01-01 00:00",
            "RT @plain_fire: their words",
            kind=Kind.SHARE,
            shares="x:post:55",
            target=OTHER,
        ),
        post(2, "2022-01-01 00:01", "RT @plain_fire: their words", kind=Kind.SHARE, shares=""),
    )
    shared = made["x:post:1"]
    assert isinstance(shared, Draft)
    assert shared.parts[0].text == "↻ x.com/i/status/55"
    assert "words" not in shared.parts[0].text
    assert made["x:post:2"].reason == "no-link"


def test_mentions_notify_nobody_unless_asked(archive: MemoryArchive) -> None:
    """The text stays; who is meant goes only with the option."""
    archive.add(post(95, "2022-11-01 11:00", "早 @spring_wind", mentions=(FRIEND,)))
    selection = Selection.of(archive, frozenset())

    def actors(options: RestoreOptions) -> set[object]:
        found = [one for one in drafts(archive, selection, SHAPE, options) if isinstance(one, Draft)]
        return {run.actor for one in found for part in one.parts for run in part.runs} - {None}

    assert actors(RestoreOptions()) == set()
    assert actors(RestoreOptions(mentions=True)) == {FRIEND}


def test_threads_quotes_and_versions(archive: MemoryArchive) -> None:
    made = _made(archive)
    draft = {key: one for key, one in made.items() if isinstance(one, Draft)}
    assert draft["x:post:12"].reply_to == "x:post:11"
    assert draft["x:post:21"].reply_to is None
    assert draft["x:post:21"].lacks == ("answers-another",)
    assert draft["x:post:23"].quotes == "x:post:1"
    assert draft["x:post:24"].quotes is None
    assert draft["x:post:24"].parts[0].text.endswith("x.example/someone/status/5")
    assert made["x:post:30"].reason == "older-version"
    assert draft["x:post:46"].lacks == ("file-left-out", "video-left-out")
    assert made["x:post:51"].reason == "no-date"


def test_more_pictures_than_a_post_holds_go_on_in_the_thread(tmp_path: Path) -> None:
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path)
    pictures = tuple(archive.put(b"\xff\xd8\xff" + bytes([n]), f"{n}.jpg", role="photo") for n in range(9))
    archive.add(post(1, "2022-01-01 00:00", "nine", attachments=pictures))
    draft = _made(archive)["x:post:1"]
    assert isinstance(draft, Draft)
    assert [(part.text, len(part.pictures)) for part in draft.parts] == [("nine", 4), ("", 4), ("", 1)]


@pytest.mark.parametrize(
    ("item_id", "page"),
    [
        ("x:post:12", "https://x.com/i/status/12"),
        ("mastodon:post:https://m.example/@a/1", "https://m.example/@a/1"),
        ("bluesky:post:at://did:plc:a/app.bsky.feed.post/3k", "https://bsky.app/profile/did:plc:a/post/3k"),
        ("weibo:post:javascript:alert(1)", None),
        ("", None),
    ],
)
def test_where_an_item_stood(item_id: str, page: str | None) -> None:
    assert page_of(item_id) == page


def test_a_rehearsal_says_and_shows_what_would_appear(archive: MemoryArchive, tmp_path: Path) -> None:
    """Outcomes for every item; a page with text, dates, pictures and their words; no script, nothing from outside."""
    options = RestoreOptions(language="zh-Hans")
    selection = Selection.of(archive, frozenset())
    state = tmp_path / "state"
    outcomes = list(rehearse(archive, selection, Somewhere(), options, _means(state)))
    assert {one.id for one in outcomes} == {one.id for one in archive.items(include_withheld=True)}
    assert Counter(one.status for one in outcomes)[Status.FAILED] == 0
    folder = preview_folder(state, Somewhere.place)
    first = html.fromstring((folder / "index.html").read_bytes())
    assert "将会出现的内容" in first.text_content()
    assert re.search(r"约 \d+(\.\d+)? (天|小时)", first.text_content())
    trees = [html.fromstring(page.read_bytes()) for page in sorted(folder.glob("page-*.html"))]
    assert len(trees) > 1
    tree = builder.BODY(*trees)
    shown = tree.text_content()
    assert "野火烧不尽，春风吹又生。" in shown  # noqa: RUF001 - the text
    assert "2022-10-03 06:12 UTC" in shown
    assert "山坡上的草" in shown
    assert "Only for those who follow me" not in shown
    assert "LIKED-WORDS" not in shown
    assert tree.xpath("//script|//iframe|//link[not(starts-with(@href, 'data:'))]|//@onclick") == []
    sources = tree.xpath("//img/@src")
    assert sources
    assert all((folder / source).is_file() and not urlsplit(source).scheme for source in sources)
    assert not Ledger.of(state, Somewhere.place).path.exists()


def test_a_rehearsal_knows_what_is_there_already(archive: MemoryArchive, tmp_path: Path) -> None:
    with Ledger.of(tmp_path / "state", Somewhere.place) as ledger:
        ledger.settle({"x:post:1": Entry("real/1", {})})
    selection = Selection.of(archive, frozenset())
    made = list(rehearse(archive, selection, Somewhere(), RestoreOptions(), _means(tmp_path / "state")))
    assert {one.target_id for one in made if one.id == "x:post:1"} == {"real/1"}


def test_a_hostile_text_stays_text_in_the_preview(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)"
    archive = MemoryArchive([post('1"><b>', "2022-01-01 00:00", bad)], owners=(OWNER,))
    selection = Selection.of(archive, frozenset())
    list(rehearse(archive, selection, Somewhere(), RestoreOptions(), _means(tmp_path)))
    page = (preview_folder(tmp_path, Somewhere.place) / "page-0001.html").read_bytes()
    tree = html.fromstring(page)
    assert tree.xpath("//script|//img|//article//b") == []
    assert bad in tree.text_content()
