"""Own archives only, consent for a purpose and an account, and what its author calls free is forgotten everywhere."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from library.archive_builders import about, build
from targets.made_up_life import FRIEND, other, post
from watch.played_platforms import OWNERS, TEXT, Days, api, looked, page, played
from wildgrass.cli.main import main
from wildgrass.model import Kind
from wildgrass.watch.belonging import is_hers
from wildgrass.watch.book import Book, NoConsentError

OWNER = OWNERS["x"]
GONE = {"page": page("<h2>此内容因违规无法查看</h2>")}


def kept_in(folder: Path) -> dict[str, bytes]:
    """Return the bodies of all records that a watch keeps, by address."""
    found = {}
    for file in (folder / "watch").glob("*.warc.gz"):
        assert file.stat().st_mode & 0o077 == 0
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                found[str(record.rec_headers.get_header("WARC-Target-URI"))] = record.content_stream().read()
    return found


def items_in(tables: Path) -> list[dict[str, object]]:
    """Return the rows of the table of items."""
    (file,) = tables.glob("items*.jsonl")
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_deletion_that_was_free_leaves_looks_records_tables_and_the_watch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "wechat", monkeypatch) as (plays, server, folder):
        looked(folder, capsys)
        plays.gone[1] = GONE
        for wait in (31, 2):
            found = looked(folder, capsys, days=wait)
        assert found[1]["state"] == "tombstone"
        assert main(["timeline", str(folder), "--tables", str(tmp_path / "before"), "--seed", "1"]) in {0, 1}
        assert (
            any(f"{TEXT} 1".encode() in body for body in kept_in(folder).values()) is False
        )  # the newest says gone
        raw = b"".join(file.read_bytes() for file in (folder / "watch").glob("*.warc.gz"))
        before = {address for address in kept_in(folder) if address.endswith("article1")}
        assert main(["watch", str(folder), "--forget", "wechat:post:1"]) == 0
        assert before
        assert not [address for address in kept_in(folder) if address.endswith("article1")]
        assert len(kept_in(folder)) == 2
        rest = b"".join(file.read_bytes() for file in (folder / "watch").glob("*.warc.gz"))
        assert len(rest) < len(raw)
        assert "wechat:post:1" not in (folder / "watch" / "looks.jsonl").read_text("utf-8")
        assert main(["timeline", str(folder), "--tables", str(tmp_path / "after"), "--seed", "1"]) in {0, 1}
        assert len(items_in(tmp_path / "after")) == len(items_in(tmp_path / "before")) - 1
        asked = len(server.asked)
        capsys.readouterr()
        assert set(looked(folder, capsys, days=31)) == {2, 3}
        assert not [path for _, path, _, _ in server.asked[asked:] if path.endswith("article1")]
        capsys.readouterr()
        assert main(["watch", str(folder), "--notices", "--json"]) == 0
        assert capsys.readouterr().out == ""


def test_consent_is_dated_for_a_purpose_and_an_account_and_each_can_be_taken_back(tmp_path: Path) -> None:
    now = Days.at
    book = Book(tmp_path / "watch", {"x:account:900"})
    book.agree("watch mine", now)
    book.agree("count mine", now, purpose="publish")
    row = json.loads((tmp_path / "watch" / "consents.jsonl").read_text("utf-8").splitlines()[0])
    assert (row["given"], row["owners"]) == (now.isoformat(), ["x:account:900"])
    later = now + timedelta(days=1)
    book.revoke(later, "publish")
    assert book.agreed(later, "watch")
    assert not book.agreed(later, "publish")
    book.agree("count mine again", later + timedelta(days=1), purpose="publish")
    assert book.agreed(later + timedelta(days=2), "publish")
    book.revoke(later + timedelta(days=3))
    assert not any(book.agreed(later + timedelta(days=4), purpose) for purpose in ("watch", "publish"))
    book.agree("watch mine", later + timedelta(days=5))
    assert not book.agreed(later + timedelta(days=5 + 365), "watch")
    with pytest.raises(NoConsentError, match="another account"):
        Book(tmp_path / "watch", {"x:account:901"}).consent(later + timedelta(days=6))
    with pytest.raises(NoConsentError, match="another account"):
        Book(tmp_path / "watch", {"x:account:900", "x:account:901"}).consent(later + timedelta(days=6))


def test_a_purpose_is_taken_back_by_its_name_and_a_slip_of_the_pen_takes_nothing_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "feed", monkeypatch) as (_, _, folder):
        looked(folder, capsys)
        assert main(["watch", str(folder), "--revoke", "publish"]) == 0
        assert main(["watch", str(folder), "--once"]) == 0
        with pytest.raises(SystemExit) as caught:
            main(["watch", str(folder), "--revoke", "wacth"])
        assert caught.value.code == 2
        assert main(["watch", str(folder), "--revoke", "watch"]) == 0
        assert main(["watch", str(folder), "--once"]) == 1
        assert "was taken back" in capsys.readouterr().err


def edited(folder: Path, *statements: str) -> None:
    """Change a library behind Wildgrass's back."""
    with closing(sqlite3.connect(folder / "library.sqlite")) as db, db:
        for statement in statements:
            db.execute(statement)


