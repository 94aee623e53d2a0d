"""The Bluesky target keeps the contract of publishing, both ways, on a stand-in and on the real server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from interop.running_pds import ABSENT, IS_THERE, Pds, running_pds
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.publishing_contract import PublishingContract, Seen, There, means
from targets.standin_pds import DID, StandIn, standing_in
from wildgrass.errors import EXIT_DECIDE
from wildgrass.targets.base import RestoreOptions, Status
from wildgrass.targets.bluesky import Bluesky, visible
from wildgrass.targets.bluesky.custody import CustodyRefusedError
from wildgrass.targets.bluesky.xrpc import LoginError, ServerError, Session
from wildgrass.targets.ledger import Ledger

WAYS = pytest.mark.parametrize("custody", [False, True], ids=["visible", "custody"])


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visible, "MOST_WRITES", 5)


def _seen(records: list[dict[str, Any]]) -> list[Seen]:
    found = []
    for one in reversed(records):
        value = one["value"]
        embed = value.get("embed", {})
        images = embed.get("images") or embed.get("media", {}).get("images") or []
        found.append(Seen(value["createdAt"], value["text"], len(images)))
    return found


def _notified(records: list[dict[str, Any]]) -> list[str]:
    facets = [facet for one in records for facet in one["value"].get("facets", [])]
    return [one["did"] for facet in facets for one in facet["features"] if one["$type"].endswith("#mention")]


def _there(place: str, read: Callable[[], list[dict[str, Any]]], *, custody: bool) -> There:
    return There(place, lambda: _seen(read()), lambda: _notified(read()), {"custody": custody})


class _OnStandIn(PublishingContract):
    custody = False

    @pytest.fixture(autouse=True)
    def _servers(self) -> Iterator[None]:
        with ExitStack() as stack:

            def fresh() -> There:
                server = stack.enter_context(standing_in())
                return _there(f"bluesky:me.test@{server.url}", server.records, custody=self.custody)

            self.fresh = fresh
            yield

    @pytest.fixture
    def there(self) -> There:
        return self.fresh()


class TestVisibleOnAStandIn(_OnStandIn):
    """Batches, on our stand-in."""


class TestCustodyOnAStandIn(_OnStandIn):
    """A whole copy, on our stand-in."""

    custody = True


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    if not IS_THERE:
        pytest.skip(ABSENT)
    with running_pds(tmp_path_factory.mktemp("pds")) as running:
        yield running


_NUMBERS = count(1)


class _OnTheRealServer(PublishingContract):
    custody = False

    @pytest.fixture(autouse=True)
    def _accounts(self, pds: Pds) -> None:
        def fresh() -> There:
            name = f"account{next(_NUMBERS)}"
            did = pds.account(name)
            return _there(f"bluesky:{name}.test@{pds.url}", lambda: pds.records(did), custody=self.custody)

        self.fresh = fresh

    @pytest.fixture
    def there(self) -> There:
        return self.fresh()


class TestVisibleOnTheRealServer(_OnTheRealServer):
    """Batches, on the PDS itself."""


class TestCustodyOnTheRealServer(_OnTheRealServer):
    """A whole copy, on the PDS itself."""

    custody = True


# What the contract does not cover: this network's own ways to fail.


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with standing_in() as running:
        yield running


def _publish(server: StandIn, archive: MemoryArchive, state: Path, **more: Any) -> dict[str, Any]:
    given = {"publish": True, "means": means(state)} | more
    outcomes = Bluesky().restore(archive, f"me.test@{server.url}", RestoreOptions(**given))
    return {one.id: one for one in outcomes}


def _posts(number: int) -> MemoryArchive:
    items = [post(n, f"2022-01-01 00:{n % 60:02}", f"post {n}") for n in range(number)]
    return MemoryArchive(items, owners=(OWNER,))


def test_one_refused_post_does_not_stop_the_others(standin: StandIn, tmp_path: Path) -> None:
    """A batch with a bad record is halved until it is found; the next run tries it again."""
    archive = _posts(12)
    archive.add(post(99, "2022-01-01 00:06", "REFUSE ME"))
    made = _publish(standin, archive, tmp_path)
    assert made["x:post:99"].status is Status.FAILED
    assert "Invalid app.bsky.feed.post record" in made["x:post:99"].reason
    assert len(standin.records()) == 12
    assert _publish(standin, archive, tmp_path)["x:post:99"].status is Status.FAILED
    assert len(standin.records()) == 12


def test_a_batch_that_was_written_although_the_server_said_500_is_not_sent_again(
    standin: StandIn, tmp_path: Path
) -> None:
    def fail(number: int, call: str) -> Any:
        if call.endswith("applyWrites") and not standin.repo:
            standin.fail = lambda *_: None
            standin.say("POST", f"/xrpc/{call}", number)
            return 500, {}, b'{"error": "InternalServerError", "message": "Internal Server Error"}'
        return None

    standin.fail = fail
    made = _publish(standin, _posts(7), tmp_path)
    assert {one.status for one in made.values()} == {Status.DONE}
    assert len(standin.records()) == 7


def test_a_server_that_stays_broken_is_said_and_the_next_run_goes_on(
    standin: StandIn, tmp_path: Path
) -> None:
    def fail(_number: int, call: str) -> Any:
        return (502, {}, b"") if call.endswith("applyWrites") else None

    standin.fail = fail
    with pytest.raises(ServerError):
        _publish(standin, _posts(7), tmp_path)
    standin.fail = lambda *_: None
    assert len(_publish(standin, _posts(7), tmp_path)) == len(standin.records()) == 7


def test_a_server_that_asks_to_wait_is_waited_for(standin: StandIn, tmp_path: Path) -> None:
    asked: list[str] = []

    def fail(_number: int, call: str) -> Any:
        asked.append(call)
        if call.endswith("applyWrites") and asked.count(call) == 2:
            return 429, {"retry-after": "3589", "ratelimit-remaining": "0"}, b"{}"
        return None

    standin.fail = fail
    made = _publish(standin, _posts(12), tmp_path)
    assert {one.status for one in made.values()} == {Status.DONE}
    assert asked.count("com.atproto.repo.applyWrites") == 4


def test_a_session_that_runs_out_is_refreshed_not_opened_again(standin: StandIn, tmp_path: Path) -> None:
    calls: list[str] = []

    def fail(_number: int, call: str) -> Any:
        calls.append(call.rpartition(".")[2])
        if calls.count("applyWrites") == 2 and calls[-1] == "applyWrites":
            standin.expire()
        return None

    standin.fail = fail
    _publish(standin, _posts(12), tmp_path)
    assert (calls.count("createSession"), calls.count("refreshSession")) == (1, 1)
    assert len(standin.records()) == 12


def test_a_lost_ledger_does_not_double_anything(standin: StandIn, tmp_path: Path) -> None:
    """The keys are made from the items, so the account itself tells what is there."""
    _publish(standin, _posts(12), tmp_path / "one")
    before = standin.records()
    made = _publish(standin, _posts(12), tmp_path / "two")
    assert standin.records() == before
    assert {one.status for one in made.values()} == {Status.DONE}


def test_where_posts_come_from_is_left_out_when_asked(standin: StandIn, tmp_path: Path) -> None:
    """Neither the old account nor an old address stands in any record."""
    _publish(standin, _posts(3), tmp_path, origin=False)
    assert len(standin.records()) == 3
    assert not any("wildgrass" in one["value"] or "x.com" in str(one["value"]) for one in standin.records())


def test_a_library_that_grew_adds_what_is_new(standin: StandIn, tmp_path: Path) -> None:
    _publish(standin, _posts(5), tmp_path)
    grown = _posts(8)
    grown.add(post(100, "2022-01-01 00:04", "answers an old one", in_reply_to="x:post:3"))
    _publish(standin, grown, tmp_path)
    assert len(standin.records()) == 9
    answer = next(one["value"] for one in standin.records() if one["value"]["text"].startswith("answers"))
    parent = next(one for one in standin.records() if one["value"]["text"] == "post 3")
    assert answer["reply"]["parent"] == {"uri": parent["uri"], "cid": parent["cid"]}


def test_custody_leaves_an_account_with_posts_alone(standin: StandIn, tmp_path: Path) -> None:
    standin.repo["app.bsky.feed.post/3kaaaaaaaaaa2"] = {"text": "mine", "createdAt": "2022-01-01T00:00:00Z"}
    with pytest.raises(CustodyRefusedError) as caught:
        _publish(standin, _posts(3), tmp_path, custody=True)
    assert caught.value.exit_code == EXIT_DECIDE
    assert standin.imports == 0
    assert [one["value"]["text"] for one in standin.records()] == ["mine"]


def test_after_custody_what_is_new_goes_the_visible_way(standin: StandIn, tmp_path: Path) -> None:
    _publish(standin, _posts(3), tmp_path, custody=True)
    again = _publish(standin, _posts(4), tmp_path, custody=True)
    assert again["x:post:3"].reason == "custody-was-done"
    assert standin.imports == 1
    _publish(standin, _posts(4), tmp_path)
    assert len(standin.records()) == 4


def test_a_profile_that_is_there_stays_as_it_is(standin: StandIn, tmp_path: Path) -> None:
    standin.repo["app.bsky.actor.profile/self"] = {"$type": "app.bsky.actor.profile", "displayName": "kept"}
    archive = _posts(1)
    from targets.made_up_life import other
    from wildgrass.model import Audience, Kind

    archive.add(
        other(Kind.PROFILE, "1", None, "my words", author=OWNER, title="new", audience=Audience.PUBLIC)
    )
    _publish(standin, archive, tmp_path)
    assert standin.repo["app.bsky.actor.profile/self"] == {
        "$type": "app.bsky.actor.profile",
        "displayName": "kept",
        "description": "my words",
    }


def test_a_key_of_ones_own_is_offered_once_and_never_pressed(standin: StandIn, tmp_path: Path) -> None:
    said: list[str] = []
    telling = means(tmp_path, notice=lambda name, _details: said.append(name))
    _publish(standin, _posts(1), tmp_path, means=telling)
    assert said == ["rotation-offer"]
    _publish(standin, _posts(2), tmp_path, means=telling)
    assert said == ["rotation-offer"]
    assert not any("identity" in path for _, path, _, _ in standin.server.asked)


def test_a_session_shows_no_token() -> None:
    session = Session(client=None, server="https://pds.example")  # type: ignore[arg-type]
    session._keep({"accessJwt": "TOKEN-A", "refreshJwt": "TOKEN-B", "did": DID, "handle": "me.test"})
    assert "TOKEN" not in f"{session!r} {session}"


def test_a_wrong_password_is_not_kept(standin: StandIn, tmp_path: Path) -> None:
    with pytest.raises(LoginError):
        _publish(standin, _posts(1), tmp_path, means=means(tmp_path, secret=lambda _: "no"))
    assert Ledger.seen(tmp_path, f"bluesky:me.test@{standin.url}").account is None
