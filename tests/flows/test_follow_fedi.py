"""Mastodon by its API and ActivityPub by its outbox, followed over three runs through the real command."""

import pytest

from cli.circle import Circle
from flows.open_places import Fedi, fedi
from net.a_server import Said
from wildgrass.errors import EXIT_CHECK, EXIT_INPUT, EXIT_STORE
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"


@pytest.fixture(params=["mastodon", "activitypub"])
def place(request: pytest.FixtureRequest):
    with fedi() as server:
        where = f"ines@{server.url}" if request.param == "mastodon" else f"{server.url}/users/ines"
        yield server, f"{request.param}:{where}"


def follow(circle: Circle, target: str, *more: object) -> dict:
    said = circle.run("follow", circle.card, target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    return said.rows[0] | {"code": said.code}


def test_posted_edited_and_deleted_over_three_runs(circle: Circle, place: tuple[Fedi, str]) -> None:
    """What an author changes is a version; that more people like it is none."""
    server, target = place
    circle.init()
    first = follow(circle, target)
    assert (first["status"], first["items"], first["problems"], first["is_whole"]) == ("sealed", 8, 0, True)
    server.posts[6], server.edited[6] = "<p>put right</p>", "2025-02-01T08:00:00.000Z"
    server.likes = 41
    follow(circle, target)
    del server.posts[5]
    follow(circle, target)
    assert circle.open(*circle.answers("Ana", "Chen")).code == 0

    def post(number: int) -> str:
        return f"mastodon:post:{server.url}/users/ines/statuses/{number}"

    with Library.open(circle.library) as library:
        assert library.item(post(6)).text == "put right"
        assert [one.text for one in library.versions(post(6))] == ["post 6"]
        assert [one.present for one in library.sightings(post(5))] == [True, True, False]
        assert [one.present for one in library.sightings(post(1))] == [True] * 3
        assert library.versions(post(1)) == []
        assert library.versions(library.item(post(1)).id.replace(":post:", ":profile:")) == []


def _last_page_fails(path: str, said: Said) -> Said:
    return (500, {}, b"") if "max_id=2" in path else said


def _another_account(path: str, said: Said) -> Said:
    if "max_id" not in path:
        return said
    return said[0], said[1], said[2].replace(b'"id": "11"', b'"id": "12"').replace(b"max_id=2", b"max_id=5")


@pytest.mark.parametrize(
    ("lie", "codes"),
    [(_last_page_fails, {EXIT_STORE}), (_another_account, {EXIT_CHECK})],
    ids=["500", "another"],
)
def test_a_page_that_is_missing_or_wrong_seals_nothing(
    circle: Circle, place: tuple[Fedi, str], lie, codes: set[int]
) -> None:
    """An account of which some pages are there would look as if the rest were gone."""
    server, target = place
    circle.init()
    before = sorted(circle.vault.rglob("*"))
    server.spoil = lie
    said = follow(circle, target)
    assert (said["status"], said["code"] in codes) == ("failed", True)
    assert sorted(circle.vault.rglob("*")) == before


def test_far_fewer_posts_than_before_are_no_sign_that_they_are_gone(
    circle: Circle, place: tuple[Fedi, str]
) -> None:
    server, target = place
    circle.init()
    state = ("--state", circle.folder / "state")
    assert follow(circle, target, *state)["is_whole"] is True
    server.posts = {number: text for number, text in server.posts.items() if number > 5}
    said = follow(circle, target, *state)
    assert (said["status"], said["is_whole"], said["code"]) == ("sealed", False, EXIT_INPUT)


def test_a_next_page_at_another_server_is_not_asked_for(circle: Circle) -> None:
    circle.init()
    with fedi() as server:
        server.spoil = lambda path, said: (
            said[0],
            said[1],
            said[2].replace(b"/outbox?page=true&", b".evil.example/?"),
        )
        said = follow(circle, f"activitypub:{server.url}/users/ines")
    assert said["status"] == "failed"
