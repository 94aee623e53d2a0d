"""An AT Protocol account: its repository and blobs from its server, in the shape that the Bluesky reader reads.

The repository is checked before it is sealed: whole, of this account, and signed by the key that its document names.
https://atproto.com/specs/sync
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from wildgrass.crypto import cid, dagcbor
from wildgrass.flows.following.asking import Asking, Fetched, refused
from wildgrass.flows.following.errors import FollowMismatchError, FollowRefusedError, FollowTargetError
from wildgrass.model import Problem
from wildgrass.net.client import host_of
from wildgrass.sources.base import Export, MemberReport
from wildgrass.sources.bluesky import BlueskySource, car
from wildgrass.sources.bluesky.car import CarError

_SHAPE: Final = re.compile(
    r"@?(?P<who>did:[a-z]+:[\w.:%-]+|[\w-]+(?:\.[\w-]+)+)(?:@(?P<server>https?://\S+))?\Z"
)
_REPO: Final = "repo.car"
_DOCUMENT: Final = "did.json"
_DIRECTORY: Final = "https://plc.directory"
_RESOLVER: Final = "https://public.api.bsky.app"
_PAGE: Final = 500
_MOST_PAGES: Final = 4000
_TRIES: Final = 2
_BROKEN: Final = frozenset(
    {"car-damaged", "block-damaged", "tree-damaged", "commit-missing", "signature-wrong"}
)


class BlueskyAccount:
    """Fetches one account."""

    near: frozenset[str] | None = None  # a repository's files are its blobs

    def __init__(self, place: str) -> None:
        """Take "HANDLE-or-DID[@PDS-URL]". Raises FollowTargetError."""
        found = _SHAPE.match(place)
        if found is None:
            raise FollowTargetError(target=f"bluesky:{place}")
        self._who = found["who"]
        self._server = (found["server"] or "").rstrip("/")

    def fetch(self, asking: Asking, before: dict[str, str]) -> Fetched:
        """Fetch the repository and the blobs; see `Fetched`.

        Raises:
            FollowRefusedError, FollowMismatchError, NetError.
        """
        did, server, document = self._whereabouts(asking)
        known = before if before.get("did") == did else {}
        latest = asking.get(_call(server, "sync.getLatestCommit", did=did), "the latest commit").json()
        rev = latest.get("rev") if isinstance(latest, dict) else None
        if isinstance(rev, str) and rev and known.get("rev") == rev and "retry" not in known:
            return Fetched(state=known, is_unchanged=True)
        asking.spool.put(_DOCUMENT, document)
        fetched = Fetched()
        answer = asking.file(_call(server, "sync.getRepo", did=did), _REPO, "application/vnd.ipld.car")
        if not answer.is_good:
            raise refused(answer, "the repository")
        rev = self._checked(asking, did, host_of(server))
        fetched.gaps += _gaps(asking.spool.export())
        since = known.get("blobs")
        is_complete = _blobs(asking, server, did, since, fetched)
        fetched.state = {"did": did, "rev": rev}
        if is_complete and not fetched.gaps:
            fetched.state["blobs"] = rev
        else:
            fetched.state |= {"retry": "yes"} | ({"blobs": since} if since else {})
        return fetched

    def _whereabouts(self, asking: Asking) -> tuple[str, str, bytes]:
        """Return the account's DID, its server and its document: from the server named, else from the directory."""
        if not self._server:
            return self._looked_up(asking)
        said = asking.get(_call(self._server, "repo.describeRepo", repo=self._who), "the account").json()
        did = said.get("did") if isinstance(said, dict) else None
        if not isinstance(did, str) or (self._who.startswith("did:") and did != self._who):
            raise FollowMismatchError(host=host_of(self._server), what=self._who, reason="another account")
        document = json.dumps(said.get("didDoc"), ensure_ascii=False, indent=1).encode("utf-8", "replace")
        return did, self._server, document

    def _looked_up(self, asking: Asking) -> tuple[str, str, bytes]:
        did = self._who
        if not did.startswith("did:"):
            url = f"{_RESOLVER}/xrpc/com.atproto.identity.resolveHandle?{urlencode({'handle': did})}"
            said = asking.get(url, "the account's number").json()
            did = str(said.get("did")) if isinstance(said, dict) else ""
        if did.startswith("did:plc:"):
            url = f"{_DIRECTORY}/{quote(did)}"
        elif did.startswith("did:web:") and "/" not in did:
            url = f"https://{did.removeprefix('did:web:')}/.well-known/did.json"
        else:
            raise FollowTargetError(target=f"bluesky:{self._who}")
        answer = asking.get(url, "the account's document")
        return did, _server_in(answer.json(), did, host_of(url)), answer.body

    def _checked(self, asking: Asking, did: str, host: str) -> str:
        """Return the repository's revision, once every block is what its identifier says and the account is the one.

        Raises:
            FollowMismatchError: it is cut off, altered, or somebody else's.
        """
        commit: Any = None
        roots: list[cid.Cid] = []
        try:
            with asking.spool.members[_REPO].open() as stream:
                for one in car.sections(stream):
                    if isinstance(one, list):
                        roots = one
                        continue
                    if one.cid.is_sha256 and cid.cid_of(one.data, one.cid.codec) != one.cid:
                        reason = f"the block at byte {one.start:,} is not what its identifier says"
                        raise FollowMismatchError(host=host, what="the repository", reason=reason)
                    if commit is None and one.cid in roots:
                        commit = dagcbor.decode(one.data)[0]
        except (CarError, dagcbor.BlockError) as error:
            raise FollowMismatchError(host=host, what="the repository", reason=str(error)) from error
        if not isinstance(commit, dict) or commit.get("did") != did:
            raise FollowMismatchError(host=host, what="the repository", reason="it is not of this account")
        return str(commit.get("rev"))


