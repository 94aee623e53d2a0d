"""A real run: to all relays at once, then once more alone to each that asked to slow down.

An item is done when one relay has it. The books say which relays have it and what the others said, so that a later
run brings them only what they lack.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from wildgrass.errors import EXIT_STORE, WildgrassError
from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.draft import drafts
from wildgrass.targets.ledger import Entry, Ledger
from wildgrass.targets.means import Means, NotConfirmedError
from wildgrass.targets.naming import decide_names
from wildgrass.targets.nostr.account import lists, look, profile
from wildgrass.targets.nostr.desk import Desk, Ready, outcome_of
from wildgrass.targets.nostr.key import NostrKey
from wildgrass.targets.nostr.media import Blossom, Folder, Pictures
from wildgrass.targets.nostr.place import NostrPlace, shape_of
from wildgrass.targets.nostr.relay import Clock, Relay
from wildgrass.targets.outgoing import Selection
from wildgrass.targets.pace import Rate
from wildgrass.targets.preview import preview_folder

BATCH: Final = 400


class RelaysGoneError(WildgrassError):
    """No relay takes anything any more."""

    code = "relays-gone"
    exit_code = EXIT_STORE
    message = "no relay takes anything more: {words}"
    hint = "run the command again later, or name another relay; it goes on where it stopped"


def publish(
    archive: Archive, selection: Selection, place: NostrPlace, options: RestoreOptions, means: Means
) -> Iterator[Outcome]:
    """Publish what is chosen and is not everywhere yet; yield an outcome for every item.

    Raises:
        NostrKeyError, NotConfirmedError, MediaServerError, RelaysGoneError, the errors of the ledger and the network.
    """
    base = options.media_server or options.media_base
    shape = shape_of(pictures=base is not None)
    with Ledger.of(means.state, place.place) as ledger:
        if _is_finished(selection, ledger, place):
            yield from _standing(archive, selection, options, ledger)
            return
        decide_names(archive, selection, options, ledger, means)
        key = NostrKey.of(means.secret(place.place))
        with Pictures(archive, ledger, base) as pictures, ExitStack() as stack:
            desk = Desk(
                archive=archive,
                selection=selection,
                place=place,
                shape=shape,
                options=options,
                means=means,
                ledger=ledger,
                key=key,
                pictures=pictures,
                depot=None,
            )
            if not means.confirm(key.npub, len(desk.waiting())):
                raise NotConfirmedError(account=key.npub)
            ledger.bind(key.npub)
            client = stack.enter_context(means.client())
            if options.media_server:
                desk.depot = Blossom(client, options.media_server, key, ledger, pictures, means.now())
            elif base is not None:
                desk.depot = Folder(preview_folder(means.state, place.place) / "pictures", pictures)
            clock = Clock(means.sleep, means.now)
            relays = [Relay(client, url, key, clock) for url in place.relays]
            try:
                yield from _Run(desk, relays).go()
            finally:
                for relay in relays:
                    relay.close()


def _is_finished(selection: Selection, ledger: Ledger, place: NostrPlace) -> bool:
    """Say whether earlier runs brought everything everywhere."""
    wanted = [*selection.chosen, *([selection.profile] if selection.profile else [])]
    everywhere = frozenset(place.relays)
    return all(one in ledger.done and everywhere <= set(ledger.done[one].keep["relays"]) for one in wanted)


def _standing(
    archive: Archive, selection: Selection, options: RestoreOptions, ledger: Ledger
) -> Iterator[Outcome]:
    """Yield the outcomes of a finished run once more."""
    shape = shape_of(pictures=bool(options.media_server or options.media_base))
    for made in drafts(archive, selection, shape, options):
        yield made if isinstance(made, Outcome) else outcome_of(made.item.id, ledger.done[made.item.id])
    if selection.profile is not None:
        yield outcome_of(selection.profile, ledger.done[selection.profile])


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch that is on its way: its items, and what each relay will have answered."""

    batch: Sequence[Ready]
    answers: dict[str, "Future[dict[str, str | None]]"]


