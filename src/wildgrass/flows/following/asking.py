"""Asking servers on behalf of `follow`, and keeping a note of every answer; and what a fetch comes to."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from wildgrass.flows.following.errors import FollowRefusedError
from wildgrass.flows.following.spool import Spool
from wildgrass.net import Answer, Client, WebSocket
from wildgrass.net.client import host_of
from wildgrass.sources import followed

_MOST_FILE: Final = 8 << 30
_MOST_JSON: Final = 64 << 20
_NOT_KEPT: Final = frozenset({"set-cookie", "set-cookie2"})
_BRIEF: Final = frozenset({"content-type", "date", "last-modified"})


@dataclass(slots=True)
class Fetched:
    """What a fetch came to. `state` is what the next one wants to know; it never holds content.

    `is_unchanged` says that the server has nothing new, and nothing lies in the spool; `is_same` that what lies
    there was sealed before, and was asked for again only because something that it names is still to be had.
    `gaps` says what could not be had although it should be there; with gaps the fetch is not whole, and what it
    lacks is not taken for gone.
    """

    state: dict[str, str] = field(default_factory=dict)
    is_unchanged: bool = False
    is_same: bool = False
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Told(Protocol):
    """What fetching files came to, for the note."""

    def to_json(self) -> dict[str, object]:
        """Return the counts."""

    def told(self) -> list[dict[str, str]]:
        """Return each file that was not to be had, and why."""


class Asking:
    """Asks, and remembers what was answered; answers that are kept go to the spool byte for byte."""

    def __init__(self, client: Client, spool: Spool, now: Callable[[], datetime]) -> None:
        """Nothing is asked yet."""
        self._client, self.spool, self._now = client, spool, now
        self.answers: list[dict[str, Any]] = []

    def get(
        self, url: str, what: str, *, member: str | None = None, accept: str = "application/json"
    ) -> Answer:
        """Ask for something that must be there; `member` keeps the body under that name.

        Raises:
            FollowRefusedError: the answer is none of the 200s. NetError: none came.
        """
        headers = {"accept": accept, "accept-encoding": "identity"}
        answer = self._client.get(url, headers=headers, most_bytes=_MOST_JSON)
        if not answer.is_good:
            raise refused(answer, what)
        if member is not None:
            self.spool.put(member, answer.body)
            self.note(answer, member)
        return answer

    def conditional(self, url: str, headers: Mapping[str, str], accept: str) -> Answer:
        """Ask for something that may not have changed; whatever the answer is."""
        wanted = {"accept": accept, "accept-encoding": "identity", **headers}
        return self._client.get(url, headers=wanted, most_bytes=_MOST_JSON)

    def file(self, url: str, member: str, accept: str = "*/*", *, is_brief: bool = False) -> Answer:
        """Ask for something big; a good answer's body goes to the spool under the name `member`."""
        headers = {"accept": accept, "accept-encoding": "identity"}
        with self.spool.writing(member) as out:
            answer = self._client.get(url, headers=headers, into=out, most_bytes=_MOST_FILE)
        if answer.is_good:
            self.note(answer, member, is_brief=is_brief)
        else:
            self.spool.forget(member)
            self.note(answer, None, is_brief=True)
        return answer

    def media(
        self,
        url: str,
        member: str,
        *,
        headers: Mapping[str, str],
        most_bytes: int,
        near: frozenset[str],
        other_hosts: frozenset[str],
    ) -> Answer:
        """Ask for a file that a record names; a good answer's body goes to the spool under the name `member`.

        `near` are hosts that a person named; all others must be of the open internet. Raises NetError.
        """
        with self.spool.writing(member) as out:
            answer = self._client.get(
                url,
                headers=headers,
                into=out,
                most_bytes=most_bytes,
                near=near,
                other_hosts=other_hosts,
            )
        if not answer.is_good:
            self.spool.forget(member)
        self.note(answer, member if answer.is_good else None, is_brief=True)
        return answer

    def websocket(self, url: str) -> WebSocket:
        """Open a WebSocket. Raises NetError."""
        return self._client.websocket(url)

    def pace(self, url: str) -> None:
        """Wait until another question may be put to a server that keeps its connection open."""
        self._client.pace(url)

    def now(self) -> datetime:
        """Return what time it is."""
        return self._now()

    def say(self, **said: Any) -> None:
        """Remember something for the note that is no answer to a single request."""
        self.answers.append({"at": self._now().astimezone(UTC).isoformat(timespec="milliseconds"), **said})

    def note(self, answer: Answer, member: str | None, *, is_brief: bool = False) -> None:
        """Remember an answer for the note that is sealed beside it; cookies are left out."""
        names = _BRIEF if is_brief else answer.headers.keys() - _NOT_KEPT
        said: dict[str, Any] = {
            "url": answer.url,
            "at": self._now().astimezone(UTC).isoformat(timespec="milliseconds"),
            "status": answer.status,
            "headers": {name: value for name, value in answer.headers.items() if name in names},
        }
        if member is not None:
            kept = self.spool.members[member]
            said |= {"member": member, "bytes": kept.size_bytes, "sha256": kept.sha256}
        self.answers.append(said)

    def seal_note(
        self, target: str, when: datetime, consent: str, fetched: Fetched, media: "Told | None"
    ) -> None:
        """Put the note that says when, for whom and what into the spool; see `sources.followed`."""
        said = {
            "wildgrass_follow": 1,
            "followed_at": when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "is_whole": not fetched.gaps,
            "target": target,
            "consent": consent,
            "gaps": fetched.gaps,
            "notes": fetched.notes,
            **({} if media is None else {"media": media.to_json() | {"failed": media.told()}}),
            "answers": self.answers,
        }
        data = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        self.spool.put(followed.NAME, data.encode("utf-8", "surrogatepass"))


def refused(answer: Answer, what: str) -> FollowRefusedError:
    """Return the error that a server's refusal is, with its own words where it says any."""
    said = answer.json()
    words = said.get("message") or said.get("error") if isinstance(said, dict) else None
    reason = f"{answer.status} {words}" if isinstance(words, str) else str(answer.status)
    return FollowRefusedError(host=host_of(answer.url), what=what, reason=reason[:200])
