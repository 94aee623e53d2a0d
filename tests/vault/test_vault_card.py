"""A card is small, public and strict."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import age
from wildgrass.vault.card import Card, CardError

RECIPIENT = age.X25519Identity.from_secret(b"1" * 32).recipient().text
CARD = Card(vault_id="ab" * 16, recipient=RECIPIENT, places=("/mnt/a", "/mnt/b"), vault_json="cd" * 32)


@given(
    st.lists(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4)
)
def test_a_card_comes_back(places: list[str]) -> None:
    """Writing and reading is identity."""
    card = Card(vault_id="0f" * 16, recipient=RECIPIENT, places=tuple(places), vault_json="cd" * 32)
    assert Card.from_text(card.to_text()) == card


def test_a_card_says_nothing_but_where_and_for_whom() -> None:
    """No name of a trustee, no coordinator, no secret."""
    assert set(json.loads(CARD.to_text())) == {"card", "places", "recipient", "vault", "vault.json"}
    assert "SECRET" not in CARD.to_text()


def changed(**fields: object) -> str:
    """Return the card's text with other fields."""
    return json.dumps({**json.loads(CARD.to_text()), **fields})


BAD = {
    "empty": "",
    "no json": "card",
    "a list": "[]",
    "deep": "[" * 100_000,
    "another version": changed(card=2),
    "another field": changed(trustees=["Ana"]),
    "a missing field": json.dumps({"card": 1}),
    "no place": changed(places=[]),
    "an empty place": changed(places=[""]),
    "a place that is no text": changed(places=[1]),
    "places that are a text": changed(places="/mnt"),
    "a short id": changed(vault="ab"),
    "an id in capitals": changed(vault="AB" * 16),
    "a hash that is no text": changed(**{"vault.json": 1}),
    "a secret instead of a recipient": changed(recipient=age.X25519Identity.from_secret(b"1" * 32).text()),
    "a field twice": CARD.to_text().replace('"card": 1,', '"card": 1, "card": 1,'),
    "too long": changed(places=["/" + "a" * 300_000]),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_what_is_no_card_is_refused(text: str) -> None:
    """With one typed error, which never shows what was read."""
    with pytest.raises(CardError) as error:
        Card.from_text(text)
    assert "SECRET" not in str(error.value)


@given(st.text(max_size=200))
def test_any_text_is_a_card_or_a_card_error(text: str) -> None:
    """Nothing else comes out."""
    with pytest.raises(CardError):
        Card.from_text(text)
