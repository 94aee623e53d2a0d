"""One request to a setup or ceremony page: what is remembered, the words, and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from wildgrass.text.core import READER_LANGUAGES
from wildgrass.web.pages import render
from wildgrass.web.setup_places import is_secret
from wildgrass.web.setup_state import Browsing, Setup
from wildgrass.web.tongues import marking, told_apart
from wildgrass.web.view import THEMES, to, words_in
from wildgrass.web.words import LANGUAGE_NAMES, Words


@dataclass(frozen=True)
class SetupView:
    """One request. `form` may hold what must not be shown again; `complaint` is (sentence, hint) or empty."""

    setup: Setup
    language: str
    theme: str
    here: str
    path: Mapping[str, str]
    form: Mapping[str, str] = field(repr=False)
    complaint: tuple[str, str] = ("", "")
    query: Mapping[str, str] = field(default_factory=dict)
    tongue: str = ""
    hides_names: bool = False

    @property
    def words(self) -> Words:
        """The words of the page's language."""
        return words_in(self.tongue or self.language)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a page; with a complaint it says that what was sent was not taken."""
        around = {
            "t": marking(self.words),
            "here": self.here,
            "theme": self.theme,
            "themes": THEMES,
            "languages": [(code, LANGUAGE_NAMES[code]) for code in READER_LANGUAGES],
            "has_library": self.setup.has_library(),
            "complaint": self.complaint,
            "hides_names": self.hides_names,
            "practising": self.setup.practice is not None and self.here.startswith("/ceremony"),
        }
        text = told_apart(render(template, around | values), self.words)
        return HTMLResponse(text, 422 if self.complaint[0] else status)

    def typed(self, name: str, otherwise: str = "") -> str:
        """Return what stands in a field: just typed, chosen while looking into folders, or what it was before.

        A secret key is never put back into a page; passphrases have no field that asks this.
        """
        if name in self.form:
            return "" if is_secret(self.form[name]) else self.form[name]
        return self.setup.drafts.get(f"{self.here}:{name}") or otherwise

    def is_browsing(self, *fields: str) -> bool:
        """Keep what was typed and say whether the person asked to look into folders instead of going on."""
        for name in fields:
            if name in self.form and not is_secret(self.form[name]):
                self.setup.drafts[f"{self.here}:{name}"] = self.form[name]
        return "browse" in self.form

    def browse(self, wants_file: Mapping[str, bool], *, adds: bool = False) -> Response:
        """Lead to the page that looks into folders, for one of the fields in `wants_file`."""
        name = self.form["browse"]
        if name not in wants_file:
            return to(self.here)
        start = _start(self.form.get(name, ""))
        self.setup.browsing = Browsing(start, name, self.here, wants_file[name], adds)
        return to("/setup/look")

    def clear(self, *fields: str) -> None:
        """Forget what was typed into fields of this page."""
        for name in fields:
            self.setup.drafts.pop(f"{self.here}:{name}", None)


def _start(text: str) -> Path:
    """Return the folder to start looking in: the nearest one that exists of what is typed, else home."""
    last = text.strip().splitlines()[-1].strip() if text.strip() else ""
    try:
        path = Path(last).expanduser() if last and "\0" not in last else Path.home()
        while not path.is_dir() and path != path.parent:
            path = path.parent
    except (OSError, RuntimeError):
        return Path.home()
    return path if path.is_absolute() and path.is_dir() else Path.home()
