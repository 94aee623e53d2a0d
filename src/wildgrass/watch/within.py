"""What a person is told of a verdict beside its state: of pictures, of answers, of the page that a comment is on."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.watch.outcome import ABSENT, Verdict

_SURE: Final = frozenset({"stated", "firm", "likely"})


def told_within(verdict: Verdict) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the names of the sentences, with their details."""
    if verdict.state in ABSENT and verdict.sure in _SURE:
        yield f"ui.watch-sure-{verdict.sure}", {}
    media = verdict.media
    if media is not None and media.missing:
        yield "ui.watch-pictures-missing", {"count": media.missing, "all": media.archived}
    if media is not None and media.replaced:
        yield "ui.watch-pictures-replaced", {"count": media.replaced, "all": media.archived}
    if verdict.purged is not None:
        yield "ui.watch-comments-purged", {"most": verdict.purged.most, "now": verdict.purged.now}
    if verdict.comments:
        yield f"ui.watch-comments-{verdict.comments}", {}
    if verdict.of_thread:
        yield "ui.watch-of-thread", {}
