"""Addresses inside an archive file: under a reserved host, for what is in the file stands at no address of the web."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from wildgrass.model import Actor, Audience, Item
from wildgrass.targets.words import slug

HOST: Final = "https://archive.example"  # RFC 2606: nobody's, and never will be
PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
_ODD: Final = re.compile(r"[^A-Za-z0-9_]")
_NAME_LENGTH: Final = 30


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one account, `name` as servers allow it: letters, digits and "_"."""

    name: str

    @classmethod
    def of(cls, owners: tuple[Actor, ...]) -> "Addresses":
        """Name the account after the first handle that gives a name."""
        for owner in owners:
            name = _ODD.sub("", (owner.handle or "").removeprefix("@").partition("@")[0])[:_NAME_LENGTH]
            if name:
                return cls(name)
        return cls("archive")

    @property
    def actor(self) -> str:
        """The account."""
        return f"{HOST}/users/{self.name}"

    @property
    def followers(self) -> str:
        """The account's followers."""
        return f"{self.actor}/followers"

    def note(self, item_id: str) -> str:
        """Return a post's address."""
        return f"{self.actor}/statuses/{slug(item_id)}"

    def tag(self, name: str) -> str:
        """Return a tag's address."""
        return f"{HOST}/tags/{quote(name, safe='')}"

    def audience(self, item: Item) -> dict[str, list[str]]:
        """Return who may see an item: `to` and `cc`."""
        if item.audience is Audience.PUBLIC:
            if item.extra.get("visibility") == "unlisted":
                return {"to": [self.followers], "cc": [PUBLIC]}
            return {"to": [PUBLIC], "cc": [self.followers]}
        if item.audience in {Audience.FOLLOWERS, Audience.UNKNOWN}:
            return {"to": [self.followers], "cc": []}
        return {"to": [self.actor], "cc": []}
