"""The guardrails: what this project must never do, each as a test through the real command."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from demo.x_facts import ArchiveFacts

from cli.circle import Circle
from wildgrass.cli.main import VERBS, build_parser
from wildgrass.library import Library
from wildgrass.vault.stores.base import Store
from wildgrass.vault.stores.folder import FolderStore

NO_SOCKETS = """
import sys
def refuse(event, args):
    if event.startswith("socket.") and event not in ("socket.gethostname",):
        raise SystemExit(f"a socket was used: {event} {args}")
sys.addaudithook(refuse)
from wildgrass.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_no_verb_deletes_wipes_or_hides() -> None:
    """Absence beats hiding: nothing here to wipe, nobody to force a wipe out of."""
    words = " ".join([*VERBS, build_parser().format_help()])
    for verb in VERBS:
        words += build_parser(verb).format_help()
    forbidden = ("delete", "wipe", "erase", "purge", "decoy", "hidden", "duress", "forget")
    assert not [word for word in forbidden if word in words.lower()]


def test_no_store_can_delete_or_replace() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert public(Store) == {"place", "create", "read", "list"}
    assert not [
        name for name in public(FolderStore) if "del" in name or "remove" in name or "replace" in name
    ]


def test_no_verb_uses_a_socket(circle: Circle, months: list[ArchiveFacts], tmp_path: Path) -> None:
    """Importing, sealing, opening, searching and publishing to a folder work with the network cut."""
    circle.init()
    answers = circle.answers("Ana", "Ben")
    key = circle.key("coordinator")
    commands = [
        ["inspect", *months[0].paths],
        ["add", circle.card, *months[0].paths],
        ["verify", circle.vault],
        ["recover", "open", circle.vault, *answers, "-i", key, "--library", circle.library],
        ["search", circle.library, "的"],
        ["restore", circle.library, f"site:{tmp_path / 'site'}"],
    ]
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-c", NO_SOCKETS, *map(str, command)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command[0]}: {done.stderr}"


def test_what_nobody_counted_is_null_not_zero(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    added = circle.run("add", circle.card, *months[0].paths, "--no-report", "--json").rows[0]
    unknown = ("items", "new_items", "attachments", "new_attachments", "problems", "ignored")
    assert [added[key] for key in unknown] == [None] * len(unknown)


def test_a_count_the_export_does_not_state_stays_out(tmp_path: Path, circle: Circle) -> None:
    """A like counter that is missing is unknown; it must not become 0 and pass a legal threshold."""
    tweet = {"tweet": {"id_str": "1", "full_text": "春天", "created_at": "Sat Mar 21 08:00:00 +0000 2026"}}
    (tmp_path / "x" / "data").mkdir(parents=True)
    text = "window.YTD.tweets.part0 = " + json.dumps([tweet])
    (tmp_path / "x" / "data" / "tweets.js").write_text(text, encoding="utf-8")
    item = circle.run("inspect", tmp_path / "x", "--items").rows[0]
    assert item["text"] == "春天"
    assert "likes" not in item.get("counts", {})


@pytest.mark.parametrize("word", ["consent", "voluntary", "deleted_by"])
def test_a_deletion_is_never_called_consent(circle: Circle, months: list[ArchiveFacts], word: str) -> None:
    """The export says that a post was deleted and when; it cannot say why, so neither do we."""
    rows = circle.run("inspect", *months[0].paths, "--items").rows
    deleted = [row for row in rows if row.get("is_deleted")]
    assert deleted
    assert not [row for row in deleted if word in json.dumps(row)]


def test_absence_from_a_later_export_is_not_a_deletion(circle: Circle, months: list[ArchiveFacts]) -> None:
    circle.init()
    for month in months:
        circle.run("add", circle.card, *month.paths)
    circle.open(*circle.answers("Ana", "Ben"))
    gone = [native for native in months[0].posts if native not in months[1].posts]
    assert gone, "the second month must lack something"
    with Library.open(circle.library) as library:
        kept = [library.item(f"x:post:{native}") for native in gone]
    assert all(item is not None for item in kept)
    assert not [
        item for item in kept if item and item.is_deleted and not months[0].posts[item.id[7:]].is_deleted
    ]
