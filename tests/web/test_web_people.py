"""People in the reader: joined, parted, named and undone by forms, and hidden where names are."""

import re
import shutil

import pytest

from library.archive_builders import about, build
from targets.made_up_life import FRIEND, OTHER, OWNER, other, post
from web.made_reader import LONG, reader_on, write_library
from wildgrass.library import Library
from wildgrass.model import Actor, Kind
from wildgrass.text.language import LANGUAGES

LI = Actor(platform="weibo", id_kind="account", id="77", name=FRIEND.name)
NOBODY = Actor(platform="qq", id_kind="label", id="<b>&\u202e", name="<b>&\u202e")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A life in which a friend writes on a second platform, which her profile on the first names."""
    more = [
        other(Kind.POST, "w1", "2019-03-01 10:00", "写在微博上 of Weibo", author=LI),
        other(Kind.POST, "q1", "2018-03-01 10:00", "on QQ", author=NOBODY),
        post("profile", None, "https://weibo.com/u/77", kind=Kind.PROFILE, author=FRIEND),
    ]
    return write_library(tmp_path_factory.mktemp("people"), *more)


@pytest.fixture
def opened(made, tmp_path):
    """A reader on a copy of that life."""
    with reader_on(shutil.copytree(made, tmp_path / "library")) as opened:
        yield opened


def slug(opened, actor):
    return opened.person(actor.key).rpartition("/")[2]


def chosen(opened, *actors):
    return {f"p-{slug(opened, actor)}": "on" for actor in actors}


def main_of(page):
    return page.partition("<main")[2]


def joined(opened, *actors):
    answer = opened.send("/people/merge", **chosen(opened, *actors))
    assert answer.status_code == 200
    return answer


def test_people_are_joined_after_a_page_that_says_what_it_does(opened):
    sure = opened.send("/people/join", **chosen(opened, FRIEND, LI)).text
    assert "Afterwards they are one person" in sure
    assert "The profile of the first links to the second." in sure
    assert len(opened.reader.reading._reads.submit(opened.reader.reading.library.decisions).result()) == 0
    fields = dict.fromkeys(re.findall(r'type="hidden" name="(p-[0-9a-f]+)"', sure), "on")
    page = opened.send("/people/merge", **fields)
    assert page.url.path in (opened.person(LI.key), opened.person(FRIEND.key))
    text = main_of(page.text)
    assert "They are one person now." in text
    assert "写在微博上" in opened.page(f"{page.url.path}?page=6")
    assert "2019-03-01" in text  # first contact, on the other platform
    assert text.count('action="/people/split"') == 2
    assert opened.page(opened.person(FRIEND.key)).count("<rect") == opened.page(opened.person(LI.key)).count(
        "<rect"
    )


def test_a_search_for_one_account_finds_the_whole_person(opened):
    joined(opened, FRIEND, LI)
    assert "of Weibo" in opened.send("/search", words=f"from:{FRIEND.handle} 写在微博上").text
    assert "of many" in opened.send("/search", words="from:77").text


def test_undo_redo_and_parting(opened):
    before = main_of(opened.page("/people"))
    joined(opened, FRIEND, LI, OTHER)
    opened.send("/people/split", account=slug(opened, OTHER))
    assert opened.page(opened.person(OTHER.key)).count('action="/people/split"') == 0
    opened.send("/people/undo")
    assert opened.page(opened.person(OTHER.key)).count('action="/people/split"') == 3
    page = opened.send("/people/undo")
    assert page.url.path == "/people/decisions"
    assert page.text.count("<del>") == 2
    assert main_of(opened.page("/people")) == before
    assert opened.send("/people/undo").status_code == 409
    opened.send("/people/redo")
    assert opened.page(opened.person(OTHER.key)).count('action="/people/split"') == 3


def test_a_name_of_ones_own_is_shown_searched_and_taken_away(opened):
    page = opened.send("/people/name", who=slug(opened, LI), name="  <i>小 梨 ")
    assert "&lt;i&gt;小 梨" in main_of(page.text)
    assert "&lt;i&gt;小 梨" in opened.page("/people")
    assert "写在微博上" in opened.send("/search", words='from:"<i>小 梨"').text
    opened.send("/people/name", who=slug(opened, LI), name="")
    assert "小 梨" not in opened.page("/people")


def test_the_list_is_narrowed_and_ordered(opened):
    page = main_of(opened.page("/people?on=weibo"))
    assert slug(opened, LI) in page
    assert slug(opened, FRIEND) not in page
    first = re.search(r'name="p-([0-9a-f]+)"', opened.page("/people?sort=first"))
    assert first is not None
    everybody = re.findall(r'name="p-([0-9a-f]+)"', opened.page("/people?sort=first"))
    assert everybody.index(slug(opened, NOBODY)) < everybody.index(slug(opened, LI))
    assert main_of(opened.page("/people?on=nowhere&sort=odd")) == main_of(opened.page("/people"))


def test_one_name_is_shown_and_joins_nobody(opened):
    page = main_of(opened.page(opened.person(LI.key)))
    assert "Same name, not joined" in page
    assert slug(opened, FRIEND) in page
    assert page.count('action="/people/split"') == 0


def test_who_is_looked_for_can_be_chosen(opened):
    page = opened.send("/people/find", who=slug(opened, LI), words=f"@{FRIEND.handle}").text
    assert re.findall(r'type="checkbox" name="p-([0-9a-f]+)"', page) == [slug(opened, FRIEND)]
    assert f'type="hidden" name="p-{slug(opened, LI)}"' in page
    nobody = opened.send("/people/find", who=slug(opened, LI), words="?!").text
    assert 'type="checkbox"' not in nobody


def test_proposals_say_why_and_do_nothing(opened):
    page = opened.page("/people/proposals")
    assert "The profile of the first links to the second." in page
    joined(opened, FRIEND, LI)
    assert "links to" not in opened.page("/people/proposals")


def test_files_and_what_names_a_person_stand_on_her_page(opened):
    page = opened.page(opened.person(OWNER.key) + "?show=files")
    assert page.count('class="thumb picture"') >= 4
    assert opened.chat(LONG) in opened.page(opened.person(FRIEND.key))


def test_forms_that_name_nobody_decide_nothing(opened):
    for address, fields, status in (
        ("join", chosen(opened, FRIEND), 400),
        ("merge", {"p-0": "on"}, 400),
        ("merge", {}, 400),
        ("split", {"account": "x"}, 404),
        ("split", {"account": slug(opened, FRIEND)}, 409),
        ("name", {"who": "x", "name": "A"}, 404),
        ("find", {"who": "x"}, 404),
        ("redo", {}, 409),
    ):
        assert opened.send(f"/people/{address}", **fields).status_code == status, address
    foreign = opened.client.post(
        "/people/merge", data=chosen(opened, FRIEND, LI), headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert "You have not decided anything yet." in opened.page("/people/decisions")


def test_decisions_are_handed_out_and_stay(opened, tmp_path):
    joined(opened, FRIEND, LI)
    file = opened.send("/people/decisions/file")
    assert file.headers["content-disposition"] == 'attachment; filename="people.json"'
    assert LI.key in file.text
    again = other(Kind.POST, "w2", "2023-01-01 10:00", "later", author=LI)
    build(tmp_path / "library", [again], about("third", days=900, owner=OWNER))
    assert "2023-01-01" in opened.page(opened.person(FRIEND.key))
    with Library.open(tmp_path / "library") as library:
        assert [one.act.value for one in library.decisions()] == ["merge"]


def test_what_is_in_memory_stays_when_the_reader_decides(opened):
    opened.page("/people")
    overview = opened.reader.reading.overview
    joined(opened, FRIEND, LI)
    opened.page("/people")
    assert opened.reader.reading.overview is overview


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_names_hidden_no_name_stands_on_any_page_of_people(opened, language):
    opened.send("/settings", language=language)
    joined(opened, FRIEND, LI)
    opened.send("/people/name", who=slug(opened, LI), name="小梨")
    opened.send("/settings", names="hide")
    pages = [
        opened.page(one) for one in ("/people", "/people/decisions", "/people/proposals", "/people?sort=last")
    ]
    pages += [opened.page(opened.person(LI.key)), opened.page(opened.person(OTHER.key))]
    pages += [opened.send("/people/join", **chosen(opened, LI, OTHER)).text]
    pages += [
        opened.send("/people/find", who=slug(opened, OTHER), words=FRIEND.handle).text.replace(
            FRIEND.handle, "", 1
        )
    ]
    for page in pages:
        assert f'<html lang="{language}"' in page
        assert "ui.web" not in page
        for name in (
            "小梨",
            *(label for actor in (OWNER, FRIEND, OTHER) for label in (actor.name, actor.handle)),
        ):
            assert name not in page
    assert opened.send("/people/name", who=slug(opened, LI), name="B").status_code == 404
    assert opened.send("/people/decisions/file").status_code == 404


def test_a_given_name_goes_from_texts_too(opened, tmp_path):
    build(tmp_path / "library", [post("told", "2022-10-29 08:00", "met Grass Auntie today")], about("third"))
    opened.send("/people/name", who=slug(opened, LI), name="Grass Auntie")
    number = opened.number("x:post:told")
    assert "Grass Auntie" in opened.page(f"/item/{number}")
    opened.send("/settings", names="hide")
    assert "Grass Auntie" not in main_of(opened.page(f"/item/{number}"))
