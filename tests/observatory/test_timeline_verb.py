"""`wildgrass timeline` as people call it: of a library with a watch beside it, and of a table of observations."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.circle import Circle
from library.archive_builders import about, build, moment, post
from observatory.observed_rows import observed, write
from text.read_pdf import assert_for_everybody, said
from wildgrass.crypto.age import X25519Identity, decrypt
from wildgrass.model import Audience, Removal, RemovedBy
from wildgrass.watch.book import Book
from wildgrass.watch.looks import Look

SECRET = "白纸运动的一条帖子"
OURS = ("--collection", "made-up archives of our own")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Own posts: one seen gone by a watch, one that a later export marks, one still there, a private one, another's."""
    folder = tmp_path / "lib"
    posts = [post(n, f"{SECRET}{n}", as_of=moment(0, days=1)) for n in range(4)]
    private = post(4, SECRET, audience=Audience.DIRECT)
    build(folder, [*posts, private], about("first", days=1))
    marked = post(1, "", as_of=moment(0, days=30), removed=Removal(by=RemovedBy.PLATFORM, notice="违反法规"))
    build(folder, [posts[0], marked, posts[2], posts[3]], about("second", days=30))
    book = Book(folder / "watch")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for hours, state in ((0, "present"), (24, "tombstone"), (48, "tombstone")):
        book.add(Look(item=posts[0].id, at=at + timedelta(hours=hours), path="page", state=state, by="state"))
    book.add(Look(item=posts[3].id, at=at, path="page", state="present"))
    book.forget(posts[3].id)
    return folder


def test_a_library_tells_what_went(circle: Circle, library: Path) -> None:
    said = circle.run("--json", "timeline", library, "--seed", "1")
    assert said.code == 0, said.err
    summary = said.rows[-1]["summary"]
    assert summary["posts"] == {"platform": 1, "state": 1}
    by_state = [row for row in said.rows if row.get("table") == "days" and row["cause"] == "state"]
    assert [(row["day"], row["certain"], row["possible"]) for row in by_state] == [
        ("2026-01-01", 0, 1),
        ("2026-01-02", 0, 1),
    ]
    assert SECRET not in said.out


@pytest.mark.parametrize("is_up", [True, False])
def test_a_day_without_the_whole_platform_is_no_removal(circle: Circle, tmp_path: Path, is_up: bool) -> None:
    """A silent absence counts only where another post of the platform was seen in the same hour."""
    folder = tmp_path / "lib"
    posts = [post(n, f"{SECRET}{n}", as_of=moment(0, days=1)) for n in range(2)]
    build(folder, posts, about("first", days=1))
    book, at = Book(folder / "watch"), datetime(2026, 1, 1, tzinfo=UTC)
    for hours in (0, 48, 80):
        for number, one in enumerate(posts):
            state = "present" if hours == 0 or (is_up and number) else "gone"
            book.add(
                Look(item=one.id, at=at + timedelta(hours=hours, minutes=number), path="page", state=state)
            )
    said = circle.run("--json", "timeline", folder, "--seed", "1")
    assert said.rows[-1]["summary"]["posts"] == ({"unknown": 1} if is_up else {})


