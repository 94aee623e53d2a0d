"""What stands after the header of a WhatsApp message: senders, files, deletions, edits, polls, and lines of its own."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.made_archives import export_of, reports
from wildgrass.model import Item, Kind, RemovedBy
from wildgrass.sources.base import Reading
from wildgrass.sources.whatsapp import WhatsAppSource

SOURCE = WhatsAppSource()
L = "\u200e"


def readings(text: str, more: dict[str, bytes] | None = None, name: str = "_chat.txt") -> list[Reading]:
    export = export_of({name: text, **(more or {})})
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    return list(SOURCE.read(export, vintage))


def items(text: str, more: dict[str, bytes] | None = None, name: str = "_chat.txt") -> list[Item]:
    return [one for one in readings(text, more, name) if isinstance(one, Item)]


def iphone(*texts: str, sender: str = "Ana") -> list[Item]:
    """Return the items of messages on an iPhone."""
    head = f"[27/03/2022, 21:40:00] Bo: {L}Messages and calls are end-to-end encrypted."
    lines = [f"[27/03/2022, 21:41:00] {sender}: {text}" for text in texts]
    return items("\r\n".join([head, *lines]))[1:]


def android(*rests: str, more: dict[str, bytes] | None = None) -> list[Item]:
    """Return the items of records on an Android phone."""
    lines = [f"27/03/2022, 21:41 - {rest}" for rest in ("Zoe: hello", "Zoe: hello again", *rests)]
    return items("\n".join(lines), more, "chat.txt")[2:]


MARKS = tomllib.loads(files("wildgrass.sources.whatsapp").joinpath("marks.toml").read_text("utf-8"))
ROLES = {"image": "photo", "video": "video", "audio": "audio", "gif": "animated_gif", "sticker": "sticker"}
EACH_MARK = [
    (language, kind, words)
    for language, kinds in MARKS.items()
    for kind, each in kinds.items()
    for words in each
]


def test_marks_are_known_in_sixty_languages() -> None:
    assert len(MARKS) >= 60
    assert sum("media" in kinds or "image" in kinds for kinds in MARKS.values()) >= 50


@pytest.mark.parametrize("kind", [*ROLES, "contact", "document"])
def test_a_file_left_out_is_an_attachment_without_a_member(kind: str) -> None:
    """In every language of the table, as iPhones write it, with and without the mark of direction."""
    found = [words for _, one, words in EACH_MARK if one == kind]
    for text in [*(f"{L}{words}" for words in found), *found]:
        (item,) = iphone(text)
        (attachment,) = item.attachments
        assert (attachment.member, attachment.role) == (None, ROLES.get(kind, "file")), text
        assert item.text == ""


def test_media_left_out_by_android_in_every_language() -> None:
    for _, kind, words in EACH_MARK:
        if kind == "media":
            (item,) = android(f"Ana: <{words}>\na caption")
            assert [one.member for one in item.attachments] == [None], words
            assert item.text == "a caption"


@pytest.mark.parametrize(("kind", "owner"), [("deleted", None), ("deleted-by-you", "owner")])
def test_deleted_messages_in_every_language(kind: str, owner: str | None) -> None:
    for _, one, words in EACH_MARK:
        if one != kind:
            continue
        for item in (*android(f"Ana: {words}"), *iphone(f"{L}{words}.")):
            assert item.removed is not None, words
            assert item.removed.by is RemovedBy.AUTHOR
            assert item.removed.notice.rstrip(".") == words.rstrip(".")
            assert item.extra.get("deleted_by") == owner, words
            assert item.text == ""


def test_edits_in_every_language_leave_the_text() -> None:
    for _, kind, words in EACH_MARK:
        if kind == "edited":
            for item in (*android(f"Ana: see you <{words}>"), *iphone(f"see you {L}<{words}>")):
                assert (item.text, item.extra["edited"]) == ("see you", f"<{words}>")
    (item,) = iphone(f"see you {L}<words of a language in no table>")
    assert item.text == "see you"
    (item,) = iphone("I typed <this myself>")
    assert item.text == "I typed <this myself>"


def test_missed_calls_in_every_language_are_events_of_the_caller() -> None:
    for _, kind, words in EACH_MARK:
        if kind.startswith("missed"):
            for item in (*android(f"Ana: {words}"), *iphone(f"{L}{words}, {L}more words")):
                assert (item.kind, item.author and item.author.id) == (Kind.EVENT, "Ana"), words
                assert item.extra["event"] == kind.replace("-", " "), words


def test_files_are_matched_by_their_names_in_any_language() -> None:
    """Words that no table knows: the member's own name is enough; so is a name that WhatsApp gives."""
    files_there = {"IMG-20220327-WA0001.jpg": b"a", "my tax (2021).pdf": b"b", "00000003-x.pdf": b"c"}
    found = android(
        "Ana: IMG-20220327-WA0001.jpg (qwertz)\na caption",
        "Ana: my tax (2021).pdf (qwertz)",
        f"Ana: {L}IMG-20220327-WA0002.jpg (qwertz)",
        "Ana: note.pdf (qwertz)",
        "Ana: 00000003-x.pdf",
        more=files_there,
    )
    members = [one.attachments[0].member if one.attachments else "none" for one in found]
    assert members == ["IMG-20220327-WA0001.jpg", "my tax (2021).pdf", None, "none", "00000003-x.pdf"]
    assert [one.text for one in found] == ["a caption", "", "", "note.pdf (qwertz)", ""]


