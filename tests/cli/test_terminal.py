"""How the terminal speaks: languages, exit codes, nothing that steers it, no secret asked for on the command line."""

import json
import os
import pty
import select
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from cli.circle import Circle
from wildgrass.cli.main import VERBS, build_parser, chosen_verb
from wildgrass.cli.output import Output


def test_every_verb_has_help_with_the_shared_options() -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as ended:
            build_parser(verb).parse_args([verb, "--help"])
        assert ended.value.code == 0


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (["--lang", "zh-Hant", "add", "card"], "add"),
        (["--json", "verify", "v"], "verify"),
        (["nonsense"], None),
        ([], None),
    ],
)
def test_the_verb_is_found_before_anything_is_loaded(words: list[str], verb: str | None) -> None:
    assert chosen_verb(words) == verb


def test_unknown_verbs_are_usage_errors(circle: Circle) -> None:
    with pytest.raises(SystemExit) as ended:
        circle.run("levitate")
    assert ended.value.code == 2


def test_a_path_that_is_not_there_is_a_usage_error(circle: Circle, tmp_path: Path) -> None:
    said = circle.run("inspect", tmp_path / "no-such.zip")
    assert said.code == 2
    assert "no-such.zip" in said.err


def test_errors_come_in_the_readers_language(circle: Circle, tmp_path: Path) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(b"PK\x03\x04 this is not a zip")
    english = circle.run("inspect", path)
    chinese = circle.run("inspect", path, "--lang", "zh-Hans")
    traditional = circle.run("--lang", "zh-Hant", "inspect", path)
    assert english.code == chinese.code == traditional.code == 3
    assert len({english.err, chinese.err, traditional.err}) == 3
    assert any("一" <= char <= "鿿" for char in chinese.err)


def test_an_export_cannot_steer_the_terminal() -> None:
    """Escape sequences and direction overrides in names or texts are shown, not obeyed."""
    out = StringIO()
    output = Output(as_json=False, language="en", stdout=out, stderr=StringIO())
    output.line("a\x1b[2Jb\u202ecod.exe\x07 中文 🌱")
    assert out.getvalue() == "a\\u001b[2Jb\\u202ecod.exe\\u0007 中文 🌱\n"


def test_json_keeps_every_character_and_a_terminal_stays_unsteered() -> None:
    """A flag of Scotland holds invisible tag characters; they must come through a pipe unchanged."""
    value = {"text": "🏴\U000e0067\x9b2J"}

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    for stream in (StringIO(), Terminal()):
        Output(as_json=True, language="en", stdout=stream, stderr=StringIO()).canonical(value)
        assert json.loads(stream.getvalue()) == value
        assert ("\x9b" in stream.getvalue()) is not stream.isatty()


def test_a_passphrase_can_be_typed_and_is_not_echoed(tmp_path: Path) -> None:
    """`trustee new` asks twice on the terminal, without echo."""
    key = tmp_path / "ana.key"
    main_fd, terminal_fd = pty.openpty()
    command = [sys.executable, "-m", "wildgrass.cli.main", "trustee", "new", "-o", str(key)]
    child = subprocess.Popen(
        command,
        stdin=terminal_fd,
        stdout=terminal_fd,
        stderr=terminal_fd,
        start_new_session=True,
        preexec_fn=lambda: _controlling_terminal(terminal_fd),  # noqa: PLW1509 - no thread runs here
    )
    os.close(terminal_fd)
    shown = b""
    for prompt in (b"reset it):", b"once more:"):
        while prompt not in shown:
            assert select.select([main_fd], [], [], 60)[0], f"no answer after {shown!r}"
            shown += os.read(main_fd, 1024)
        os.write(main_fd, b"spring wind\n")
    while True:
        try:
            data = os.read(main_fd, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    assert child.wait(60) == 0
    assert b"spring wind" not in shown
    assert b"age1pq1" in shown
    assert key.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")


def _controlling_terminal(terminal: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def test_a_passphrase_can_be_piped(tmp_path: Path) -> None:
    """Where there is no terminal, one line of standard input is the passphrase."""
    key = tmp_path / "ben.key"
    command = [sys.executable, "-m", "wildgrass.cli.main", "trustee", "new", "-o", str(key), "--json"]
    done = subprocess.run(
        command, input=b"spring wind\n", capture_output=True, start_new_session=True, check=False
    )
    assert done.returncode == 0, done.stderr
    empty = subprocess.run(
        [*command[:6], str(tmp_path / "c.key")],
        input=b"",
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    assert empty.returncode == 2
    assert not (tmp_path / "c.key").exists()


def test_a_card_that_is_not_there_is_a_usage_error(circle: Circle, tmp_path: Path) -> None:
    said = circle.run("add", tmp_path / "no.card", tmp_path)
    assert said.code == 2
    assert "no.card" in said.err


def test_damage_is_named_in_the_readers_language(circle: Circle) -> None:
    """`verify` names the object and what is wrong with it."""
    circle.init()
    (circle.vault / "v1" / "vault.json").write_text("{}")
    english = circle.run("verify", circle.vault)
    chinese = circle.run("verify", circle.vault, "--lang", "zh-Hans")
    assert english.code == chinese.code == 4
    assert "object-altered: v1/vault.json" in english.err
    assert "v1/vault.json" in chinese.err
    assert "object-altered" not in chinese.err
