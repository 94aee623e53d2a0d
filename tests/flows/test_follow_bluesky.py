"""An AT Protocol account followed over three runs: from its server into the vault, and out of it again."""

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from cli.circle import Circle
from flows.open_places import DID, PublicPds, post, public_pds
from net.a_server import Said, closed_port, socks
from web.made_reader import reader_on
from wildgrass.crypto import car as cars
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_STORE, EXIT_USAGE
from wildgrass.flows.follow import Following, consent_text, follow_client, keep_following
from wildgrass.flows.following import bluesky
from wildgrass.flows.unseal import _moment
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"
A, B, C = (f"bluesky:post:at://{DID}/app.bsky.feed.post/3lmade222222{letter}" for letter in "abc")


def followed(circle: Circle, pds: PublicPds, *more: object) -> dict:
    said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    assert said.code == 0, said.err
    return said.rows[0]


@pytest.fixture
def pds():
    with public_pds() as one:
        one.put("3lmade222222a", post("one"))
        one.put("3lmade222222b", post("two", 1, embed=one.picture(b"\x89PNG\r\n\x1a\n one")))
        one.put("3lmade222222c", post("three", 2))
        yield one


def test_posted_edited_and_deleted_over_three_runs(circle: Circle, pds: PublicPds) -> None:
    """The later text is shown and the earlier kept; what was deleted is still there, and when it was last seen."""
    circle.init()
    first = followed(circle, pds)
    assert (first["status"], first["items"], first["problems"], first["is_whole"]) == ("sealed", 5, 0, True)
    pds.put("3lmade222222a", post("one, put right"))
    followed(circle, pds)
    pds.delete("3lmade222222b")
    followed(circle, pds)
    assert circle.open(*circle.answers("Ana", "Chen")).code == 0
    with Library.open(circle.library) as library:
        assert library.item(A).text == "one, put right"
        assert [one.text for one in library.versions(A)] == ["one"]
        gone = library.item(B)
        assert gone.text == "two"
        assert gone.attachments[0].sha256 is not None
        assert [one.present for one in library.sightings(B)] == [True, True, False]
        assert [one.present for one in library.sightings(C)] == [True, True, True]
        days = [one.as_of for one in library.sightings(B)]
        assert all(days)
        assert days == sorted(days)
    with reader_on(circle.library) as reader:
        page = reader.page("/gone?by=missing")
    assert page.count('<section class="gone-one"') == 1
    assert "two" in page


def stored(circle: Circle) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in circle.vault.rglob("*") if path.is_file()}


def test_nobody_is_followed_without_a_word_of_whose_account_it_is(circle: Circle, pds: PublicPds) -> None:
    circle.init()
    for more in ((), ("--consent", ""), ("--consent", "yes")):
        assert circle.run("follow", circle.card, pds.target, *more).code == EXIT_DECIDE
    assert pds.server.asked == []


def test_a_long_statement_is_no_file_name() -> None:
    """Paths are shorter than sentences."""
    assert consent_text("草" * 400) == "草" * 400


def test_a_date_that_is_none_does_not_keep_a_vault_shut() -> None:
    """Anybody with the card may have written it."""
    assert [
        _moment(text) for text in ("soon", "2025-01-01 x UTC stated", "2025-01-01T00:00:00 1 UTC stated")
    ] == [None] * 3


def test_the_statement_is_sealed_with_what_was_fetched(
    circle: Circle, pds: PublicPds, tmp_path: Path
) -> None:
    """From a file, too; and it comes back with the export, beside every answer's address, time and digest."""
    circle.init()
    words = tmp_path / "consent.txt"
    words.write_text("我请他们保存我的账号。\nInès, 2025\n", encoding="utf-8")
    assert circle.run("follow", circle.card, pds.target, "--consent", words).code == 0
    exports = circle.folder / "exports"
    assert circle.open(*circle.answers("Ana", "Ben"), more=("--exports", exports)).code == 0
    (note,) = exports.rglob("follow.json")
    said = json.loads(note.read_text(encoding="utf-8"))
    assert said["consent"] == "我请他们保存我的账号。\nInès, 2025"
    assert said["is_whole"] is True
    assert {one["member"] for one in said["answers"]} >= {"repo.car"}
    (car,) = exports.rglob("repo.car")
    assert car.read_bytes() == pds.car()
    inspected = circle.run("inspect", car.parent, "--json").rows[0]
    assert (inspected["problems"], inspected["missing_attachments"]) == (0, 0)


def test_a_dead_proxy_stops_everything_and_nothing_goes_around_it(circle: Circle, pds: PublicPds) -> None:
    circle.init()
    before = stored(circle)
    for scheme in ("socks5h", "http"):
        proxy = f"{scheme}://127.0.0.1:{closed_port()}"
        said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--proxy", proxy, "--json")
        assert said.code == EXIT_STORE
        assert said.rows[0]["error"] == "proxy-failed"
    assert (
        circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--proxy", "socks5://x").code
        == EXIT_USAGE
    )
    assert pds.server.asked == []
    assert stored(circle) == before


