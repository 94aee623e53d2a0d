"""Documents beside a repository that say whose it is: a DID document, the PLC directory's log, a file with a key."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from wildgrass.model import JSON
from wildgrass.sources import jsontext
from wildgrass.sources.base import Export, MemberError, own_name
from wildgrass.sources.bluesky.signatures import Key, key_of

MAX_BYTES: Final = 1 << 20
_DID: Final = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+\Z")
_KEY: Final = re.compile(r"\s*(?:did:key:)?(z[1-9A-HJ-NP-Za-km-z]{40,100})\s*\Z")
_MARKS: Final = (b'"verificationMethod', b'"alsoKnownAs"', b'"signingKey"', b"did:key:z")


@dataclass(slots=True)
class Identity:
    """What documents say of one account: keys, oldest first, and the handle."""

    keys: list[Key] = field(default_factory=list)
    handle: str | None = None


@dataclass(slots=True)
class Identities:
    """What every document beside the repositories says; `loose` are keys that name no account."""

    by_did: dict[str, Identity] = field(default_factory=dict)
    loose: list[Key] = field(default_factory=list)
    members: dict[str, JSON] = field(default_factory=dict)

    def keys(self, did: str) -> list[Key]:
        """Return the keys that may have signed for an account, the newest first."""
        known = self.by_did[did].keys if did in self.by_did else []
        own = [key] if did.startswith("did:key:") and (key := key_of(did, "the account's own name")) else []
        return [*own, *reversed(known), *self.loose]

    def handle(self, did: str) -> str | None:
        """Return the name of an account."""
        return self.by_did[did].handle if did in self.by_did else None


def is_identity(export: Export, name: str) -> bool:
    """Say whether a member may be such a document, by its first bytes."""
    if export.members[name].size_bytes > MAX_BYTES:
        return False
    own = own_name(name).lower()
    if not own.endswith((".json", ".txt", ".key", ".pub", ".jsonl", ".did", ".log")):
        return False
    head = export.head(name)
    return any(mark in head for mark in _MARKS) or _KEY.match(head.decode("latin-1")) is not None


def collected(export: Export, names: Iterator[str]) -> Identities:
    """Read the documents among some members."""
    found = Identities()
    for name in names:
        try:
            with export.members[name].open() as stream:
                data = stream.read(MAX_BYTES + 1)
        except MemberError:
            continue
        bare = _KEY.match(data[:500].decode("latin-1")) if len(data) <= 500 else None
        if bare is not None:
            key = key_of(bare[1], name)
            if key is not None:
                found.loose.append(key)
                found.members[name] = {"key": f"did:key:{key.text}"}
            continue
        values = _values(data)
        is_used = [_document(value, name, found) for value in values]
        if any(is_used):
            found.members[name] = values[0] if len(values) == 1 else list(values)
    return found


def _values(data: bytes) -> list[JSON]:
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return [jsontext.decode(data)]
    except jsontext.RecordError:
        values = []
    for line in data.splitlines():
        try:
            values.append(jsontext.decode(line))
        except jsontext.RecordError:
            return []
    return values


def _document(value: JSON, name: str, found: Identities) -> bool:
    """Take what a document says; False where it says nothing of an account."""
    if isinstance(value, list):
        said = [_document(part, name, found) for part in value]
        return any(said)
    if not isinstance(value, dict):
        return False
    for inner in ("didDocument", "didDoc", "data", "identity"):
        if isinstance(value.get(inner), dict) and _document(value[inner], name, found):
            return True
    did = value.get("did") or value.get("id")
    if not isinstance(did, str) or not _DID.match(did):
        return False
    operation = value.get("operation") if isinstance(value.get("operation"), dict) else value
    assert isinstance(operation, Mapping)
    keys = list(_keys(operation, name))
    handle = _handle(operation)
    if not keys and handle is None:
        return False
    identity = found.by_did.setdefault(did, Identity())
    identity.keys += [key for key in keys if key.text not in {one.text for one in identity.keys}]
    identity.handle = handle or identity.handle
    return True


def _keys(document: Mapping[str, JSON], name: str) -> Iterator[Key]:
    """Yield the signing keys of a DID document, a PLC operation or its oldest form."""
    methods = document.get("verificationMethod")
    for method in methods if isinstance(methods, list) else []:
        text = method.get("publicKeyMultibase") if isinstance(method, dict) else None
        if isinstance(method, dict) and isinstance(text, str) and str(method.get("id")).endswith("#atproto"):
            key = key_of(text, name, str(method.get("type")))
            if key is not None:
                yield key
    stated = document.get("verificationMethods")
    texts = [stated.get("atproto") if isinstance(stated, dict) else None, document.get("signingKey")]
    for text in texts:
        key = key_of(text, name) if isinstance(text, str) else None
        if key is not None:
            yield key


def _handle(document: Mapping[str, JSON]) -> str | None:
    names = document.get("alsoKnownAs")
    for text in [*(names if isinstance(names, list) else []), document.get("handle")]:
        if isinstance(text, str) and text:
            return text.removeprefix("at://")
    return None
