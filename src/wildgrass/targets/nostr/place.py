"""Which relays, and what is known of them without asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.targets.draft import Draft, Shape
from wildgrass.targets.pace import Allowance
from wildgrass.targets.splitting import Budget, graphemes

PART_BYTES: Final = 40_000  # many relays take no event beyond 65,536 bytes
ARTICLE_FROM: Final = 2_000  # characters as a reader counts them
_MOST: Final = 1_000_000


class NostrPlaceError(WildgrassError):
    """What stands after "nostr:" is no list of relays."""

    code = "nostr-place"
    exit_code = EXIT_USAGE
    message = "{place} is no list of relays"
    hint = "write it as nostr:WS-URL[,WS-URL…], such as nostr:wss://relay.example,wss://other.example"


class MediaAddressError(WildgrassError):
    """The address for pictures is none."""

    code = "media-address"
    exit_code = EXIT_USAGE
    message = "{address} is no address for pictures"
    hint = "write it as https://media.example"


@dataclass(frozen=True, slots=True)
class NostrPlace:
    """The relays, each once, in the order of their names: the same for every way of writing them."""

    relays: tuple[str, ...]

    @classmethod
    def of(cls, place: str) -> Self:
        """Read "wss://one.example,wss://two.example".

        Raises:
            NostrPlaceError: it is something else.
        """
        found = sorted({one.strip().rstrip("/") for one in place.split(",")})
        for one in found:
            try:
                parts = urlsplit(one)
                is_relay = parts.scheme in {"ws", "wss"} and bool(parts.hostname) and "@" not in parts.netloc
            except ValueError:
                is_relay = False
            if not is_relay or any(char.isspace() for char in one):
                raise NostrPlaceError(place=place)
        return cls(tuple(found))

    @property
    def place(self) -> str:
        """The whole place."""
        return "nostr:" + ",".join(self.relays)


def media_address(text: str) -> str:
    """Return an address without its last slash.

    Raises:
        MediaAddressError: it is none.
    """
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_one = False
    if not is_one or parts.query or parts.fragment or any(char.isspace() for char in text):
        raise MediaAddressError(address=text)
    return text.rstrip("/")


def shape_of(*, pictures: bool) -> Shape:
    """Return what one event holds; pictures only where there is a place to put them."""
    return Shape(
        Budget(_MOST, PART_BYTES), pictures=_MOST, full_links=True, takes_pictures=pictures, since=1970
    )


def is_article(draft: Draft) -> bool:
    """Say whether a draft goes as an article: it has a title or is long, and answers nothing."""
    if draft.reply_to is not None or draft.quotes is not None:
        return False
    has_title = bool(draft.item.title and draft.item.title.strip())
    return has_title or len(draft.parts) > 1 or graphemes(draft.parts[0].text) > ARTICLE_FROM


class NostrNetwork:
    """What a rehearsal needs to know; see `rehearsal.Network`."""

    allowances: tuple[Allowance, ...] = ()

    def __init__(self, place: NostrPlace, *, pictures: bool) -> None:
        """Know the relays and whether pictures have a place."""
        self.place = place.place
        self.shape = shape_of(pictures=pictures)

    def costs(self, draft: Draft) -> Mapping[str, int]:
        """Relays publish no quotas."""
        del draft
        return {}

    def address(self, draft: Draft) -> str:
        """Return the kind and date; an event's id follows from the key too, which is not asked for yet."""
        kind = "article" if is_article(draft) else "note"
        return f"nostr:{kind}@{draft.created:%Y-%m-%dT%H:%M:%SZ}"
