"""Saved pages: weibo.cn, whose posts are `div` elements with an id, and m.weibo.cn, whose post lies in a script."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, tostring

from wildgrass.model import JSON, Item, Problem
from wildgrass.sources import jsontext
from wildgrass.sources.base import Export, MemberError
from wildgrass.sources.encodings import as_utf8
from wildgrass.sources.records import JSON_VALUE
from wildgrass.sources.weibo import comments, ids, people, posts, records
from wildgrass.sources.weibo.forms import Form
from wildgrass.sources.weibo.jsonfiles import Count
from wildgrass.sources.weibo.plaintext import from_markup
from wildgrass.sources.weibo.state import Manner, Place, State

MAX_PAGE: Final = 16 << 20
_RENDERED: Final = re.compile(rb"\$render_data\s*=\s*(?:\[\s*)?(?=\{)")
_NUMBER: Final = re.compile(r"(赞|转发|评论)\[([^\]]+)\]")
_NAMES: Final = {"赞": "attitudes_count", "转发": "reposts_count", "评论": "comments_count"}
_LETTERS: Final = re.compile(
    r"/(?:comment|repost|attitude|mblog/(?:pic|picAll|operation)|fav/addFav)/([0-9A-Za-z]{7,11})"
)
_PICTURE: Final = re.compile(r"[?&](?:u|picId)=([0-9A-Za-z]{16,40})")
_SHOWN: Final = re.compile(r"/mblog/pic/([0-9A-Za-z]{7,11})")
_ACCOUNT: Final = re.compile(r"(?:weibo\.cn)?/(?:u/)?(\d{5,12})(?:[/?#]|\Z)")
_FOREIGN: Final = re.compile(r"[?&](?:fuid|uid)=(\d{5,12})")
_BLOG: Final = re.compile(r"(\S.*?)的微博\Z")
_SHORT: Final = re.compile(r"组图共(\d+)张")
_FIELDS: Final = {
    "昵称": "screen_name", "性别": "gender", "地区": "location", "生日": "birthday", "认证": "verified_reason",
    "认证信息": "verified_reason", "简介": "description", "达人": "talent", "标签": "tags",
}  # fmt: skip
_FIELD: Final = re.compile("(.{2,5}?)[:\uff1a](.*)")
_COUNTED: Final = re.compile(r"(微博|关注|粉丝)\[([^\]]+)\]")
_COUNTS: Final = {"微博": "statuses_count", "关注": "follow_count", "粉丝": "followers_count"}


def read(
    stream: BinaryIO, name: str, form: Form, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    """Yield what a saved page shows."""
    data = _whole(stream)
    if len(data) > MAX_PAGE:
        count.records += 1
        yield Problem(code="record-not-json", reason="a page of more than 16 MiB", member=name)
        return
    if form is Form.MOBILE_PAGE:
        yield from _rendered(data, Place(name), manner, state, count)
        return
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        page = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        count.records += 1
        yield Problem(code="record-unknown-form", reason=f"the page cannot be read: {error}", member=name)
        return
    if page is not None:
        yield from _Page(page, Place(name), manner, state, count).readings()


def _whole(stream: BinaryIO) -> bytes:
    """Return a page's bytes as UTF-8, a little more than the limit where it is larger."""
    data = b""
    utf8, _ = as_utf8(stream)
    while len(data) <= MAX_PAGE and (piece := utf8.read(1 << 20)):
        data += piece
    return data


def _tree(data: bytes) -> HtmlElement | None:
    """Parse a page; nothing is fetched and no script runs."""
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def albums(export: Export, names: list[str]) -> dict[str, list[str]]:
    """Return the pictures that pages of pictures show, by the letters of their post."""
    found: dict[str, list[str]] = {}
    for name in names:
        try:
            with export.members[name].open() as stream:
                page = _tree(_whole(stream))
        except (MemberError, etree.XMLSyntaxError, ValueError):
            continue  # told of when the member is read
        for href in _links(page) if page is not None else ():
            letters, picture = _SHOWN.search(href), _PICTURE.search(href)
            if letters and picture and picture[1] not in found.setdefault(letters[1], []):
                found[letters[1]].append(picture[1])
    return found


def _rendered(
    data: bytes, place: Place, manner: Manner, state: State, count: Count
) -> Iterator[Item | Problem]:
    """Read the post that m.weibo.cn puts into its page as JSON."""
    count.records += 1
    start = _RENDERED.search(data)
    found = JSON_VALUE.match(data, start.end()) if start else None
    if found is None:
        yield place.problem("member-cut-off", "the post in the page's script breaks off")
        return
    try:
        value = jsontext.decode(found[0])
    except jsontext.RecordError as error:
        yield place.problem("record-not-json", str(error))
        return
    if records.is_known(value):
        yield from records.read(value, place, manner, state)
    else:
        yield place.problem("record-unknown-form", "the page's script holds no post")


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _links(element: HtmlElement) -> list[str]:
    return [str(one.get("href")) for one in element.iter("a") if one.get("href")]