def hostile(folder: Path, base: str) -> None:
    """Add to a library what is not its owner's to watch, and her private records."""
    theirs = [
        post(7, "2026-10-07 12:00", "theirs", url=f"{base}/spring_wind/status/7", author=FRIEND),
        other(Kind.ACCOUNT, "account", "2020-01-01 12:00", "mine", author=OWNER),
    ]
    build(folder, theirs, about("second", owner=OWNER, source="x"))


def test_an_edited_owner_is_refused_with_the_old_consent_and_with_a_new_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "x", monkeypatch) as (plays, server, folder):
        hostile(folder, plays.base)
        assert set(looked(folder, capsys)) == {1, 2, 3}
        asked = len(server.asked)
        edited(folder, f"UPDATE exports SET owner = '{FRIEND.key}'")
        Days.at += timedelta(days=31)
        for consent in ([], ["--consent", "she said yes, surely"]):
            assert main(["watch", str(folder), "--once", *consent]) == 1
            assert "private records" in capsys.readouterr().err
        edited(
            folder, "DELETE FROM items WHERE kind = 'account'"
        )  # who hides that as well has no consent left
        assert main(["watch", str(folder), "--once"]) == 1
        assert "another account" in capsys.readouterr().err
        assert len(server.asked) == asked


def test_an_item_that_is_passed_off_as_hers_is_not_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "x", monkeypatch) as (plays, server, folder):
        hostile(folder, plays.base)
        for number, old, new in (
            (7, '"901"', '"900"'),
            (2, "yecao_demo/status/2", "spring_wind/status/2"),
            (3, "yecao_demo/status/3", "i/status/77"),
        ):
            edited(
                folder,
                f"UPDATE items SET json = replace(json, '{old}', '{new}') WHERE id = 'x:post:{number}'",
            )
        edited(folder, f"UPDATE items SET author = '{OWNER.key}' WHERE id = 'x:post:7'")
        assert set(looked(folder, capsys)) == {1}
        assert {plays.number(path) for _, path, _, _ in server.asked} == {1}


def test_where_the_platform_says_that_a_post_is_somebody_elses_it_is_never_asked_for_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = {"type": "rich", "html": "<p>x status/1</p>", "author_url": "https://twitter.com/spring_wind"}
    with played(tmp_path, "x", monkeypatch) as (plays, server, folder):
        plays.gone[1] = {"oembed": api(theirs)}
        first = looked(folder, capsys)
        assert (first[1]["state"], first[1]["evidence"]["notice"]) == ("unknown", "not-own")
        asked = len(server.asked)
        assert set(looked(folder, capsys, days=31)) == {2, 3}
        assert {plays.number(path) for _, path, _, _ in server.asked[asked:]} == {2, 3}
        assert main(["watch", str(folder), "--once"]) == 0
        assert "1 items turned out to be another account's" in capsys.readouterr().err


def test_an_owner_who_took_another_handle_since_is_still_herself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(tmp_path, "x", monkeypatch) as (plays, _, folder):
        renamed = replace(OWNER, handle="yecao_new")
        item = replace(
            post(5, "2026-10-05 12:00", f"{TEXT} 5", author=renamed), url=f"{plays.base}/yecao_new/status/5"
        )
        build(folder, [item], about("later", days=9, owner=renamed, source="x"))
        assert {n: row["state"] for n, row in looked(folder, capsys).items()} == dict.fromkeys(
            (1, 2, 3, 5), "present"
        )


@pytest.mark.parametrize(
    ("theirs", "author", "is_so"),
    [
        ({"900", "yecao_demo"}, "Yecao_Demo", True),
        ({"900", "yecao_demo"}, "spring_wind", False),
        ({"900"}, "spring_wind", True),  # the archive knows no handle of hers
        ({"900"}, "901", False),
        ({"did:plc:a", "yecao.example"}, "did:plc:b", False),
        ({"https://s/users/yecao"}, "https://s/users/other", False),
        ({"900"}, None, True),
        (set(), "901", True),
    ],
)
def test_a_name_is_compared_with_names_of_its_kind(theirs: set[str], author: str | None, is_so: bool) -> None:
    assert is_hers(author, frozenset(theirs)) is is_so
