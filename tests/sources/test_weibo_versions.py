"""Crawls of one account again and again: nothing twice, nothing overwritten, nothing taken for deleted."""

# ruff: noqa: RUF001 - Weibo's own words have Chinese punctuation

import json
from pathlib import Path

import pytest

from sources.made_archives import export_of, items, reports
from sources.made_weibo import crawl, mblog, post
from wildgrass.library import Library
from wildgrass.library.exports import ExportAbout
from wildgrass.library.writer import LibraryWriter
from wildgrass.model import Item
from wildgrass.sources.base import Reading
from wildgrass.sources.weibo import WeiboSource


def read(text: str, name: str = "1000000001.json") -> list[Reading]:
    export = export_of({name: text})
    source = WeiboSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def filed(folder: Path, *exports: str) -> Library:
    with LibraryWriter.open(folder) as writer:
        for number, text in enumerate(exports):
            about = ExportAbout(
                key=f"key {number}", name=f"crawl {number}", source="weibo", vintage="crawler-json"
            )
            writer.add_export(about, read(text))
    return Library.open(folder)


def portrait(day: int) -> str:
    """Return a portrait's address as it was handed out on that day of March 2021."""
    expires = 1_614_556_800 + 86_400 * day
    return f"https://tvax1.sinaimg.cn/crop.0.0.1.1.180/a.jpg?KID=imgbed,tva&Expires={expires}&ssig=x"


def test_eleven_copies_in_one_file_are_one_item() -> None:
    found = read(crawl([post(1, "一条", attitudes_count=count) for count in range(11)]))
    assert [one.text for one in found if isinstance(one, Item) and one.kind == "post"] == ["一条"]
    (report,) = reports(found).values()
    assert (report.records, report.items) == (12, 2)
    assert "copies of what was read before: 10" in report.note


def test_eleven_crawls_of_one_post_are_one_item(tmp_path: Path) -> None:
    crawls = [
        crawl([post(1, "一条", attitudes_count=10 + day)], profile_image_url=portrait(day))
        for day in range(11)
    ]
    with filed(tmp_path / "library", *crawls) as library:
        (one,) = library.items(kinds=["post"])
        assert one.counts["likes"] == 20
        assert library.versions(one.id) == []


def test_an_edit_between_two_crawls_keeps_both_texts(tmp_path: Path) -> None:
    before = crawl([post(1, "第一版")], profile_image_url=portrait(1))
    after = crawl([post(1, "第二版", edited=True, edit_count=1)], profile_image_url=portrait(2))
    for name, order in (("forth", (before, after)), ("back", (after, before))):
        with filed(tmp_path / name, *order) as library:
            (one,) = library.items(kinds=["post"])
            assert one.text == "第二版"
            assert [version.text for version in library.versions(one.id)] == ["第一版"]


def test_an_edit_inside_one_file_keeps_both_texts() -> None:
    found = read(crawl([post(1, "第一版"), post(1, "第二版"), post(1, "第一版")]))
    texts = [one.text for one in found if isinstance(one, Item) and one.kind == "post"]
    assert texts == ["第一版", "第二版"]


def test_a_post_that_a_later_crawl_finds_gone_keeps_its_words(tmp_path: Path) -> None:
    inner = post(50, "原来的话", user_id=2000000002, screen_name="甲")
    notice = post(50, "抱歉，此微博已被作者删除。查看帮助：网页链接", user_id="", screen_name="", source="")
    before = crawl([post(1, "看", retweet=inner)], profile_image_url=portrait(1))
    after = crawl([post(1, "看", retweet=notice)], profile_image_url=portrait(2))
    with filed(tmp_path / "library", before, after) as library:
        gone = library.item(f"weibo:post:{inner['id']}")
        assert gone is not None
        assert gone.removed is not None
        assert (gone.removed.by, gone.text) == ("author", "")
        assert [one.text for one in library.versions(gone.id)] == ["原来的话"]


def test_absence_from_a_later_crawl_removes_nothing(tmp_path: Path) -> None:
    before = crawl([post(1, "一"), post(2, "二")], profile_image_url=portrait(1))
    with filed(
        tmp_path / "library", before, crawl([post(1, "一")], profile_image_url=portrait(2))
    ) as library:
        assert sorted(one.text for one in library.items(kinds=["post"])) == ["一", "二"]
        assert all(one.removed is None for one in library.items())


def test_a_post_passed_on_often_is_one_item_with_its_own_author() -> None:
    inner = post(50, "原文", user_id=2000000002, screen_name="甲")
    found = items(read(crawl([post(index, "转发微博", retweet=inner) for index in range(1, 5)])))
    original = found[f"weibo:post:{inner['id']}"]
    assert original.author is not None
    assert original.author.id == "2000000002"
    shares = [one for one in found.values() if one.kind == "share"]
    assert {one.shares for one in shares} == {original.id}
    assert all(one.target == original.author for one in shares)


@pytest.mark.parametrize("field", ["deleted", "user"])
def test_a_flag_or_a_missing_author_makes_a_notice(field: str) -> None:
    inner = mblog(50, "抱歉，此微博已被作者删除。") | (
        {"deleted": "1"} if field == "deleted" else {"user": None}
    )
    found = items(
        read(
            json.dumps(
                {
                    "ok": 1,
                    "data": {"cards": [{"card_type": 9, "mblog": mblog(1, "看", retweeted_status=inner)}]},
                }
            )
        )
    )
    gone = found[f"weibo:post:{inner['id']}"]
    assert gone.removed is not None
    assert (gone.removed.by, gone.text) == ("author", "")


def test_words_of_a_person_with_a_name_are_never_a_notice() -> None:
    found = items(read(crawl([post(1, "抱歉，此微博已被作者删除")])))
    (one,) = (one for one in found.values() if one.kind == "post")
    assert (one.removed, one.text) == (None, "抱歉，此微博已被作者删除")
