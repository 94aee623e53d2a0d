"""The main job through the real command: sealed with a card, brought back by two of three, read again."""

import hashlib
import json
import re
from pathlib import Path

from demo.comparison import compare_bytes, compare_items
from demo.x_facts import ArchiveFacts

from cli.circle import Circle

ADD_KEYS = {
    "source",
    "items",
    "new_items",
    "attachments",
    "new_attachments",
    "problems",
    "ignored",
    "bytes_read",
    "bytes_stored",
    "objects",
}


def test_two_months_come_back_whole(circle: Circle, months: list[ArchiveFacts]) -> None:
    assert circle.init().code == 0
    for month in months:
        added = circle.run("add", circle.card, *month.paths, "--json")
        assert added.code == 0, added.err
        assert set(added.rows[0]) >= ADD_KEYS
        assert added.rows[0]["new_items"] is None, "nothing is kept, so nobody can say what is new"
    verified = circle.run("verify", circle.vault, "--json")
    assert (verified.code, verified.rows[0]["problems"]) == (0, [])
    assert {"objects", "bytes", "tree_size", "root"} <= set(verified.rows[0])
    exports = circle.folder / "exports"
    opened = circle.open(*circle.answers("Ana", "Chen"), more=("--exports", exports))
    assert opened.code == 0, opened.err
    assert {"items", "attachments", "problems", "library"} <= set(opened.rows[0])
    assert compare_items(months, circle.library, []) == []
    assert compare_bytes(months, exports, []) == []


