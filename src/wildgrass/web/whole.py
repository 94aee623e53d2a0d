"""Lists that fill several pages: which part is shown, and the ways to the others."""

from dataclasses import dataclass
from typing import Final

from wildgrass.text.spellings import STRICT, Spelling
from wildgrass.web.view import View

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list of `total`; `address` is the page's without the part's number, ready to add it."""

    number: int
    parts: int
    size: int
    total: int
    address: str

    @property
    def start(self) -> int:
        """How many stand before this part."""
        return (self.number - 1) * self.size

    @property
    def earlier(self) -> str:
        """The address of the part before; "" for none."""
        return f"{self.address}page={self.number - 1}" if self.number > 1 else ""

    @property
    def later(self) -> str:
        """The address of the part after; "" for none."""
        return f"{self.address}page={self.number + 1}" if self.number < self.parts else ""


def paged(view: View, total: int, *, size: int = PER_PAGE, keep: str = "") -> Part:
    """Return the part that the address asks for; `keep` is what the address says besides, such as "show=likes"."""
    parts = max(1, -(-total // size))
    number = min(max(number_in(view, "page") or 1, 1), parts)
    return Part(number, parts, size, total, f"{view.here}?{keep}{'&' if keep else ''}")


def number_in(view: View, name: str) -> int | None:
    """Return a number that the address asks for; None where it does not, or what it says is none."""
    text = view.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def query_asked(view: View) -> tuple[str, Spelling]:
    """Return the query whose hits the page marks: the address names a search of this session by its number."""
    search = view.session.searches.get(number_in(view, "of") or 0)
    return ("", STRICT) if search is None else (search.words, search.spelling)
