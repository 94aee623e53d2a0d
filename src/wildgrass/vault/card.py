"""The card: the small public file that a device needs to write into a vault. It opens and proves nothing."""

import json
import re
from dataclasses import dataclass
from typing import Final, Self

from wildgrass.crypto import age
from wildgrass.errors import EXIT_INPUT, WildgrassError

VERSION: Final = 1
MAX_CARD_BYTES: Final = 256 * 1024
_VAULT_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEYS: Final = {"card", "places", "recipient", "vault", "vault.json"}


class CardError(WildgrassError):
    """A text that is not a card."""

    code = "card-unreadable"
    exit_code = EXIT_INPUT
    message = "this is not a vault's card: {reason}"
    hint = "copy the card again from the kit that init made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a writing device knows: all of it public.

    `vault_id` is 32 hex digits, `recipient` an age recipient, `places` are absolute, `vault_json` is the
    SHA-256 of the vault's `v1/vault.json` as 64 hex digits, so that nobody can swap the recipient in the
    vault unseen.
    """

    vault_id: str
    recipient: str
    places: tuple[str, ...]
    vault_json: str

    def __post_init__(self) -> None:
        """Refuse a card that could not be written and read back.

        Raises:
            CardError: a field is malformed.
        """
        if not _VAULT_ID.fullmatch(self.vault_id):
            raise CardError(reason="the vault's id is not 32 hex digits")
        if not _SHA256.fullmatch(self.vault_json):
            raise CardError(reason="the hash of vault.json is not 64 hex digits")
        if not self.places or not all(self.places):
            raise CardError(reason="it names no place")
        self.parsed_recipient()

    def parsed_recipient(self) -> age.Recipient:
        """Return the recipient that everything is sealed to."""
        try:
            return age.parse_recipient(self.recipient)
        except age.AgeError as error:
            raise CardError(reason="the recipient is not an age recipient") from error

    def to_text(self) -> str:
        """Return the card's file, JSON of sorted keys."""
        fields = {
            "card": VERSION,
            "places": list(self.places),
            "recipient": self.recipient,
            "vault": self.vault_id,
            "vault.json": self.vault_json,
        }
        return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a card strictly.

        Raises:
            CardError: it is not one, or of another version.
        """
        fields = _fields(text)
        if fields.get("card") != VERSION:
            raise CardError(reason="it is of another version")
        if set(fields) != _KEYS:
            raise CardError(reason="a field is missing or unknown")
        places = fields["places"]
        if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
            raise CardError(reason="the places are not a list of texts")
        return cls(
            vault_id=_text(fields, "vault"),
            recipient=_text(fields, "recipient"),
            places=tuple(places),
            vault_json=_text(fields, "vault.json"),
        )


def _fields(text: str) -> dict[str, object]:
    if len(text) > MAX_CARD_BYTES:
        raise CardError(reason="it is too long")
    try:
        fields = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise CardError(reason="it is not JSON") from error
    if not isinstance(fields, dict):
        raise CardError(reason="it is not a JSON object")
    return fields


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two values for one key would be read differently by different programs."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise CardError(reason="a field comes twice")
    return fields


def _text(fields: dict[str, object], key: str) -> str:
    value = fields[key]
    if not isinstance(value, str):
        raise CardError(reason=f"{key} is not a text")
    return value
