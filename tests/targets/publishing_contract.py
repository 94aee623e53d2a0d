"""What every target that publishes owes, whatever the network. Subclass `PublishingContract`, give it `there`.

A `There` is a fresh, empty account: `fresh()` makes another one. The archive has one of everything that must not go.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OTHER, OWNER, other, picture, post
from wildgrass.errors import WildgrassError
from wildgrass.model import Audience, Kind
from wildgrass.net import Client, Limits, NetError, Route, WebSocket
from wildgrass.targets.base import Outcome, RestoreOptions, Status
from wildgrass.targets.means import Means, NotConfirmedError, Progress
from wildgrass.targets.registry import find_target

SECRET = "made-up"


@dataclass(frozen=True, order=True)
class Seen:
    """A post as the network gives it back: its text, when it was published, and how many pictures stand with it."""

    created: str
    text: str
    pictures: int = 0


@dataclass
class There:
    """An account to publish to, and how to look at it from outside. `notified` lists whom posts would notify."""

    place: str  # "bluesky:me.test@http://…"
    read: Callable[[], list[Seen]]
    notified: Callable[[], list[str]]
    options: dict[str, Any] = field(default_factory=dict)


class DiedError(BaseException):
    """The process ends here."""


class Dying(Client):
    """A client whose process dies at a request: before it is sent, or when the answer has come and nobody saw it."""

    requests = 0
    dies_at = 0
    dies_after = False

    def send(self, method: str, url: str, **more: Any) -> Any:
        Dying.requests += 1
        number = Dying.requests  # pictures may travel side by side
        if number == Dying.dies_at and not Dying.dies_after:
            raise DiedError
        try:
            answer = super().send(method, url, **more)
        except NetError:
            if number == Dying.dies_at:
                raise DiedError from None
            raise
        if number == Dying.dies_at:
            raise DiedError
        return answer

    def websocket(self, url: str) -> Any:
        return DyingSocket(super().websocket(url))


class DyingSocket:
    """A WebSocket whose messages count as requests, each sent by itself."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def send(self, messages: Iterable[bytes]) -> None:
        for message in messages:
            Dying.requests += 1
            if Dying.requests == Dying.dies_at and not Dying.dies_after:
                raise DiedError
            self._socket.send([message])
            if Dying.requests == Dying.dies_at:
                raise DiedError


@contextmanager
def dying(at: int, *, after: bool) -> Iterator[None]:
    """Have the next client die at its request number `at`; 0 for never."""
    Dying.requests, Dying.dies_at, Dying.dies_after = 0, at, after
    try:
        yield
    finally:
        Dying.dies_at = 0


def means(state: Path, **changed: Any) -> Means:
    """Return what publishing works with, without waiting."""
    given: dict[str, Any] = {
        "state": state,
        "secret": lambda _account: SECRET,
        "confirm": lambda _account, _count: True,
        "client": lambda: Dying(Route(), sleep=lambda _: None, limits=Limits(most_wait_s=1e6)),
        "now": lambda: datetime.now(UTC),
        "sleep": lambda _seconds: None,
        "show_names": lambda _posts, _people: True,
    }
    return Means(**(given | changed))


def small_life(files: Path) -> MemoryArchive:
    """Return a small archive: a thread, a quote, pictures, a long text, and one of everything that stays out."""
    archive = MemoryArchive([], owners=(OWNER,), files=files)
    hills = tuple(
        archive.put(picture(300 + n, 200, n * 9), f"{n}.jpg", role="photo", alt=f"hill {n}") for n in range(5)
    )
    archive.add(
        post(1, "2022-10-03 06:12", "早。野火烧不尽"),
        post(2, "2022-10-03 06:15", "answer to myself", in_reply_to="x:post:1"),
        post(3, "2022-10-03 06:16", "and again", in_reply_to="x:post:2"),
        post(4, "2022-10-04 06:00", "five hills", attachments=hills),
        post(5, "2022-10-05 06:00", "读书。" * 250),
        post(6, "2022-10-05 07:00", "说过了", kind=Kind.QUOTE, quotes="x:post:1"),
        post(7, "2022-10-05 08:00", "@spring_wind #草 https://example.org/a", mentions=(FRIEND,)),
        post(8, "2022-10-05 08:00", "the same second"),
        post(9, "2022-10-06 08:00", "RT @plain_fire: THEIR-WORDS", kind=Kind.SHARE, shares="x:post:55"),
        post(20, "2022-10-06 09:00", "FOLLOWERS-ONLY", audience=Audience.FOLLOWERS),
        post(21, "2022-10-06 09:00", "DRAFT-ONLY", audience=Audience.SELF),
        post(22, "2022-10-06 09:00", "DELETED-BY-ME", is_deleted=True),
        other(Kind.MESSAGE, "23", "2022-10-06 10:00", "DIRECT-WORDS", author=OWNER, audience=Audience.DIRECT),
        other(Kind.TOKEN, "24", "2022-10-06 10:00", "TOKEN-SECRET", audience=Audience.SELF),
        other(Kind.LIKE, "25", "2022-10-06 10:00", "LIKED-WORDS", audience=Audience.PUBLIC),
        other(Kind.COMMENT, "26", "2022-10-06 10:00", "OTHERS-WORDS", author=OTHER, audience=Audience.PUBLIC),
        replace(
            other(Kind.PROFILE, "900", None, "写字的人", author=OWNER, audience=Audience.PUBLIC),
            title="野草",
            attachments=(archive.put(picture(80, 80, 3), "a.jpg", role="avatar"),),
        ),
    )
    return archive


