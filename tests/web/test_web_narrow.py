"""A timeline narrowed by platform, kind, side, what is gone and what has files; its addresses hold no archived word."""

import re

import pytest

from web.made_reader import reader_on, write_library


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with reader_on(write_library(tmp_path_factory.mktemp("narrow"))) as opened:
        yield opened


def articles(page):
    return re.findall(r'<article class="post ([^"]*)" id="i(\d+)"', page)


def test_only_what_is_gone(opened):
    page = opened.page("/timeline/2022-10?removed=1")
    assert articles(page)
    assert all("gone" in kind for kind, _ in articles(page))
    assert f'id="i{opened.number("x:post:gone")}"' in page


def test_only_what_has_files(opened):
    page = opened.page("/timeline/2022-10?files=1")
    for part in page.split("<article")[1:]:
        assert '<div class="media' in part or '<ul class="files">' in part
    assert articles(page)


def test_only_mine_leaves_out_what_others_said(opened):
    everything, mine = (opened.page(f"/timeline/2021-01?show=message{way}") for way in ("", "&mine=1"))
    assert "90 messages" in everything
    assert "30 messages" in mine
    assert articles(mine) == []


def test_one_kind_and_one_platform(opened):
    page = opened.page("/timeline/2022-10?show=quote&on=x")
    assert {kind.split()[0] for kind, _ in articles(page)} == {"quote"}
    assert 'aria-current="true">Quote' in page


def test_the_calendar_and_its_ways_stay_narrowed(opened):
    page = opened.page("/calendar/2022?show=posts&removed=1")
    days = re.findall(r'href="(/day/[^"]*)"', page)
    assert days
    assert all(day.endswith("?show=posts&amp;removed=1") for day in days)
    for day in days:
        assert articles(opened.page(day.replace("&amp;", "&")))


@pytest.mark.parametrize(
    "query", ["show=token", "show=nonsense", "on=nowhere", "mine=yes", "removed=", "files=<b>"]
)
def test_what_cannot_be_asked_narrows_nothing(opened, query):
    assert articles(opened.page(f"/timeline/2022-10?{query}")) == articles(opened.page("/timeline/2022-10"))


def test_a_day_asked_for_stays_narrowed(opened):
    answer = opened.client.get("/day", params={"day": "2022-10-03", "show": "posts", "files": "1"})
    assert str(answer.url).endswith("/day/2022-10-03?show=posts&files=1")


def test_counts_are_those_of_the_list(opened):
    """Kept counts and the list come from two questions: they must agree for every way to narrow."""
    ways = [
        f"show={show}&{more}"
        for show in ("main", "posts", "other")
        for more in ("mine=1", "removed=1&files=1", "files=1&on=x")
    ]
    for way in ways:
        page = opened.page(f"/calendar/2022?{way}")
        found = re.search(r'<h1>2022</h1>\s*<p class="sum">([\d,]*)', page)[1].replace(",", "")
        months = set(re.findall(r'href="(/timeline/2022-\d\d)', page))
        listed = 0
        for month in months:
            text = opened.page(f"{month}?{way}")
            listed += len(articles(text)) + sum(map(int, re.findall(r">(\d+) messages?</span>", text)))
            assert "page=2" not in text
        assert listed == int(found or 0), way