def test_with_a_proxy_everything_goes_through_it(circle: Circle, pds: PublicPds) -> None:
    """Names are looked up there, and a repository, its list of blobs and each blob come that way."""
    circle.init()
    target = pds.target.replace(pds.server.url, "http://pds.onion")
    with socks(pds.server.port) as (port, asked):
        proxy = ("--proxy", f"socks5h://127.0.0.1:{port}")
        said = circle.run("follow", circle.card, target, "--consent", CONSENT, *proxy, "--json")
    assert (said.code, said.rows[0]["missing_attachments"]) == (0, 0)
    assert {"getRepo", "listBlobs", "getBlob"} <= set(pds.calls)
    assert set(asked) == {(3, "pds.onion")}


def test_a_list_that_never_ends_is_given_up(
    circle: Circle, pds: PublicPds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bluesky, "_MOST_PAGES", 5)
    circle.init()
    pages = count()

    def endless(call: str, said: Said) -> Said:
        name = next(iter(pds.blobs))
        page = json.dumps({"cids": [name], "cursor": str(next(pages))}).encode()
        return (200, {"content-type": "application/json"}, page) if call == "listBlobs" else said

    pds.spoil = endless
    said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--pace", 20, "--json")
    assert (said.code, said.rows[0]["error"]) == (EXIT_CHECK, "follow-answer-wrong")


def _cut(call: str, said: Said) -> Said:
    return (said[0], said[1], said[2][:-40]) if call == "getRepo" else said


def _altered(call: str, said: Said) -> Said:
    return (said[0], said[1], said[2].replace(b"three", b"THREE")) if call == "getRepo" else said


def _banned(call: str, said: Said) -> Said:
    return (400, {}, b'{"error": "RepoTakendown", "message": "taken down"}') if call == "getRepo" else said


def _somebody_else(call: str, said: Said) -> Said:
    return (
        (said[0], said[1], said[2].replace(DID.encode(), b"did:plc:somebodyelsealtogth"))
        if call == "describeRepo"
        else said
    )


@pytest.mark.parametrize(
    ("lie", "code"),
    [(_cut, EXIT_CHECK), (_altered, EXIT_CHECK), (_somebody_else, EXIT_CHECK), (_banned, EXIT_STORE)],
)
def test_an_answer_that_is_not_the_account_is_not_sealed(
    circle: Circle, pds: PublicPds, lie, code: int
) -> None:
    """Cut off, altered, another account's or refused: what is in the vault stays as it is."""
    circle.init()
    before = stored(circle)
    pds.spoil = lie
    said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--json")
    assert (said.code, said.rows[0]["status"]) == (code, "failed")
    assert stored(circle) == before


def test_a_repository_that_lacks_records_makes_nothing_look_gone(circle: Circle, pds: PublicPds) -> None:
    """Every block is right, some are left out: sealed, said to be not whole, and no later export for what it lacks."""
    circle.init()
    followed(circle, pds)
    pds.spoil = lambda call, said: (
        (said[0], said[1], _without_a_record(said[2])) if call == "getRepo" else said
    )
    said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--json")
    assert (said.code, said.rows[0]["is_whole"]) == (3, False)
    assert circle.open(*circle.answers("Ana", "Ben")).code == 0
    with Library.open(circle.library) as library:
        assert all(sight.present for one in (A, B, C) for sight in library.sightings(one) if sight.as_of)


def _without_a_record(car: bytes) -> bytes:
    """Leave out the last block, which is a record's."""
    last = list(cars.blocks(car).items())[-1]
    return car[: -len(cars.section(*last))]


def test_pictures_that_are_others_are_left_out_and_asked_for_again(circle: Circle, pds: PublicPds) -> None:
    circle.init()
    state = ("--state", circle.folder / "state")
    pds.spoil = lambda call, said: (200, {}, b"another") if call == "getBlob" else said
    first = followed(circle, pds, *state)
    assert first["missing_attachments"] == 1
    assert "other bytes" in first["notes"][0]
    pds.spoil = lambda _call, said: said
    again = followed(circle, pds, *state)
    assert (again["status"], again["missing_attachments"], again["notes"]) == ("sealed", 0, [])
    assert followed(circle, pds, *state)["status"] == "unchanged"
    assert followed(circle, pds)["status"] == "sealed", "without a state nothing is known"


def test_only_what_is_new_is_fetched_and_the_state_holds_no_content(circle: Circle, pds: PublicPds) -> None:
    circle.init()
    state = circle.folder / "state"
    followed(circle, pds, "--state", state)
    pds.server.asked.clear()
    assert followed(circle, pds, "--state", state)["status"] == "unchanged"
    assert pds.calls == ["describeRepo", "getLatestCommit"]
    pds.put("3lmade222222d", post("four", 3))
    pds.server.asked.clear()
    followed(circle, pds, "--state", state)
    (asked,) = {path for _, path, _, _ in pds.server.asked if "listBlobs" in path and "cursor" not in path}
    assert "since=rev4" in asked
    kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert kept
    for words in (b"one", b"two", b"made.example", CONSENT.encode(), *(name.encode() for name in pds.blobs)):
        assert words not in kept


