"""The flow: a real library in a folder becomes a site; an unknown target is a mistake in the command."""

from pathlib import Path

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import EXPORTED, OWNER, life
from targets.reading_sites import broken_links, bytes_of, grow, read_page
from wildgrass.errors import EXIT_USAGE
from wildgrass.flows.restore import restore, targets
from wildgrass.library import ExportAbout, Library, LibraryNotFoundError, LibraryWriter
from wildgrass.model import Attachment
from wildgrass.targets.base import Archive, RestoreOptions, Status, TargetPlaceError, TargetUnknownError
from wildgrass.targets.registry import find_target
from wildgrass.targets.site.chrome import LanguageUnknownError


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library on disk, built from the made-up archive."""
    archive = _archive(tmp_path)
    folder = tmp_path / "library"
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=EXPORTED, owner=OWNER)
    members = {
        attachment.member: archive.attachment_path(str(attachment.sha256))
        for item in archive.items()
        for attachment in item.attachments
    }
    with LibraryWriter.open(folder) as writer:
        writer.add_export(about, archive.items(include_withheld=True), lambda member: members[member])
    return folder


def _archive(tmp_path: Path) -> MemoryArchive:
    files = tmp_path / "files"
    files.mkdir()
    return life(files)


def test_a_library_is_an_archive_and_gives_the_same_pages(library: Path, tmp_path: Path) -> None:
    """What the library keeps is enough: its month pages are those of the items themselves."""
    options = RestoreOptions(private=True, likes=True)
    outcomes = list(restore(library, f"site:{tmp_path / 'site'}", options))
    assert {outcome.status for outcome in outcomes} == {Status.DONE, Status.SKIPPED}
    (tmp_path / "again").mkdir()
    grow(_archive(tmp_path / "again"), tmp_path / "memory", private=True, likes=True)
    site, memory = bytes_of(tmp_path / "site"), bytes_of(tmp_path / "memory")
    assert site.keys() == memory.keys()
    assert [
        name for name in site if name.startswith(("posts/", "media/")) and site[name] != memory[name]
    ] == []
    assert broken_links(tmp_path / "site") == []


def test_the_same_library_gives_the_same_bytes(library: Path, tmp_path: Path) -> None:
    """Two restores of one library are alike."""
    for name in ("one", "two"):
        list(restore(library, f"site:{tmp_path / name}", RestoreOptions()))
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_an_unknown_target_lists_the_known_ones(library: Path) -> None:
    """The hint says what can be written instead."""
    with pytest.raises(TargetUnknownError) as caught:
        list(restore(library, "myspace:somebody", RestoreOptions()))
    assert caught.value.exit_code == EXIT_USAGE
    assert "site:DIR" in caught.value.hint_text()


@pytest.mark.parametrize("spec", ["", "site", "/tmp/site", ":x"])
def test_a_target_without_its_parts_is_a_mistake_in_the_command(spec: str) -> None:
    """Neither a bare folder nor a bare name is guessed at."""
    with pytest.raises((TargetUnknownError, TargetPlaceError)) as caught:
        find_target(spec)
    assert caught.value.exit_code == EXIT_USAGE
    assert str(caught.value)


def test_a_place_may_hold_colons() -> None:
    """Only the first colon parts the name from the place."""
    target, place = find_target("site:C:/Users/me/site")
    assert target.info.name == "site"
    assert place == "C:/Users/me/site"


def test_the_target_is_checked_before_the_library(tmp_path: Path) -> None:
    """A wrong name is said even where there is no library; a missing library leaves no folder behind."""
    with pytest.raises(TargetUnknownError):
        list(restore(tmp_path / "none", "nowhere:x", RestoreOptions()))
    with pytest.raises(LibraryNotFoundError):
        list(restore(tmp_path / "none", f"site:{tmp_path / 'site'}", RestoreOptions()))
    assert not (tmp_path / "site").exists()


def test_a_language_without_words_is_refused_before_anything_is_written(
    library: Path, tmp_path: Path
) -> None:
    """No site half in one language."""
    with pytest.raises(LanguageUnknownError):
        list(restore(library, f"site:{tmp_path / 'site'}", RestoreOptions(language="tlh")))
    assert not (tmp_path / "site").exists()


def test_every_target_says_what_it_is() -> None:
    """Names are told apart, and each says whether anything leaves the machine."""
    infos = targets()
    assert len({info.name for info in infos}) == len(infos)
    assert next(info for info in infos if info.name == "site").is_local


def test_an_attachment_the_library_lacks_is_named(tmp_path: Path) -> None:
    """A library built without files gives a whole site that says what is missing."""
    from dataclasses import replace

    archive = _archive(tmp_path)
    bare = [
        replace(item, attachments=tuple(Attachment(name=one.name) for one in item.attachments))
        for item in archive.items()
    ]
    about = ExportAbout(key="1", name="x.zip", source="x", vintage="2022", as_of=None, owner=OWNER)
    with LibraryWriter.open(tmp_path / "library") as writer:
        writer.add_export(about, bare)
    with Library.open(tmp_path / "library") as library:
        held: Archive = library  # the type checker holds the library to what targets read
        assert held.owners()
    list(restore(tmp_path / "library", f"site:{tmp_path / 'site'}", RestoreOptions()))
    assert "Named by the export, but not in it" in read_page(tmp_path / "site/posts/2022-10.html").text
