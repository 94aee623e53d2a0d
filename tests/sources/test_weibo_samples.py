"""Real crawls and pages by others, counted by hand in the raw files; they are never part of this project."""

from collections import Counter
from pathlib import Path

import pytest

from sources.made_archives import problems, readings, reports
from wildgrass.model import Item

# path under samples/weibo: records in the raw file, and items by kind
COUNTED = {
    "heyauri__zombie-blog/Dear-迪丽热巴/1669879400.csv": (587, {"post": 587}),
    "flottant__weibo-crawler/UNIQ-王一博/5492443184.csv": (8, {"post": 8, "quote": 2}),
    "flottant__weibo-crawler/YIBO-OFFICIAL/7485885521.csv": (42, {"post": 42, "quote": 8}),
    "flottant__weibo-crawler/肖战工作室/6643123988.csv": (9, {"post": 9, "quote": 1}),
    "flottant__weibo-crawler/X玖少年团肖战DAYTOY/1792951112.csv": (1, {"post": 1, "quote": 1}),
    "flottant__weibo-crawler/users.csv": (4, {"profile": 4}),
    "nghuyong__WeiboSpider/tweet_by_tweet_id.json": (1, {"post": 1}),
    "nghuyong__WeiboSpider/user.json": (1, {"profile": 1}),
    # pages: div elements with an id of a post or a comment, and the account that the page is of
    "dataabc__weiboSpider/2f62165f*.html": (11, {"post": 10, "quote": 1, "profile": 1}),
    "dataabc__weiboSpider/4957814a*.html": (11, {"post": 10, "quote": 1, "profile": 1}),
    "dataabc__weiboSpider/a4437630*.html": (11, {"post": 10, "quote": 1, "profile": 1}),
    "dataabc__weiboSpider/d486235d*.html": (11, {"post": 10, "quote": 5, "profile": 1}),
    "dataabc__weiboSpider/4d5ed0a3*.html": (13, {"post": 1, "quote": 1, "comment": 12}),
    "dataabc__weiboSpider/ca5f2a55*.html": (1, {"profile": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTED)
def test_a_sample_is_read_whole(samples: Path, name: str) -> None:
    path = next((samples / "weibo").glob(name), None)
    if path is None:
        pytest.skip(f"{name} is not among the samples")
    found = readings(path)
    records, kinds = COUNTED[name]
    assert Counter(str(one.kind) for one in found if isinstance(one, Item)) == kinds
    assert problems(found) == []
    (report,) = reports(found).values()
    assert (report.status, report.records) == ("read", records)


def test_pages_of_one_account_share_its_posts(samples: Path) -> None:
    """Three pages of ten posts, one of them twice, and the comments of one: 30 posts, which pass on seven."""
    folder = samples / "weibo" / "dataabc__weiboSpider"
    if not folder.is_dir():
        pytest.skip("the pages are not among the samples")
    found = readings(folder)
    posts = {one.id for one in found if isinstance(one, Item) and one.kind in ("post", "quote", "share")}
    assert len(posts) == 37
    pictures = [
        len(one.attachments)
        for one in found
        if isinstance(one, Item) and one.id == "weibo:post:4514336613367026"
    ]
    assert problems(found) == []
    assert all(count == 18 for count in pictures)


def test_numbers_in_samples_tell_the_day_that_stands_beside_them(samples: Path) -> None:
    path = samples / "weibo" / "heyauri__zombie-blog" / "Dear-迪丽热巴" / "1669879400.csv"
    if not path.is_file():
        pytest.skip("the table is not among the samples")
    from wildgrass.sources.weibo.ids import made, number_of

    told = [one for one in readings(path) if isinstance(one, Item)]
    wrong = 0
    for one in told:
        number, letters = one.id.rpartition(":")[2], (one.url or "").rpartition("/")[2]
        assert number_of(letters) == number
        born = made(number)
        assert one.published is not None
        wrong += born is not None and not 0 <= (born - one.published.instant).total_seconds() < 86_400
    assert wrong == 0
