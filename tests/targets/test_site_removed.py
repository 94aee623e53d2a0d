"""What was removed says by whom, as far as its notice goes, in the notice's own words."""

from dataclasses import replace
from pathlib import Path

import pytest

from targets.archive_in_memory import MemoryArchive
from targets.made_up_life import OWNER, post
from targets.reading_sites import grow, read_page
from wildgrass.model import Removal, RemovedBy

NOTICE = "此微博因违反相关法律法规已被删除"


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
