"""The coordinator's side: which vault, her key, answers arriving, words typed in."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.responses import JSONResponse, Response

from wildgrass.errors import WildgrassError
from wildgrass.flows import gathering
from wildgrass.flows.gathering import Gathered
from wildgrass.flows.scan import words_of_picture
from wildgrass.flows.trustee import MAX_FILE, read_small
from wildgrass.text import explain
from wildgrass.vault import trustees
from wildgrass.vault.shares import shown
from wildgrass.vault.stores.registry import absolute_place
from wildgrass.web.setup_places import (
    AnswerMissingError,
    NotAFolderError,
    existing,
    existing_file,
)
from wildgrass.web.setup_state import Ceremony, Secret
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

WORDS_OF_A_SHARE: Final = 33
_MOST_FILES: Final = 64


def vault(view: SetupView) -> Response:
    """Ask where the vault is."""
    return view.page("ceremony_vault.html", place=view.typed("place", view.setup.ceremony.place))


def take_vault(view: SetupView) -> Response:
    """Keep the vault; another one begins the ceremony anew."""
    if view.is_browsing("place"):
        return view.browse({"place": False})
    place = absolute_place(str(existing(view.form.get("place", ""))))
    keys = gathering.vault_keys(place)
    if view.setup.ceremony.place != place:
        view.setup.ceremony = Ceremony(place=place)
    view.setup.ceremony.keys = keys
    return to("/ceremony/unlock")


def unlock(view: SetupView) -> Response:
    """Ask for the coordinator's key; with word lists only, none is needed."""
    if view.setup.ceremony.keys is None:
        return to("/ceremony/vault")
    return view.page(
        "ceremony_unlock.html", key=view.typed("key", view.setup.ceremony.key), vault=_vault(view)
    )


def take_unlock(view: SetupView) -> Response:
    """Open the coordinator's key; it stays in memory until the vault is open or the page is locked."""
    ceremony = view.setup.ceremony
    if ceremony.keys is None:
        return to("/ceremony/vault")
    if view.is_browsing("key"):
        return view.browse({"key": True})
    if view.form.get("go") == "words":
        return to("/ceremony/answers")
    path = existing_file(view.form.get("key", ""))
    passphrase = view.form.get("passphrase", "")
    ceremony.identities = trustees.open_identity_file(read_small(path), passphrase.encode)
    ceremony.key, ceremony.passphrase = str(path), Secret(passphrase)
    return to("/ceremony/answers")


def _vault(view: SetupView) -> str:
    keys = view.setup.ceremony.keys
    return shown(keys.vault_id) if keys else ""


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """One answer in the list: its file's name, "" or what is wrong with it and what to do."""

    name: str
    trouble: str
    hint: str
    number: int = -1


def answers(view: SetupView) -> Response:
    """Show what has arrived, what is wrong with it, and how many are missing; who did not answer is shown to nobody."""
    ceremony = view.setup.ceremony
    if ceremony.keys is None:
        return to("/ceremony/vault")
    gathered = _gathered(view)
    lines = []
    for one in gathered.arrived:
        said = explain(one.trouble, view.language) if one.trouble else ("", "")
        lines.append(ArrivedLine(one.name, *said))
    return view.page(
        "ceremony_answers.html",
        lines=lines,
        gathered=gathered,
        folder=view.typed("folder", ceremony.folder),
        answer=view.typed("answer"),
        has_key=bool(ceremony.identities),
        vault=_vault(view),
        mark=_mark(ceremony),
        words=len(ceremony.words),
    )


def answers_now(view: SetupView) -> Response:
    """Return a mark that changes when files arrive; the page asks for itself anew then."""
    return JSONResponse({"mark": _mark(view.setup.ceremony)})


def take_answers(view: SetupView) -> Response:
    """Watch a folder, add one file, take one away, or go on."""
    ceremony = view.setup.ceremony
    if view.is_browsing("folder", "answer"):
        return view.browse({"folder": False, "answer": True})
    go = view.form.get("go", "")
    if go == "folder":
        ceremony.folder = _folder(view.form.get("folder", ""))
    elif go == "answer":
        path = str(existing_file(view.form.get("answer", "")))
        ceremony.answers += [path] if path not in ceremony.answers else []
        view.clear("answer")
    elif go == "forget":
        ceremony.answers, ceremony.words, ceremony.folder = [], [], ""
        view.setup.drafts.pop(f"{view.here}:folder", None)
    elif go == "open":
        if not _gathered(view).may_open:
            raise AnswerMissingError
        return to("/ceremony/library")
    return to(view.here)


