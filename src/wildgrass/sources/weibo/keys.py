"""Under which names a fact stands in a post's record, by the tool or server that wrote it; the first found counts."""

from typing import Final

RETWEETS: Final = ("retweeted_status", "retweet", "retweeted")
NUMBERS: Final = ("id", "mid", "idstr", "_id", "weibo_id")
TIMES: Final = ("full_created_at", "created_at", "publish_time")
COUNTS: Final = {
    "attitudes_count": "likes",
    "up_num": "likes",
    "like_count": "likes",
    "comments_count": "comments",
    "comment_num": "comments",
    "reposts_count": "shares",
    "retweet_num": "shares",
    "reads_count": "views",
}
TEXTS: Final = ("text_raw", "text", "raw_text", "content")
