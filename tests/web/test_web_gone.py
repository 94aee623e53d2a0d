"""What is gone and how that is known; statistics; an export's report as a file."""

import json
import re
from dataclasses import replace

import pytest

from library.archive_builders import about, build
from targets.made_up_life import OWNER, at, post
from web.made_reader import reader_on, write_library
from wildgrass.model import Removal, RemovedBy

WEIBO = "该内容因被投诉违反相关法律法规，已不可见"  # noqa: RUF001 - as platforms write it


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with reader_on(write_library(tmp_path_factory.mktemp("gone"))) as opened:
        yield opened


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.partition("<main")[2]))


def test_what_is_gone_says_by_whom_and_shows_the_notice_word_for_word(opened):
    said = text_of(opened.page("/gone"))
    assert "此内容因违规无法查看" in said
    assert "By whomGone: the platform removed it (stated)" in said
    assert "does not say that the person wanted to" in said
    platform = opened.page("/gone?by=platform")
    assert platform.count('<section class="gone-one"') == 1


def test_a_later_export_without_it_names_both_exports_and_no_cause(tmp_path):
    kept = post("kept", "2022-01-01 10:00", "stays")
    lost = post("lost", "2022-01-02 10:00", "vanished words")
    library = tmp_path / "library"
    for number, (items, days) in enumerate([((kept, lost), 0), ((kept,), 30), ((kept,), 60)]):
        moment = at(f"2022-0{number + 1}-28 00:00")
        build(
            library,
            [replace(item, as_of=moment) for item in items],
            about(f"e{number}", days=days, owner=OWNER, name=f"export-{number}.zip"),
        )
    with reader_on(library) as opened:
        page = opened.page("/gone?by=missing")
        said = text_of(page)
        assert page.count('<section class="gone-one"') == 1
        assert "vanished words" in said
        assert re.search(r"Last seen[\d-]+ · export-0.zip", said)
        assert re.search(r"First missed[\d-]+ · export-1.zip", said)
        assert "Why is not known" in said
        assert "By whom" not in said


def test_a_likely_cause_is_marked_as_such_and_deleting_is_not_wanting(tmp_path):
    likely = post(
        1, "2022-01-01 10:00", "", removed=Removal(by=RemovedBy.PLATFORM, notice=WEIBO, sure="likely")
    )
    author = post(2, "2022-01-02 10:00", "", removed=Removal(by=RemovedBy.AUTHOR, notice="recalled"))
    build(tmp_path / "library", [likely, author], about("only", owner=OWNER))
    with reader_on(tmp_path / "library", "zh-Hans") as opened:
        page = opened.page("/gone?by=platform")
        assert WEIBO in page
        assert "同样的话也用于别的原因" in page
        assert "有人是被迫删除的" in opened.page("/gone?by=author")


def test_numbers_have_a_table_for_every_chart(opened):
    page = opened.page("/numbers")
    assert page.count('<svg class="bars"') == page.count("<table") >= 4
    said = text_of(page)
    assert "2021" in said
    assert re.search(r"18\d", said)  # of the long chat, in one hour


def test_an_export_s_report_is_a_file(opened):
    answer = opened.client.get("/exports/1/report")
    assert answer.headers["content-disposition"] == 'attachment; filename="report-1.json"'
    report = json.loads(answer.text)
    assert report["source"] == "x"
    assert report["problem_list"][0]["code"] == "record-not-json"
    assert sum(report["items"].values()) > 500
    assert opened.client.get("/exports/99/report").status_code == 404
    opened.send("/settings", names="hide")
    assert opened.client.get("/exports/1/report").status_code == 404
    opened.send("/settings", names="show")
