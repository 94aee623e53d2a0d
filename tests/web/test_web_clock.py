"""Times under the clock that was chosen; a clock without a zone is never converted."""

import re

import pytest

from targets.made_up_life import at, post
from web.made_reader import GROUP, reader_on, write_library
from wildgrass.model import ZoneBasis


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    east = at("2020-06-01 20:30", zone="+08:00")
    bare = at("2020-06-01 20:31", zone="local", basis=ZoneBasis.UNKNOWN)
    only_day = at("2020-06-01 00:00", precision_ms=86_400_000)
    more = [post("east", east, "east"), post("bare", bare, "bare"), post("dayonly", only_day, "dayonly")]
    with reader_on(write_library(tmp_path_factory.mktemp("clock"), *more)) as opened:
        yield opened


def times(opened, clock):
    opened.send("/settings", clock=clock)
    page = opened.page("/day/2020-06-01")
    opened.send("/settings", clock="utc")
    found = {}
    for part in page.split("<article")[1:]:
        said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part))
        for name in ("east", "bare", "dayonly"):
            if f" {name} " in said:
                found[name] = said
    return found


def test_utc_and_what_the_export_wrote(opened):
    assert "20:30 UTC" in times(opened, "utc")["east"]
    own = times(opened, "own")["east"]
    assert "2 June 2020 04:30 +08:00" in own
    assert "20:30 UTC" in own


def test_a_named_zone_says_its_offset_and_its_day_where_that_differs(opened):
    assert "22:30 +02:00" in times(opened, "Europe/Berlin")["east"]
    shown = times(opened, "Asia/Tokyo")["east"]
    assert "2 June 2020 05:30 +09:00" in shown
    assert "05:30" not in times(opened, "Europe/Berlin")["east"]


@pytest.mark.parametrize("clock", ["utc", "own", "Asia/Tokyo"])
def test_an_unknown_zone_and_a_mere_day_stay_as_written(opened, clock):
    found = times(opened, clock)
    assert "20:31" in found["bare"]
    assert "zone" in found["bare"].lower()
    assert "+09:00" not in found["dayonly"]
    assert "1 June 2020" in found["dayonly"]


@pytest.mark.parametrize("clock", ["Mars/Olympus", "../etc/passwd", "", "UTC+1"])
def test_what_is_no_zone_is_left(opened, clock):
    assert "set-cookie" not in opened.send("/settings", follow=False, clock=clock).headers


def test_a_chat_says_its_offset_once(opened):
    opened.send("/settings", clock="Asia/Tokyo")
    page = opened.page(opened.chat(GROUP))
    opened.send("/settings", clock="utc")
    assert "Times on this page are at +09:00." in page
