"""Dates, ids, JSON texts and secrets, each by itself."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.sources import jsontext
from wildgrass.sources.idtable import IdTable
from wildgrass.sources.x import XSource
from wildgrass.sources.x.ids import digits, whole
from wildgrass.sources.x.secrets import quarantined
from wildgrass.sources.x.times import moment, tweet_moment
from wildgrass.text.catalogue import catalogue

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "iso", "precision_ms", "basis"),
    [
        ("Wed Oct 19 20:07:25 +0000 2022", "2022-10-19T20:07:25.000Z", 1000, "stated"),
        ("Wed Oct 19 20:07:25 +0800 2022", "2022-10-19T12:07:25.000Z", 1000, "stated"),
        ("2022-10-19T20:37:25.123Z", "2022-10-19T20:37:25.123Z", 1, "stated"),
        ("2022-10-19T20:37:25Z", "2022-10-19T20:37:25.000Z", 1000, "stated"),
        ("2016-05-03 05:21:50 +0000", "2016-05-03T05:21:50.000Z", 1000, "stated"),
        ("2009-12-31 00:00:00 +0000", "2009-12-31T00:00:00.000Z", 86_400_000, "stated"),
        ("2021-04-15 19:51:50", "2021-04-15T19:51:50.000Z", 1000, "assumed"),
        ("2021.10.20", "2021-10-20T00:00:00.000Z", 86_400_000, "assumed"),
        ("1700000000123", "2023-11-14T22:13:20.123Z", 1, "stated"),
        ("1700000000", "2023-11-14T22:13:20.000Z", 1000, "stated"),
    ],
)
def test_every_form_of_date(text: str, iso: str, precision_ms: int, basis: str) -> None:
    found = tweet_moment(text)
    assert found is not None
    assert (found.iso(), found.precision_ms, str(found.zone_basis)) == (iso, precision_ms, basis)


@given(
    st.text() | st.from_regex(r"\w{3} \w{3} \d\d \d\d:\d\d:\d\d \+0000 \d{4}", fullmatch=True) | st.integers()
)
def test_what_is_no_date_is_none(value: str | int) -> None:
    for found in (moment(value), tweet_moment(str(value))):
        assert found is None or found.precision_ms >= 1


@given(st.dictionaries(st.text(min_size=1), st.integers(-(2**63), 2**63 - 1), max_size=3000))
def test_an_id_table_is_a_dictionary_of_first_values(values: dict[str, int]) -> None:
    table = IdTable()
    for key, value in values.items():
        assert table.put(key, value) is None
    for key, value in values.items():
        assert key in table
        assert table.put(key, 0) == value
        assert table.get(key) == value
    assert len(table) == len(values)
    assert table.get("not there \0") is None or "not there \0" in values


def test_an_id_table_keeps_what_it_holds_when_it_leaves_the_dictionary_and_when_it_grows() -> None:
    table, count = IdTable(), 400_000
    assert all(table.put(str(number), number) is None for number in range(count))
    assert len(table) == count
    assert [table.get(str(number)) for number in range(count)] == list(range(count))
    assert table.put("7", 0) == 7
    assert "7" in table
    assert "-7" not in table


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**30), 10**30)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    ),
    st.booleans(),
)
def test_what_json_writes_is_read(value: object, is_ascii: bool) -> None:
    assert jsontext.decode(json.dumps(value, ensure_ascii=is_ascii).encode()) == value


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0123eE.-+nulltruefals ').map(str.encode))
def test_any_bytes_are_a_value_or_a_record_error(data: bytes) -> None:
    try:
        value = jsontext.decode(data)
    except jsontext.RecordError:
        return
    assert value == json.loads(data)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '[{"b":{"a":1,"a":2}}]',
        "NaN",
        "[-Infinity]",
        "[1e999]",
        "9" * 5000,
        "[" * 65 + "]" * 65,
        "[1] 2",
        "",
    ],
)
def test_what_two_programs_could_read_differently_is_refused(text: str) -> None:
    with pytest.raises(jsontext.RecordError):
        jsontext.decode(text.encode())


def test_half_surrogates_are_kept() -> None:
    assert jsontext.decode(b'["\\ud800"]') == ["\ud800"]


def test_ids_and_counts() -> None:
    assert [digits(value) for value in ("15", 15, "0", 0, -3, "x", "\uff11", None, True, [])] == [
        "15",
        "15",
    ] + [""] * 8
    assert [whole(value) for value in ("0", 7, "x", None, "9" * 30, True)] == [0, 7, None, None, None, None]


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "registrationToken",
        "identityKey",
        "identity_key",
        "clientSecret",
        "password",
        "Cookie",
        "apiKey",
    ],
)
def test_secrets_are_replaced(key: str) -> None:
    found = quarantined({"a": [{key: "value-1"}], "deviceId": "d"})
    assert "value-1" not in json.dumps(found)
    assert json.loads(json.dumps(found))["a"][0][key]["length"] == 7
    assert json.loads(json.dumps(found))["deviceId"] == "d"


def test_secrets_are_known_by_their_form_too() -> None:
    assert "PRIVATE" not in json.dumps(quarantined({"note": "-----BEGIN RSA PRIVATE KEY-----"}))


def test_every_problem_has_its_chinese() -> None:
    """Each code that this room's source names, and no sentence of the room's files that nothing names."""
    code = "".join(path.read_text() for path in (ROOT / "src/wildgrass/sources").rglob("*.py"))
    used = set(re.findall(r'(?:problem\(|_problem\(|_note\(|code=)\s*"([a-z-]+)"', code))
    known = {name.removeprefix("problem.") for name in catalogue() if name.startswith("problem.")}
    assert used <= known
    files = (ROOT / "src/wildgrass/text/catalogue").glob("sources*.toml")
    ours = {name for file in files for name in tomllib.loads(file.read_text()).get("problem", {})}
    assert [name for name in ours if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("data/tweets_media/1418573191105736777-a.jpg", 2021),
        ("tweet_media/1418573191105736777-a.jpg", 2021),
        ("data/direct_messages_media/1734828865819242602-b.jpg", 2023),
        (
            "data/deleted_tweets_media/1418573191105736777-a.jpg",
            None,
        ),  # an old id that comes with a later export
        ("data/profile_media/1418573191105736777-a.jpg", None),  # an account's id
        ("data/tweets_media/12345678-a.jpg", None),  # ids before November 2010 hold no time
        ("data/tweets_media/99999999999999999999-a.jpg", None),
        ("data/tweets_media/other.jpg", None),
    ],
)
def test_media_names_tell_when_their_post_was_made(name: str, year: int | None) -> None:
    made = XSource().media_made(name)
    assert (made.year if made else None) == year
