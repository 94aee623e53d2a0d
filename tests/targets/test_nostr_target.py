"""The Nostr target keeps the contract of publishing on the relay of nostr-sdk; and relays' own ways to refuse."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from targets import publishing_contract
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, picture, post
from targets.nostr_relays import StrictRelay, events_at, local_relay, strict_relay
from targets.publishing_contract import PublishingContract, Seen, There, means
from targets.standin_blossom import blossom
from wildgrass.errors import EXIT_STORE
from wildgrass.model import Actor
from wildgrass.net import NetError
from wildgrass.targets.base import RestoreOptions, Status
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.nostr import Nostr, relay, run
from wildgrass.targets.nostr.key import NostrKey, NostrKeyError, note_address
from wildgrass.targets.nostr.media import MediaServerError
from wildgrass.targets.nostr.run import RelaysGoneError

KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example
_NUMBERS = count(1)
WORDS = (1, 1111, 30023)


@pytest.fixture(autouse=True)
def _a_key_and_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing_contract, "SECRET", KEY)
    monkeypatch.setattr(run, "BATCH", 5)
    monkeypatch.setattr(relay, "ANSWER_S", 0.5)


def _seen(events: list[dict[str, Any]]) -> list[Seen]:
    found = [one for one in events if one["kind"] in WORDS]
    return [
        Seen(
            datetime.fromtimestamp(one["created_at"], UTC).isoformat(),
            re.sub(r"nostr:note1\w+", "nostr:note1", one["content"]),  # a quote names its account's own event
            sum(tag[0] == "imeta" for tag in one["tags"]),
        )
        for one in found
    ]


def _notified(events: list[dict[str, Any]]) -> list[str]:
    tags = [(tag, one["pubkey"]) for one in events for tag in one["tags"]]
    return [tag[1] for tag, owner in tags if tag[0] in {"p", "P"} and tag[1] != owner]


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    with local_relay() as url:
        yield url


def _new_account(monkeypatch: pytest.MonkeyPatch) -> str:
    """Have the next runs publish with a key of their own; return its public half."""
    secret = sha256(f"made-up {next(_NUMBERS)}".encode()).hexdigest()
    monkeypatch.setattr(publishing_contract, "SECRET", secret)
    return NostrKey.of(secret).public


class TestOnTheRelayOfNostrSdk(PublishingContract):
    """Its relay, read back by its client; pictures on a Blossom server of ours."""

    @pytest.fixture(autouse=True)
    def _servers(self, shared: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with blossom() as media:  # one for all: a picture's address is part of an event

            def fresh() -> There:
                public = _new_account(monkeypatch)
                return There(
                    f"nostr:{shared}",
                    lambda: _seen(events_at(shared, public)),
                    lambda: _notified(events_at(shared, public)),
                    {"media_server": media.url},
                )

            self.fresh = fresh
            yield

    @pytest.fixture
    def there(self) -> There:
        return self.fresh()


# What the contract does not cover: this network's own ways to fail.


def _publish(urls: str | list[str], archive: MemoryArchive, state: Path, **more: Any) -> dict[str, Any]:
    given = {"publish": True, "means": means(state)} | more
    place = urls if isinstance(urls, str) else ",".join(urls)
    return {one.id: one for one in Nostr().restore(archive, place, RestoreOptions(**given))}


def _posts(number: int) -> MemoryArchive:
    items = [post(n, f"2022-01-01 00:{n % 60:02}", f"post {n}") for n in range(number)]
    return MemoryArchive(items, owners=(OWNER,))


def _notes(relay_: StrictRelay) -> list[str]:
    return sorted(one["content"] for one in relay_.kept.values() if one["kind"] == 1)


def _yes(event: dict[str, Any]) -> list[Any]:
    return ["OK", event["id"], True, ""]


def test_a_duplicate_is_done_even_where_the_relay_says_no(tmp_path: Path) -> None:
    """One relay says "true, duplicate", another "false, duplicate": either way it is there."""

    def judge(_relay: StrictRelay, event: dict[str, Any]) -> list[Any]:
        return ["OK", event["id"], False, "duplicate: exists"]

    with strict_relay(judge=judge) as there:
        made = _publish(there.url, _posts(7), tmp_path)
    assert {one.status for one in made.values()} == {Status.DONE}
    assert all(one.target_id.startswith("nostr:note1") for one in made.values())


def test_a_refusal_without_an_id_is_found_and_the_rest_arrives(tmp_path: Path) -> None:
    """As nostr-relay answers: with an empty id. Those on their way go again one by one, until it is clear which."""

    def judge(_relay: StrictRelay, event: dict[str, Any]) -> list[Any]:
        if event["content"] == "post 3":
            return ["OK", "", False, "invalid: 280 characters should be enough for anybody"]
        return _yes(event)

    with strict_relay(judge=judge) as there:
        made = _publish(there.url, _posts(12), tmp_path)
        assert made["x:post:3"].status is Status.FAILED
        assert "280 characters" in made["x:post:3"].reason
        assert sum(one.status is Status.DONE for one in made.values()) == len(_notes(there)) == 11
        again = _publish(there.url, _posts(12), tmp_path)
        assert again["x:post:3"].status is Status.FAILED
        assert len(there.seen) < 60


def test_a_relay_that_refuses_everything_namelessly_is_left_alone(tmp_path: Path) -> None:
    """Each such refusal takes that relay longer: after ten in a row the run stops, with its words."""
    no = ["OK", "", False, "invalid: it is not recent"]
    with strict_relay(judge=lambda _relay, _event: no) as there, pytest.raises(RelaysGoneError) as caught:
        _publish(there.url, _posts(40), tmp_path)
    assert "it is not recent" in str(caught.value)
    assert caught.value.exit_code == EXIT_STORE
    assert len(there.seen) < 40


def test_a_relay_that_asks_to_slow_down_is_waited_for(tmp_path: Path) -> None:
    pauses: list[float] = []

    def judge(there: StrictRelay, event: dict[str, Any]) -> list[Any]:
        if len(there.seen) % 6 == 5:
            return ["OK", event["id"], False, "rate-limited: slow down"]
        return _yes(event)

    with strict_relay(judge=judge) as there:
        made = _publish(there.url, _posts(23), tmp_path, means=means(tmp_path, sleep=pauses.append))
        assert len(_notes(there)) == 23
    assert {one.status for one in made.values()} == {Status.DONE}
    assert pauses
    assert all(0 < one <= 60 for one in pauses)


def test_the_relay_of_nostr_sdk_with_its_own_limit(
    shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many notes a minute and no more: the other relay is not held up, and the slow one is asked again."""
    public = _new_account(monkeypatch)
    told: list[Any] = []
    given = means(tmp_path, notice=lambda _name, details: told.append(details))
    with local_relay(notes_per_minute=10) as slow:
        made = _publish([slow, shared], _posts(14), tmp_path, means=given)
        assert {one.status for one in made.values()} == {Status.DONE}
        assert len(_seen(events_at(shared, public))) == 14
        assert len(_seen(events_at(slow, public))) == 14
    assert {one["words"] for one in told} == {""}


