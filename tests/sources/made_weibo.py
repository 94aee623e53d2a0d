"""Weibo exports made in tests: posts with true numbers, a big crawl in constant memory, a database."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wildgrass.sources.weibo.ids import letters_of

START = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
OWNER = 1000000001
_WORDS = (
    "山",
    "水",
    "花",
    "雨",
    "今天",
    "朋友",
    "晚安",
    "[太阳]",
    "hello",
    "सुबह",
    "صباح",
    "おはよう",
    "é",
    "🌾",
    "\n",
)


def number(when: datetime, low: int = 0) -> int:
    """Return the number that Weibo gives a post of that second."""
    return (int(when.timestamp()) - 515_483_463 << 22) + low


def post(index: int, text: str, **more: object) -> dict[str, object]:
    """Return a post as weibo-crawler writes it."""
    when = START + timedelta(minutes=index)
    own = number(when, index % 1000)
    local = when + timedelta(hours=8)
    return {
        "user_id": OWNER,
        "screen_name": "野草",
        "id": own,
        "bid": letters_of(str(own)),
        "text": text,
        "article_url": "",
        "pics": "",
        "video_url": "",
        "live_photo_url": "",
        "location": "",
        "created_at": local.strftime("%Y-%m-%d"),
        "source": "iPhone客户端",
        "attitudes_count": index % 97,
        "comments_count": index % 13,
        "reposts_count": index % 7,
        "topics": "",
        "at_users": "",
        "full_created_at": local.strftime("%Y-%m-%d %H:%M:%S"),
    } | more


def mblog(index: int, text: str, **more: object) -> dict[str, object]:
    """Return a post as m.weibo.cn sends it."""
    when = START + timedelta(minutes=index)
    own = number(when, index % 1000)
    local = when + timedelta(hours=8)
    return {
        "created_at": local.strftime("%a %b %d %H:%M:%S +0800 %Y"),
        "id": str(own),
        "mid": str(own),
        "text": text,
        "source": "",
        "user": {"id": OWNER, "screen_name": "野草", "followers_count": "1.2万"},
        "reposts_count": 1,
        "comments_count": 2,
        "attitudes_count": 3,
        "isLongText": False,
        "bid": letters_of(str(own)),
    } | more


def crawl(records: Sequence[Mapping[str, object]], **user: object) -> str:
    """Return a whole file of weibo-crawler."""
    who = {
        "id": str(OWNER),
        "screen_name": "野草",
        "statuses_count": len(records),
        "followers_count": 321,
        "mbrank": 0,
    }
    return json.dumps({"user": who | user, "weibo": list(records)}, ensure_ascii=False, indent=1)


def big_posts(records: int, seed: int) -> Iterator[dict[str, object]]:
    """Yield posts that differ; every fifth passes on another account's."""
    for index in range(records):
        pick = (index * 2_654_435_761 + seed) & 0xFFFFFFFF
        words = " ".join(_WORDS[(pick >> shift) % len(_WORDS)] for shift in range(0, 28, 2))
        more: dict[str, object] = (
            {"pics": f"https://wx1.sinaimg.cn/large/made{index:08}.jpg"} if pick % 3 == 0 else {}
        )
        if pick % 5 == 0:
            more["retweet"] = post(
                index + 50_000_000, "原文 " + words, user_id=2000000000 + pick % 999, screen_name="别人"
            )
        yield post(index, f"{words} {index}", **more)


