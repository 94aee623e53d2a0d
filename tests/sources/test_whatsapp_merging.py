"""Exports of one chat become one chat, exports of two chats stay two, whatever the files are called."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sources.made_archives import BytesMember
from sources.made_whatsapp import records
from wildgrass.library import ExportAbout, Library, LibraryWriter
from wildgrass.model import Item
from wildgrass.sources.base import Answers, Export
from wildgrass.sources.opening import open_export
from wildgrass.sources.whatsapp import WhatsAppSource
from wildgrass.sources.whatsapp.identity import title_in

SOURCE = WhatsAppSource()
L = "\u200e"
NOTICE = "04/04/2021, 07:00 - Messages and calls are end-to-end encrypted. Tap to learn more."
IPHONE_NOTICE = f"[04/04/2021, 07:00:00] Bo: {L}Messages and calls are end-to-end encrypted."


def export(text: str, name: str = "_chat.txt", container: str = "memory", **answers: str) -> Export:
    member = BytesMember(name, text.encode())
    member.container = container
    return Export("made", {name: member}, (), (container,), Answers(**answers))


def items(made: Export) -> list[Item]:
    vintage = SOURCE.recognise(made)
    assert vintage is not None
    return [one for one in SOURCE.read(made, vintage) if isinstance(one, Item)]


def ids(made: Export) -> list[str]:
    return [one.id for one in items(made)]


def threads(made: Export) -> set[str | None]:
    return {one.thread for one in items(made)}


def library(folder: Path, exports: Sequence[Export]) -> Library:
    for number, made in enumerate(exports):
        vintage = SOURCE.recognise(made)
        assert vintage is not None
        about = ExportAbout(key=str(number), name=str(number), source="whatsapp", vintage=vintage.name)
        with LibraryWriter.open(folder) as writer:
            writer.add_export(about, SOURCE.read(made, vintage))
    return Library.open(folder)


CHAT = [NOTICE, *records(200, 3, is_iphone=False)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("_chat.txt", "_chat.txt"),
        ("january.txt", "february.txt"),
        ("WhatsApp Chat with Ana.txt", "WhatsApp Chat with Ana.txt"),
        ("WhatsApp Chat with Ana.txt", "WhatsApp Chat with Ana (2).txt"),
        ("WhatsApp Chat with Ana.txt", "WhatsApp-Chat mit Ana.txt"),
        ("a/WhatsApp Chat - Ana/_chat.txt", "b/WhatsApp Chat - Ana/_chat.txt"),
    ],
)
def test_two_exports_at_different_dates_are_one_chat(tmp_path: Path, first: str, second: str) -> None:
    """Every record of the first is in the second, once; same texts of one minute stay as many as they were."""
    early, late = export("\n".join(CHAT[:120]), first), export("\n".join(CHAT), second)
    assert ids(late)[:120] == ids(early)
    assert len(set(ids(late))) == 201
    assert threads(early) == threads(late)
    with library(tmp_path, [early, late]) as made:
        assert len(list(made.items())) == 201
        assert len(made.conversations()) == 1


def test_the_oldest_messages_may_be_gone() -> None:
    """WhatsApp leaves the oldest out of a long chat; by the file's title the rest is still the same."""
    whole = export("\n".join(CHAT), "WhatsApp Chat with Ana.txt")
    cut = export("\n".join(CHAT[90:]), "WhatsApp Chat with Ana.txt")
    assert set(ids(cut)) <= set(ids(whole))


def test_a_chat_at_the_limit_is_one_conversation_every_month() -> None:
    """Both exports begin somewhere else; only the title is the same."""
    lines = list(records(10_200, 5, is_iphone=False))
    january = export("\n".join(lines[:10_000]), "WhatsApp Chat with Ana.txt")
    february = export("\n".join(lines[200:]), "WhatsApp Chat with Ana.txt")
    assert threads(january) == threads(february)
    assert len({*ids(january), *ids(february)}) == len(
        items(export("\n".join(lines), "WhatsApp Chat with Ana.txt"))
    )


def test_same_titles_of_two_groups_are_two_conversations() -> None:
    one = f'{NOTICE}\n04/04/2021, 07:00 - Ann created group "Family"\n05/04/2021, 08:00 - Ann: hello'
    two = f'{NOTICE}\n04/04/2021, 07:00 - Bo created group "Family"\n06/04/2021, 08:00 - Bo: hello'
    name = "WhatsApp Chat with Family.txt"
    assert threads(export(one, name)).isdisjoint(threads(export(two, name)))
    assert set(ids(export(one, name))[2:]).isdisjoint(ids(export(two, name)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("_chat.txt", "_chat.txt"),
        ("WhatsApp Chat with Ana.txt", "WhatsApp Chat with Bo.txt"),
        ("WhatsApp Chat with Ana.txt", "_chat.txt"),
    ],
)
def test_two_chats_that_begin_in_one_minute_stay_two(first: str, second: str) -> None:
    """Everybody got the notice on one day, and a greeting went to both chats in one minute."""
    one = f"{NOTICE}\n05/04/2021, 08:00 - Me: happy new year\n05/04/2021, 08:01 - Ana: thanks"
    two = f"{NOTICE}\n05/04/2021, 08:01 - Me: happy new year\n05/04/2021, 08:01 - Bo: thanks"
    assert set(ids(export(one, first))).isdisjoint(ids(export(two, second)))
    assert threads(export(one, first)).isdisjoint(threads(export(two, second)))


def test_equal_texts_of_one_second_stay_separate() -> None:
    text = f"{IPHONE_NOTICE}\n" + "[05/04/2021, 08:00:00] Bo: ok\n" * 3
    found = items(export(text))
    assert len({one.id for one in found}) == 4
    assert ids(export(text + "[05/04/2021, 08:00:00] Bo: ok\n"))[:4] == [one.id for one in found]


