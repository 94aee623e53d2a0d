"""Rules that look back over a whole archive: what is old, groups across a border, an unlocked device, likenesses."""

from datetime import UTC, datetime

from audit.test_legal_audit import OTHER, OWNER, found, item, verdicts
from wildgrass.audit.finding import Verdict
from wildgrass.audit.legal import LegalAudit
from wildgrass.audit.measures_history import Alike
from wildgrass.audit.ruleset import rules
from wildgrass.model import Actor, Audience, Item, Kind, Moment


def test_old_public_items_are_counted_by_the_newest_day_of_the_archive() -> None:
    def dated(number: int, year: int, day: int = 1, **fields) -> Item:
        moment = Moment(instant=datetime(year, 3, day, tzinfo=UTC), precision_ms=1000)
        return item(number, published=moment, **fields)

    (one,) = found(
        dated(1, 2018), dated(2, 2020, 2), dated(3, 2020, 3), dated(4, 2022, 2), rule="cn-old-items"
    )
    assert (one.verdict, one.value, one.day) == (Verdict.OVER, 2, "2018-03-01")
    (one,) = found(dated(1, 2021), dated(2, 2022), rule="cn-old-items")
    assert (one.verdict, one.value) == (Verdict.UNDER, 0)
    hidden = dated(1, 2010, audience=Audience.UNKNOWN)
    (one,) = found(hidden, item(2, published=None), rule="cn-old-items")
    assert (one.verdict, one.value) == (Verdict.UNKNOWN, None)


def test_what_an_unlocked_device_shows_counts_others_words_too() -> None:
    theirs = item(2, author=OTHER, kind=Kind.MESSAGE, audience=Audience.DIRECT)
    withheld = item(3, kind=Kind.LOGIN)
    (one,) = found(item(1), theirs, withheld, rule="cn-handset")
    assert (one.subject, one.value) == ("source:weibo", 2)


def test_a_group_across_the_border_is_told_by_numbers_only() -> None:
    def said(number: int, thread: str, who: str) -> Item:
        kind = "handle" if who.startswith("+") else "label"
        author = Actor(platform="whatsapp", id_kind=kind, id=who)
        fields = {
            "id": f"whatsapp:message:{number}",
            "source": "whatsapp",
            "author": author,
            "thread": thread,
        }
        return item(number, kind=Kind.MESSAGE, audience=Audience.DIRECT, **fields)

    groups = {
        "both": ("+8613800000001", "+4915700000001", "Ann"),
        "mainland": ("+8613800000001", "+8613800000002", "+8613800000003"),
        "names": ("Ann", "Bob", "+4915700000001"),
        "two": ("+8613800000001", "+4915700000001"),
    }
    pairs = [(thread, who) for thread, people in groups.items() for who in people]
    findings = found(*(said(n, *pair) for n, pair in enumerate(pairs)), rule="cn-group-abroad")
    assert verdicts(findings) == {"both": "over", "mainland": "under", "names": "unknown"}


def test_each_item_that_is_like_a_removed_one_is_named_once() -> None:
    alike = [Alike("weibo:post:1", "weibo:post:7"), Alike("weibo:post:2", "weibo:post:7")]
    chosen = [one for one in rules() if one.id == "cn-like-removed"]
    (one,) = LegalAudit({OWNER.key}, chosen, find_like=lambda: alike).findings()
    assert (one.verdict, one.subject, one.value) == (Verdict.OVER, "weibo:post:7", "weibo:post:2")
    (one,) = LegalAudit({OWNER.key}, chosen, find_like=list).findings()
    assert (one.verdict, one.value) == (Verdict.UNDER, 0)


def test_without_likenesses_nothing_is_claimed() -> None:
    (one,) = found(item(1), rule="cn-like-removed")
    assert (one.verdict, one.value) == (Verdict.UNKNOWN, None)
