"""Bringing places of one vault up to each other, and saying in words how each stands. Needs no key, opens nothing."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, WildgrassError
from wildgrass.text import explain, say
from wildgrass.vault.card import Card
from wildgrass.vault.catchup import CatchingUp, CaughtUp, PlaceDiffersError
from wildgrass.vault.places import NoPlaceError, NoVaultError, PlaceState, WrongVaultError, reached
from wildgrass.vault.stores.registry import open_store

Progress = Callable[[str, int, int | None], None]
_REFUSED: Final = (PlaceDiffersError, WrongVaultError)


def catch_up(card: Card, progress: Progress | None = None) -> list[CaughtUp]:
    """Carry to each place of a card that can be reached what another one holds; what was behind is returned.

    Places that went away since the sealing are left for the next time: what was sealed is sealed.

    Raises:
        WrongVaultError: a place holds another vault.
    """
    try:
        here, _away = reached(card, [open_store(place) for place in card.places])
    except (NoVaultError, NoPlaceError):
        return []
    told = partial(progress, "ui.progress-catching-up") if progress else None
    return CatchingUp(card.vault_json, here, told).bring(here)


def exit_code(places: Sequence[PlaceState], caught_up: Sequence[CaughtUp] = ()) -> int:
    """Return what a command ends with: 4 where a place was changed, 1 where one lacks something, else 0."""
    errors = [*(one.error for one in places), *(one.error for one in caught_up)]
    if any(isinstance(error, _REFUSED) for error in errors):
        return EXIT_CHECK
    lacking = {one.place for one in places if not one.holds or one.lacks} - {
        one.place for one in caught_up if one.lacks == 0 and one.error is None
    }
    return EXIT_DECIDE if lacking or any(errors) else 0


def place_notes(places: Sequence[PlaceState], language: str) -> list[str]:
    """Say which places do not hold a run, or lack others, in a person's language; nothing where all is well."""
    return [note for one in places if (note := _note(one, language))]


def _note(one: PlaceState, language: str) -> str:
    if one.error is not None:
        message = "ui.place-holds-but" if one.holds else "ui.place-not-reached"
        return say(language, message, place=one.place, why=_why(one.error, language))
    if one.lacks:
        return say(language, "ui.place-behind", place=one.place, count=one.lacks)
    if one.lacks is None:
        return say(language, "ui.place-unreadable", place=one.place)
    return ""


def caught_up_notes(caught_up: Sequence[CaughtUp], language: str) -> list[str]:
    """Say what places got, in a person's language."""
    notes = []
    for one in caught_up:
        details: Mapping[str, Any] = {"place": one.place, "count": one.runs, "mb": f"{one.bytes / 1e6:,.1f}"}
        if one.error is None and one.lacks == 0:
            notes.append(say(language, "ui.place-caught-up", **details))
        else:
            why = _why(one.error, language) if one.error else ""
            notes.append(say(language, "ui.place-still-behind", **details, lacks=one.lacks, why=why))
    return notes


def _why(error: WildgrassError, language: str) -> str:
    sentence, hint = explain(error, language)
    return f"{sentence} ({hint})" if isinstance(error, _REFUSED) else sentence
