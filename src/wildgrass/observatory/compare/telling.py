"""How a message is told to people: who, when and what, as it is or with everybody hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Told:
    """A message's words and the names of its files as they may be read."""

    text: str
    files: Sequence[str] = ()


class Teller(Protocol):
    """Says names and words of one end."""

    def person(self, key: str) -> str:
        """Return what to call an account; "" where nobody is named."""
        ...

    def message(self, item_id: str, text: str, files: Sequence[str]) -> Told:
        """Return a message's words and files' names."""
        ...

    def unread(self) -> str:
        """Return what is said in the place of words that only the other end may read."""
        ...


@dataclass(frozen=True, slots=True)
class Plainly:
    """Says everything as the export wrote it; `names` by accounts' keys, `untold` for words that nobody here has."""

    names: Mapping[str, str]
    untold: str = ""

    def person(self, key: str) -> str:
        """Return the account's name."""
        return self.names.get(key, "")

    def message(self, item_id: str, text: str, files: Sequence[str]) -> Told:
        """Return the words as they are."""
        del item_id
        return Told(text, files)

    def unread(self) -> str:
        """Return what stands for words that nobody here has."""
        return self.untold