def test_files_of_an_iphone() -> None:
    text = (
        f"[27/03/2022, 21:40:00] Ana: {L}<qwertz: 00000001-PHOTO-2022-03-27-21-40-00.jpg>\r\n"
        f"[27/03/2022, 21:41:00] Ana: a caption {L}<attached: 00000002-PHOTO-2022-03-27-21-41-00.jpg>\r\n"
        f"[27/03/2022, 21:42:00] Ana: Trip.pdf • {L}12 pages {L}<attached: 00000003-Trip.pdf>\r\n"
        f"[27/03/2022, 21:43:00] Ana: <b: c>\r\n"
    )
    more = {"00000001-PHOTO-2022-03-27-21-40-00.jpg": b"a", "00000009-PHOTO-2022-03-27-21-40-00.jpg": b"b"}
    found = readings(text, more)
    shown = [one for one in found if isinstance(one, Item)]
    assert [one.text for one in shown] == ["", "a caption", "Trip.pdf • 12 pages", "<b: c>"]
    assert [len(one.attachments) for one in shown] == [1, 1, 1, 0]
    assert shown[0].attachments[0].role == "photo"
    assert shown[2].attachments[0].name == "00000003-Trip.pdf"
    statuses = {name: one.status for name, one in reports(found).items()}
    assert statuses["00000001-PHOTO-2022-03-27-21-40-00.jpg"] == "media"
    assert statuses["00000009-PHOTO-2022-03-27-21-40-00.jpg"] == "unclaimed"


def test_names_of_files_in_another_composition_match() -> None:
    """macOS takes letters apart when it packs a folder; marks of direction stand before a name."""
    found = android(f"Ana: {L}re\u0301sume\u0301.pdf (qwertz)", more={"résumé.pdf": b"a"})
    assert found[0].attachments[0].member == "résumé.pdf"


def test_a_chat_sent_in_a_chat_is_a_file_of_it() -> None:
    inner = "27/03/2022, 10:00 - Cy: hi\n27/03/2022, 10:01 - Di: hi\n"
    outer = "27/03/2022, 21:41 - Ana: WhatsApp Chat with Cy.txt (file attached)\n"
    found = readings(outer, {"WhatsApp Chat with Cy.txt": inner.encode()}, "_chat.txt")
    assert sum(isinstance(one, Item) for one in found) == 1
    assert reports(found)["WhatsApp Chat with Cy.txt"].status == "media"


def test_polls() -> None:
    text = f"{L}UMFRAGE:\nWann?\n{L}OPTION: Am 15. ({L}2 Stimmen)\n{L}OPTION: Am 16. (abends) ({L}1 Stimme)\n"
    (item,) = iphone(text)
    assert item.extra["poll"] == {
        "question": "Wann?",
        "options": [{"text": "Am 15.", "votes": 2}, {"text": "Am 16. (abends)", "votes": 1}],
    }


def test_places_and_contacts() -> None:
    (place,) = iphone(f"{L}Standort: https://maps.google.com/?q=-33.87,151.2")
    assert place.extra["location"] == {"latitude": "-33.87", "longitude": "151.2"}
    assert place.links[0].url == "https://maps.google.com/?q=-33.87,151.2"
    (contact,) = android("Ana: Bo.vcf (file attached)")
    assert contact.attachments[0].media_type == "text/vcard"


def test_links_stand_where_they_are_said_to() -> None:
    (item,) = android("Ana: 🥾 see https://example.org/a_(b), and http://x.y.")
    assert [item.text[one.start : one.end] for one in item.links] == [
        "https://example.org/a_(b)",
        "http://x.y",
    ]


