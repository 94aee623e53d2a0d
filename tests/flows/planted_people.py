# ruff: noqa: RUF001 - Chinese punctuation is meant
"""A library in which other people stand wherever an export can hold them. Everybody in it is invented."""

import io
import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from library.archive_builders import about, build
from wildgrass.model import (
    Actor,
    Attachment,
    Audience,
    Item,
    Kind,
    Link,
    Moment,
    Origin,
    Removal,
    RemovedBy,
)

OWNER = Actor(platform="x", id_kind="account", id="70012345678", handle="grass_wild_own", name="野草")
ZH = Actor(platform="x", id_kind="account", id="81234567890", handle="zhang_xm_1987", name="张晓明")
EN = Actor(platform="x", id_kind="account", id="81234567891", handle="HarrietK", name="Harriet Kowalski")
UG = Actor(platform="x", id_kind="account", id="81234567892", handle="ayguel_t", name="ئايگۈل توختى")
BO = Actor(platform="x", id_kind="account", id="81234567893", handle="tseringl", name="ཚེ་རིང་ལྷ་མོ")
FRIENDS = (ZH, EN, UG, BO)
PHONES = ("13912345678", "+86 139-1234-5678", "020 7946 0958", "+44 20 7946 0958")
MAILS = ("xiaoming.zhang@example.org", "harriet@mail.example.com")
IDS = ("wxid_q8w7e6r5t4y321", "did:plc:abcdefghijklmnopqrstuvwx", "110101198703071234")
PAGES = ("x.com/zhang_xm_1987/status/1599999999999999999", "weibo.com/u/5512345678", "t.me/harriet_k_notes")
NOT_OURS = ("1599999999999999999", "1588888888888888888", "1577777777777777777")  # ids of others' posts
SHORT = "https://t.co/Zx9LeadsThere"  # leads to somebody's page
FILES = (
    "张晓明的护照.jpg",
    "Harriet Kowalski.png",
    "81234567890-a.webm",
    "会议_张晓明.pdf",
    "march-of-harriet.mp4",
)
INSIDE = ("EXIF-Artist-Zhang", "GPS-Harriet-note", "png-author-Tsering", "udta-by-Ayguel", "webm-tag-Harriet")
PDF_TEXT = "pdf-body-Zhang-Xiaoming"
TITLE = "张晓明 和 Harriet Kowalski 的小组"
EXPORT = "WhatsApp Chat with Harriet Kowalski.zip"
PLANTED = {
    *(label for one in FRIENDS for label in (one.name, one.handle, one.id) if label),
    *PHONES,
    *MAILS,
    *IDS,
    *PAGES,
    *NOT_OURS,
    *INSIDE,
    *FILES,
    SHORT,
    PDF_TEXT,
    TITLE,
    EXPORT,
    "晓明",
    "Kowalski",
}
START = datetime(2022, 11, 26, 12, 0, tzinfo=UTC)


def at(minutes: int) -> Moment:
    """Return a time so many minutes after the start."""
    return Moment(instant=START + timedelta(minutes=minutes), precision_ms=1000)


class Planting:
    """Makes items and keeps the bytes of their files."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytes] = {}
        self.items: list[Item] = []

    def file(self, name: str, data: bytes, **fields: Any) -> Attachment:
        """Keep a file."""
        self.bytes[name] = data
        return Attachment(
            name=name, member=name, sha256=sha256(data).hexdigest(), size_bytes=len(data), **fields
        )

    def add(self, item_id: str, kind: Kind, text: str = "", **fields: Any) -> Item:
        """Add an item; the owner's public one unless said otherwise."""
        given: dict[str, Any] = {
            "author": OWNER,
            "audience": Audience.PUBLIC,
            "published": at(len(self.items)),
            "origin": Origin(member="data/张晓明.js", record=len(self.items)),
            "as_of": at(9999),
            "extra": {"raw": {"name": "Harriet Kowalski"}, "lang": "zh"},
        } | fields
        self.items.append(Item(id=item_id, kind=kind, source="x", text=text, **given))
        return self.items[-1]


def pictures() -> dict[str, bytes]:
    """Return files by their names, each with somebody in what no page shows."""
    image = Image.new("RGB", (64, 48), (90, 140, 80))
    jpeg, png = io.BytesIO(), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = INSIDE[0], INSIDE[1]
    exif.get_ifd(0x8825)[29] = "2022:11:26"
    image.save(jpeg, "JPEG", exif=exif, comment=INSIDE[1].encode())
    told = PngInfo()
    told.add_text("Author", INSIDE[2])
    image.save(png, "PNG", pnginfo=told)

    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(body), name) + body

    told_video = box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", box(b"\xa9ART", INSIDE[3].encode())))
    video = box(b"ftyp", b"isom\0\0\2\0isomiso2") + told_video + box(b"mdat", b"")
    webm = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(40) + INSIDE[4].encode()
    pdf = b"%PDF-1.4\n% " + PDF_TEXT.encode() + b"\n%%EOF\n"
    return dict(zip(FILES, (jpeg.getvalue(), png.getvalue(), webm, pdf, video), strict=True))


