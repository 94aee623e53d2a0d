"""What each page shows, and that every link of every page leads somewhere."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import re
from dataclasses import replace

import pytest

from library.archive_builders import about, build
from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import FRIEND, OWNER, at, post
from web.made_reader import GROUP, LONG, addresses_in, reader_on, walk, write_library
from wildgrass.model import Audience
from wildgrass.text.language import LANGUAGES

CHAT = "x:conversation:900-901"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return write_library(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def opened(library):
    with reader_on(library) as opened:
        yield opened


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.partition("<main")[2]))


def test_every_page_that_a_page_leads_to_is_there(opened):
    """Walk the reader from its first page; no address holds a name, a word or a platform's id."""
    seen = set()
    for address, answer in walk(opened):
        assert answer.status_code == 200, address
        seen.add(address)
        if answer.headers["content-type"].startswith("text/html") and "/link/" not in address:
            outside = [one for one in addresses_in(answer.text) if not one.startswith(("/", "data:", "?"))]
            assert [one for one in outside if one] == [], address
    assert len(seen) > 150
    assert not [address for address in seen if re.search(r"yecao|spring|维权|900|x:|group-1", address)]


def test_the_first_page_says_what_is_here_and_what_is_missing(opened):
    said = text_of(opened.page("/"))
    assert "3 chats" in said
    assert "kept apart" in said
    assert "2 exports" in said
    assert "1 problem" in said
    assert "2022" in said


def test_an_export_has_its_report(opened):
    said = text_of(opened.page("/exports/1"))
    assert "january-of-OWNER.zip" in said
    assert "not JSON" in said
    assert "data/tweets.js record 7" in said


def test_the_timeline_leads_to_the_newest_month(opened):
    assert opened.client.get("/timeline").url.path == "/timeline/2022-10"


def test_a_month_has_its_days_newest_first_and_a_calendar(opened):
    page = opened.page("/timeline/2022-10")
    days = re.findall(r'id="d(2022-10-\d\d)"', page)
    assert days == sorted(days, reverse=True)
    assert len(days) > 8
    assert re.search(
        r'<a class="s\d" href="/day/2022-10-03">3<span class="spoken">, 4 entries</span></a>', page
    )
    assert "野火烧不尽，春风吹又生。" in page


def test_a_day_has_its_posts_and_chats_and_neighbours(opened):
    page = opened.page("/day/2022-01-01")
    assert "Spring Wind" in page
    assert "2 messages" in page
    assert f'href="{opened.chat(CHAT)}?day=2022-01-01"' in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_the_form_for_a_day_leads_to_it(opened):
    assert opened.client.get("/day", params={"day": "2022-10-03"}).url.path == "/day/2022-10-03"
    assert opened.client.get("/day", params={"day": "tomorrow"}).status_code == 404


def test_a_timeline_can_be_narrowed(opened):
    assert "Spring Wind" not in text_of(opened.page("/day/2022-01-01?show=posts"))
    assert "LIKED-WORDS" in opened.page("/undated?show=likes")
    assert "LIKED-WORDS" not in opened.page("/undated")


def test_a_year_is_a_heat_map_whose_steps_have_numbers_too(opened):
    page = opened.page("/calendar/2022")
    assert page.count('<table class="days">') == 12
    assert set(re.findall(r'class="s(\d)" href="/day', page)) >= {"1", "5"}


def test_what_has_no_date_stands_by_itself(opened):
    said = text_of(opened.page("/undated"))
    assert "A note that the export gives no date for." in said
    assert "none was guessed" in said.lower()


def test_a_long_month_comes_in_parts_that_hold_everything_once(opened):
    texts = []
    address = "/timeline/2019-08?show=posts"
    while address:
        page = opened.page(address)
        texts += re.findall(r'<article class="post [^"]*" id="i(\d+)"', page)
        after = re.search(r'rel="next" href="(/timeline/2019-08[^"]*page=\d+)"', page)
        address = after[1].replace("&amp;", "&") if after else None
    assert len(texts) == len(set(texts))


