"""With names hidden, no page of the reader holds a planted name; pages beside the reader say that they do."""

import html
import io
import zipfile
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from files.made_pictures import encoded, scene
from library.archive_builders import about, build
from targets.made_up_life import OWNER, other, post
from web.made_reader import reader_on, walk, write_library
from web.setup_pages import BASE, HOST
from wildgrass.library.likeness import prepare
from wildgrass.model import (
    Actor,
    Attachment,
    Audience,
    Kind,
    Link,
    Origin,
    Problem,
    Removal,
    RemovedBy,
)
from wildgrass.sources.base import MemberReport
from wildgrass.text import LANGUAGES, fold, say
from wildgrass.web.auditing import auditing_of
from wildgrass.web.reading import Reading
from wildgrass.web.session import Sessions
from wildgrass.web.setup_front import SHOW, Front

KNOWN = Actor(platform="x", id_kind="account", id="777001", handle="quillonv_88", name="Quillon Vastergard")
BEFORE = Actor(platform="x", id_kind="account", id="777001", handle="quillonv_88", name="Morwenna Oldham")
LABEL = Actor(platform="wechat", id_kind="label", id="巴彦泽兰", name="巴彦泽兰")
ACCOUNT = Actor(platform="wechat", id_kind="account", id="wxid_zorblatt9", name="佐布小溪")
PLANTED = (
    *("quillon", "vastergard", "morwenna", "oldham", "巴彦", "佐布", "zorblatt"),
    *("tarkov", "peregrine", "hobgoblin", "mailbox.example", "7654321"),
)
"""Parts of names, handles, ids, addresses and numbers; the last row is of people whom the library does not know."""
GROUP = "x:conversation:planted"
MEMBER = "messages/inbox/quillonvastergard_12/message_1.json"
REFRAIN = "the same long refrain about grass that waits under the snow for a spring that always comes"
CUT = "word " * 22 + "Quillon Vastergard was there"


def file(name, **fields):
    return Attachment(
        name=name,
        member=f"media/{name}",
        media_type="image/jpeg",
        role="photo",
        **({"alt": "巴彦泽兰 beside Quillon Vastergard"} | fields),
    )


def planted():
    """Items that name people in every field that a page shows."""
    direct = {"audience": Audience.DIRECT, "thread": GROUP, "author": KNOWN}
    yield post("old", "2020-01-01 09:00", "when Morwenna Oldham was my name", author=BEFORE)
    yield post(
        "cut",
        "2020-01-02 09:00",
        CUT,
        author=KNOWN,
        attachments=(file("Quillon_Vastergard-passport.jpg"), file("quillonvastergard.jpg")),
    )
    yield post("answer", "2020-01-02 10:00", "yes", in_reply_to="x:post:cut", in_reply_to_author=KNOWN)
    yield post("quotes", "2020-01-02 11:00", "see", kind=Kind.QUOTE, quotes="x:post:cut")
    address = "https://x.example/hobgoblin_h/status/5"
    yield post("quoting", "2020-01-02 12:00", "look", kind=Kind.QUOTE, quotes=address)
    yield post(
        "linked",
        "2020-01-02 13:00",
        f"cc @stranger_tarkov, {address} and wxid_zorblatt9; 佐布小溪 says",
        links=(
            Link(url=address, target=address, start=21, end=59),
            Link(
                url="https://x.example/quillonv_88/status/6?by=hobgoblin",
                target="https://x.example/quillonv_88/status/6?by=hobgoblin",
            ),
        ),
    )
    yield post("numbers", "2020-01-02 14:00", "quillonv_88@mailbox.example or +1 202 765 4321 7654321")
    notice = Removal(by=RemovedBy.PLATFORM, notice="removed: Quillon Vastergard asked", sure="stated")
    yield post("gone", "2020-01-03 09:00", "", removed=notice)
    yield post("joined", "2020-01-03 10:00", "hm", joined_by="the name Quillon Vastergard")
    yield other(Kind.BOOKMARK, "kept", "2020-01-03 11:00", "of 巴彦泽兰", title="Quillon Vastergard's page")
    yield other(Kind.LOGIN, "login", "2020-01-03 12:00", "by Quillon Vastergard")
    yield other(Kind.PHONE, "number", None, "", extra={"phoneNumber": "+12027654321"})
    for number in range(4):
        extra = {
            "reactions": [
                {"senderId": "777001", "reactionKey": "👍"},
                {"from": "Peregrine Unseen", "emoji": "x"},
            ],
            "forwarded_from": "Peregrine Unseen",
        }
        text = f"{REFRAIN} in 北京, says Quillon Vastergard, and 巴彦泽兰 {number}"
        title = "Quillon Vastergard & 巴彦泽兰" if number == 0 else None
        moment = f"2020-02-0{number + 1} 09:00"
        yield other(Kind.MESSAGE, f"planted{number}", moment, text, extra=extra, title=title, **direct)
    for number, author in enumerate((LABEL, ACCOUNT, OWNER)):
        fields = direct | {"author": author}
        yield other(Kind.MESSAGE, f"more{number}", "2020-02-06 09:00", "@quillonv_88 hi", **fields)
    event = {"event": "participantsJoin"}
    yield other(Kind.EVENT, "joined", "2020-02-07 09:00", "", extra=event, mentions=(KNOWN, LABEL), **direct)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = write_library(tmp_path_factory.mktemp("planted"))
    reports = [
        Problem(
            code="record-not-json",
            reason="not JSON: {'by': 'Quillon Vastergard'}",
            member=MEMBER,
            where="巴彦泽兰",
        ),
        MemberReport(name=MEMBER, status="partly", note="it ends after “Quillon Vastergard”"),
    ]
    export = about("planted", owner=OWNER, name="of-Quillon-Vastergard.zip", days=2)
    data = encoded(scene(1, (480, 360)), quality=90)
    origin = Origin(member=MEMBER, record=3, pointer="/Quillon Vastergard/3")
    items = [replace(one, origin=origin) for one in planted()]
    build(library, [*items, *reports], export, fetch_attachment=lambda _: io.BytesIO(data))
    prepare(library)
    return library


