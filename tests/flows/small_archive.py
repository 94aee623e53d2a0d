"""A small X archive for the round trips: a thread, a long text, pictures, old dates; and what came back of it."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from cli.circle import Circle
from sources.made_archives import tweet, write_zip, ytd
from wildgrass.library import Library
from wildgrass.model import Item

LONG = "野火烧不尽，春风吹又生。" * 20
TEXTS = {
    1: "第一条：今天下雨了。",
    2: "回答自己：还在下。",
    3: "再回答一次。",
    4: "两张图",
    5: "A line\nanother line & <a tag> that is none",
    6: LONG,
}


def _photo(number: int, name: str) -> dict[str, object]:
    return {
        "id_str": str(number),
        "type": "photo",
        "media_url_https": f"https://pbs.example/media/{name}",
        "url": "https://t.co/made",
        "expanded_url": "https://twitter.com/yecao/status/4/photo/1",
        "display_url": "pic.twitter.com/made",
        "indices": [],
        "sizes": {},
    }


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(out, "PNG")
    return out.getvalue()


def write_archive(path: Path) -> Path:
    """Write the archive: six posts, three of them a thread, one with two pictures."""
    account = {
        "accountId": "900",
        "username": "yecao",
        "accountDisplayName": "野草",
        "createdAt": "2020-01-01T00:00:00.000Z",
    }
    names = ("a.png", "b.png")
    posts = []
    for number, text in TEXTS.items():
        more: dict[str, object] = {"created_at": f"Wed Oct 19 20:0{number}:25 +0000 2022"}
        if number in (2, 3):
            answered = str(number - 1)
            more |= {"in_reply_to_status_id": answered, "in_reply_to_status_id_str": answered}
            more |= {
                "in_reply_to_user_id": "900",
                "in_reply_to_user_id_str": "900",
                "in_reply_to_screen_name": "yecao",
            }
        if number == 4:
            more["extended_entities"] = {"media": [_photo(40 + n, name) for n, name in enumerate(names)]}
        shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        posts.append(tweet(number, shown, **more))
    files: dict[str, bytes | str] = {
        "data/account.js": ytd("account", [{"account": account}]),
        "data/tweets.js": ytd("tweets", posts),
    }
    for name, colour in zip(names, ("red", "blue"), strict=True):
        files[f"data/tweets_media/4-{name}"] = picture(colour)
    return write_zip(path, files)


Shown = tuple[int, ...]
"""Width, height and the colour in the middle, coarsely."""


@dataclass(frozen=True)
class Told:
    """A post as it came back: its text, second, what it answers, what its pictures show, and their digests.

    Pictures are made anew before they are published, so their bytes are others and their colours nearly the same.
    """

    text: str
    second: str
    answers: str | None
    shown: tuple[Shown, ...]
    digests: tuple[str | None, ...]


def told(circle: Circle, words_of: Callable[[Item], str] = lambda one: one.text) -> dict[str, Told]:
    """Return the owner's posts in a library by their texts; `words_of` takes off what a network added."""
    with Library.open(circle.library) as library:
        posts = {one.id: one for one in library.items() if one.kind in ("post", "comment")}
        found = {}
        for one in posts.values():
            assert one.published is not None
            digests = tuple(part.sha256 for part in one.attachments if part.role == "photo")
            paths = [library.attachment_path(digest) for digest in digests if digest]
            parent = posts.get(one.in_reply_to or "")
            found[words_of(one)] = Told(
                words_of(one),
                one.published.instant.isoformat(),
                None if parent is None else words_of(parent),
                tuple(_shown(path) for path in paths if path is not None),
                digests,
            )
        return found


def _shown(path: Path) -> Shown:
    with path.open("rb") as file, Image.open(file) as image:
        colour = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
        assert isinstance(colour, tuple)
        return image.width, image.height, *(round(float(one) / 32) for one in colour)


def brought_back(circle: Circle, archive: Path) -> dict[str, Told]:
    """Seal an archive, open the vault and return its posts: where a round trip begins."""
    assert circle.init().code == 0
    added = circle.run("add", circle.card, archive, "--json")
    assert (added.code, added.rows[0]["problems"]) == (0, 0), added.err
    opened = circle.open(*circle.answers("Ana", "Ben"))
    assert opened.code == 0, opened.err
    return told(circle)
