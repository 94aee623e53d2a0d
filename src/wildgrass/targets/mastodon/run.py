"""A real run: see what the server is before anything else, whose token it is, and send post by post, oldest first.

Before an item its intent goes into the ledger, after it the outcome. No server here heeds an Idempotency-Key, so after
anything unclear (a run that died, a connection that broke, a 500) the account's own list tells what is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.preview import Previewer
from wildgrass.net import Client, NotReachedError
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.draft import Draft, drafts
from wildgrass.targets.ledger import Entry, Ledger
from wildgrass.targets.mastodon.api import Account, Api, Refused
from wildgrass.targets.mastodon.media import Media
from wildgrass.targets.mastodon.place import NOTE, Limits, LimitsSmallerError, MastodonPlace, stamp
from wildgrass.targets.mastodon.queue import Queue
from wildgrass.targets.mastodon.software import Software, Way
from wildgrass.targets.mastodon.statuses import Stored, There, body_of, mark_sent
from wildgrass.targets.means import Means, NotConfirmedError, Progress
from wildgrass.targets.naming import decide_names
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.pace import Rate

PROFILE_STAYS: Final = "profile-left-out"
_OURS: Final = frozenset({400, 404, 406, 413, 415, 422})  # refusals that concern one post


class DeliveryNotConfirmedError(WildgrassError):
    """The person did not say that her followers may get every post."""

    code = "delivery-not-confirmed"
    exit_code = EXIT_DECIDE
    message = "nothing was published: {server} sends every post to the followers, and that was not confirmed"
    hint = "type yes when you are asked, or add --deliver, if that is what you want"


def publish(
    archive: Archive, selection: Selection, place: MastodonPlace, options: RestoreOptions, means: Means
) -> Iterator[Outcome]:
    """Publish what is chosen and is not there yet; yield an outcome for every item.

    Raises:
        BackdatingRefusedError, SoftwareUnknownError, LimitsSmallerError, TokenRefusedError, NotConfirmedError,
        DeliveryNotConfirmedError, MastodonRefusedError, QueueStuckError, and the errors of the ledger and the network.
    """
    with Ledger.of(means.state, place.place) as ledger:
        limits = Limits.noted(ledger.notes)
        if all(_is_settled(made, ledger) for made in drafts(archive, selection, limits.shape, options)):
            yield from _standing(archive, selection, limits, options, ledger)
            return
        decide_names(archive, selection, options, ledger, means)
        with means.client() as client, Previewer() as previewer:
            api = _api(client, place, means)
            software, said = api.what_it_is()
            software.checked(place.server)
            _check_limits(ledger, place, limits, said)
            account = api.open(means.secret(place.server))
            papers = Papers(archive, selection, options, means, ledger, api, software, limits)
            _confirm(papers, place, account)
            ledger.bind(f"{account.name}@{place.host}")
            media = Media(archive, api, means, previewer, _part(said, "media_attachments"))
            try:
                yield from Run(papers, media).run()
            except Refused as refused:
                raise api.failed(refused) from refused


@dataclass(frozen=True, slots=True)
class Papers:
    """What a run works with."""

    archive: Archive
    selection: Selection
    options: RestoreOptions
    means: Means
    ledger: Ledger
    api: Api
    software: Software
    limits: Limits

    def drafts(self) -> Iterator[Draft | Outcome]:
        """Go through the archive."""
        return drafts(self.archive, self.selection, self.limits.shape, self.options)

    def waiting(self) -> int:
        """Count the items that are chosen and not there yet."""
        return sum(item_id not in self.ledger.done for item_id in self.selection.chosen)


@dataclass(slots=True)
class Run:
    """One run's sending."""

    papers: Papers
    media: Media
    _there: There = field(default_factory=lambda: There((), frozenset()))
    _sent: frozenset[str] = frozenset()
    _queue: Queue = field(init=False)
    _rate: Rate = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        papers = self.papers
        self._queue = Queue(papers.api, papers.means, is_queued=papers.software.way is Way.DELIVERED)
        self._rate = Rate(papers.means, papers.waiting())

    def run(self) -> Iterator[Outcome]:
        """Send everything, oldest first. Raises Refused, NetError, QueueStuckError."""
        ledger = self.papers.ledger
        if ledger.intents:
            self._queue.quieten()
        if ledger.intents or not ledger.done:
            self._look()
        for made in self.papers.drafts():
            if isinstance(made, Outcome):
                yield made
            elif made.item.id in ledger.done:
                yield _outcome(made.item.id, ledger.done[made.item.id])
            else:
                yield self._item(made)
                self._rate.step()
        if self.papers.selection.profile is not None:
            yield _profile(self.papers.selection.profile)
        self._queue.drain()

    def _look(self) -> None:
        """See what is there, where the ledger cannot tell."""
        papers = self.papers
        done = (one for entry in papers.ledger.done.values() for one in entry.keep.get("ids", ()))
        by_arrival = papers.software.way is Way.DELIVERED
        self._there = There(papers.api.statuses(by_arrival=by_arrival), self._sent.union(done))

    def _item(self, draft: Draft) -> Outcome:
        """Send one item, part after part; a thread that broke off is gone on with."""
        ledger, item_id = self.papers.ledger, draft.item.id
        ledger.intend({item_id: (stamp(draft.created),)})
        lacks = list(draft.lacks)
        stored: list[Stored] = []
        parent, tail = self._last(draft.reply_to), self._quote(draft, lacks)
        for number in range(len(draft.parts)):
            try:
                stored.append(self._part(draft, number, parent, tail, lacks))
                self._sent |= {stored[-1].id}
            except Refused as refused:
                if refused.status not in _OURS:
                    raise
                if not stored:  # an intent that stays has the next run look for the parts that are there
                    ledger.refuse(item_id, refused.words)
                return Outcome(id=item_id, status=Status.FAILED, reason=f"{refused.status} {refused.words}")
            parent = stored[-1].id
        keep: dict[str, Any] = {"ids": [one.id for one in stored]}
        entry = Entry(stored[0].url, keep, ", ".join(dict.fromkeys(lacks)) or None)
        ledger.settle({item_id: entry})
        return _outcome(item_id, entry)

    def _part(self, draft: Draft, number: int, parent: str | None, tail: str, lacks: list[str]) -> Stored:
        """Send one part, unless it is there."""
        part = draft.parts[number]
        is_last = number == len(draft.parts) - 1

        def body(media: list[str]) -> dict[str, Any]:
            more = tail if is_last else ""
            return body_of(draft, number, self.papers.software.way, media=media, parent=parent, tail=more)

        found = self._there.take(mark_sent(body([""] * len(part.pictures))))
        if found is not None:
            return found
        media = [self.media.sent(one) for one in part.pictures]
        if None in media:
            lacks.append("picture-damaged")
        value = body([one for one in media if one is not None])
        if not (value["status"] or value.get("media_ids")):
            raise Refused("/api/v1/statuses", 422, "nothing of it can be shown")
        stored = (self._there.take(mark_sent(value)) if None in media else None) or self._posted(value)
        self._queue.add(stored.id)
        return stored

    def _posted(self, value: dict[str, Any], *, is_last_try: bool = False) -> Stored:
        """Post, and after anything unclear look whether it is there before it is posted once more."""
        try:
            return self._answered(self.papers.api.post("/api/v1/statuses", value))
        except (Refused, NotReachedError) as error:
            if (isinstance(error, Refused) and error.status < 500) or is_last_try:
                raise
            self._queue.quieten()
            self._look()
            return self._there.take(mark_sent(value)) or self._posted(value, is_last_try=True)

    @staticmethod
    def _answered(said: Any) -> Stored:
        stored = Stored.of(said)
        if stored is None:
            raise Refused("/api/v1/statuses", 502, "no post in the answer")
        return stored

    def _last(self, item_id: str | None) -> str | None:
        """Return the last post of an item that is there: what an answer to it answers."""
        entry = self.papers.ledger.done.get(item_id or "")
        return None if entry is None else str(entry.keep["ids"][-1])

    def _quote(self, draft: Draft, lacks: list[str]) -> str:
        """Return the address of an own post that is quoted, as text: there are no quotes here."""
        if draft.quotes is None:
            return ""
        entry = self.papers.ledger.done.get(draft.quotes)
        if entry is None:
            lacks.append("quote-left-out")
            return ""
        tail = f"\n\n{entry.target_id}" if draft.parts[-1].text else entry.target_id
        if len(draft.warning) + len(draft.parts[-1].text) + len(tail) <= self.papers.limits.characters:
            return tail
        lacks.append("quote-left-out")
        return ""


