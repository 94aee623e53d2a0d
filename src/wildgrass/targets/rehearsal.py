"""What a run would do, without sending anything: the outcomes, and a page that shows exactly what would appear."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.draft import Draft, Shape, drafts
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.means import Means
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.pace import Allowance, seconds_needed
from wildgrass.targets.preview import Preview, Summary


class Network(Protocol):
    """What a publishing target says of itself, so that a run can be rehearsed without it."""

    @property
    def place(self) -> str:
        """The whole place, "bluesky:me.example@https://pds.example": names the ledger and the preview."""

    @property
    def shape(self) -> Shape:
        """What one post holds."""

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """The quotas that count for the time needed."""

    def costs(self, draft: Draft) -> Mapping[str, int]:
        """Return the points that a draft costs, by the names of the allowances."""

    def address(self, draft: Draft) -> str:
        """Return where a draft's first part will be, as far as that is known without the network."""


def rehearse(
    archive: Archive, selection: Selection, network: Network, options: RestoreOptions, means: Means
) -> Iterator[Outcome]:
    """Yield every item's outcome as a real run would, and write the preview into the state folder.

    What an earlier run has posted is done already, costs nothing and is not shown again.
    """
    ledger = Ledger.seen(means.state, network.place)
    summary = Summary(place=network.place)
    costs: Counter[str] = Counter()
    with Preview(archive, means.state, network.place, options.language) as preview:
        for made in drafts(archive, selection, network.shape, options):
            before = ledger.done.get(made.item.id if isinstance(made, Draft) else made.id)
            if isinstance(made, Outcome):
                summary.left_out[made.reason or ""] += 1
                yield made
            elif before is not None:
                summary.already += 1
                yield Outcome(id=made.item.id, status=Status.DONE, target_id=before.target_id)
            else:
                costs.update(network.costs(made))
                _count(summary, made)
                preview.show(made)
                yield Outcome(
                    id=made.item.id,
                    status=Status.DONE,
                    target_id=network.address(made),
                    reason=made.reason,
                )
        if selection.profile is not None:
            yield Outcome(id=selection.profile, status=Status.DONE, reason="profile")
        summary.seconds = seconds_needed(costs, network.allowances)
        summary.quotas = [
            (one, costs[one.name]) for one in network.allowances if costs[one.name] > one.points
        ]
        means.preview(preview.finish(summary))


def _count(summary: Summary, draft: Draft) -> None:
    summary.posts += len(draft.parts)
    summary.items += 1
    summary.pictures += draft.pictures
    summary.lacks.update(draft.lacks)
    summary.first = _earlier(summary.first, draft.created)
    summary.last = draft.created


def _earlier(known: datetime | None, created: datetime) -> datetime:
    return created if known is None or created < known else known
