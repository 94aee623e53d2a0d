"""An item read out of a library quickly is the one that the long way reads."""

import json

import pytest
from hypothesis import given

from model.item_strategies import items
from wildgrass.library.stored import stored_item
from wildgrass.model import (
    Actor,
    Item,
    Kind,
    Origin,
    Removal,
    RemovedBy,
    canonical_json,
    item_from_json,
    item_to_json,
)

PLAIN = item_to_json(
    Item(id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="m", record=0), text="草")
)


def written(item):
    return canonical_json(item_to_json(item)).decode()


@given(items)
def test_a_stored_item_is_the_item(item):
    read = stored_item(written(item))
    assert read == item_from_json(json.loads(written(item))) == item
    assert type(read) is Item
    assert written(read) == written(item)


@pytest.mark.parametrize(
    "more",
    [
        {"removed": Removal(by=RemovedBy.STATE, notice="依法", sure="stated")},
        {"text": "\ud83d 草"},
        {"extra": {"number": 2**70, "nested": {"deep": [1.5, None, True, -0.0]}}},
        {"author": Actor(platform="x", id_kind="label", id="", name="")},
    ],
)
def test_what_is_rare_is_read_too(more):
    item = Item(id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="m"), **more)
    assert stored_item(written(item)) == item


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sonnet"},
        {"origin": {"member": "m", "page": 3}},
        {"published": {"instant": "2022-11-26", "precision_ms": 1, "zone": "UTC", "zone_basis": "stated"}},
        {
            "published": {
                "instant": "2022-11-26T00:00:00Z",
                "precision_ms": 0,
                "zone": "UTC",
                "zone_basis": "stated",
            }
        },
        {"links": [{"url": "u"}]},
        {"attachments": ["picture"]},
        {"removed": {"by": "nobody", "notice": "", "sure": "stated"}},
    ],
)
def test_what_says_no_item_is_refused(wrong):
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        stored_item(json.dumps(PLAIN | wrong))


def test_an_instant_in_another_zone_is_refused_as_the_long_way_does():
    there = {"instant": "2022-11-26T08:00:00+08:00", "precision_ms": 1, "zone": "UTC", "zone_basis": "stated"}
    with pytest.raises(ValueError, match="in UTC"):
        stored_item(json.dumps(PLAIN | {"published": there}))
