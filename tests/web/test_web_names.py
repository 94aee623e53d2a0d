"""With names hidden no name that the library knows stands on any page, and plants are the same on every page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.made_up_life import FRIEND, OTHER, OWNER, other, post
from web.made_reader import reader_on, walk, write_library
from wildgrass.model import Actor, Audience, Kind
from wildgrass.text import fold
from wildgrass.web.names import HiddenNames, NameFinder
from wildgrass.web.words import Words

NAMES = [label for actor in (OWNER, FRIEND, OTHER) for label in (actor.name, actor.handle)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    mentions = post(
        "mention",
        "2022-10-29 08:00",
        "Spring Wind and @plain_fire met 原上火; call +86 138 0013 8000 or write to a.b@mail.example",
    )
    talk = other(
        Kind.MESSAGE,
        "named",
        "2022-10-29 09:00",
        "hi",
        author=FRIEND,
        audience=Audience.DIRECT,
        thread="x:conversation:900-901",
        extra={
            "reactions": [{"senderId": "901", "reactionKey": "👍"}, {"from": "Stranger Danger", "emoji": "x"}]
        },
    )
    with reader_on(write_library(tmp_path_factory.mktemp("names"), mentions, talk)) as opened:
        opened.send("/settings", names="hide")
        yield opened


def test_no_known_name_stands_on_any_page(opened):
    count = 0
    for address, answer in walk(opened):
        if answer.headers["content-type"].startswith("text/html"):
            count += 1
            folded = fold(answer.text)
            assert not [name for name in NAMES if fold(name) in folded], address
            assert "Stranger Danger" not in answer.text
    assert count > 100


def test_numbers_and_mail_addresses_go_too(opened):
    page = opened.page(f"/item/{opened.number('x:post:mention')}")
    assert "138" not in page.partition("<main")[2].partition("What is known")[0]
    assert "mail.example" not in page


def test_a_plant_is_the_same_everywhere(opened):
    chat = opened.page(opened.chat("x:conversation:900-901"))
    friend = re.search(r'<bdi class="who">([^<]*)</bdi>', chat)[1]
    assert friend in opened.page("/people")
    assert friend in opened.page(opened.person(FRIEND.key))
    assert friend in opened.page(f"/item/{opened.number('x:post:mention')}")


def test_raw_json_and_links_are_not_shown(opened):
    number = opened.number("x:post:20")
    assert "seeds.example" not in opened.page(f"/item/{number}/link/0")
    assert "Not shown while names are hidden" in opened.page(f"/item/{number}/json")


def test_pictures_are_too_small_to_tell_anything(opened):
    from io import BytesIO

    from PIL import Image

    number = opened.number("x:post:2")
    answer = opened.client.get(f"/file/{number}/0/full")
    assert max(Image.open(BytesIO(answer.content)).size) <= 12
    video = opened.number("x:post:46")
    assert opened.client.get(f"/file/{video}/2/play").status_code == 404


def test_showing_names_again_shows_them(opened):
    opened.send("/settings", names="show")
    assert "Spring Wind" in opened.page("/people")
    opened.send("/settings", names="hide")


def actor(number, name, handle=None):
    return Actor(platform="x", id_kind="account", id=str(number), name=name, handle=handle)


def hidden(*people):
    return HiddenNames(Words("en"), b"secret", NameFinder((one.key, one) for one in people))


@pytest.mark.parametrize(
    ("text", "is_hidden"),
    [
        ("王小草来了", True),
        ("找王小草吗", True),
        ("李大树", True),  # the traditional form is the known one
        ("ANN came", True),
        ("annual report", False),
        ("Joann", False),
        ("@ann_b said", True),
        ("王小", False),
        ("12345", False),
        ("photo_of-王小草.jpg", True),
        ("see mary-ann_shelley.jpg", True),
        ("inbox/maryannshelley_7/1.json", True),
        ("written by wxid_zz9", True),
        ("thanks @nobody_known", True),
        ("price @ noon", False),
        ("https://site.example/somebody/5", True),
        ("https://site.example says", False),
        ("data/tweets.js", False),
    ],
)
def test_names_are_found_as_people_write_them(text, is_hidden):
    names = hidden(
        actor(1, "王小草"),
        actor(2, "李大樹"),
        actor(3, "Ann", "ann_b"),
        actor(4, "12345"),
        actor(5, "好"),
        actor(6, "Mary Ann Shelley"),
        actor("wxid_zz9", None),
    )
    assert (names.text(text) != text) == is_hidden


def test_the_longest_name_wins():
    short, long = actor(1, "Ann"), actor(2, "Ann Lee")
    names = hidden(short, long)
    assert names.text("Ann Lee and Ann") == f"{names.who(long)} and {names.who(short)}"


def test_a_name_is_hidden_before_a_text_is_cut():
    names = hidden(actor(1, "Ann Lee"))
    for length in range(4, 40):
        shown = names.glimpse("x " * 10 + "Ann Lee was here", length)
        assert "Ann" not in shown
        assert len(shown) <= length


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "@", "好", "https://", "a@", "a.b/"])
def test_a_long_run_of_anything_is_read_once(piece):
    """By the square of its length this would take minutes, and the suite would stop it."""
    names = hidden(actor(1, "Ann"))
    assert names.text(f"{piece * (200_000 // len(piece))} Ann").endswith(names.who(actor(1, "Ann")))


def test_names_that_somebody_had_before_are_found():
    one = actor(1, "Ann")
    names = HiddenNames(Words("en"), b"secret", NameFinder([(one.key, one)], [(one.key, "berta before")]))
    assert names.text("Berta Before") == names.who(one)


def test_a_bare_name_is_the_known_persons_plant_or_one_of_its_own():
    one = actor(1, "Ann")
    names = hidden(one)
    assert names.bare("x", "Ann") == names.who(one)
    assert names.bare("x", "Zoe") not in ("Zoe", names.who(one))


def test_a_plant_tells_nothing_without_the_library():
    one = actor(1, "Ann")
    assert HiddenNames(Words("en"), b"a", NameFinder(())).who(one) != HiddenNames(
        Words("en"), b"b", NameFinder(())
    ).who(one)


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=6), max_size=6))
def test_any_text_and_any_names_do_no_harm(text, labels):
    finder = NameFinder((str(number), actor(number, label)) for number, label in enumerate(labels))
    end = 0
    for start, stop, _ in finder.found(text):
        assert end <= start < stop <= len(text)
        end = stop