def test_where_only_a_slow_relay_is_left_every_item_is_said(tmp_path: Path) -> None:
    """One relay stops for good, the other only asked to slow down: it is waited for after all."""

    def stops(there: StrictRelay, event: dict[str, Any]) -> list[Any]:
        return ["close"] if len(there.seen) > 3 else _yes(event)

    def slows(there: StrictRelay, event: dict[str, Any]) -> list[Any]:
        return ["OK", event["id"], False, "rate-limited: wait"] if len(there.seen) == 3 else _yes(event)

    with strict_relay(judge=stops) as one, strict_relay(judge=slows) as two:
        made = _publish([one.url, two.url], _posts(12), tmp_path)
        assert len(made) == len(_notes(two)) == 12
    assert {got.status for got in made.values()} == {Status.DONE}


def test_a_relay_that_closes_is_connected_to_again(tmp_path: Path) -> None:
    def judge(there: StrictRelay, event: dict[str, Any]) -> list[Any]:
        return ["close"] if len(there.seen) in {4, 9} else _yes(event)

    with strict_relay(judge=judge) as there:
        made = _publish(there.url, _posts(15), tmp_path)
        assert len(_notes(there)) == 15
        assert there.connections >= 3
    assert {one.status for one in made.values()} == {Status.DONE}


