"""A draft that becomes a frozen value is that value."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from wildgrass.model import Item, Kind, Moment, Origin
from wildgrass.model.item import ItemDraft, OriginDraft
from wildgrass.model.moment import utc_moment


def test_a_draft_becomes_the_same_item() -> None:
    """Equal, of the same class, with defaults of its own, and frozen like any other."""
    origin = OriginDraft(member="m", record=3)
    origin.__class__ = Origin
    draft = ItemDraft(id="x:post:1", kind=Kind.POST, source="x", origin=origin)
    draft.__class__ = Item
    item = Item(id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="m", record=3))
    assert type(draft) is Item
    assert draft == item
    assert repr(draft) == repr(item)
    assert draft.extra is not item.extra
    with pytest.raises(FrozenInstanceError):
        draft.text = "other"


def test_a_quick_moment_is_a_moment() -> None:
    instant = datetime(2022, 10, 19, 20, 7, 25, tzinfo=UTC)
    assert utc_moment(instant, 1000) == Moment(instant=instant, precision_ms=1000)
    assert hash(utc_moment(instant, 1000)) == hash(Moment(instant=instant, precision_ms=1000))