def _markup(element: HtmlElement) -> str:
    """Return what stands inside an element, without what follows it."""
    inside = str(tostring(element, encoding="unicode", with_tail=False))
    return inside[inside.find(">") + 1 : inside.rfind("</")]


class _Page:
    """One page of weibo.cn."""

    def __init__(self, page: HtmlElement, place: Place, manner: Manner, state: State, count: Count) -> None:
        self._page = page
        self._place = place
        self._manner = manner
        self._state = state
        self._count = count
        self._title = _text(title) if (title := page.find(".//title")) is not None else ""

    def readings(self) -> Iterator[Item | Problem]:
        """Yield the account that the page is of, its posts and comments."""
        yield from self._profile()
        top = ""
        for element in self._page.iter("div"):
            number = element.get("id") or ""
            if number.startswith("M_"):
                self._count.records += 1
                record = self._post(element, number[2:])
                top = str(record.get("bid") or top)
                yield from posts.read(record, self._place.under(number), self._manner, self._state)
            elif number.startswith("C_"):
                self._count.records += 1
                above = ids.native(None, top)
                yield from comments.read(
                    self._comment(element, number[2:]),
                    self._place.under(number),
                    self._manner,
                    self._state,
                    post=above.number if above else "",
                )
        if not self._count.records:
            shows = {found[1] for href in _links(self._page) if (found := _SHOWN.search(href))}
            is_album = bool(shows & self._state.albums.keys())
            told = (
                "its pictures go with their post"
                if is_album
                else "a page of Weibo without posts; it is sealed, not read"
            )
            self._count.notes.append(told)

    # Posts

    def _post(self, element: HtmlElement, letters: str) -> dict[str, JSON]:
        """Return a `div` as a post's record."""
        blocks = [one for one in element if one.tag == "div"] or [element]
        record: dict[str, JSON] = {"bid": letters or self._own_letters()}
        said = element.find(".//span[@class='ctt']")
        reason = self._reason(blocks)
        if reason is None:
            record["text"] = (_markup(said) if said is not None else "").removeprefix("" if letters else ":")
            record.update(self._pictures(element, str(record["bid"])))
        else:
            record["text"] = reason
            record["retweeted_status"] = self._passed_on(element, blocks, said)
        record.update(self._author(element))
        record.update(self._dated(element))
        record.update(self._counted(blocks[-1] if letters else self._page))
        return record

    def _own_letters(self) -> str:
        """Return the letters of the one post that a page of comments is about."""
        field = self._page.find(".//input[@name='id']")
        if field is not None and field.get("value"):
            return str(field.get("value"))
        return next((found[1] for href in _links(self._page) if (found := _LETTERS.search(href))), "")

    def _reason(self, blocks: list[HtmlElement]) -> str | None:
        """Return the words with which a post was passed on, None where it is no post passed on."""
        for block in reversed(blocks):
            for mark in block.iter("span"):
                if mark.get("class") == "cmt" and "转发理由" in _text(mark):
                    inside = _markup(block)
                    inside = inside[inside.find("转发理由") :].partition("</span>")[2]
                    return re.split(
                        r'<a [^>]*href="[^"]*/attitude/|<span class="ct"|&#160;&#160;<br|<!--', inside
                    )[0]
        first = blocks[0].find("span[@class='cmt']")
        return "" if first is not None and "转发了" in _text(first) else None

    def _passed_on(
        self, element: HtmlElement, blocks: list[HtmlElement], said: HtmlElement | None
    ) -> dict[str, JSON]:
        head = element.find(".//span[@class='cmt']")
        link = head.find("a") if head is not None else None
        inner: dict[str, JSON] = {"text": _markup(said) if said is not None else ""}
        if link is not None and (name := _text(link).lstrip("@")):
            inner["user"] = {"id": self._number(str(link.get("href"))), "screen_name": name}
        own = blocks[:-1] or blocks
        for block in own:
            for href in _links(block):
                if "cmtfrm" in href and (found := _LETTERS.search(href)):
                    inner["bid"] = found[1]
            inner.update(self._pictures(block, str(inner.get("bid", ""))))
            inner.update(self._counted(block))
        if "bid" not in inner:
            shown = (found[1] for block in own for href in _links(block) if (found := _SHOWN.search(href)))
            inner["bid"] = next(shown, "")
        return inner

    def _pictures(self, element: HtmlElement, letters: str) -> dict[str, JSON]:
        """Return the pictures: their own names; of several a page shows the first, and says how many there are."""
        found = dict.fromkeys(
            match[1] for href in _links(element) if "/mblog/" in href and (match := _PICTURE.search(href))
        )
        all_of_them = self._state.albums.get(letters, [])
        told: dict[str, JSON] = (
            {"pic_ids": list[JSON](max(list(found), all_of_them, key=len))} if found else {}
        )
        several = _SHORT.search(_text(element))
        if several:
            told["pictures_in_all"] = int(several[1])
        return told

    def _author(self, element: HtmlElement) -> dict[str, JSON]:
        named = element.find(".//a[@class='nk']")
        if named is None and element.get("id") == "M_":
            named = element.find(".//a")
        if named is not None:
            return {"user": {"id": self._number(str(named.get("href"))), "screen_name": _text(named)}}
        found = _BLOG.match(self._title)
        return {"user": {"id": self._page_account(), "screen_name": found[1] if found else ""}}

    def _page_account(self) -> str:
        """Return the number of the account that a page is of, by the links that concern it."""
        for href in _links(self._page):
            if href.startswith(("/attention/add", "/im/chat", "/member/present")) and (
                found := _FOREIGN.search(href)
            ):
                return found[1]
        found = next(
            (
                one
                for href in _links(self._page)
                if (one := re.match(r"/(\d{5,12})/(?:info|follow|fans)", href))
            ),
            None,
        )
        return found[1] if found else ""

    def _number(self, href: str) -> str:
        found = _ACCOUNT.search(href)
        return found[1] if found else ""

    def _dated(self, element: HtmlElement) -> dict[str, JSON]:
        marks = [one for one in element.iter("span") if one.get("class") == "ct"]
        if not marks:
            return {}
        when, _, tool = "".join(marks[-1].itertext()).strip().partition("\xa0")
        told: dict[str, JSON] = {"created_at": when.strip()}
        if name := tool.replace("\xa0", " ").strip().removeprefix("来自"):
            told["source"] = name
        return told

    def _counted(self, element: HtmlElement) -> dict[str, JSON]:
        """Return the counts; of a page with comments the first of each, which are the post's."""
        told: dict[str, JSON] = {}
        for what, number in _NUMBER.findall(_text(element).replace("原文", "")):
            told.setdefault(_NAMES[what], number)
        return told

    # Comments

    def _comment(self, element: HtmlElement, number: str) -> dict[str, JSON]:
        said = element.find(".//span[@class='ctt']")
        name = next((one for one in element if one.tag == "a"), None)
        report = next((href for href in _links(element) if "/spam/" in href), "")
        account = found[1] if (found := _FOREIGN.search(report)) else ""
        record: dict[str, JSON] = {
            "id": number,
            "text": _markup(said) if said is not None else "",
            "user": {
                "id": account or (self._number(str(name.get("href"))) if name is not None else ""),
                "screen_name": _text(name) if name is not None else "",
            },
        }
        dated = self._dated(element)
        tool = str(dated.pop("source", ""))
        if tool.startswith("来自"):
            record["region_name"] = tool
        elif tool:
            record["source"] = tool
        likes = self._counted(element).get("attitudes_count")
        return {**record, **dated, "like_count": likes}

    # The account

    def _profile(self) -> Iterator[Item | Problem]:
        record: dict[str, JSON] = {}
        if self._title.endswith("的资料"):
            for block in self._page.iter("div"):
                if block.get("class") == "c":
                    record.update(self._fields(block))
        elif _BLOG.match(self._title) and (box := self._page.find(".//div[@class='u']")) is not None:
            record["screen_name"] = self._title.removesuffix("的微博")
            record.update({_COUNTS[what]: number for what, number in _COUNTED.findall(_text(box))})
        picture = next((one for one in self._page.iter("img") if one.get("alt") == "头像"), None)
        if not record.get("screen_name"):
            return
        record["id"] = self._page_account()
        if picture is not None:
            record["profile_image_url"] = str(picture.get("src"))
        found = people.profile(record, self._place.origin(), self._manner.as_of, is_flattened=False)
        if found is not None and self._state.is_new(found):
            self._count.records += 1
            yield found

    def _fields(self, block: HtmlElement) -> Mapping[str, JSON]:
        told: dict[str, JSON] = {}
        for line in from_markup(_markup(block)).text.splitlines():
            found = _FIELD.match(line)
            if found and found[1] in _FIELDS:
                told.setdefault(_FIELDS[found[1]], found[2].strip())
        return told