def test_an_event_that_is_never_answered_does_not_stop_the_others(tmp_path: Path) -> None:
    def judge(_relay: StrictRelay, event: dict[str, Any]) -> list[Any] | None:
        return None if event["content"] == "post 2" else _yes(event)

    with strict_relay(judge=judge) as there:
        made = _publish(there.url, _posts(7), tmp_path)
        assert len(_notes(there)) == 6
    assert made["x:post:2"].status is Status.FAILED
    assert "no-answer" in made["x:post:2"].reason


def test_one_relay_refusing_is_said_in_its_words_and_brought_up_later(tmp_path: Path) -> None:
    """An item is done when one relay has it; the next run brings the other only what it lacks."""
    strict = {"on": True}

    def judge(_relay: StrictRelay, event: dict[str, Any]) -> list[Any]:
        if strict["on"] and event["content"] in {"post 1", "post 4"}:
            return ["OK", event["id"], False, "blocked: not today"]
        return _yes(event)

    told: list[tuple[str, Any]] = []
    with strict_relay(judge=judge) as picky, strict_relay() as open_:
        given = means(tmp_path, notice=lambda name, details: told.append((name, details)))
        made = _publish([picky.url, open_.url], _posts(7), tmp_path, means=given)
        assert {one.status for one in made.values()} == {Status.DONE}
        assert made["x:post:1"].reason == f"{picky.url}: blocked: not today"
        assert len(_notes(open_)) == 7
        assert len(_notes(picky)) == 5
        assert {(one["relay"], one["refused"]) for _, one in told} == {(picky.url, 2), (open_.url, 0)}
        strict["on"] = False
        seen = len(open_.seen), len(picky.seen)
        again = _publish([picky.url, open_.url], _posts(7), tmp_path)
        assert again["x:post:1"].reason is None
        assert len(_notes(picky)) == 7
        lists = 1  # the list of relays goes again: it is the same event
        assert (len(open_.seen), len(picky.seen)) == (seen[0] + lists, seen[1] + lists + 2)


def test_a_relay_that_is_down_is_brought_up_later(tmp_path: Path) -> None:
    with strict_relay() as one, strict_relay() as two:
        away = two.url
    with strict_relay() as one:
        made = _publish([one.url, away], _posts(3), tmp_path)
        assert {got.status for got in made.values()} == {Status.DONE}
        assert len(_notes(one)) == 3


def test_no_relay_there_is_an_error_and_nothing_is_lost(tmp_path: Path) -> None:
    with strict_relay() as one:
        away = one.url
    with pytest.raises(NetError):
        _publish(away, _posts(3), tmp_path)


def test_what_a_relay_says_it_never_takes_is_not_sent(tmp_path: Path) -> None:
    """NIP-11: old posts and long ones are left out with a reason, the others go."""
    limits = {"created_at_lower_limit": 1_600_000_000, "max_content_length": 300, "max_event_tags": 100}
    archive = _posts(3)
    archive.add(post(50, "2012-01-01 00:00", "too old"), post(51, "2022-01-02 00:00", "long " * 100))
    with strict_relay(about={"limitation": limits}) as there:
        made = _publish(there.url, archive, tmp_path)
        assert len(_notes(there)) == 3
        assert len(there.seen) == 4  # and the list of relays
    assert "relay-takes-nothing-so-old" in made["x:post:50"].reason
    assert "too-long-for-relay" in made["x:post:51"].reason


