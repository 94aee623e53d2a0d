"""What every target on this machine owes. Subclass `LocalContract`, give it `spec` and a way to read all bytes back."""

from collections import Counter
from pathlib import Path
from typing import ClassVar

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import life
from wildgrass.targets.base import Outcome, RestoreOptions, Status
from wildgrass.targets.registry import find_target

SECRETS = ("PRIVATE-WORDS", "LIKED-WORDS", "COMMENT-BY-OTHER", "Only for those", "TOKEN-SECRET", "AD-WORDS")
NEVER = ("TOKEN-SECRET", "AD-WORDS", "COMMENT-BY-OTHER")


def restored(archive: MemoryArchive, spec: str, **options: object) -> list[Outcome]:
    """Restore to a target and return what was said of each item."""
    target, place = find_target(spec)
    return list(target.restore(archive, place, RestoreOptions(**options)))  # type: ignore[arg-type]


class LocalContract:
    """The tests."""

    everything: ClassVar[dict[str, bool]] = {"private": True, "likes": True}

    def spec(self, folder: Path) -> str:
        """Return the target in a folder."""
        raise NotImplementedError

    def all_bytes(self, folder: Path) -> dict[str, bytes]:
        """Return everything that a stranger could read of what was written, opened as far as it is packed."""
        raise NotImplementedError

    @pytest.fixture
    def archive(self, tmp_path: Path) -> MemoryArchive:
        """The made-up archive with one of everything."""
        files = tmp_path / "files"
        files.mkdir()
        return life(files)

    def test_every_item_ends_as_one_outcome_and_simulating_says_the_same(
        self, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        """No item is passed over in silence; a simulation has the real targets and writes nothing."""
        there = tmp_path / "there"
        for options in ({}, self.everything):
            simulated = restored(archive, self.spec(there / "no"), simulate=True, **options)
            assert not there.exists()
            real = restored(archive, self.spec(tmp_path / "real"), **options)
            ids = Counter(item.id for item in archive.items(include_withheld=True))
            assert Counter(one.id for one in real) == Counter(one.id for one in simulated) == ids
            assert {one.id: (one.status, one.target_id) for one in real} == {
                one.id: (one.status, one.target_id) for one in simulated
            }
            assert all(one.target_id for one in real if one.status is Status.DONE)
            assert all(one.reason for one in real if one.status is Status.SKIPPED)

    def test_what_was_not_public_stays_out_and_goes_again(
        self, archive: MemoryArchive, tmp_path: Path
    ) -> None:
        """No private word is in any byte; a run without them takes away what a run with them wrote."""
        spec = self.spec(tmp_path / "out")
        restored(archive, spec)
        public = self.all_bytes(tmp_path / "out")
        assert not [words for words in SECRETS if any(words.encode() in data for data in public.values())]
        restored(archive, spec, **self.everything)
        everything = self.all_bytes(tmp_path / "out")
        assert not [words for words in NEVER if any(words.encode() in data for data in everything.values())]
        assert any(b"Only for those" in data for data in everything.values())
        restored(archive, spec)
        assert self.all_bytes(tmp_path / "out") == public

    def test_the_same_archive_gives_the_same_bytes(self, archive: MemoryArchive, tmp_path: Path) -> None:
        """Two restores are alike to the last byte, and no half-written file stays beside them."""
        for name in ("one", "two"):
            restored(archive, self.spec(tmp_path / name), **self.everything)
        one, two = (
            {
                str(path.relative_to(tmp_path / name)): path.read_bytes()
                for path in (tmp_path / name).rglob("*")
                if path.is_file()
            }
            for name in ("one", "two")
        )
        assert one == two
        assert not [name for name in one if name.rpartition("/")[2].startswith(".")]
