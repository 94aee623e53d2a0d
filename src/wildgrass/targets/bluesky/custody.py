"""The way of custody: a whole repository built here, imported at once into a fresh account, and one write to sign it.

An import replaces the repository, is checked by nobody and announced to nobody (measured on the real server): so it is
only for an account without posts, every limit is kept here, and feeds may not show what it brought.
"""

import tempfile
from collections.abc import Iterator
from typing import IO, Any, Final

from wildgrass.crypto import car, dagcbor, mst
from wildgrass.crypto.cid import Cid, cid_of, parsed
from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.model import Attachment
from wildgrass.targets.base import Outcome, Status
from wildgrass.targets.bluesky.desk import Desk, Ready
from wildgrass.targets.bluesky.place import POST
from wildgrass.targets.bluesky.profile import PROFILE, put_profile
from wildgrass.targets.bluesky.tid import microseconds_of, tid
from wildgrass.targets.bluesky.uploads import Uploads
from wildgrass.targets.ledger import Entry
from wildgrass.targets.pace import Rate

_NOTE: Final = "custody"
_PART: Final = 1 << 20
_STEP: Final = 1000
_MISSING_PAGE: Final = 500


class CustodyRefusedError(WildgrassError):
    """An import would destroy what the account holds."""

    code = "custody-refused"
    exit_code = EXIT_DECIDE
    message = "{account} is no fresh account, it holds {what}; an import would replace it"
    hint = "nothing was sent; make a new account for a copy in custody, or publish without --custody"


class CustodyDiffersError(WildgrassError):
    """The server's tree is not the one that was built here."""

    code = "custody-differs"
    exit_code = EXIT_DECIDE
    message = "the server holds another tree than the one that was sent: {there}, not {here}"
    hint = "do not use this account; report it to whoever runs the server, and try another one"


