"""A synthetic X archive in the shape of 2024/25: the same seed and numbers give the same bytes.

    python -m demo.x_archive OUT.zip --posts 50000 --media 3000 --media-bytes incompressible

`month=2` is the same account, exported again a month later: two in a hundred posts more, a few deleted, like
counters moved, likes, conversations and pictures grown, new time stamps. `ArchiveFacts` says what a complete
reading must find.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from demo import pictures, x_account, x_messages, ytd
from demo.archive_files import ArchiveWriter, File
from demo.video import video
from demo.x_facts import ArchiveFacts, state_messages, state_posts
from demo.x_life import Life, Scale
from demo.x_post_records import note_record, record
from demo.x_posts import Media, Person, Post, iso

MediaBytes = Literal["pictures", "incompressible"]


def write_archive(  # noqa: PLR0913 - keyword-only numbers that read well where they are called
    target: Path,
    *,
    seed: int,
    posts: int = 400,
    media: int = 60,
    likes: int = 200,
    conversations: int = 8,
    messages: int = 120,
    followers: int = 50,
    month: int = 1,
    media_bytes: MediaBytes = "pictures",
    parts: int = 1,
    zip_parts: int = 1,
) -> ArchiveFacts:
    """Write an archive to a `.zip` file, or into a folder for any other name.

    `media` counts the picture and video files; about one in twenty of them belongs to messages. `parts` is
    the number of tweets files, `zip_parts` of zip files: "x.zip" becomes "x-part1.zip" and so on; the first
    holds all data files. Time and memory grow with `posts`; media are drawn while they are written.
    """
    life = Life(seed, Scale(posts, media, likes, conversations, messages, followers), month)
    facts = ArchiveFacts(life.owner, life.end)
    state_posts(facts, life)
    state_messages(facts, life)
    writer = ArchiveWriter(target, facts.generated, zip_parts)
    for file in [
        *_data_files(life, facts, parts),
        *_media_files(life, facts, media_bytes),
        *_viewer_files(),
    ]:
        facts.files[file.name] = writer.write(file)
    facts.paths = writer.close()
    return facts


def _data_files(life: Life, facts: ArchiveFacts, parts: int) -> list[File]:
    tables = _tables(life, facts)
    files: list[File] = []
    manifest: dict[str, object] = {}
    for type_name in sorted(tables):
        records = tables[type_name]
        chunks = _chunks(records, parts) if type_name in ("tweets", "like") else [records]
        listed: list[object] = []
        for part, chunk in enumerate(chunks):
            name = ytd.file_name(type_name, part)
            facts.records[name] = len(chunk)
            files.append(File(name, _writer(type_name, part, chunk, life.owner)))
            whole = f"YTD.{ytd.global_name(type_name)}.part{part}"
            listed.append({"fileName": name, "globalName": whole, "count": str(len(chunk))})
        manifest[type_name] = {"files": listed}
    for type_name, folder in x_account.MEDIA_FOLDERS.items():
        manifest[type_name] = {"mediaDirectory": folder}
        owner_type = type_name.removesuffix("Media")
        if isinstance(entry := manifest.get(owner_type), dict):
            manifest[owner_type] = {"mediaDirectory": folder, **entry}
    return [_manifest(life, manifest), File("data/README.txt", partial(_lines, _README)), *files]


def _tables(life: Life, facts: ArchiveFacts) -> dict[str, Sequence[object]]:
    timeline, owner = life.timeline, life.owner
    tables: dict[str, Sequence[object]] = dict.fromkeys(x_account.EMPTY_TYPES, ())
    tables |= x_account.account_records(Random(f"{life.seed}:account"), owner, life.month)
    tables |= x_account.social_records(Random(f"{life.seed}:social"), life.known, life.followers)
    tables |= x_account.ad_records(Random(f"{life.seed}:ads"), life.known, life.month)
    newest_first: list[Post] = sorted(timeline.posts, key=_newest_first)
    tables["tweets"] = newest_first
    tables["noteTweet"] = [note_record(post) for post in reversed(timeline.posts) if post.note_id]
    tables["deletedTweets"] = timeline.deleted[::-1]
    tables["communityTweet"] = timeline.community[::-1]
    tables["twitterCircleTweet"] = timeline.circle[::-1]
    rows = [(post.id, post.when, post.deleted) for post in reversed(timeline.posts)]
    tables["tweetHeaders"] = x_account.header_records(rows, owner)
    rows = [(post.id, post.when, post.deleted) for post in reversed(timeline.deleted)]
    tables["deletedTweetHeaders"] = x_account.header_records(rows, owner)
    tables["like"] = life.likes
    pairs = [talk for talk in life.talks if not talk.is_group]
    groups = [talk for talk in life.talks if talk.is_group]
    tables["directMessages"] = [x_messages.record(talk) for talk in pairs]
    tables["directMessagesGroup"] = [x_messages.record(talk) for talk in groups]
    # One message is known by its header only: the sign of a gap.
    lost = x_messages.lost_message(pairs[0]) if pairs and pairs[0].messages else None
    facts.counts["lost messages"] = int(lost is not None)
    heads = [x_messages.header_record(talk, lost if talk is pairs[0] else None) for talk in pairs]
    tables["directMessageHeaders"] = heads
    tables["directMessageGroupHeaders"] = [x_messages.header_record(talk) for talk in groups]
    return tables


def _writer(
    type_name: str, part: int, chunk: Sequence[object], owner: Person
) -> Callable[[], Iterator[bytes]]:
    def records() -> Iterator[object]:
        for one in chunk:
            yield record(one, owner) if isinstance(one, Post) else one

    return lambda: ytd.data_file(type_name, part, records())


def _chunks(records: Sequence[object], parts: int) -> list[Sequence[object]]:
    """Split records over parts; the parts are not in the order of time, as in real archives."""
    size = max(1, -(-len(records) // parts))
    chunks = [records[start : start + size] for start in range(0, len(records), size)] or [records]
    return chunks[1:] + chunks[:1]


def _manifest(life: Life, types: dict[str, object]) -> File:
    owner = life.owner
    user = {"accountId": str(owner.id), "userName": owner.handle, "displayName": owner.name}
    about = {"sizeBytes": "1073741824", "generationDate": iso(life.end), "isPartialArchive": False}
    about["maxPartSizeBytes"] = "53687091200"
    readme = {"fileName": "data/README.txt", "directory": "data/", "name": "README.txt"}
    whole = {"userInfo": user, "archiveInfo": about, "readmeInfo": readme}
    whole["dataTypes"] = dict(sorted(types.items()))
    return File("data/manifest.js", lambda: iter([f"window.__THAR_CONFIG = {ytd.pretty(whole)}".encode()]))


def _media_files(life: Life, facts: ArchiveFacts, media_bytes: MediaBytes) -> Iterator[File]:
    for name, one in life.media():
        if one.present:
            yield _media_file(name, one, media_bytes)
        else:
            facts.missing.append(name)
    owner = life.owner
    for name in (f"{owner.id}-avatar0.jpg", f"{owner.id}-1700000000.jpg"):
        drawn = Media(owner.id, name, "jpg", (0, 0), "")
        yield _media_file(f"data/profile_media/{name}", drawn, "pictures")
    if life.timeline.posts:
        stray = Media(1, "strayPicture000", "png", (0, 0), "")
        facts.unclaimed.append("data/tweets_media/9000000000000000001-strayPicture000.png")
        yield _media_file(facts.unclaimed[-1], stray, "pictures")
    facts.counts["missing media"] = len(facts.missing)
    facts.counts["media files"] = sum(one.present for _, one in life.media())


def _media_file(name: str, media: Media, media_bytes: MediaBytes) -> File:
    def contents() -> Iterator[bytes]:
        if media_bytes == "incompressible":
            yield pictures.filler(media.base, _filler_size(media), media.form)
        elif media.form == "mp4":
            yield video(media.base)
        else:
            yield pictures.picture(media.base, "PNG" if media.form == "png" else "JPEG")

    return File(name, contents, is_media=True)


def _filler_size(media: Media) -> int:
    """Return a size as of real archives: pictures log-normal around 230 kB, videos of 4 to 22 MB."""
    random = Random(f"size of {media.base}")
    if media.form == "mp4":
        return random.randrange(4_000_000, 22_000_000)
    return min(max(int(random.lognormvariate(12.3, 0.6)), 9_000), 4_000_000)


def _newest_first(post: Post) -> int:
    return -post.id


def _lines(text: str) -> Iterator[bytes]:
    yield text.encode()


def _viewer_files() -> Iterable[File]:
    page = "<!doctype html><title>Your archive</title><script src='data/manifest.js'></script>\n"
    yield File("Your archive.html", partial(_lines, page))
    for place in range(12):
        script = f"// the viewer's own file {place}, made up\n" * 40
        yield File(f"assets/js/viewer.{place:02d}.js", partial(_lines, script))
    yield File("assets/images/favicon.png", lambda: iter([pictures.picture("favicon", "PNG")]), is_media=True)


_README = """INTRODUCTION
============
This is a synthetic archive, made for demonstrations and tests. Nobody in it exists.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write an archive from the command line and print what is in it."""
    parser = argparse.ArgumentParser(description="write a synthetic X archive")
    parser.add_argument("target", type=Path, help="a .zip file, or a folder")
    parser.add_argument("--facts", type=Path, help="write what a complete reading must find, as JSON")
    parser.add_argument("--media-bytes", choices=("pictures", "incompressible"), default="pictures")
    numbers = {"seed": 1, "posts": 400, "media": 60, "likes": 200, "conversations": 8, "messages": 120}
    numbers |= {"followers": 50, "month": 1, "parts": 1, "zip-parts": 1}
    for name, usual in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"usually {usual}")
    chosen = vars(parser.parse_args(arguments))
    target, facts_path = chosen.pop("target"), chosen.pop("facts")
    facts = write_archive(target, **chosen)
    print(json.dumps(dict(sorted(facts.counts.items())), ensure_ascii=False))
    if facts_path:
        facts_path.write_text(json.dumps(facts.to_json(), ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
