"""A small made-up archive that has one of everything a site shows. Nobody in it exists."""

# ruff: noqa: RUF001 - Chinese punctuation is meant

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from targets.archive_in_memory import MemoryArchive
from wildgrass.model import Actor, Audience, Item, Kind, Link, Moment, Origin, ZoneBasis

OWNER = Actor(platform="x", id_kind="account", id="900", handle="yecao_demo", name="野草 Yecao")
FRIEND = Actor(platform="x", id_kind="account", id="901", handle="spring_wind", name="Spring Wind")
OTHER = Actor(platform="x", id_kind="account", id="902", handle="plain_fire", name="原上火")
EXPORTED = Moment(instant=datetime(2022, 11, 2, tzinfo=UTC), precision_ms=1000)
WORDS = (
    "今天下了第一场雪，胡同口的柿子树还挂着果。",
    "读完了，合上书坐了很久。",
    "The tram was late again, and nobody minded: everybody was looking at the light on the river.",
    "草长出来了。没有人种它。",
    "把阳台上的薄荷换了盆，根须缠得像一团线。",
    "Notes from the market: three kinds of persimmon, two of grief, one working umbrella.",
)


def at(
    text: str, *, precision_ms: int = 1000, zone: str = "UTC", basis: ZoneBasis = ZoneBasis.STATED
) -> Moment:
    """Return a moment from "2022-10-19 20:07"."""
    instant = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return Moment(instant=instant, precision_ms=precision_ms, zone=zone, zone_basis=basis)


def post(number: int | str, moment: Moment | str | None, text: str = "", **fields: Any) -> Item:
    """Return a public post of the owner."""
    published = at(moment) if isinstance(moment, str) else moment
    given = {"kind": Kind.POST, "audience": Audience.PUBLIC, "author": OWNER} | fields
    return Item(
        id=f"x:post:{number}",
        source="x",
        origin=Origin(member="data/tweets.js"),
        published=published,
        text=text,
        as_of=EXPORTED,
        **given,
    )


def other(kind: Kind, number: int | str, moment: str | None, text: str = "", **fields: Any) -> Item:
    """Return an item of another kind."""
    given = {"audience": Audience.UNKNOWN} | fields
    return Item(
        id=f"x:{kind}:{number}",
        kind=kind,
        source="x",
        origin=Origin(member=f"data/{kind}.js"),
        published=None if moment is None else at(moment),
        text=text,
        as_of=EXPORTED,
        **given,
    )


