"""Real lists of what was filtered, each with the rules' dates where it says them; input of measurements, nothing else.

Each is a file beside the project, pinned in `LISTS`: Citizen Lab's (CC BY-NC-SA 4.0) and Jason Q. Ng's (no licence
stated). `TUNED` are those that the search was tuned on; the others were not, and stay so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.infer_corpora import day, rows, sample
from benchmarks.infer_texts import Rule, rules_of

_CHAT = "censorship/citizenlab__chat-censorship/"
_NG = "censorship/jasonqng__"
_REGULAR = re.compile(r"[\\^$*?\[\](){}|]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file with a list: its column of rules; `only` keeps the rows where a column has a value."""

    file: str
    digest: str
    column: str
    encoding: str = "utf-8-sig"
    only: tuple[str, str] | None = None

    def rows(self) -> list[dict[str, str]]:
        """Return the list's rows."""
        data = sample(self.file, self.digest)
        if not self.column:
            text = data.decode(self.encoding, "replace")
            return [{"": line.strip()} for line in text.splitlines() if line.strip()]
        held = rows(data, self.encoding)
        if held and self.column not in held[0]:
            held = [{self.column: next(iter(row.values()))} for row in held]
        return [row for row in held if self.only is None or row[self.only[0]] == self.only[1]]

    def rules(self) -> list[Rule]:
        """Return the list's rules; regular expressions are none."""
        return rules_of(cell for row in self.rows() if not _REGULAR.search(cell := row[self.column]))


def _old(name: str, digest: str, column: str = "keyword") -> Listed:
    return Listed(f"{_NG}chinese-keywords/csv/individual/{name} (gb2312).csv", digest, column, "gb18030")


def _weibo(name: str, digest: str, column: str, only: tuple[str, str] | None = None) -> Listed:
    return Listed(f"{_NG}weibo-data/data/2014-11_{name}.csv", digest, column, only=only)


LISTS: Mapping[str, Listed] = {
    "weibo 2014": _weibo("2429-CDT-words-search-censorship", "e2d5751c0f01", "name", ("banned", "1")),
    "weibo hidden": _weibo(
        "133-keywords-which-cause-posts-to-be-hidden-invisible-on-weibo", "e7808697c404", "keyword"
    ),
    "weibo refused": _weibo("66-words-you-cant-post-on-weibo", "a1bb385b13a5", "keyword"),
    "wechat 2016": Listed(
        _CHAT + "wechat/one_app_two_systems/wechat_blocked_keywords.csv", "f5a3525ed41d", "Keyword"
    ),
    "wechat 709": Listed(_CHAT + "wechat/709crackdown/all-keywords.csv", "6b39cc8df299", "Keyword"),
    "wechat congress": Listed(_CHAT + "wechat/ncpc19/ncpc19_wechat.csv", "11f41a08ebb2", "keyword"),
    "wechat covid": Listed(_CHAT + "coronavirus/wechat.csv", "a21edd5562ca", "keyword_combination"),
    "yy covid": Listed(_CHAT + "coronavirus/yy.csv", "f8263690a02a", "keyword_added"),
    "live 2015": Listed(_CHAT + "livestream/livestream_keywords_02_15_05_15.csv", "cd5333561998", "word"),
    "live 2016": Listed(_CHAT + "livestream/livestream_keywords_05_15_09_16.csv", "bad9b5b4be04", "word"),
    "line": Listed(_CHAT + "LINE/raw-block-lists/line-v25.txt", "3d6a725d82de", ""),
    "163": _old("163", "29cc645dcbf1"),
    "cdt": _old("CDT-cleaned up", "d01ba93c0992"),
    "blogs": _old("blogprovider", "7241ad5b5399"),
    "gfw": _old("gfw", "9cf63b91d615"),
    "google": _old("google", "2287a25e64c9"),
    "qq": _old("qq", "75129f7c385f"),
    "sinashow": _old("sinashow", "03a505aa2dc3"),
}
TUNED = frozenset({"weibo 2014", "wechat 709"})
"""What the search was tuned on; `wechat covid` and `live 2016` were looked at as a held out table."""

_DATED: Mapping[str, Callable[[dict[str, str]], tuple[int | None, int | None]]] = {
    "live 2016": lambda row: (
        day(row["earliest event date"]) if row["earliest event type"] == "add" else None,
        day(row["latest event date"]) if row["latest event type"] == "del" else None,
    ),
    "wechat covid": lambda row: (day(row["detected_on"]), None),
    "yy covid": lambda row: (day(row["date"]), None),
}


def dated(name: str) -> dict[Rule, tuple[int | None, int | None]]:
    """Return a list's rules with the seconds from and until which each was in force; None: not said."""
    held = LISTS[name]
    found: dict[Rule, tuple[int | None, int | None]] = {}
    for row in held.rows():
        for rule in rules_of([row[held.column]]):
            found.setdefault(rule, _DATED[name](row))
    return found
