"""What the columns of the crawlers' tables are called, in each tool and age, and what they hold."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from wildgrass.model import JSON

_POST: Final = {
    "id": "id", "微博id": "id", "微博bid": "bid", "bid": "bid", "正文": "text", "微博正文": "text", "微博内容": "text",
    "内容": "text", "头条文章url": "article_url", "原始图片url": "pics", "微博图片url": "pics", "原始图片": "pics",
    "图片url": "pics", "视频url": "video_url", "微博视频url": "video_url", "live photo视频url": "live_photo_url",
    "livephotourl": "live_photo_url", "live photo url": "live_photo_url", "位置": "location", "发布位置": "location",
    "日期": "created_at", "发布时间": "created_at", "发布日期": "created_at", "完整日期": "full_created_at",
    "工具": "source", "发布工具": "source", "点赞数": "attitudes_count", "评论数": "comments_count",
    "转发数": "reposts_count", "阅读数": "reads_count", "话题": "topics", "@用户": "at_users", "艾特用户": "at_users",
    "是否原创": "is_original", "是否为原创微博": "is_original", "是否编辑过": "edited", "编辑次数": "edit_count",
    "被转发微博原始图片url": "retweet_pictures", "用户id": "user_id", "用户昵称": "screen_name", "昵称": "screen_name",
    "ip属地": "region_name", "ip": "region_name", "ip归属地": "region_name", "发布ip": "region_name",
}  # fmt: skip
_USER: Final = {
    "用户id": "id", "昵称": "screen_name", "用户昵称": "screen_name", "性别": "gender", "生日": "birthday",
    "所在地": "location", "学习经历": "education", "公司": "company", "注册时间": "registration_time",
    "阳光信用": "sunshine", "微博数": "statuses_count", "粉丝数": "followers_count", "关注数": "follow_count",
    "简介": "description", "主页": "profile_url", "头像": "profile_image_url", "高清头像": "avatar_hd",
    "微博等级": "urank", "会员等级": "mbrank", "是否认证": "verified", "认证类型": "verified_type",
    "认证信息": "verified_reason", "上次记录微博信息": "last_seen_post",
}  # fmt: skip
_NUMBERS: Final = frozenset({"urank", "mbrank", "verified_type"})
_SOURCE: Final = ("源微博", "源", "retweet_")
_ROW: Final = (
    "id bid 正文 头条文章url 原始图片url 视频url Live_Photo视频url 位置 日期 工具"
    " 点赞数 评论数 转发数 话题 @用户"
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d|\Z")
_COUNT: Final = re.compile(r"(?:\d[\d.]*[万亿]?\+?)?\Z")


def _layout(left_out: tuple[str, ...], last: tuple[str, ...]) -> tuple[str, ...]:
    row = [name.replace("_", " ") for name in _ROW.split() if name not in left_out]
    row += last
    return (*row, "是否原创", "源用户id", "源用户昵称", *("源微博" + name for name in row))


LAYOUTS: Final = (
    _layout(("头条文章url", "Live_Photo视频url"), ()),
    _layout(("Live_Photo视频url",), ()),
    _layout(("Live_Photo视频url",), ("完整日期",)),
    _layout((), ("完整日期",)),
    _layout((), ("完整日期", "是否编辑过", "编辑次数")),
    _layout((), ()),
)
"""weibo-crawler's columns from 2019 to 2025: a newer version writes on in an old file, under its old header."""


def folded(name: str) -> str:
    """Return a column's name as the tables here have it."""
    return name.replace("\ufeff", "").strip().strip('"').lower()


def is_posts(header: Sequence[str]) -> bool:
    """Say whether these are the columns of a table of posts by one of the known tools."""
    names = {folded(name) for name in header}
    is_crawler = "id" in names and "bid" in names and bool(names & {"正文", "微博正文", "text"})
    is_cookie = {"微博id", "微博正文"} <= names
    return is_crawler or is_cookie or ({"id", "正文"} <= names and bool(names & {"点赞数", "工具", "日期"}))


def is_users(header: Sequence[str]) -> bool:
    """Say whether these are the columns of a table of accounts."""
    names = {folded(name) for name in header}
    return "用户id" in names and bool(names & {"粉丝数", "微博等级", "注册时间"})


def fits(header: Sequence[str], row: Sequence[str]) -> bool:
    """Say whether a row's date and counts stand where the header has them."""
    told = dict(zip(map(folded, header), row, strict=False))
    date = next((told[name] for name in ("日期", "发布时间", "created_at") if name in told), "")
    found = (told.get(name, "") for name in ("点赞数", "评论数", "转发数"))
    return bool(_DATE.match(date.strip())) and all(_COUNT.match(one.strip()) for one in found)


def record(header: Sequence[str], row: Sequence[str]) -> dict[str, JSON]:
    """Return a row as a post's record; the columns of the post passed on make one of their own inside it."""
    told: dict[str, JSON] = {}
    inner: dict[str, JSON] = {}
    names = [folded(name) for name in header]
    has_inner = any(name.startswith(("源微博", "retweet_text", "retweet_bid")) for name in names)
    for name, value in zip(names, row, strict=False):
        cell = value.strip("\t ") if name != "正文" else value
        prefix = next((one for one in _SOURCE if name.startswith(one)), "") if has_inner else ""
        target = inner if prefix else told
        target[_POST.get(name[len(prefix) :], name[len(prefix) :])] = cell
    if len(row) > len(header) and any(row[len(header) :]):
        told["unnamed"] = list[JSON](row[len(header) :])
    if any(inner.get(key) for key in ("id", "bid", "text")):
        told["retweet"] = inner
    return told


def user(header: Sequence[str], row: Sequence[str]) -> dict[str, JSON]:
    """Return a row as an account's record."""
    names = (folded(name) for name in header)
    told = {_USER.get(name, name): value.strip() for name, value in zip(names, row, strict=False)}
    return {key: _typed(key, value) for key, value in told.items()}


def _typed(key: str, value: str) -> JSON:
    """Return a cell as the crawler's JSON has it."""
    if key == "verified" and value in ("True", "False"):
        return value == "True"
    return int(value) if key in _NUMBERS and re.fullmatch(r"-?\d{1,6}", value) else value


def names_of_posts() -> Mapping[str, str]:
    """Return every known column of posts and what it holds, for the docs."""
    return _POST
