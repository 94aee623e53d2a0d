"""Which account on which server, and what that server takes: known without asking it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import urlsplit

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.targets.bluesky.tid import Keys
from wildgrass.targets.draft import Draft, Shape
from wildgrass.targets.pace import Allowance
from wildgrass.targets.splitting import Budget

POST: Final = "app.bsky.feed.post"
SHAPE: Final = Shape(Budget(300, 3000), pictures=4)
PICTURE_BYTES: Final = 1_000_000
CREATE_POINTS: Final = 3
ALLOWANCES: Final = (
    Allowance("create", 5_000, 3_600),
    Allowance("create", 35_000, 86_400),
    Allowance("blob", 1_000, 86_400),
)
"""What a PDS allows when its limits are on, as the one that Bluesky publishes is set."""
_PUBLIC: Final = ("bsky.social", "bsky.network")


class BlueskyPlaceError(WildgrassError):
    """What stands after "bluesky:" is no account and server."""

    code = "bluesky-place"
    exit_code = EXIT_USAGE
    message = "{place} is no account and server"
    hint = "write it as bluesky:HANDLE@PDS-URL, such as bluesky:me.bsky.social@https://bsky.social"


@dataclass(frozen=True, slots=True)
class BlueskyPlace:
    """An account's handle (or DID) and the server that keeps it."""

    handle: str
    server: str

    @classmethod
    def of(cls, place: str) -> Self:
        """Read "me.example@https://pds.example".

        Raises:
            BlueskyPlaceError: it is something else.
        """
        handle, _, server = place.removeprefix("@").rpartition("@")
        try:
            parts = urlsplit(server)
            is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            is_address = False
        if not is_address or not handle or "/" in handle or any(char.isspace() for char in handle):
            raise BlueskyPlaceError(place=place)
        return cls(handle, server.rstrip("/"))

    @property
    def place(self) -> str:
        """The whole place, the same for every way of writing it."""
        return f"bluesky:{self.handle}@{self.server}"

    @property
    def is_public(self) -> bool:
        """Say whether it is one of Bluesky's own servers, whose quotas are known and kept from our side too."""
        host = urlsplit(self.server).hostname or ""
        return any(host == one or host.endswith("." + one) for one in _PUBLIC)

    @property
    def is_near(self) -> bool:
        """Say whether the server is on this machine."""
        host = urlsplit(self.server).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def uri(self, repo: str, key: str) -> str:
        """Return the address of a post."""
        return f"at://{repo}/{POST}/{key}"


class BlueskyNetwork:
    """What a rehearsal needs to know; see `rehearsal.Network`."""

    shape = SHAPE

    def __init__(self, account: BlueskyPlace) -> None:
        """Give out keys from the beginning, as a first run would."""
        self._account = account
        self._keys = Keys()

    @property
    def place(self) -> str:
        """The whole place."""
        return self._account.place

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """The quotas of a PDS with its limits on; none for one on this machine."""
        return () if self._account.is_near else ALLOWANCES

    def costs(self, draft: Draft) -> Mapping[str, int]:
        """Return the points: three for each post, one for each picture."""
        return {"create": CREATE_POINTS * len(draft.parts), "blob": draft.pictures}

    def address(self, draft: Draft) -> str:
        """Return the first post's address, with the handle, since the DID is not known without the network."""
        keys = self._keys.take(draft.item.id, draft.created, len(draft.parts))
        return self._account.uri(self._account.handle, keys[0])