@pytest.fixture(scope="module")
def opened(library):
    with reader_on(library) as opened:
        opened.send("/settings", names="hide")
        opened.send("/audit", do="look")
        auditing_of(opened.reader.reading).wait()
        yield opened


def leaked(text):
    folded = fold(text)
    return [name for name in PLANTED if name in folded]


def places_of(opened):
    """The pages where planted people stand, which a walk may pass by because there are many of their shape."""
    yield from ("/audit", "/people/decisions", "/people/proposals", "/alike/texts", "/alike/pictures")
    yield from (
        "/gone",
        "/gone?by=missing",
        "/exports/3",
        "/apart/login",
        "/apart/phone",
        "/places",
        "/media",
    )
    for name in ("cut", "linked", "answer", "quotes", "quoting", "numbers", "gone", "joined", "old"):
        no = opened.number(f"x:post:{name}")
        yield from (
            f"/item/{no}",
            f"/alike/to/{no}",
            f"/item/{no}/json",
            f"/item/{no}/link/0",
            f"/file/{no}/0",
        )
    for actor in (KNOWN, LABEL, ACCOUNT):
        person = opened.person(actor.key)
        yield from (person, f"{person}?show=named", f"{person}?show=files")
    chat = opened.chat(GROUP)
    yield from (chat, f"{chat}/media", "/chats", "/people", "/timeline?show=other", "/timeline/2020-02")


def test_the_planted_names_are_there_to_be_found(library):
    """While names are shown, each of them stands on some page: the tests below look for what there is."""
    with reader_on(library) as opened:
        text = fold("".join(opened.client.get(place).text for place in places_of(opened)))
        assert [name for name in PLANTED if name not in text] == []


def test_no_planted_name_stands_on_any_page(opened):
    found = {}
    for address, answer in walk(opened, 6):
        if answer.headers["content-type"].startswith("text/html"):
            found[address] = leaked(answer.text)
    assert {address: names for address, names in found.items() if names} == {}
    shapes = {address.split("/")[1].partition("?")[0] for address in found}
    assert shapes >= {
        *("timeline", "calendar", "chats", "item", "people", "media", "file", "gone", "numbers"),
        *("alike", "places", "audit", "apart", "exports", "search", "settings", "keys"),
    }


def test_no_planted_name_stands_where_planted_people_do(opened):
    found = {place: leaked(opened.client.get(place).text) for place in places_of(opened)}
    assert {place: names for place, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "asked", [{"words": "Quillon"}, {"words": "refrain", "person": "巴彦泽兰"}, {"words": "from:quillonv_88"}]
)
def test_what_was_searched_for_is_not_repeated(opened, asked):
    answer = opened.send("/search", **asked)
    assert answer.url.path.startswith("/search/")
    assert leaked(answer.text) == []
    row = opened.send("/people/find", who=opened.person(KNOWN.key).rpartition("/")[2], words="Quillon")
    assert leaked(row.text) == []


def test_a_saved_part_names_nobody(opened):
    search = opened.send("/search", words="refrain").url.path
    for place in (opened.chat(GROUP), f"/item/{opened.number('x:post:cut')}", search):
        answer = opened.send(f"{place}/save", files="1")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as saved:
            assert saved.namelist() == ["index.html", "SHA256SUMS"]
            assert leaked(saved.read("index.html").decode()) == [], place


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_beside_the_reader_say_that_names_are_shown_there(library, language):
    """Tools and setup know no plants: each of their pages says so while names are hidden, and only then."""
    reading = Reading(library)
    reading.start()
    sessions = Sessions()
    front = Front(HOST, language, sessions, lambda: None, reading)
    with TestClient(front.app(), base_url=BASE) as client:
        client.get(f"/open?key={sessions.new_key()}")
        said = html.escape(say(language, "ui.web-names-shown-here"))
        pages = [path for path in SHOW if path.startswith(("/setup", "/ceremony")) and "{" not in path]
        assert said not in client.get("/setup/tools").text
        client.post("/settings", data={"names": "hide"}, headers={"origin": BASE})
        answers = [(path, client.get(path)) for path in pages]
        shown = {
            path: answer for path, answer in answers if answer.headers["content-type"].startswith("text/html")
        }
        assert len(shown) > 40
        assert [
            path for path, answer in shown.items() if answer.url.path in SHOW and said not in answer.text
        ] == []
