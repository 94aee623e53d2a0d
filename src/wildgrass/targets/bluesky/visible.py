"""The visible way: posts in batches, as an app would write them, so that every feed sees them.

Before a batch its keys go into the ledger, after it the outcome. A batch is written whole or not at all, so after a
crash one look at its first key tells which; a key that exists already must not be sent again (the server answers 500).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from wildgrass.net import NotReachedError
from wildgrass.targets.base import Outcome, Status
from wildgrass.targets.bluesky.desk import Desk, Ready
from wildgrass.targets.bluesky.place import ALLOWANCES, CREATE_POINTS, POST
from wildgrass.targets.bluesky.profile import put_profile
from wildgrass.targets.bluesky.records import Place, Record
from wildgrass.targets.bluesky.uploads import Uploads
from wildgrass.targets.bluesky.xrpc import Refused
from wildgrass.targets.draft import Draft
from wildgrass.targets.ledger import Entry
from wildgrass.targets.pace import Meter, Rate

MOST_WRITES: Final = 200
PUBLIC_WRITES: Final = (
    100  # on Bluesky's own servers: larger batches were stored and not shown (twitter-to-bluesky#95)
)
MOST_BYTES: Final = 900_000  # the server takes a body of 1 MB
_CREATE: Final = "com.atproto.repo.applyWrites#create"
_PAUSE_S: Final = 5.0


class Visible:
    """One run of the visible way."""

    def __init__(self, desk: Desk) -> None:
        """Send nothing yet."""
        self._desk = desk
        allowances = ALLOWANCES if desk.account.is_public else ()
        self._meter = Meter(allowances, desk.ledger, desk.means)
        self._most = PUBLIC_WRITES if desk.account.is_public else MOST_WRITES
        self._rate = Rate(desk.means, desk.waiting())
        self._batch: list[Ready] = []
        self._writes = self._bytes = 0
        self._there: dict[str, str] = {}
        self._uploaded: set[str] = set()
        self._uploads = Uploads(desk.session)

    def run(self) -> Iterator[Outcome]:
        """Send everything, oldest first, then the profile. Raises ServerError, NetError."""
        with self._uploads:
            yield from self._run()

    def _run(self) -> Iterator[Outcome]:
        self._look()
        for made in self._desk.drafts():
            if isinstance(made, Outcome):
                yield made
            else:
                yield from self._add(made)
        yield from self._flush()
        yield from put_profile(self._desk)

    def _look(self) -> None:
        """See what is there, where the ledger cannot tell: it is new, or was cut off while something was on its way."""
        ledger = self._desk.ledger
        if ledger.intents or not ledger.done:
            self._there = dict(self._desk.session.records(POST))

    def _add(self, draft: Draft) -> Iterator[Outcome]:
        ready = self._desk.ready(draft)
        if self._there and all(key in self._there for key in ready.keys):
            yield self._found(ready)
            return
        self._upload(ready)
        size = sum(map(_size, ready.records))
        if self._writes + len(ready.records) > self._most or self._bytes + size > MOST_BYTES:
            yield from self._flush()
        self._batch.append(ready)
        self._writes += len(ready.records)
        self._bytes += size

    def _found(self, ready: Ready) -> Outcome:
        """Settle an item that an earlier run sent without living to write it down."""
        found = _as_stored(ready, self._there)
        self._desk.places[ready.id] = found.place
        self._desk.ledger.settle({ready.id: _entry(found)})
        self._rate.step()
        return found.outcome()

    def _upload(self, ready: Ready, *, again: bool = False) -> None:
        """Send the pictures of an item; the server keeps them for a while until a post names them."""
        for part in ready.draft.parts:
            for one in part.pictures:
                blob = self._desk.pictures.blob(one)
                if blob is None or (blob.cid in self._uploaded and not again):
                    continue
                data = self._desk.pictures.data(one)
                self._meter.take("blob", 1, self._rate.progress())
                self._uploads.send(data, blob.media_type)
                self._uploaded.add(blob.cid)

    def _flush(self) -> Iterator[Outcome]:
        batch, self._batch, self._writes, self._bytes = self._batch, [], 0, 0
        if not batch:
            return
        ledger = self._desk.ledger
        ledger.intend({one.id: one.keys for one in batch})
        self._meter.take(
            "create", CREATE_POINTS * sum(len(one.records) for one in batch), self._rate.progress()
        )
        refused = self._sent(batch)
        ledger.settle({one.id: _entry(one) for one in batch if one.id not in refused})
        for one in batch:
            if one.id in refused:
                self._desk.places.pop(one.id, None)
                ledger.refuse(one.id, refused[one.id])
                yield Outcome(id=one.id, status=Status.FAILED, reason=refused[one.id])
            else:
                yield one.outcome()
        self._uploaded.clear()
        self._desk.pictures.forget()
        self._rate.step(len(batch))

    def _sent(self, batch: Sequence[Ready], *, is_last_try: bool = False) -> dict[str, str]:
        """Send a batch; return the items that the server refuses, with its words. Halves a batch to find them."""
        self._uploads.arrived()
        try:
            self._write([record for one in batch for record in one.records])
        except (Refused, NotReachedError) as error:
            if isinstance(error, NotReachedError) or error.status >= 500:
                return self._unclear(batch, error, is_last_try=is_last_try)
            if error.status != 400:
                raise
            if len(batch) > 1:
                half = len(batch) // 2
                return self._sent(batch[:half]) | self._sent(batch[half:])
            if (
                "blob" in error.words.lower() and not is_last_try
            ):  # it waited too long, and the server let it go
                self._upload(batch[0], again=True)
                return self._sent(batch, is_last_try=True)
            return {batch[0].id: f"{error.name}: {error.words}"}
        return {}

    def _unclear(
        self, batch: Sequence[Ready], error: Refused | NotReachedError, *, is_last_try: bool
    ) -> dict[str, str]:
        """See what of a batch is there after a broken connection or a 500, and send the rest once more."""
        if is_last_try:
            raise error
        self._desk.means.sleep(_PAUSE_S)
        self._there = dict(self._desk.session.records(POST))
        missing = [one for one in batch if not all(key in self._there for key in one.keys)]
        return self._sent(missing, is_last_try=True) if missing else {}

    def _write(self, records: Sequence[Record]) -> None:
        """Write records, but those that are there; a thread beyond one batch takes several."""
        wanted = [record for record in records if record.key not in self._there]
        for start in range(0, len(wanted), MOST_WRITES):
            writes = [
                {"$type": _CREATE, "collection": POST, "rkey": record.key, "value": record.value}
                for record in wanted[start : start + MOST_WRITES]
            ]
            self._desk.session.call(
                "com.atproto.repo.applyWrites", {"repo": self._desk.session.did, "writes": writes}
            )


def _size(record: Record) -> int:
    return len(msgspec.json.encode(record.value)) + 120


def _entry(ready: Ready) -> Entry:
    keep: dict[str, Any] = {**ready.place.keep(), "keys": ready.keys}
    return Entry(ready.place.first["uri"], keep, ready.reason)


def _as_stored(ready: Ready, there: dict[str, str]) -> Ready:
    """Return an item under the identifiers that the server has for it, should they be others than ours."""

    def stored(key: str) -> dict[str, str]:
        uri = ready.place.first["uri"].rpartition("/")[0]
        return {"uri": f"{uri}/{key}", "cid": there[key]}

    first, last = stored(ready.keys[0]), stored(ready.keys[-1])
    root = first if ready.place.root["uri"] == first["uri"] else ready.place.root
    return replace(ready, place=Place(first, last, root))
