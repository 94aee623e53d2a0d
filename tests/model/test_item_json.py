"""An item's JSON object says everything the item says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.item_strategies import attachments, items, moments
from wildgrass.model import (
    Item,
    Kind,
    Moment,
    Origin,
    canonical_json,
    item_from_json,
    item_to_json,
)
from wildgrass.model.item import WITHHELD_KINDS
from wildgrass.model.written_item import written_item


@given(items)
def test_an_item_comes_back_from_its_json(item):
    assert item_from_json(item_to_json(item)) == item


@given(items)
def test_an_item_comes_back_from_its_canonical_bytes(item):
    written = canonical_json(item_to_json(item))
    again = item_from_json(json.loads(written))
    assert again == item
    assert canonical_json(item_to_json(again)) == written


@given(items)
def test_an_item_is_written_as_its_json_object_is(item):
    assert written_item(item, item.attachments) == canonical_json(item_to_json(item))


@given(items, st.lists(attachments, max_size=3))
def test_an_item_is_written_with_the_attachments_given(item, others):
    expected = canonical_json(item_to_json(replace(item, attachments=tuple(others))))
    assert written_item(item, others) == expected


@given(moments)
def test_a_moment_comes_back_from_its_column(moment):
    assert Moment.from_text(moment.to_text()) == moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_written_as_the_standard_library_does(instant):
    written = Moment(instant=instant, precision_ms=1).iso()
    assert written == instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_what_is_unknown_is_left_out_and_author_and_date_are_null():
    item = Item(id="x:post:1", kind=Kind.POST, source="x", origin=Origin(member="data/tweets.js", record=0))
    assert item_to_json(item) == {
        "id": "x:post:1",
        "kind": "post",
        "source": "x",
        "author": None,
        "published": None,
        "text": "",
        "audience": "unknown",
        "origin": {"member": "data/tweets.js", "record": 0, "pointer": ""},
    }


@pytest.mark.parametrize("kind", Kind)
def test_withheld_kinds_are_those_of_security_advertising_and_address_books(kind):
    item = Item(id="x:1", kind=kind, source="x", origin=Origin(member="m"))
    assert item.is_withheld == (kind in WITHHELD_KINDS)


@pytest.mark.parametrize(
    ("instant", "precision_ms"),
    [
        (datetime(2020, 1, 1), 1),  # noqa: DTZ001 - the naive time that must be refused
        (datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=8))), 1),
        (datetime(2020, 1, 1, tzinfo=UTC), 0),
    ],
)
def test_a_moment_without_a_zone_or_precision_is_refused(instant, precision_ms):
    with pytest.raises(ValueError, match="a moment's"):
        Moment(instant=instant, precision_ms=precision_ms)
