"""Saving the audit's report from the reader: looking is enough; else sealed; in clear only where somebody says so."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from wildgrass.crypto.age import Recipient, ScryptRecipient, encrypt, parse_recipient
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.audit import report_bytes
from wildgrass.flows.report_files import SEALED
from wildgrass.text import explain, say
from wildgrass.web.auditing import auditing_of
from wildgrass.web.view import View, to

_MEDIA_TYPES: Final = {".html": "text/html", ".pdf": "application/pdf"}
_SEALED_TYPE: Final = "application/octet-stream"


class ReportSealError(WildgrassError):
    """Nobody is named who could open a sealed report, or two passphrases differ."""

    code = "report-seal"
    exit_code = EXIT_USAGE
    message = "nobody could open this report"
    hint = "give either recipients, each beginning with age1, or one passphrase, twice the same"


def ask(view: View) -> Response:
    """Ask how the report is to be saved, if at all."""
    if auditing_of(view.reading).findings is None or view.names.is_hiding:
        return to("/audit")
    return _page(view)


def save(view: View) -> Response:
    """Return the report as a file, sealed unless it was asked for in clear in so many words."""
    findings = auditing_of(view.reading).findings
    if findings is None or view.names.is_hiding:
        return to("/audit")
    form = ".html" if view.form.get("as") == "html" else ".pdf"
    if view.form.get("clear") == "yes":
        return _file(report_bytes(findings, form, view.language), form, _MEDIA_TYPES[form])
    try:
        recipients = _recipients(view)
    except WildgrassError as error:
        return _page(view, error)
    data = encrypt(report_bytes(findings, form, view.language), recipients)
    return _file(data, form + SEALED, _SEALED_TYPE)


def _recipients(view: View) -> Sequence[Recipient | ScryptRecipient]:
    """Return who can open it: recipients or who knows a passphrase.

    Raises:
        ReportSealError: neither, both, or two passphrases that differ. AgeError: what is given is no recipient.
    """
    named = view.form.get("recipients", "").split()
    passphrase, again = view.form.get("passphrase", ""), view.form.get("again", "")
    if bool(named) == bool(passphrase) or passphrase != again:
        raise ReportSealError
    return [parse_recipient(one) for one in named] or [ScryptRecipient(passphrase.encode())]


def _page(view: View, error: WildgrassError | None = None) -> Response:
    return view.page(
        "audit_save.html",
        a=lambda name, **details: say(view.language, f"ui.audit-{name}", **details),
        recipients=view.form.get("recipients", ""),
        complaint=None if error is None else explain(error, view.language),
        status=200 if error is None else 422,
    )


def _file(data: bytes, ending: str, media_type: str) -> Response:
    saved = {"Content-Disposition": f'attachment; filename="report{ending}"'}
    return Response(data, media_type=media_type, headers=saved)