def _api(client: Client, place: MastodonPlace, means: Means) -> Api:
    def wait(seconds: float) -> None:
        means.progress(Progress(0, 0, None, seconds))
        means.sleep(seconds)

    return Api(client, place.server, means.now, wait)


def _part(said: Any, name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _check_limits(ledger: Ledger, place: MastodonPlace, before: Limits, said: Any) -> None:
    """Refuse to publish what the preview showed otherwise; the next preview knows."""
    found = _part(said, "statuses")
    characters, pictures = found.get("max_characters"), found.get("max_media_attachments")
    now = before.within(
        characters if type(characters) is int and characters >= 100 else before.characters,
        pictures if type(pictures) is int and pictures >= 1 else before.pictures,
    )
    if now != before:
        ledger.note(NOTE, [now.characters, now.pictures])
        raise LimitsSmallerError(server=place.server, characters=f"{now.characters:,}", pictures=now.pictures)


def _confirm(papers: Papers, place: MastodonPlace, account: Account) -> None:
    name, count = f"{account.name}@{place.host}", papers.waiting()
    if not papers.means.confirm(name, count):
        raise NotConfirmedError(account=name)
    if papers.software.way is not Way.DELIVERED or papers.options.deliver:
        return
    if not papers.means.deliver(account.followers, count):
        raise DeliveryNotConfirmedError(server=place.server)


def _is_settled(made: Draft | Outcome, ledger: Ledger) -> bool:
    return isinstance(made, Outcome) or made.item.id in ledger.done


def _standing(
    archive: Archive, selection: Selection, limits: Limits, options: RestoreOptions, ledger: Ledger
) -> Iterator[Outcome]:
    """Yield the outcomes of a finished run once more."""
    for made in drafts(archive, selection, limits.shape, options):
        yield made if isinstance(made, Outcome) else _outcome(made.item.id, ledger.done[made.item.id])
    if selection.profile is not None:
        yield _profile(selection.profile)


def _outcome(item_id: str, entry: Entry) -> Outcome:
    return Outcome(id=item_id, status=Status.DONE, target_id=entry.target_id, reason=entry.reason)


def _profile(item_id: str) -> Outcome:
    return Outcome(id=item_id, status=Status.SKIPPED, reason=PROFILE_STAYS)
