"""A third member's export of the same conversation: of what one end lacks, did others get it?"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wildgrass.flows.compare import Comparison, compare_read
from wildgrass.flows.compare_reading import Conversations
from wildgrass.observatory.compare.classes import BITS, Class, Results

_UNSAID: Final = 0
_HAS, _LACKS = BITS["third-has"], BITS["third-lacks"]


def with_third(
    comparison: Comparison, ends: tuple[Conversations, Conversations], third: Conversations, chat: str | None
) -> Comparison:
    """Return a comparison that says of each message that only one end has whether a third member has it.

    Nothing is said where the third's export is unclear about it.

    Raises:
        NoConversationError, NotOneConversationError: the third is of no such conversation.
    """
    results = comparison.results
    why = results.why.copy()
    people = dict.fromkeys(comparison.people)
    parts = (
        (ends[0], comparison.end_a.chat, results.rows_a, Class.ONLY_A),
        (ends[1], comparison.end_b.chat, results.rows_b, Class.ONLY_B),
    )
    for conversations, own_chat, rows, alone in parts:
        beside = compare_read(conversations, third, (own_chat, chat))
        said = _said(beside.results, len(beside.a))
        lacking = results.of(alone)
        why[lacking] |= said[rows[lacking]]
        people |= dict.fromkeys(beside.people)
    joined = {**third.joined.accounts, **comparison.joined}
    return replace(comparison, results=replace(results, why=why), people=tuple(people), joined=joined)


def _said(beside: Results, count: int) -> NDArray[np.int32]:
    """Return for each row of the first side whether the third has it, as a reason's bit."""
    said = np.full(count, _UNSAID, np.int32)
    said[beside.rows_a[beside.of(Class.MATCHED) | beside.of(Class.ALTERED)]] = _HAS
    said[beside.rows_a[beside.of(Class.ONLY_A)]] = _LACKS
    return said
