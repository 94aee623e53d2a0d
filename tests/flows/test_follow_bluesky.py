"""An AT Protocol account followed over three runs: from its server into the vault, and out of it again."""

import pytest

from cli.circle import Circle
from flows.open_places import DID, PublicPds, post, public_pds
from wildgrass.library import Library

CONSENT = "the account of a made-up person, who asked for it in a test"
A, B, C = (f"bluesky:post:at://{DID}/app.bsky.feed.post/3lmade222222{letter}" for letter in "abc")


def followed(circle: Circle, pds: PublicPds, *more: object) -> dict:
    said = circle.run("follow", circle.card, pds.target, "--consent", CONSENT, "--pace", 20, "--json", *more)
    assert said.code == 0, said.err
    return said.rows[0]


@pytest.fixture
def pds():
    with public_pds() as one:
        one.put("3lmade222222a", post("one"))
        one.put("3lmade222222b", post("two", 1, embed=one.picture(b"\x89PNG\r\n\x1a\n one")))
        one.put("3lmade222222c", post("three", 2))
        yield one


def test_posted_edited_and_deleted_over_three_runs(circle: Circle, pds: PublicPds) -> None:
    """The later text is shown and the earlier kept; what was deleted is still there, and when it was last seen."""
    circle.init()
    first = followed(circle, pds)
    assert (first["status"], first["items"], first["problems"], first["is_whole"]) == ("sealed", 5, 0, True)
    pds.put("3lmade222222a", post("one, put right"))
    followed(circle, pds)
    pds.delete("3lmade222222b")
    followed(circle, pds)
    assert circle.open(*circle.answers("Ana", "Chen")).code == 0
    with Library.open(circle.library) as library:
        assert library.item(A).text == "one, put right"
        assert [one.text for one in library.versions(A)] == ["one"]
        gone = library.item(B)
        assert gone.text == "two"
        assert gone.attachments[0].sha256 is not None
        assert [one.present for one in library.sightings(B)] == [True, True, False]
        assert [one.present for one in library.sightings(C)] == [True, True, True]
        days = [one.as_of for one in library.sightings(B)]
        assert all(days)
        assert days == sorted(days)
    shown = circle.run("show", circle.library, A, "--json")
    assert "put right" in shown.out
