"""Texts with markup, and the notices that stand in the place of posts."""

# ruff: noqa: RUF001 - Weibo's own words have Chinese punctuation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.model import RemovedBy
from wildgrass.sources.weibo import notices
from wildgrass.sources.weibo.plaintext import from_markup, plain


def test_links_pictures_and_line_ends_become_text() -> None:
    found = from_markup(
        "早<br />看<a href='http://t.cn/A6abcdef' data-hide=''><span class='url-icon'><img src='//h5/web.png'></span>"
        " <span class='surl-text'>网页链接</span></a><img alt=[太阳] src='x'/> &lt;b&gt; &amp;amp;"
    )
    assert found.text == "早\n看 网页链接[太阳] <b> &amp;"
    (link,) = found.links
    assert (link.url, found.text[link.start : link.end]) == ("http://t.cn/A6abcdef", "网页链接")


def test_a_redirected_link_leads_where_it_says() -> None:
    found = from_markup(
        '<a href="https://weibo.cn/sinaurl?f=w&amp;u=http%3A%2F%2Ft.cn%2FA6abcdef&amp;ep=x">视频</a>'
    )
    assert [(link.url, link.target) for link in found.links] == [
        ("http://t.cn/A6abcdef", "http://t.cn/A6abcdef")
    ]


def test_people_topics_and_places_are_told_apart() -> None:
    found = from_markup(
        "<a href='/n/甲'>@甲</a> <a href='https://weibo.com/u/2000000002'>@乙</a>"
        "<a href='https://m.weibo.cn/search?q=x'><span class='surl-text'>#春天#</span></a>"
        "<a href='http://weibo.com/p/1001'><span class='url-icon'><img src='https://h5/timeline_card_small_location_default.png'>"
        "</span><span class='surl-text'>上海·外滩</span></a>"
    )
    assert found.mentions == [("甲", ""), ("乙", "2000000002")]
    assert (found.topics, found.location) == (["春天"], "上海·外滩")
    assert len(found.links) == 1


@pytest.mark.parametrize(
    "text",
    [
        '很长的字 ...<a href="/status/4611">全文</a>',
        '很长的字 ...<span class="expand">展开</span>',
        "很长的字...全文",
        "很长的字 ... 展开c",
    ],
)
def test_a_text_that_goes_on_elsewhere_is_marked(text: str) -> None:
    assert from_markup(text).is_truncated
    assert not from_markup("请看全文").is_truncated


def test_zero_width_marks_go_and_joined_emoji_stay() -> None:
    assert plain("早\u200b \u200b").text == "早"
    assert plain("👩\u200d🌾 ok").text == "👩\u200d🌾 ok"


def test_a_plain_text_is_not_unescaped() -> None:
    assert plain("1 &lt; 2 <3").text == "1 &lt; 2 <3"


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x"])
def test_scripts_are_no_links(scheme: str) -> None:
    found = from_markup(f'a<a href="{scheme}">x</a><script>steal()</script><style>p{{}}</style>b')
    assert (found.text, found.links) == ("axb", [])


@given(st.text(alphabet=st.sampled_from("<>/a\"'= &;#@\nimgbrhef全文"), max_size=300))
def test_any_markup_gives_text_and_links_that_stand_in_it(text: str) -> None:
    found = from_markup(text)
    for link in found.links:
        assert (link.start, link.end) == (-1, -1) or found.text[link.start : link.end] == link.shown


def test_many_open_tags_take_no_long() -> None:
    assert "x" in from_markup('<a href="' * 20_000 + "x").text


@pytest.mark.parametrize(
    ("text", "by", "sure"),
    [
        ("抱歉，此微博已被作者删除。查看帮助：http://t.cn/zWSudZc", RemovedBy.AUTHOR, "stated"),
        ("抱歉，此微博已被作者删除。查看帮助： 网页链接", RemovedBy.AUTHOR, "stated"),
        ("抱歉，作者已设置仅展示半年内微博，此微博已不可见。 ", RemovedBy.WINDOW, "stated"),
        ("抱歉，作者已设置仅展示一个月内微博，此微博已不可见。", RemovedBy.WINDOW, "stated"),
        (
            "抱歉，由于作者设置，你暂时没有这条微博的查看权限哦。查看帮助：网页链接",
            RemovedBy.PERMISSION,
            "stated",
        ),
        ("根据博主设置，此内容无法访问", RemovedBy.PERMISSION, "stated"),
        ("该微博因被多人投诉，根据《微博社区公约》，已被删除。", RemovedBy.PLATFORM, "stated"),
        ("此微博因违反《微博社区公约》的相关规定，已被删除", RemovedBy.PLATFORM, "likely"),
        ("根据相关法律法规，该微博已被删除", RemovedBy.PLATFORM, "likely"),
        (
            "该账号因被投诉违反法律法规和《微博社区公约》的相关规定，现已无法查看。查看帮助",
            RemovedBy.ACCOUNT,
            "stated",
        ),
        ("該賬號因被投訴違反《微博社區公約》的相關規定，現已無法查看", RemovedBy.ACCOUNT, "stated"),
        ("此微博已不可见", RemovedBy.UNKNOWN, "likely"),
        ("微博不存在", RemovedBy.UNKNOWN, "likely"),
        ("該微博已被刪除", RemovedBy.UNKNOWN, "likely"),
        ("这里以前有一条微博", RemovedBy.UNKNOWN, "likely"),
    ],
)
def test_a_notice_tells_who_and_is_kept_word_for_word(text: str, by: RemovedBy, sure: str) -> None:
    found = notices.removal(text)
    assert (found.by, found.sure, found.notice) == (by, sure, text)


def test_what_a_person_wrote_about_deletion_is_no_notice() -> None:
    assert notices.known("昨天写的那条" + "很长" * 100 + "已被删除") is None


def test_the_table_of_notices_is_whole() -> None:
    for one in notices.table():
        assert one.text
        assert one.source
        assert one.sure in ("stated", "likely")
        assert one.by in RemovedBy
        if not one.text.startswith("*"):
            assert notices.known(one.text.replace("*", "半年")) == one
