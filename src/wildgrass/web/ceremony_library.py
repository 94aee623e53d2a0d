"""The coordinator's last step: where the library goes, readable or locked, then opening the vault into it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response

from wildgrass.library.keys import LibraryPassphraseEmptyError, read_key_file
from wildgrass.library.locking import LibraryPlainError
from wildgrass.library.place import LibraryPlace, plain_files
from wildgrass.web.ceremony_coordinator import named_words, paths_of
from wildgrass.web.ceremony_trustee import PassphrasesDifferError
from wildgrass.web.setup_places import NotAFolderError, path_of
from wildgrass.web.setup_state import Ceremony
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to


def library(view: SetupView) -> Response:
    """Ask where the library goes, and whether it is locked from its first byte on."""
    if view.setup.ceremony.keys is None:
        return to("/ceremony/vault")
    typed = view.typed("library", view.setup.ceremony.library or str(Path.home() / "library"))
    return view.page("ceremony_library.html", library=typed, lock=view.typed("lock", "yes"))


def open_vault(view: SetupView) -> Response:
    """Open the vault, in a process of its own: the recovery key is never in this one."""
    ceremony = view.setup.ceremony
    if ceremony.keys is None:
        return to("/ceremony/vault")
    if view.is_browsing("library", "lock"):
        return view.browse({"library": False})
    folder = path_of(view.form.get("library", ""))
    if folder.exists() and not folder.is_dir():
        raise NotAFolderError(path=folder)
    wants_lock = view.form.get("lock") == "yes"
    library_passphrase = _passphrase(view, folder, wants_lock=wants_lock)
    ceremony.library = str(folder)
    view.setup.run(
        "open",
        {
            "place": ceremony.place,
            "answers": [str(path) for path in paths_of(ceremony)] if ceremony.identities else [],
            "words": named_words(view),
            "key": ceremony.key,
            "passphrase": ceremony.passphrase.reveal(),
            "library": str(folder),
            "lock": wants_lock,
            "library_passphrase": library_passphrase,
        },
    )
    return to("/setup/progress")


def _passphrase(view: SetupView, folder: Path, *, wants_lock: bool) -> str:
    """Return the library's passphrase, tried on one that is locked already; "" for a readable one.

    Raises:
        LibraryPassphraseError: it does not open the locked library that is there.
        LibraryPlainError: a readable library is there, and a locked one was asked for.
        LibraryPassphraseEmptyError, PassphrasesDifferError: it cannot be a new one.
    """
    typed, again = view.form.get("library-passphrase", ""), view.form.get("library-again", "")
    if LibraryPlace(folder).is_locked:
        read_key_file(folder, typed.encode("utf-8", "surrogatepass"))
        return typed
    if not wants_lock:
        return ""
    if plain_files(folder):
        raise LibraryPlainError(folder=folder)
    if not typed:
        raise LibraryPassphraseEmptyError
    if typed != again:
        raise PassphrasesDifferError
    return typed


def opened(view: SetupView) -> Response:
    """Say what came back; the coordinator's key and the words are forgotten."""
    job = view.setup.job
    if job is None or job.kind != "open" or not job.is_over or not job.results:
        return to("/ceremony/answers")
    view.setup.ceremony = Ceremony(place=view.setup.ceremony.place, library=view.setup.ceremony.library)
    return view.page("ceremony_opened.html", result=job.results[0])


def read(view: SetupView) -> Response:
    """Make the library the one that is read, and lead into it; a locked one asks for its passphrase first."""
    job = view.setup.job
    if job is None or job.kind != "open" or not job.results:
        return to("/setup/library")
    view.setup.open_library(Path(str(job.results[0]["library"])))
    return to("/")


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {"/ceremony/library": library, "/ceremony/opened": opened}
TAKE: Final[Mapping[str, Answer]] = {"/ceremony/library": open_vault, "/ceremony/opened": read}
