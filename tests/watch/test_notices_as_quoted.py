"""Whole notices, as the sources of the table quote them, are known; sentences that only tell of one are not."""

# ruff: noqa: E501, RUF001 - quotations, one a line

import pytest

from wildgrass.watch.notices import notice_among, notices

QUOTED = [
    ("wechat", "此内容因违规无法查看 接相关投诉，此内容违反《互联网用户公众账号信息服务管理规定》，查看详细内容", "platform"),
    ("wechat", "接相关投诉，此内容违反《互联网用户公众账号信息服务管理规定》，查看详细内容", "platform"),
    ("wechat", "This content was reported and confirmed by the platform of the following: violating relevant laws and regulations. See the relevant rules.", "platform"),
    ("wechat", "由用户投诉并经平台审核，涉嫌违反相关法律法规和政策，查看对应规则", "platform"),
    ("wechat", "此帐号已被屏蔽, 内容无法查看", "platform"),
    ("wechat", "该内容已被发布者删除 微信公众平台运营中心", "author"),
    ("wechat", "原帐号迁移时未将文章素材同步至新帐号，该链接已不可访问", "unknown"),
    ("weibo", "该账号因被投诉违反法律法规和《微博社区公约》的相关规定，现已无法查看。查看帮助 网页链接", "platform"),
    ("weibo", "抱歉，由于作者设置，你暂时没有这条微博的查看权限哦。查看帮助： 网页链接", "unknown"),
    ("weibo", "抱歉，作者已设置仅展示半年内微博，此微博已不可见。", "author"),
    ("weibo", "抱歉，此微博已被刪除。查看幫助：", "unknown"),
    ("x", "You’re unable to view this Post because this account owner limits who can view their Posts. Learn more", "author"),
    ("x", "This Post is from an account that no longer exists. Learn more", "unknown"),
    ("x", "@MapsUkraine's account has been withheld in Germany based on local law(s). Learn more.", "state"),
    ("x", "@UserXY has been withheld in DE in response to a legal demand. Learn more.", "state"),
    ("x", "Account suspended X suspends accounts which violate the X Rules", "platform"),
    ("x", "此推文來自遭到停用的帳戶。", "platform"),
    ("youtube", "This video has been removed for violating YouTube's policy on hate speech. Learn more about combating hate speech in your country.", "platform"),
    ("youtube", "This video is no longer available because the YouTube account associated with this video has been terminated.", "platform"),
    ("youtube", "This content is not available on this country domain due to a legal complaint from the government.", "state"),
    ("youtube", "Dieses Video ist nicht mehr verfügbar, weil das mit diesem Video verknüpfte YouTube-Konto gekündigt wurde", "platform"),
    ("youtube", "Le compte YouTube associé à cette vidéo a été clôturé, car nous avons reçu, à plusieurs reprises, des notifications de tiers pour atteinte aux droits d'auteur", "platform"),
    ("youtube", "Cette vidéo a été supprimée, car elle ne respectait pas les règles de YouTube concernant la nudité et le contenu à caractère sexuel", "platform"),
    ("telegram", "This channel can’t be displayed because it was used to spread pornographic content.", "platform"),
    ("facebook", "When this happens, it's usually because the owner only shared it with a small group of people or changed who can see it, or it's been deleted.", "unknown"),
]  # fmt: skip
TOLD = [
    ("wechat", "昨天我发的那篇关于河边的文章，今天朋友打开的时候，看到的只是一句“此内容因违规无法查看”，我们都不知道到底是哪一句话碰了什么线"),
    ("weibo", "我想了很久，为什么别人那里显示此微博已被作者删除，而我根本没有动过它，后来客服说是系统调整，让我再等等看，到现在也没有回音"),
    ("x", "I keep reading that a post is from a suspended account when I open my own timeline on another phone with another number and nobody at support can tell me why"),
    ("youtube", "In this talk we ask what it means when a page says that it was removed by the uploader although she never touched it and was in detention on that very day"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "words", "by"), QUOTED)
def test_a_whole_notice_is_known_by_what_the_table_has_of_it(platform: str, words: str, by: str) -> None:
    found = notice_among(platform, ["提示", words, "返回"])
    assert found is not None
    assert found.by == by
    assert found.state in {"tombstone", "blocked"}


@pytest.mark.parametrize(("platform", "words"), TOLD)
def test_a_sentence_that_tells_of_a_notice_is_none(platform: str, words: str) -> None:
    assert notice_among(platform, [words]) is None


def test_every_wording_has_its_language_its_year_and_where_somebody_saw_it() -> None:
    for one in notices():
        assert one.source
        assert one.language
        assert 2010 < int(one.first_seen) <= 2026
        assert one.by in {"author", "platform", "state", "unknown"}
        assert one.state in {"tombstone", "gone", "blocked", "error"}
    assert len({(one.platform, one.text) for one in notices()}) == len(notices())


CUT = [
    ("wechat", "Unable to view this content because it viol", "platform"),
    ("wechat", "此内容被投诉且经审核…", "platform"),
    ("weibo", "该微博因被多人投诉，根据《微博社区公约》…", "platform"),
    ("weibo", "此微博已被", None),  # by whom is what was cut off
    ("wechat", "The content", None),
    ("x", "This Post is", None),
    ("facebook", "This content", None),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "words", "by"), CUT)
def test_a_wording_that_was_cut_off_is_known_where_every_end_says_the_same(
    platform: str, words: str, by: str | None
) -> None:
    found = notice_among(platform, [words])
    assert (found and found.by) == by
    assert found is None or found.sure == "likely"
    assert notice_among(platform, [f"{words} 她说，后来又看得到了"]) is None or by is None
