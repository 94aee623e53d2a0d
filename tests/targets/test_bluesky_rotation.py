"""A rotation key of one's own, through the real command: shown first, added by a server that may lie, and of use."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.circle import Circle, Said
from interop.running_pds import ABSENT, IS_THERE, Pds, running_pds
from targets.standin_directory import SERVERS, SIGNING, Servers, first, standing_in
from wildgrass.crypto import plc
from wildgrass.crypto.did_key import SigningKey
from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_INPUT, EXIT_STORE, EXIT_USAGE
from wildgrass.flows import rotation

PHRASE = b"five made up words here"


@pytest.fixture
def circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Circle:
    return Circle(tmp_path, capsys)


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_bytes(PHRASE + b"\n")
    return path


@pytest.fixture
def key(circle: Circle, phrase: Path, tmp_path: Path) -> Path:
    path = tmp_path / "me.rotation.age"
    rotation.new(path, PHRASE, work_factor=4)
    return path


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("made-up\n")
    return path


@pytest.fixture
def servers() -> Iterator[Servers]:
    with standing_in() as running:
        yield running


def _add(
    circle: Circle, servers: Servers, key: Path, phrase: Path, *more: object, who: str = "me.test"
) -> Said:
    words = ("rotation", "add", key, f"bluesky:{who}@{servers.server.url}", "--directory", servers.server.url)
    return circle.run(*words, "--passphrase-file", phrase, "--json", *more)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    path = tmp_path / "code"
    path.write_text("CODE-1\n")
    return path


@pytest.fixture
def sure(password: Path, code: Path) -> tuple[object, ...]:
    return "--publish", "--yes", "--password-file", password, "--code-file", code


def test_a_key_is_made_offline_sealed_and_never_over_another_file(
    circle: Circle, phrase: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.age"
    said = circle.run("rotation", "new", "-o", path, "--passphrase-file", phrase, "--json")
    assert said.code == 0, said.err
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert path.stat().st_mode & 0o077 == 0
    made = rotation.read(path, lambda: PHRASE)
    assert said.rows == [{"key": made.did, "file": str(path)}]
    assert made.text() not in said.out + said.err
    before = path.read_bytes()
    again = circle.run("rotation", "new", "-o", path, "--passphrase-file", phrase, "--json")
    assert again.rows[0]["error"] == "file-exists"
    assert path.read_bytes() == before


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_without_publish_the_change_is_shown_and_nobody_logs_in(
    circle: Circle, servers: Servers, key: Path, phrase: Path, language: str
) -> None:
    said = _add(circle, servers, key, phrase, "--lang", language)
    assert said.code == 0, said.err
    row = said.rows[0]
    mine = rotation.read(key, lambda: PHRASE).did
    assert (row["status"], row["did"], row["key"]) == ("simulated", servers.did, mine)
    assert row["rotation_keys"] == row["operation"]["rotationKeys"] == [mine, SERVERS.did]
    assert "sig" not in row["operation"]
    assert servers.calls == ["resolveHandle", f"/{servers.did}/log"]
    assert "72" in said.err


def test_published_it_stands_first_and_nothing_else_changed(
    circle: Circle, servers: Servers, key: Path, phrase: Path, sure: tuple[object, ...]
) -> None:
    said = _add(circle, servers, key, phrase, *sure)
    assert said.code == 0, said.err
    before, after = servers.log
    mine = rotation.read(key, lambda: PHRASE).did
    assert said.rows[0]["status"] == "done"
    assert after["rotationKeys"] == [mine, SERVERS.did]
    for name in ("verificationMethods", "alsoKnownAs", "services"):
        assert after[name] == before[name]
    assert plc.checked(servers.did, servers.log) == after
    assert servers.mails == 0
    again = _add(circle, servers, key, phrase, "--publish", "--yes")
    assert (again.code, again.rows[0]["status"]) == (0, "there")
    assert len(servers.log) == 2


def _with(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda operation: plc.signed(operation | changes, SERVERS)


@pytest.mark.parametrize(
    "lie",
    [
        (_with(rotationKeys=[SERVERS.did]), "rotationKeys"),
        (_with(verificationMethods={"atproto": SERVERS.did}), "verificationMethods"),
        (_with(alsoKnownAs=["at://other.test"]), "alsoKnownAs"),
        (_with(services={}), "services"),
        (_with(extra="1"), "extra"),
        (_with(prev=None), "prev"),
        (lambda operation: plc.signed(operation, SIGNING), "sig"),
        (lambda operation: operation, "sig"),
        (lambda operation: operation | {"sig": 5}, "sig"),
        (lambda _: None, "no operation"),
        (lambda _: [], "no operation"),
    ],
)
def test_what_the_server_signs_otherwise_is_not_passed_on(
    circle: Circle,
    servers: Servers,
    key: Path,
    phrase: Path,
    sure: tuple[object, ...],
    lie: tuple[Callable[[dict[str, Any]], Any], str],
) -> None:
    servers.sign, what = lie
    said = _add(circle, servers, key, phrase, *sure)
    assert said.code == EXIT_CHECK
    assert f"({what})" in said.err
    assert servers.submitted == []


def test_a_change_that_the_directory_does_not_show_is_not_called_done(
    circle: Circle, servers: Servers, key: Path, phrase: Path, sure: tuple[object, ...]
) -> None:
    servers.does_keep = False
    said = _add(circle, servers, key, phrase, *sure)
    assert said.code == EXIT_CHECK
    assert said.rows[0]["error"] == "rotation-not-taken"


def test_a_wrong_code_changes_nothing_and_the_servers_words_are_said(
    circle: Circle, servers: Servers, key: Path, phrase: Path, sure: tuple[object, ...]
) -> None:
    sure[-1].write_text("CODE-2\n")
    said = _add(circle, servers, key, phrase, *sure)
    assert said.code == EXIT_STORE
    assert "Token is invalid" in said.err
    assert servers.submitted == []


def test_who_does_not_type_the_accounts_name_changes_nothing(
    circle: Circle, servers: Servers, key: Path, phrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wildgrass.cli.rotation.typed_line", lambda: "other.test")
    said = _add(circle, servers, key, phrase, "--publish")
    assert said.code == EXIT_DECIDE
    assert servers.calls == ["resolveHandle", f"/{servers.did}/log"]


def test_a_code_is_sent_for_where_none_was_given(
    circle: Circle,
    servers: Servers,
    key: Path,
    phrase: Path,
    password: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed = iter(["me.test", "CODE-1"])
    monkeypatch.setattr("wildgrass.cli.rotation.typed_line", lambda: next(typed))
    said = _add(circle, servers, key, phrase, "--publish", "--password-file", password)
    assert said.code == 0, said.err
    assert servers.mails == 1
    assert said.rows[0]["status"] == "done"


def test_a_key_that_stands_lower_is_moved_up_and_not_doubled(
    circle: Circle, servers: Servers, key: Path, phrase: Path
) -> None:
    mine = rotation.read(key, lambda: PHRASE)
    servers.log[:] = [first(SERVERS, mine)]
    servers.did = plc.did_of(servers.log[0])
    assert _add(circle, servers, key, phrase).rows[0]["rotation_keys"] == [mine.did, SERVERS.did]


def test_five_keys_are_all_that_fit(circle: Circle, servers: Servers, key: Path, phrase: Path) -> None:
    servers.log[:] = [first(SERVERS, *(SigningKey(bytes([n]) * 32) for n in range(1, 5)))]
    servers.did = plc.did_of(servers.log[0])
    assert _add(circle, servers, key, phrase).code == EXIT_DECIDE


def test_a_server_that_names_somebody_elses_identity_is_not_believed(
    circle: Circle, servers: Servers, key: Path, phrase: Path
) -> None:
    assert _add(circle, servers, key, phrase, who="you.test").code == EXIT_CHECK
    assert _add(circle, servers, key, phrase, who=servers.did).code == 0


def test_a_record_that_does_not_hold_and_one_that_is_not_there_are_said(
    circle: Circle, servers: Servers, key: Path, phrase: Path
) -> None:
    servers.log.append(first(SIGNING))
    assert _add(circle, servers, key, phrase).code == EXIT_INPUT
    servers.log.clear()
    assert _add(circle, servers, key, phrase).code == EXIT_STORE
    servers.did = "did:web:me.test"
    assert _add(circle, servers, key, phrase).code == EXIT_DECIDE


@pytest.mark.parametrize("text", [b"", b"nsec1qqq\n", b"\xff\xfe", b"# only a remark\n"])
def test_another_file_is_no_key(
    circle: Circle, servers: Servers, phrase: Path, tmp_path: Path, text: bytes
) -> None:
    path = tmp_path / "other"
    path.write_bytes(text)
    said = _add(circle, servers, path, phrase)
    assert said.code == EXIT_INPUT
    assert servers.calls == []


def test_a_plain_file_of_another_tool_is_read(
    circle: Circle, servers: Servers, phrase: Path, tmp_path: Path
) -> None:
    """The text that `goat key generate` prints: a secret key of secp256k1 in multibase."""
    path = tmp_path / "plain"
    path.write_text(f"{SIGNING.text()}\n")
    assert _add(circle, servers, path, phrase).rows[0]["key"] == SIGNING.did


def test_a_place_of_another_target_is_refused(circle: Circle, key: Path, phrase: Path) -> None:
    said = circle.run("rotation", "add", key, "nostr:wss://relay.example", "--passphrase-file", phrase)
    assert said.code == EXIT_USAGE


VECTORS = Path(__file__).parent.parent / "vectors" / "rotation-key"


@pytest.mark.parametrize("name", ["plain.txt", "sealed.age"])
def test_the_files_of_the_form_hold_the_published_key(name: str) -> None:
    made = rotation.read(VECTORS / name, lambda: PHRASE)
    assert made.did == json.loads((VECTORS / "adding.json").read_text())["key"]


def test_the_operations_of_the_form_are_made_and_hold(
    circle: Circle, servers: Servers, phrase: Path, sure: tuple[object, ...]
) -> None:
    """What is shown, what the server signs, and what the key signs alone, each to the letter."""
    given = json.loads((VECTORS / "adding.json").read_text())
    servers.log[:], servers.did = given["log"], given["did"]
    key = VECTORS / "plain.txt"
    assert _add(circle, servers, key, phrase).rows[0]["operation"] == given["adding"]
    assert _add(circle, servers, key, phrase, *sure).code == 0
    assert servers.log == given["log after"]
    assert plc.checked(given["did"], [*servers.log, given["moving"]]) == given["moving"]
    mine = rotation.read(key, lambda: PHRASE)
    assert plc.signed(given["moving"], mine) == given["moving"]


# The real server and the real directory.


@pytest.fixture(scope="module")
def pds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    if not IS_THERE:
        pytest.skip(ABSENT)
    with running_pds(tmp_path_factory.mktemp("pds")) as running:
        yield running


def test_on_the_real_server_the_key_is_added_and_outlives_it(
    circle: Circle,
    pds: Pds,
    key: Path,
    phrase: Path,
    password: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Added with the server's help; then, without it, the account is moved away and the server's key taken out."""
    did = pds.account("outlives")
    monkeypatch.setattr("wildgrass.cli.rotation.typed_line", lambda: pds.mailed_code(did))
    words = ("rotation", "add", key, f"bluesky:outlives.test@{pds.url}", "--directory", pds.directory)
    more = ("--passphrase-file", phrase, "--password-file", password, "--json")
    shown = circle.run(*words, *more)
    assert shown.code == 0, shown.err
    said = circle.run(*words, *more, "--publish", "--yes")
    assert said.code == 0, said.err
    operation = said.rows[0]["operation"]
    assert {name: one for name, one in operation.items() if name != "sig"} == shown.rows[0]["operation"]
    mine = rotation.read(key, lambda: PHRASE)
    assert said.rows[0]["rotation_keys"][0] == mine.did

    moved = {
        **operation,
        "rotationKeys": [mine.did],
        "services": {
            "atproto_pds": {"type": "AtprotoPersonalDataServer", "endpoint": "https://elsewhere.test"}
        },
        "prev": plc.name_of(operation),
    }
    _post(f"{pds.directory}/{did}", plc.signed(moved, mine))
    document = _get(f"{pds.directory}/{did}")
    assert document["service"][0]["serviceEndpoint"] == "https://elsewhere.test"
    log = _get(f"{pds.directory}/{did}/log")
    assert plc.checked(did, log)["rotationKeys"] == [mine.did]


def test_on_the_real_server_an_app_password_is_not_enough_and_that_is_said(
    circle: Circle, pds: Pds, key: Path, phrase: Path, password: Path
) -> None:
    did = pds.account("appword")
    token = pds.call("com.atproto.server.createSession", {"identifier": did, "password": "made-up"})[
        "accessJwt"
    ]
    made = pds.call("com.atproto.server.createAppPassword", {"name": "x"}, token)
    password.write_text(made["password"])
    words = ("rotation", "add", key, f"bluesky:appword.test@{pds.url}", "--directory", pds.directory)
    more = ("--passphrase-file", phrase, "--password-file", password, "--json", "--publish", "--yes")
    said = circle.run(*words, *more)
    assert (said.code, said.rows[0]["error"]) == (EXIT_USAGE, "rotation-own-password")
    assert len(_get(f"{pds.directory}/{did}/log")) == 1


def _post(url: str, value: Any) -> None:
    request = urllib.request.Request(url, json.dumps(value).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.loads(answer.read())