def test_a_renamed_contact_a_new_language_and_a_new_clock_change_no_id() -> None:
    """A number was saved as a contact, the phone now speaks German and shows twelve hours; the dates are clear now."""
    before = (
        f"{NOTICE}\n05/04/2021, 20:00 - +49 170 1234567: hello\n05/04/2021, 20:01 - Me: <Media omitted>\n"
    )
    after = (
        "04.04.21, 7:00 AM - Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\n"
        "05.04.21, 8:00 PM - Ana: hello\n05.04.21, 8:01 PM - Me: <Medien ausgeschlossen>\n"
        "25.04.21, 8:00 PM - Ana: you?\n"
    )
    for names in (("_chat.txt", "_chat.txt"), ("WhatsApp Chat with Ana.txt", "WhatsApp Chat mit Ana.txt")):
        assert ids(export(after, names[1]))[:3] == ids(export(before, names[0]))


PHOTO = f"{L}<attached: 00000002-PHOTO-2021-04-05-08-00-00.jpg>"


@pytest.mark.parametrize(
    ("without", "having"),
    [
        (f"{L}image omitted", PHOTO),
        (f"a.pdf {L}document omitted", f"a.pdf {L}<attached: 00000003-a.pdf>"),
        (f"a.pdf • {L}2 pages {L}document omitted", f"a.pdf • {L}2 pages {L}<attached: 00000003-a.pdf>"),
    ],
)
def test_with_media_or_without_a_message_is_the_same(without: str, having: str) -> None:
    """Without media a photo is a mark; with media its name, with a number that counts anew in each export."""
    text = f"{IPHONE_NOTICE}\n[05/04/2021, 08:00:00] Bo: %s\n[06/04/2021, 08:00:00] Bo: ok\n"
    assert ids(export(text % without)) == ids(export(text % having))


def test_android_with_media_or_without_is_the_same() -> None:
    android = f"{NOTICE}\n05/04/2021, 08:00 - Bo: <Media omitted>\ncaption\n"
    named = f"{NOTICE}\n05/04/2021, 08:00 - Bo: IMG-20210405-WA0001.jpg (file attached)\ncaption\n"
    assert ids(export(android)) == ids(export(named))


def test_an_answer_given_later_changes_no_id(tmp_path: Path) -> None:
    text = f"{NOTICE}\n05/04/2021, 08:00 - Bo: ok\n06/04/2021, 08:00 - Bo: ok"
    asked, answered = export(text), export(text, date_order="mdy")
    assert ids(asked) == ids(answered)
    with library(tmp_path, [asked, answered]) as made:
        assert len(list(made.items())) == 3


def test_deleted_and_edited_messages_stay_beside_what_they_were(tmp_path: Path) -> None:
    """A message's text was kept by the earlier export; that it is gone by the later one loses nothing."""
    first = f"{NOTICE}\n05/04/2021, 08:00 - Bo: at six\n05/04/2021, 08:01 - Bo: secret\n06/04/2021, 08:00 - Bo: ok"
    then = first.replace("at six", "at seven <This message was edited>").replace(
        "secret", "This message was deleted"
    )
    with library(tmp_path, [export(first), export(then.replace("WhatsApp", "WhatsApp"))]) as made:
        found = list(made.items())
    assert {"at six", "secret", "ok"} <= {one.text for one in found}


def test_each_container_is_an_export_of_its_own(tmp_path: Path) -> None:
    """Two chats given together, or one chat of two months, are never put together as parts of one export."""
    paths = []
    for number, lines in enumerate((CHAT[:50], CHAT, ["05/04/2021, 08:00 - Bo: ok", *CHAT[60:90]])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "_chat.txt").write_text("\n".join(lines), encoding="utf-8")
        paths.append(folder)
    assert len(open_export(paths)) == 3


def test_the_owner_is_who_the_person_says() -> None:
    found = items(export("\n".join(CHAT), owner="+49 170 1234567"))
    (account,) = [one for one in found if one.kind == "account"]
    assert account.author is not None
    assert account.author.key == "whatsapp:handle:+491701234567"
    assert account.author.key in {one.author.key for one in found if one.author}
    assert not [one for one in items(replace(export("\n".join(CHAT)))) if one.kind == "account"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("WhatsApp Chat with Ana Ruiz.txt", "Ana Ruiz"),
        ("WhatsApp Chat with Ana Ruiz(1).txt", "Ana Ruiz"),
        ("WhatsApp_Chat_with_Ana.txt", "Ana"),
        ("WhatsApp%20Chat%20with%20%2B49%20170.txt", "+49 170"),
        ("WhatsApp Chat - Trip: Rome.zip", "Trip: Rome"),
        ("Chat de WhatsApp con Iñaki.txt", "Iñaki"),
        ("Discussion WhatsApp avec Zoé.txt", "Zoé"),
        ("Чат WhatsApp с контактом Аня.txt", "Аня"),  # noqa: RUF001
        ("محادثة واتساب مع ليلى.txt", "ليلى"),
        ("与小李的 WhatsApp 聊天.txt", "小李"),
        ("WhatsApp 聊天记录 - 小李.zip", "小李"),
        ("花子とのWhatsAppチャット.txt", "花子"),
        ("Ali ile WhatsApp Sohbeti.txt", "Ali"),
        ("_chat.txt", None),
        ("chat.txt", None),
        ("whatsapp_chat.zip", None),
        ("my whatsapp backup.zip", None),
        ("WhatsApp Chat with .txt", None),
    ],
)
def test_titles_in_the_names_that_phones_give(name: str, title: str | None) -> None:
    assert title_in(name) == title
