"""What every target shares: the archive it reads, what it is asked for, and what it says about each item."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.files.content import Content
from wildgrass.model import Actor, Item, Kind, Moment

if TYPE_CHECKING:
    from wildgrass.targets.means import Means


class ConversationView(Protocol):
    """A conversation as a list shows it."""

    @property
    def id(self) -> str:
        """The conversation's id, the `thread` of its messages."""

    @property
    def title(self) -> str | None:
        """The name it was given; None or empty where it has none."""

    @property
    def participants(self) -> Sequence[Actor]:
        """Who wrote or was named in it."""

    @property
    def count(self) -> int:
        """How many messages and events it holds."""

    @property
    def first(self) -> Moment | None:
        """When its first dated message was sent."""

    @property
    def last(self) -> Moment | None:
        """When its last dated message was sent."""


class ExportView(Protocol):
    """An export that the archive was read from."""

    @property
    def name(self) -> str:
        """The export's name."""

    @property
    def source(self) -> str:
        """The reader that read it, such as "x"."""

    @property
    def vintage(self) -> str:
        """The era of the platform's format."""

    @property
    def as_of(self) -> str | None:
        """When the platform made it: text that begins with an RFC 3339 instant in UTC."""

    @property
    def items(self) -> Mapping[str, int]:
        """Items by kind."""

    @property
    def problems(self) -> int:
        """Records that could not be read, and other faults found while reading."""


class Archive(Protocol):
    """What a target needs of a library."""

    def owners(self) -> Sequence[Actor]:
        """Return the accounts whose archive this is."""

    def items(
        self,
        kinds: Collection[Kind] | None = None,
        *,
        newest_first: bool = False,
        include_withheld: bool = False,
    ) -> Iterator[Item]:
        """Yield items by the time they were published, always in the same order."""

    def item(self, item_id: str) -> Item | None:
        """Return one item."""

    def versions(self, item_id: str) -> Sequence[Item]:
        """Return every version of an edited item, oldest first."""

    def conversations(self) -> Sequence[ConversationView]:
        """Return the conversations."""

    def messages(self, conversation_id: str) -> Iterator[Item]:
        """Yield a conversation's messages and events, oldest first."""

    def attachment_path(self, sha256: str) -> Content | None:
        """Return the file that holds an attachment's bytes, None where the archive does not hold it."""

    def about(self) -> Sequence[ExportView]:
        """Return the exports that were read."""


class Status(StrEnum):
    """What became of an item at the target."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item: `target_id` is where it is now, `reason` why not, or what it lacks.

    `media` counts the item's attachments by kind where a run is simulated and the item would appear, else None.
    """

    id: str
    status: Status
    target_id: str | None = None
    reason: str | None = None
    media: Mapping[str, int] | None = None

    def to_json(self) -> dict[str, object]:
        """Return the object that `restore` prints."""
        told: dict[str, object] = {
            "id": self.id,
            "status": str(self.status),
            "target_id": self.target_id,
            "reason": self.reason,
        }
        return told if self.media is None else {**told, "media": dict(self.media)}


class PrivateClass(StrEnum):
    """What a publishing target leaves out unless a person names it, one class at a time.

    Account, security and advertising records are in no class: no target publishes them.
    """

    FOLLOWERS = "followers"  # what only followers could see
    UNKNOWN = "unknown-audience"  # the export does not say who could see it
    DRAFTS = "drafts"  # what only the owner saw
    DELETED = "deleted"  # what the author deleted herself
    MESSAGES = "messages"  # her own words in conversations
    LIKES = "likes"  # what she liked or bookmarked, as a link
    OTHERS = "others"  # what others wrote, as a link


class Hides(StrEnum):
    """How other people are hidden."""

    NOBODY = "nobody"
    NAMED = "named"  # by pseudonyms, each the same throughout
    STRUCK = "struck"  # all alike


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOptions:
    """What a person asks of a restore.

    `language` is that of the target's own words ("en", "zh-Hans", "zh-Hant"). `simulate` reports what would
    happen and writes nothing at the target; a publishing target simulates unless `publish` is set.
    For targets on this machine: `private` adds conversations and what only followers could see; `likes` adds the
    words of others that the owner liked. `base` is the web address that the files will stand under, where the
    target writes addresses. For publishing targets: `include` names the classes to add, `mentions`
    lets mentions notify people, `origin` has each post say where it comes from, `custody` takes the target's way for
    a complete copy on a server of one's own, `media_server` is where pictures are sent where the target has no
    place for them, `media_base` the address under which the person puts them herself,
    `deliver` lets a server send every post to the followers, and `means` holds what publishing works with.
    `hides` says how other people are hidden in the archive that a target gets, for its readers to be told;
    `shows_names` that a person decided that they may be named.
    """

    language: str = "en"
    private: bool = False
    likes: bool = False
    simulate: bool = False
    publish: bool = False
    include: frozenset[PrivateClass] = frozenset()
    mentions: bool = False
    custody: bool = False
    origin: bool = True
    deliver: bool = False
    media_server: str | None = None
    media_base: str | None = None
    base: str | None = None
    hides: Hides = Hides.NOBODY
    shows_names: bool = False
    means: "Means | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInfo:
    """What a target is, for people and for the docs. `is_local` says that nothing leaves this machine."""

    name: str
    title: str
    place: str  # what stands after the colon: "DIR", "FILE", "HANDLE@PDS-URL"
    is_local: bool
    has_likes: bool = True  # whether a local target has a place for what was liked
    has_base: bool = False  # whether a local target writes addresses
    has_custody: bool = False  # whether it knows the way of a complete copy
    has_token: bool = False  # whether a server sees a token, and may send posts to the followers
    has_key: bool = False  # whether its account is a key that the person holds, and its pictures go elsewhere


class Target(Protocol):
    """A place to restore to."""

    info: ClassVar[TargetInfo]

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Bring the archive to `place`, and say for each item what became of it. Run again, it updates."""


class TargetUnknownError(WildgrassError):
    """No target goes by the name that was asked for."""

    code = "target-unknown"
    exit_code = EXIT_USAGE
    message = "there is no target named {name}"
    hint = "known targets: {known}"


class TargetPlaceError(WildgrassError):
    """A target's name was given without its place."""

    code = "target-without-place"
    exit_code = EXIT_USAGE
    message = "the target {name} needs a place after the colon"
    hint = "write it as {example}"
