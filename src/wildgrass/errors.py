"""The base error. Every error of every room is a subclass with a stable code, a sentence and a hint.

A class states its sentence and hint once, in English, as `str.format` templates over its typed details.
The Chinese catalogues (`text/catalogue/`) key on `code` and use the same details, so a message never
exists in one language only; a test checks that.
"""

from typing import ClassVar, Final

EXIT_DECIDE: Final = 1
EXIT_USAGE: Final = 2
EXIT_INPUT: Final = 3
EXIT_CHECK: Final = 4
EXIT_STORE: Final = 5
EXIT_STOPPED: Final = 130


class WildgrassError(Exception):
    """Something a person must know about: what happened, where, and what to do next.

    Subclasses set `code` (stable, kebab-case), `exit_code`, `message` and `hint`, and take their details
    as keyword arguments with the names that the templates use. Details are shown to people: never pass
    a secret, a key or an item's text.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = EXIT_DECIDE
    message: ClassVar[str] = ""
    hint: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        """Keep the details; the sentence is built when it is shown."""
        super().__init__(self.code)
        self.details: dict[str, object] = details

    def __str__(self) -> str:
        """Return the English sentence without the hint."""
        return self.message.format(**self.details)

    def hint_text(self) -> str:
        """Return the English hint, what to do next; may be empty."""
        return self.hint.format(**self.details)


def all_errors() -> list[type[WildgrassError]]:
    """Return every error class loaded so far, for the docs and the catalogues."""
    found: list[type[WildgrassError]] = []
    waiting = list(WildgrassError.__subclasses__())
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting.extend(error.__subclasses__())
    return sorted(found, key=lambda error: error.code)