def picture(width: int, height: int, hue: int, kind: str = "JPEG") -> bytes:
    """Return a small landscape: sky, a hill, some grass."""
    image = Image.new("RGB", (width, height), (200 - hue, 214 - hue // 2, 205))
    draw = ImageDraw.Draw(image)
    draw.ellipse((-width // 3, height // 2, width, height * 2), fill=(96 + hue // 2, 132, 78))
    for x in range(0, width, 7):
        draw.line((x, height, x + (x * 13) % 11 - 5, height - 18 - (x * 7) % 29), fill=(58, 92, 40), width=2)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def tiny_video() -> bytes:
    """Return an MP4 with no frames: a type box, a movie with a place in its user data, and its data."""

    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), name) + body

    place = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+39.9042+116.4074/"))
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2")
        + box(b"moov", box(b"mvhd", bytes(100)) + place)
        + box(b"mdat", b"")
    )


def life(files: Path) -> MemoryArchive:
    """Return the archive; `files` is an empty folder for its attachments."""
    archive = MemoryArchive([], owners=(OWNER,), files=files, problems=2)
    archive.add(*_posts(archive), *_beside(archive), *_talk(archive), *_years())
    archive.titles["x:conversation:group-1"] = "读书会 · Reading circle"
    return archive


def _posts(archive: MemoryArchive) -> Iterator[Item]:
    hill = archive.put(picture(960, 640, 20), "FfA1.jpg", role="photo", alt="山坡上的草，雾还没散。")
    wide = archive.put(picture(1200, 500, 60), "FfA2.jpg", role="photo")
    tall = archive.put(picture(400, 700, 0, "PNG"), "FfA3.png", role="photo")
    yield post(
        1,
        "2022-10-03 06:12",
        "早。\n\n野火烧不尽，春风吹又生。",
        counts={"likes": 41, "shares": 7},
        extra={"lang": "zh"},
    )
    yield post(
        2, "2022-10-03 06:15", "First light over the ridge.", attachments=(hill,), extra={"lang": "en"}
    )
    yield post(
        3, "2022-10-03 06:20", "Two more from the same walk.", attachments=(wide, tall), extra={"lang": "en"}
    )
    yield post(
        10,
        "2022-10-19 20:07",
        "说说这本书为什么值得再读一遍。第一，它写的是荒地；第二，它写的是荒地上的人。",
        counts={"likes": 128, "shares": 33, "replies": 9},
        extra={"lang": "zh"},
    )
    for number, text in enumerate(
        (
            "写荒地，不是写风景。风景是看的人的，荒地是住的人的。",
            "写人，也不写英雄。",
            "所以我每年春天都读一遍。完。",
        )
    ):
        yield post(
            11 + number,
            f"2022-10-{19 + number // 2} 2{number}:1{number}",
            text,
            in_reply_to=f"x:post:{10 + number}",
            in_reply_to_author=OWNER,
            extra={"lang": "zh"},
        )
    link = "https://t.co/abc123defg"
    yield post(
        20,
        "2022-10-20 09:00",
        f"A long read about seeds that wait thirty years for a fire: {link}",
        links=(
            Link(
                url=link,
                target="https://seeds.example/essays/2022/10/the-patience-of-seeds-that-wait-for-fire?from=archive",
                start=60,
                end=83,
            ),
        ),
        extra={"lang": "en"},
    )
    yield post(
        21,
        "2022-10-20 09:30",
        "@spring_wind 谢谢，收到了！",
        in_reply_to="x:post:777",
        in_reply_to_author=FRIEND,
        extra={"lang": "zh"},
    )
    yield post(
        22,
        "2022-10-20 10:00",
        "RT @plain_fire: 冬天的田野并不空，只是把话收进了地里。每一根枯草下面都有…",
        kind=Kind.SHARE,
        shares="",
        target=OTHER,
        extra={"lang": "zh"},
    )
    yield post(
        23,
        "2022-10-21 11:00",
        "Said better a week ago:",
        kind=Kind.QUOTE,
        quotes="x:post:1",
        extra={"lang": "en"},
    )
    yield post(
        24,
        "2022-10-21 12:00",
        "And this, by somebody else",
        kind=Kind.QUOTE,
        quotes="https://x.example/someone/status/5",
    )
    yield post(
        30,
        "2022-10-22 08:00",
        "The recipe needs two spoons of sugar.",
        version_of="x:post:30",
        extra={"lang": "en"},
    )
    yield post(
        31,
        "2022-10-22 08:04",
        "The recipe needs two spoons of salt. Not sugar!",
        version_of="x:post:30",
        edited=at("2022-10-22 08:04"),
        extra={"lang": "en"},
    )
    yield post(
        40,
        "2022-10-23 23:59",
        "这条后来不见了。",
        is_deleted=True,
        deleted=at("2022-10-25 03:00"),
        extra={"lang": "zh"},
    )
    yield post(41, at("2022-10-24 15:30", zone="+08:00"), "夜里十一点半，雨停。", extra={"lang": "zh"})
    yield post(
        42,
        at("2022-10-25 16:00", precision_ms=86_400_000, zone="Asia/Shanghai", basis=ZoneBasis.ASSUMED),
        "只记得是这一天。",
    )
    yield post(
        43,
        "2022-10-26 07:00",
        "ياۋا ئوت كۆيۈپ تۈگىمەس، باھار شامىلى بىلەن يەنە كۆكلەر.",
        extra={"lang": "ug"},
    )
    yield post(44, "2022-10-26 07:30", "རྩི་ཤིང་ནི་མེས་མི་ཚིག", extra={"lang": "bo"})
    yield post(45, "2022-10-27 07:30", "x" * 180 + " https://" + "very-long-host-" * 9 + ".example/")
    pdf = archive.put(b"%PDF-1.7 made up", "请看这个文件.pdf", role="file")
    svg = archive.put(
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.svg", role="photo"
    )
    clip = archive.put(tiny_video(), "clip.mp4", role="video", alt="The river, ten seconds")
    yield post(
        46, "2022-10-28 10:00", "Files of other kinds.", attachments=(pdf, svg, clip), extra={"lang": "en"}
    )
    yield post(50, "2022-10-28 11:00", "Only for those who follow me.", audience=Audience.FOLLOWERS)
    yield post(51, None, "A note that the export gives no date for.", title="Undated", extra={"lang": "en"})


def _beside(archive: MemoryArchive) -> Iterator[Item]:
    avatar = archive.put(picture(200, 200, 40), "avatar.jpg", role="avatar")
    banner = archive.put(picture(1500, 500, 10), "banner.jpg", role="banner")
    link = "https://t.co/home"
    yield other(
        Kind.PROFILE,
        "900",
        None,
        f"写字的人。草、书、雨天。\nNotes on seeds and slow things. {link}",
        author=OWNER,
        title="野草 Yecao",
        audience=Audience.PUBLIC,
        attachments=(avatar, banner),
        links=(Link(url=link, target="https://yecao.example/"),),
    )
    yield other(Kind.LIKE, "1", None, "LIKED-WORDS by somebody else", audience=Audience.PUBLIC)
    yield other(Kind.FOLLOW, "2", None, target=FRIEND, audience=Audience.PUBLIC)
    yield other(Kind.TOKEN, "3", "2022-01-01 00:00", "TOKEN-SECRET", audience=Audience.SELF)
    yield other(Kind.AD, "4", "2022-01-01 00:00", "AD-WORDS", audience=Audience.SELF)
    yield other(
        Kind.COMMENT, "5", "2022-10-03 07:00", "COMMENT-BY-OTHER", author=OTHER, audience=Audience.PUBLIC
    )


def _talk(archive: MemoryArchive) -> Iterator[Item]:
    lines = (
        (FRIEND, "你那边下雪了吗？"),
        (OWNER, "下了，今年的第一场。"),
        (FRIEND, "PRIVATE-WORDS: send me a picture when the light is right."),
        (OWNER, "好。明天早上。"),
    )
    photo = archive.put(picture(600, 400, 30), "snow.jpg", role="photo")
    for number, (who, text) in enumerate(lines):
        yield other(
            Kind.MESSAGE,
            f"d{number}",
            f"2022-01-0{number // 2 + 1} 1{number}:00",
            text,
            author=who,
            audience=Audience.DIRECT,
            thread="x:conversation:900-901",
            attachments=(photo,) if number == 3 else (),
            in_reply_to=f"x:message:d{number - 1}" if number == 3 else None,
            extra={"reactions": [{"senderId": "901", "reactionKey": "❤️"}]} if number == 3 else {},
        )
    group = {"audience": Audience.DIRECT, "thread": "x:conversation:group-1"}
    yield other(
        Kind.EVENT, "e1", "2022-03-01 10:00", author=OWNER, extra={"event": "joinConversation"}, **group
    )
    yield other(Kind.MESSAGE, "g1", "2022-03-01 10:01", "这个月读哪本？", author=OTHER, **group)
    yield other(Kind.MESSAGE, "g2", "2022-03-01 10:05", "《野草》，薄薄一本。", author=OWNER, **group)


def _years() -> Iterator[Item]:
    """Some years of short posts, so that the overview has something to show."""
    number = 1000
    day = datetime(2019, 2, 3, 7, 0, tzinfo=UTC)
    while day < datetime(2022, 9, 30, tzinfo=UTC):
        heavy = 1 + (day.month * 7 + day.year * 3) % 9
        for hour in range(1 + (day.day * heavy) % 4):
            moment = Moment(instant=day + timedelta(hours=hour * 3, minutes=day.day), precision_ms=1000)
            yield post(number, moment, WORDS[number % len(WORDS)], counts={"likes": number % 90})
            number += 1
        day += timedelta(days=10 - heavy)
