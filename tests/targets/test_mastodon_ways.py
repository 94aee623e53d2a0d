"""How the Mastodon target deals with what these servers do: refusals, limits, lost answers, quotas, followers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OTHER, OWNER, post
from targets.publishing_contract import means
from targets.standin_fedi import StandIn, standing_in
from wildgrass.errors import EXIT_DECIDE
from wildgrass.model import Audience, Item
from wildgrass.targets.base import Outcome, PrivateClass, RestoreOptions, Status
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.mastodon import Mastodon
from wildgrass.targets.mastodon.api import Account, Api, MastodonRefusedError, TokenRefusedError
from wildgrass.targets.mastodon.place import LimitsSmallerError, MastodonPlace, MastodonPlaceError
from wildgrass.targets.mastodon.queue import QueueStuckError
from wildgrass.targets.mastodon.run import DeliveryNotConfirmedError
from wildgrass.targets.mastodon.software import BackdatingRefusedError


@pytest.fixture
def gts() -> Iterator[StandIn]:
    with standing_in() as running:
        yield running


@pytest.fixture
def snac() -> Iterator[StandIn]:
    with standing_in("snac") as running:
        yield running


def _archive(*items: Item) -> MemoryArchive:
    return MemoryArchive(items, owners=(OWNER,))


def _publish(server: StandIn, archive: MemoryArchive, state: Path, **more: Any) -> dict[str, Outcome]:
    given: dict[str, Any] = {"publish": True, "deliver": True, "means": means(state)} | more
    return {one.id: one for one in Mastodon().restore(archive, server.url, RestoreOptions(**given))}


def test_mastodon_is_refused_before_anything_is_asked_or_sent(tmp_path: Path) -> None:
    """No token is typed, and the server only hears questions about itself."""
    given = means(tmp_path, secret=lambda _: pytest.fail("a token was asked for"))
    with standing_in("mastodon") as server, pytest.raises(BackdatingRefusedError) as caught:
        _publish(server, _archive(post(1, "2022-01-01 00:00", "old")), tmp_path, means=given)
    assert caught.value.exit_code == EXIT_DECIDE
    assert all(method == "GET" and "authorization" not in headers for method, _, headers in server.asked)
    assert server.posts == []


def test_followers_get_nothing_unless_that_was_confirmed_too(snac: StandIn, tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []

    def refuse(followers: int, count: int) -> bool:
        asked.append((followers, count))
        return False

    archive = _archive(post(1, "2022-01-01 00:00", "old"))
    with pytest.raises(DeliveryNotConfirmedError):
        _publish(snac, archive, tmp_path, deliver=False, means=means(tmp_path, deliver=refuse))
    with pytest.raises(DeliveryNotConfirmedError):
        _publish(snac, archive, tmp_path, deliver=False)
    assert asked == [(12, 1)]
    assert snac.delivered == 0
    _publish(snac, archive, tmp_path, deliver=False, means=means(tmp_path, deliver=lambda *_: True))
    assert snac.delivered == 1


def test_nobody_is_asked_about_followers_where_they_get_nothing(gts: StandIn, tmp_path: Path) -> None:
    given = means(tmp_path, deliver=lambda *_: pytest.fail("asked"))
    _publish(gts, _archive(post(1, "2022-01-01 00:00", "old")), tmp_path, deliver=False, means=given)
    assert [one["text"] or one["content"] for one in gts.posts] == ["<p>old</p>"]


def test_every_request_says_who_may_see_it_and_when_it_was(gts: StandIn, tmp_path: Path) -> None:
    archive = _archive(
        post(1, "2022-01-01 00:00", "seen by all"),
        post(2, "2022-01-02 00:00", "for followers", audience=Audience.FOLLOWERS),
    )
    _publish(gts, archive, tmp_path, include=frozenset({PrivateClass.FOLLOWERS}))
    assert [(one["visibility"], one["created_at"]) for one in gts.posts] == [
        ("public", "2022-01-01T00:00:00.000Z"),
        ("private", "2022-01-02T00:00:00.000Z"),
    ]


def test_what_cannot_be_brought_back_there_says_why(gts: StandIn, tmp_path: Path) -> None:
    archive = _archive(
        post(1, "2022-01-01 00:00", "an answer", in_reply_to="x:post:999", in_reply_to_author=OTHER),
        post(2, "2022-01-01 00:01", "choose", extra={"poll": {"options": []}}),
        post(3, "1970-01-01 00:00", "too old"),
        post(4, "1971-01-01 00:00", "old enough"),
    )
    made = _publish(gts, archive, tmp_path)
    assert [(made[f"x:post:{n}"].status, made[f"x:post:{n}"].reason) for n in (1, 2, 3)] == [
        (Status.SKIPPED, "answer-left-out"),
        (Status.SKIPPED, "poll-left-out"),
        (Status.SKIPPED, "too-old-there"),
    ]
    assert [one["created_at"][:4] for one in gts.posts] == ["1971"]
    simulated = _publish(gts, archive, tmp_path / "else", publish=False)
    assert {one.id: one.status for one in simulated.values()} == {one.id: one.status for one in made.values()}


def test_a_content_warning_has_its_place_and_counts(gts: StandIn, tmp_path: Path) -> None:
    """5,000 characters with the warning, in every part; each part stands behind it."""
    item = replace(post(1, "2022-01-01 00:00", "字" * 6000), source="mastodon", title="小心" * 50)
    _publish(gts, _archive(item), tmp_path)
    assert [one["spoiler_text"] for one in gts.posts] == ["小心" * 50] * 2
    assert [len(one["content"]) - len("<p></p>") for one in gts.posts] == [4900, 1100]
    assert gts.posts[1]["in_reply_to_id"] == gts.posts[0]["id"]
    assert all(one["sensitive"] for one in gts.posts)


def test_characters_are_counted_as_the_server_does(gts: StandIn, tmp_path: Path) -> None:
    """A family is one character to a reader and seven to the server."""
    _publish(gts, _archive(post(1, "2022-01-01 00:00", "👨\u200d👩\u200d👧\u200d👦" * 1000)), tmp_path)
    assert [len(one["content"]) - len("<p></p>") <= 5000 for one in gts.posts] == [True, True]


@pytest.mark.parametrize("wanted", [False, True])
def test_no_sign_in_the_text_makes_a_mention(snac: StandIn, tmp_path: Path, *, wanted: bool) -> None:
    """Not inside an address of mail either; only whom the archive knows by a full address, where that was asked for."""
    friend = replace(FRIEND, handle="friend@other.example", name="friend")
    text = "@friend me@example.org ＠who a@b@c"  # noqa: RUF001 - the wide sign is meant
    _publish(
        snac,
        _archive(post(1, "2022-01-01 00:00", text, mentions=(friend,))),
        tmp_path,
        mentions=wanted,
    )
    name, rest = snac.posts[0]["text"].split(" ", 1)
    assert name == ("@friend@other.example" if wanted else "@\u2060friend")
    assert rest == text.split(" ", 1)[1].replace("@", "@\u2060").replace("＠", "＠\u2060")  # noqa: RUF001 - as above


def test_a_server_that_takes_less_than_the_preview_showed_is_asked_again(tmp_path: Path) -> None:
    """Nothing goes out; the next preview is cut as the server says, and then it is published so."""
    archive = _archive(post(1, "2022-01-01 00:00", "一句话。" * 250))
    with standing_in(characters=500) as server:
        with pytest.raises(LimitsSmallerError) as caught:
            _publish(server, archive, tmp_path)
        assert caught.value.exit_code == EXIT_DECIDE
        assert server.posts == []
        pages: list[Path] = []
        _publish(server, archive, tmp_path, publish=False, means=means(tmp_path, preview=pages.append))
        assert "1/2" in (pages[0].parent / "page-0001.html").read_text()
        _publish(server, archive, tmp_path)
        assert [len(one["content"]) <= 507 for one in server.posts] == [True, True]


@contextmanager
def _once(server: StandIn, answer: Response, *, stored: bool) -> Iterator[None]:
    """Answer the second post with something else, after it was stored or without."""
    asked = 0

    def fail(method: str, path: str) -> Response | None:
        nonlocal asked
        if (method, path) != ("POST", "/api/v1/statuses"):
            return None
        asked += 1
        return answer if asked == 2 and not stored else None

    server.fail = fail
    server.lost = {2: answer} if stored else {}
    yield
    assert asked >= 2


@pytest.mark.parametrize("software", ["gotosocial", "snac"])
@pytest.mark.parametrize("stored", [False, True], ids=["not stored", "stored"])
def test_after_a_lost_answer_the_list_tells(tmp_path: Path, software: str, *, stored: bool) -> None:
    """A 500 says nothing about whether the post is there; it is there once in the end."""
    archive = _archive(*(post(n, f"2022-01-01 00:0{n}", f"post {n}") for n in range(4)))
    with standing_in(software) as server, _once(server, JSONResponse({}, 500), stored=stored):
        made = _publish(server, archive, tmp_path)
        assert {one.status for one in made.values()} == {Status.DONE}
        assert len(server.posts) == 4


def test_a_quota_is_waited_for(gts: StandIn, tmp_path: Path) -> None:
    """A 429 is heeded, and so is an answer that says that nothing is left."""
    slept: list[float] = []
    reset = {"ratelimit-remaining": "0", "ratelimit-reset": "33"}
    archive = _archive(*(post(n, f"2022-01-01 00:0{n}", f"post {n}") for n in range(4)))
    given = means(tmp_path, sleep=slept.append, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    with _once(gts, JSONResponse({}, 429, {"retry-after": "7"}), stored=False):
        _publish(gts, archive, tmp_path, means=given)
    assert len(gts.posts) == 4
    gts.more_headers = reset
    _publish(gts, _archive(post(9, "2023-01-01 00:00", "new")), tmp_path, means=given)
    assert 33 in slept


def test_a_refused_post_does_not_stop_the_others(gts: StandIn, tmp_path: Path) -> None:
    archive = _archive(*(post(n, f"2022-01-01 00:0{n}", t) for n, t in enumerate(["a", "REFUSE ME", "c"])))
    made = _publish(gts, archive, tmp_path)
    assert [one.status for one in made.values()] == [Status.DONE, Status.FAILED, Status.DONE]
    assert made["x:post:1"].reason == "404 target status not found"
    assert _publish(gts, archive, tmp_path)["x:post:1"].status is Status.FAILED
    assert len(gts.posts) == 2


def test_a_server_that_files_nothing_of_the_past_stops_the_run(gts: StandIn, tmp_path: Path) -> None:
    gts.fail = lambda method, path: (
        JSONResponse({"error": "backdating is off"}, 403)
        if (method, path) == ("POST", "/api/v1/statuses")
        else None
    )
    with pytest.raises(MastodonRefusedError, match="backdating is off"):
        _publish(gts, _archive(post(1, "2022-01-01 00:00", "a")), tmp_path)


def test_a_lost_ledger_doubles_nothing(gts: StandIn, tmp_path: Path) -> None:
    archive = _archive(*(post(n, f"2022-01-01 00:{n:02}", f"post {n} & <b> #草") for n in range(50)))
    _publish(gts, archive, tmp_path / "one")
    assert {one.status for one in _publish(gts, archive, tmp_path / "two").values()} == {Status.DONE}
    assert len(gts.posts) == 50


def test_two_posts_that_are_the_same_are_two(gts: StandIn, tmp_path: Path) -> None:
    archive = _archive(post(1, "2022-01-01 00:00", "same"), post(2, "2022-01-01 00:00", "same"))
    _publish(gts, archive, tmp_path / "one")
    _publish(gts, archive, tmp_path / "two")
    assert len(gts.posts) == 2


def test_snac_is_asked_on_fresh_connections(snac: StandIn, tmp_path: Path) -> None:
    _publish(snac, _archive(post(1, "2022-01-01 00:00", "a")), tmp_path)
    posted = [headers for method, path, headers in snac.asked if method == "POST"]
    assert [one["connection"] for one in posted] == ["close"]


def test_a_queue_that_does_not_drain_is_said(snac: StandIn, tmp_path: Path) -> None:
    snac.fail = lambda _method, path: JSONResponse([]) if path == "/api/v1/timelines/home" else None
    archive = _archive(post(1, "2022-01-01 00:00", "a"))
    with pytest.raises(QueueStuckError):
        _publish(snac, archive, tmp_path)
    snac.fail = lambda *_: None
    assert {one.status for one in _publish(snac, archive, tmp_path).values()} == {Status.DONE}


def test_text_that_snac_would_take_for_html_is_shown_as_it_is(snac: StandIn, tmp_path: Path) -> None:
    _publish(snac, _archive(post(1, "2022-01-01 00:00", "a <b> & c https://example.org/?a=1&b=2")), tmp_path)
    assert snac.posts[0]["text"] == "a &lt;b&gt; &amp; c https://example.org/?a=1&b=2"


@pytest.mark.parametrize("token", ["", "two words", "line\nline", "ünicode"])
def test_what_is_no_token_is_not_sent(gts: StandIn, tmp_path: Path, token: str) -> None:
    with pytest.raises(TokenRefusedError) as caught:
        _publish(
            gts,
            _archive(post(1, "2022-01-01 00:00", "a")),
            tmp_path,
            means=means(tmp_path, secret=lambda _: token),
        )
    assert not token or token not in f"{caught.value} {caught.value.details}"
    assert not any("authorization" in headers for _, _, headers in gts.asked)


def test_no_token_shows() -> None:
    api = Api(None, "https://x", lambda: datetime.now(UTC), lambda _: None)  # type: ignore[arg-type]
    api._headers["authorization"] = "Bearer TOKEN-A"
    api.me = Account("1", "me", 0)
    assert "TOKEN" not in f"{api!r} {api}"


def test_the_ledger_knows_whose_account_it_was(gts: StandIn, tmp_path: Path) -> None:
    _publish(gts, _archive(post(1, "2022-01-01 00:00", "a")), tmp_path)
    seen = Ledger.seen(tmp_path, f"mastodon:{gts.url}")
    assert seen.account == f"me@{gts.url.removeprefix('http://')}"
    assert "made-up" not in json.dumps([seen.notes, *(dict(one.keep) for one in seen.done.values())])


@pytest.mark.parametrize(
    ("place", "server"),
    [
        ("https://There.example", "https://there.example"),
        ("there.example/", "https://there.example"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
    ],
)
def test_a_place_is_a_server(place: str, server: str) -> None:
    assert MastodonPlace.of(place).server == server


@pytest.mark.parametrize(
    "place", ["https://", "ftp://x", "https://x/path", "me@x.example", "https://x:y", "https://[x"]
)
def test_what_is_no_server_is_said(place: str) -> None:
    with pytest.raises(MastodonPlaceError):
        MastodonPlace.of(place)
