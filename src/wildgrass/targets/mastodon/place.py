"""Which server, and what is assumed of it before it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final, Self
from urllib.parse import urlsplit

from wildgrass.errors import EXIT_DECIDE, EXIT_USAGE, WildgrassError
from wildgrass.targets.draft import Draft, Shape
from wildgrass.targets.pace import Allowance
from wildgrass.targets.splitting import Budget

CHARACTERS: Final = 5_000  # what GoToSocial takes as it comes; snac takes more
PICTURES: Final = 4  # both take at least as many
EARLIEST: Final = 1971  # GoToSocial refuses 1970-01-01
ALLOWANCES: Final = (Allowance("request", 300, 300),)
"""GoToSocial's limit for each address, as it comes."""
NOTE: Final = "limits"


class MastodonPlaceError(WildgrassError):
    """What stands after "mastodon:" is no server."""

    code = "mastodon-place"
    exit_code = EXIT_USAGE
    message = "{place} is no address of a server"
    hint = "write it as mastodon:https://social.example, without a path"


class LimitsSmallerError(WildgrassError):
    """The server takes less than the preview assumed."""

    code = "server-takes-less"
    exit_code = EXIT_DECIDE
    message = "{server} takes {characters} characters and {pictures} pictures in a post, less than the preview assumed"
    hint = "nothing was sent; look at the preview once more, it knows now, then publish"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one post holds there: characters, the content warning among them, and pictures."""

    characters: int = CHARACTERS
    pictures: int = PICTURES

    @classmethod
    def noted(cls, notes: Mapping[str, Any]) -> Self:
        """Return what an earlier run was told, or what is assumed."""
        return cls(*notes[NOTE]) if NOTE in notes else cls()

    def within(self, characters: int, pictures: int) -> "Limits":
        """Return the smaller of these and what a server says; texts are cut as in the preview, where it takes more."""
        return Limits(min(self.characters, characters), min(self.pictures, pictures))

    @property
    def shape(self) -> Shape:
        """Return them as drafts are cut."""
        budget = Budget(self.characters, 4 * self.characters, self.characters)
        return Shape(
            budget, self.pictures, full_links=True, own_only=True, since=EARLIEST, reads_mentions=True
        )


@dataclass(frozen=True, slots=True)
class MastodonPlace:
    """A server's address. The account is whose token is given."""

    server: str

    @classmethod
    def of(cls, place: str) -> Self:
        """Read "https://social.example".

        Raises:
            MastodonPlaceError: it is something else.
        """
        try:
            parts = urlsplit(place if "://" in place else f"https://{place}")
            is_server = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            raise MastodonPlaceError(place=place) from None
        if not is_server or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise MastodonPlaceError(place=place)
        return cls(f"{parts.scheme}://{parts.netloc.lower()}")

    @property
    def place(self) -> str:
        """The whole place, the same for every way of writing it."""
        return f"mastodon:{self.server}"

    @property
    def host(self) -> str:
        """The server's name, as accounts bear it."""
        return urlsplit(self.server).netloc

    @property
    def is_near(self) -> bool:
        """Say whether the server is on this machine."""
        host = urlsplit(self.server).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"


class MastodonNetwork:
    """What a rehearsal needs to know; see `rehearsal.Network`."""

    def __init__(self, server: MastodonPlace, limits: Limits) -> None:
        """Ask nothing of the network."""
        self._server, self._limits = server, limits

    @property
    def place(self) -> str:
        """The whole place."""
        return self._server.place

    @property
    def shape(self) -> Shape:
        """What one post holds, as far as it is known."""
        return self._limits.shape

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """Requests for each address; none for a server on this machine."""
        return () if self._server.is_near else ALLOWANCES

    def costs(self, draft: Draft) -> Mapping[str, int]:
        """Return the requests: one for each post, one for each picture."""
        return {"request": len(draft.parts) + draft.pictures}

    def address(self, draft: Draft) -> str:
        """Return the server: it gives its posts their addresses itself."""
        del draft
        return self._server.server


def stamp(instant: datetime) -> str:
    """Return a time as requests say it: UTC with milliseconds."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{instant.microsecond // 1000:03}Z"
