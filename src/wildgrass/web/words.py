"""The reader's own words in one language; those it shares with the restored site come from there."""

from wildgrass.targets.site.chrome import Chrome, number
from wildgrass.targets.words import clean
from wildgrass.text.core import core, direction, whole
from wildgrass.text.language import say

LANGUAGE_NAMES = {
    "en": "English",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "ug": "ئۇيغۇرچە",
    "bo": "བོད་ཡིག",
}
"""Each in its own script, for the switcher."""


class Words:
    """Says `web-<sentence>`; `site` says the site's sentences, dates and days."""

    def __init__(self, language: str) -> None:
        """Speak `language`; of a core language what it has, and the rest in what stands in for it."""
        self.tongue, self.language = language, whole(language)
        self.direction = direction(language)
        self.site = Chrome(self.language)
        self._core = core(language)
        self._known: dict[str, str] = {}

    def __call__(self, sentence: str, /, **details: object) -> str:
        """Return a sentence."""
        if sentence in self._core:
            return self._core[sentence].format(**details)
        if details:
            return say(self.language, f"ui.web-{sentence}", **details)
        if sentence not in self._known:
            self._known[sentence] = say(self.language, f"ui.web-{sentence}")
        return self._known[sentence]

    def has_own(self, sentence: str) -> bool:
        """Say whether a sentence is in the language itself, and not in what stands in for it."""
        return self.tongue == self.language or sentence in self._core

    def counted(self, name: str, count: int) -> str:
        """Return "1 item" or "1,234 items" by the sentences `<name>-one` and `<name>-many`."""
        return self(f"{name}-one") if count == 1 else self(f"{name}-many", count=number(count))

    def finding(self, code: str, detail: str) -> str:
        """Return what is suspicious about a file."""
        return say(self.language, f"ui.finding-{code}", detail=clean(detail))

    def problem(self, code: str) -> str:
        """Return what a problem's code means; English has only the code and its reason."""
        name = say(self.language, f"problem.{code}")
        return code.replace("-", " ") if name == f"problem.{code}" else name

    def kind(self, kind: str) -> str:
        """Return what a kind of item is called."""
        return self(f"kind-{kind}")

    def source(self, source: str) -> str:
        """Return a platform's name; of one that has no word here, its own."""
        sentence = f"ui.web-source-{source}"
        name = say(self.language, sentence)
        return source if name == sentence else name