def _server_in(document: Any, did: str, host: str) -> str:
    """Return the account's server as its document names it: https, and not on this machine."""
    services = document.get("service") if isinstance(document, dict) else None
    for one in services if isinstance(services, list) else []:
        if isinstance(one, dict) and str(one.get("id")).endswith("#atproto_pds"):
            server = str(one.get("serviceEndpoint"))
            parts = urlsplit(server)
            if (
                parts.scheme == "https"
                and parts.hostname
                and "." in parts.hostname
                and document.get("id") == did
            ):
                return server.rstrip("/")
    raise FollowRefusedError(host=host, what="the account's server", reason="its document names none")


def _call(server: str, name: str, **parameters: object) -> str:
    return f"{server}/xrpc/com.atproto.{name}?{urlencode(parameters)}"


def _gaps(export: Export) -> list[str]:
    """Return what is wrong with a repository as its reader reads it."""
    source = BlueskySource()
    vintage = source.recognise(export)
    if vintage is None:
        return ["the repository holds no record"]
    found = []
    for one in source.read(export, vintage):
        if isinstance(one, Problem) and (one.lost or one.code in _BROKEN):
            found.append(f"{one.code}: {one.reason}")
        elif isinstance(one, MemberReport) and one.status == "damaged" and one.name == _REPO:
            found.append(f"damaged: {one.note}")
    return found[:20]


def _blobs(asking: Asking, server: str, did: str, since: str | None, fetched: Fetched) -> bool:
    """Fetch every blob since a revision, and say whether all were had that the server still gives.

    One that the server no longer gives is noted and not asked for again: the record that names it is there.
    """
    is_complete = True
    for name in _listed(asking, server, did, since):
        identifier = cid.parsed(name)
        if identifier is None or not identifier.is_sha256:
            fetched.notes.append(f"blob {name[:80]}: no identifier that can be checked")
            continue
        member = f"blobs/{name}"
        for _ in range(_TRIES):
            answer = asking.file(_call(server, "sync.getBlob", did=did, cid=name), member, is_brief=True)
            if not answer.is_good:
                fetched.notes.append(f"blob {name}: the server answers {answer.status}")
                is_complete = is_complete and answer.status < 500
                break
            if asking.spool.members[member].sha256 == identifier.digest.hex():
                break
            asking.spool.forget(member)
        else:
            fetched.notes.append(f"blob {name}: the server gives other bytes than those of this name")
            is_complete = False
    return is_complete


def _listed(asking: Asking, server: str, did: str, since: str | None) -> Iterator[str]:
    more: dict[str, str] = {"since": since} if since else {}
    for _ in range(_MOST_PAGES):
        url = _call(server, "sync.listBlobs", did=did, limit=_PAGE, **more)
        said = asking.get(url, "the list of blobs").json()
        names = said.get("cids") if isinstance(said, dict) else None
        if not isinstance(names, list):
            raise FollowRefusedError(host=host_of(server), what="the list of blobs", reason="no list in it")
        yield from (name for name in names if isinstance(name, str))
        cursor = said.get("cursor")
        if not names or not isinstance(cursor, str) or cursor == more.get("cursor"):
            return
        more["cursor"] = cursor
    raise FollowMismatchError(host=host_of(server), what="the list of blobs", reason="it does not end")