def test_a_server_that_asks_to_wait_is_waited_for(circle: Circle, pds: PublicPds) -> None:
    """Too many requests, then an answer."""
    circle.init()
    refused = iter([True, True])

    def busy(call: str, said: Said) -> Said:
        return (429, {"retry-after": "0"}, b"") if call == "getRepo" and next(refused, False) else said

    pds.spoil = busy
    assert followed(circle, pds)["is_whole"] is True
    assert pds.calls.count("getRepo") == 3


def test_one_account_that_fails_does_not_stop_the_others(circle: Circle, pds: PublicPds) -> None:
    circle.init()
    nobody = f"bluesky:nobody.example@http://127.0.0.1:{closed_port()}"
    said = circle.run("follow", circle.card, nobody, pds.target, "--consent", CONSENT, "--json")
    assert said.code == EXIT_STORE
    assert [one.get("status") for one in said.rows if "target" in one] == ["failed", "sealed"]


def test_again_and_again_until_it_is_stopped(circle: Circle, pds: PublicPds) -> None:
    """Time is passed in: six hours apart and up to a tenth more; longer where a server asks for it."""
    circle.init()
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            pds.spoil = lambda _call, _said: (429, {"retry-after": "90000"}, b"")
        if len(slept) == 3:
            raise KeyboardInterrupt

    following = Following(
        card=circle.card,
        targets=[pds.target],
        consent=CONSENT,
        client=follow_client(None, 20, sleep=lambda _s: None),
        report=False,
    )
    runs = keep_following(following, 21600, sleep=sleep, jitter=lambda: 0.5)
    seen = [next(runs).status for _ in range(3)]
    with pytest.raises(KeyboardInterrupt):
        next(runs)
    assert seen == ["sealed", "sealed", "failed"]
    assert slept == pytest.approx([22680, 22680, 94500])


@pytest.mark.parametrize("words", [("--every", "5s"), ("--every", "1m"), ("--every", "h"), ("--pace", "0")])
def test_what_would_burden_a_server_is_refused(
    circle: Circle, pds: PublicPds, words: tuple[str, str]
) -> None:
    circle.init()
    assert circle.run("follow", circle.card, pds.target, "--consent", CONSENT, *words).code == EXIT_USAGE
    assert pds.server.asked == []


@pytest.mark.parametrize(
    "target", ["bluesky:", "bluesky:x", "bluesky:a.b@ftp://x", "myspace:tom", "feed", ""]
)
def test_what_cannot_be_followed_is_said(circle: Circle, target: str) -> None:
    circle.init()
    assert circle.run("follow", circle.card, target, "--consent", CONSENT).code == EXIT_USAGE


RUN_AND_LIST = """
import sys
from wildgrass.cli.main import main
code = main(sys.argv[1:])
print("\\n".join(sorted(sys.modules)))
sys.exit(code)
"""


def test_follow_never_loads_what_opens_and_leaves_nothing_behind(
    circle: Circle, pds: PublicPds, tmp_path: Path
) -> None:
    """In a fresh interpreter: no module that opens a vault, and after it no file but the card."""
    circle.init()
    home = tmp_path / "keeper"
    home.mkdir()
    (home / "vault.card").write_bytes(circle.card.read_bytes())
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    words = ["follow", "vault.card", pds.target, "--consent", CONSENT]
    command = [sys.executable, "-c", RUN_AND_LIST, *words]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines())
    assert "wildgrass.vault.seal" in loaded
    assert not {name for name in loaded if name.startswith(("wildgrass.vault.unseal", "wildgrass.library"))}
    assert [path.name for path in home.rglob("*")] == ["vault.card"]


def test_killed_while_it_fetches_it_leaves_nothing_behind(
    circle: Circle, pds: PublicPds, tmp_path: Path
) -> None:
    """Not even a temporary file: what was fetched had no name."""
    circle.init()
    home = tmp_path / "keeper"
    home.mkdir()
    environment = {**os.environ, "TMPDIR": str(home)}
    command = [
        sys.executable,
        "-m",
        "wildgrass.cli.main",
        "follow",
        str(circle.card),
        pds.target,
        "--consent",
        CONSENT,
    ]
    running: list[subprocess.Popen[bytes]] = []
    at_kill: list[list[Path]] = []

    def kill(call: str, said: Said) -> Said:
        if call == "getBlob":
            at_kill.append(list(home.rglob("*")))
            running[0].kill()
        return said

    pds.spoil = kill
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        running.append(process)
        assert process.wait(60) != 0
    assert at_kill[0] == []
    assert list(home.rglob("*")) == []
