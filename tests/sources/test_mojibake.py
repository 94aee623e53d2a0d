"""Mojibake is undone where it is certain, and nothing else is touched."""

import json

from hypothesis import given
from hypothesis import strategies as st

from wildgrass.sources.mojibake import may_hold, repair, repaired

texts = st.text()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def test_the_cases_that_decide_the_rule() -> None:
    assert repair(mojibake("删除")) == "删除"
    assert repair("删除") == "删除"
    assert repair("café") == "café"
    assert repair(mojibake("café")) == "café"
    assert repair(mojibake("❤️ नमस्ते สวัสดี Åse")) == "❤️ नमस्ते สวัสดี Åse"
    assert repair(mojibake("é")[:1] + "x") == mojibake("é")[:1] + "x"  # cut in the middle of a letter
    assert repair("删" + mojibake("é")) == "删" + mojibake("é")  # one code point is too large for Latin-1


@given(st.text(st.characters(codec="utf-8")))
def test_what_was_broken_comes_back(text: str) -> None:
    assert repair(mojibake(text)) == text


@given(texts)
def test_a_text_is_changed_only_where_its_bytes_are_utf8(text: str) -> None:
    found = repair(text)
    if found != text:
        assert found.encode() == text.encode("latin-1")


@given(st.text(st.characters(codec="ascii")))
def test_ascii_stays(text: str) -> None:
    assert repair(text) is text


@given(json_values)
def test_values_keep_their_shape(value: object) -> None:
    """Whatever the keys are, none is lost."""
    found = repaired(value)  # type: ignore[arg-type]
    assert type(found) is type(value)
    if isinstance(value, dict | list):
        assert len(found) == len(value)  # type: ignore[arg-type]


def test_keys_are_repaired_too_and_none_is_lost() -> None:
    broken = mojibake("Commentaire supprimé")
    assert repaired({broken: {broken: [broken, 1, None, True]}}) == {
        "Commentaire supprimé": {"Commentaire supprimé": ["Commentaire supprimé", 1, None, True]}
    }
    assert repaired({mojibake("é"): 1, "é": 2}) == {mojibake("é"): 1, "é": 2}


@given(json_values)
def test_a_record_without_the_mark_holds_no_mojibake(value: object) -> None:
    for ascii_only in (True, False):
        try:
            data = json.dumps(value, ensure_ascii=ascii_only).encode()
        except UnicodeEncodeError:
            continue
        if not may_hold(data):
            assert repaired(value) == value  # type: ignore[arg-type]
