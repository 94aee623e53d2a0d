# ruff: noqa: RUF001 - Chinese punctuation is meant
"""The comparison's report: nobody is named unless asked for, everything is counted, large chats stay a small page."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from pyarrow import parquet

from cli.circle import Circle
from flows.planted_people import BO, EN, FILES, IDS, MAILS, OWNER, PAGES, PHONES, UG, ZH, plant
from flows.planted_people import PLANTED as PLANTED_IN_LIBRARY
from observatory.made_chat import START, made_chat
from observatory.test_compare import telegram, whatsapp
from wildgrass.cli.main import main
from wildgrass.observatory.compare.alignment import align
from wildgrass.observatory.compare.beside import MOST_ROWS, in_time, said_time, stretches
from wildgrass.observatory.compare.classes import REASONS, Class, classify
from wildgrass.observatory.compare.report import Matter, report_page
from wildgrass.observatory.compare.sides import side_of
from wildgrass.observatory.compare.telling import Plainly
from wildgrass.text import say
from wildgrass.text.language import LANGUAGES
from wildgrass.text.redaction import left_in

PEOPLE = (ZH, EN, UG, BO)
NAMES = [one.name for one in PEOPLE]
SAID = [
    f"{ZH.name}明天和{EN.name}见面，电话 {PHONES[0]}",
    f"写信到 {MAILS[0]} 或加 {IDS[0]}，{UG.name}نىڭ كىتابى",
    f"{BO.name}་ལ་ 身份证 {IDS[2]} https://{PAGES[2]}",
    f"转发自{ZH.name}：在 https://{PAGES[1]} 看，//@{EN.name}：好",
    f"call {PHONES[3]} or {MAILS[1]} said {EN.name}",
]
PLANTED = [
    *NAMES,
    *PHONES[:1],
    PHONES[3],
    *MAILS,
    IDS[0],
    IDS[2],
    *PAGES[1:],
    FILES[0],
    "81234567890",
    "81234567891",
]
ANSWERS = ["--zone", "UTC", "--dates", "dmy"]


def planted(folder: Path) -> tuple[Path, Path]:
    """Write a Telegram and a WhatsApp export of one chat of four people; every fifth message only Telegram has."""
    rows, lines = [], []
    for number in range(40):
        who, at = PEOPLE[number % 4], START + timedelta(minutes=3 * number)
        text = f"{SAID[number % 5]} {number}号"
        row = {
            "id": number + 1,
            "type": "message",
            "date": f"{at:%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(int(at.timestamp())),
            "from": who.name,
            "from_id": f"user{who.id}",
            "forwarded_from": ZH.name,
            "text": text,
            "text_entities": [{"type": "plain", "text": text}],
        }
        if number == 7:
            row |= {"file": f"files/{FILES[0]}", "file_name": FILES[0], "mime_type": "application/pdf"}
        rows.append(row)
        if number % 5:
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {who.name}: {text}{'?' * (number == 8)}")
    a, b = folder / "result.json", folder / f"WhatsApp Chat with {EN.name}.txt"
    a.write_text(json.dumps({"name": ZH.name, "type": "private_group", "id": 7, "messages": rows}), "utf-8")
    b.write_text("\n".join(lines) + "\n", "utf-8")
    return a, b


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [[], ["--hide-names"], ["--redact"]], ids=["as-it-is", "hidden", "struck"])
def test_no_original_can_be_read_in_the_report(tmp_path: Path, language: str, way: list[str]) -> None:
    """Names in four scripts, numbers, mails, ids, pages, quoted and forwarded, file names: bytes are looked through."""
    a, b = planted(tmp_path)
    file = tmp_path / "report.html"
    assert main(["--lang", language, "compare", str(a), str(b), *ANSWERS, "--report", str(file), *way]) == 1
    data = file.read_bytes()
    assert left_in(data, PLANTED) == []
    assert not [one for one in PLANTED if one in data.decode()]
    assert "明天和" in data.decode(), "what was said stays"
    assert say(language, "ui.compare-report-hidden") in data.decode()


def test_tables_hold_no_words_and_name_nobody_unless_asked(circle: Circle, tmp_path: Path) -> None:
    a, b = planted(tmp_path)
    said = circle.run("--json", "compare", a, b, *ANSWERS, "--tables", tmp_path / "hidden")
    assert said.code == 1, said.err
    assert {one.name for one in (tmp_path / "hidden").iterdir()} == {
        "messages.csv",
        "messages.jsonl",
        "messages.parquet",
        "missing.csv",
        "missing.jsonl",
        "missing.parquet",
        "datapackage.json",
    }
    for file in (tmp_path / "hidden").iterdir():
        assert left_in(file.read_bytes(), PLANTED) == []
        assert "见面".encode() not in file.read_bytes()
    rows = [
        json.loads(line) for line in (tmp_path / "hidden" / "messages.jsonl").read_text("utf-8").splitlines()
    ]
    assert [one["class"] for one in rows] == [one["class"] for one in said.rows[:-1]]
    assert all(one["sender_a"] == one["sender_b"] for one in rows if one["a"] and one["b"])
    assert parquet.read_table(tmp_path / "hidden" / "messages.parquet").to_pylist() == rows
    circle.run("compare", a, b, *ANSWERS, "--tables", tmp_path / "shown", "--show-names")
    assert ZH.name in (tmp_path / "shown" / "messages.csv").read_text("utf-8")
    assert circle.run("compare", a, b, *ANSWERS, "--tables", tmp_path / "shown").code == 2


def test_libraries_are_compared_without_naming_anybody_nor_the_owner(circle: Circle, tmp_path: Path) -> None:
    a, b = plant(tmp_path / "a"), plant(tmp_path / "b")
    written = ("--report", tmp_path / "report.html", "--tables", tmp_path / "tables")
    said = circle.run("--json", "compare", a, b, "--hide-names", *written)
    assert said.code == 0, said.err
    originals = PLANTED_IN_LIBRARY | {OWNER.name, OWNER.handle, OWNER.id}
    assert left_in(said.out.encode(), originals) == []
    for file in (tmp_path / "report.html", *(tmp_path / "tables").iterdir()):
        assert left_in(file.read_bytes(), originals) == []


def test_what_is_printed_is_hidden_too_when_asked_for(circle: Circle, tmp_path: Path) -> None:
    a, b = planted(tmp_path)
    for mode in (["--json"], []):
        said = circle.run(*mode, "compare", a, b, *ANSWERS, "--hide-names")
        assert left_in((said.out + said.err).encode(), PLANTED) == []
    said = circle.run("--json", "compare", a, b, *ANSWERS, "--hide-names")
    senders = said.rows[-1]["summary"]["senders"]
    assert len(senders) == 4
    assert all(one == other for one, other in senders.items()), "one person has one pseudonym on both sides"
    again = circle.run("--json", "compare", a, b, *ANSWERS, "--hide-names").rows[-1]["summary"]["senders"]
    assert not set(senders) & set(again), "and others in the next collection"


def test_names_stand_in_it_only_when_asked_for(tmp_path: Path) -> None:
    a, b = planted(tmp_path)
    file = tmp_path / "report.html"
    assert (
        main(["--lang", "en", "compare", str(a), str(b), *ANSWERS, "--report", str(file), "--show-names"])
        == 1
    )
    page = file.read_text("utf-8")
    assert all(name in page for name in NAMES)
    assert say("en", "ui.compare-report-shown") in page


def test_a_map_keeps_the_pseudonyms_and_only_its_key_opens_it(circle: Circle, tmp_path: Path) -> None:
    a, b = planted(tmp_path)
    asked = ("--json", "compare", a, b, *ANSWERS, "--hide-names", "--names-map", tmp_path / "map.age")
    first = circle.run(*asked, "--names-recipient", circle.recipients["Ana"])
    assert first.code == 1, first.err
    assert left_in((tmp_path / "map.age").read_bytes(), PLANTED) == []
    assert circle.run(*asked).rows == [{**circle.run(*asked).rows[0], "error": "names-key-needed"}]
    again = circle.run(*asked, "--names-key", circle.key("Ana"))
    assert again.rows == first.rows
    lonely = circle.run("compare", a, b, *ANSWERS, "--names-recipient", circle.recipients["Ana"])
    assert lonely.code == 2


class Page(HTMLParser):
    """What a page holds: tags, addresses and ids."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.leads: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src"}:
                self.leads.append(value or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_closed_and_every_link_leads_somewhere_in_it(tmp_path: Path, language: str) -> None:
    chat = made_chat(300, 8, lost=0.05, altered=0.05, minutes=True)
    a, b = telegram(tmp_path, chat.a), whatsapp(tmp_path, chat.b[30:])
    file = tmp_path / "report.html"
    assert main(["--lang", language, "compare", str(a), str(b), *ANSWERS, "--report", str(file)]) == 1
    text = file.read_text("utf-8")
    page = Page()
    page.feed(text)
    assert text.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in text
    assert "default-src 'none'" in text
    assert not page.tags & {"script", "img", "link", "iframe", "form", "svg", "object"}
    assert not [name for name in page.attributes if name.startswith("on") or name == "style"]
    assert all(one.startswith("#") and one[1:] in page.ids for one in page.leads)
    assert len(page.ids) == len(set(page.ids))
    assert not re.findall(
        r"\bui\.|web-compare|compare-report", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    )
    assert {"details", "mark"} <= page.tags


def matter(chat) -> Matter:
    a, b = side_of(chat.a), side_of(chat.b)
    alignment = align(a, b)
    names = Plainly({})
    return Matter(
        ("wechat", "qq"), a, b, alignment, classify(a, b, alignment), (names, names), is_hidden=False
    )


def test_a_large_chat_stays_a_small_page_and_says_so() -> None:
    """What differs is shown with its neighbours, at most some thousand messages; the rest is counted."""
    made = matter(made_chat(20_000, 9, lost=0.002))
    page = report_page(made, "en")
    assert len(page) < 1_500_000
    lost = int(made.results.of(Class.ONLY_A).sum())
    assert page.count('class="pair only_a"') == lost
    shown = page.count('<li class="pair')
    assert shown <= MOST_ROWS
    assert f"Of 20,000 messages, {20_000 - shown:,} are not shown here" in page


def test_more_differences_than_a_page_holds_are_counted_by_class() -> None:
    made = matter(made_chat(3_000, 9, lost=0.2))
    page = report_page(made, "en", most=500)
    assert page.count('<li class="pair') <= 500
    assert page.count('class="pair only_a"') >= 50
    assert "not shown here: only in A" in page


def test_every_message_stands_in_one_stretch_and_in_the_order_of_both_sides() -> None:
    made = matter(made_chat(2_500, 10, lost=0.05, minutes=True, offset_s=40))
    order = in_time(made.alignment, made.results)
    cut = stretches(made.results, order)
    assert [place for one in cut for place in one.places.tolist()] == order.tolist()
    for rows in (made.results.rows_a[order], made.results.rows_b[order]):
        there = rows[rows >= 0].tolist()
        assert sum(one > other for one, other in pairwise(there)) <= len(there) // 100


def test_every_reason_is_explained_in_every_language() -> None:
    for language in LANGUAGES:
        for one in REASONS:
            assert say(language, f"ui.web-why-{one}") != f"ui.web-why-{one}"
            assert say(language, f"ui.web-why-{one}-text") != f"ui.web-why-{one}-text"


def test_an_undated_message_has_no_time() -> None:
    from wildgrass.observatory.compare.sides import NO_TIME

    assert said_time(NO_TIME) == ""
    assert said_time(0) == "1970-01-01 00:00:00"
