"""Going through an export: documents that say whose it is, repositories, blobs, then everything else by name."""

from collections.abc import Iterator
from typing import Final

from wildgrass.crypto import dagcbor
from wildgrass.crypto.cid import Cid
from wildgrass.model import JSON, Audience, Item, Kind, Problem
from wildgrass.model.item import Origin
from wildgrass.sources.base import Export, MemberError, MemberReport, Reading, Vintage, own_name
from wildgrass.sources.bluesky import identities, mst, people, signatures
from wildgrass.sources.bluesky.blobs import Blobs
from wildgrass.sources.bluesky.car import Blocks
from wildgrass.sources.bluesky.identities import Identities
from wildgrass.sources.bluesky.layout import is_repository
from wildgrass.sources.bluesky.people import SOURCE
from wildgrass.sources.bluesky.records import RecordReader
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.membercount import MemberCount
from wildgrass.sources.quarantine import quarantined

_COMMIT: Final = ("did", "version", "data", "sig")


def read(export: Export, vintage: Vintage) -> Iterator[Reading]:
    """Yield everything in an export."""
    del vintage
    yield from export.problems
    repositories = [name for name in export.members if is_repository(export, name)]
    rest = [name for name in export.members if name not in set(repositories)]
    blobs = Blobs(export)
    named = (name for name in rest if not blobs.is_blob(name) and identities.is_identity(export, name))
    known = identities.collected(export, named)
    for name in repositories:
        yield from _Repository(export, name, known, blobs).readings()
        yield from blobs.problems()
    for name in rest:
        if name in known.members:
            yield _account(name, known.members[name])
        yield _report(name, blobs, known)


def _account(name: str, value: JSON) -> Item:
    """Return a document of an account's keys and names as a withheld item."""
    first = value[0] if isinstance(value, list) and value else value
    did = (first.get("did") or first.get("id")) if isinstance(first, dict) else None
    return Item(
        id=f"{SOURCE}:account:{did or own_name(name)}.{'log' if isinstance(value, list) else 'document'}",
        kind=Kind.ACCOUNT,
        source=SOURCE,
        origin=Origin(member=name),
        author=people.account(did) if isinstance(did, str) else None,
        audience=Audience.PUBLIC,
        extra={"document": quarantined(value)},
    )


def _report(name: str, blobs: Blobs, known: Identities) -> MemberReport:
    if name in known.members:
        return MemberReport(name=name, status="read", records=1, items=1)
    if blobs.is_claimed(name):
        return MemberReport(name=name, status="media")
    if blobs.is_damaged(name):
        return MemberReport(name=name, status="damaged", note="not the bytes that its name says")
    kind = media_type(own_name(name))
    is_media = blobs.is_blob(name) or (kind is not None and kind.startswith(("image/", "video/", "audio/")))
    return MemberReport(name=name, status="unclaimed" if is_media else "unknown")


def _text(value: dagcbor.Value) -> str:
    return value if isinstance(value, str) and value else "without a revision"


