"""Asking for a passphrase: on the terminal, from a file, or from standard input; never an argument or a variable."""

import sys
import termios
from collections.abc import Callable
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_USAGE, WildgrassError

_TERMINAL = Path("/dev/tty")


class PassphraseMismatchError(WildgrassError):
    """The two passphrases typed differ."""

    code = "passphrase-mismatch"
    exit_code = EXIT_USAGE
    message = "the two passphrases differ"
    hint = "run the command again and type the same passphrase twice"


class NoPassphraseError(WildgrassError):
    """Nobody is there to type a passphrase."""

    code = "passphrase-needed"
    exit_code = EXIT_USAGE
    message = "a passphrase is needed and there is no terminal to type it on"
    hint = "run the command in a terminal, or put the passphrase into a file and use --passphrase-file"


def passphrase_asker(
    output: Output, path: Path | None, message: str = "ui.passphrase-enter"
) -> Callable[[], bytes]:
    """Return a function that gets an existing passphrase."""
    if path is not None:
        return lambda: _first_line(path.read_bytes())
    return lambda: _ask(output, message)


def new_passphrase(output: Output, path: Path | None, message: str = "ui.passphrase-new") -> bytes:
    """Get a passphrase for a new key, typed twice on a terminal."""
    if path is not None:
        return _first_line(path.read_bytes())
    first = _ask(output, message)
    if _ask(output, "ui.passphrase-again", default=first) != first:
        raise PassphraseMismatchError
    return first


def _ask(output: Output, message: str, default: bytes | None = None) -> bytes:
    """Read one line without echo from the terminal, or from standard input where there is none."""
    try:
        terminal = _TERMINAL.open("rb+", buffering=0)
    except OSError:
        return _from_standard_input(default)
    with terminal:
        before = termios.tcgetattr(terminal)
        silent = termios.tcgetattr(terminal)
        silent[3] &= ~termios.ECHO
        try:
            # Silent first, then the prompt: what is typed as soon as it appears is neither shown nor thrown away.
            termios.tcsetattr(terminal, termios.TCSAFLUSH, silent)
            terminal.write((output.phrase(message) + " ").encode())
            line = terminal.readline()
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
            terminal.write(b"\n")
    return _first_line(line)


def _from_standard_input(default: bytes | None) -> bytes:
    line = sys.stdin.buffer.readline()
    if line.strip(b"\r\n"):
        return _first_line(line)
    if default is not None:  # one line was enough: whoever pipes a passphrase does not mistype it
        return default
    raise NoPassphraseError


def _first_line(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0].rstrip(b"\r")
