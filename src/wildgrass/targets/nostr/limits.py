"""What a relay says of itself before anything is sent (NIP-11), and which events that excludes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wildgrass.net import Client, NotReachedError
from wildgrass.net.websocket import as_http
from wildgrass.targets.nostr.events import Event

_EPOCH_OR_AGE: Final = 1_000_000_000  # below it a limit is an age in seconds, as NIP-11's own example has it
_MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """A relay's limits; None where it names none. `oldest` is in seconds since 1970."""

    message_bytes: int | None = None
    content_chars: int | None = None
    tags: int | None = None
    oldest: int | None = None

    @classmethod
    def asked(cls, client: Client, url: str, now: datetime) -> "RelayLimits":
        """Ask a relay; one that does not answer the question has no limits that we know of.

        Raises:
            NetError: but for a relay that just closes the connection.
        """
        try:
            answer = client.get(
                as_http(url), headers={"accept": "application/nostr+json"}, most_bytes=_MOST_BYTES
            )
        except NotReachedError:
            return (
                cls()
            )  # some relays know nothing but WebSockets; whether it is there shows when one is opened
        said = answer.json() if answer.is_good else None
        found = said.get("limitation") if isinstance(said, dict) else None
        return cls.of(found if isinstance(found, dict) else {}, now)

    @classmethod
    def of(cls, said: Mapping[str, Any], now: datetime) -> "RelayLimits":
        """Read the object `limitation`; values that are no numbers are passed over."""
        oldest = _number(said, "created_at_lower_limit")
        if oldest is not None and oldest < _EPOCH_OR_AGE:
            oldest = int(now.timestamp()) - oldest
        return cls(
            message_bytes=_number(said, "max_message_length"),
            content_chars=_number(said, "max_content_length"),
            tags=_number(said, "max_event_tags"),
            oldest=oldest,
        )

    def excludes(self, event: Event) -> str | None:
        """Return why the relay would refuse an event, None where it would not."""
        body = event.body
        if self.oldest is not None and body.created_at < self.oldest:
            return "relay-takes-nothing-so-old"
        if self.message_bytes is not None and len(event.json) + len('["EVENT",]') > self.message_bytes:
            return "too-long-for-relay"
        if self.content_chars is not None and len(body.content) > self.content_chars:
            return "too-long-for-relay"
        if self.tags is not None and len(body.tags) > self.tags:
            return "too-many-tags-for-relay"
        return None


def _number(said: Mapping[str, Any], name: str) -> int | None:
    value = said.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
