"""The Mastodon target on a real snac2: the contract, a second reader, real kills. `make interop` runs it."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from benchmarks.bluesky import OWNER as BENCH_OWNER
from benchmarks.bluesky import posts

from interop.running_snac import ABSENT, IS_THERE, Snac, running_snac
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.publishing_contract import SECRET, PublishingContract, There, means
from targets.standin_fedi import StandIn, standing_in
from targets.test_mastodon_target import notified, seen
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.net import Client, Route
from wildgrass.targets.base import Outcome, RestoreOptions, Status
from wildgrass.targets.ledger import Ledger, state_folder
from wildgrass.targets.mastodon import Mastodon
from wildgrass.targets.mastodon.api import Api
from wildgrass.targets.mastodon.software import Software, Way

pytestmark = [pytest.mark.skipif(not IS_THERE, reason=ABSENT), pytest.mark.soak]
POSTS = 120


class TestOnARealSnac(PublishingContract):
    """Everything that a publishing target owes."""

    @pytest.fixture(autouse=True)
    def _servers(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        self.tokens: dict[str, str] = {}
        numbers = count()
        with ExitStack() as stack:

            def fresh() -> There:
                folder = tmp_path_factory.mktemp("snac") / f"{next(numbers)}"
                server = stack.enter_context(running_snac(folder))
                place = f"mastodon:{server.url}"
                self.tokens[place] = server.token
                return There(
                    place,
                    lambda: seen(server.posts(), server.url),
                    lambda: notified(server.posts()),
                    {"deliver": True},
                )

            self.fresh = fresh
            yield

    @pytest.fixture
    def there(self) -> There:
        return self.fresh()

    def publish(self, there: There, archive: MemoryArchive, state: Path, **changed: Any) -> list[Outcome]:
        """As the contract does, with the server's token for the contract's, and waits that are real but shorter."""
        given = changed.get("means") or means(state)

        def secret(account: str) -> str:
            said: str = given.secret(account)
            return self.tokens[there.place] if said == SECRET else said

        patient = replace(given, secret=secret, sleep=lambda seconds: time.sleep(seconds / 2))
        return super().publish(there, archive, state, **(changed | {"means": patient}))


@pytest.fixture
def snac(tmp_path: Path) -> Iterator[Snac]:
    with running_snac(tmp_path / "snac") as running:
        yield running


def _is_like(ours: Any, real: Any, path: str = "") -> Iterator[str]:
    """Yield where the stand-in's answer has a field of another type than the real one's, or one that is not there."""
    if isinstance(ours, dict) and isinstance(real, dict):
        for name in ours.keys() - {"looks"}:
            if name not in real:
                yield f"{path}.{name} is made up"
            else:
                yield from _is_like(ours[name], real[name], f"{path}.{name}")
    elif type(ours) is not type(real) and None not in (ours, real):
        yield f"{path} is {type(real).__name__}"


def test_the_stand_in_answers_as_the_real_server(snac: Snac, tmp_path: Path) -> None:
    """The same calls at both: what it is, whose token, posting, an answer, an unknown post, refusals."""
    with standing_in("snac") as ours, Client(Route(), sleep=time.sleep) as client:
        answers = [_asked(client, server) for server in (_known(ours), snac)]
    assert [one.keys() for one in answers[:1]] == [one.keys() for one in answers[1:]]
    for name, made in answers[0].items():
        assert list(_is_like(made, answers[1][name], name)) == []
    assert answers[0]["software"] == answers[1]["software"] == Software("snac", "2.75", Way.DELIVERED)
    assert answers[0]["wrong token"] == answers[1]["wrong token"] == 422
    assert answers[0]["created"] == answers[1]["created"] == "2013-01-01T00:00:00.000Z"


def _known(ours: StandIn) -> Snac:
    return Snac(ours.url, Path(), SECRET)


def _asked(client: Client, server: Snac) -> dict[str, Any]:
    def call(method: str, path: str, value: Any = None, token: str = server.token) -> Any:
        headers = {"authorization": f"Bearer {token}", "connection": "close"}
        if value is None:
            return client.send(method, server.url + path, headers=headers)
        return client.post_json(server.url + path, value, headers=headers)

    api = Api(client, server.url, lambda: pytest.fail("no wait"), lambda _: None)
    software, configuration = api.what_it_is()
    me = call("GET", "/api/v1/accounts/verify_credentials").json()
    body = {
        "status": "早",
        "scheduled_at": "2013-01-01T00:00:00.123Z",
        "visibility": "public",
        "language": "zh",
    }
    made = call("POST", "/api/v1/statuses", body).json()
    answer = call("POST", "/api/v1/statuses", body | {"in_reply_to_id": made["id"]}).json()
    assert answer["in_reply_to_id"] == made["id"], "an answer to what is still in the queue"
    until = time.monotonic() + 60
    while len(listed := call("GET", "/api/v1/timelines/home?limit=40").json()) < 2:
        assert time.monotonic() < until
        time.sleep(0.2)
    return {
        "software": software,
        "configuration": configuration,
        "me": me,
        "post": made,
        "list": listed[0],
        "created": made["created_at"],
        "language": made["language"],
        "onward": len(call("GET", f"/api/v1/timelines/home?limit=40&max_id={listed[-1]['id']}").json()),
        "unpaged": len(call("GET", f"/api/v1/accounts/{me['id']}/statuses?limit=1").json()),
        "wrong token": call("GET", "/api/v1/accounts/verify_credentials", token="no").status,
    }


def test_a_second_reader_sees_what_the_archive_says(snac: Snac, tmp_path: Path) -> None:
    """Mastodon.py reads the account back: text, date, thread, warning; nobody else was told."""
    mastodon = pytest.importorskip("mastodon", reason="skipped: no Mastodon.py; `make interop` installs it")
    archive = MemoryArchive(
        [
            post(1, "2012-03-04 05:06", "早 & <b>x</b> me@spring_wind *y*"),
            post(2, "2012-03-04 05:07", "答自己", in_reply_to="x:post:1"),
            replace(post(3, "2012-03-05 05:07", "里面"), source="mastodon", title="小心"),
            post(4, "2012-03-06 05:07", "段落。" * 2000),
        ],
        owners=(OWNER,),
    )
    given = means(tmp_path / "state", secret=lambda _: snac.token, sleep=time.sleep)
    wishes = RestoreOptions(publish=True, deliver=True, means=given)
    made = {one.id: one for one in Mastodon().restore(archive, snac.url, wishes)}
    assert {one.status for one in made.values()} == {Status.DONE}
    reader = mastodon.Mastodon(access_token=snac.token, api_base_url=snac.url, version_check_mode="none")
    found = {one["created_at"].strftime("%Y-%m-%d %H:%M"): one for one in reader.timeline_home(limit=40)}
    assert "me@\u2060spring_wind" in found["2012-03-04 05:06"]["content"]
    assert "&lt;b&gt;x&lt;/b&gt;" in found["2012-03-04 05:06"]["content"]
    assert found["2012-03-04 05:07"]["in_reply_to_id"] == found["2012-03-04 05:06"]["id"]
    assert found["2012-03-05 05:07"]["spoiler_text"] == "小心"
    thread = [one for one in snac.posts() if one["created_at"].startswith("2012-03-06")]
    assert [len(one["text"]) <= 5000 for one in thread] == [True, True]
    assert sum(one["text"].count("段落。") for one in thread) == 2000
    assert notified(snac.posts()) == []


def _restore(library: Path, place: str, token: Path) -> "subprocess.Popen[bytes]":
    words = ["restore", str(library), place, "--publish", "--yes", "--show-names", "--deliver", "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "wildgrass.cli.main", *words, "--password-file", str(token)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _kill_when(process: "subprocess.Popen[bytes]", ledger: Path, size: int) -> None:
    until = time.monotonic() + 120
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > size):
        assert time.monotonic() < until
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_three_times_and_whole_in_the_end(snac: Snac, tmp_path: Path) -> None:
    library, token = tmp_path / "library", tmp_path / "token"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=None, owner=BENCH_OWNER)
    with LibraryWriter.open(library) as writer:
        writer.add_export(about, posts(POSTS), lambda _member: None)
    token.write_text(snac.token + "\n")
    place = f"mastodon:{snac.url}"
    ledger = Ledger.of(state_folder(library), place).path
    for _ in range(3):
        _kill_when(
            _restore(library, place, token), ledger, (ledger.stat().st_size if ledger.exists() else 0) + 6000
        )
    process = _restore(library, place, token)
    out = process.communicate()[0]
    assert process.returncode == 0
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["status"] for row in rows} == {"done"}
    there = snac.posts()
    assert len(there) == len(rows) == POSTS
    assert {one["url"] for one in there} == {row["target_id"] for row in rows}
    assert len({re.sub(r"\s+", " ", one["text"]) + one["created_at"] for one in there}) == POSTS
