"""Decisions about redactions: any file is read or refused, what is written comes back, and they are heeded."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import post
from wildgrass.text.redaction import (
    Added,
    Decisions,
    DecisionsError,
    ItemRedactor,
    KnownPeople,
    Person,
    Pseudonyms,
    Redactor,
    Review,
    SpanKind,
    read_decisions,
)
from wildgrass.text.redaction.decisions import DECISIONS_FORM

HEAD = json.dumps({"form": DECISIONS_FORM})
FINDER = Redactor(KnownPeople([Person("p", ("张小明",))]))
NAMES = Pseudonyms(bytes(32))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = ("text", "kind", "keep", "only", "where", "more", "picture", "do", "maybe")
LINE = st.dictionaries(st.sampled_from(MEMBERS), JSON)


@given(st.lists(st.one_of(LINE.map(json.dumps), st.text(max_size=40)), max_size=4), st.booleans())
def test_any_file_is_read_or_refused(lines: list[str], has_head: bool) -> None:
    with suppress(DecisionsError):
        made = read_decisions([HEAD, *lines] if has_head else lines)
        assert has_head or lines
        assert made.chosen("x:post:1", "张小明说", FINDER.propose("张小明说")) is not None


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([str(kind) for kind in SpanKind]), st.just("张小明")),
        st.none() | st.frozensets(st.text(max_size=5), min_size=1, max_size=3),
        max_size=1,
    ),
    st.lists(
        st.builds(
            Added,
            st.text("王李abc", min_size=1, max_size=4),
            st.sampled_from(SpanKind),
            st.none() | st.frozensets(st.text(max_size=5), max_size=3),
        ),
        max_size=3,
    ),
)
def test_what_was_decided_is_written_and_comes_back(
    kept: dict[tuple[str, str], frozenset[str] | None], added: list[Added]
) -> None:
    review = Review(ItemRedactor(FINDER, NAMES, ()), NAMES)
    review.take(post(1, "张小明说：张小明", title="给张小明"))
    lines = "".join(review.lines(Decisions(dict(kept), added))).split("\n")
    again = read_decisions(lines)
    assert again.added == added
    assert again.kept == {key: value for key, value in kept.items() if key == ("name", "张小明")}
    assert json.loads(lines[1])["where"] == [
        ["x:post:1", "text", 0, 3],
        ["x:post:1", "text", 5, 8],
        ["x:post:1", "title", 1, 4],
    ]


def test_what_is_added_is_found_in_either_script_and_inside_words() -> None:
    text = "河邊的ＡＢＣ，abcd"
    decisions = Decisions(added=[Added("河边"), Added("abc", SpanKind.HANDLE, frozenset({"x:post:1"}))])
    found = [text[span.start : span.end] for span in decisions.chosen("x:post:1", text, [])]
    assert found == ["河邊", "ＡＢＣ", "abc"]
    assert [text[span.start : span.end] for span in decisions.chosen("x:post:2", text, [])] == ["河邊"]


def test_what_is_kept_stays_where_it_was_said() -> None:
    text = "张小明"
    spans = FINDER.propose(text)
    everywhere, once = Decisions({("name", text): None}), Decisions({("name", text): frozenset({"x:post:1"})})
    other_kind = Decisions({("handle", text): None})
    assert list(everywhere.chosen("x:post:2", text, spans)) == []
    assert list(once.chosen("x:post:1", text, spans)) == []
    assert list(once.chosen("x:post:2", text, spans)) == spans
    assert list(other_kind.chosen("x:post:1", text, spans)) == spans
