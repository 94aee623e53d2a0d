"""Tables of every age, and what people and programs do to them."""

# ruff: noqa: RUF001, SIM905 - Weibo's own words have Chinese punctuation; headers as they stand in files

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, items, problems, reports
from sources.made_weibo import OWNER, post
from wildgrass.model import Item
from wildgrass.sources import openquotes
from wildgrass.sources.base import Answers, Export, Reading
from wildgrass.sources.weibo import WeiboSource, tables
from wildgrass.sources.weibo.columns import LAYOUTS

THIRTEEN = "id,bid,正文,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户".split(",")
COOKIE = (
    "微博id,微博正文,头条文章url,原始图片url,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数"
).split(",")
SEARCH = (
    "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,发布时间,发布工具,"
    "微博图片url,微博视频url,retweet_id"
).split(",")
_FIELDS = {
    "id": "id", "bid": "bid", "正文": "text", "原始图片url": "pics", "视频url": "video_url", "位置": "location",
    "日期": "created_at", "工具": "source", "点赞数": "attitudes_count", "评论数": "comments_count",
    "转发数": "reposts_count", "话题": "topics", "@用户": "at_users", "头条文章url": "article_url",
    "Live Photo视频url": "live_photo_url", "完整日期": "full_created_at",
}  # fmt: skip


def row(header: Sequence[str], index: int, text: str, **more: object) -> list[object]:
    whole = post(index, text, **more) | {"是否原创": "True", "是否编辑过": "False", "编辑次数": "0"}
    return [whole.get(_FIELDS.get(name, name), "") for name in header]


def table(*rows: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def read(text: str | bytes, name: str = f"{OWNER}.csv", answers: Answers | None = None) -> list[Reading]:
    export = export_of({name: text})
    export = Export(export.name, export.members, (), (), answers or Answers())
    source = WeiboSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


@pytest.mark.parametrize(
    "header", [THIRTEEN, *LAYOUTS, *([*one[: one.index("是否原创")]] for one in LAYOUTS)], ids=len
)
def test_every_known_set_of_columns_is_read_by_name(header: Sequence[str]) -> None:
    found = read(table(header, row(header, 1, "甲，乙"), row(header, 2, "丙\n丁")))
    assert [one.text for one in items(found).values()] == ["甲，乙", "丙\n丁"]
    assert all(one.counts["comments"] == index for index, one in enumerate(items(found).values(), start=1))
    assert problems(found) == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=len)
def test_rows_of_a_newer_version_under_an_old_header_are_read(layout: Sequence[str]) -> None:
    found = read(
        table(THIRTEEN, row(THIRTEEN, 1, "旧"), row(layout, 2, "新", source="安卓"), row(layout, 3, "又新"))
    )
    told = list(items(found).values())
    assert [one.text for one in told] == ["旧", "新", "又新"]
    assert [one.counts.get("likes") for one in told] == [1, 2, 3]
    assert problems(found) == []


def test_a_table_without_its_header_is_known_by_its_rows() -> None:
    found = read(table(row(THIRTEEN, 1, "一"), row(THIRTEEN, 2, "二")))
    assert [one.text for one in items(found).values()] == ["一", "二"]


def test_the_cookie_crawlers_table_names_posts_by_letters() -> None:
    own = post(1, "")
    line = [
        own["bid"],
        "转发理由：好 原始用户：甲 转发内容：文",
        "",
        "无",
        "无",
        "上海",
        "2021-03-04 13:07",
        "无",
        3,
        2,
        1,
    ]
    found = read(table(COOKIE, line))
    (one,) = items(found).values()
    assert one.id == f"weibo:post:{own['id']}"
    assert (one.counts, one.attachments) == ({"likes": 3, "shares": 2, "comments": 1}, ())
    assert one.published is not None
    assert one.published.precision_ms == 60_000