class Custody:
    """One run of the way of custody."""

    def __init__(self, desk: Desk) -> None:
        """Build nothing yet."""
        self._desk = desk
        self._rate = Rate(desk.means, desk.waiting())
        self._entries: list[tuple[bytes, Cid]] = []
        self._settling: dict[str, Entry] = {}
        self._outcomes: list[Outcome] = []
        self._pictures: dict[str, Attachment] = {}

    def run(self) -> Iterator[Outcome]:
        """Build, import, bring the pictures, sign. Raises CustodyRefusedError, CustodyDiffersError, ServerError."""
        note: dict[str, Any] = self._desk.ledger.notes.get(_NOTE) or {}
        if note.get("stage") == "signed":
            yield from self._after()
            return
        with tempfile.TemporaryFile(dir=self._desk.ledger.path.parent) as body:
            yield from self._built(body)
            self._imported(body, note)
        self._bring_pictures()
        outcomes = list(put_profile(self._desk))  # the write that signs
        self._note("signed", note.get("root", ""))
        self._desk.ledger.settle(self._settling)
        yield from self._outcomes
        yield from outcomes

    def _after(self) -> Iterator[Outcome]:
        """Answer for an account that was brought whole before: what is new since then needs the visible way."""
        for made in self._desk.drafts():
            if isinstance(made, Outcome):
                yield made
            else:
                yield Outcome(id=made.item.id, status=Status.SKIPPED, reason="custody-was-done")
        yield from put_profile(self._desk)

    def _built(self, body: IO[bytes]) -> Iterator[Outcome]:
        """Write every record's block to `body`; keep keys and identifiers."""
        for number, made in enumerate(self._desk.drafts()):
            if isinstance(made, Outcome):
                yield made
                continue
            ready = self._desk.ready(made)
            for record in ready.records:
                body.write(car.section(record.cid, record.data))
                self._entries.append((f"{POST}/{record.key}".encode(), record.cid))
            self._remember(ready)
            if number % _STEP == 0:
                self._desk.means.progress(self._rate.progress())
        self._entries.sort()

    def _remember(self, ready: Ready) -> None:
        keep: dict[str, Any] = {**ready.place.keep(), "keys": ready.keys}
        self._settling[ready.id] = Entry(ready.place.first["uri"], keep, ready.reason)
        self._outcomes.append(ready.outcome())
        for part in ready.draft.parts:
            for one in part.pictures:
                blob = self._desk.pictures.blob(one)
                if blob is not None:
                    self._pictures[blob.cid] = one

    def _imported(self, body: IO[bytes], note: dict[str, Any]) -> None:
        """Send the repository, unless the server holds this very tree already; then compare the roots."""
        nodes = list(mst.build(self._entries))
        root = nodes[-1].cid
        if note == {"stage": "imported", "root": root.text()}:
            return
        self._note("sending", root.text())
        note["root"] = root.text()
        if self._root_there() != root:
            self._check_fresh()
            self._send(body, nodes)
        there = self._root_there()
        if there != root:
            raise CustodyDiffersError(there="none" if there is None else there.text(), here=root.text())
        self._note("imported", root.text())

    def _check_fresh(self) -> None:
        session = self._desk.session
        found = session.query("com.atproto.repo.describeRepo", repo=session.did)
        others = [one for one in found.get("collections", []) if one != PROFILE]
        if others:
            raise CustodyRefusedError(account=session.handle, what=", ".join(others[:5]))

    def _send(self, body: IO[bytes], nodes: list[mst.Block]) -> None:
        session = self._desk.session
        commit = dagcbor.encode(
            {
                "did": session.did,
                "version": 3,
                "data": nodes[-1].cid,
                "rev": tid(microseconds_of(self._desk.means.now()), 0),
                "prev": None,
                "sig": bytes(64),  # nobody checks it; the write that follows signs the tree
            }
        )
        name = cid_of(commit)
        head = car.header(name) + car.section(name, commit)
        tail = b"".join(car.section(node.cid, node.data) for node in nodes)
        size = len(head) + body.tell() + len(tail)

        def content() -> Iterator[bytes]:
            body.seek(0)
            yield head
            yield from iter(lambda: body.read(_PART), b"")
            yield tail

        session.send("com.atproto.repo.importRepo", content, "application/vnd.ipld.car", size)

    def _root_there(self) -> Cid | None:
        """Return the root of the tree that the server holds."""
        session = self._desk.session
        latest = session.query("com.atproto.sync.getLatestCommit", did=session.did)
        data = session.fetch(
            "com.atproto.sync.getBlocks", most_bytes=_PART, did=session.did, cids=[latest["cid"]]
        )
        name = parsed(str(latest["cid"]))
        block = car.blocks(data).get(name) if name is not None else None
        commit = None if block is None else dagcbor.decode(block)[0]
        root = commit.get("data") if isinstance(commit, dict) else None
        return root if isinstance(root, Cid) else None

    def _bring_pictures(self) -> None:
        """Send every picture that the server finds named and does not hold."""
        sent: set[str] = set()
        with Uploads(self._desk.session) as uploads:
            while wanted := self._missing() - sent:
                for one in sorted(wanted):
                    self._bring(one, uploads)
                uploads.arrived()
                sent |= wanted

    def _missing(self) -> set[str]:
        """Return pictures of ours that the server lacks, a page of them."""
        page = self._desk.session.query("com.atproto.repo.listMissingBlobs", limit=_MISSING_PAGE)
        return {str(one["cid"]) for one in page.get("blobs", [])} & self._pictures.keys()

    def _bring(self, cid: str, uploads: Uploads) -> None:
        data = self._desk.pictures.data(self._pictures[cid])
        blob = self._desk.pictures.blob(self._pictures[cid])
        if blob is not None:
            uploads.send(data, blob.media_type)
            self._desk.means.progress(self._rate.progress())

    def _note(self, stage: str, root: str) -> None:
        self._desk.ledger.note(_NOTE, {"stage": stage, "root": root})
