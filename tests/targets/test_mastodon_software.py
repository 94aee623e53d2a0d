"""Which software a server runs, and whether it may be published to: a reply of each shape, made by us."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.errors import EXIT_DECIDE
from wildgrass.targets.mastodon.software import (
    SOFTWARE,
    BackdatingRefusedError,
    Software,
    SoftwareUnknownError,
    Way,
    detected,
)

REPLIES = json.loads((Path(__file__).parent / "software_replies.json").read_text())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["software", "name", "version", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", REPLIES)
def test_each_software_is_told(name: str) -> None:
    reply = REPLIES[name]
    found = detected(reply["nodeinfo"], reply["instance"])
    assert str(found.way) == reply["way"]
    if found.way in {Way.QUIET, Way.DELIVERED}:
        assert found.checked("https://there.example") is found
        return
    wanted = BackdatingRefusedError if found.way is Way.POSTED_NOW else SoftwareUnknownError
    with pytest.raises(wanted) as caught:
        found.checked("https://there.example")
    assert caught.value.exit_code == EXIT_DECIDE
    assert "activitypub:FILE" in caught.value.hint


def test_every_software_of_the_table_has_a_reply() -> None:
    named = {
        (one["nodeinfo"] or {}).get("software", {}).get("name", "").casefold() for one in REPLIES.values()
    }
    assert set(SOFTWARE) <= named


@given(JSON, JSON)
def test_whatever_a_server_answers_is_refused_unless_it_names_what_is_known(
    nodeinfo: Any, instance: Any
) -> None:
    assert detected(nodeinfo, instance).way in {Way.UNKNOWN, Way.POSTED_NOW}


@given(st.text(max_size=20))
def test_a_version_that_nobody_can_read_is_unknown(version: str) -> None:
    """Only what begins with a number from 0.18 on is taken for a GoToSocial that files posts of the past."""
    info = {"software": {"name": "gotosocial", "version": version}}
    found = detected(info, {"version": version})
    assert found.way is Way.UNKNOWN or version.lstrip("v")[0].isdigit()


def test_what_a_server_says_of_itself_cannot_write_to_the_terminal() -> None:
    info = {"software": {"name": "x\x1b[2J", "version": "1\n2" + "9" * 500}}
    assert "\x1b" not in detected(info, {}).shown
    assert len(detected(info, {}).shown) < 200
    assert Software("", "", Way.UNKNOWN).shown