def test_the_search_crawlers_table_names_each_author() -> None:
    own, other = post(1, ""), post(2, "")
    line = [
        own["id"],
        own["bid"],
        "2000000002",
        "甲",
        "转发微博",
        "",
        "",
        "乙",
        "话题",
        1,
        2,
        3,
        "2021-03-04 13:07",
        "",
        "",
        "",
        other["id"],
    ]
    (one,) = items(read(table(SEARCH, line), "result.csv")).values()
    assert one.author is not None
    assert (one.author.id, one.author.name) == ("2000000002", "甲")
    assert one.shares == f"weibo:post:{other['id']}"


def test_tabs_marks_headers_and_times_between_rows_are_no_records() -> None:
    first, second = row(THIRTEEN, 1, "一"), row(THIRTEEN, 2, "二")
    first[0] = f"{first[0]}\t"
    text = "\ufeff" + table(THIRTEEN, first) + "2021-03-05 10:00:00\r\n\r\n\ufeff" + table(THIRTEEN, second)
    found = read(text)
    told = list(items(found).values())
    assert [one.as_of.iso() if one.as_of else "" for one in told] == ["", "2021-03-05T02:00:00.000Z"]
    (report,) = reports(found).values()
    assert (report.records, report.items) == (2, 2)
    assert "its header comes again: 1" in report.note
    assert "lines with a time only" in report.note


def test_a_quote_that_is_not_closed_costs_its_own_row_only() -> None:
    whole = table(THIRTEEN, row(THIRTEEN, 1, "一"), row(THIRTEEN, 2, "二"), row(THIRTEEN, 3, "三"))
    found = read(whole.replace("二", '"二'))
    assert [one.text for one in items(found).values()][::2] == ["一", "三"]
    assert len(items(found)) == 3
    assert ("record-odd", f"{OWNER}.csv") in problems(found)


def test_ids_that_a_spreadsheet_rounded_are_taken_from_the_letters() -> None:
    damaged = row(THIRTEEN, 1, "一")
    true = damaged[0]
    damaged[0] = f"{float(str(true)):.5E}"
    found = read(table(THIRTEEN, damaged))
    (one,) = items(found).values()
    assert one.id == f"weibo:post:{true}"
    assert one.extra["other_id"] == damaged[0]
    assert problems(found) == [("record-odd", f"{OWNER}.csv")]


def test_rows_without_a_number_are_counted_problems() -> None:
    lost = row(THIRTEEN, 1, "一")
    lost[0] = lost[1] = ""
    found = read(table(THIRTEEN, lost, ["x", "y"], row(THIRTEEN, 2, "二")))
    assert [code for code, _ in problems(found)] == ["record-without-id", "record-unknown-form"]
    (report,) = reports(found).values()
    assert (report.status, report.records, report.items) == ("partly", 3, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_in_any_encoding_is_read(encoding: str) -> None:
    text = table(THIRTEEN, row(THIRTEEN, 1, "你好，世界"), row(THIRTEEN, 2, "再见"))
    assert [one.text for one in items(read(text.encode(encoding))).values()] == ["你好，世界", "再见"]


def test_whose_table_it_is_comes_from_its_name_or_the_person() -> None:
    text = table(THIRTEEN, row(THIRTEEN, 1, "一"))

    def author(found: list[Reading]) -> str | None:
        (one,) = (one for one in found if isinstance(one, Item))
        return one.author.id if one.author else None

    assert author(read(text, "weibo/野草/1000000001.csv")) == "1000000001"
    assert author(read(text, "table.csv")) is None
    assert author(read(text, "table.csv", Answers(owner="1000000001"))) == "1000000001"


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0\u200b"), max_size=40),
        max_size=12,
    )
)
def test_rows_come_back_whatever_their_texts_hold(texts: list[str]) -> None:
    written = table(THIRTEEN, *(row(THIRTEEN, index, text) for index, text in enumerate(texts)))
    found = list(openquotes.rows(io.BytesIO(written.encode()), tables.begins_row))
    assert [one.fields[2] for one in found[1:]] == texts


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_nothing(data: bytes) -> None:
    found = list(openquotes.rows(io.BytesIO(data), tables.begins_row))
    assert all(one.line >= 1 for one in found)
