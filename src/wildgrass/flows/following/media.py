"""Files that records name by their address, fetched as everything else is: paced, bounded, by the proxy or not at all.

Only what the account itself published is asked for, at hosts that its records name, never in a network at home.
What is not to be had is counted and told of; what may be had another day is asked for again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from wildgrass.flows.following.asking import Asking
from wildgrass.model import Item, Kind
from wildgrass.net import (
    AnswerTooLargeError,
    NetError,
    PrivateAddressError,
    RedirectRefusedError,
    UrlRefusedError,
)
from wildgrass.net.client import host_of
from wildgrass.sources import fetched as fetched_files
from wildgrass.sources.mediatypes import media_type
from wildgrass.sources.nostr.media import described
from wildgrass.sources.registry import recognise

MOST_BYTES: Final = 256 << 20
MOST_TOGETHER: Final = 4 << 30
MOST_FILES: Final = 5000
_OTHERS: Final = frozenset({Kind.SHARE, Kind.LIKE, Kind.BOOKMARK})
_TROUBLES: Final = 3
_GONE: Final = frozenset({400, 401, 403, 404, 405, 406, 410, 451})
_NEVER: Final = (PrivateAddressError, RedirectRefusedError, AnswerTooLargeError, UrlRefusedError)
_SIGNED: Final = re.compile(
    r"(?:^|&)(?:expires|ssig|sig|sign|signature|token|auth_key|x-amz-\w+)=", re.IGNORECASE
)
_HEADERS: Final = {"accept": "image/*, video/*, audio/*, */*;q=0.5", "accept-encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a record names. `key` is what it is remembered by, `sha256` what its bytes must be, where it says."""

    url: str
    key: str
    media_type: str | None = None
    sha256: str | None = None


@dataclass(slots=True)
class Media:
    """What fetching files came to. `retry` says that some of what failed may be had another day."""

    fetched: int = 0
    known: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    retry: bool = False
    keys: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Return what `follow` prints of it."""
        return {"fetched": self.fetched, "known": self.known, "failed": len(self.failed)}

    def told(self) -> list[dict[str, str]]:
        """Return what stands in the note: each file that was not to be had, and why."""
        return [{"url": url, "reason": reason} for url, reason in self.failed]

    def reasons(self) -> str:
        """Return some of the reasons, for people."""
        return "; ".join(dict.fromkeys(reason for _, reason in self.failed[:20]))[:300] or "-"


def wanted(asking: Asking) -> Iterator[Wanted]:
    """Yield each file that the fetched records name and do not hold, as their own reader finds them."""
    export = asking.spool.export()
    source, vintage = recognise(export)
    seen: set[str] = set()
    for one in source.read(export, vintage):
        if not isinstance(one, Item) or one.kind in _OTHERS:
            continue
        said = _digests(one)
        for number, part in enumerate(one.attachments):
            if part.url and part.member is None and part.url not in seen:
                seen.add(part.url)
                key = f"{one.id}#{number}" if one.source == "telegram" else _lasting(part.url)
                yield Wanted(part.url, key, part.media_type, said.get(part.url))


def _lasting(url: str) -> str:
    """Return what stays of an address: some carry a signature that is another one each time."""
    bare, _, query = url.partition("?")
    return bare if media_type(fetched_files.url_name(url)) and _SIGNED.search(query) else url


def _digests(item: Item) -> dict[str, str]:
    """Return the SHA-256 that a signed event states of files, by their addresses."""
    tags = item.extra.get("tags")
    if item.source != "nostr" or not isinstance(tags, list):
        return {}
    texts = [[str(part) for part in tag] for tag in tags if isinstance(tag, list)]
    return {url: said["x"].lower() for url, said in described(texts).items() if "x" in said}


class MediaFetching:
    """Fetches files into the spool. `near` are hosts that the person herself named, wherever they are."""

    def __init__(self, asking: Asking, near: frozenset[str], is_known: Callable[[str], bool]) -> None:
        """Ask for nothing yet."""
        self._asking, self._near, self._is_known = asking, near, is_known
        self._troubles: dict[str, int] = {}
        self._size = 0
        self.media = Media()

    def run(self, files: Sequence[Wanted]) -> Media:
        """Fetch what is not known yet."""
        media = self.media
        named = frozenset(host.partition(":")[0] for one in files if (host := host_of(_web(one.url))))
        for one in files:
            if self._is_known(one.key):
                media.known += 1
            elif media.fetched + len(media.failed) >= MOST_FILES or self._size >= MOST_TOGETHER:
                self._fail(one, "left for the next run: this one fetched enough", again=True)
            elif self._troubles.get(host_of(_web(one.url)), 0) >= _TROUBLES:
                self._fail(one, "its host did not answer before", again=True)
            else:
                self._one(one, named)
        return media

    def _fail(self, one: Wanted, reason: str, *, again: bool) -> None:
        self.media.failed.append((one.url, " ".join(reason.split())[:200]))
        self.media.retry = self.media.retry or again

    def _one(self, one: Wanted, named: frozenset[str]) -> None:
        url, host = _web(one.url), host_of(_web(one.url))
        name = fetched_files.member_name(one.url)
        try:
            answer = self._asking.media(
                url, name, headers=_HEADERS, most_bytes=MOST_BYTES, near=self._near, other_hosts=named
            )
        except _NEVER as error:
            self._fail(one, str(error), again=False)
            return
        except NetError as error:
            self._troubles[host] = self._troubles.get(host, 0) + 1
            self._fail(one, str(error), again=True)
            return
        self._troubles.pop(host, None)
        if not answer.is_good:
            self._fail(one, f"{host} answers {answer.status}", again=answer.status not in _GONE)
            return
        kept = self._asking.spool.members[name]
        wrong = _wrong(one, answer.headers.get("content-type", ""), kept.sha256, kept.size_bytes)
        if wrong is not None:
            self._asking.spool.forget(name)
            self._fail(one, f"{host}: {wrong}", again=False)
            return
        self._size += kept.size_bytes
        self.media.fetched += 1
        self.media.keys.append(one.key)


def _web(url: str) -> str:
    """Return an address as it is asked for: never in the clear, but on this machine and at onion services."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    is_near = host == "localhost" or host.endswith(".onion") or host.startswith("127.") or host == "::1"
    return f"https{url[4:]}" if parts.scheme == "http" and not is_near else url


def _wrong(one: Wanted, content_type: str, sha256: str, size: int) -> str | None:
    """Say why what was served is not the file, None where nothing speaks against it."""
    kind = content_type.partition(";")[0].strip().lower()
    expected = one.media_type or media_type(fetched_files.url_name(one.url)) or ""
    if one.sha256 is not None and one.sha256 != sha256:
        return "other bytes than the event that names them was signed with"
    if size == 0:
        return "nothing in it"
    if kind in ("text/html", "application/xhtml+xml") and expected not in (kind, "text/html"):
        return "a page where a file should be"
    return None
