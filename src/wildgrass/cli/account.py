"""Asking about an account that something is published as: is it the right one, and its password."""

import sys
from collections.abc import Callable
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.terminal import NoPassphraseError, new_passphrase, passphrase_asker
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.signing_key import new_signing_key, signing_key_text

_TERMINAL = Path("/dev/tty")


class NoPasswordError(WildgrassError):
    """Nobody is there to type an account's password."""

    code = "password-needed"
    exit_code = EXIT_USAGE
    message = "the password of {account} is needed and there is no terminal to type it on"
    hint = "run the command in a terminal, or put the password into a file and use --password-file"


class NoSigningKeyError(WildgrassError):
    """Nobody is there to type an account's key."""

    code = "signing-key-needed"
    exit_code = EXIT_USAGE
    message = "the secret key for {account} is needed and there is no terminal to type it on"
    hint = "put the key into a file and use --key FILE; --key FILE --new-key makes a new one"


def password_asker(
    output: Output, path: Path | None, *, is_token: bool = False, message: str = ""
) -> Callable[[str], str]:
    """Return a function that gets an account's password, or a server's token, from a file or typed without echo.

    `message` says whose, in place of the words about app passwords.
    """
    name = "token" if is_token else "secret"
    whose = message or ("ui.publish-token-whose" if is_token else "ui.publish-whose")

    def ask(account: str) -> str:
        if path is None:
            output.say(whose, account=account)
        try:
            return passphrase_asker(output, path, f"ui.publish-{name}")().decode(errors="replace")
        except NoPassphraseError as error:
            raise NoPasswordError(account=account) from error

    return ask


def key_asker(
    output: Output, key: Path | None, passphrase: Path | None, *, is_new: bool
) -> Callable[[str], str]:
    """Return a function that gets the secret key of an account: from its file, made new, or typed without echo."""

    def ask(account: str) -> str:
        if key is None:
            output.say("ui.publish-key-whose", account=account)
            try:
                return passphrase_asker(output, passphrase, "ui.publish-key")().decode(errors="replace")
            except NoPassphraseError as error:
                raise NoSigningKeyError(account=account) from error
        if not is_new:
            return signing_key_text(key, passphrase_asker(output, passphrase))
        made = new_signing_key(key, new_passphrase(output, passphrase))
        output.say("ui.publish-key-made", file=key, account=made.npub)
        return made.text()

    return ask


def confirmer(output: Output, *, is_sure: bool) -> Callable[[str, int], bool]:
    """Return a function that has a person type the account's name before anything is published as it."""

    def confirm(account: str, count: int) -> bool:
        if is_sure:
            return True
        output.say("ui.publish-sure", count=f"{count:,}", account=account)
        return typed_line().removeprefix("@") == account.removeprefix("@")

    return confirm


def deliverer(output: Output) -> Callable[[int, int], bool]:
    """Return a function that has a person type "yes" before every post goes to her followers; --yes is not enough."""

    def deliver(followers: int, count: int) -> bool:
        output.say("ui.publish-deliver", count=f"{count:,}", followers=f"{followers:,}")
        return typed_line().casefold() == "yes"

    return deliver


def name_shower(output: Output, *, is_batch: bool) -> Callable[[int, int], bool]:
    """Return a function that has a person type "show" before other people are named; nobody to ask is a no."""

    def show_names(posts: int, people: int) -> bool:
        if is_batch:
            return False
        output.say("ui.publish-names", posts=f"{posts:,}", people=f"{people:,}")
        return typed_line().casefold() == "show"

    return show_names


def typed_line() -> str:
    """Return a line from the terminal, or from standard input where there is none."""
    try:
        with _TERMINAL.open("rb", buffering=0) as terminal:
            line = terminal.readline()
    except OSError:
        line = sys.stdin.buffer.readline()
    return line.decode(errors="replace").strip()
