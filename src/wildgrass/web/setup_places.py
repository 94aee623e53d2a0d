"""Folders and files that a person typed or pointed at: what they are, checked before anything is written."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from wildgrass.crypto import age
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.trustee import read_small
from wildgrass.vault import layout
from wildgrass.vault.trustees_kit import TrusteeRecipientError

_SHOWN_MOST: Final = 1000
_ADDRESS: Final = "://"


class AnswerMissingError(WildgrassError):
    """A field that must be filled in is empty."""

    code = "setup-answer-missing"
    exit_code = EXIT_USAGE
    message = "this question is not answered yet"
    hint = "fill in the field, or choose one of the answers"


class PathMissingError(WildgrassError):
    """There is nothing at a path."""

    code = "setup-path-missing"
    exit_code = EXIT_USAGE
    message = "there is nothing at {path}"
    hint = "check the spelling, or use the button that looks into folders"


class NotAFolderError(WildgrassError):
    """A folder is needed."""

    code = "setup-not-a-folder"
    exit_code = EXIT_USAGE
    message = "{path} is not a folder"
    hint = "name a folder; one that does not exist yet will be made"


class NotWritableError(WildgrassError):
    """Nothing can be written there."""

    code = "setup-not-writable"
    exit_code = EXIT_USAGE
    message = "nothing can be written in {path}"
    hint = "choose a folder of your own, or a disk that is not write-protected"


class FolderTakenError(WildgrassError):
    """A folder that must be empty is not."""

    code = "setup-folder-taken"
    exit_code = EXIT_USAGE
    message = "{path} holds other files already"
    hint = "choose an empty folder, or type the name of a new one"


class VaultThereError(WildgrassError):
    """There is a vault."""

    code = "setup-vault-there"
    exit_code = EXIT_USAGE
    message = "{path} is a vault already"
    hint = "to add to it, go back to the start and seal an export with its card; for a new vault choose another folder"


class SecretKeyGivenError(WildgrassError):
    """A secret key where a public line belongs. The text itself is never shown."""

    code = "setup-secret-key"
    exit_code = EXIT_USAGE
    message = "that is a secret key, and nobody must see it; it was not kept"
    hint = "ask for the line that begins with age1; if the secret key was sent to you, a new key must be made"


def path_of(text: str) -> Path:
    """Return the path a person typed: quotes and spaces around it go, `~` is her home, and so is where it starts.

    Raises:
        AnswerMissingError: there is none. PathMissingError: it can be no path.
    """
    bare = text.strip().strip("\"'").strip()
    if not bare:
        raise AnswerMissingError
    if "\0" in bare or _ADDRESS in bare:
        raise PathMissingError(path=ascii(bare)[:120])
    try:
        path = Path(bare).expanduser()
    except RuntimeError as error:  # ~somebody who is not there
        raise PathMissingError(path=bare[:120]) from error
    return path if path.is_absolute() else Path.home() / path


def existing_file(text: str) -> Path:
    """Return a file that is there.

    Raises:
        AnswerMissingError, PathMissingError
    """
    path = path_of(text)
    if not _is(path.is_file):
        raise PathMissingError(path=path)
    return path


def existing(text: str) -> Path:
    """Return a file or folder that is there.

    Raises:
        AnswerMissingError, PathMissingError
    """
    path = path_of(text)
    if not _is(path.exists):
        raise PathMissingError(path=path)
    return path


def is_vault(folder: Path) -> bool:
    """Say whether a folder is a vault, or the beginning of one."""
    return _is((folder / layout.VAULT_JSON).exists) or _is((folder / layout.ROOT.rstrip("/")).exists)


def new_folder(text: str) -> Path:
    """Return a folder that is empty or not there yet and can be written; nothing is written to find out.

    Raises:
        AnswerMissingError, NotAFolderError, NotWritableError, FolderTakenError, VaultThereError
    """
    path = path_of(text)
    above = path
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    if not _is(above.is_dir):
        raise NotAFolderError(path=above)
    if not os.access(above, os.W_OK | os.X_OK):
        raise NotWritableError(path=above)
    if above == path:
        _refuse_taken(path)
    return path


def _refuse_taken(path: Path) -> None:
    if is_vault(path):
        raise VaultThereError(path=path)
    try:
        with os.scandir(path) as entries:
            is_empty = next(entries, None) is None
    except OSError as error:
        raise NotWritableError(path=path) from error
    if not is_empty:
        raise FolderTakenError(path=path)


def recipient_of(name: str, text: str) -> str:
    """Return the recipient that was pasted, or that stands in the file named; checked.

    Raises:
        SecretKeyGivenError: it is a secret key. TrusteeRecipientError: it is no recipient.
        AnswerMissingError, PathMissingError, FileTroubleError, FileTooLargeError
    """
    bare = "".join(text.split()) if text.strip().lower().startswith("age1") else text
    if is_secret(bare):
        raise SecretKeyGivenError
    found = bare if bare.startswith("age1") else _from_file(text)
    try:
        return age.parse_recipient(found).text
    except age.RecipientTextError as error:
        raise TrusteeRecipientError(name=name) from error


def _from_file(text: str) -> str:
    lines = read_small(existing_file(text)).decode("utf-8", "replace").splitlines()
    if any(map(is_secret, lines)):
        raise SecretKeyGivenError
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")


def is_secret(text: str) -> bool:
    """Say whether a secret key was typed where none belongs."""
    return "AGE-SECRET-KEY" in text.upper()


def listing(folder: Path, *, wants_file: bool) -> list[Path]:
    """Return the folders, and the files if wanted, in a folder, without those whose names start with a dot."""
    try:
        found = [one for one in _entries(folder) if wants_file or _is(one.is_dir)]
    except OSError:
        return []
    return sorted(found, key=lambda one: (not _is(one.is_dir), one.name.casefold()))[:_SHOWN_MOST]


def _entries(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                yield Path(entry.path)


def _is(question: Callable[[], bool]) -> bool:
    """Ask the disk; what cannot be looked at is not there."""
    try:
        return question()
    except OSError:
        return False
