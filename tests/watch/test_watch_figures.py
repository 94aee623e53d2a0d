"""The benchmark's made-up answers and schedule, held to their goals: no wall is a removal, and no cause a wrong one."""

import pytest
from benchmarks.watch import caused, schedule, scores
from benchmarks.watch_pages import NOT_IN_TABLE, cases

from wildgrass.watch.notices import known_notice

JUDGED = [(case, caused(case)) for case in cases()]


def test_no_wall_outage_quotation_or_tale_counts_as_a_removal() -> None:
    quiet = [(case, said) for case, said in JUDGED if case.cause in {"nothing", "present"}]
    assert len(quiet) > 700
    assert [(case, said) for case, said in quiet if said not in {"nothing", "present"}] == []


def test_causes_are_named_as_they_are_or_not_at_all() -> None:
    pairs = [(case.cause, said) for case, said in JUDGED]
    assert min(scores(pairs, may_abstain=True).values()) >= 0.95
    assert min(scores(pairs, may_abstain=False).values()) >= 0.85


def test_the_wordings_that_the_table_lacks_are_not_in_it() -> None:
    for platform, wordings in NOT_IN_TABLE.items():
        assert [words for words in wordings if known_notice(platform, words)] == []


@pytest.mark.parametrize(("first", "share"), [(1, 0.95), (3, 0.90)])
def test_most_removals_are_bounded_to_half_of_their_age_within_thirty_looks(first: int, share: float) -> None:
    reached = schedule(first, 600)
    assert reached["narrow"] >= share - 0.02  # 600 posts are a sample; the benchmark takes more
    assert reached["looks"] <= 30
    assert reached["told"] <= 30
    assert reached["silent"] <= 28
