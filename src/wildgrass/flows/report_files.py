"""A report for people as a file: HTML or PDF by its name, for its owner alone, sealed where there are recipients."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from wildgrass.crypto.age import Recipient, encrypt, parse_recipient
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.kit import write_new

FORMS: Final = (".html", ".pdf")
"""How the name of a report ends."""
SEALED: Final = ".age"
"""What follows the ending where the report is sealed."""


class ReportFormError(WildgrassError):
    """The file's name does not say what the report is to be."""

    code = "report-form"
    exit_code = EXIT_USAGE
    message = "{file} says none of the forms that a report can have"
    hint = "let its name end in .html or .pdf; with --to, in .html.age or .pdf.age"


def check_report(file: Path, recipients: Sequence[str] = ()) -> list[Recipient]:
    """Refuse a name that says no form, before an archive is read; return to whom the report is sealed.

    Raises:
        ReportFormError: it ends in none of the endings, or in .age without a recipient or the other way round.
        AgeError: what is given is no recipient.
    """
    if _ending(file) not in FORMS or bool(recipients) != (file.suffix.lower() == SEALED):
        raise ReportFormError(file=file)
    return [parse_recipient(one) for one in recipients]


def write_report(make: Callable[[str], bytes], file: Path, recipients: Sequence[str] = ()) -> None:
    """Write what `make` gives for one of `FORMS`, sealed where there are recipients.

    Raises:
        ReportFormError, AgeError: as `check_report`. FileThereError, FileTroubleError: as `write_new`.
    """
    sealed_to = check_report(file, recipients)
    data = make(_ending(file))
    write_new(file, encrypt(data, sealed_to) if sealed_to else data)


def _ending(file: Path) -> str:
    name = file.with_suffix("") if file.suffix.lower() == SEALED else file
    return name.suffix.lower()
