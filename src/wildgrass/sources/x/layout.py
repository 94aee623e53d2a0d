"""Where things are in an X archive of any age: its root, its data members, its media folders."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wildgrass.sources.base import Export, MemberError, Vintage, own_name
from wildgrass.sources.x.members import IGNORED, MEDIA_FOLDERS, MEMBERS, OLDER_NAMES

MANIFEST: Final = "manifest"
CSV: Final = "tweets.csv"
MONTH: Final = "month"
_HEAD_BYTES: Final = 512
_PART: Final = re.compile(r"[-_]part\d+\Z")
_GLOBAL: Final = re.compile(rb"\s*(?:window\.)?YTD\.(\w+?)\.part\d+\s*=")
_MONTH_FILE: Final = re.compile(r"data/js/tweets/\d{4}_\d\d\.js\Z")
_MONTH_CSV: Final = re.compile(r"(?:data/csv/\d{4}_\d\d|tweets)\.csv\Z")
_OLD_DETAILS: Final = frozenset({"user_details", "payload_details", "tweet_index"})
# A member that ends like this, in whatever folder, says where the archive starts.
_ANCHORS: Final = re.compile(
    r"(?P<root>(?:.*/)?)(?:data/(?:manifest|account|tweets|tweet|like|profile|following|direct-messages)\.js"
    r"|data/js/(?:user_details|payload_details|tweet_index)\.js|data/js/tweets/\d{4}_\d\d\.js"
    r"|data/(?:tweets_media|tweet_media|direct_messages_media)/[^/]+"
    r"|(?:manifest|account|tweets|tweet|like|profile|following|tweet-part1)\.js|tweets\.csv)\Z"
)
VINTAGES: Final[Mapping[str, str]] = {
    "grailbird": "2012 to 2018: one file a month under data/js/tweets, and tweets.csv",
    "tweet-js": "2019 to 2022: tweet.js, at first without the data folder",
    "tweets-js": "since late 2022: tweets.js, note-tweet.js, edits, deleted posts",
    "parts": "single data files or media folders of an archive",
}


class Place(StrEnum):
    """What a member is, by its name."""

    DATA = "data"
    MEDIA = "media"
    IGNORED = "ignored"
    DETAILS = "details"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Named:
    """A member's place and, for data, its type; for ignored members, the reason."""

    place: Place
    type_name: str = ""


def name_place(name: str) -> Named:
    """Say what a member is by its name inside the archive."""
    return _ignored(name) or _dated(name) or _current(name)


def _ignored(name: str) -> Named | None:
    for ignored, reason in IGNORED.items():
        is_folder = ignored.endswith("/")
        if name.startswith(ignored) if is_folder else name == ignored or name.endswith("/" + ignored):
            return Named(Place.IGNORED, reason)
    return None


def _dated(name: str) -> Named | None:
    """Name what only archives of 2012 to 2018 hold."""
    if _MONTH_FILE.match(name):
        return Named(Place.DATA, MONTH)
    if _MONTH_CSV.match(name):
        return Named(Place.DATA, CSV)
    stem = name.removeprefix("data/").removesuffix(".js")
    if stem.startswith("js/") and stem[3:] in _OLD_DETAILS:
        return Named(Place.DETAILS, stem[3:])
    return None


def _current(name: str) -> Named:
    """Name what archives since 2019 hold."""
    inner = name.removeprefix("data/")
    folder, slash, rest = inner.partition("/")
    if slash and rest and folder.lower() in MEDIA_FOLDERS:
        return Named(Place.MEDIA, folder.lower())
    if slash or not inner.endswith(".js"):
        return Named(Place.UNKNOWN)
    type_name = canonical(inner[:-3])
    if type_name == MANIFEST:
        return Named(Place.DETAILS, MANIFEST)
    return Named(Place.DATA, type_name) if type_name in MEMBERS else Named(Place.UNKNOWN)


def canonical(stem: str) -> str:
    """Return the type name of "tweets-part1", "tweet" or "direct_messages_group"."""
    name = _PART.sub("", stem).lower().replace("_", "-")
    return OLDER_NAMES.get(name, name)


