"""One record to one item."""

from typing import Any, Final, cast

from wildgrass.model import JSON, Actor, Audience, Item, Kind
from wildgrass.model.item import ItemDraft, Origin, OriginDraft
from wildgrass.sources.ordinals import Ordinals
from wildgrass.sources.whatsapp import marks
from wildgrass.sources.whatsapp.bodies import LRM, Body, BodyReader, own_line
from wildgrass.sources.whatsapp.counts import Counts
from wildgrass.sources.whatsapp.frames import Head
from wildgrass.sources.whatsapp.identity import ChatIdentity
from wildgrass.sources.whatsapp.people import SOURCE, actor, is_own_line, parted
from wildgrass.sources.whatsapp.survey import ShapeSurvey
from wildgrass.sources.whatsapp.times import Times

_CACHED: Final = 20_000
_FIRST_RECORDS: Final = 4
_EVENT: Final = Kind.EVENT
_MESSAGE: Final = Kind.MESSAGE
_DIRECT: Final = Audience.DIRECT


class ItemMaker:
    """Makes the items of one chat."""

    def __init__(
        self, member: str, seen: ShapeSurvey, identity: ChatIdentity, bodies: BodyReader, zone: str | None
    ) -> None:
        """Take what is known of the chat as a whole, and the zone that the person answered."""
        self.counts = Counts()
        self.times = Times(zone)
        self.times.is_24h = seen.is_24h
        self.is_numbered = True  # lines can be told by the vault's record numbers
        self._member = member
        self._title = identity.title or seen.title()
        self._seen = seen
        self._identity = identity
        self._bodies = bodies
        self._ordinals = Ordinals()
        self._actors: dict[str, Actor] = {}
        self._known = frozenset(label for label, times in seen.labels.items() if times > 1)

    def item(self, head: Head, text: str) -> Item:
        """Return the item of a header and its text."""
        self.counts.records += 1
        said = parted(text, self._known, self._seen.chat_label)
        if said is not None and said[0] not in self._known and is_own_line(said[0]):
            said = None
        body = own_line(text) if said is None else self._said(*said)
        self.counts.messages += not body.is_own
        extra = body.extra
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

    def _made(self, head: Head, body: Body, author: Actor | None, more: dict[str, JSON]) -> Item:
        when, counts = self.times.when(head), self.counts
        counts.unsettled += when.is_open
        counts.impossible += when.is_impossible
        counts.other_order += head.day.is_other_order
        record = head.group if self.is_numbered else -1
        origin = OriginDraft(member=self._member, record=record, pointer=f"line={head.number}")
        origin.__class__ = Origin
        is_event = body.is_own or body.event is not None
        item = ItemDraft(
            id=self._identity.message(when.key, body.key, self._ordinals.next(when.key, body.key)),
            kind=_EVENT if is_event else _MESSAGE,
            source=SOURCE,
            origin=origin,
            author=author,
            published=when.published,
            text=body.text,
            audience=_DIRECT,
            thread=self._identity.thread,
            extra={**when.extra, **more} if more else dict(when.extra),
        )
        if body.key != body.text or body.links or body.mentions:
            self._fill(item, body)
        if counts.records == 1:
            item.title = self._title
        item.__class__ = Item
        return cast("Item", item)

    def _fill(self, item: Any, body: Body) -> None:
        """Give a draft what only messages have that are more than their text."""
        item.removed = body.removed
        item.is_deleted = body.removed is not None
        item.links = body.links
        item.mentions = tuple(map(actor, body.mentions))
        item.attachments = body.attachments

    def _actor(self, label: str) -> Actor:
        known = self._actors.get(label)
        if known is None:
            if len(self._actors) >= _CACHED:
                self._actors.clear()
            known = self._actors[label] = actor(label)
        return known
