"""What the setup pages remember between two pages: in memory only, forgotten at the lock and when it was used."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wildgrass.flows.birth import Born
from wildgrass.web.setup_job import Job

if TYPE_CHECKING:
    from wildgrass.crypto.age import Identity
    from wildgrass.vault.trustees import VaultKeys


class Secret:
    """A passphrase or words: shown by nothing, kept as short as can be."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        """Return the text."""
        return self._text


@dataclass(slots=True, kw_only=True)
class Holder:
    """Somebody who will hold a share. `recipient` is "" for a page of paper.

    `reach` ("yes", "no", "unknown"), `country` and `home` (a number shared by people who live together, 0 for the
    owner's) only serve to warn; they are never written anywhere.
    """

    name: str
    recipient: str = ""
    reach: str = ""
    country: str = ""
    home: int = -1


@dataclass(slots=True)
class Choices:
    """A vault to be made, as far as it was chosen."""

    place: str = ""
    further: list[str] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    threshold: int = 0
    is_spread_read: bool = False
    coordinator: str = ""
    kit: str = ""
    contact: str = ""

    @property
    def places(self) -> list[str]:
        """The vault's places, the first one first; each gets everything."""
        return [place for place in (self.place, *self.further) if place]


@dataclass(slots=True)
class Ceremony:
    """The coordinator's side of a recovery."""

    place: str = ""
    keys: "VaultKeys | None" = None
    key: str = ""
    passphrase: Secret = field(default_factory=lambda: Secret(""))
    identities: "Sequence[Identity]" = field(default=(), repr=False)
    folder: str = ""
    answers: list[str] = field(default_factory=list)
    words: list[Secret] = field(default_factory=list)
    library: str = ""


@dataclass(slots=True)
class Made:
    """A vault that was just made, and who gets which file."""

    born: Born
    names: Sequence[str]
    papers: Sequence[int]


@dataclass(slots=True)
class Browsing:
    """A look into folders for one field of one page; files too where `wants_file`."""

    folder: Path
    field_name: str
    back: str
    wants_file: bool
    adds: bool = False
    entries: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class Setup:
    """Everything the pages remember. `open_library` makes a library the one that is read."""

    open_library: Callable[[Path], None]
    has_library: Callable[[], bool]
    choices: Choices = field(default_factory=Choices)
    editing: Holder | None = None
    made: Made | None = None
    ceremony: Ceremony = field(default_factory=Ceremony)
    drafts: dict[str, str] = field(default_factory=dict)
    browsing: Browsing | None = None
    job: Job | None = None
    practice: Mapping[str, Any] | None = None

    def forget(self, *, keeps_work: bool = False) -> None:
        """Forget everything that was typed, and stop work; `keeps_work` leaves work alone that goes on by itself."""
        if self.job is not None and not (keeps_work and self.job.goes_on):
            self.job.stop()
            self.job = None
        self.choices, self.ceremony, self.drafts = Choices(), Ceremony(), {}
        self.editing = self.made = self.browsing = self.practice = None

    def run(self, kind: str, order: dict[str, object]) -> None:
        """Start work; what ran before is stopped."""
        if self.job is not None:
            self.job.stop()
        self.job = Job(kind)
        self.job.start(order)
