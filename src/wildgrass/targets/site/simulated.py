"""What a run would do, without writing: the same outcomes with the same targets."""

from collections.abc import Iterator

from wildgrass.targets.base import Archive, Outcome, Status
from wildgrass.targets.site.build import Places, outcome_beside
from wildgrass.targets.site.choose import Chooser
from wildgrass.targets.site.plan import Plan


def simulated(archive: Archive, chooser: Chooser, plan: Plan) -> Iterator[Outcome]:
    """Yield every item's outcome as a real run would, as far as the archive's files are whole."""
    talks = {talk.id for talk in archive.conversations()} if chooser.options.private else set()
    places = Places(plan)
    for item in archive.items(include_withheld=True):
        place = chooser.place(item)
        target = places.of(item, place, is_held=item.thread in talks)
        if target is None:
            yield outcome_beside(item, place, plan)
        else:
            yield Outcome(id=item.id, status=Status.DONE, target_id=target)
