"""Against a strict relay that we did not write: what it takes arrives, what it refuses is said, and nothing hangs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from interop.running_nostr_relay import ABSENT, IS_THERE, running_nostr_relay
from targets import publishing_contract
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.nostr_relays import events_at, local_relay
from targets.publishing_contract import means
from wildgrass.model import Item
from wildgrass.targets.base import RestoreOptions, Status
from wildgrass.targets.nostr import Nostr
from wildgrass.targets.nostr.key import NostrKey
from wildgrass.targets.nostr.run import RelaysGoneError

pytestmark = [pytest.mark.skipif(not IS_THERE, reason=ABSENT), pytest.mark.soak]
RECENT = datetime.now(UTC) - timedelta(days=100)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_nostr_relay(tmp_path_factory.mktemp("relay")) as url:
        yield url


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> str:
    key = NostrKey.new()
    monkeypatch.setattr(publishing_contract, "SECRET", key.text())
    return key.public


def _recent(number: int, text: str) -> Item:
    return post(number, f"{RECENT + timedelta(minutes=number):%Y-%m-%d %H:%M}", text)


def _old(number: int) -> Item:
    return post(number, f"2015-01-01 00:{number % 60:02}", f"old {number}")


def _publish(place: str, items: list[Item], state: Path) -> dict[str, Any]:
    options = RestoreOptions(publish=True, means=means(state))
    return {one.id: one for one in Nostr().restore(MemoryArchive(items, owners=(OWNER,)), place, options)}


def _count(url: str, public: str) -> int:
    return sum(one["kind"] == 1 for one in events_at(url, public))


def test_recent_posts_arrive_and_a_lost_ledger_doubles_nothing(
    strict: str, public: str, tmp_path: Path
) -> None:
    """Its "false, duplicate: exists" is a yes."""
    items = [_recent(n, f"recent {n}") for n in range(120)]
    for state in ("one", "two"):
        made = _publish(strict, items, tmp_path / state)
        assert {one.status for one in made.values()} == {Status.DONE}
        assert _count(strict, public) == 120


def test_one_that_is_too_long_is_found_among_many(strict: str, public: str, tmp_path: Path) -> None:
    """It answers with an empty id, two seconds late: the others arrive all the same."""
    items = [_recent(n, "long " * 1000 if n == 20 else f"recent {n}") for n in range(40)]
    made = _publish(strict, items, tmp_path)
    failed = [one for one in made.values() if one.status is Status.FAILED]
    assert [one.id for one in failed] == ["x:post:20"]
    assert "280 characters should be enough for anybody" in str(failed[0].reason)
    assert _count(strict, public) == 39


def test_old_posts_are_refused_in_its_words(strict: str, public: str, tmp_path: Path) -> None:
    with pytest.raises(RelaysGoneError) as caught:
        _publish(strict, [_old(n) for n in range(30)], tmp_path)
    assert "is too old" in str(caught.value)
    assert _count(strict, public) == 0


def test_beside_it_a_relay_that_takes_old_posts_gets_all(strict: str, public: str, tmp_path: Path) -> None:
    with local_relay() as open_:
        made = _publish(f"{strict},{open_}", [_old(n) for n in range(30)], tmp_path)
        assert {one.status for one in made.values()} == {Status.DONE}
        assert _count(open_, public) == 30
    assert _count(strict, public) == 0
