"""App messages (type 49): links, files, forwards, mini programs, channels, quotes, notices, money."""

from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from wildgrass.model import JSON
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.wechat import forwards, xmltext
from wildgrass.sources.wechat.fields import server_id, whole
from wildgrass.sources.wechat.kinds import What, of_app
from wildgrass.sources.wechat.said import File, Said

_QUOTE_CHARACTERS: Final = 4000


def read(said: Said, app: etree._Element, clock: LocalClock) -> None:
    """Take what an `appmsg` element holds."""
    subtype = whole(xmltext.inside(app, "type"))
    if subtype is not None:
        said.subtype = subtype
        said.what = of_app(subtype)
    title, words = xmltext.inside(app, "title"), xmltext.inside(app, "des")
    said.text = title
    _READERS.get(said.what, _link)(said, app, title, words)
    if said.what is What.FORWARD:
        record = app.find("recorditem")
        if record is not None:
            inner = record.find(".//recordinfo")
            text = record.text or ""
            said.inner = forwards.of_xml(text, clock) if inner is None else forwards.of_element(inner, clock)


def _link(said: Said, app: etree._Element, title: str, words: str) -> None:
    said.text = "\n".join(dict.fromkeys(part for part in (title, words) if part))
    said.link(xmltext.inside(app, "url"), title)
    source = xmltext.inside(app, "sourcedisplayname") or xmltext.inside(app, "appname")
    if source:
        said.extra["from"] = source


def _file(said: Said, app: etree._Element, title: str, _words: str) -> None:
    said.text = ""
    size = whole(xmltext.inside(app, "appattach/totallen"))
    said.files.append(File("file", name=title, size_bytes=size, digest=xmltext.inside(app, "md5")))


def _sticker(said: Said, app: etree._Element, title: str, _words: str) -> None:
    said.text = ""
    said.files.append(File("sticker", name=title, digest=xmltext.inside(app, "appattach/emoticonmd5")))


def _channel(said: Said, app: etree._Element, title: str, _words: str) -> None:
    feed = app.find("finderFeed")
    feed = app.find("finderLive") if feed is None else feed
    said.text = xmltext.inside(feed, "desc") or title
    said.link(xmltext.inside(feed, "mediaList/media/url") or xmltext.inside(app, "url"), said.text)
    name = xmltext.inside(feed, "nickname")
    if name:
        said.extra["from"] = name


def _quote(said: Said, app: etree._Element, title: str, _words: str) -> None:
    said.text = title
    refer = app.find("refermsg")
    if refer is None:
        return
    said.reply_to = server_id(xmltext.inside(refer, "svrid"))
    content = xmltext.inside(refer, "content")
    quoted: dict[str, JSON] = {
        "type": xmltext.inside(refer, "type"),
        "sender": xmltext.inside(refer, "chatusr") or xmltext.inside(refer, "fromusr"),
        "name": xmltext.inside(refer, "displayname"),
        "time": xmltext.inside(refer, "createtime"),
        "text": quoted_text(content),
    }
    said.quoted = {key: value for key, value in quoted.items() if value}


def quoted_text(content: str) -> str:
    """Return the words of a message that is quoted; of an app message its title."""
    _sender, content = xmltext.without_prefix(content)
    if not xmltext.looks_like_xml(content):
        return content[:_QUOTE_CHARACTERS]
    root = xmltext.parsed(content)
    return "" if root is None else xmltext.inside(root, ".//appmsg/title")[:_QUOTE_CHARACTERS]


def _pat(said: Said, app: etree._Element, title: str, _words: str) -> None:
    record = app.find("patMsg/records/record")
    template = xmltext.inside(record, "templete") or xmltext.inside(record, "template")
    said.text = title or template
    for name in ("fromUser", "pattedUser"):
        account = xmltext.inside(record, name)
        if account:
            said.named.append(account)
    said.sender = said.sender or xmltext.inside(record, "fromUser")


def _notice(said: Said, app: etree._Element, title: str, words: str) -> None:
    said.text = xmltext.inside(app, "textannouncement") or words or title


def _money(said: Said, app: etree._Element, title: str, words: str) -> None:
    pay = app.find("wcpayinfo")
    found: dict[str, JSON] = {}
    for name in (
        "paysubtype",
        "feedesc",
        "pay_memo",
        "begintransfertime",
        "payer_username",
        "receiver_username",
    ):
        value = xmltext.inside(pay, name)
        if value:
            found[name] = value
    for name in ("sendertitle", "receivertitle", "senderdes", "receiverdes"):
        value = xmltext.inside(pay, name)
        if value and said.what is What.RED_PACKET:
            found[name] = value
    if found:
        said.extra["money"] = found
    shown = [str(found.get(name, "")) for name in ("feedesc", "pay_memo", "sendertitle")]
    said.text = " ".join(part for part in shown if part) or words or title


def _mini(said: Said, app: etree._Element, title: str, words: str) -> None:
    _link(said, app, title, words)
    page = xmltext.inside(app, "weappinfo/pagepath")
    if page:
        said.extra["page"] = page


_READERS: Final[Mapping[What, Callable[[Said, etree._Element, str, str], None]]] = {
    What.FILE: _file,
    What.STICKER: _sticker,
    What.CHANNEL: _channel,
    What.QUOTE: _quote,
    What.PAT: _pat,
    What.NOTICE: _notice,
    What.TRANSFER: _money,
    What.RED_PACKET: _money,
    What.MINI_PROGRAM: _mini,
}