def test_what_is_older_than_the_clock_of_nostr_stays_out(tmp_path: Path) -> None:
    """Its dates begin with 1970, and none is made up."""
    archive = _posts(1)
    archive.add(post(60, "1969-12-31 23:59", "before"), post(61, "1970-01-01 00:00", "first"))
    with strict_relay() as there:
        made = _publish(there.url, archive, tmp_path)
        assert min(one["created_at"] for one in there.kept.values()) == 0
    assert made["x:post:60"].reason == "too-old-there"
    assert made["x:post:61"].status is Status.DONE


def test_a_relay_that_asks_who_is_there_is_told(tmp_path: Path) -> None:
    """NIP-42: the first refusal is "auth-required", and the event goes again after the proof."""
    proofs: list[dict[str, Any]] = []

    class Asking(StrictRelay):
        def hear(self, connection: Any, message: list[Any]) -> None:
            if message[0] == "AUTH":
                proofs.append(message[1])
                connection.send(json.dumps(["OK", message[1]["id"], True, ""]))
            elif message[0] == "EVENT" and not proofs:
                connection.send(json.dumps(["AUTH", "made-up-challenge"]))
                words = "auth-required: who are you"
                connection.send(json.dumps(["OK", message[1]["id"], False, words]))
            else:
                super().hear(connection, message)

    with strict_relay(kind=Asking) as there:
        made = _publish(there.url, _posts(4), tmp_path)
        assert len(_notes(there)) == 4
        assert ["relay", there.url] in proofs[0]["tags"]
        assert ["challenge", "made-up-challenge"] in proofs[0]["tags"]
    assert {one.status for one in made.values()} == {Status.DONE}


def test_a_lost_ledger_does_not_double_anything(
    shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event's name follows from what is in it, so the relay has each once."""
    public = _new_account(monkeypatch)
    _publish(shared, _posts(8), tmp_path / "one")
    before = _seen(events_at(shared, public))
    _publish(shared, _posts(8), tmp_path / "two")
    assert _seen(events_at(shared, public)) == before
    assert len(before) == 8


def test_what_the_account_says_of_itself_stays(tmp_path: Path) -> None:
    """A profile and a list of relays that are there already are not written over."""
    from targets.made_up_life import other
    from wildgrass.model import Audience, Kind

    archive = _posts(1)
    archive.add(
        other(Kind.PROFILE, "1", None, "my words", author=OWNER, title="new", audience=Audience.PUBLIC)
    )
    with strict_relay() as there:
        for kind in (0, 10002):
            there.kept[f"{kind}"] = {"id": f"{kind}", "kind": kind, "content": "mine", "tags": []}
        made = _publish(there.url, archive, tmp_path)
        assert sorted(one["kind"] for one in there.kept.values()) == [0, 1, 10002]
    assert made["x:profile:1"].reason == "profile-is-there"


def test_where_posts_come_from_is_left_out_when_asked(tmp_path: Path) -> None:
    archive = _posts(2)
    archive.add(post(9, "2022-02-01 00:00", "字" * 2500))
    with strict_relay() as there:
        _publish(there.url, archive, tmp_path, origin=False)
        assert len(there.kept) == 4
        assert "x.com" not in json.dumps(list(there.kept.values()))
        assert "x:post" not in json.dumps(list(there.kept.values()))


@pytest.mark.parametrize("mentions", [False, True])
def test_people_are_told_only_when_that_was_asked_for(tmp_path: Path, *, mentions: bool) -> None:
    friend = Actor(platform="nostr", id_kind="key", id="ab" * 32, handle="friend")
    stranger = Actor(platform="x", id_kind="account", id="901", handle="stranger")
    items = [post(1, "2022-01-01 00:00", "@friend and @stranger", mentions=(friend, stranger))]
    with strict_relay() as there:
        _publish(there.url, MemoryArchive(items, owners=(OWNER,)), tmp_path, mentions=mentions)
        event = next(one for one in there.kept.values() if one["kind"] == 1)
    told = [tag for tag in event["tags"] if tag[0] == "p"]
    assert told == ([["p", friend.id]] if mentions else [])
    assert event["content"] == "@friend and @stranger"


def test_without_a_place_for_pictures_they_are_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path / "files")
    hill = archive.put(picture(40, 30, 9), "hill.jpg", role="photo", alt="a [hill]")
    archive.add(post(1, "2022-01-01 00:00", "a hill", attachments=(hill,)))
    with strict_relay() as there:
        made = _publish(there.url, archive, tmp_path / "none")
        assert made["x:post:1"].reason == "picture-left-out"
    with strict_relay() as there:
        _publish(there.url, archive, tmp_path / "base", media_base="https://media.example/")
        event = next(one for one in there.kept.values() if one["kind"] == 1)
    written = list((tmp_path / "base").rglob("pictures/*"))
    assert len(written) == 1
    assert event["content"] == f"a hill\nhttps://media.example/{written[0].name}"
    imeta = next(tag for tag in event["tags"] if tag[0] == "imeta")
    assert imeta[1:] == [
        f"url https://media.example/{written[0].name}",
        "m image/jpeg" if written[0].suffix == ".jpg" else f"m image/{written[0].suffix[1:]}",
        f"x {written[0].stem}",
        "dim 40x30",
        "alt a [hill]",
    ]


