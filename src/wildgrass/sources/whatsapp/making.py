"""One record to one item."""

from datetime import datetime, time
from typing import Final, cast

from wildgrass.model import JSON, Actor, Audience, Item, Kind, Moment
from wildgrass.model.item import ItemDraft, Origin, OriginDraft
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.whatsapp import clock, marks
from wildgrass.sources.whatsapp.bodies import LRM, Body, BodyReader, own_line
from wildgrass.sources.whatsapp.counts import Counts
from wildgrass.sources.whatsapp.frames import Day, Head
from wildgrass.sources.whatsapp.identity import ChatIdentity, clock_key
from wildgrass.sources.whatsapp.people import SOURCE, actor, is_own_line, parted
from wildgrass.sources.whatsapp.survey import ShapeSurvey

_CACHED: Final = 20_000
_SECOND_MS: Final = 1000
_MINUTE_MS: Final = 60_000
_HALF_DAY_MS: Final = 43_200_000
_FIRST_RECORDS: Final = 4


class ItemMaker:
    """Makes the items of one chat."""

    def __init__(
        self, member: str, title: str | None, seen: ShapeSurvey, identity: ChatIdentity, bodies: BodyReader
    ) -> None:
        """Take what is known of the chat as a whole."""
        self.counts = Counts()
        self.clock = LocalClock(None)
        self.is_numbered = True  # lines can be told by the vault's record numbers
        self._member = member
        self._title = title
        self._seen = seen
        self._identity = identity
        self._bodies = bodies
        self._ordinals = Ordinals()
        self._actors: dict[str, Actor] = {}
        self._last: tuple[str, Moment | None] = ("", None)

    def item(self, head: Head, text: str) -> Item:
        """Return the item of a header and its text."""
        self.counts.records += 1
        said = parted(text, self._seen.chat_label)
        if said is not None and self._seen.labels.get(said[0], 0) < 2 and is_own_line(said[0]):
            said = None
        body = own_line(text) if said is None else self._said(*said)
        self.counts.messages += not body.is_own
        extra: dict[str, JSON] = {"date_text": head.found["stamp"], **body.extra}
        author = None
        if said is not None and body.is_own:
            extra["shown_as"] = said[0]
        elif said is not None:
            author = self._actor(said[0])
        if body.event is not None:
            extra["event"] = body.event
        return self._made(head, body, author, extra)

    def preamble(self, text: str) -> Item:
        """Return what stands before the first header as a line of WhatsApp's own, without a date."""
        self.counts.records += 1
        body = own_line(text)
        return Item(
            id=self._identity.message("", text, 0),
            kind=Kind.EVENT,
            source=SOURCE,
            origin=Origin(member=self._member, record=0 if self.is_numbered else -1, pointer="line=1"),
            text=body.text,
            audience=Audience.DIRECT,
            thread=self._identity.thread,
            title=self._title,
            extra={"event": body.event} if body.event else {},
        )

    def _said(self, label: str, text: str) -> Body:
        """Return what a line with a sender holds; lines of the chat itself carry its name as their sender's."""
        body = self._bodies.read(text)
        if body.key != text:
            return body
        is_set_off, is_chat = text.startswith(LRM), label == self._seen.chat_label
        is_first = self.counts.records < _FIRST_RECORDS
        if is_set_off and is_chat and label in self._seen.own_only:
            return own_line(text)
        if (is_set_off or is_first) and marks.is_encryption_notice(text):
            return own_line(text)
        if (is_set_off or is_chat) and marks.event(text) == "security code":
            return own_line(text)
        if is_set_off:
            body.extra["is_set_off"] = (
                True  # WhatsApp's own words, in a language or of a kind that no table has
            )
        return body

    def _made(self, head: Head, body: Body, author: Actor | None, extra: dict[str, JSON]) -> Item:
        found = head.found
        part = clock.daypart(found["before"], found["after"])
        hour = clock.hour24(int(found["h"]), part)
        key = clock_key(found, hour)
        published = self._published(head, hour, part, extra)
        record = head.group if self.is_numbered else -1
        origin = OriginDraft(member=self._member, record=record, pointer=f"line={head.number}")
        origin.__class__ = Origin
        is_event = body.is_own or body.event is not None
        item = ItemDraft(
            id=self._identity.message(key, body.key, self._ordinals.next(key, body.key)),
            kind=Kind.EVENT if is_event else Kind.MESSAGE,
            source=SOURCE,
            origin=origin,
            author=author,
            published=published,
            text=body.text,
            audience=Audience.DIRECT,
            thread=self._identity.thread,
            title=self._title if self.counts.records == 1 else None,
            removed=body.removed,
            is_deleted=body.removed is not None,
            links=body.links,
            mentions=tuple(map(actor, body.mentions)) if body.mentions else (),
            attachments=body.attachments,
            extra=extra,
        )
        item.__class__ = Item
        return cast("Item", item)

    def _published(self, head: Head, hour: int, part: str | None, extra: dict[str, JSON]) -> Moment | None:
        """Return when the message was sent; where the date is open, say in `extra` what it can mean."""
        found, day = head.found, head.day
        second = found["s"]
        try:
            shown = time(hour, int(found["m"]), int(second or 0))
        except ValueError:
            self.counts.impossible += 1
            return None
        if day.meaning.calendar:
            extra["calendar"] = day.meaning.calendar
        if day.day is None:
            self._open(day, shown, extra, "seconds" if second else "minutes")
            return None
        self.counts.other_order += day.is_other_order
        stamp = found["stamp"]
        if self._last[0] != stamp:
            precision = _SECOND_MS if second else _MINUTE_MS
            if part == clock.UNKNOWN and hour <= 12:
                precision = _HALF_DAY_MS
            self._last = (stamp, self.clock.moment(datetime.combine(day.day, shown), precision))
        return self._last[1]

    def _open(self, day: Day, shown: time, extra: dict[str, JSON], width: str) -> None:
        """Keep what an open date can mean; a date that no calendar has means nothing."""
        means: list[JSON] = [
            datetime.combine(day.meaning.days[order], shown).isoformat(timespec=width)
            for order in ("dmy", "mdy")
            if order in day.meaning.days
        ]
        self.counts.unsettled += bool(means)
        self.counts.impossible += not means
        if means:
            extra["date_readings"] = means

    def _actor(self, label: str) -> Actor:
        known = self._actors.get(label)
        if known is None:
            if len(self._actors) >= _CACHED:
                self._actors.clear()
            known = self._actors[label] = actor(label)
        return known
