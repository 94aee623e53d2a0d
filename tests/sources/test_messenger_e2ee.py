"""Messenger's separate download of encrypted chats: another layout, in proper UTF-8."""

import json

from sources.made_archives import export_of
from wildgrass.model import Item, RemovedBy
from wildgrass.sources.registry import recognise

MESSAGE = {"isUnsent": False, "media": [], "reactions": [], "senderName": "Ana", "timestamp": 1711913758573}


def items(*messages: dict[str, object], **more: object) -> list[Item]:
    thread = {"participants": ["Ana", "Bo"], "threadName": "Bo_15", "messages": list(messages), **more}
    made = export_of({"messages/Bo_15.json": json.dumps(thread, ensure_ascii=False)})
    source, vintage = recognise(made)
    assert (source.info.name, vintage.name) == ("facebook", "messenger-e2ee")
    found = [one for one in source.read(made, vintage) if isinstance(one, Item)]
    return [one for one in found if ":conversation-about:" not in one.id]


def test_its_text_is_left_as_it_is() -> None:
    """Here nothing is broken, so that even a text that looks like mojibake stays."""
    (message,) = items({**MESSAGE, "text": "Ã© 删除", "type": "text"})
    assert message.text == "Ã© 删除"
    assert message.thread == "facebook:conversation:Bo_15"


def test_an_unsent_message_keeps_the_notice_that_stood_in_its_place() -> None:
    (message,) = items({**MESSAGE, "isUnsent": True, "text": "User unsent a message", "type": "placeholder"})
    assert message.text == ""
    assert message.removed is not None
    assert (message.removed.by, message.removed.notice) == (RemovedBy.AUTHOR, "User unsent a message")


def test_media_are_named_relative_to_the_file() -> None:
    (message,) = items({**MESSAGE, "text": "", "type": "media", "media": [{"uri": "./media/a.jpeg"}]})
    assert [part.name for part in message.attachments] == ["a.jpeg"]


def test_a_thread_without_a_name_is_known_by_its_people() -> None:
    (one,) = items({**MESSAGE, "text": "a"}, threadName="")
    (two,) = items({**MESSAGE, "text": "b", "timestamp": 5}, threadName="")
    assert one.thread == two.thread
