"""The work behind the redaction pages: every proposal with what stands around it, and the items as they may leave."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from wildgrass.flows.redaction import ItemProposals, item_redactor, propose
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Item, item_to_json
from wildgrass.text.redaction import Added, Proposal, Pseudonyms, Span, texts_of

_AROUND: Final = 40
Dropped = frozenset[tuple[str, str, int, int]]
"""What a person wants to stay: the item, the field, where it begins and ends."""


def work(order: Mapping[str, Any], place: LibraryPlace) -> Iterator[dict[str, Any]]:
    """Yield each item with its proposals, and as it leaves with those that were not dropped."""
    pseudonyms = Pseudonyms(bytes.fromhex(order["key"]), order["language"])
    dropped: Dropped = frozenset((one[0], one[1], one[2], one[3]) for one in order["dropped"])
    named = [Added(text) for text in order.get("named", ())]
    found = list(propose(place, order["ids"], pseudonyms))
    with Library.open(place) as library:
        maker = item_redactor(library, pseudonyms)
        for one in found:
            leaves = maker.redacted(one.item, _chooser(one.item, dropped, named))
            yield {
                "id": one.item.id,
                "proposals": [_shown(one, *each) for each in one.proposals],
                "text": leaves.text,
                "title": leaves.title or "",
                "leaves": item_to_json(leaves),
                "pictures": [[field, seen.faces] for field, _digest, seen in one.pictures],
            }


def _chooser(item: Item, dropped: Dropped, named: Sequence[Added]) -> Any:
    texts = dict(texts_of(item))

    def choose(field: str, spans: Sequence[Span]) -> Sequence[Span]:
        left = [one for one in spans if (item.id, field, one.start, one.end) not in dropped]
        return [*left, *(span for one in named for span in one.spans(item.id, texts.get(field, "")))]

    return choose


def _shown(one: ItemProposals, proposal: Proposal, there: str, instead: str) -> dict[str, object]:
    span, item = proposal.span, one.item
    text = {"text": item.text, "title": item.title or ""}.get(proposal.field, "")
    return {
        **proposal.to_json(there, instead),
        "before": text[max(0, span.start - _AROUND) : span.start],
        "after": text[span.end : span.end + _AROUND],
    }
