"""Hostile words in every place of an archive become text on every page, and no address of theirs becomes a link."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, other, post
from web.made_reader import addresses_in, reader_on, walk, write_items
from wildgrass.model import Actor, Audience, Kind, Link, Removal, RemovedBy
from wildgrass.web.auditing import auditing_of

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202eevil\u2066",
    "&lt;script&gt;",
    "\x00\x1b[31m\ud800",
]
OUR_TAGS = {
    *("figure", "figcaption", "desc", "circle", "line"),
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "header",
        "nav",
        "form",
        "label",
        "input",
    ),
    *(
        "button",
        "div",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "section",
        "table",
        "thead",
        "tbody",
        "tr",
    ),
    *(
        "th",
        "td",
        "caption",
        "abbr",
        "details",
        "summary",
        "article",
        "time",
        "span",
        "bdi",
        "q",
        "dl",
        "dt",
        "dd",
    ),
    *(
        "img",
        "svg",
        "rect",
        "text",
        "path",
        "text",
        "mark",
        "ins",
        "del",
        "select",
        "option",
        "pre",
        "strong",
        "kbd",
        "br",
        "video",
        "audio",
    ),
}


class Tags(HTMLParser):
    """Gathers tags and attributes."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.scripts = set(), set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag == "script":
            self.scripts.append(dict(attributes).get("src"))


def hostile(archive):
    for number, words in enumerate(PAYLOADS):
        who = Actor(platform="x", id_kind="label", id=words, handle=words, name=words)
        file = archive.put(words.encode("utf-8", "surrogatepass"), words, alt=words, role="file")
        link = Link(url=words, target=words)
        given = {"attachments": (file,), "title": words, "author": who, "links": (link,), "mentions": (who,)}
        given |= {
            "extra": {
                "lang": words,
                words: words,
                "event": words,
                "reactions": [{"emoji": words, "from": words}],
            }
        }
        gone = Removal(by=RemovedBy.PLATFORM, notice=words, sure="likely")
        yield post(
            number, f"2022-01-0{number + 1} 10:00", words, **given, quotes=words, kind=Kind.QUOTE, url=words
        )
        answer = {"in_reply_to": words, "in_reply_to_author": who, "removed": gone, "joined_by": words}
        yield post(f"r{number}", f"2022-01-0{number + 1} 11:00", words, **answer)
        talk = {"audience": Audience.DIRECT, "thread": f"x:conversation:{words}"}
        yield other(Kind.MESSAGE, f"m{number}", f"2022-02-0{number + 1} 10:00", words, **given, **talk)
        yield other(Kind.EVENT, f"e{number}", f"2022-02-0{number + 1} 11:00", words, **given, **talk)
        yield other(Kind.TOKEN, f"t{number}", None, words, **given)
        yield other(Kind.APP, f"a{number}", None, words, **given)
        yield other(Kind.DEVICE, f"d{number}", None, words, extra={"device_name": words, "ip": "8.8.8.8"})


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "files").mkdir()
    archive = MemoryArchive([], owners=(replace(OWNER, name=PAYLOADS[0]),), files=folder / "files")
    with reader_on(write_items(folder, list(hostile(archive)), archive)) as opened:
        yield opened


def check(address, page):
    tags = Tags()
    tags.feed(page)
    assert tags.tags <= OUR_TAGS, (address, tags.tags - OUR_TAGS)
    assert not [name for name in tags.attributes if name.startswith("on") or name == "style"], address
    assert tags.scripts == ["/script/keys.js"], address
    assert "49" not in re.findall(r"<h1[^>]*>([^<]*)", page)
    odd = [one for one in addresses_in(page) if not one.startswith(("/", "data:,"))]
    assert [one for one in odd if one and not one.startswith("?")] == [], address


@pytest.mark.parametrize("names", ["show", "hide"])
def test_no_words_become_markup(opened, names):
    opened.send("/settings", names=names)
    opened.send("/audit", do="look")
    auditing_of(opened.reader.reading).wait()
    check("/audit", opened.page("/audit"))
    count = 0
    for address, answer in walk(opened, 20):
        assert answer.status_code == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            check(address, answer.text)
            count += 1
    assert count > 100
    opened.send("/settings", names="show")


@pytest.mark.parametrize("words", PAYLOADS)
def test_what_is_searched_for_comes_back_as_text(opened, words):
    fields = dict.fromkeys(("words", "person", "source", "after"), words.encode("utf-8", "replace").decode())
    answer = opened.send("/search", **fields)
    assert answer.status_code == 200
    check("/search", answer.text)


@pytest.mark.parametrize("words", PAYLOADS[:5])
def test_what_stands_in_an_address_comes_back_as_nothing(opened, words):
    plain = opened.page("/chats")
    for name in ("show", "page", "at", "before", "after", "day", "of", "leaf", "from"):
        answer = opened.client.get("/chats", params={name: words})
        assert answer.text == plain
    back = opened.client.get("/" + words.replace("/", ""))
    assert back.status_code == 404
    check("/none", back.text)
