"""Nostr followed: several relays, one set of events; relays that refuse, lie or break off are told of."""

import json

import pytest

from cli.circle import Circle
from flows.nostr_life import (
    KEY,
    OTHER,
    BreakingRelay,
    EndlessRelay,
    PagingRelay,
    RefusingRelay,
    given,
    note,
    publish,
    signed,
)
from net.a_server import closed_port
from targets.nostr_relays import local_relay, strict_relay
from wildgrass.errors import EXIT_INPUT, EXIT_STORE, EXIT_USAGE
from wildgrass.flows.following import nostr
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"


def follow(circle: Circle, *urls: str, more: tuple[object, ...] = ()) -> dict:
    target = f"nostr:{KEY.npub}@{','.join(urls)}"
    said = circle.run("follow", circle.card, target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    return said.rows[0] | {"code": said.code}


def test_two_real_relays_are_one_life(circle: Circle) -> None:
    """Each holds what the other lacks, most both; read back: notes, a thread, a share, a like, an article, follows."""
    circle.init()
    first = note(1)
    answer = signed(1, "回答自己", 2, ["e", first.id, "", "root", KEY.public])
    others = signed(1, "somebody else's", 3, key=OTHER)
    shared = signed(6, others.json.decode(), 4, ["e", others.id], ["p", OTHER.public])
    like = signed(7, "🌱", 5, ["e", others.id], ["p", OTHER.public])
    article = signed(30023, "长文", 6, ["d", "a"], ["title", "题"], ["published_at", "1500000000"])
    follows = signed(3, "", 7, ["p", OTHER.public, "", "朋友"])
    profile = signed(0, json.dumps({"name": "Ines", "about": "草"}), 8)
    with local_relay() as one, local_relay() as two:
        publish(one, [first, answer, others, shared, like, profile])
        publish(two, [first, article, follows, profile])
        said = follow(circle, one, two)
    assert (said["status"], said["code"], said["problems"]) == ("sealed", 0, 0)
    assert said["source"] == "nostr"
    assert said["items"] == 7
    assert [note.rpartition(" lacks ")[2] for note in said["notes"]] == ["2 of 7 events", "3 of 7 events"]
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    with Library.open(circle.library) as library:
        found = library.item(f"nostr:post:{answer.id}")
        assert found is not None
        assert (found.text, found.in_reply_to) == ("回答自己", f"nostr:post:{first.id}")
        assert found.author is not None
        assert (found.author.id, found.author.name) == (KEY.public, "Ines")
        assert found.published is not None
        assert found.published.instant.timestamp() == 1_600_000_002
        assert [one.text for one in library.items() if one.kind == "share"] == ["somebody else's"]
        long = library.item(f"nostr:post:30023:{KEY.public}:a")
        assert long is not None
        assert long.published is not None
        assert (long.title, long.published.instant.timestamp()) == ("题", 1_500_000_000)


def test_pages_end_within_a_second_and_nothing_is_lost(circle: Circle) -> None:
    """Three to a page, eleven events, several of them in the same second."""
    circle.init()
    kept = given([note(one // 2, f"post {one}") for one in range(11)])
    with strict_relay(PagingRelay, kept=kept) as relay:
        said = follow(circle, relay.url)
    assert (said["items"], said["is_whole"], said["code"]) == (11, True, 0)


@pytest.mark.parametrize("kind", [RefusingRelay, BreakingRelay, None], ids=["refuses", "breaks", "absent"])
def test_a_relay_that_fails_is_told_of_and_the_others_go_on(circle: Circle, kind: type | None) -> None:
    """What only it may hold is not taken for gone: the run is not whole."""
    circle.init()
    kept = given([note(one) for one in range(5)])
    with strict_relay(PagingRelay, kept=kept) as good, strict_relay(kind or PagingRelay, kept=kept) as bad:
        url = bad.url if kind else f"ws://127.0.0.1:{closed_port()}"
        said = follow(circle, good.url, url)
    assert (said["status"], said["items"], said["is_whole"], said["code"]) == ("sealed", 5, False, EXIT_INPUT)
    assert [url in gap for gap in said["gaps"]] == [True]
    assert ("auth-required" in said["gaps"][0]) == (kind is RefusingRelay)


def test_a_relay_that_never_ends_its_answer_is_left(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither memory nor time is its to take."""
    monkeypatch.setattr(nostr, "MOST_MESSAGES", 300)
    circle.init()
    kept = given([note(one) for one in range(5)])
    with strict_relay(PagingRelay, kept=kept) as good, strict_relay(EndlessRelay, kept=kept) as endless:
        said = follow(circle, endless.url, good.url)
    assert (said["items"], said["is_whole"]) == (5, False)
    assert "does not end" in said["gaps"][0]


def test_a_relay_that_shows_what_nobody_signed_is_told_of(circle: Circle) -> None:
    """A changed word, another's event under this key's name, one never asked for: none is sealed."""
    circle.init()
    real = [note(one) for one in range(3)]
    kept = given(real)
    forged = json.loads(note(7, "she never said this").json)
    kept["forged"] = forged | {"content": "she did say this"}
    kept["renamed"] = json.loads(signed(1, "by another", 8, key=OTHER).json) | {"pubkey": KEY.public}
    kept["other"] = json.loads(signed(1, "by another", 9, key=OTHER).json)
    kept["message"] = json.loads(signed(4, "a secret?iv=1", 9).json)
    with strict_relay(PagingRelay, kept=kept) as relay:
        relay.most = 50
        said = follow(circle, relay.url)
    assert (said["items"], said["is_whole"], said["problems"]) == (3, False, 0)
    assert any("did not sign" in gap for gap in said["gaps"])
    assert any("not asked for" in gap for gap in said["gaps"])
    exports = circle.folder / "exports"
    assert circle.open(*circle.answers("Ana", "Ben"), more=("--exports", exports)).code == 0
    kept_bytes = b"".join(path.read_bytes() for path in exports.rglob("events.jsonl"))
    assert b"she did say this" not in kept_bytes
    assert b"a secret" not in kept_bytes


def test_no_relay_and_no_event_seal_nothing(circle: Circle) -> None:
    circle.init()
    before = sorted(circle.vault.rglob("*"))
    with strict_relay(PagingRelay) as empty, strict_relay(RefusingRelay) as refusing:
        for url in (empty.url, refusing.url):
            said = follow(circle, url)
            assert (said["status"], said["code"]) == ("failed", EXIT_STORE)
    assert sorted(circle.vault.rglob("*")) == before


def test_a_deletion_marks_what_is_gone_and_loses_nothing(circle: Circle) -> None:
    """The relay drops what its author deletes; the vault keeps it and says who deleted it, and when."""
    circle.init()
    state = ("--state", circle.folder / "state")
    with local_relay() as relay:
        publish(relay, [note(1), note(2)])
        assert follow(circle, relay, more=state)["items"] == 2
        assert follow(circle, relay, more=state)["status"] == "unchanged"
        publish(relay, [signed(5, "写错了", 9, ["e", note(1).id], ["k", "1"])])
        assert follow(circle, relay, more=state)["status"] == "sealed"
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    with Library.open(circle.library) as library:
        gone = library.item(f"nostr:post:{note(1).id}")
        assert gone is not None
        assert gone.is_deleted
        assert gone.removed is not None
        assert (str(gone.removed.by), gone.removed.notice) == ("author", "写错了")
        assert "第1条" in [gone.text, *(one.text for one in library.versions(gone.id))]
        assert [one.text for one in library.search("第1条")] == ["第1条"], "and it is found by its words"


def test_far_fewer_events_than_before_are_no_sign_that_they_are_gone(circle: Circle) -> None:
    circle.init()
    state = ("--state", circle.folder / "state")
    kept = given([note(one) for one in range(9)])
    with strict_relay(PagingRelay, kept=kept) as relay:
        assert follow(circle, relay.url, more=state)["is_whole"] is True
        for name in list(kept)[:6]:
            del kept[name]
        said = follow(circle, relay.url, more=state)
    assert (said["items"], said["is_whole"], said["code"]) == (3, False, EXIT_INPUT)


@pytest.mark.parametrize(
    "place",
    ["npub1xyz@wss://relay.example", f"{KEY.npub}@https://relay.example", KEY.npub, f"{KEY.text()}@wss://x"],
)
def test_what_is_no_account_at_relays_is_refused(circle: Circle, place: str) -> None:
    """A secret key is refused too, and never shown."""
    circle.init()
    said = circle.run("follow", circle.card, f"nostr:{place}", "--consent", CONSENT, "--json")
    assert said.code == EXIT_USAGE
    assert KEY.text() not in said.err + said.out
