"""The site's folder: nothing of anybody else's is written over or removed, and a killed run can be run again."""

import os
from pathlib import Path

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.reading_sites import bytes_of, grow
from wildgrass.targets.site.folder import (
    MARKER,
    SiteFileForeignError,
    SiteFolder,
    SiteFolderTakenError,
    SiteMarkerError,
    SiteWriteError,
)


def archive() -> MemoryArchive:
    """An archive of two posts in two months."""
    return MemoryArchive(
        [post(1, "2022-01-01 00:00", "one"), post(2, "2022-02-01 00:00", "two")], owners=(OWNER,)
    )


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path: Path) -> None:
    """Nothing is written beside somebody's files."""
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(SiteFolderTakenError):
        grow(archive(), tmp_path)
    assert bytes_of(tmp_path) == {"letter.txt": b"dear"}


def test_a_file_is_refused_as_a_folder(tmp_path: Path) -> None:
    """A place that is a file cannot hold a site."""
    (tmp_path / "site").write_text("dear")
    with pytest.raises(SiteFolderTakenError):
        grow(archive(), tmp_path / "site")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder that holds nothing is free."""
    grow(archive(), tmp_path)
    assert (tmp_path / "index.html").is_file()


def test_a_file_put_into_the_site_by_hand_stays(tmp_path: Path) -> None:
    """What the marker does not name is never touched, and a page that would replace it is refused."""
    first = MemoryArchive([post(1, "2022-01-01 00:00", "one")], owners=(OWNER,))
    grow(first, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "posts/2022-02.html").write_text("mine too")
    with pytest.raises(SiteFileForeignError):
        grow(archive(), tmp_path)
    (tmp_path / "posts/2022-02.html").rename(tmp_path / "kept.html")
    grow(archive(), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "kept.html").read_text() == "mine too"


def test_links_in_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link where a page or a folder of the site belongs leads nothing outside."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "victim.html").write_text("mine")
    site = tmp_path / "site"
    grow(MemoryArchive([], owners=(OWNER,)), site)
    (site / "posts").symlink_to(outside)
    with pytest.raises(SiteFileForeignError):
        grow(archive(), site)
    (site / "posts").unlink()
    grow(archive(), site)
    (site / "posts/2022-01.html").unlink()
    (site / "posts/2022-01.html").symlink_to(outside / "victim.html")
    with pytest.raises(SiteFileForeignError):
        grow(archive(), site)
    assert bytes_of(outside) == {"victim.html": b"mine"}


@pytest.mark.parametrize(
    "name",
    [
        "../victim.txt",
        "/etc/victim",
        "posts/../../victim.txt",
        "victim.txt",
        "media/aa/victim.exe",
        "posts/.x",
    ],
)
def test_a_marker_cannot_make_us_remove_what_no_site_holds(tmp_path: Path, name: str) -> None:
    """Names in a marker are input: only what a site can hold is removed."""
    (tmp_path / "victim.txt").write_text("mine")
    site = tmp_path / "site"
    grow(archive(), site)
    (site / "victim.txt").write_text("mine")
    with (site / MARKER).open("a") as marker:
        marker.write(f"{name}\n")
    grow(archive(), site)
    assert (tmp_path / "victim.txt").read_text() == "mine"
    assert (site / "victim.txt").read_text() == "mine"


def test_a_marker_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A marker from the future, or one that is no text, is not guessed at."""
    for content in (b"wildgrass site 2\nindex.html\n", b"\xff\xfe\x00"):
        (tmp_path / MARKER).write_bytes(content)
        with pytest.raises(SiteMarkerError):
            grow(archive(), tmp_path)


def test_a_run_stopped_anywhere_is_finished_by_the_next(tmp_path: Path) -> None:
    """Stopped after each outcome in turn, a second run ends with the same bytes as an undisturbed one."""
    grow(archive(), tmp_path / "whole")
    for stop_after in range(3):
        site = tmp_path / f"stopped-{stop_after}"
        from wildgrass.targets.base import RestoreOptions
        from wildgrass.targets.site import Site

        running = Site().restore(archive(), str(site), RestoreOptions())
        for _ in range(stop_after):
            next(running)
        running.close()
        grow(archive(), site)
        assert bytes_of(site) == bytes_of(tmp_path / "whole")


def test_a_half_written_file_and_half_a_name_in_the_marker_do_no_harm(tmp_path: Path) -> None:
    """What a power cut leaves is taken up by the next run."""
    grow(archive(), tmp_path / "whole")
    site = tmp_path / "site"
    site.mkdir()
    (site / MARKER).write_text("wildgrass site 1\nabout.html\nposts/2022-0")
    (site / ".wildgrass-site.part").write_bytes(b"<!doctype ht")
    grow(archive(), site)
    assert bytes_of(site) == bytes_of(tmp_path / "whole")


def test_pages_that_an_archive_no_longer_has_go(tmp_path: Path) -> None:
    """A shorter archive leaves no page of the longer one, and no empty folder."""
    grow(archive(), tmp_path)
    grow(MemoryArchive([], owners=(OWNER,)), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "about.html",
        "feed.json",
        "feed.xml",
        "index.html",
        "search",
        "search.html",
        "style.css",
        MARKER,
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="skipped: the super-user may write anywhere")
def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    """The disk's refusal ends as our error with exit code 5."""
    tmp_path.chmod(0o500)
    with pytest.raises(SiteWriteError):
        grow(archive(), tmp_path / "site")
    tmp_path.chmod(0o700)


def test_a_place_below_a_file_is_a_store_error(tmp_path: Path) -> None:
    """What the system says is part of the message."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(SiteWriteError) as caught:
        grow(archive(), tmp_path / "file/site")
    assert "irectory" in str(caught.value)


def test_a_folder_is_written_only_inside_with(tmp_path: Path) -> None:
    """Without its marker in place nothing is written."""
    with pytest.raises(ValueError, match="inside"):
        SiteFolder(tmp_path).write("index.html", b"")
    assert bytes_of(tmp_path) == {}