def test_tables_hold_own_items_alone_under_pseudonyms_and_no_text(
    circle: Circle, library: Path, tmp_path: Path
) -> None:
    """What she lets be forgotten, what was for one person's eyes and what is somebody else's stays out."""
    names = []
    for run in ("a", "b"):
        assert circle.run("timeline", library, "--tables", tmp_path / run).code == 0
        with (tmp_path / run / "items.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == 3
        names.append({row["item"] for row in rows})
        for file in (tmp_path / run).iterdir():
            assert SECRET.encode() not in file.read_bytes()
            assert b"x:post" not in file.read_bytes()
            assert file.stat().st_mode & 0o077 == 0
    assert not names[0] & names[1], "a pseudonym means nothing in another folder"


def test_the_same_table_in_three_formats_and_a_dictionary(circle: Circle, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    file = write(tmp_path / "obs.jsonl", observed(400, seed=3))
    assert circle.run("timeline", file, *OURS, "--tables", tmp_path / "t", "--seed", "1").code == 0
    package = json.loads((tmp_path / "t" / "datapackage.json").read_text("utf-8"))
    assert {one["name"] for one in package["resources"]} == {"days", "weeks", "lives", "events", "items"}
    for resource in package["resources"]:
        rows = [
            json.loads(line)
            for line in (tmp_path / "t" / f"{resource['name']}.jsonl").read_text("utf-8").splitlines()
        ]
        assert pq.read_table(tmp_path / "t" / f"{resource['name']}.parquet").to_pylist() == rows
        with (tmp_path / "t" / resource["path"]).open(encoding="utf-8", newline="") as lines:
            assert len(list(csv.reader(lines))) == len(rows) + 1
        fields = resource["schema"]["fields"]
        assert all(re.search("[一-鿿]", field["description_zh"]) and field["description"] for field in fields)
        assert not rows or list(rows[0]) == [field["name"] for field in fields]


def test_nothing_is_published_without_consent(circle: Circle, library: Path, tmp_path: Path) -> None:
    """Guardrail: a dated consent for this purpose; agreeing to a watch is none, and taking back ends it."""
    now = datetime.now(UTC)
    Book(library / "watch").agree("you may look", now)
    refused = circle.run("timeline", library, "--publish", tmp_path / "out")
    assert refused.code == 1
    assert not (tmp_path / "out").exists()
    assert (
        circle.run("timeline", library, "--publish", tmp_path / "out", "--consent", "yes, count me").code == 0
    )
    assert circle.run("timeline", library, "--publish", tmp_path / "again").code == 0
    Book(library / "watch").revoke(datetime.now(UTC))
    assert circle.run("timeline", library, "--publish", tmp_path / "late").code == 1


def test_one_persons_archive_publishes_nothing(circle: Circle, library: Path, tmp_path: Path) -> None:
    assert circle.run("timeline", library, "--publish", tmp_path / "out", "--consent", "yes").code == 0
    assert (tmp_path / "out" / "published.jsonl").read_bytes() == b""
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text())["withheld_cells_at_most"] == 5


def test_only_cells_in_which_nobody_stands_out_are_published(circle: Circle, tmp_path: Path) -> None:
    file = write(tmp_path / "obs.jsonl", observed(3_000, seed=6, days=60))
    said = circle.run("timeline", file, *OURS, "--publish", tmp_path / "out", "--consent", "they agreed")
    assert said.code == 0
    rows = [json.loads(line) for line in (tmp_path / "out" / "published.jsonl").read_text().splitlines()]
    assert rows
    assert all(row["archives"] >= 5 and row["posts"] >= 20 for row in rows)
    assert {row["cause"] for row in rows} <= {"platform", "state", "account", "unknown"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "published.csv",
        "published.jsonl",
        "published.parquet",
        "datapackage.json",
    }


def test_one_archive_under_five_names_is_one_contributor(circle: Circle, tmp_path: Path) -> None:
    """Copies of a library are of one account; a table that is named twice, or in two files, is of the same archives."""
    for number in range(5):
        folder = tmp_path / f"copy{number}"
        posts = [post(n, SECRET, as_of=moment(0, days=1)) for n in range(4)]
        build(folder, posts, about("first", days=1))
        book = Book(folder / "watch")
        for hours, state in ((0, "present"), (24, "tombstone"), (48, "tombstone")):
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
            for one in posts:
                book.add(Look(item=one.id, at=at, path="page", state=state, by="platform"))
    copies = [tmp_path / f"copy{number}" for number in range(5)]
    said = circle.run("--json", "timeline", *copies, "--publish", tmp_path / "out", "--consent", "yes")
    assert said.code == 0, said.err
    assert said.rows[-1]["summary"]["posts"] == {"platform": 4}
    assert (tmp_path / "out" / "published.jsonl").read_bytes() == b""


def test_a_table_twice_publishes_nothing_more(circle: Circle, tmp_path: Path) -> None:
    """Four archives with eight posts each, in two files of the same rows."""
    at = datetime(2026, 1, 6, tzinfo=UTC)
    rows = [
        replace(
            one,
            archive=f"a{n % 4}",
            published=at,
            last_seen=at,
            first_missing=at,
            cause="platform",
            platform="x",
        )
        for n, one in enumerate(observed(32, seed=3))
    ]
    files = [write(tmp_path / f"{name}.jsonl", iter(rows)) for name in "ab"]
    asked = ("timeline", *files, *OURS, "--publish", tmp_path / "out", "--consent", "they agreed")
    assert circle.run(*asked).code == 0
    assert (tmp_path / "out" / "published.jsonl").read_bytes() == b""


def test_a_release_tells_nothing_that_an_earlier_one_told_otherwise(circle: Circle, tmp_path: Path) -> None:
    rows = list(observed(3_000, seed=6, days=60))
    everybody = write(tmp_path / "all.jsonl", iter(rows))
    without = write(tmp_path / "some.jsonl", (one for one in rows if one.archive != "a3"))
    agreed = (*OURS, "--consent", "they agreed")
    assert circle.run("timeline", everybody, *agreed, "--publish", tmp_path / "first").code == 0
    second = (*agreed, "--earlier", tmp_path / "first", "--publish", tmp_path / "second")
    assert circle.run("timeline", without, *second).code == 0
    told = [
        {
            tuple(json.loads(line).values())
            for line in (tmp_path / name / "published.jsonl").read_text().splitlines()
        }
        for name in ("first", "second")
    ]
    assert told[0]
    both = {row[:3] for row in told[0]} & {row[:3] for row in told[1]}
    assert {row for row in told[1] if row[:3] in both} <= told[0]
    assert re.fullmatch(
        r"\d{4}-W\d\d", json.loads((tmp_path / "first" / "datapackage.json").read_text())["created"]
    )
    none = circle.run(
        "timeline", without, *agreed, "--earlier", tmp_path / "no", "--publish", tmp_path / "third"
    )
    assert none.code == 3
    assert not (tmp_path / "third").exists()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "What went"), ("zh-Hans", "什么消失"), ("zh-Hant", "什麼消失")]
)
def test_a_report_for_people(circle: Circle, tmp_path: Path, language: str, title: str) -> None:
    file = write(tmp_path / "obs.jsonl", observed(300, seed=3))
    own = tmp_path / "own.csv"
    own.write_text("date,title\n2021-06-01,<script>alert(1)</script>\n", encoding="utf-8")
    page = tmp_path / "report.html"
    assert circle.run("--lang", language, "timeline", file, *OURS, "--html", page, "--events", own).code == 0
    text = page.read_text(encoding="utf-8")
    assert title in text
    assert text.count("<svg") == 2
    assert "<script" not in text
    assert "ui.timeline" not in text, "a phrase is missing from the catalogue"
    assert not re.search(r"(?:src|href)\s*=", text)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["timeline", "{nothing}"], 2),
        (["timeline", "{bad}"], 3),
        (["timeline", "{good}", "--events", "{bad}"], 3),
        (["timeline", "{good}", "--engine", "postgres://me:secret@localhost/db"], 2),
        (["timeline", "{good}", "--engine", "postgres:///db?host={nothing}"], 5),
        (["timeline", "table:none"], 5),
    ],
)
def test_what_cannot_be_done_is_said(circle: Circle, tmp_path: Path, words: list[str], code: int) -> None:
    places = {"nothing": tmp_path / "nothing", "bad": tmp_path / "bad", "good": tmp_path / "good"}
    places["bad"].write_text("gibberish\n")
    write(places["good"], observed(5, seed=1))
    said = circle.run("--json", *(word.format(**places) for word in words), *OURS)
    assert said.code == code
    assert {"error", "message", "hint"} <= set(said.rows[-1])
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_report_as_pdf_is_for_everybody(circle: Circle, tmp_path: Path, language: str) -> None:
    file = write(tmp_path / "obs.jsonl", observed(400, seed=3))
    report = tmp_path / "report.pdf"
    assert (
        circle.run("timeline", file, *OURS, "--report", report, "--seed", "1", "--lang", language).code == 0
    )
    data = report.read_bytes()
    assert_for_everybody(data, language, pictures=2)
    assert "〓" not in said(data)
    assert "2021-01" in said(data)
    assert report.stat().st_mode & 0o077 == 0