def test_a_post_stands_in_its_thread(opened):
    page = opened.page(f"/item/{opened.number('x:post:11')}")
    order = [
        page.index(words)
        for words in ("说说这本书", "写荒地，不是写风景", "写人，也不写英雄", "所以我每年春天")
    ]
    assert order == sorted(order)
    assert "In reply to" in page


def test_versions_stand_side_by_side_with_what_changed(opened):
    page = opened.page(f"/item/{opened.number('x:post:2')}")
    assert "Versions" in page
    assert "<ins>other ridge" in page or "<ins>o" in page
    assert "ridge." in page


def test_a_merged_forward_is_opened_in_its_place(opened):
    outer = opened.number("x:message:outer")
    page = opened.page(f"{opened.chat(GROUP)}?at={outer}")
    said = text_of(page)
    assert "Forwarded together: 3 messages" in said
    assert "inside 0" in said
    inside = re.search(r'href="(/chats/[0-9a-f]{16}\?from=start)"', page)[1]
    whole = opened.page(inside)
    assert "Forwarded from Old Wind" in text_of(whole)
    assert f'href="{opened.chat(GROUP)}?at={outer}#i{outer}"' in whole
    assert inside.partition("?")[0] not in opened.page("/chats")


def test_what_a_post_answers_or_quotes_stands_beside_it_or_is_a_stub(opened):
    orphan = opened.page(f"/item/{opened.number('x:post:orphan')}")
    assert '<p class="stub-post">What this answers, by Spring Wind, is not in this archive.</p>' in orphan
    quoting = opened.page(f"/item/{opened.number('x:post:quoting')}")
    assert re.search(r'class="note quote"><a href="/item/\d+">[^<]*</a> <q dir="auto">First light', quoting)
    assert "stub-post" not in quoting


def test_versions_differ_in_fields_and_files_too(tmp_path):
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], files=tmp_path / "files")
    files = [archive.put(name.encode(), f"{name}.txt", role="file") for name in ("one", "two")]
    first = post("v", "2022-01-01 10:00", "the same words", attachments=(files[0],))
    second = replace(first, attachments=(files[1],), audience=Audience.SELF, as_of=at("2022-12-05 00:00"))
    fetch = {file.member: archive.paths[file.sha256] for file in files}
    for days, one in enumerate((first, second)):
        build(
            tmp_path / "library", [one], about(f"e{days}", days=days, owner=OWNER), fetch_attachment=fetch.get
        )
    with reader_on(tmp_path / "library") as opened:
        said = text_of(opened.page(f"/item/{opened.number('x:post:v')}"))
        versions = said.partition("Versions")[2]
        for file in files:
            assert f"SHA-256 {file.sha256[:16]}" in versions
        assert "Who could see it" in versions
        assert "the same words" in versions


def test_an_edit_chain_stands_in_the_order_it_was_written(opened):
    page = opened.page(f"/item/{opened.number('x:post:30')}")
    assert page.index("First written on 22 October 2022, 08:00") < page.index(
        "Edited on 22 October 2022, 08:04"
    )


def test_what_was_removed_says_by_whom_and_shows_the_notice(opened):
    said = text_of(opened.page(f"/item/{opened.number('x:post:gone')}"))
    assert "Gone: the platform removed it" in said
    assert "此内容因违规无法查看" in said
    assert "Deleted on 25 October 2022" in text_of(opened.page(f"/item/{opened.number('x:post:40')}"))


def test_an_unknown_zone_is_said(opened):
    page = opened.page(f"/item/{opened.number('x:post:nozone')}")
    assert "zone not stated" in page
    assert "12:00 UTC" not in page


def test_what_was_private_says_so(opened):
    assert "Private: followers only" in opened.page(f"/item/{opened.number('x:post:50')}")
    assert (
        "Private"
        not in text_of(opened.page(f"/item/{opened.number('x:post:1')}")).partition("What is known")[0]
    )