def test_one_picture_refused_is_that_post_and_a_server_that_refuses_all_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path / "files")
    hill = archive.put(picture(40, 30, 9), "hill.jpg", role="photo")
    archive.add(
        post(1, "2022-01-01 00:00", "a hill", attachments=(hill,)), post(2, "2022-01-02 00:00", "no hill")
    )
    with strict_relay() as there, blossom() as media:
        media.refuses = (413, "too large")
        made = _publish(there.url, archive, tmp_path, media_server=media.url)
        assert made["x:post:1"].reason == "picture-refused: too large"
        assert made["x:post:2"].status is Status.DONE
        media.refuses = (403, "not a member")
        with pytest.raises(MediaServerError) as caught:
            _publish(there.url, archive, tmp_path, media_server=media.url)
        assert "not a member" in str(caught.value)
        media.refuses = None
        assert _publish(there.url, archive, tmp_path, media_server=media.url)["x:post:1"].reason is None
        assert media.uploads == 3
        assert ["server", media.url] in next(one for one in there.kept.values() if one["kind"] == 10063)[
            "tags"
        ]


@pytest.mark.parametrize("text", ["", "nsec1qqqq", "00" * 32, "ff" * 32, "npub1" + "q" * 58, "made up"])
def test_what_is_no_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(NostrKeyError) as caught:
        NostrKey.of(text)
    assert not text or text not in f"{caught.value} {caught.value.details} {caught.value.hint_text()}"


def test_a_key_is_shown_only_by_its_public_half(tmp_path: Path) -> None:
    """The example of NIP-06, and NIP-19's forms; no secret in what is printed or written."""
    key = NostrKey.of(KEY)
    assert key.text() == "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"
    assert NostrKey.of(f" {key.text().upper()}\n").public == key.public
    assert KEY not in f"{key!r} {key}"
    assert key.text() not in f"{key!r} {key}"
    with strict_relay() as there:
        _publish(there.url, _posts(2), tmp_path)
    data = next(tmp_path.glob("*.ledger")).read_bytes()
    assert KEY.encode() not in data
    assert b"nsec1" not in data
    assert Ledger.seen(tmp_path, f"nostr:{there.url}").account == key.npub


def test_hundreds_of_events_are_there_when_read_back(
    shared: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many on their way at once, in batches as in real runs; read by a client that we did not write."""
    monkeypatch.undo()
    public = _new_account(monkeypatch)
    items = [post(n, f"2022-01-01 {n // 60:02}:{n % 60:02}", f"post {n}") for n in range(600)]
    made = _publish(shared, MemoryArchive(items, owners=(OWNER,)), tmp_path)
    there = [one for one in events_at(shared, public) if one["kind"] == 1]
    assert {note_address(one["id"]) for one in there} == {one.target_id for one in made.values()}
    assert sorted(one["content"] for one in there) == sorted(item.text for item in items)
