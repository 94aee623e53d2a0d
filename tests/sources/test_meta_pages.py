"""Web pages of Facebook and Instagram: messages are read, the rest is named, and a person is told to ask for JSON."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.made_archives import export_of
from sources.made_meta import problems, report
from wildgrass.model import Item, ZoneBasis
from wildgrass.sources.base import Answers, Export, MemberReport, Reading
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.meta import pagetimes
from wildgrass.sources.registry import recognise

PAGE = "your_facebook_activity/messages/inbox/ida_1234567890/message_1.html"
OPENING = '<html><head><meta charset="utf-8"></head><body><div class="_a706" role="main">'


def box(sender: str, body: str, time: str, tag: str = "div") -> str:
    """Return a message of 2022 and later."""
    return (
        f'<{tag} class="_3-95 _a6-g"><h2 class="_2ph_ _a6-h _a6-i">{sender}</h2>'
        f'<div class="_2ph_ _a6-p"><div>{body}</div></div><div class="_3-94 _a6-o">{time}</div></{tag}>'
    )


def old_box(sender: str, body: str, time: str) -> str:
    """Return a message of 2018 to 2021."""
    return (
        '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder">'
        f'<div class="_3-96 _2pio _2lek _2lel">{sender}</div><div class="_3-96 _2let"><div>{body}</div></div>'
        f'<div class="_3-94 _2lem">{time}</div></div>'
    )


def readings(pages: dict[str, str], zone: str | None = None) -> list[Reading]:
    made = export_of({name: page.encode() for name, page in pages.items()})
    asked = Export(made.name, made.members, (), made.containers, Answers(zone=zone))
    source, vintage = recognise(asked)
    assert vintage.name == "html"
    return list(source.read(asked, vintage))


def messages(page: str, zone: str | None = None) -> list[Item]:
    return [one for one in readings({PAGE: OPENING + page}, zone) if isinstance(one, Item)]


@pytest.mark.parametrize("made", [box, old_box])
def test_messages_are_read_and_markup_is_not(made) -> None:
    (item,) = messages(
        made("Ida &amp; Åse", "Kaffe &lt;3 &amp;amp;<script>alert(1)</script>", "Jul 12, 2024, 4:54 PM")
    )
    assert item.text == "Kaffe <3 &amp;"
    assert item.author is not None
    assert item.author.name == "Ida & Åse"
    assert item.thread == "facebook:conversation:1234567890"
    assert item.published is not None
    assert item.published.iso() == "2024-07-12T16:54:00.000Z"
    assert item.published.zone_basis is ZoneBasis.UNKNOWN


def test_the_zone_is_the_one_that_the_person_answered() -> None:
    (item,) = messages(box("Ida", "x", "Jul 12, 2024 4:54:10 pm"), zone="Europe/Copenhagen")
    assert item.published is not None
    assert item.published.iso() == "2024-07-12T14:54:10.000Z"
    assert item.published.zone_basis is ZoneBasis.ASSUMED


def test_links_files_and_reactions_are_taken_out_of_the_text() -> None:
    body = (
        '<div>se <a href="https://example.org/a">https://example.org/a</a></div><img src="a/photos/1.jpg"/>'
        '<div><ul class="_a6-q"><li>❤Åse</li><li>👍Bo</li></ul></div>'
    )
    (item,) = messages(box("Ida", body, "1 Jan 2020, 09:59", tag="section"))
    assert item.text == "se https://example.org/a"
    assert [(link.target, link.start) for link in item.links] == [("https://example.org/a", 3)]
    assert [part.name for part in item.attachments] == ["1.jpg"]
    assert item.extra["reactions"] == ["❤Åse", "👍Bo"]


def test_the_layout_of_2016_holds_every_thread_in_one_page() -> None:
    page = "<html><body><div class='contents'><h1>Me</h1><div>"
    for people in ("Ida, Me", "Bo, Me"):
        page += f'<div class="thread">{people}'
        for number in range(3):
            page += (
                '<div class="message"><div class="message_header"><span class="user">Me</span>'
                f'<span class="meta">Friday, August {number + 2}, 2013 at 8:17am UTC+02</span>'
                f"</div></div><p>nr {number}</p>"
            )
        page += "</div>"
    found = [one for one in readings({"html/messages.htm": page}) if isinstance(one, Item)]
    assert [item.text for item in found] == ["nr 0", "nr 1", "nr 2"] * 2
    assert len({item.thread for item in found}) == 2
    assert found[0].published is not None
    assert (found[0].published.iso(), found[0].published.zone) == ("2013-08-02T06:17:00.000Z", "+02:00")


def test_pages_that_are_not_read_are_named_and_the_person_is_told_what_to_ask_for() -> None:
    posts = "your_facebook_activity/posts/your_posts_1.html"
    page = OPENING + box("Åse opdaterede sin status.", "Hej", "Jul 12, 2024 4:54 PM")
    found = readings({posts: page, "start_here.html": page, PAGE: OPENING + box("Ida", "x", "y")})
    (problem,) = problems(found)
    assert (problem.code, problem.lost) == ("export-is-html", True)
    assert "JSON" in problem.reason
    assert report(found, posts).status == "unknown"
    assert "JSON" in report(found, posts).note
    assert report(found, "start_here.html").status == "ignored"
    assert report(found, PAGE).status == "read"


def test_a_page_beside_json_is_named_too() -> None:
    made = export_of(
        {"friends/friends.json": b'{"friends_v2": [{"name": "a", "timestamp": 1}]}', "posts/a.html": OPENING}
    )
    source, vintage = recognise(made)
    found = list(source.read(made, vintage))
    assert vintage.name == "folders"
    assert [problem.code for problem in problems(found)] == ["export-is-html"]


def test_a_page_of_instagram_is_instagrams() -> None:
    made = export_of(
        {"your_instagram_activity/messages/inbox/a_1/message_1.html": (OPENING + box("a", "b", "c")).encode()}
    )
    assert recognise(made)[0].info.name == "instagram"


def test_control_characters_between_messages_cost_nothing() -> None:
    page = box("Ida", "x", "Jul 12, 2024 4:54 PM") + "\x01\x00\x1b" + box("Bo", "y", "Jul 12, 2024 4:55 PM")
    assert [item.text for item in messages(page)] == ["x", "y"]


@settings(deadline=None)
@given(st.text(max_size=200))
@example("<div class='_a6-g'>")
@example("</div></div></body></html><div>")
def test_any_markup_inside_a_message_costs_at_most_that_page(text: str) -> None:
    found = readings({PAGE: OPENING + box("Ida", text, "Jul 12, 2024 4:54 PM") + box("Bo", "x", "y")})
    assert [one.name for one in found if isinstance(one, MemberReport)] == [PAGE]


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ("Jul 12, 2024 4:54:10pm", "2024-07-12T16:54:10.000Z"),
        ("12 Jul 2024, 16:54", "2024-07-12T16:54:00.000Z"),
        ("Mar 03, 2023 12:05 am", "2023-03-03T00:05:00.000Z"),
        ("Tuesday, September 5, 2017 at 12:05pm", "2017-09-05T12:05:00.000Z"),
        ("12. juli 2024 kl. 16.49", None),
        ("31 Feb 2024, 16:54", None),
        ("Mars 12, 2024 16:54", None),
        ("", None),
    ],
)
def test_times_in_english_are_read_and_others_stay_unknown(shown: str, iso: str | None) -> None:
    found = pagetimes.moment(shown, LocalClock(None))
    assert (found and found.iso()) == iso


@given(st.text())
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = pagetimes.moment(text, LocalClock(None))
    assert found is None or found.instant.year >= 1