def test_the_account_s_records_stand_apart_and_nowhere_else(opened):
    assert "TOKEN-SECRET" in opened.page("/apart/token")
    assert "stand in no other list" in opened.page("/apart/token")
    opened.send("/search", words="TOKEN-SECRET")
    for address in (
        "/",
        "/apart",
        "/timeline/2022-01",
        "/day/2022-01-01",
        "/undated?show=other",
        "/search/1",
    ):
        assert "TOKEN-SECRET" not in text_of(opened.page(address))


def test_an_item_leads_to_its_own_json(opened):
    page = opened.page(f"/item/{opened.number('x:post:1')}/json")
    assert "&#34;x:post:1&#34;" in page
    assert "data/tweets.js" in page


def test_a_link_stops_before_it_leaves(opened):
    number = opened.number("x:post:20")
    page = opened.page(f"/item/{number}")
    assert f'href="/item/{number}/link/0"' in page
    assert 'href="https://seeds.example' not in page
    assert 'rel="noreferrer noopener nofollow"' in opened.page(f"/item/{number}/link/0")
    opened.page(f"/item/{number}/link/1", status=404)


def test_the_conversations_are_listed_newest_first(opened):
    said = text_of(opened.page("/chats"))
    assert said.index("原上火") < said.index("4 messages") < said.index("251 messages")


def test_a_conversation_has_its_lines_replies_reactions_and_pictures(opened):
    page = opened.page(opened.chat(CHAT))
    assert "你那边下雪了吗" in page
    assert "❤️" in page
    assert "In reply to" in page
    assert re.search(r'<img src="/file/\d+/0/page"', page)
    assert 'class="line own' in page
    events = text_of(opened.page(opened.chat(GROUP)))
    assert "The conversation began here" in events


def walked(opened, address, rel):
    found = []
    while address:
        page = opened.page(address)
        lines = re.findall(r"line (\d+) of many|(needle)|(written at no time)", page.partition("<main")[2])
        found.append(["".join(line) for line in lines])
        way = re.search(rf'<a rel="{rel}" href="([^"#]*)', page)
        address = way[1].replace("&amp;", "&") if way else None
    return found


def test_a_conversation_is_walked_in_pages_from_both_ends(opened):
    """Each line stands once, in order, whichever way it is read; what has no date stands last."""
    wanted = [str(number) for number in range(250)]
    wanted[120] = "needle"
    wanted.append("written at no time")
    forward = walked(opened, opened.chat(LONG) + "?from=start", "next")
    assert [len(part) for part in forward] == [100, 100, 51]
    assert [line for part in forward for line in part] == wanted
    backward = walked(opened, opened.chat(LONG), "prev")
    assert [line for part in reversed(backward) for line in part] == wanted


def test_a_conversation_opens_at_a_day(opened):
    page = opened.page(opened.chat(LONG) + "?day=2021-02-01")
    assert "line 90 of many" in page
    assert "line 89 of many" not in page
    assert "line 180 of many" in opened.page(opened.chat(LONG) + "?day=2021-02-15")


def test_twenty_messages_stand_around_one(opened):
    number = opened.number("x:message:long120")
    page = opened.page(f"{opened.chat(LONG)}?at={number}")
    lines = re.findall(r"line (\d+) of many", page.partition("<main")[2])
    assert lines == [*map(str, range(100, 120)), *map(str, range(121, 141))]
    assert re.search(rf'class="line own[^"]*is-here[^"]*" id="i{number}"', page)


def test_a_message_of_another_conversation_is_not_shown_in_this_one(opened):
    elsewhere = opened.number("x:message:d1")
    page = opened.page(f"{opened.chat(LONG)}?at={elsewhere}")
    assert "今年的第一场" not in page


