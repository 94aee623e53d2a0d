"""Lines that the app itself writes into a chat: recalls, joins, pats, calls."""

import re
from typing import Final

from lxml import etree

from wildgrass.model import Removal, RemovedBy
from wildgrass.sources.wechat import xmltext
from wildgrass.sources.wechat.kinds import What
from wildgrass.sources.wechat.said import Said

_RECALLED: Final = re.compile(
    r"撤回了?.{0,80}?(?:一[条則则條]|消息|訊息)|收回了?一[条則则條]|(?:recalled|unsent|withdrew) a message",
    re.IGNORECASE | re.DOTALL,
)
_OF_ANOTHER: Final = re.compile(
    r"撤回了?\s*(?:成员|成員|群成员)|撤回了?\s*[“\"「].{1,60}?[”\"」]\s*的|recalled a message (?:from|sent by)",
    re.IGNORECASE | re.DOTALL,
)
_TAG: Final = re.compile(r"</?[A-Za-z_!\[][^<>]{0,2000}>|<!\[CDATA\[|\]\]>")
_PLACE: Final = re.compile(r"\$([A-Za-z0-9_]{1,64})\$")
_LONGEST: Final = 4000


def read(said: Said) -> None:
    """Take a system line's words and what they mean."""
    content = said.content
    root = xmltext.parsed(content) if xmltext.looks_like_xml(content) else None
    if root is not None:
        _of_xml(said, root)
    else:
        said.text = without_tags(content)
    if said.text != content:
        said.extra.setdefault("content", xmltext.without_keys(content))
    if said.is_own is False:  # the exporter's way of saying that she did not send it; nobody did
        said.is_own = None
    if said.sender == said.conversation:
        said.sender = said.sender_name = ""
    said.removed = recall(said.text)
    if said.removed is not None:
        said.what = What.RECALL
    elif said.what is What.SYSTEM and len(said.text) < 200 and "拍了拍" in said.text:
        said.what = What.PAT
    elif said.what is What.RECALL:  # the exporter says so, in words that are not known here
        said.removed = Removal(by=RemovedBy.AUTHOR, notice=said.text, sure="likely")


def recall(notice: str) -> Removal | None:
    """Return who took a message back, by the notice in its place; None where it is no such notice."""
    if len(notice) > _LONGEST or _RECALLED.search(notice) is None:
        return None
    by = RemovedBy.UNKNOWN if _OF_ANOTHER.search(notice) else RemovedBy.AUTHOR
    return Removal(by=by, notice=notice)


def without_tags(text: str) -> str:
    """Return a line without the markup that the app colours it with."""
    return _TAG.sub("", text).strip() if "<" in text else text


def _of_xml(said: Said, root: etree._Element) -> None:
    message = root if root.tag == "sysmsg" else root.find(".//sysmsg")
    revoked = root if root.tag == "revokemsg" else root.find(".//revokemsg")
    if revoked is not None:
        _recalled(said, revoked)
        return
    template = root.find(".//content_template")
    if template is not None:
        said.text = _filled(said, template)
    else:
        plain = xmltext.inside(root, ".//plain") or xmltext.inside(root, ".//text")
        said.text = plain or xmltext.all_text(root)
    if message is not None and message.get("type"):
        said.extra["system"] = str(message.get("type"))
    if (root.find(".//pat") is not None) or (message is not None and message.get("type") == "pat"):
        said.what = What.PAT


def _recalled(said: Said, revoked: etree._Element) -> None:
    said.what = What.RECALL
    words = xmltext.inside(revoked, "replacemsg") or xmltext.inside(revoked, "content")
    said.text = words or (revoked.text or "").strip() or xmltext.all_text(revoked)
    number = xmltext.inside(revoked, "newmsgid")
    if number:
        said.extra["recalled"] = number


def _filled(said: Said, template: etree._Element) -> str:
    """Return a template's sentence with the names put in; the accounts it names are kept."""
    names: dict[str, str] = {}
    for link in template.iterfind(".//link"):
        members = []
        for member in link.iterfind(".//member"):
            account, name = xmltext.inside(member, "username"), xmltext.inside(member, "nickname")
            members.append(name or account)
            if account:
                said.named.append(account)
        separator = xmltext.inside(link, "separator") or "、"
        names[link.get("name") or ""] = (
            separator.join(members) or xmltext.inside(link, "title") or xmltext.inside(link, "plain")
        )
    sentence = xmltext.inside(template, "template") or xmltext.inside(template, "plain")
    return _PLACE.sub(lambda found: names.get(found[1]) or found[0], sentence)
