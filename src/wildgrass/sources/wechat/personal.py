"""WeChat's own "personal information view and export" (个人信息浏览与导出): profile, phone, devices, outside platforms.

Its shape is not public and no sample of it was seen, so nothing is guessed: each row of a table, and each line
"label: value", of a page that names itself so becomes one withheld item with its words as they stand. Only the
label, where it is one of the words below, decides the kind.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html

from wildgrass.model import JSON, Audience, Item, Kind, Origin, Problem
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.wechat.member import Made, Member
from wildgrass.sources.wechat.teller import WECHAT

_MAX_BYTES: Final = 16 << 20
_PAIR: Final = re.compile(r"([^:\uff1a\n]{1,40})[:\uff1a]\s*(.+)\Z")
_KINDS: Final = (
    (re.compile(r"设备|裝置|device", re.IGNORECASE), Kind.DEVICE),
    (re.compile(r"登录|登入|login", re.IGNORECASE), Kind.LOGIN),
    (re.compile(r"手机号|手機號|电话|phone", re.IGNORECASE), Kind.PHONE),
    (re.compile(r"邮箱|郵箱|电子邮件|e-?mail", re.IGNORECASE), Kind.EMAIL),
    (re.compile(r"授权|授權|第三方|外部平台|小程序|应用|authori", re.IGNORECASE), Kind.APP),
)
_TITLE: Final = "个人信息浏览与导出"


def read(member: Member) -> Made:
    """Yield a withheld item for each row or pair. Raises only what its stream does."""
    data = _all(member)
    member.count.notes.append("the form is not public; rows are kept as they stand")
    if len(data) > _MAX_BYTES:
        yield Problem(code="bytes-unread", reason="a page larger than 16 MiB", member=member.key)
        return
    text = data.decode(errors="replace")
    found = _rows(text) if text.lstrip("\ufeff \r\n\t").startswith("<") else _pairs(text.splitlines(), "")
    for number, (section, cells) in enumerate(found):
        member.count.records += 1
        yield _item(member, section, cells, number)


def _all(member: Member) -> bytes:
    data = b""
    with member.run.export.members[member.key].open() as stream:
        utf8 = as_utf8(stream)[0]
        while len(data) <= _MAX_BYTES and (more := utf8.read(1 << 20)):
            data += more
    return data


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (nearest heading, cells) of each table row, and of each line that reads "label: value"."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.removeprefix("\ufeff").encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    section = ""
    for element in root.iter("h1", "h2", "h3", "h4", "tr", "p", "li", "dt"):
        words = " ".join(" ".join(str(part) for part in element.itertext()).split())
        if element.tag in ("h1", "h2", "h3", "h4"):
            section = words
        elif element.tag == "tr":
            cells = [
                " ".join(str(part) for part in cell.itertext()).strip()
                for cell in element
                if cell.tag == "td"
            ]
            if any(cells):
                yield section, cells
        else:
            yield from _pairs([words], section)


def _pairs(lines: list[str], section: str) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        text = line.strip()
        found = _PAIR.match(text)
        if found is not None:
            yield section, [found[1].strip(), found[2].strip()]
        elif text and text != _TITLE:
            section = text[:40]


def _item(member: Member, section: str, cells: list[str], number: int) -> Item:
    label = f"{section} {cells[0]}"
    kind = next((kind for pattern, kind in _KINDS if pattern.search(label)), Kind.ACCOUNT)
    extra: dict[str, JSON] = {"cells": [*cells]}
    if section:
        extra["section"] = section
    digest = hashlib.sha256("\x1f".join([section, *cells]).encode(errors="surrogatepass")).hexdigest()[:24]
    return Item(
        id=f"{WECHAT}:{kind}:{digest}",
        kind=kind,
        source=WECHAT,
        origin=Origin(member=member.key, pointer=f"row={number}"),
        audience=Audience.SELF,
        extra=extra,
    )