def global_type(export: Export, key: str) -> str | None:
    """Return the type that a member's first line names, None where there is no such line."""
    try:
        with export.members[key].open() as stream:
            found = _GLOBAL.match(stream.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf"))
    except MemberError:
        return None
    return canonical(found[1].decode()) if found else None


@dataclass(slots=True)
class Layout:
    """The members of an archive by what they are."""

    root: str
    data: dict[str, str] = field(default_factory=dict)  # member key to type name
    details: dict[str, list[str]] = field(default_factory=dict)  # "manifest", "user_details" to member keys
    media_folders: dict[str, str] = field(default_factory=dict)  # "tweets_media" to "root/data/tweets_media/"

    @classmethod
    def of(cls, export: Export, root: str) -> "Layout":
        """Sort an export's members."""
        layout = cls(root)
        for key in export.members:
            named = layout.place(export, key)
            if named.place is Place.DATA:
                layout.data[key] = named.type_name
            elif named.place is Place.DETAILS:
                layout.details.setdefault(named.type_name, []).append(key)
            elif named.place is Place.MEDIA and named.type_name not in layout.media_folders:
                name = own_name(key)
                end = name.lower().index(named.type_name, len(root)) + len(named.type_name) + 1
                layout.media_folders[named.type_name] = name[:end]
        return layout

    def place(self, export: Export, key: str) -> Named:
        """Say what a member is, by its name or by its first line."""
        name = own_name(key)
        if not name.startswith(self.root):
            return Named(Place.UNKNOWN)
        named = name_place(name[len(self.root) :])
        if named.place is Place.UNKNOWN and name.endswith((".js", ".json", ".txt")):
            type_name = global_type(export, key)
            if type_name in MEMBERS:
                return Named(Place.DATA, type_name or "")
            if type_name is not None:
                return Named(Place.UNKNOWN, type_name)
        return named


def recognise(export: Export) -> Vintage | None:
    """Say which era of archive this is, None where it is none; reads names and a few first lines."""
    root = _root(export)
    if root is None:
        return None
    names = {own_name(key)[len(root) :] for key in _small(export, root)}
    if any(_MONTH_FILE.match(name) for name in names) or "data/js/user_details.js" in names:
        return Vintage("grailbird", "monthly files or data/js/user_details.js", root)
    if names & {"data/tweets.js", "data/tweets_media", "data/tweetdeck.js", "data/note-tweet.js"}:
        return Vintage("tweets-js", "data/tweets.js or its companions", root)
    if names & {"tweets.csv"}:
        return Vintage("grailbird", "tweets.csv", root)
    if any(name.removeprefix("data/") in ("tweet.js", "tweet-part1.js", "manifest.js") for name in names):
        return Vintage("tweet-js", "tweet.js or data/manifest.js", root)
    return Vintage("parts", "members whose first line names X's data types, or its media folders", root)


def _small(export: Export, root: str) -> Iterator[str]:
    """Yield the names that can tell an era: no media."""
    for key in export.members:
        if key.startswith(root):
            folder = key[len(root) :].removeprefix("data/").partition("/")[0]
            if folder not in MEDIA_FOLDERS:
                yield key
            elif folder == "tweets_media":
                yield f"{root}data/tweets_media"


def _root(export: Export) -> str | None:
    """Return the folder in the export that holds the archive; the shortest where there are several."""
    best: str | None = None
    for key in export.members:
        found = _ANCHORS.match(own_name(key))
        if found is None:
            continue
        root = _above_data(found["root"])
        if (best is None or len(root) < len(best)) and _is_evidence(export, key):
            best = root
            if not best:
                break
    if best is None and len(export.members) <= _LOOKED_AT:
        for key in export.members:
            if key.endswith((".js", ".json", ".txt")) and global_type(export, key):
                folder, slash, _ = own_name(key).rpartition("/")
                return _above_data(folder + slash)
    return best


def root_of(key: str) -> str:
    """Return the folder that would be the archive's root if this member were one of its data files."""
    name = own_name(key)
    at = name.rfind("data/")
    return name[:at] if at == 0 or (at > 0 and name[at - 1] == "/") else name[: name.rfind("/") + 1]


def _above_data(folder: str) -> str:
    """Return the folder that holds "data/" where `folder` is that one."""
    return folder[: -len("data/")] if folder == "data/" or folder.endswith("/data/") else folder


_LOOKED_AT: Final = 200
_STARTS: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:window\.(?:YTD|__THAR_CONFIG)|YTD\.|Grailbird\.data|var (?:user|payload|tweet)_)"
)
_CSV_START: Final = re.compile(rb'(?:\xef\xbb\xbf)?"?tweet_id"?,')


def _is_evidence(export: Export, key: str) -> bool:
    """Say whether a member that has the name of one of X's also starts like one."""
    name = own_name(key)
    if not name.endswith((".js", ".csv")):
        return True
    try:
        with export.members[key].open() as stream:
            start = stream.read(_HEAD_BYTES)
    except MemberError:
        return name.endswith(".js") and "data/" in name
    return bool((_CSV_START if name.endswith(".csv") else _STARTS).match(start)) or b"\x00" in start
