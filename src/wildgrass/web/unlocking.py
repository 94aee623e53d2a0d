"""Closing a library that is locked, and the page that asks for its passphrase again."""

import gc

from starlette.responses import Response

from wildgrass.errors import WildgrassError
from wildgrass.text import explain
from wildgrass.web.auditing import forget_audit
from wildgrass.web.reading import Reading
from wildgrass.web.setup_view import SetupView

UNLOCK = "/unlock"


def close(reading: Reading) -> None:
    """Close a library and let go of its keys; Python frees memory, it does not scrub it."""
    forget_audit(reading)
    reading.close()
    reading.place.forget()
    gc.collect()  # pages and pictures that hold each other


def unlock_page(view: SetupView, error: WildgrassError | None = None, *, work: str = "") -> Response:
    """Return the page that asks for the passphrase; what was typed is never shown again.

    `work` is "going-on", "over" or "stopped" where the library was locked over work: that, and nothing of it, is said.
    """
    complaint = ("", "") if error is None else explain(error, view.language)
    asked = SetupView(
        setup=view.setup,
        language=view.language,
        tongue=view.tongue,
        theme=view.theme,
        here=UNLOCK,
        path={},
        form={},
        complaint=complaint,
    )
    return asked.page("unlock.html", work=work)