def test_opening_again_adds_only_what_is_new(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    answers = circle.answers("Ana", "Ben")
    first = circle.open(*answers).rows[0]
    again = circle.open(*answers).rows[0]
    assert (first["exports"], again["exports"], again["new_items"]) == (1, 0, 0)
    circle.run("add", circle.card, *months[1].paths)
    grown = circle.open(*answers).rows[0]
    assert (grown["exports"], grown["exports_already_there"]) == (1, 1)
    assert 0 < grown["new_items"] < first["new_items"]
    assert compare_items(months, circle.library, []) == []


def test_a_local_index_says_what_is_new(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    index = ("--index", "local", "--state", circle.folder / "state", "--json")
    first = circle.run("add", circle.card, *months[0].paths, *index).rows[0]
    same = circle.run("add", circle.card, *months[0].paths, *index).rows[0]
    grown = circle.run("add", circle.card, *months[1].paths, *index).rows[0]
    assert first["new_items"] == first["items"]
    assert (same["new_items"], same["new_attachments"]) == (0, 0)
    assert 0 < grown["new_items"] < grown["items"] / 2
    assert grown["bytes_stored"] < first["bytes_stored"]
    circle.open(*circle.answers("Ben", "Chen"))
    assert compare_items(months, circle.library, []) == []


def test_one_answer_is_not_enough(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    said = circle.open(*circle.answers("Ana"))
    assert said.code == 1
    assert not (circle.library / "library.sqlite").exists()


def test_a_bad_share_is_named_and_the_others_open(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    answers = circle.answers("Ana", "Ben", "Chen")
    data = bytearray(answers[1].read_bytes())
    data[-5] ^= 1
    answers[1].write_bytes(data)
    said = circle.open(*answers)
    assert said.code == 1, "a person must look at the share that was set aside"
    assert "Ben.answer" in said.err
    assert said.rows[0]["items"] > 0


def test_paper_words_open_too(circle: Circle, months: list[ArchiveFacts]) -> None:
    said = circle.init("--paper", "Grandmother")
    page = next(Path(file) for file in said.rows[0]["kit"] if "Grandmother" in file)
    assert page.suffix == ".html"
    circle.run("add", circle.card, *months[0].paths)
    words = circle.folder / "words.txt"
    words.write_text(" ".join(_words(page.read_text(encoding="utf-8"))), encoding="utf-8")
    opened = circle.open(*circle.answers("Ana"), more=("--words-file", words))
    assert opened.code == 0, opened.err


def _words(page: str) -> list[str]:
    """Read a page as a person does: the words in the order of their numbers."""
    cells = re.findall(r'<td class="number">(\d+)</td><td>([a-z]+)</td>', page)
    return [word for _number, word in sorted((int(number), word) for number, word in cells)]


def test_search_and_show_find_what_was_sealed(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    circle.open(*circle.answers("Ana", "Ben"))
    native, fact = next(
        (native, fact)
        for native, fact in months[0].posts.items()
        if len(fact.text) > 6 and all("一" <= char <= "鿿" for char in fact.text[:2]) and fact.kind == "post"
    )
    for query in (fact.text[:1], fact.text[:2]):
        rows = circle.run("search", circle.library, query, "--json").rows
        assert f"x:post:{native}" in {row["id"] for row in rows}
        assert all(set(row) >= {"id", "source", "kind", "author", "published", "text", "url"} for row in rows)
    shown = json.loads(circle.run("show", circle.library, f"x:post:{native}").out)
    assert shown["text"] == fact.text
    assert circle.run("show", circle.library, "x:post:1").code == 1


def test_the_site_is_written_from_the_library(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths)
    circle.open(*circle.answers("Ana", "Ben"))
    site = circle.folder / "site"
    simulated = circle.run("restore", circle.library, f"site:{site}", "--simulate", "--json")
    assert simulated.code == 0
    assert not site.exists()
    said = circle.run("restore", circle.library, f"site:{site}", "--json")
    assert said.code == 0
    assert {row["status"] for row in said.rows} <= {"done", "skipped"}
    assert (site / "index.html").is_file()
    pages = " ".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    posted = " ".join(fact.text for fact in months[0].posts.values())
    private = [text for text in months[0].messages.values() if len(text) > 12 and text not in posted]
    assert private
    assert not [text for text in private if text in pages]


def test_inspect_reports_what_the_maker_counted(circle: Circle, months: list[ArchiveFacts]) -> None:
    report = circle.run("inspect", *months[0].paths, "--json").rows[0]
    counts = months[0].counts
    assert {kind: report["items"][kind] for kind in ("post", "share", "quote", "like", "message")} == {
        kind: counts[kind] for kind in ("post", "share", "quote", "like", "message")
    }
    assert report["missing_attachments"] == len(months[0].missing)
    assert {member["name"] for member in report["members"]} >= set(months[0].files)


def test_items_are_canonical_and_the_same_twice(circle: Circle, months: list[ArchiveFacts]) -> None:
    digests = set()
    for _ in range(2):
        out = circle.run("inspect", *months[0].paths, "--items").out
        digests.add(hashlib.sha256(out.encode()).hexdigest())
    assert len(digests) == 1
    assert len(out.splitlines()) > 200


def test_old_media_left_out_is_found_among_earlier_exports(
    circle: Circle, months: list[ArchiveFacts]
) -> None:
    """Nothing is kept on the device: the person names a day, and the vault holds the older media already."""
    circle.init()
    first = circle.run("add", circle.card, *months[0].paths, "--json").rows[0]
    since = ("--media-since", months[0].generated.date().isoformat())
    second = circle.run("add", circle.card, *months[1].paths, *since, "--json").rows[0]
    assert second["left_out"] > 5
    assert second["bytes_stored"] < first["bytes_stored"]
    exports = circle.folder / "exports"
    opened = circle.open(*circle.answers("Ana", "Ben"), more=("--exports", exports))
    assert opened.code == 0, opened.err
    assert compare_items(months, circle.library, []) == []
    assert compare_bytes(months, exports, []) == []
    for export in exports.iterdir():
        pictures = [path for path in export.rglob("*") if path.suffix == ".jpg"]
        assert len(pictures) > 5, "each export comes back with all of its pictures"


def test_media_left_out_and_never_sealed_is_named(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    circle.run("add", circle.card, *months[0].paths, "--media-since", "2999-01-01")
    opened = circle.open(*circle.answers("Ana", "Ben"))
    assert opened.code == 1
    assert any("no other export of this vault holds it" in line for line in opened.rows[0]["found"])
    assert opened.rows[0]["items"] > 200


def test_a_day_that_is_none_is_a_usage_error(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    assert circle.run("add", circle.card, *months[0].paths, "--media-since", "soon").code == 2
