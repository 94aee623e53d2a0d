"""Looking at one item: what its platform is asked, by which ways out, and what it says. Every answer is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from wildgrass.net import Answer, AskedToWaitError, Client, NetError, ProxyFailedError
from wildgrass.watch.asking import Question, address, questions
from wildgrass.watch.belonging import is_hers
from wildgrass.watch.looks import Look, Seen, author_of, below, judge
from wildgrass.watch.network import failure
from wildgrass.watch.pictures import Picture
from wildgrass.watch.record import write_record

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


@dataclass(frozen=True, slots=True)
class Way:
    """A way out: `name` is "" for the usual one, else what a person calls it."""

    name: str
    client: Client


def looks_at(one: Watched, ways: Sequence[Way], now: Callable[[], datetime], folder: Path) -> Iterator[Look]:
    """Yield the looks at an item; further ways out are asked only where the usual one does not show it.

    Raises:
        ProxyFailedError: a proxy is down; nothing is looked at around it.
    """
    for way in ways:
        states = set()
        for look in _by_one_way(one, way, now, folder):
            states.add(look.state)
            yield look
            if look.notice == NOT_OWN:
                return
        if not way.name and "present" in states:
            return


def _by_one_way(one: Watched, way: Way, now: Callable[[], datetime], folder: Path) -> Iterator[Look]:
    for question in questions(one.platform, one.url):
        look, may_go_on = _look(one, way, question, now(), folder)
        yield look
        is_told = look.state == "present" or (look.state == "blocked" and not look.network)
        if is_told or not may_go_on:
            return


def _look(one: Watched, way: Way, question: Question, at: datetime, folder: Path) -> tuple[Look, bool]:
    look = Look(item=one.id, at=at, path=question.path, state="error", via=way.name, is_sure=question.is_sure)
    try:
        answer = way.client.get(question.url, headers={"Accept": question.accept}, other_hosts=question.hosts)
    except ProxyFailedError:
        raise
    except NetError as error:
        is_told_to_wait = isinstance(error, AskedToWaitError)
        return replace(look, notice=error.code, network=failure(error)), not is_told_to_wait
    said = _said(one, question, answer)
    return replace(look, record=kept(folder, at, answer), **said), said["notice"] != NOT_OWN


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
