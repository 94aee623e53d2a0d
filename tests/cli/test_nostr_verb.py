"""`restore` to relays, as a person types it: the key from a file, made new and sealed, and shown nowhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.circle import Circle
from targets.made_up_life import EXPORTED, OWNER, post
from targets.nostr_relays import StrictRelay, strict_relay
from wildgrass.errors import EXIT_STORE, EXIT_USAGE
from wildgrass.flows.signing_key import new_signing_key, signing_key_text
from wildgrass.library import ExportAbout, LibraryWriter
from wildgrass.targets.nostr.key import NostrKey

KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=EXPORTED, owner=OWNER)
    items = [post(1, "2022-10-03 06:12", "早。"), post(2, "2022-10-03 06:13", "again")]
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about, items, lambda _member: None)
    return folder


@pytest.fixture
def relay():
    with strict_relay() as running:
        yield running


@pytest.fixture
def phrase(tmp_path: Path) -> Path:
    path = tmp_path / "phrase"
    path.write_text("five made up words here\n")
    return path


def test_a_new_key_is_made_sealed_and_used_again(
    circle: Circle, library: Path, relay: StrictRelay, phrase: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.age"
    words = ("restore", library, f"nostr:{relay.url}", "--publish", "--yes", "--password-file", phrase)
    said = circle.run(*words, "--key", key, "--new-key", "--json")
    assert said.code == 0, said.err
    assert key.read_bytes().startswith(b"age-encryption.org/v1")
    assert key.stat().st_mode & 0o077 == 0
    secret = signing_key_text(key, lambda: b"five made up words here")
    public = NostrKey.of(secret).public
    assert {one["pubkey"] for one in relay.kept.values()} == {public}
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {row["status"] for row in rows} == {"done"}
    assert relay.url in said.err
    assert NostrKey.of(secret).npub in said.err
    assert secret not in said.out + said.err
    again = circle.run(*words, "--key", key, "--json", "--state", tmp_path / "other")
    assert again.code == 0
    assert {one["pubkey"] for one in relay.kept.values()} == {public}
    assert len([one for one in relay.kept.values() if one["kind"] == 1]) == 2


def test_a_key_in_a_plain_file_is_taken(
    circle: Circle, library: Path, relay: StrictRelay, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text(f"# my key\n{KEY}\n")
    said = circle.run("restore", library, f"nostr:{relay.url}", "--publish", "--yes", "--key", key)
    assert said.code == 0
    assert KEY not in said.out + said.err
    assert {one["pubkey"] for one in relay.kept.values()} == {NostrKey.of(KEY).public}


@pytest.mark.parametrize(
    ("words", "meaning"), [("blocked: go away", "不允许这个密钥"), ("made up words", ""), ("", "")]
)
def test_a_refusal_is_said_in_the_relay_s_words_and_in_the_reader_s(
    circle: Circle, library: Path, relay: StrictRelay, tmp_path: Path, words: str, meaning: str
) -> None:
    (tmp_path / "key").write_text(KEY)
    relay.judge = lambda _relay, event: ["OK", event["id"], event["content"] != "again", words]
    place = f"nostr:{relay.url}"
    said = circle.run(
        "restore", library, place, "--publish", "--yes", "--key", tmp_path / "key", "--lang", "zh-Hans"
    )
    assert said.code == EXIT_STORE
    assert words in said.err
    assert meaning in said.err


def test_nothing_is_sent_and_no_key_made_without_publish(
    circle: Circle, library: Path, relay: StrictRelay, tmp_path: Path
) -> None:
    key = tmp_path / "key.age"
    said = circle.run("restore", library, f"nostr:{relay.url}", "--key", key, "--new-key", "--json")
    assert said.code == 0
    assert relay.connections == 0
    assert not key.exists()
    assert json.loads(said.out.splitlines()[0])["target_id"] == "nostr:note@2022-10-03T06:12:00Z"


@pytest.mark.parametrize(
    ("target", "options", "error"),
    [
        ("nostr:https://relay.example", (), "nostr-place"),
        ("nostr:wss://relay.example,me@", (), "nostr-place"),
        ("nostr:wss://relay.example", ("--new-key",), "key-file-needed"),
        ("nostr:wss://relay.example", ("--blossom", "media.example"), "media-address"),
        ("nostr:wss://relay.example", ("--private",), "means-not-for-target"),
        ("site:out", ("--key", "k"), "means-not-for-target"),
        ("bluesky:me.test@https://pds.example", ("--blossom", "https://x"), "means-not-for-target"),
    ],
)
def test_what_cannot_be_is_refused_before_anything(
    circle: Circle, library: Path, target: str, options: tuple[str, ...], error: str
) -> None:
    said = circle.run("restore", library, target, *options, "--json")
    assert said.code == EXIT_USAGE
    assert json.loads(said.out)["error"] == error


def test_no_option_and_no_variable_takes_the_key_itself() -> None:
    """Whoever lists processes sees no key: there is no way to write one there."""
    run = [sys.executable, "-m", "wildgrass.cli.main", "restore", "--help"]
    text = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert "--key FILE" in text
    assert "NSEC" not in text.upper()


def test_a_sealed_key_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    from wildgrass.vault.trustees_keys import PassphraseEmptyError, PassphraseWrongError

    made = new_signing_key(tmp_path / "key", b"right", work_factor=2)
    assert signing_key_text(tmp_path / "key", lambda: b"right") == made.text()
    with pytest.raises(PassphraseWrongError):
        signing_key_text(tmp_path / "key", lambda: b"wrong")
    with pytest.raises(PassphraseEmptyError):
        new_signing_key(tmp_path / "other", b"")
