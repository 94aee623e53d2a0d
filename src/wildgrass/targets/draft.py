"""An item made ready for a network: exactly what will appear, part by part, and what it lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from wildgrass.model import Attachment, Item, Kind
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.formats import HEAD_SIZE, sniff
from wildgrass.targets.outgoing import POSTS, LeftOut, Selection, address_of, page_of
from wildgrass.targets.runs import Run, RunKind, link_run, runs_of, unread
from wildgrass.targets.splitting import Budget, split
from wildgrass.targets.words import language_of

SHARED_SIGN: Final = "↻ "
LIKED_SIGN: Final = "♡ "
_POLL: Final = ("poll", "oneOf", "anyOf")  # as the API and ActivityPub call one


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network takes: the text of one part, pictures in one part (or none), whether links are written out.

    `own_only`: polls and answers to others are left out, and a content warning has its own place, counted as text of
    each part. `since` is the first year that it takes. `reads_mentions`: the server makes a mention of every "@".
    """

    budget: Budget
    pictures: int
    full_links: bool = False
    takes_pictures: bool = True
    own_only: bool = False
    since: int = 0
    reads_mentions: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a thread: its text in runs, and the attachments shown with it."""

    runs: tuple[Run, ...]
    pictures: tuple[Attachment, ...] = ()

    @property
    def text(self) -> str:
        """The text as it will stand there."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One item as it will appear. `lacks` names what could not be carried, such as "video-left-out".

    `reply_to` and `quotes` are ids of items that are published too. `language` is a BCP 47 mark, or None.
    `warning` is what stands before each part, where the network has a place for that.
    """

    item: Item
    parts: tuple[Part, ...]
    created: datetime
    reply_to: str | None = None
    quotes: str | None = None
    language: str | None = None
    lacks: tuple[str, ...] = ()
    warning: str = ""

    @property
    def pictures(self) -> int:
        """How many pictures it has in all."""
        return sum(len(part.pictures) for part in self.parts)

    @property
    def reason(self) -> str | None:
        """What it lacks, as an outcome says it."""
        return ", ".join(self.lacks) or None


def drafts(
    archive: Archive, selection: Selection, shape: Shape, options: RestoreOptions
) -> Iterator[Draft | Outcome]:
    """Go through the archive by time: a draft for each item that is published, an outcome for each that is not.

    The profile is passed over: it is no post, and each network has its own place for it (`Selection.profile`).
    """
    for item in archive.items(include_withheld=True):
        outcome = selection.left_out(item)
        if outcome is not None:
            yield outcome
        elif item.kind is not Kind.PROFILE:
            yield draft_of(archive, selection, shape, item, options)


def draft_of(
    archive: Archive, selection: Selection, shape: Shape, item: Item, options: RestoreOptions
) -> Draft | Outcome:
    """Make one item ready."""
    assert item.published is not None, "the selection leaves out what has no date"
    left_out = _not_taken(selection, shape, item)
    if left_out is not None:
        return Outcome(id=item.id, status=Status.SKIPPED, reason=left_out)
    if selection.is_link_only(item):
        return _link_only(item, shape, item.published.instant)
    lacks: list[str] = []
    pictures = tuple(_pictures(archive, item, lacks))
    if pictures and not shape.takes_pictures:
        pictures = ()
        lacks.append("picture-left-out")
    reply_to = item.in_reply_to if item.in_reply_to in selection.chosen else None
    if (item.in_reply_to or item.in_reply_to_author) and reply_to is None:
        lacks.append("answers-another")
    quotes, runs = _quoted(selection, item, runs_of(item, full_links=shape.full_links), shape)
    if not options.mentions:
        runs = tuple(_without_actor(run) for run in runs)
    warning = _warning(item, shape)
    if item.title and item.title.strip() and item.title.strip() not in item.text and not warning:
        runs = (Run(item.title.strip() + "\n\n"), *runs)
    if shape.reads_mentions:
        runs = tuple(map(unread, runs))
    parts = _parts(split(runs, _beside(warning, shape.budget)), pictures, shape.pictures)
    if not any(part.text or part.pictures for part in parts):
        return Outcome(id=item.id, status=Status.SKIPPED, reason=str(LeftOut.EMPTY))
    return Draft(
        item=item,
        parts=parts,
        created=item.published.instant,
        reply_to=reply_to,
        quotes=quotes,
        language=language_of(item),
        lacks=tuple(dict.fromkeys(lacks)),
        warning=warning,
    )


def _not_taken(selection: Selection, shape: Shape, item: Item) -> str | None:
    """Return why a network takes no such item, None where it does."""
    assert item.published is not None, "the selection leaves out what has no date"
    if item.published.instant.year < shape.since:
        return "too-old-there"
    if not shape.own_only:
        return None
    if any(item.extra.get(name) for name in _POLL):
        return "poll-left-out"
    is_answer = bool(item.in_reply_to or item.in_reply_to_author)
    return "answer-left-out" if is_answer and item.in_reply_to not in selection.chosen else None


def _warning(item: Item, shape: Shape) -> str:
    """Return the content warning of a post that the archive has from a network with such warnings."""
    title = (item.title or "").strip() if shape.own_only and item.source == "mastodon" else ""
    return title if len(title) * 2 <= shape.budget.code_points else ""


def _beside(warning: str, budget: Budget) -> Budget:
    """Return what is left of a part beside its warning."""
    count = len(warning)
    return replace(budget, graphemes=budget.graphemes - count, code_points=budget.code_points - count)


def _without_actor(run: Run) -> Run:
    return Run(run.text, run.kind, run.value) if run.actor is not None else run


def _link_only(item: Item, shape: Shape, created: datetime) -> Draft:
    """Return other people's words: where they stand, and none of them."""
    address = address_of(item)
    assert address is not None, "the selection leaves out what has no address"
    sign = SHARED_SIGN if item.kind in POSTS else LIKED_SIGN
    runs = (Run(sign), link_run(address, full=shape.full_links))
    return Draft(item=item, parts=(Part(runs),), created=created, lacks=("link-only",))


def _quoted(
    selection: Selection, item: Item, runs: tuple[Run, ...], shape: Shape
) -> tuple[str | None, tuple[Run, ...]]:
    """Return the own post that an item quotes, or its text with a link to another's."""
    if not item.quotes:
        return None, runs
    if item.quotes in selection.chosen:
        return item.quotes, runs
    address = page_of(item.quotes)
    number = (address or "").rstrip("/").rpartition("/")[2]
    if address is None or any(run.kind is RunKind.LINK and number in run.value for run in runs):
        return None, runs
    return None, (*runs, Run("\n" if runs else ""), link_run(address, full=shape.full_links))


def _pictures(archive: Archive, item: Item, lacks: list[str]) -> Iterator[Attachment]:
    """Yield the attachments that are pictures by their own bytes; note what the others are."""
    for one in item.attachments:
        path = archive.attachment_path(one.sha256) if one.sha256 else None
        if path is None:
            lacks.append("file-missing")
            continue
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_SIZE))
        if kind is not None and not kind.is_video:
            yield one
        else:
            lacks.append("file-left-out" if kind is None else "video-left-out")


def _parts(texts: Sequence[tuple[Run, ...]], pictures: Sequence[Attachment], most: int) -> tuple[Part, ...]:
    """Give the pictures to the parts in order, `most` to each; those over get parts of their own."""
    groups = [tuple(pictures[start : start + most]) for start in range(0, len(pictures), max(1, most))]
    count = max(len(texts), len(groups))
    return tuple(
        Part(texts[place] if place < len(texts) else (), groups[place] if place < len(groups) else ())
        for place in range(count)
    )