def _folder(text: str) -> str:
    path = existing(text)
    if not path.is_dir():
        raise NotAFolderError(path=path)
    return str(path)


def paths_of(ceremony: Ceremony) -> list[Path]:
    """Return the files chosen, and those of the folder that may be sealed shares."""
    chosen = [Path(path) for path in ceremony.answers]
    if not ceremony.folder:
        return chosen
    found = [path for path in sorted(Path(ceremony.folder).iterdir()) if _may_be_answer(path)]
    keep = [path for path in found if path not in chosen and str(path) != ceremony.key]
    return [*chosen, *keep[:_MOST_FILES]]


def _may_be_answer(path: Path) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE:
            return False
        with path.open("rb") as file:
            return gathering.is_answer(file.read(64))
    except OSError:
        return False


def _mark(ceremony: Ceremony) -> str:
    """Return a digest of what is there: names, sizes, times."""
    digest = sha256()
    for path in paths_of(ceremony):
        try:
            status = path.stat()
        except OSError:
            continue
        digest.update(f"{os.fsencode(path)!r} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _gathered(view: SetupView) -> Gathered:
    ceremony = view.setup.ceremony
    if ceremony.keys is None:
        raise AnswerMissingError
    found: list[tuple[str, bytes]] = []
    for path in paths_of(ceremony) if ceremony.identities else []:
        try:
            found.append((path.name, read_small(path)))
        except WildgrassError:
            continue  # gone since it was listed
    return gathering.gather(ceremony.keys, ceremony.identities, found, named_words(view))


def named_words(view: SetupView) -> list[tuple[str, str]]:
    """Return the word lists that were taken, each with its name in the page's language."""
    words = view.setup.ceremony.words
    return [(view.words("setup-words-number", number=n), one.reveal()) for n, one in enumerate(words, 1)]


def words(view: SetupView) -> Response:
    """Ask for the words of a paper share; what was typed stands there again when something is wrong with it."""
    if view.setup.ceremony.keys is None:
        return to("/ceremony/vault")
    seen = gathering.look_at_words("", _typed_words(view))
    typed = [*seen.words, *[""] * WORDS_OF_A_SHARE][: max(WORDS_OF_A_SHARE, len(seen.words))]
    return view.page("ceremony_words.html", typed=typed, wrong=seen.wrong, known=gathering.WORDS)


def take_words(view: SetupView) -> Response:
    """Keep a share's words if they fit each other and this vault; say at once, and where, if not."""
    ceremony = view.setup.ceremony
    if ceremony.keys is None:
        return to("/ceremony/vault")
    picture = view.form.get("picture", "").strip()
    text = words_of_picture(Path(picture)) if picture else _typed_words(view)
    name = view.words("setup-words-number", number=len(ceremony.words) + 1)
    seen = gathering.look_at_words(name, text)
    if not seen.words:
        raise AnswerMissingError
    if seen.trouble is not None:
        raise seen.trouble
    phrase = " ".join(seen.words)
    judged = gathering.gather(
        ceremony.keys, ceremony.identities, [], [*named_words(view), (name, phrase)]
    ).arrived[-1]
    if judged.trouble is not None and not judged.is_doubtful:
        raise judged.trouble
    ceremony.words.append(Secret(phrase))
    return to("/ceremony/answers")


def _typed_words(view: SetupView) -> str:
    pasted = view.form.get("pasted", "").strip()
    if pasted:
        return pasted
    fields = (
        (int(name[1:]), text) for name, text in view.form.items() if name[:1] == "w" and name[1:].isdecimal()
    )
    return " ".join(text for _, text in sorted(fields))


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    "/ceremony/vault": vault,
    "/ceremony/unlock": unlock,
    "/ceremony/answers": answers,
    "/ceremony/answers/now": answers_now,
    "/ceremony/words": words,
}
TAKE: Final[Mapping[str, Answer]] = {
    "/ceremony/vault": take_vault,
    "/ceremony/unlock": take_unlock,
    "/ceremony/answers": take_answers,
    "/ceremony/words": take_words,
}