def plant(folder: Path, most: int | None = None) -> Path:
    """Build the library, or only its first items."""
    made = Planting()
    files = [made.file(name, data, alt=f"{ZH.name} 在 {EN.name} 家") for name, data in pictures().items()]
    own = "x:post:1500000000000000001"
    made.add("x:profile:70012345678", Kind.PROFILE, f"写诗。朋友：@{ZH.handle}、{EN.name}。", title="野草")
    made.add(
        own,
        Kind.POST,
        f"今天和{ZH.name}、{EN.name} 去了河边。电话 {PHONES[0]}，{MAILS[0]}",
        attachments=tuple(files[:2]),
    )
    made.add(
        "x:post:2",
        Kind.POST,
        f"{UG.name}نىڭ كىتابى；{BO.name}་ལ་；晓明说好。{PHONES[1]} {PHONES[2]} {PHONES[3]}",
        in_reply_to=own,
        in_reply_to_author=OWNER,
    )
    made.add(
        "x:post:3",
        Kind.POST,
        f"@{ZH.handle} @{EN.handle} 谢谢！加微信 {IDS[0]}，{IDS[1]}，身份证 {IDS[2]}，{MAILS[1]}",
        in_reply_to=f"x:post:{NOT_OURS[0]}",
        in_reply_to_author=ZH,
        mentions=(ZH, EN),
    )
    made.add(
        "x:post:4",
        Kind.POST,
        f"看这里 {SHORT} 还有 https://{PAGES[1]} https://{PAGES[2]}",
        links=(Link(url=SHORT, target=f"https://{PAGES[0]}", shown=PAGES[0][:20] + "…"),),
    )
    made.add(
        "x:post:5",
        Kind.QUOTE,
        "同意。",
        quotes=f"x:post:{NOT_OURS[1]}",
        url=f"https://x.com/{OWNER.handle}/status/5",
    )
    made.add("x:post:6", Kind.QUOTE, "同意。", quotes=f"https://{PAGES[0]}", attachments=tuple(files[2:]))
    made.add(
        "x:post:7",
        Kind.SHARE,
        f"RT @{EN.handle}: 转发自{ZH.name}：在 {PAGES[2]}",
        shares=f"x:post:{NOT_OURS[2]}",
        target=EN,
    )
    made.add(
        "x:post:8",
        Kind.POST,
        f"//@{ZH.name}：转发微博 //@{BO.name}:好",
        title=f"给{EN.name}",
        version_of="x:post:8",
    )
    made.add(
        "x:post:9",
        Kind.POST,
        f"Kowalski 改过：{UG.name}",
        version_of="x:post:8",
        edited=at(60),
        removed=Removal(by=RemovedBy.PLATFORM, notice=f"应{ZH.name}投诉删除"),
    )
    made.add(
        "x:comment:10", Kind.COMMENT, f"{EN.name}，好久不见", in_reply_to=f"x:post:{NOT_OURS[0]}", target=EN
    )
    made.add("x:like:1577777777777777777", Kind.LIKE, f"{EN.name} 写的话", author=EN)
    talk = f"x:conversation:{OWNER.id}-{ZH.id}"
    made.add(
        "x:message:a",
        Kind.MESSAGE,
        f"我是{ZH.name}，{PHONES[0]}",
        author=ZH,
        target=OWNER,
        thread=talk,
        audience=Audience.DIRECT,
        attachments=(made.file("81234567890-b.jpg", pictures()[FILES[0]]),),
    )
    made.add(
        "x:message:b",
        Kind.MESSAGE,
        f"{EN.name}也来",
        author=OWNER,
        target=ZH,
        thread=talk,
        audience=Audience.DIRECT,
        in_reply_to="x:message:a",
        extra={"reactions": [{"senderId": ZH.id, "emoji": "👍"}]},
    )
    made.add(
        "x:event:c",
        Kind.EVENT,
        author=EN,
        thread=talk,
        title=TITLE,
        audience=Audience.DIRECT,
        mentions=(UG, BO),
        extra={"event": "participantsJoin"},
    )
    made.add("x:contact:1", Kind.CONTACT, PHONES[0], target=UG)
    build(
        folder,
        made.items[:most],
        about("planted", name=EXPORT, owner=OWNER),
        fetch_attachment=lambda member: io.BytesIO(made.bytes[member]) if member in made.bytes else None,
    )
    return folder
