"""Unknown stays unknown on the page: who removed a post, and which zone a clock stood in."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.reading_sites import grow, read_page
from wildgrass.model import Moment, Removal, RemovedBy, ZoneBasis

NOTICE = "此微博因违反相关法律法规已被删除"


def test_a_clock_without_a_zone_is_not_called_utc(tmp_path: Path) -> None:
    """The page shows the clock as it was written, and that nobody said where it stood."""
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path / "files")
    clock = Moment(
        instant=datetime(2022, 1, 1, 21, 40, tzinfo=UTC),
        precision_ms=60_000,
        zone="local",
        zone_basis=ZoneBasis.UNKNOWN,
    )
    archive.add(replace(post(1, "2022-01-01 00:00", "hi"), published=clock))
    grow(archive, tmp_path / "site")
    page = (tmp_path / "site/posts/2022-01.html").read_text()
    assert "UTC" not in page.partition("<article")[2].partition("</article>")[0]
    assert "zone not stated" in page
    assert 'datetime="2022-01-01T21:40"' in page


@pytest.mark.parametrize(
    ("by", "sure", "said"),
    [
        (RemovedBy.PLATFORM, "stated", "Gone: the platform removed it. In its place: “此微博因违反"),
        (RemovedBy.AUTHOR, "stated", "Gone: its author removed it."),
        (
            RemovedBy.UNKNOWN,
            "likely",
            "Gone: nothing says by whom (likely; the words can mean something else).",
        ),
    ],
)
def test_the_page_says_who_removed_a_post(tmp_path: Path, by: RemovedBy, sure: str, said: str) -> None:
    """Each cause has its sentence; what is only likely says so."""
    (tmp_path / "files").mkdir()
    archive = MemoryArchive([], owners=(OWNER,), files=tmp_path / "files")
    gone = replace(post(1, "2022-01-01 00:00", ""), removed=Removal(by=by, notice=NOTICE, sure=sure))
    archive.add(gone)
    grow(archive, tmp_path / "site")
    assert said in read_page(tmp_path / "site/posts/2022-01.html").text