def test_a_report_can_be_written_only_sealed(circle: Circle, tmp_path: Path) -> None:
    file = write(tmp_path / "obs.jsonl", observed(50, seed=3))
    her = X25519Identity.from_secret(b"\7" * 32)
    report = tmp_path / "out" / "report.pdf.age"
    report.parent.mkdir()
    assert circle.run("timeline", file, *OURS, "--report", report, "--to", her.recipient().text).code == 0
    assert [path.name for path in report.parent.iterdir()] == ["report.pdf.age"]
    assert decrypt(report.read_bytes(), [her]).startswith(b"%PDF")
    assert circle.run("timeline", file, *OURS, "--report", tmp_path / "out" / "r.pdf.age").code == 2


def test_drawings_say_in_words_what_they_show(circle: Circle, tmp_path: Path) -> None:
    file = write(tmp_path / "obs.jsonl", observed(400, seed=3))
    page = tmp_path / "page.html"
    assert circle.run("timeline", file, *OURS, "--html", page, "--seed", "1").code == 0
    told = re.findall("<desc>([^<]+)</desc>", page.read_text("utf-8"))
    assert len(told) == 2
    assert "2021-01" in told[0]
    assert "[" in told[1]


def test_a_table_needs_somebody_to_say_whose_archives_it_is_of(circle: Circle, tmp_path: Path) -> None:
    """Guardrail: own archives, or those of people who agreed; the words stand beside the tables."""
    file = write(tmp_path / "obs.jsonl", observed(30, seed=3))
    for words in ((), ("--collection", " ")):
        refused = circle.run("timeline", file, *words, "--tables", tmp_path / "t")
        assert refused.code == 1
        assert "whose" in refused.err
        assert not (tmp_path / "t").exists()
    assert circle.run("timeline", file, *OURS, "--tables", tmp_path / "t").code == 0
    assert json.loads((tmp_path / "t" / "datapackage.json").read_text())["collection"] == OURS[1]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_written_table_is_read_again_in_every_form(circle: Circle, tmp_path: Path, form: str) -> None:
    file = write(tmp_path / "obs.jsonl", observed(300, seed=3))
    first = circle.run("--json", "timeline", file, *OURS, "--tables", tmp_path / "t", "--seed", "1")
    again = circle.run("--json", "timeline", tmp_path / "t" / f"items.{form}", *OURS, "--seed", "1")
    assert again.code == 0, again.err
    days = [[row for row in run.rows if row.get("table") == "days"] for run in (first, again)]
    assert days[0] == days[1] != []
    assert again.rows[-1]["summary"] == first.rows[-1]["summary"]
