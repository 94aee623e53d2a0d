"""What a run would do, without writing: the same outcomes with the same targets."""

from collections import Counter
from collections.abc import Iterator

from wildgrass.targets.base import Archive, Outcome, Status
from wildgrass.targets.site.build import outcome_beside
from wildgrass.targets.site.choose import Chooser, Part
from wildgrass.targets.site.conversations import MESSAGES_PER_PAGE, conversation_name
from wildgrass.targets.site.likes import likes_name
from wildgrass.targets.site.plan import POSTS_PER_PAGE, Plan
from wildgrass.targets.site.words import slug


def simulated(archive: Archive, chooser: Chooser, plan: Plan) -> Iterator[Outcome]:
    """Yield every item's outcome as a real run would, as far as the archive's files are whole."""
    talks = {talk.id for talk in archive.conversations()} if chooser.options.private else set()
    seen: Counter[str] = Counter()
    likes = 0
    for item in archive.items(include_withheld=True):
        place = chooser.place(item)
        target = None
        if place is Part.TIMELINE:
            target = plan.target_of(item.id)
        elif place is Part.LIKES:
            likes += 1
            target = f"{likes_name(-(-likes // POSTS_PER_PAGE))}#{slug(item.id)}"
        elif place is Part.CONVERSATIONS and item.thread in talks:
            seen[item.thread] += 1
            part = -(-seen[item.thread] // MESSAGES_PER_PAGE)
            target = f"{conversation_name(item.thread, part)}#{slug(item.id)}"
        if target is None:
            yield outcome_beside(item, place, plan)
        else:
            yield Outcome(id=item.id, status=Status.DONE, target_id=target)
