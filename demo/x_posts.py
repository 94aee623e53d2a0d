"""Posts of the synthetic X account: what was written, by whom, when, with which pictures."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from demo import chinese_text

EPOCH_MS = 1_288_834_974_657  # X's snowflake epoch
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: an account number from beyond the year 2070, a handle and a name."""

    id: int
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Url:
    """A short link in a post's text."""

    short: str
    target: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or video of a post. `present` says whether the archive holds the file."""

    id: int
    base: str  # file name without its ending
    form: str  # jpg, png or mp4
    size: tuple[int, int]
    short: str
    present: bool = True

    @property
    def file(self) -> str:
        """Return the file's own name."""
        return f"{self.base}.{self.form}"


@dataclass(slots=True)
class Post:
    """One version of one post. `parts` make the text: plain text, links, people ("@"), and "#tags"."""

    id: int
    when: datetime
    tongue: str
    parts: list["str | Url | Person | Tag"]
    kind: str = "post"  # post, quote or share
    likes: int = 0
    shares: int = 0
    reply_to: tuple[int, Person] | None = None
    media: list[Media] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)  # the whole chain of an edited post, oldest first
    long_text: str = ""
    note_id: int = 0
    deleted: datetime | None = None
    community: int = 0
    withheld: bool = False
    spot: tuple[str, str] | None = None  # latitude, longitude
    unsaid_handle: bool = False  # the record leaves out in_reply_to_screen_name


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag without its sign."""

    text: str


def snowflake(when: datetime, sequence: int) -> int:
    """Return an id that carries its time, as X's do; its worker bits are unlike any real worker's."""
    milliseconds = int((when - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
    return ((milliseconds - EPOCH_MS) << 22) | 0x3FF000 | (sequence & 0xFFF)


def short_link(random: Random) -> str:
    """Make up a short link."""
    return "https://t.co/" + code(random, 10)


def code(random: Random, length: int) -> str:
    """Make up letters and digits."""
    return "".join(random.choices(_ALPHABET, k=length))


def stamp(when: datetime) -> str:
    """Write a time as posts do: "Wed Oct 19 20:07:25 +0000 2022", whatever the machine's locale."""
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        when.month - 1
    ]
    return f"{day} {month} {when:%d %H:%M:%S +0000 %Y}"


def iso(when: datetime) -> str:
    """Write a time as the newer files do: "2022-10-19T20:07:25.000Z"."""
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def cut(text: str, weight: int = 270) -> str:
    """Cut a long text where the platform would, before the "…"."""
    total = 0
    for index, char in enumerate(text):
        total += chinese_text.weight_of(char)
        if total > weight:
            return text[:index]
    return text
