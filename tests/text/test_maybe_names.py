# ruff: noqa: RUF001 - Chinese punctuation is meant
"""What may be a name is shown to a person and never replaced by itself."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.archive_builders import ME, post
from wildgrass.text.redaction import (
    Added,
    Confidence,
    Decisions,
    ItemRedactor,
    KnownPeople,
    Person,
    Pseudonyms,
    Redactor,
    Review,
    read_decisions,
)
from wildgrass.text.redaction.maybe import maybe_names


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in maybe_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("昨天王建国老师来了", ["王建国"]),
        ("我叫赵铁柱。", ["赵铁柱"]),
        ("张三、李四、欧阳修说好", ["张三", "李四", "欧阳修"]),
        ("老王来了，小李也在", ["老王", "小李"]),
        ("記者陳秋實失踪", ["陳秋實"]),
        ("Yesterday Dr. Brown met Harriet Kowalski", ["Brown", "Harriet Kowalski"]),
        ("my name is Quill Varden, hello", ["Quill Varden"]),
        ("ئىلھام توختىنىڭ كىتابى", ["ئىلھام توختى"]),
        ("གཞོན་ནུ་ བསྟན་འཛིན་རྒྱ་མཚོ་ལགས་", ["བསྟན་འཛིན་རྒྱ་མཚོ"]),
    ],
)
def test_names_are_seen_where_people_are_named(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "高兴的人跟任何人都一样",
        "周末和平常一样",
        "Happy Monday from New York",
        "ياخشىمۇسىز",
        "བོད་ཀྱི་མི་",
        "2023-05-06 12:00",
    ],
)
def test_words_that_look_like_names_are_let_be(text: str) -> None:
    assert found(text) == []


def test_it_is_shown_and_stays_until_somebody_confirms_it() -> None:
    item = post(1, "昨天王建国老师来了")
    names = Pseudonyms(bytes(32))
    maker = ItemRedactor(Redactor(KnownPeople([], [Person.of(ME)])), names, {ME.key})
    (proposal,) = maker.proposals(item)
    assert (proposal.there(item), proposal.span.confidence) == ("王建国", Confidence.MAYBE)
    assert maker.redacted(item).text == item.text
    review = Review(maker, names)
    review.take(item)
    lines = "".join(review.lines(Decisions())).split("\n")
    assert read_decisions(lines) == Decisions()
    confirmed = read_decisions([line.replace('"keep":true', '"keep":false') for line in lines])
    assert confirmed.added == [Added("王建国", is_confirmed=True)]
    made = maker.redacted(item, lambda _field, spans: confirmed.chosen(item.id, item.text, spans))
    assert "王建国" not in made.text
    again = "".join(review.lines(confirmed)).split("\n")
    assert read_decisions(again).added == confirmed.added
    nowhere = Review(maker, names)
    assert read_decisions("".join(nowhere.lines(confirmed)).split("\n")).added == [Added("王建国")]


@given(st.text("王李小明老师说 和、Mr.Abc Emma\nئىلھام توختى་བསྟན", max_size=50))
def test_any_text_has_spans_in_order_and_apart(text: str) -> None:
    spans = list(maybe_names(text))
    assert all(one.end <= after.start for one, after in pairwise(spans))
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