def write_big(path: Path, records: int, seed: int) -> None:
    """Write a big deterministic crawl (JSON) in constant memory: about 700 bytes a record."""
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{"user": {{"id": "{OWNER}", "screen_name": "野草", "mbrank": 0}}, "weibo": [')
        for index, one in enumerate(big_posts(records, seed)):
            out.write(", " * (index > 0) + json.dumps(one, ensure_ascii=False))
        out.write("]}")


SCHEMA = """
CREATE TABLE IF NOT EXISTS user (id varchar(64) NOT NULL, nick_name varchar(64) NOT NULL, gender varchar(6),
 follower_count integer, follow_count integer, birthday varchar(10), location varchar(32), edu varchar(32),
 company varchar(32), reg_date DATETIME, main_page_url text, avatar_url text, bio text, PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS weibo (id varchar(20) NOT NULL, bid varchar(12) NOT NULL, user_id varchar(20),
 screen_name varchar(30), text varchar(2000), article_url varchar(100), topics varchar(200), at_users varchar(1000),
 pics varchar(3000), video_url varchar(1000), location varchar(100), created_at DATETIME, source varchar(30),
 attitudes_count INT, comments_count INT, reposts_count INT, retweet_id varchar(20), PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS bins (id integer PRIMARY KEY AUTOINCREMENT, ext varchar(10) NOT NULL, data blob NOT NULL,
 weibo_id varchar(20), comment_id varchar(20), path text, url text);
CREATE TABLE IF NOT EXISTS comments (id varchar(20) NOT NULL, bid varchar(20) NOT NULL, weibo_id varchar(32) NOT NULL,
 root_id varchar(20), user_id varchar(20) NOT NULL, created_at varchar(20), user_screen_name varchar(64) NOT NULL,
 user_avatar_url text, text varchar(1000), pic_url text, like_count integer, PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS reposts (id varchar(20) NOT NULL, bid varchar(20) NOT NULL, weibo_id varchar(32) NOT NULL,
 user_id varchar(20) NOT NULL, created_at varchar(20), user_screen_name varchar(64) NOT NULL, user_avatar_url text,
 text varchar(1000), like_count integer, PRIMARY KEY (id));
"""
"""The tables as weibo-crawler makes them."""


def write_database(path: Path, rows: Mapping[str, Sequence[Mapping[str, object]]], *more: str) -> None:
    """Write a database with these rows; `more` are further statements."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        for table, listed in rows.items():
            for row in listed:
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        for statement in more:
            connection.execute(statement)
        connection.commit()


def database_rows() -> dict[str, list[dict[str, object]]]:
    """Return two accounts' rows: a post, one passed on, one that is gone, two comments, a repost."""
    kept = [key for key in post(0, "") if key not in ("live_photo_url", "full_created_at", "created_at")]

    def row(index: int, text: str, **more: object) -> dict[str, object]:
        whole = post(index, text, **more)
        return {key: whole[key] for key in kept} | {
            "created_at": whole["full_created_at"],
            "retweet_id": more.get("retweet_id", ""),
        }

    first, gone = str(post(1, "")["id"]), str(post(90, "")["id"])
    notice = "抱歉\uff0c此微博已被作者删除。查看帮助\uff1a<a href='http://t.cn/Rfd3rQV'>网页链接</a>"
    comment = {"bid": "", "weibo_id": first, "user_avatar_url": "", "pic_url": "", "created_at": ""}
    return {
        "user": [{"id": str(OWNER), "nick_name": "野草", "follower_count": 1153000, "follow_count": 12, "bio": "风里"}],
        "weibo": [
            row(1, "<a href='/n/朋友'>@朋友</a> 早<img alt=[太阳] src=x>"),
            row(2, "转发微博", retweet_id=first),
            row(3, "可惜", retweet_id=gone),
            row(90, notice, user_id="", screen_name=""),
        ],
        "comments": [
            comment | {"id": str(number(START, 77)), "root_id": str(number(START, 77)), "user_id": "2000000002",
                       "user_screen_name": "甲", "text": "好", "like_count": 3},
            comment | {"id": str(number(START, 78)), "root_id": str(number(START, 77)), "user_id": "2000000003",
                       "user_screen_name": "乙", "text": "回复<a href='/n/甲'>@甲</a>:是", "like_count": 0},
        ],
        "reposts": [
            {"id": str(number(START, 79)), "bid": letters_of(str(number(START, 79))), "weibo_id": first,
             "user_id": "2000000004", "created_at": "Thu Mar 04 13:06:07 +0800 2021", "user_screen_name": "丙",
             "user_avatar_url": "", "text": "转发微博", "like_count": 0},
        ],
    }  # fmt: skip
