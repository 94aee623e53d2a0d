"""Making a vault: deal the key to the trustees, make the places, write the kit. Belongs on a machine abroad."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wildgrass.errors import WildgrassError
from wildgrass.flows import kit
from wildgrass.vault import birth
from wildgrass.vault.stores.registry import open_store

CARD_FILE = "vault.card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person asks for: places, trustees as (name, recipient), names for paper shares, the threshold."""

    places: Sequence[str]
    trustees: Sequence[tuple[str, str]]
    paper: Sequence[str]
    threshold: int
    coordinator: str
    kit: Path
    contact: str = ""
    hybrid: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """A new vault: the files of its kit, and what the person should know about her choices."""

    vault_id: str
    recipient: str
    card: Path
    files: Sequence[Path]
    notices: Sequence[WildgrassError]
    threshold: int
    total: int

    def to_json(self) -> dict[str, object]:
        """Return the object that `init` prints."""
        return {
            "vault": self.vault_id,
            "recipient": self.recipient,
            "card": str(self.card),
            "kit": [str(file) for file in self.files],
            "threshold": self.threshold,
            "shares": self.total,
            "notices": [notice.code for notice in self.notices],
        }


def init(
    wishes: Wishes,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Callable[[int], bytes] = os.urandom,
) -> Born:
    """Make the vault in every place, then the kit. The recovery key exists only while the shares are dealt.

    Raises:
        KitThereError, VaultExistsError: something is there already; it is not touched.
        SplitError, TrusteeNameError, TrusteeTwiceError, TrusteeRecipientError: the circle cannot be made.
        StoreError, FileTroubleError: a place or the kit's folder failed.
    """
    kit.check_kit_folder(wishes.kit)
    vault_id = birth.new_vault_id(random)
    dealt = kit.make_kit(
        vault_id,
        trustees=wishes.trustees,
        paper=wishes.paper,
        threshold=wishes.threshold,
        coordinator=wishes.coordinator,
        contact=wishes.contact,
        hybrid=wishes.hybrid,
        random=random,
    )
    stores = [open_store(place) for place in wishes.places]
    # The shares are safe on disk before the vault exists: nobody could open a vault whose shares were lost.
    files = kit.write_kit(wishes.kit, dealt.files)
    try:
        card = birth.create(
            stores,
            vault_id=vault_id,
            recipient=dealt.recipient,
            objects=dealt.vault_objects,
            clock=clock,
            random=random,
        )
    except WildgrassError:
        for file in files:
            file.unlink()  # shares of a vault that was never made
        raise
    files.append(kit.write_new(wishes.kit / CARD_FILE, card.to_text().encode()))
    return Born(
        vault_id=vault_id,
        recipient=dealt.recipient,
        card=wishes.kit / CARD_FILE,
        files=files,
        notices=dealt.notices,
        threshold=wishes.threshold,
        total=len(wishes.trustees) + len(wishes.paper),
    )
