"""What pictures say, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wildgrass.audit.addresses import UNKNOWN
from wildgrass.audit.registers import platforms, told
from wildgrass.text import say
from wildgrass.text.places import gazetteer


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language, and what is done to names of the archive: `names` changes them, `is_hiding` leaves mail out."""

    language: str
    names: Callable[[str], str] = _as_it_is
    is_hiding: bool = False

    def __call__(self, name: str, **details: object) -> str:
        """Return a phrase of the report."""
        return say(self.language, f"ui.audit-{name}", **details)

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts in a row."""
        return self("list-comma").join(part for part in parts if part)

    def number(self, count: int) -> str:
        """Return a number in groups of three."""
        return f"{count:,}"

    def country(self, code: str) -> str:
        """Return a country's name with its code."""
        name = self.country_name(code)
        return name if code in {name, UNKNOWN} else f"{name} ({code})"

    def country_name(self, code: str) -> str:
        """Return a country's name; its code where no table has it."""
        if code == UNKNOWN:
            return self("map-no-country")
        place = gazetteer().places.get(code)
        return code if place is None else place.label(self.language)

    def platform(self, source: str) -> str:
        """Return a platform's name as the register has it."""
        found = next((one for one in platforms() if one.id == source), None)
        return source if found is None else told(found.name, self.language)
