"""Bluesky accounts on a server of their own: the DID's document names it, and it is asked as well."""

import json
from itertools import cycle
from pathlib import Path

import pytest

from watch.played_platforms import DID, api, looked, played
from wildgrass.net.client import host_of
from wildgrass.watch.asking import Question, host_questions, identity_question, questions

URL = f"https://bsky.app/profile/{DID}/post/3kabc"
PLC = next(one for one in questions("bluesky", URL) if one.path == "identity")


def document(endpoint: str) -> dict:
    """Return a DID's document that names a server."""
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}
    return {"id": DID, "service": [{"id": "#other", "serviceEndpoint": "https://no.example"}, service]}


def test_where_a_documents_address_is_and_whom_it_sends_on_to() -> None:
    assert identity_question(PLC, DID) == Question(
        path="identity", url=f"https://plc.directory/{DID}", is_sure=False
    )
    web = identity_question(PLC, "did:web:yecao.example")
    assert web is not None
    assert (web.url, web.is_named) == ("https://yecao.example/.well-known/did.json", True)
    assert identity_question(PLC, "yecao.example") is None
    assert identity_question(PLC, "did:web:yecao.example/../..") is None
    asked = host_questions(document("https://pds.example/"), PLC, DID, "3kabc")
    assert [(one.path, host_of(one.url), one.is_named) for one in asked] == [
        ("host", "pds.example", True),
        ("record", "pds.example", True),
    ]
    for refused in ("http://pds.example", "https://pds.example/a/path", "ftp://a", "", "https://"):
        assert host_questions(document(refused), PLC, DID, "3kabc") == ()
    for broken in (None, [], {"service": 1}, {"service": [1, {"id": "#atproto_pds"}]}):
        assert host_questions(broken, PLC, DID, "3kabc") == ()


def test_a_server_that_is_asked_here_sends_nobody_elsewhere() -> None:
    here = Question(path="identity", url=f"http://127.0.0.1:8/{DID}", is_sure=False)
    assert identity_question(here, DID) is here
    assert host_questions(document("https://pds.example"), here, DID, "3k1") == ()
    assert host_of(host_questions(document("http://127.0.0.1:8"), here, DID, "3k1")[0].url) == "127.0.0.1:8"


@pytest.mark.parametrize(("status", "state"), [("takendown", "tombstone"), (None, "blocked")])
def test_what_the_accounts_own_server_says_where_the_networks_relay_knows_nothing(
    status: str | None,
    state: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with played(tmp_path, "bluesky", monkeypatch) as (plays, server, folder):
        looked(folder, capsys)
        unknown = api({"error": "RepoNotFound"}, 400)
        record = {"uri": f"at://{DID}/app.bsky.feed.post/3k1", "cid": "b", "value": {"text": ""}}
        hosted = {"did": DID, "active": status is None} | ({"status": status} if status else {})
        in_turn = cycle([unknown, api(hosted)])  # the relay, then the account's own server
        plays.gone[1] = {
            "posts": api({"posts": []}),
            "account": lambda: next(in_turn),
            "page": api(document(server.url)),
            "record": api({"error": "RepoTakendown"}, 400) if status else api(record),
        }
        before = len(server.asked)
        looked(folder, capsys, days=31)
        asked = [path for _, path, _, _ in server.asked[before:] if "3k2" not in path and "3k3" not in path]
        names = [path.partition("?")[0].rpartition(".")[2] for path in asked]
        assert names[:5] == ["getPosts", "getRepoStatus", f"/{DID}", "getRepoStatus", "getRecord"]
        found = looked(folder, capsys, minutes=25)
        assert (found[1]["state"], found[1]["by"]) == (state, "platform" if status else "unknown")
        looks = [
            json.loads(one) for one in (folder / "watch" / "looks.jsonl").read_text("utf-8").splitlines()
        ]
        (identity, *_) = [one for one in looks if one["path"] == "identity"]
        assert (identity["state"], identity["notice"]) == ("unknown", server.url.partition("//")[2])
        assert identity["record"]
