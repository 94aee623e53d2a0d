"""The finders find what people write in hard ways too: every form of the benchmark, with a seed that no mending saw."""

from collections import Counter

import pytest
from benchmarks.redaction_corpus import Corpus
from benchmarks.redaction_forms import FORMS, labelled
from benchmarks.redaction_recall import GOALS, missed, redactor


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_reaches_its_goal(seed: int) -> None:
    corpus = Corpus(seed=seed)
    finder = redactor(corpus)
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for _form, one in labelled(corpus, len(FORMS) * 4, seed=seed):
        kind = one.spans[0][2]
        there[kind] += 1
        found[kind] += not missed(one, finder.propose(one.text))
    assert there.keys() == GOALS.keys()
    assert {kind: count for kind, count in there.items() if found[kind] < GOALS[kind] * count} == {}


@pytest.mark.parametrize(
    "text",
    [
        "follow .@somebody_new now",  # answers that all followers see begin with a dot
        "skype: some_one7",
        "北京 京A·12345 停着",
        "转 张·三 的话 13800138000转808",
    ],
)
def test_forms_that_other_people_wrote(text: str) -> None:
    assert redactor(Corpus()).propose(text)


def test_what_only_looks_like_a_number_of_somebody_stays() -> None:
    finder = redactor(Corpus())
    for text in (
        "2023-05-06 14:30",
        "version 10.15.7",
        "$1,280.00",
        "twitter: http",
        "20230506",
        "3 点到 5 点",
        "at dot",
    ):
        assert finder.propose(text) == [], text
