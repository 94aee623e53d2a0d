"""From a message's content, words or XML, to what it says."""

from lxml import etree

from wildgrass.model import JSON
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.wechat import apps, system, xmltext
from wildgrass.sources.wechat.fields import whole
from wildgrass.sources.wechat.kinds import EVENTS, MEDIA, ROLES, What, is_placeholder
from wildgrass.sources.wechat.said import File, Said


def explain(said: Said, clock: LocalClock) -> None:
    """Fill `said` from its content. What cannot be read stays verbatim in `extra`."""
    content = said.content
    if said.is_room and ":" in content[:65]:
        content = _without_prefix(said, content)
    if said.what is What.TEXT:
        said.text = content
    elif said.what in (What.SYSTEM, What.RECALL):
        system.read(said)
    elif content.startswith("<") and xmltext.looks_like_xml(content):
        _of_xml(said, content, clock)
    elif said.what in MEDIA and is_placeholder(content):
        said.text = ""
    else:
        said.text = content


def _without_prefix(said: Said, content: str) -> str:
    """Take the line "wxid_a:" off, where it is the sender's id and not a word of the message."""
    sender, words = xmltext.without_prefix(content)
    is_sender = sender == said.sender or (
        said.is_own is not True and (sender.startswith("wxid_") or xmltext.looks_like_xml(words))
    )
    if not sender or not is_sender:
        return content
    if not said.sender or said.sender == said.conversation:
        said.sender = sender
    said.content = words
    return words


def _of_xml(said: Said, content: str, clock: LocalClock) -> None:
    said.extra["content"] = xmltext.without_keys(content)
    root = xmltext.parsed(content)
    if root is None:
        return
    app = root if root.tag == "appmsg" else root.find("appmsg")
    if app is not None:
        apps.read(said, app, clock)
    elif root.tag in ("sysmsg", "revokemsg"):
        del said.extra["content"]
        system.read(said)
    else:
        _media(said, root)


def _media(said: Said, root: etree._Element) -> None:
    image, video, voice = root.find("img"), root.find("videomsg"), root.find("voicemsg")
    emoji, place = root.find("emoji"), root.find("location")
    if image is not None:
        _file(said, What.IMAGE, image, "length")
    elif video is not None:
        _file(said, What.VIDEO, video, "length")
    elif voice is not None:
        _file(said, What.VOICE, voice, "length")
        said.text = xmltext.attribute(root, "voicetrans", "transtext")
    elif emoji is not None:
        _file(said, What.STICKER, emoji, "len")
        url = emoji.get("cdnurl") or ""
        said.files[-1].url = url if url.startswith(("http://", "https://")) else None
    elif place is not None:
        _place(said, {str(key): str(value) for key, value in place.attrib.items()})
    elif root.get("username") and root.get("nickname"):
        _card(said, root)
    else:
        said.text = xmltext.inside(root, ".//msg") or xmltext.inside(root, ".//title")


def _file(said: Said, what: What, element: etree._Element, length: str) -> None:
    said.what = what
    digest = element.get("md5") or element.get("rawmd5") or ""
    said.files.append(File(ROLES[what], digest=digest, size_bytes=whole(element.get(length))))


def _place(said: Said, place: dict[str, JSON]) -> None:
    said.what = What.PLACE
    said.extra["place"] = place
    said.text = " ".join(dict.fromkeys(str(place[key]) for key in ("poiname", "label") if place.get(key)))


def _card(said: Said, root: etree._Element) -> None:
    said.what = What.CARD
    said.text = root.get("nickname") or ""
    said.named.append(root.get("username") or "")


def is_event(said: Said) -> bool:
    """Say whether it is what the conversation says about itself."""
    return said.what in EVENTS
