"""Seal exports with nothing but a card: recognise, split into records, hand over to the vault, report.

This flow can write and nothing else. It never imports what opens a vault; a test looks at the modules it loads.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from wildgrass.flows import leaving_out
from wildgrass.flows.answers import to_about
from wildgrass.flows.aside import Aside
from wildgrass.flows.counting import Counted, count
from wildgrass.flows.leaving_out import LeftOut, left_out
from wildgrass.sources.base import NO_ANSWERS, Answers, Export, Member, Source, Vintage
from wildgrass.sources.inner import outer_name
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise
from wildgrass.sources.splitting import split
from wildgrass.vault.card import MAX_CARD_BYTES, Card, CardError
from wildgrass.vault.index import IndexMode, Mode, index_mode
from wildgrass.vault.seal import Batch, ExportPlan, MemberPlan, Receipt, seal
from wildgrass.vault.stores.registry import open_store

Progress = Callable[[str, int, int | None], None]
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What one export became. Counts are None where nobody counted: unknown is never 0."""

    name: str
    source: str
    vintage: str
    receipt: Receipt
    counted: Counted | None
    left_out: int = 0

    @property
    def report(self) -> dict[str, Any] | None:
        """The completeness report."""
        return self.counted.report if self.counted else None

    @property
    def is_damaged(self) -> bool:
        """Say whether a member's bytes were not what the container promised; they are sealed as they are."""
        statuses = [member["status"] for member in self.report["members"]] if self.report else []
        return bool(self.receipt.damaged) or "damaged" in statuses

    @property
    def can_catch_up(self) -> bool:
        """Say whether a place is here and lacks what another one holds."""
        return any(one.can_catch_up for one in self.receipt.places)

    def to_json(self) -> dict[str, object]:
        """Return the object that `add` prints."""
        report = self.report
        return {
            "source": self.source,
            "items": sum(report["items"].values()) if report else None,
            "new_items": self._new_items(),
            "attachments": report["attachments"] if report else None,
            "new_attachments": self._new_attachments(),
            "problems": report["problems"] if report else None,
            "ignored": report["ignored"] if report else None,
            "bytes_read": self.receipt.bytes_read,
            "bytes_stored": self.receipt.bytes_stored,
            "objects": self.receipt.objects,
            "vintage": self.vintage,
            "run": self.receipt.run,
            "left_out": self.left_out,
            "places": [one.to_json() for one in self.receipt.places],
            "damaged": {member: reason for (_export, member), reason in self.receipt.damaged.items()},
            "missing_attachments": report["missing_attachments"] if report else None,
            "members": report["members"] if report else None,
        }

    def _new_items(self) -> int | None:
        """Count items whose record, or whose whole member, the index did not know."""
        if self.counted is None or self.receipt.new_records is None:
            return None
        new = 0
        for member, records in self.counted.items_by_record.items():
            flags = self.receipt.new_records.get((0, member))
            if flags is None:
                is_new = self.receipt.new_members is None or (0, member) in self.receipt.new_members
                new += sum(records.values()) if is_new else 0
            else:
                new += sum(items for record, items in records.items() if record < 0 or flags[record])
        return new

    def _new_attachments(self) -> int | None:
        if self.counted is None or self.receipt.new_members is None:
            return None
        new = self.receipt.new_members
        return sum((0, outer_name(member)) in new for member in self.counted.attached)


def add(  # noqa: PLR0913 - what a person may choose, by name
    card: Path,
    paths: Sequence[Path],
    *,
    index: Mode = "none",
    state: Path | None = None,
    report: bool = True,
    media_since: datetime | None = None,
    answers: Answers = NO_ANSWERS,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Added]:
    """Seal each export in a run of its own; yields when it is acknowledged in every place that can be reached.

    `media_since` leaves out media of older posts, which an earlier run must have sealed; see `leaving_out`. `answers`
    are sealed with the exports, for whoever reads them again.

    Raises:
        CardError, PlaceError, WrongVaultError: the card does not fit. IndexStateError: no folder for the index.
        ExportError, NotRecognisedError: an input cannot be read; what came before it is sealed.
        StoreError, NoPlaceError: no place is left; nothing that was acknowledged is touched.
    """
    known = read_card(card)
    remembers = index_mode(index, state)
    for export in open_export(paths, answers=answers):
        yield add_export(
            known,
            export,
            remembers=remembers,
            report=report,
            media_since=media_since,
            progress=progress,
            clock=clock,
        )


def add_export(  # noqa: PLR0913 - what a person may choose, by name
    card: Card,
    export: Export,
    *,
    remembers: IndexMode | None = None,
    report: bool = True,
    media_since: datetime | None = None,
    about: Mapping[str, str] = NOTHING_MORE,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Added:
    """Seal one export that is open already; `about` is sealed with it. Raises what `add` raises."""
    source, vintage = recognise(export)
    counting = Aside(partial(_count_to_json, export, source, vintage)) if report else None
    try:
        omitted = left_out(export, source, media_since) if media_since else []
        plan = _plan(export, source, vintage, omitted, about)
        receipt = _sealed(card, plan, remembers, progress, clock)
    except BaseException:
        if counting:
            counting.abandon()
        raise
    return Added(
        name=export.name,
        source=source.info.name,
        vintage=vintage.name,
        receipt=receipt,
        counted=Counted.from_json(counting.result()) if counting else None,
        left_out=len(omitted),
    )


def _sealed(
    card: Card,
    plan: ExportPlan,
    index: IndexMode | None,
    progress: Progress | None,
    clock: Callable[[], datetime],
) -> Receipt:
    return seal(
        card,
        [open_store(place) for place in card.places],
        [plan],
        index=index,
        clock=clock,
        progress=partial(progress, "ui.progress-sealing") if progress else None,
    )


def _count_to_json(export: Export, source: Source, vintage: Vintage) -> object:
    return count(export, source, vintage).to_json()


def _plan(
    export: Export, source: Source, vintage: Vintage, omitted: Sequence[LeftOut], more: Mapping[str, str]
) -> ExportPlan:
    """Say how each member is kept; what a reader thinks of a member never changes that its bytes are sealed."""
    names = {one.name for one in omitted}
    members = [
        _member_plan(name, member, export, source)
        for name, member in export.members.items()
        if name not in names
    ]
    about = {"source": source.info.name, "vintage": vintage.name, **to_about(export.answers), **more}
    if omitted:
        about[leaving_out.ABOUT_KEY] = leaving_out.to_about(omitted)
    return ExportPlan(name=export.name, members=members, about=about)


def _member_plan(name: str, member: Member, export: Export, source: Source) -> MemberPlan:
    how = source.pieces(export, name)

    def batches() -> Iterator[Batch]:
        assert how is not None
        with member.open() as stream:
            yield from split(stream, how)

    return MemberPlan(
        name=name,
        size_bytes=member.size_bytes,
        crc32=member.crc32,
        modified=member.modified,
        extent=lambda: member.extent,
        open=member.open,
        batches=batches if how is not None else None,
    )


def read_card(path: Path) -> Card:
    """Return the card in a file. Raises CardError."""
    with path.open("rb") as file:
        data = file.read(MAX_CARD_BYTES + 1)
    try:
        return Card.from_text(data.decode())
    except UnicodeDecodeError as error:
        raise CardError(reason="it is not text") from error