class _Run:
    """One run."""

    def __init__(self, desk: Desk, relays: Sequence[Relay]) -> None:
        self._desk, self._relays = desk, relays
        self._waiting = desk.waiting()
        self._rate = Rate(desk.means, len(self._waiting))

    def go(self) -> Iterator[Outcome]:
        with ThreadPoolExecutor(max_workers=len(self._relays), thread_name_prefix="relay") as threads:
            list(threads.map(Relay.open, self._relays))
            self._check()
            standing = look(self._desk, self._working())
            own = lists(self._desk, standing)
            for relay in self._working():
                relay.deliver(own, patient=len(self._relays) == 1)
            said: set[str] = set()
            for outcome in self._brought(threads, self._relays, standing, patient=len(self._relays) == 1):
                said.add(outcome.id)
                yield outcome
            for relay in [one for one in self._relays if one.is_slow]:
                relay.go_on()
                relay.deliver(own, patient=True)
                for outcome in self._brought(threads, [relay], standing, patient=True):
                    if outcome.id not in said:  # most were said when another relay took them
                        said.add(outcome.id)
                        yield outcome
        self._report()

    def _working(self) -> list[Relay]:
        return [one for one in self._relays if one.aside is None]

    def _check(self) -> None:
        """Stop when nobody listens any more. Raises the network's error, or RelaysGoneError."""
        if self._working() or any(one.is_slow for one in self._relays):
            return
        for relay in self._relays:
            if relay.error is not None:
                raise relay.error
        raise RelaysGoneError(words="; ".join(f"{one.url}: {one.aside}" for one in self._relays))

    def _brought(
        self,
        threads: ThreadPoolExecutor,
        relays: Sequence[Relay],
        standing: dict[str, Any],
        *,
        patient: bool,
    ) -> Iterator[Outcome]:
        """Go through the archive once, a batch being made while the one before is on its way."""
        batch: list[Ready] = []
        sent: _Sent | None = None
        for made in self._everything([one.url for one in relays], standing):
            if isinstance(made, Outcome):
                yield made
                continue
            batch.append(made)
            if len(batch) == BATCH:
                waiting, batch = batch, []
                yield from self._settled(sent)
                sent = self._send(threads, relays, waiting, patient=patient)
        yield from self._settled(sent)
        yield from self._settled(self._send(threads, relays, batch, patient=patient))

    def _everything(self, relays: Sequence[str], standing: dict[str, Any]) -> Iterator[Ready | Outcome]:
        yield from self._desk.go_through(relays)
        item_id = self._desk.selection.profile
        if item_id is None:
            return
        made = profile(self._desk, standing)
        before = self._desk.ledger.done.get(item_id)
        if made is None:
            yield Outcome(id=item_id, status=Status.SKIPPED, reason="profile-is-there")
        elif before is not None and not made.relays & frozenset(relays):
            yield outcome_of(item_id, before)
        else:
            yield made

    def _send(
        self, threads: ThreadPoolExecutor, relays: Sequence[Relay], batch: Sequence[Ready], *, patient: bool
    ) -> _Sent:
        answers = {}
        for relay in relays:
            events = [event for one in batch if relay.url in one.relays for event in one.events]
            if events and relay.aside is None:
                answers[relay.url] = threads.submit(relay.deliver, events, patient=patient)
        return _Sent(batch, answers)

    def _settled(self, sent: _Sent | None) -> Iterator[Outcome]:
        """Wait for a batch, write down what became of it, and say so."""
        if sent is None or not sent.batch:
            return
        answers = {url: future.result() for url, future in sent.answers.items()}
        entries: dict[str, Entry] = {}
        failed: dict[str, str] = {}
        for one in sent.batch:
            self._settle(one, answers, entries, failed)
        self._desk.ledger.settle(entries)
        for one in sent.batch:
            if one.id in entries:
                yield outcome_of(one.id, entries[one.id])
            elif one.id in failed:
                self._desk.ledger.refuse(one.id, failed[one.id])
                yield Outcome(id=one.id, status=Status.FAILED, reason=failed[one.id])
        self._rate.step(sum(one.id in self._waiting for one in sent.batch))
        self._waiting.difference_update(one.id for one in sent.batch)
        self._check()

    def _settle(
        self,
        one: Ready,
        answers: dict[str, dict[str, str | None]],
        entries: dict[str, Entry],
        failed: dict[str, str],
    ) -> None:
        """Put together what the relays said to one item."""
        before = self._desk.ledger.done.get(one.id)
        have = set(() if before is None else before.keep["relays"])
        refused: dict[str, str] = dict({} if before is None else before.keep.get("refused", {}))
        for url, said in answers.items():
            words = [said.get(event.id, "") for event in one.events]
            against = [word for word in words if word]
            if against:
                refused[url] = against[0]
            elif all(word is None for word in words):
                have.add(url)
                refused.pop(url, None)
        if have:
            keep = {**one.keep, "relays": sorted(have), **({"refused": refused} if refused else {})}
            entries[one.id] = Entry(one.address, keep, one.reason)
        elif refused:
            failed[one.id] = ", ".join(f"{url}: {words}" for url, words in sorted(refused.items()))

    def _report(self) -> None:
        """Say what each relay took, and in its own words what not."""
        for relay in self._relays:
            words = relay.aside or next(iter(relay.refused.values()), "")
            details = {
                "relay": relay.url,
                "taken": relay.taken,
                "refused": len(relay.refused),
                "words": words,
            }
            self._desk.means.notice("publish-relay-words" if words else "publish-relay", details)
