"""What one request's page is made with: the library, the words, the names as they may be shown, the session."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

from wildgrass.library import Library
from wildgrass.library.shelves import Shelves
from wildgrass.model import Actor, Moment
from wildgrass.targets.site.views import When
from wildgrass.text.core import READER_LANGUAGES
from wildgrass.web.clock import UTC_CLOCK, shown
from wildgrass.web.names import HiddenNames, Names, PlainNames
from wildgrass.web.overview import Overview
from wildgrass.web.pages import render
from wildgrass.web.reading import Reading
from wildgrass.web.session import Session
from wildgrass.web.tongues import marking, marking_site, told_apart
from wildgrass.web.words import LANGUAGE_NAMES, Words

if TYPE_CHECKING:
    from wildgrass.web.idling import LockedLibrary

THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True)
class View:
    """One request; `path` are the values that stand in its address, `form` and `query` what came with it.

    `language` is a whole one; `tongue` is the one that was chosen, of which there may be core sentences only.
    """

    reading: Reading
    session: Session
    language: str
    theme: str
    has_keys: bool
    here: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    has_setup: bool = False
    locked: "LockedLibrary | None" = None
    clock: str = UTC_CLOCK
    tongue: str = ""

    @property
    def library(self) -> Library:
        """The library."""
        return self.reading.library

    @property
    def shelves(self) -> Shelves:
        """The library's tables."""
        return self.reading.shelves

    @property
    def overview(self) -> Overview:
        """What is kept in memory."""
        return self.reading.overview

    @cached_property
    def words(self) -> Words:
        """The reader's words."""
        return words_in(self.tongue or self.language)

    @cached_property
    def names(self) -> Names:
        """How people are called on this page."""
        if not self.session.hides_names:
            return PlainNames(self.words, self.shelves.actor)
        return HiddenNames(self.words, self.overview.secret, self.overview.names)

    def when(self, moment: Moment | None) -> When | None:
        """Return a moment as it is written under the clock that was chosen."""
        return shown(moment, self.words.site, self.clock)

    def is_own(self, actor: Actor | None) -> bool:
        """Say whether somebody is whose archive this is."""
        return actor is not None and actor.key in self.overview.owners

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a page."""
        return HTMLResponse(told_apart(render(template, self._surroundings() | values), self.words), status)

    def _surroundings(self) -> dict[str, object]:
        return {
            "t": marking(self.words),
            "s": marking_site(self.words),
            "here": self.here,
            "section": self.here.split("/")[1],
            "theme": self.theme,
            "has_keys": self.has_keys,
            "clock": self.clock,
            "themes": THEMES,
            "languages": [(code, LANGUAGE_NAMES[code]) for code in READER_LANGUAGES],
            "has_setup": self.has_setup,
            "hides_names": self.session.hides_names,
            "search": None,
        }

    def missing(self) -> Response:
        """Return the page that says that there is nothing at this address."""
        return self.page("message.html", status=404, heading=self.words("not-found"), hint="")


def to(address: str) -> Response:
    """Return the way to another page; what was sent is not sent again."""
    return RedirectResponse(address, 303)


_WORDS = {language: Words(language) for language in READER_LANGUAGES}


def words_in(language: str) -> Words:
    """Return the words of a language that is known."""
    return _WORDS[language]
