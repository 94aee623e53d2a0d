"""The site's own words in one language: sentences, dates and numbers. Never an archive's words."""

from datetime import date

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.model import Moment
from wildgrass.targets.dates import day_of
from wildgrass.text.language import LANGUAGES, say


class LanguageUnknownError(WildgrassError):
    """The site has no words in that language."""

    code = "language-unknown"
    exit_code = EXIT_USAGE
    message = "there are no words in the language {language}"
    hint = "known languages: {known}"


class Chrome:
    """Says the site's sentences in one language."""

    def __init__(self, language: str) -> None:
        """Refuse a language that the catalogue does not have."""
        if language not in LANGUAGES:
            raise LanguageUnknownError(language=language, known=", ".join(LANGUAGES))
        self.language = language
        self._known: dict[str, str] = {}
        self.month_names = self("month-names").split(" ")
        self.month_names_short = self("month-names-short").split(" ")
        self.weekdays = self("weekdays").split(" ")
        self.weekdays_short = self("weekdays-short").split(" ")

    def __call__(self, sentence: str, /, **details: object) -> str:
        """Return the sentence `site-<sentence>`."""
        if details:
            return say(self.language, f"ui.site-{sentence}", **details)
        if sentence not in self._known:
            self._known[sentence] = say(self.language, f"ui.site-{sentence}")
        return self._known[sentence]

    def counted(self, name: str, count: int) -> str:
        """Return "1 post" or "1,234 posts" by the sentences `<name>-one` and `<name>-many`."""
        return self(f"{name}-one") if count == 1 else self(f"{name}-many", count=number(count))

    def month(self, year: int, month: int) -> str:
        """Return "October 2022"."""
        return self("month", year=year, month=self.month_names[month - 1])

    def day(self, day: date) -> str:
        """Return "19 October 2022"."""
        return self("day", year=day.year, month=self.month_names[day.month - 1], day=day.day)

    def weekday(self, day: date) -> str:
        """Return "Wednesday"."""
        return self.weekdays[day.weekday()]

    def moment_day(self, moment: Moment | None) -> str:
        """Return the day of a moment, as `dates.day_of` counts it; "not stated" for none."""
        return self("about-unknown") if moment is None else self.day(day_of(moment))


def number(value: int) -> str:
    """Return "1,234"."""
    return f"{value:,}"
