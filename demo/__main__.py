"""`make demo`: an account sealed, lost, brought back by two of three trustees, and compared with what it was.

Every step is the real command, run as a person would run it; only the account is made up.
"""

import argparse
import shutil
import sys
import time
from pathlib import Path

from demo.command import Command
from demo.comparison import compare_bytes, compare_items
from demo.x_archive import write_archive
from demo.x_facts import ArchiveFacts

TRUSTEES = ("Ana", "Ben", "Chen")
POSTS, MEDIA = 3000, 240
WORD = "河边"


def main() -> int:
    """Run the story and say in plain words what was seen."""
    parser = argparse.ArgumentParser(prog="python -m demo")
    parser.add_argument("--out", type=Path, default=Path("demo-out"), help="folder to work in; made anew")
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--media", type=int, default=MEDIA)
    options = parser.parse_args()
    started = time.monotonic()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    story = Story(options.out, options.posts, options.media)
    wrong = story.run()
    story.summary(wrong, time.monotonic() - started)
    return 1 if wrong else 0


class Story:
    """The folders of the demo and what happens in them."""

    def __init__(self, out: Path, posts: int, media: int) -> None:
        """Lay out the folders."""
        self.out = out
        self.posts, self.media = posts, media
        self.vault, self.kit, self.library = out / "vault", out / "kit", out / "library"
        self.exports, self.site = out / "exports-came-back", out / "site"
        self.wildgrass = Command()
        self.added: list[dict[str, object]] = []
        self.checked: list[str] = []

    def run(self) -> list[str]:
        """Tell the story; return what went wrong, nothing if all is well."""
        self._people()
        facts = [self._month(1), self._month(2)]
        verified = self.wildgrass("verify", self.vault)[0]
        self.checked.append(f"{verified['objects']} sealed objects checked without any key")
        self._recover()
        self._publish()
        wrong = compare_items(facts, self.library, self.checked)
        return wrong + self._search() + compare_bytes(facts, self.exports, self.checked)

    def _search(self) -> list[str]:
        found = len(self.wildgrass("search", self.library, WORD))
        self.checked.append(f"{found:,} items found by the two characters {WORD}")
        return [] if found else [f"nothing found by {WORD}, which stands in the made-up posts"]

    def _people(self) -> None:
        print("1  Three trustees abroad and a coordinator make their keys; somebody outside makes the vault.")
        passphrase = self.out / "passphrase-for-the-demo.txt"
        passphrase.write_text("grass grows again with the spring wind\n", encoding="utf-8")
        recipients = {}
        for name in (*TRUSTEES, "coordinator"):
            made = self.wildgrass("trustee", "new", "-o", self._key(name), "--passphrase-file", passphrase)[0]
            recipients[name] = str(made["recipient"])
        trustees = [text for name in TRUSTEES for text in ("--trustee", f"{name}={recipients[name]}")]
        coordinator = ("--coordinator", recipients["coordinator"])
        self.wildgrass("init", self.vault, *trustees, "--threshold", "2", *coordinator, "--kit", self.kit)

    def _month(self, month: int) -> ArchiveFacts:
        target = self.out / f"x-archive-month-{month}.zip"
        facts = write_archive(
            target,
            seed=89,
            posts=self.posts,
            media=self.media,
            likes=self.posts // 3,
            conversations=20,
            messages=self.posts // 4,
            followers=300,
            month=month,
            parts=2,
        )
        size = sum(path.stat().st_size for path in facts.paths) / 1e6
        print(
            f"{month + 1}  Month {month}: an X archive of {size:.0f} MB is sealed with the card alone, then deleted."
        )
        added = self.wildgrass("add", self.kit / "vault.card", *facts.paths)[0]
        print(f"     {added['items']} items, {added['problems']} problems, {added['objects']} objects stored")
        self.added.append(added)
        for path in facts.paths:
            path.unlink()
        return facts

    def _recover(self) -> None:
        print("4  Ana and Chen answer; the coordinator opens the vault. Ben is not needed.")
        passphrase = ("--passphrase-file", self.out / "passphrase-for-the-demo.txt")
        answers = []
        for name in ("Ana", "Chen"):
            share = next(self.kit.glob(f"share-*-{name}.age"))
            answers.append(self.out / f"{name}.answer")
            self.wildgrass("recover", "answer", share, "-i", self._key(name), "-o", answers[-1], *passphrase)
        opening = ("-i", self._key("coordinator"), "--library", self.library, "--exports", self.exports)
        self.wildgrass("recover", "open", self.vault, *answers, *opening, *passphrase)

    def _publish(self) -> None:
        print("5  The account comes back as a page that opens from a USB stick.")
        self.wildgrass("restore", self.library, f"site:{self.site}")

    def _key(self, name: str) -> Path:
        return self.out / f"{name}.key"

    def summary(self, wrong: list[str], seconds: float) -> None:
        """Say in plain words where to look and what was checked."""
        print(
            f"\n{'All is well' if not wrong else 'SOMETHING IS WRONG'}, after {seconds:.0f} seconds. What was checked:"
        )
        for line in self.checked:
            print(f"  - {line}")
        for line in wrong[:20]:
            print(f"  ! {line}")
        print("\nWhere to look:")
        print(f"  the page      {(self.site / 'index.html').resolve()}")
        print(
            f"  the vault     {self.vault.resolve()}  (sealed; v1/readme.txt says how to open it without us)"
        )
        print(
            f"  the library   {self.library.resolve()}  (try: .venv/bin/wildgrass search {self.library} {WORD})"
        )
        print(f"  the reader    .venv/bin/wildgrass read {self.library}")
        print(f"  the exports   {self.exports.resolve()}  (every member as it was)")


if __name__ == "__main__":
    sys.exit(main())