class _Repository:
    """One CAR."""

    def __init__(self, export: Export, name: str, known: Identities, blobs: Blobs) -> None:
        self._member = export.members[name]
        self._name = name
        self._known = known
        self._blobs = blobs
        self._count = MemberCount(name)
        self._blocks = Blocks(self._member)

    def readings(self) -> Iterator[Reading]:
        """Yield items, problems and the member's report."""
        try:
            yield from self._count.counting(self._all())
        except MemberError as error:
            self._count.is_damaged = True
            yield Problem(code="member-damaged", reason=str(error), member=self._name)
        finally:
            self._blocks.close()
        yield self._count.report()

    def _all(self) -> Iterator[Item | Problem]:
        for problem in self._blocks.scan():
            self._count.is_damaged = self._count.is_damaged or problem.code in (
                "car-damaged",
                "block-damaged",
            )
            yield problem
        self._blocks.open()
        commit = None
        for root in self._blocks.roots:
            commit = commit or self._commit(root)
        if commit is None:
            yield self._problem(
                "commit-missing", "no signed commit is the file's root: whose it is, nobody says"
            )
        else:
            yield from self._signature(commit)
            yield from self._records(commit)
        yield from self._loose(commit)

    def _problem(self, code: str, reason: str, where: str = "", *, lost: bool = False) -> Problem:
        return Problem(code=code, reason=reason, member=self._name, where=where, lost=lost)

    def _commit(self, root: Cid) -> dict[str, dagcbor.Value] | None:
        self._blocks.reach(root)
        found = self._blocks.get(root)
        if found is None:
            return None
        try:
            value, _ = dagcbor.decode(found[0])
        except dagcbor.BlockError:
            return None
        if (
            isinstance(value, dict)
            and all(name in value for name in _COMMIT)
            and isinstance(value["did"], str)
        ):
            return value
        return None

    def _signature(self, commit: dict[str, dagcbor.Value]) -> Iterator[Problem]:
        """Say in the member's note whether the account's key signed the commit."""
        did, signature = str(commit["did"]), commit["sig"]
        stated = f"commit {_text(commit.get('rev'))} of {did}"
        keys = self._known.keys(did)
        if not keys:
            self._count.notes.append(
                f"{stated}; signature not checkable: no key of the account lies beside it"
            )
            return
        message = dagcbor.encode({key: part for key, part in commit.items() if key != "sig"})
        data = signature if isinstance(signature, bytes) else b""
        for key in keys:
            if signatures.is_valid(key, data, message):
                self._count.notes.append(f"{stated}; signature verified with {key.text} of {key.found_in}")
                return
        names = ", ".join(sorted({key.found_in for key in keys}))
        self._count.notes.append(f"{stated}; signature wrong for every key in {names}")
        yield self._problem("signature-wrong", f"no key in {names} made the commit's signature")

    def _records(self, commit: dict[str, dagcbor.Value]) -> Iterator[Item | Problem]:
        did, data = str(commit["did"]), commit["data"]
        reader = RecordReader(did, self._known.handle(did), self._blobs)
        if not isinstance(data, Cid):
            yield self._problem("tree-damaged", "the commit names no tree", lost=True)
            return
        for one in mst.walk(self._blocks, data, self._name):
            if isinstance(one, Problem):
                self._count.records += one.lost
                yield one
                continue
            self._count.records += 1
            yield from self._record(one, reader)

    def _record(self, leaf: mst.Leaf, reader: RecordReader) -> Iterator[Item | Problem]:
        key = f"{leaf.collection}/{leaf.rkey}"
        self._blocks.reach(leaf.cid)
        found = self._blocks.get(leaf.cid)
        if found is None:
            reason = f"the record {key} is in the tree, its block {leaf.cid.text()} is not in the file"
            yield self._problem("block-missing", reason, lost=True)
            return
        where = f"byte {found[1]}"
        try:
            body, odd = dagcbor.decode_json(found[0])
        except dagcbor.BlockError as error:
            yield self._problem("record-damaged", f"{key}: {error}", where, lost=True)
            return
        if not isinstance(body, dict):
            yield self._problem("record-unknown-form", f"{key} is no record", where, lost=True)
            return
        origin = Origin(member=self._name, pointer=f"byte={found[1]}")
        item, odd_too = reader.read(leaf.collection, leaf.rkey, body, origin, leaf.cid.text())
        yield item
        yield from self._blobs.problems()
        for reason in filter(None, (odd, odd_too)):
            yield self._problem("record-odd", f"{key}: {reason}", where)

    def _loose(self, commit: dict[str, dagcbor.Value] | None) -> Iterator[Item | Problem]:
        """Yield records that no tree leads to: of a version before, or of a tree that is not in the file."""
        nodes = records = 0
        author = people.account(str(commit["did"])) if commit else None
        for one in self._blocks.loose():
            try:
                value, _ = dagcbor.decode(one.data)
            except dagcbor.BlockError:
                value = None
            if not isinstance(value, dict) or not isinstance(value.get("$type"), str):
                nodes += 1
                continue
            records += 1
            self._count.records += 1
            yield Item(
                id=f"{SOURCE}:loose:{one.cid.text()}",
                kind=Kind.ACTIVITY,
                source=SOURCE,
                origin=Origin(member=self._name, pointer=f"byte={one.start}"),
                author=author,
                audience=Audience.UNKNOWN,
                extra={"record": dagcbor.to_json(value), "cid": one.cid.text(), "is_in_tree": False},
            )
        if records:
            reason = (
                f"{records:,} records are in the file that its tree does not lead to; they are kept, unplaced"
            )
            yield self._problem("records-unreached", reason)
        if nodes:
            self._count.notes.append(f"{nodes:,} other blocks that nothing leads to")
