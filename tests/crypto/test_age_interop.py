"""Other people's age implementations open our files, and we open theirs."""

import os
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest

from wildgrass.crypto import age

NODE_FOLDER = Path(__file__).resolve().parents[1] / "interop" / "node"
SIZES = [0, 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK + 7]
X25519 = age.X25519Identity.from_secret(bytes(range(1, 33)))
HYBRID = age.HybridIdentity.from_secret(bytes(range(1, 33)))


def run(command: list[str], data: bytes) -> bytes:
    """Run an implementation with bytes in and bytes out."""
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def debian_age() -> str:
    command = shutil.which("age")
    if command is None:
        pytest.skip("no `age` command is installed")
    return command


@pytest.fixture
def node_age() -> list[str]:
    node = shutil.which("node")
    if node is None or not (NODE_FOLDER / "node_modules").is_dir():
        pytest.skip("no node, or tests/interop/node has no node_modules: run `npm ci` there")
    return [node, str(NODE_FOLDER / "age.mjs")]


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key.txt"
    path.write_text(f"# a key for tests\n{X25519.text()}\n")
    return str(path)


@pytest.fixture
def hybrid_key_file(tmp_path):
    path = tmp_path / "hybrid.txt"
    path.write_text(f"# a key for tests\n{HYBRID.text()}\n")
    return str(path)


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_and_we_open_each_others_files(size):
    """rage, both ways, X25519."""
    data = os.urandom(size)
    theirs = pyrage.x25519.Identity.from_str(X25519.text())
    assert str(theirs.to_public()) == X25519.recipient().text
    assert pyrage.decrypt(age.encrypt(data, [X25519.recipient()]), [theirs]) == data
    assert age.decrypt(pyrage.encrypt(data, [theirs.to_public()]), [X25519]) == data


def test_pyrage_and_we_agree_on_armor_and_passphrases():
    """rage, both ways, armored and with a passphrase (small work factor from us, theirs is measured)."""
    data = b"under the same sky"
    theirs = pyrage.x25519.Identity.from_str(X25519.text())
    assert pyrage.decrypt(age.armor(age.encrypt(data, [X25519.recipient()])).encode(), [theirs]) == data
    assert (
        age.decrypt(age.dearmor(pyrage.encrypt(data, [theirs.to_public()], armored=True)), [X25519]) == data
    )
    assert pyrage.passphrase.decrypt(age.encrypt(data, [age.ScryptRecipient(b"pass", 8)]), "pass") == data


@pytest.mark.parametrize("size", SIZES)
def test_the_age_command_and_we_open_each_others_files(debian_age, key_file, size):
    """Go age, both ways, X25519."""
    data = os.urandom(size)
    sealed = age.encrypt(data, [X25519.recipient()])
    assert run([debian_age, "-d", "-i", key_file], sealed) == data
    assert age.decrypt(run([debian_age, "-r", X25519.recipient().text], data), [X25519]) == data


def test_the_age_command_and_we_agree_on_armor(debian_age, key_file):
    """Go age, both ways, armored."""
    data = os.urandom(1000)
    sealed = age.armor(age.encrypt(data, [X25519.recipient()])).encode()
    assert run([debian_age, "-d", "-i", key_file], sealed) == data
    assert (
        age.decrypt(age.dearmor(run([debian_age, "-a", "-r", X25519.recipient().text], data)), [X25519])
        == data
    )


@pytest.mark.parametrize("size", SIZES)
def test_another_implementation_and_we_open_each_others_hybrid_files(node_age, hybrid_key_file, size):
    """age-encryption for JavaScript, both ways, post-quantum."""
    data = os.urandom(size)
    sealed = age.encrypt(data, [HYBRID.recipient()])
    assert run([*node_age, "-d", "-i", hybrid_key_file], sealed) == data
    assert age.decrypt(run([*node_age, "-r", HYBRID.recipient().text], data), [HYBRID]) == data


def test_a_large_hybrid_file_passes_through_pipes(node_age, hybrid_key_file):
    """The shim that the recovery script's test uses moves a whole segment."""
    data = os.urandom(1024) * (16 * 1024 - 5)
    assert run([*node_age, "-d", "-i", hybrid_key_file], age.encrypt(data, [HYBRID.recipient()])) == data


def test_another_implementation_refuses_what_we_refuse(node_age, hybrid_key_file):
    """The shim fails, and writes nothing, for a damaged file."""
    sealed = bytearray(age.encrypt(b"whole", [HYBRID.recipient()]))
    sealed[-1] ^= 1
    command = [*node_age, "-d", "-i", hybrid_key_file]
    done = subprocess.run(command, input=bytes(sealed), capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout == b""
