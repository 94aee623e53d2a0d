"""Promise 1: what captures can never open what it captured, and leaves nothing on the device."""

import os
import subprocess
import sys
from pathlib import Path

from demo.x_facts import ArchiveFacts

from cli.circle import Circle

RUN_AND_LIST = """
import sys
from wildgrass.cli.main import main
code = main(sys.argv[1:])
print("\\n".join(sorted(sys.modules)))
sys.exit(code)
"""


def test_add_never_loads_what_opens_or_what_connects(circle: Circle, months: list[ArchiveFacts]) -> None:
    """Static contracts miss dynamic imports; a fresh interpreter does not."""
    circle.init()
    command = [sys.executable, "-c", RUN_AND_LIST, "add", str(circle.card), *map(str, months[0].paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines())
    assert "wildgrass.vault.seal" in loaded
    assert not {name for name in loaded if name.startswith(("wildgrass.vault.unseal", "wildgrass.library"))}
    assert not loaded & {"socket", "ssl", "http.client", "urllib.request", "asyncio"}


def test_nothing_is_left_on_the_writing_device(
    circle: Circle, months: list[ArchiveFacts], tmp_path: Path
) -> None:
    """After `add` a device holds what it held before: the card, and nothing else."""
    circle.init()
    home = tmp_path / "device"
    home.mkdir()
    (home / "vault.card").write_bytes(circle.card.read_bytes())
    environment = {
        **os.environ,
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
    }
    command = [sys.executable, "-m", "wildgrass.cli.main", "add", "vault.card", *map(str, months[0].paths)]
    subprocess.run(command, cwd=home, env=environment, capture_output=True, check=True)
    assert [path.name for path in home.rglob("*")] == ["vault.card"]
    card = (home / "vault.card").read_text()
    assert "SECRET" not in card
    assert not [name for name in Circle.NAMES if name in card]
    assert circle.recipients["coordinator"] not in card


def test_the_vault_holds_no_plaintext_and_no_names(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    facts = months[0]
    # A name of three letters stands somewhere in a few megabytes of ciphertext by chance.
    markers = [facts.owner.handle.encode(), *(name.encode() for name in Circle.NAMES if len(name) > 6)]
    markers += [f'"{name}"'.encode() for name in Circle.NAMES]
    markers += [fact.text.encode() for fact in list(facts.posts.values())[:40] if len(fact.text) > 8]
    markers += [b"tweets.js", b"SECRET-KEY-1", b"SECRET-KEY-PQ-1"]
    for path in circle.vault.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found = [marker for marker in markers if marker in data]
        assert not found, f"{path} shows {found[0]!r}"


def test_an_index_that_is_kept_shows_no_words(circle: Circle, months: list[ArchiveFacts]) -> None:
    """Even `--index local` keeps keyed ids only; `sealed` keeps noise."""
    circle.init()
    for mode in ("local", "sealed"):
        state = circle.folder / mode
        circle.run("add", circle.card, *months[0].paths, "--index", mode, "--state", state)
        kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
        texts = [fact.text.encode() for fact in months[0].posts.values() if len(fact.text) > 8]
        assert not [text for text in texts if text in kept]
        assert months[0].owner.handle.encode() not in kept