MUST_STAY = ("FOLLOWERS", "DRAFT", "DELETED", "DIRECT", "TOKEN", "LIKED", "OTHERS-WORDS", "THEIR-WORDS")


class PublishingContract:
    """The promises."""

    fresh: Callable[[], There]

    @pytest.fixture
    def archive(self, tmp_path: Path) -> MemoryArchive:
        (tmp_path / "files").mkdir()
        return small_life(tmp_path / "files")

    def publish(self, there: There, archive: MemoryArchive, state: Path, **changed: Any) -> list[Outcome]:
        target, place = find_target(there.place)
        given = {"publish": True, "means": means(state)} | there.options | changed
        return list(target.restore(archive, place, RestoreOptions(**given)))

    def test_without_publish_nothing_goes_out(
        self, there: There, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        """No request, no question, no ledger; and the preview is there."""
        pages: list[Path] = []
        quiet = means(
            tmp_path / "state",
            client=lambda: pytest.fail("no network"),
            secret=lambda _: pytest.fail("no secret"),
            confirm=lambda *_: pytest.fail("nothing to confirm"),
            preview=pages.append,
        )
        for more in ({"publish": False}, {"publish": True, "simulate": True}):
            outcomes = self.publish(there, archive, tmp_path / "state", means=quiet, **more)
            self.check_complete(archive, outcomes)
        assert pages[0].is_file()
        assert list((tmp_path / "state").glob("*.ledger")) == []
        assert there.read() == []

    def test_every_item_has_an_outcome_and_only_public_words_are_there(
        self, there: There, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        outcomes = self.publish(there, archive, tmp_path)
        self.check_complete(archive, outcomes)
        assert [one for one in outcomes if one.status is Status.FAILED] == []
        assert all(one.target_id for one in outcomes if one.status is Status.DONE)
        text = "\n".join(one.text for one in there.read())
        assert [word for word in MUST_STAY if word in text] == []
        assert text.count("读书。") == 250
        assert sum(one.pictures for one in there.read()) == 5
        assert there.read()[0].created.startswith("2022-10-03T06:12:00")

    def test_nobody_is_notified(self, there: There, archive: MemoryArchive, tmp_path: Path) -> None:
        self.publish(there, archive, tmp_path)
        assert there.notified() == []
        assert any("spring_wind" in one.text.replace("\u2060", "") for one in there.read())

    def test_again_posts_nothing_twice(self, there: There, archive: MemoryArchive, tmp_path: Path) -> None:
        first = self.publish(there, archive, tmp_path)
        before = there.read()
        silent = means(tmp_path, client=lambda: pytest.fail("nothing to ask"))
        again = self.publish(there, archive, tmp_path, means=silent)
        assert there.read() == before
        assert _facts(again) == _facts(first)

    def test_an_account_that_is_not_confirmed_gets_nothing(
        self, there: There, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        with pytest.raises(NotConfirmedError):
            self.publish(there, archive, tmp_path, means=means(tmp_path, confirm=lambda *_: False))
        assert there.read() == []

    def test_a_wrong_secret_is_said_and_shown_nowhere(
        self, there: There, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        given = means(tmp_path, secret=lambda _: "WRONG-SECRET")
        with pytest.raises(WildgrassError) as caught:
            self.publish(there, archive, tmp_path, means=given)
        assert "WRONG-SECRET" not in f"{caught.value} {caught.value.details} {given!r}"
        assert not any(b"WRONG-SECRET" in path.read_bytes() for path in tmp_path.glob("*.ledger"))

    def test_a_run_that_dies_goes_on_where_it_stopped(self, archive: MemoryArchive, tmp_path: Path) -> None:
        """At a few requests, before and after: the next run ends with the same account, nothing twice."""
        self.check_dying(
            archive, tmp_path, lambda count: [(n, n % 2 == 0) for n in range(2, count, count // 4)]
        )

    @pytest.mark.soak
    def test_a_run_that_dies_anywhere_goes_on_where_it_stopped(
        self, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        """At every request, before it and after it."""
        every = (False, True)
        self.check_dying(
            archive, tmp_path, lambda count: [(n, after) for n in range(1, count + 1) for after in every]
        )

    def check_dying(
        self, archive: MemoryArchive, tmp_path: Path, points: Callable[[int], list[tuple[int, bool]]]
    ) -> None:
        clean = self.fresh()
        with dying(0, after=False):
            wanted = _facts(self.publish(clean, archive, tmp_path / "clean"))
            requests = Dying.requests
        expected = clean.read()
        assert requests > 5
        for at, after in points(requests):
            there, state = self.fresh(), tmp_path / f"{at}-{after}"
            with dying(at, after=after), pytest.raises(DiedError):
                self.publish(there, archive, state)
            resumed = self.publish(there, archive, state)
            assert there.read() == expected, (at, after)
            assert {one[:2] for one in _facts(resumed)} == {one[:2] for one in wanted}, (at, after)

    def test_progress_counts_up_to_all(self, there: There, archive: MemoryArchive, tmp_path: Path) -> None:
        heard: list[Progress] = []
        self.publish(there, archive, tmp_path, means=means(tmp_path, progress=heard.append))
        assert heard
        assert all(0 <= one.done <= one.total for one in heard if one.total)

    def check_complete(self, archive: MemoryArchive, outcomes: list[Outcome]) -> None:
        """Every item once; what is left out says why."""
        assert sorted(one.id for one in outcomes) == sorted(
            one.id for one in archive.items(include_withheld=True)
        )
        assert all(one.reason for one in outcomes if one.status is not Status.DONE)


def _facts(outcomes: list[Outcome]) -> set[tuple[str, str, str | None]]:
    return {(one.id, str(one.status), one.target_id) for one in outcomes}
