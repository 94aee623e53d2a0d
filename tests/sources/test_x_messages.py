"""Messages: threads, events, pictures, headers, and conversations that are not as they should be."""

import json

from sources.made_archives import export_of, items, problems, reports, ytd
from wildgrass.model import Audience, Item, Kind
from wildgrass.sources.base import Reading
from wildgrass.sources.x import XSource


def message(number: str, text: str = "hi", **more: object) -> dict[str, object]:
    body = {
        "id": number,
        "senderId": "1",
        "recipientId": "2",
        "text": text,
        "createdAt": "2023-05-01T10:00:01.000Z",
    }
    return {"messageCreate": body | more}


def conversation(*messages: object, name: str | None = "1-2") -> dict[str, object]:
    return {"dmConversation": ({"conversationId": name} if name else {}) | {"messages": list(messages)}}


def read(files: dict[str, str | bytes]) -> list[Reading]:
    export = export_of({f"data/{name}.js": text for name, text in files.items()})
    source = XSource()
    vintage = source.recognise(export)
    assert vintage is not None
    return list(source.read(export, vintage))


def direct(*conversations: object) -> list[Reading]:
    return read({"direct-messages": ytd("direct_messages", conversations)})


def test_each_message_knows_its_conversation() -> None:
    found = items(direct(conversation(message("1"), message("2")), conversation(message("3"), name="1-5")))
    assert {one.id: one.thread for one in found.values()} == {
        "x:message:1": "x:conversation:1-2",
        "x:message:2": "x:conversation:1-2",
        "x:message:3": "x:conversation:1-5",
    }
    assert {one.audience for one in found.values()} == {Audience.DIRECT}


def test_an_empty_conversation_between_two_others_leads_nobody_astray() -> None:
    found = direct(
        conversation(message("1")), conversation(name="1-9"), conversation(message("3"), name="1-5")
    )
    assert [one.thread for one in items(found).values()] == ["x:conversation:1-2", "x:conversation:1-5"]
    assert problems(found) == []


def test_a_conversation_without_an_id_is_told_of_and_read() -> None:
    found = direct(conversation(message("1"), name=None))
    assert items(found)["x:message:1"].thread is None
    assert problems(found) == [("message-without-conversation", "data/direct-messages.js")]


def test_escapes_in_messages_are_undone_where_they_are_escapes() -> None:
    found = items(direct(conversation(message("1", "a &amp; b"), message("2", "1 < 2 &amp; so"))))
    assert [one.text for one in found.values()] == ["a & b", "1 < 2 &amp; so"]


def test_reactions_and_edits_travel_along() -> None:
    reaction = {
        "senderId": "2",
        "reactionKey": "like",
        "eventId": "9",
        "createdAt": "2023-05-01T10:00:02.000Z",
    }
    edit = {"createdAtSec": "1", "editedText": "old"}
    (item,) = items(direct(conversation(message("1", reactions=[reaction], editHistory=[edit])))).values()
    assert item.extra == {"reactions": [reaction], "editHistory": [edit]}


def test_a_moving_picture_is_known_by_its_url() -> None:
    url = "https://video.twimg.com/dm_gif/5/AbC.mp4"
    (item,) = items(direct(conversation(message("1", mediaUrls=[url])))).values()
    (attachment,) = item.attachments
    assert (attachment.role, attachment.name, attachment.member) == ("animated_gif", "1-AbC.mp4", None)


def test_one_bad_message_costs_one_message() -> None:
    whole = ytd("direct_messages", [conversation(message("1"), {"a": 1, "b": 2}, message("3"))])
    found = read({"direct-messages": whole})
    assert set(items(found)) == {"x:message:1", "x:message:3"}
    assert [code for code, _ in problems(found)] == ["record-unknown-form"]
    broken = read({"direct-messages": whole.replace('"id": "1"', '"id: "1"')})
    assert "x:message:3" in items(broken)
    assert next(code for code, _ in problems(broken)) == "record-not-json"


def test_events_have_ids_that_stay() -> None:
    event = {"participantsLeave": {"userIds": ["3"], "createdAt": "2023-05-01T11:00:03.000Z"}}
    one, again = (
        next(
            item
            for item in direct(conversation(*group))
            if isinstance(item, Item) and item.kind is Kind.EVENT
        )
        for group in ([event], [message("1"), event])
    )
    assert one.id == again.id
    assert [actor.id for actor in one.mentions] == ["3"]


def test_a_header_without_its_message_is_the_sign_of_a_gap() -> None:
    header = {"messageCreate": {"id": "2", "senderId": "1", "createdAt": "2023-05-01T10:00:01.000Z"}}
    found = read(
        {
            "direct-messages": ytd("direct_messages", [conversation(message("1"))]),
            "direct-message-headers": ytd("direct_message_headers", [conversation(message("1"), header)]),
        }
    )
    assert problems(found) == [("header-without-record", "data/direct-message-headers.js")]
    report = reports(found)["data/direct-message-headers.js"]
    assert (report.records, report.items, report.note) == (2, 0, "repeat the ids of what was read: 1")


def test_groups_of_messages_are_one_line_of_compact_json_too() -> None:
    text = "window.YTD.direct_messages.part0 = " + json.dumps([conversation(message("1"), message("2"))])
    assert len(items(read({"direct-messages": text}))) == 2