def test_people_mentioned() -> None:
    (item,) = android("Ana: ask @\u2068Bo Li\u2069 or @\u2068+1 555 010 9999\u2069")
    assert [one.id for one in item.mentions] == ["Bo Li", "+15550109999"]


@pytest.mark.parametrize(
    ("rest", "sender", "text"),
    [
        ("Ana: Re: lunch: at 12:30?", "Ana", "Re: lunch: at 12:30?"),
        ("\u202a+49\u00a0170\u00a01234567\u202c: hi", "+491701234567", "hi"),
        ("+1 (777) 777\u20117777: hi", "+17777777777", "hi"),
        ("~\u202fLena: hi", "~ Lena", "hi"),
        ("Ana:", "Ana", ""),
        ("Ana: ", "Ana", ""),
        ("Ana:.", "Ana", "."),
        ("小李:你好", "小李", "你好"),
        ("👩‍⚖️: hi", "👩‍⚖️", "hi"),
        ("Jessie & James: hi", "Jessie & James", "hi"),
    ],
)
def test_senders(rest: str, sender: str, text: str) -> None:
    (item,) = android(rest)
    assert item.author is not None
    assert (item.author.id, item.text, item.kind) == (sender, text, Kind.MESSAGE)


@pytest.mark.parametrize(
    ("rest", "event"),
    [
        ('Ann created group "Trip: Rome"', "created"),
        ('Ann changed the subject from "A: b" to "C: d"', "renamed"),
        ("Ann added Bo", "added"),
        ("Bo left", "left"),
        ("+1 555 0100 joined using this group's invite link", "joined"),
        ("Ann changed their phone number to a new number. Tap to message or add the new number.", "number changed"),
        ("Messages and calls are end-to-end encrypted. Tap to learn more: https://x.y", "encryption"),
        ("Your security code with Bo changed. Tap to learn more.", "security code"),
        ("Ana hat die Gruppe „Berg: Tal“ erstellt", "created"),
        ("张三 创建了群组“A: b”", "created"),
        ("Ana criou o grupo “A: b”", "created"),
        ("A line of a version to come", None),
    ],
)  # fmt: skip
def test_lines_of_whatsapps_own_are_events(rest: str, event: str | None) -> None:
    (item,) = android(rest)
    assert (item.kind, item.author, item.extra.get("event")) == (Kind.EVENT, None, event)
    assert item.text == rest


def test_a_group_with_a_colon_in_its_name() -> None:
    """On iPhones the group's own lines carry its name as their sender's."""
    text = (
        f"[27/03/2022, 21:40:00] Trip: Rome: {L}Messages and calls are end-to-end encrypted.\r\n"
        f"[27/03/2022, 21:40:01] Trip: Rome: {L}Ann added you\r\n[27/03/2022, 21:40:02] Ann: hi: there\r\n"
    )
    found = items(text)
    assert [one.kind for one in found] == [Kind.EVENT, Kind.EVENT, Kind.MESSAGE]
    assert [one.extra.get("shown_as") for one in found] == ["Trip: Rome", "Trip: Rome", None]
    assert (found[0].title, found[2].author and found[2].author.id) == ("Trip: Rome", "Ann")


def test_files_without_marks_of_direction_still_tell_the_chats_own_lines() -> None:
    """Copying a text somewhere may strip U+200E; the words are known all the same."""
    text = (
        "[27/03/2022, 21:40:00] Bo: Messages and calls are end-to-end encrypted. No one outside can read them.\n"
        "[27/03/2022, 21:41:00] Ann: image omitted\n[27/03/2022, 21:42:00] Ann: a.pdf document omitted\n"
        "[27/03/2022, 21:43:00] Bo: Your security code with Bo changed. Tap to learn more.\n"
        "[27/03/2022, 21:44:00] Bo: You deleted this message.\n"
    )
    found = items(text)
    assert [one.kind for one in found] == [Kind.EVENT, Kind.MESSAGE, Kind.MESSAGE, Kind.EVENT, Kind.MESSAGE]
    assert [len(one.attachments) for one in found] == [0, 1, 1, 0, 0]
    assert found[2].attachments[0].name == "a.pdf"
    assert found[4].removed is not None


def test_texts_of_several_lines_keep_them() -> None:
    (item, after) = android("Ana: one\n\n  two \nthree: four", "Zoe: five")
    assert item.text == "one\n\n  two \nthree: four"
    assert after.text == "five"