def test_people_are_listed_with_what_they_wrote(opened):
    page = opened.page("/people")
    assert page.index("野草 Yecao") < page.index("Spring Wind")
    person = text_of(opened.page(opened.person(FRIEND.key)))
    assert "line 178 of many" in person
    assert "Chats" in person
    named = text_of(opened.page(opened.person(FRIEND.key) + "?show=named"))
    assert "谢谢，收到了" in named


def test_the_grid_holds_pictures_and_names_files(opened):
    page = opened.page("/media")
    assert page.count('class="thumb picture"') >= 4
    assert "logo.svg" in page
    assert f'href="{opened.chat(CHAT)}?at=' in page
    assert "snow" not in opened.page(opened.chat(GROUP) + "/media")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_the_language(opened, language):
    """No sentence is missing: a missing one would stand as its id."""
    opened.send("/settings", language=language)
    number = opened.number("x:post:46")
    some = [
        "/",
        "/timeline/2022-10",
        "/calendar/2022",
        "/chats",
        opened.chat(CHAT),
        "/people",
        "/media",
        "/search",
    ]
    some += [
        "/settings",
        "/keys",
        "/apart",
        "/apart/token",
        "/exports/1",
        f"/item/{number}",
        f"/file/{number}/0",
    ]
    for address in [*some, f"/item/{number}/json", "/undated", opened.person(OWNER.key)]:
        page = opened.page(address)
        assert f'<html lang="{language}"' in page
        assert "ui.web" not in page
        assert "ui.site" not in page
    opened.send("/settings", language="en")


def test_settings_lead_back_and_never_elsewhere(opened):
    for back in ("/chats", "/people"):
        assert opened.send("/settings", follow=False, theme="dark", back=back).headers["location"] == back
    for back in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "evil",
        "/a\nb",
        "/" + "a" * 300,
    ):
        assert opened.send("/settings", follow=False, theme="dark", back=back).headers["location"] == "/"


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")])
def test_a_theme_is_the_system_s_or_what_was_chosen(opened, theme, scheme):
    opened.send("/settings", theme=theme)
    assert f"/style/{theme}.css" in opened.page("/")
    sheet = opened.page(f"/style/{theme}.css")
    assert f"color-scheme: {scheme};" in sheet
    assert ("prefers-color-scheme" in sheet) == (theme == "auto")
    opened.send("/settings", theme="auto")


def test_what_is_set_that_cannot_be_is_left(opened):
    answer = opened.send("/settings", follow=False, theme="blue", language="xx", keys="maybe", names="some")
    assert "set-cookie" not in answer.headers


def test_single_keys_can_be_switched_off(opened):
    opened.send("/settings", keys="off")
    assert 'data-keys="off"' in opened.page("/")
    opened.send("/settings", keys="on")
    assert 'data-keys="on"' in opened.page("/")


def test_titles_say_nothing_of_what_is_read(opened):
    for address in ("/", opened.chat(GROUP), opened.person(FRIEND.key), f"/item/{opened.number('x:post:1')}"):
        title = re.search(r"<title>(.*?)</title>", opened.page(address))[1]
        assert title in {"Pages", "Chat", "People", "One entry"}


def test_the_scripts_are_small(opened):
    assert len(opened.page("/script/keys.js")) < 15_000


@pytest.mark.parametrize(("tongue", "direction", "home"), [("ug", "rtl", "باش بەت"), ("bo", "ltr", "གཙོ་ངོས།")])
def test_a_core_language_leads_and_the_rest_stands_in_chinese(library, tongue, direction, home):
    with reader_on(library) as opened:
        opened.client.cookies.set("l", tongue)
        page = opened.page("/")
        assert f'<html lang="{tongue}" dir="{direction}"' in page
        assert home in page
        assert "帖子与评论" in page
        assert f'value="{tongue}"' in opened.page("/settings")
        for address in (
            "/timeline",
            "/chats",
            "/people",
            "/gone",
            "/numbers",
            "/register/laws",
            "/audit",
            "/search",
        ):
            assert home in opened.page(address)
