"""Key files: made by us, made by age-keygen, and made to hurt."""

import subprocess
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import age
from wildgrass.errors import WildgrassError
from wildgrass.vault.shares import ShareDocument
from wildgrass.vault.trustees import make_kit
from wildgrass.vault.trustees_keys import (
    KeyFileError,
    PassphraseEmptyError,
    PassphraseWrongError,
    new_trustee_identity,
    open_identity_file,
)

QUICK = 4  # a work factor for tests: 16 KiB and no time


def never_asked():
    raise AssertionError("a plain key needs no passphrase")


@pytest.mark.parametrize(("hybrid", "start"), [(True, "age1pq1"), (False, "age1")])
def test_a_new_identity_opens_with_its_passphrase(hybrid, start):
    made = new_trustee_identity("五个词 correct".encode(), hybrid=hybrid, work_factor=QUICK)
    [identity] = open_identity_file(made.file, "五个词 correct".encode)
    assert made.recipient.startswith(start)
    assert identity.recipient().text == made.recipient


def test_a_new_identity_never_shows_itself():
    made = new_trustee_identity(b"secret words", work_factor=QUICK)
    [identity] = open_identity_file(made.file, lambda: b"secret words")
    assert "SECRET" not in f"{made} {identity!r}"
    assert b"SECRET" not in made.file
    assert repr(made.file) not in repr(made)


def test_the_default_work_is_what_age_itself_asks_for():
    assert b"\n-> scrypt " in (file := new_trustee_identity(b"x").file)
    assert file.split(b"\n")[1].endswith(b" 18")


def test_a_wrong_passphrase_is_said_to_be_wrong():
    made = new_trustee_identity(b"right", work_factor=QUICK)
    with pytest.raises(PassphraseWrongError):
        open_identity_file(made.file, lambda: b"wrong")


def test_an_empty_passphrase_is_refused():
    with pytest.raises(PassphraseEmptyError):
        new_trustee_identity(b"")


def test_an_armored_key_file_is_read():
    made = new_trustee_identity(b"right", work_factor=QUICK)
    assert open_identity_file(b"\n" + age.armor(made.file).encode(), lambda: b"right")


KEY = age.X25519Identity.from_secret(b"\x01" * 32)
PLAIN = f"# created: 2026-01-01T00:00:00Z\n# public key: {KEY.recipient().text}\n{KEY.text()}\n".encode()


@pytest.mark.parametrize("data", [PLAIN, PLAIN.replace(b"\n", b"\r\n"), KEY.text().encode()])
def test_a_plain_age_key_is_read_without_asking(data):
    [identity] = open_identity_file(data, never_asked)
    assert identity.recipient() == KEY.recipient()


def test_a_key_of_the_real_age_keygen_is_read(tmp_path):
    if not which("age-keygen"):
        pytest.skip("age-keygen is not installed")
    path = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    [identity] = open_identity_file(path.read_bytes(), never_asked)
    assert identity.recipient().text.encode() in path.read_bytes()


def test_a_file_that_asks_for_gigabytes_is_refused_without_work():
    """Work factor 23 would take 8 GiB."""
    made = new_trustee_identity(b"right", work_factor=QUICK)
    greedy = made.file.replace(b" 4\n", b" 23\n", 1)
    assert greedy != made.file
    with pytest.raises(age.WorkFactorError):
        open_identity_file(greedy, lambda: b"right")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n# only a comment\n",
        b"hello",
        b"\xff\xfe\x00",
        KEY.recipient().text.encode(),
        KEY.text().lower().encode(),
        KEY.text()[:-1].encode(),
        PLAIN + b"rubbish\n",
        b"#" * 70_000,
        age.encrypt(PLAIN, [KEY.recipient()]),
    ],
)
def test_other_files_are_refused_and_never_shown(data):
    with pytest.raises(KeyFileError) as error:
        open_identity_file(data, never_asked)
    assert "AGE-SECRET" not in f"{error.value} {error.value.details}"


@given(st.binary(max_size=200))
def test_any_bytes_give_a_typed_error(data):
    with pytest.raises(WildgrassError):
        open_identity_file(data, lambda: b"x")


def test_a_damaged_key_file_is_never_another_key():
    made = new_trustee_identity(b"right", work_factor=QUICK)
    for place in range(len(made.file)):
        broken = bytearray(made.file)
        broken[place] ^= 1
        if broken[place : place + 1].isdigit():
            continue  # another work factor: refused as well, after more work than a test should do
        with pytest.raises(WildgrassError):
            open_identity_file(bytes(broken), lambda: b"right")


def test_stock_age_opens_a_share_with_a_trustees_key(tmp_path):
    """In twenty years a share opens without us."""
    if not which("age"):
        pytest.skip("age is not installed")
    other = age.X25519Identity.from_secret(b"\x02" * 32).recipient().text
    people = [("Ana", KEY.recipient().text), ("Ben", other)]
    kit = make_kit("00" * 16, trustees=people, threshold=2, coordinator=other)
    (tmp_path / "key.txt").write_bytes(PLAIN)
    (tmp_path / "share.age").write_bytes(kit.files["share-1-Ana.age"])
    opened = subprocess.run(
        ["age", "-d", "-i", "key.txt", "share.age"], cwd=tmp_path, check=True, capture_output=True
    )
    assert ShareDocument.from_bytes(opened.stdout).trustee == "Ana"
