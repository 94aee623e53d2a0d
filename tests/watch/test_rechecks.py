"""What becomes due when a post goes: the absence again, and a sample of the account's others."""

from datetime import UTC, datetime, timedelta

from wildgrass.watch.looks import Look
from wildgrass.watch.recheck import QUIET, SAMPLE, WITHIN, rechecks
from wildgrass.watch.schedule import next_look
from wildgrass.watch.verdicts import APART, SILENT, verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
WENT = START + timedelta(days=2)
KEY = b"k" * 32


def look(item: str, at: datetime, state: str, path: str = "page") -> Look:
    return Look(item=item, at=at, path=path, state=state)


def archive(state: str = "gone") -> tuple[dict[str, str], dict[str, list[Look]]]:
    """Forty posts of one account, five of another; the first one's first goes."""
    accounts = {f"a{n}": "one" for n in range(40)} | {f"b{n}": "other" for n in range(5)}
    looks = {item: [look(item, START, "present")] for item in accounts}
    looks["a0"].append(look("a0", WENT, state))
    return accounts, looks


def test_when_one_post_goes_a_sample_of_its_account_is_due_spread_over_hours() -> None:
    accounts, looks = archive()
    due = rechecks(accounts, looks, key=KEY)
    assert len(due) == SAMPLE
    assert {accounts[item] for item in due} == {"one"}
    assert "a0" not in due
    assert all(WENT + APART <= at <= WENT + WITHIN for at in due.values())
    assert len(set(due.values())) == SAMPLE
    assert due != rechecks(accounts, looks, key=b"another secret")
    assert due == rechecks(accounts, looks, key=KEY)


def test_errors_and_walls_set_nothing_going_nor_what_was_never_seen() -> None:
    for state in ("error", "unknown"):
        assert rechecks(*archive(state), key=KEY) == {}
    accounts, looks = archive()
    looks["a0"] = [look("a0", WENT, "gone")]
    assert rechecks(accounts, looks, key=KEY) == {}


def test_a_post_that_was_looked_at_since_needs_no_other_look_and_nobody_takes_its_place() -> None:
    accounts, looks = archive()
    first = rechecks(accounts, looks, key=KEY)
    done = min(first, key=lambda item: first[item])
    looks[done].append(look(done, first[done], "present"))
    assert rechecks(accounts, looks, key=KEY).keys() == first.keys() - {done}


def test_an_outage_is_one_event_and_does_not_set_the_whole_account_going() -> None:
    accounts, looks = archive()
    asked = set()
    for _ in range(SAMPLE):
        due = rechecks(accounts, looks, key=KEY)
        for item, at in due.items():
            looks[item].append(look(item, at, "gone"))
        asked |= due.keys()
    assert len(asked) <= 2 * SAMPLE
    later = WENT + QUIET + timedelta(hours=1)
    left = next(item for item in accounts if item not in asked and item.startswith("a") and item != "a0")
    looks[left].append(look(left, later, "gone"))
    again = rechecks(accounts, looks, key=KEY)
    assert again
    assert min(again.values()) >= later + APART


def test_an_absence_is_looked_at_again_soon_and_after_a_day_even_where_the_post_is_old() -> None:
    old = START - timedelta(days=900)
    looks = [look("i", START, "present"), look("i", WENT, "gone")]
    due = next_look(old, looks, WENT, item="i", key=KEY)
    assert WENT + APART <= due <= WENT + 2 * APART
    for state in ("error", "gone"):  # it does not hammer, whatever the second look says
        second = [*looks, look("i", due, state)]
        assert verdict(second).state == "unknown"
        third = next_look(old, second, due, item="i", key=KEY)
        assert WENT + SILENT <= third <= WENT + 1.1 * SILENT
        last = [*second, look("i", third, state)]
        assert next_look(old, last, third, item="i", key=KEY) > third + timedelta(days=20)
    assert verdict([*looks, look("i", due, "gone"), look("i", third, "gone")]).state == "gone"


def test_a_notice_that_was_seen_twice_needs_no_third_look() -> None:
    old = START - timedelta(days=900)
    looks = [look("i", START, "present"), look("i", WENT, "tombstone"), look("i", WENT + APART, "tombstone")]
    assert verdict(looks).state == "tombstone"
    assert next_look(old, looks, WENT, item="i", key=KEY) > WENT + timedelta(days=20)


def test_a_page_that_is_there_outweighs_another_path_that_is_not() -> None:
    looks = [look("i", START, "present"), look("i", START, "gone", "activity")]
    assert verdict(looks).state == "present"
    assert next_look(START, looks, START, item="i", key=KEY) > START
