"""Real texts to measure with: those that lie beside the project, our own Chinese, or a stranger's files.

Nothing is bundled. Files beside the project (`shared/samples`, sources and licences in its README; most state none, so
they are input of measurements and nothing else) are pinned by their SHA-256; one that is missing or another than it was
is said loudly and left out. `FILE:COLUMN` is anybody's CSV (or JSON Lines) file with a text a row.
"""

import csv
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from benchmarks.library_corpus import SAMPLES

SOURCES = Path(__file__).resolve().parents[1] / "src" / "wildgrass"
DAY = 86_400
TITLES = ("censorship/Terminus2049__Wechatscope/ceninfo-2018-07-to-09.csv", "139ee127f868")
_WEIBO = {
    "weibo/heyauri__zombie-blog/Dear-迪丽热巴/1669879400.csv": "db833664f51b",
    "weibo/flottant__weibo-crawler/YIBO-OFFICIAL/7485885521.csv": "b5a32ee49a0e",
    "weibo/flottant__weibo-crawler/UNIQ-王一博/5492443184.csv": "821a0a2d5b94",
    "weibo/flottant__weibo-crawler/肖战工作室/6643123988.csv": "435c7ff59433",
}
_TWEETS = {
    "twitter/smithjd__twitter_archive/data/tweets.js": "b7bc77c19b56",
    "twitter/DocNow__twitter-archive-unshorten/data/tweet.js": "566b85087625",
}
_VIDEOS = ("censorship/citizenlab__not-ok-on-vk-data/CA_videos_inscope.csv", "e2de43d24549")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile("(?<=[。！？；])")  # noqa: RUF001
_NO_WORDS = re.compile(r"https?://\S+|^RT @\w+: |@\w+|\{\w*\}|`")


@dataclass(frozen=True, slots=True)
class Said:
    """A real text: who wrote it, when (POSIX seconds) and what the platform said of it, where that is known."""

    text: str
    author: str
    seconds: int | None = None
    notice: str = ""


def sample(name: str, digest: str) -> bytes:
    """Return a file beside the project; nothing, said loudly, where it is missing or not the one of this digest."""
    file = SAMPLES / name
    data = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(data).hexdigest().startswith(digest):
        return data
    print(f"LEFT OUT, the figures are of less: {name} is {'another' if data else 'missing'}", file=sys.stderr)
    return b""


def rows(data: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names in its first line; lacking cells are empty."""
    text = data.decode(encoding, "replace").replace("\0", "").removeprefix("\ufeff")
    return [
        {name: value or "" for name, value in row.items() if name is not None and not isinstance(value, list)}
        for row in csv.DictReader(StringIO(text, newline=""))
    ]


def day(text: str) -> int | None:
    """Return the POSIX seconds at which a day begins, of "2018-07-06" or "2018-07-06 02:15:54"."""
    if re.match(r"\d{4}-\d\d-\d\d", text) is None:
        return None
    return int(datetime.fromisoformat(text[:10]).replace(tzinfo=UTC).timestamp())


def titles() -> list[Said]:
    """Return titles of WeChat articles that were removed, July to September 2018, with the notices."""
    return [
        Said(row["title"], row["nickname"], day(row["created_at"]), row["censored_msg"])
        for row in rows(sample(*TITLES))
    ]


def weibo() -> list[Said]:
    """Return the posts of four public accounts on Weibo, 2011 to 2020."""
    return [
        Said(row["正文"].strip(), name, day(row["日期"]))
        for name, digest in _WEIBO.items()
        for row in rows(sample(name, digest))
        if row.get("正文", "").strip()
    ]


def ours() -> list[Said]:
    """Return the Chinese sentences of this program, in both scripts: dull, but each was written to be read."""
    found: list[Said] = []
    for file in sorted(SOURCES.glob("**/*.toml")):
        for text in _strings(tomllib.loads(file.read_text("utf-8"))):
            found += [
                Said(_NO_WORDS.sub(" ", one), file.stem)
                for one in _SENTENCE.split(text)
                if len(_HAN.findall(one)) >= 5
            ]
    return found


def _strings(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping | list):
        for one in held.values() if isinstance(held, Mapping) else held:
            yield from _strings(one)


def tweets() -> list[Said]:
    """Return the English posts of two published archives of X, without addresses and names."""
    found = []
    for name, digest in _TWEETS.items():
        text = sample(name, digest).decode("utf-8", "replace").partition("=")[2]
        for one in json.loads(text or "[]"):
            post = one.get("tweet", one)
            when = datetime.strptime(post["created_at"], "%a %b %d %H:%M:%S %z %Y")
            said = _NO_WORDS.sub("", str(post.get("full_text") or post.get("text"))).strip()
            found.append(Said(said, name, int(when.timestamp())))
    return found


def videos() -> list[Said]:
    """Return titles of videos on VK in Russian, Ukrainian and English."""
    return [Said(row["title"], row["author"] or row["group_author"]) for row in rows(sample(*_VIDEOS))]


CORPORA: Mapping[str, Callable[[], list[Said]]] = {
    "titles": titles,
    "weibo": weibo,
    "ours": ours,
    "tweets": tweets,
    "videos": videos,
}
CHINESE, ALPHABETS = ("titles", "weibo", "ours"), ("tweets", "videos")


def strangers(source: str) -> list[Said]:
    """Return the texts of `FILE:COLUMN[:OTHER=VALUE]`, CSV or JSON Lines; `author` and `time` are read if there."""
    place, column, *only = source.split(":")
    file = Path(place)
    if file.suffix == ".jsonl":
        held = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    else:
        held = rows(file.read_bytes())
    for condition in only:
        name, _, value = condition.partition("=")
        held = [row for row in held if str(row[name]) == value]
    return [
        Said(str(row[column]), str(row.get("author", "")), day(str(row.get("time", ""))))
        for row in held
        if row.get(column)
    ]


def texts_of(names: Sequence[str]) -> list[Said]:
    """Return the texts of corpora by name, or of `FILE:COLUMN`; an equal text once."""
    found: dict[str, Said] = {}
    for name in names:
        for one in CORPORA[name]() if name in CORPORA else strangers(name):
            if one.text.strip():
                found.setdefault(one.text, one)
    return list(found.values())


def half(texts: Sequence[Said], *, held_out: bool) -> list[Said]:
    """Return the half of the texts that is for tuning, or the one that is held out, by the hash of each text."""
    return [one for one in texts if (hashlib.sha256(one.text.encode()).digest()[0] % 2 == 1) == held_out]
