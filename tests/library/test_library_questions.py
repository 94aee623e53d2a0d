"""The questions of docs/spec/library.md, asked of a library with nothing but SQLite."""

import hashlib
import io
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.archive_builders import FRIEND, ME, about, build, message, moment, post
from wildgrass.library import PeopleDesk
from wildgrass.model import Attachment

PAGE = Path(__file__).parents[2] / "docs" / "spec" / "library.md"
HELLO = b"hello"


def questions():
    """Return the statements of the page's section, in its order."""
    section = PAGE.read_text(encoding="utf-8").partition("## Questions\n")[2].partition("\n## ")[0]
    code = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    return [part.strip() for part in re.split(r";\s*(?:\n|\Z)", code) if part.strip()]


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The answers to all questions, in their order."""
    folder = tmp_path_factory.mktemp("questions")
    file = Attachment(name="a.txt", role="file", member="media/a.txt")
    readings = [
        post(1, "one"),
        post(2, "two", in_reply_to="x:post:1", attachments=(file,)),
        post(3, "three", in_reply_to="x:post:2", author=FRIEND),
        post(4, "four", in_reply_to="x:post:3"),
        message(5, "later", minutes=9),
        message(6, "sooner", minutes=7, author=FRIEND, target=ME),
    ]
    build(folder, readings, fetch_attachment=lambda _: io.BytesIO(HELLO))
    build(folder, [post(1, "one, changed", as_of=moment(0, days=3))], about("second", days=3))
    with PeopleDesk.open(folder, lambda: datetime(2026, 1, 1, tzinfo=UTC)) as desk:
        desk.merge([ME.key, FRIEND.key])
        desk.name(ME.key, "us")
    with closing(sqlite3.connect(f"file:{folder}/library.sqlite?mode=ro", uri=True)) as connection:
        yield [connection.execute(question).fetchall() for question in questions()]


def test_every_question_is_answered(asked):
    assert len(asked) == 9
    assert all(asked)


def test_threads_and_conversations(asked):
    up, down, talks, messages = asked[:4]
    assert [text for _, text in up] == ["one, changed", "two", "three"]
    assert [text for _, text in down] == ["four"]
    assert [(title, count) for _, title, count, _ in talks] == [(None, 2)]
    assert [text for _, _, text in messages] == ["sooner", "later"]


def test_versions_sightings_and_attachments_by_digest(asked):
    versions, sightings, contents, members = asked[4:8]
    assert [text for _, text in versions] == ["one"]
    assert [name for name, _ in sightings] == ["first.zip", "second.zip"]
    digest = hashlib.sha256(HELLO).hexdigest()
    assert contents == [(f"attachments/{digest[:2]}/{digest}", 5, "x:post:2")]
    assert members == [("first.zip", "media/a.txt")]


def test_a_person_is_all_her_accounts(asked):
    assert [(name, count) for _, name, count, _, _ in asked[8]] == [("us", 6)]
