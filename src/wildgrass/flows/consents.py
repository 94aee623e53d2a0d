"""Consents beside a library, one for each purpose: what its owner took back, or what has ended, is not done with it.

Where nobody ever noted a consent to a purpose nothing is refused here: it may be the owner who asks.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.flows.watch import FOLDER
from wildgrass.library.place import LibraryPlace
from wildgrass.watch.book import (
    Book,
    ConsentEndedError,
    ConsentOfAnotherError,
    ConsentRevokedError,
    NoConsentError,
)


class ConsentLackingError(WildgrassError):
    """A library's owner agreed to something once, and does not now."""

    code = "consent-lacking"
    exit_code = EXIT_DECIDE
    message = "the consent to {purpose} with {place} was taken back, or has ended"
    hint = "ask whose archive it is; if she agrees, note her words with watch --for {purpose} --consent TEXT"


def heed_consent(
    place: LibraryPlace, purpose: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> None:
    """Go on only where a library's owner did not take her consent to a purpose back, and it has not ended.

    A locked library has nowhere to note it: notes would be readable beside it.

    Raises:
        ConsentLackingError: she did, or it has.
    """
    folder = place.folder / FOLDER
    if place.is_locked or not folder.is_dir():
        return
    try:
        Book(folder).consent(clock(), purpose)
    except (ConsentRevokedError, ConsentEndedError, ConsentOfAnotherError) as error:
        raise ConsentLackingError(purpose=purpose, place=place.folder) from error
    except NoConsentError:
        return