@pytest.mark.parametrize(
    "line",
    [
        "[27/03/2022, 21:00:00] Bo: pasted from an iPhone",
        "27.03.2022, 21:00 - Bo: pasted from another phone",
        "[21:00, 27/03/2022] Bo: copied in WhatsApp Web",
        "[27/3, 21:00] Bo: copied on the phone",
        "2022/03/27, 21:00 - Bo: of a third phone",
        "At 27/03/2022, 21:00 - we meet: there",
    ],
)
def test_lines_that_look_like_headers_of_another_notation_stay_in_their_text(line: str) -> None:
    (item, after) = android(f"Ana: look:\n{line}\nend", "Zoe: five")
    assert item.text == f"look:\n{line}\nend"
    assert after.text == "five"


def test_line_ends_of_an_iphone_tell_pasted_lines() -> None:
    """Records end with CR LF, the lines of a text with LF: what looks like a header after LF is none."""
    lines = [f"[27/03/2022, 21:4{number}:00] Ana: {number}" for number in range(6)]
    pasted = "[27/03/2022, 21:50:00] Ana: look\n[27/03/2022, 20:00:00] Bo: pasted\nend"
    found = readings("\r\n".join([*lines, pasted]) + "\r\n")
    assert sum(isinstance(one, Item) for one in found) == 7
    assert "1 lines look like headers and stand inside a text" in reports(found)["_chat.txt"].note


def test_line_ends_tell_nothing_in_a_file_that_was_edited() -> None:
    lines = [f"[27/03/2022, 21:4{number}:00] Ana: {number}" for number in range(6)]
    edited = "[27/03/2022, 21:50:00] Ana: six\r\nmore\r\n[27/03/2022, 21:51:00] Bo: seven\n[27/03/2022, 21:52:00] Bo: 8"
    assert len(items("\r\n".join([*lines, edited]))) == 9


def test_what_stands_before_the_first_header_is_an_event() -> None:
    found = items("Messages and calls are end-to-end encrypted.\n27/03/2022, 21:40 - Ana: hi\n")
    assert [(one.kind, one.published is None) for one in found] == [(Kind.EVENT, True), (Kind.MESSAGE, False)]


def test_marks_for_media_of_an_unknown_language() -> None:
    """A text in angle brackets that comes again and again can only be the mark."""
    found = android(
        *(f"Ana: {text}" for text in ("<qwertz uiop>", "<qwertz uiop>", "<qwertz uiop>", "<once>"))
    )
    assert [len(one.attachments) for one in found] == [1, 1, 1, 0]


@pytest.mark.parametrize("limit", [10_000, 40_000])
def test_a_number_of_messages_that_is_the_limit_is_told(limit: int) -> None:
    for count, is_told in ((limit, True), (limit - 1, False)):
        text = "".join(f"27/03/2022, 21:{number % 60:02} - Ana: {number}\n" for number in range(count))
        assert (f"exactly {limit:,} messages" in reports(readings(text))["_chat.txt"].note) is is_told


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_files_that_an_editor_saved_in_another_encoding(encoding: str) -> None:
    text = "2022/3/27 下午9:41 - 小李: 你好\n2022/3/27 下午9:42 - 小李: 再见\n"
    found = [one for one in readings_of(text.encode(encoding)) if isinstance(one, Item)]
    assert [one.text for one in found] == ["你好", "再见"]


def readings_of(data: bytes) -> list[Reading]:
    export = export_of({"_chat.txt": data})
    vintage = SOURCE.recognise(export)
    assert vintage is not None
    return list(SOURCE.read(export, vintage))


def test_bytes_that_are_no_text_are_told() -> None:
    found = readings_of(b"27/03/2022, 21:41 - Ana: hi\n" * 9 + b"27/03/2022, 21:42 - Ana: a\xff\xfeb\n")
    assert [one.text for one in found if isinstance(one, Item)][-1] == "a\ufffd\ufffdb"
    assert "text-damaged" in {getattr(one, "code", "") for one in found}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=6))
def test_no_text_is_lost(texts: list[str]) -> None:
    """Whatever people wrote: as many records as headers, and every word somewhere in an item."""
    lines = [f"27/03/2022, 21:41 - Zoe: {text}" for text in ("hello", *texts)]
    found = items("\n".join(lines), name="chat.txt")
    said = "\n".join(texts)
    kept = "".join(
        one.text
        + "".join(f.name for f in one.attachments)
        + (one.removed.notice if one.removed else "")
        + str(one.extra)
        for one in found
    )
    for word in said.split():
        if word.isalnum():
            assert word in kept or len(word) < 3
