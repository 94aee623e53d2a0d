"""Write a disclosure request from what the audit finds: a file that only its owner may read, never over another."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.request import LANGUAGES, Request, requested
from wildgrass.audit.sheet import Letter, as_html, as_pdf, as_text
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.audit import Progress, audit
from wildgrass.flows.kit import write_new
from wildgrass.library.place import LibraryPlace
from wildgrass.sources.base import NO_ANSWERS, Answers

BOTH: Final = "both"
FORMS: Final[Mapping[str, Callable[[Sequence[Letter]], bytes]]] = {
    ".txt": as_text,
    ".html": as_html,
    ".pdf": as_pdf,
}


class LetterFormError(WildgrassError):
    """The file's name does not say what the letter is to be."""

    code = "request-form"
    exit_code = EXIT_USAGE
    message = "{file} says none of the forms that a letter can have"
    hint = "let its name end in .txt, .html or .pdf"


def check_form(file: Path) -> None:
    """Refuse a name that says no form, before the archive is read.

    Raises:
        LetterFormError: it ends in none of the endings.
    """
    if file.suffix.lower() not in FORMS:
        raise LetterFormError(file=file)


def exposures(
    place: LibraryPlace, answers: Answers = NO_ANSWERS, *, progress: Progress = lambda _: None
) -> list[Exposure]:
    """Return what an archive shows of every platform in it and does not say. Raises as `audit`."""
    return [one for one in audit(place, answers, progress=progress) if isinstance(one, Exposure)]


def exposed(
    place: LibraryPlace, platform: str | None, answers: Answers = NO_ANSWERS
) -> tuple[str, list[Exposure]]:
    """Return the platform to write to and what an archive shows of it and does not say.

    Raises:
        RequestPlatformError: which platform is open. The others of `audit`.
    """
    return requested(exposures(place, answers), platform)


def sheets(request: Request, languages: str) -> list[Letter]:
    """Return the page that stays with the sender and the letter, in one language or in both; the one sent first."""
    first = request.terms.first
    both = (first, *(one for one in LANGUAGES if one != first))
    chosen = [one for one in both if languages in {BOTH, one}]
    covers: list[Letter] = [(one, request.cover(one)) for one in chosen]
    return [*covers, *((one, request.letter(one)) for one in chosen)]


def letter_bytes(request: Request, languages: str, ending: str) -> bytes:
    """Return the letter in the form of one of `FORMS`."""
    return FORMS[ending](sheets(request, languages))


def write_request(request: Request, languages: str, file: Path) -> None:
    """Write the letter in the form that the file's ending says.

    Raises:
        LetterFormError: the ending says none. FileThereError, FileTroubleError: as `write_new`.
    """
    check_form(file)
    write_new(file, letter_bytes(request, languages, file.suffix.lower()))
