"""Looking at one item: what its platform is asked, by which ways out, and what it says. Every answer is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from wildgrass.net import Answer, AskedToWaitError, Client, NetError, ProxyFailedError
from wildgrass.net.client import host_of
from wildgrass.watch.asking import (
    IDENTITY,
    Question,
    address,
    host_questions,
    identity_question,
    questions,
)
from wildgrass.watch.belonging import is_hers
from wildgrass.watch.looks import Look, Seen, author_of, below, judge
from wildgrass.watch.network import failure
from wildgrass.watch.pictures import Picture
from wildgrass.watch.record import write_failure, write_record

_PATIENT: Final = 3
_SILENCE: Final = frozenset({"tcp_ip", "http-failure", "dns"})
_MOST_BYTES: Final = 6 << 20
"""The largest pages of platforms have three; what is larger is not read to its end, and says nothing."""
NOT_OWN = "not-own"
"""The notice of a look whose answer names another account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a watch needs of an item; `names` are the ids and handles of its owner on the platform.

    `replies` is how many answers the archive counts, None where it does not say.
    """

    id: str
    platform: str
    url: str
    text: str
    published: datetime | None
    account: str
    title: str = ""
    names: frozenset[str] = frozenset()
    replies: int | None = None
    pictures: tuple[Picture, ...] = ()
    is_below: bool = False
    """Whether it is a comment whose address is the page that it stands on."""


@dataclass(slots=True)
class Way:
    """A way out: `name` is "" for the usual one, else what a person calls it; `is_down` while its proxy is.

    `unanswered` counts by server how often in a row there was no answer. One that asked for a long wait, or gave no
    answer so often, is left alone for the rest of the round.
    """

    name: str
    client: Client
    is_down: bool = False
    unanswered: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a round: what was down may be up again."""
        self.is_down = False
        self.unanswered.clear()

    def left_alone(self) -> list[str]:
        """Return the servers that are left alone."""
        return sorted(host for host, times in self.unanswered.items() if times >= _PATIENT)

    def may_ask(self, url: str) -> bool:
        """Say whether a server may be asked in this round."""
        return self.unanswered.get(host_of(url), 0) < _PATIENT

    def get(self, url: str, **more: Any) -> Answer:
        """Ask, and note whether there was an answer. Raises the errors of `Client.get`."""
        try:
            answer = self.client.get(url, **more)
        except AskedToWaitError:
            self.unanswered[host_of(url)] = _PATIENT
            raise
        except NetError as error:
            self.unanswered[host_of(url)] = self.unanswered.get(host_of(url), 0) + (
                failure(error) in _SILENCE
            )
            raise
        self.unanswered.pop(host_of(url), None)
        return answer


def looks_at(one: Watched, ways: Sequence[Way], now: Callable[[], datetime], folder: Path) -> Iterator[Look]:
    """Yield the looks at an item; further ways out are asked only where the usual one does not show it.

    A further way whose proxy is down is left for this round, and nothing goes around it.

    Raises:
        ProxyFailedError: the usual way's proxy is down; nothing is looked at around it.
    """
    for way in ways:
        states = set()
        for look in by_way(way, _by_one_way(one, way, now, folder)):
            states.add(look.state)
            yield look
            if look.notice == NOT_OWN:
                return
        if not way.name and "present" in states:
            return


def by_way(way: Way, looks: Iterator[Look]) -> Iterator[Look]:
    """Yield the looks by a way out; a further one whose proxy is down is marked, and none come by it.

    Raises:
        ProxyFailedError: the usual way's proxy is down.
    """
    if way.is_down:
        return
    try:
        yield from looks
    except ProxyFailedError:
        if not way.name:
            raise
        way.is_down = True


def _by_one_way(one: Watched, way: Way, now: Callable[[], datetime], folder: Path) -> Iterator[Look]:
    left = list(questions(one.platform, one.url))
    while left:
        question = left.pop(0)
        if not way.may_ask(question.url):
            continue
        if question.path == IDENTITY:
            look, host = _identity(one, way, question, now(), folder)
            if look is not None:
                yield look
            left = [*host, *(one for one in left if not host or one.path != "record")]
            continue
        look, may_go_on = _look(one, way, question, now(), folder)
        yield look
        is_told = look.state == "present" or (look.state == "blocked" and not look.network)
        if is_told or not may_go_on:
            return


def _identity(
    one: Watched, way: Way, question: Question, at: datetime, folder: Path
) -> tuple[Look | None, tuple[Question, ...]]:
    """Ask for the document that names the account's own server: it says nothing of a post, only where to ask on."""
    named = address(one.platform, one.url)
    account = named.who if named.who.startswith("did:") else one.account.split(":", 2)[-1]
    asked = identity_question(question, account)
    if asked is None:
        return None, ()
    look = Look(item=one.id, at=at, path=IDENTITY, state="error", via=way.name, is_sure=False)
    answer = _answer(way, asked, look, folder, one.url)
    if isinstance(answer, Look):
        return answer, ()
    host = host_questions(answer.json(), asked, account, named.native) if answer.is_good else ()
    said = urlsplit(host[0].url).netloc if host else "no server named"
    return replace(
        look, state="unknown", status=answer.status, notice=said, record=kept(folder, at, answer)
    ), host


def _look(one: Watched, way: Way, question: Question, at: datetime, folder: Path) -> tuple[Look, bool]:
    look = Look(item=one.id, at=at, path=question.path, state="error", via=way.name, is_sure=question.is_sure)
    answer = _answer(way, question, look, folder, one.url)
    if isinstance(answer, Look):
        return answer, answer.notice != AskedToWaitError.code
    said = _said(one, question, answer)
    return replace(look, record=kept(folder, at, answer), **said), said["notice"] != NOT_OWN


def _answer(way: Way, question: Question, look: Look, folder: Path, url: str) -> Answer | Look:
    """Return the answer, or the look that says why there is none; that is kept as well. `url` is the post's.

    Raises:
        ProxyFailedError: the proxy is down.
    """
    near: dict[str, Any] = {"near": frozenset({host_of(url)})} if question.is_named else {}
    try:
        return way.get(
            question.url,
            headers={"Accept": question.accept, "Cache-Control": "no-cache"},
            most_bytes=_MOST_BYTES,
            other_hosts=question.hosts,
            **near,
        )
    except ProxyFailedError:
        raise
    except NetError as error:
        return failed(look, question.url, error, folder)


def failed(look: Look, url: str, error: NetError, folder: Path) -> Look:
    """Return a look that got no answer, with its record."""
    network = failure(error)
    record = write_failure(folder, url, look.at, f"{error.code}: {error}", network, look.via)
    return replace(look, notice=error.code, network=network, record=record)


def _said(one: Watched, question: Question, answer: Answer) -> dict[str, Any]:
    seen = Seen(
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        moved_to="" if answer.url == question.url else answer.url,
        url=question.url,
        native=address(one.platform, one.url).native,
        title=one.title,
        pictures=one.pictures,
    )
    if not one.is_below and not is_hers(author_of(one.platform, seen), one.names):
        return {"state": "unknown", "status": answer.status, "notice": NOT_OWN}
    said = judge(one.platform, one.text, seen)
    if one.is_below:
        said = below(said)
    return {"notice": ""} | {name: value for name, value in said.items() if value is not None}


def kept(folder: Path, at: datetime, answer: Answer) -> str:
    """Keep an answer; return its record's id and digest."""
    return write_record(folder, answer.url, at, answer.status, answer.headers, answer.body)
